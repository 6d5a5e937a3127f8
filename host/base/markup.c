/* markup.c - the one table of escapes (markup.h). */
#include "base/markup.h"

void markup_add(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (c == '&')
            buf_add_text(out, "&amp;");
        else if (c == '<')
            buf_add_text(out, "&lt;");
        else if (c == '>')
            buf_add_text(out, "&gt;");
        else if (c == '"')
            buf_add_text(out, "&quot;");
        else if ((unsigned char)c >= 0x20 || c == '\t' || c == '\n' || c == '\r')
            buf_add_byte(out, c);
    }
}
