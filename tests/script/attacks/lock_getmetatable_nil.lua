-- Asks for the metatables of the host.
-- expect: value nil nil nil nil
return table.concat({ type(getmetatable("")), type(getmetatable(string)), type(getmetatable(_G)), type(getmetatable(_ENV)) }, " ")
