-- break out of a loop with a value to be closed.
-- expect: error "non-closable value"
for i = 1, 3 do local x <close> = { } break end
