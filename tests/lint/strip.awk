# strip.awk - prints each line of C files as "file:line:code" without comments; with -v strings=no
# what stands between quotes is blanked too. Enough of C for lints: no line splices inside tokens.
function strip(text,    out, i, c, two, quote) {
    out = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        two = substr(text, i, 2)
        if (in_comment) {
            if (two == "*/") {
                in_comment = 0
                i++
            }
        } else if (quote != "") {
            if (c == "\\") {
                if (strings != "no")
                    out = out two
                i++
                continue
            }
            if (c == quote || strings != "no")
                out = out c
            if (c == quote)
                quote = ""
        } else if (two == "/*") {
            in_comment = 1
            i++
        } else if (two == "//") {
            break
        } else {
            if (c == "\"" || c == "'")
                quote = c
            out = out c
        }
    }
    return out
}
FNR == 1 { in_comment = 0 }
{ print FILENAME ":" FNR ":" strip($0) }
