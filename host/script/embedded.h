/* embedded.h - the Lua of scripts/, compiled into the binary by host/script/embed.cmake. */
#pragma once
#include <stddef.h>

struct embedded_file {
    const char *name;  /* "form" */
    const char *chunk; /* "@scripts/form.lua" */
    const char *bytes;
    size_t len;
};

/* Ends with a row of zeros. */
extern const struct embedded_file embedded_scripts[];
