-- Texts as numbers.
-- expect: value 16 15 3.5
return table.concat({ "0x10" + 0, "10" + 5, "7" / "2" }, " ")
