# Writes OUT, a C file that holds the holiday list FILE behind calendar_embedded_text().
file(READ ${FILE} hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
string(REPEAT "0x..," 16 line)
string(REGEX REPLACE "(${line})" "\\1\n    " bytes "${bytes}")
file(WRITE ${OUT}.new "/* Made by host/duty/embed_list.cmake. */\n#include \"duty/calendar.h\"\n\nstatic const unsigned char list[] = {\n    ${bytes}0x00};\n\nstruct slice calendar_embedded_text(void)\n{\n    return (struct slice){.bytes = (const char *)list, .len = sizeof list - 1};\n}\n")
file(COPY_FILE ${OUT}.new ${OUT} ONLY_IF_DIFFERENT)
