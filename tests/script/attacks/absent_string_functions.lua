-- string functions that show code or memory layout.
-- expect: value nil nil nil nil
return table.concat({ type(string.dump), type(string.pack), type(string.unpack), type(string.packsize) }, " ")
