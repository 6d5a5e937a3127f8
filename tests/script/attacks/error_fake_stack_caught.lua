-- Claims one and catches it: no verdict.
-- expect: value went on
pcall(error, 'stack overflow', 0) pcall(assert, false, 'stack overflow') return 'went on'
