-- Asks for more than there may be.
-- expect: error "not a character"
return utf8.char(0x110000)
