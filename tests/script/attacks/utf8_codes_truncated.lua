-- codes over a character cut short.
-- expect: error "invalid UTF-8"
for _ in utf8.codes("a\xE4\xBF") do end
