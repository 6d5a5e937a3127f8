-- Zero bytes in text and pattern.
-- expect: value 3 3
return table.concat({ ("a\0b\0"):find("b%z*", 1) }, " "):sub(1, 2) .. ("a\0b"):find("[b]")
