-- Claims to be out of memory: Lua itself believes the words, and so do we.
-- expect: verdict memory
pcall(error, "not enough memory", 0) return "went on"
