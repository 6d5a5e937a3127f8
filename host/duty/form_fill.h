/* form_fill.h - an answer made up by chance that the form takes: what a demonstration office enters
 * and what the long tests answer with.
 *
 * The same form, wishes and chance give the same answer. What is made up names nobody: names are
 * put together of rare parts, numbers of identity belong to an area that does not exist.
 *
 * To add a field type: a row in form_fill.c's table beside the one in form_field.c's.
 */
#pragma once
#include "data/secret.h"
#include "duty/form.h"

/* One field that is being filled. */
struct form_wish {
    const char *form, *rows, *field; /* rows: the rows field it stands in, or NULL */
    const char *type;                /* "text", "people", ... */
    int32_t today;
    struct chance *chance;
};

/* Where better words come from: a value as it would be sent; nil: this field is left empty if it
 * may be; NULL: nothing comes to mind, then chance decides and the value is made up here. So it is
 * with one that the field does not take. */
struct form_words {
    const struct value *(*give)(void *owner, const struct form_wish *wish, struct arena *arena);
    /* Of 100 answers, how many have this field if it may be empty and give was NULL; -1: as the
     * fill says. NULL: always so. */
    int (*often)(void *owner, const struct form_wish *wish);
    void *owner;
};

struct form_fill {
    const char *outcome; /* NULL: any of the form's */
    int32_t today;       /* dates and times lie around it */
    int often;           /* so many of 100 fields that may be empty are filled, if nobody said */
    struct chance *chance;
    const struct value *offices;    /* list of codes; nil or NULL: none is known */
    const struct value *files;      /* list of ids of uploads nobody has used; nil or NULL: none */
    const struct form_words *words; /* NULL: what this file has itself */
};

struct form_filled {
    const char *outcome; /* NULL: the form has none */
    struct value *data;
    size_t files_used; /* from the front of `files` */
};

/* STATUS_NOT_FOUND: there is no such outcome; STATUS_INVALID: the form wants what there is not - an
 * upload, an office - and says which field. Everything lives in the arena. */
MUST_CHECK int form_fill(const struct form *form, const struct form_fill *fill, struct arena *arena,
                         struct form_filled *out, struct err *err);

/* 0 <= it < below; below > 0. */
int64_t chance_below(struct chance *chance, int64_t below);
/* An invented name of two or three characters. */
const char *fill_name(struct chance *chance, struct arena *arena);
