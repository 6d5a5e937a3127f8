-- Changes what all scripts of the state share.
-- expect: error ""x" is not declared here"
_G.x = 1
