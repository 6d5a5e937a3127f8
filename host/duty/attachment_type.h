/* attachment_type.h - which files are taken, told by what they hold and not by what they are
 * called.
 */
#pragma once
#include "base/arena.h"
#include "base/slice.h"
#include "data/value.h"

enum {
    ATTACHMENT_BYTES_MOST = 20 << 20,
    ATTACHMENT_HEAD = 4096, /* so much of the beginning is looked at */
};

/* The media type of a file that begins so, or NULL: not one that is taken. */
const char *attachment_type_of(struct slice head);
/* The media types that are taken, each once. */
struct value *attachment_types(struct arena *arena);
