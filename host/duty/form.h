/* form.h - what may be asked and answered: no data from outside enters but through a form.
 *
 * A form is opened from its declaration in the model (script/release.h), then never changes; it
 * borrows the declaration and lives in the given arena. form_check looks at everything, names every
 * wrong field at once, and calls the sealer only when all is right: what fails changes nothing.
 *
 * Input (JSON): text; choice: its id; yes_no: true, false; number: whole; money: whole fen;
 * date "2026-02-10"; time RFC 3339 (kept with +08:00); duration {n, unit}; people {name, phone,
 * id_type, id_number, address}; phone; id_number; address: text or {area, text}; files: a list
 * of ids of uploads; office: its code; rows: a list of maps; sheet: a list of {post, place, starts,
 * ends, need}, or CSV text. An empty or blank text and an empty list are a field not given. A field
 * is compulsory if it is `required`, if the outcome `needs` it, or if it is rows with a `min` in a
 * form without outcomes.
 *
 * To add a field type: a row in form_field.c's table with its check, a paragraph in docs/lua.md.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "data/value.h"

struct form;

enum {
    FORM_TEXT_MAX = 5000,
    FORM_ROWS_MAX = 500,
    FORM_FIELDS_MAX = 200,
    FORM_FILES_USUAL = 10, /* of one field that says no max */
    FORM_FILES_MAX = 50,
    FORM_SHEET_MAX = 10000, /* rows: a day of a large festival has 3,000 */
};

/* One personal value on its way into the vault. */
struct seal_request {
    const char *type;  /* of the field: "phone", "files" */
    const char *field; /* "phone"; of a row its field's own name */
    const char *rows;  /* the rows field it stands in, or NULL */
    int row;           /* index in that list from 0, or -1 */
    int person_key;    /* equal numbers belong to one person; -1: the case's own */
    bool is_person;    /* the field is of type people */
    /* The value of type people that says who it is; NULL if nothing does. Borrowed until return. */
    const struct value *person;
    bool is_sealed;
    const struct value *plain; /* borrowed until return */
};

struct form_sealer {
    /* Gives a handle (VALUE_HANDLE). A failure ends form_check with that status. */
    int (*seal)(void *owner, const struct seal_request *request, struct value **handle);
    void *owner;
};

/* What the host knows and a form asks: offices of the tree, files that were uploaded. Either may be
 * NULL: then any code of an office will do, and no file. */
struct form_around {
    bool (*is_office)(void *owner, const char *code);
    /* Gives {id, name, type, bytes, digest} and whatever the owner puts there for its sealer; else
     * a code: no_such_file, not_your_file, file_used, file_infected. */
    const char *(*find_file)(void *owner, struct slice id, struct arena *arena, struct value **out);
    void *owner;
};

struct form_answer {
    const char *outcome;      /* NULL: none was sent */
    const struct value *data; /* nil is an empty answer */
    int32_t today;            /* local date, for facts */
    const struct form_sealer *sealer;
    const struct form_around *around; /* NULL allowed */
};

struct form_result {
    struct value *clean;  /* by field name; personal values are handles; facts beside them */
    struct value *errors; /* list of {field = "parties[1].phone", code, message = {zh, en}} */
};

/* `decl` must outlive the form. STATUS_INVALID with file:line for an unknown field type, a name
 * used twice or reserved, an outcome that needs an unknown field. */
MUST_CHECK int form_open(struct arena *arena, const char *name, const struct value *decl,
                         struct form **out, struct err *err);

/* STATUS_MALFORMED: something undeclared was sent. STATUS_INVALID: fields are wrong. Both fill
 * errors; rows are counted from 0 in field names. Values and errors live in the arena. */
MUST_CHECK int form_check(const struct form *form, const struct form_answer *answer,
                          struct arena *arena, struct form_result *out, struct err *err);

/* An answer that a journal holds, as `clean` of a form of that name was then (with outcome, by and
 * the like beside it): what this form would make of it. Nothing is sealed; STATUS_INVALID and
 * errors as above if it would not have taken it. See form_retake.c. */
MUST_CHECK int form_retake(const struct form *form, const struct form_answer *answer,
                           struct arena *arena, struct form_result *out, struct err *err);

const char *form_name(const struct form *form);
bool form_has_outcome(const struct form *form, const char *outcome);
bool form_has_outcomes(const struct form *form);
/* Is it a field whose value a script holds only as a handle? False if there is no such field. */
bool form_field_is_personal(const struct form *form, const char *field);
/* The path of the first field of `data` that would show in the open what is behind a handle now:
 * NULL if every handle lies where the form seals what it is given. */
const char *form_open_handle(const struct form *form, const struct value *data,
                             struct arena *arena);
/* "text", "rows", ...; NULL if there is no such field. */
const char *form_field_type(const struct form *form, const char *field);

/* For GET /workflows/{name}: {name, zh, en, outcomes, fields}. */
struct value *form_describe(struct arena *arena, const struct form *form);
