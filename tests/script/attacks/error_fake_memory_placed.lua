-- Says so with a place in front: an error like any other.
-- expect: value went on
pcall(function() error("not enough memory") end) return "went on"
