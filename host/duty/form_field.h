/* form_field.h - one field of a form, and what checks its value. For the files of form.h only. */
#pragma once
#include "duty/form.h"

struct field_type;

struct form_field {
    const char *name;
    const struct field_type *type;
    const struct value *decl; /* of the model */
    bool is_required, is_personal, is_sealed;
    bool has_min, has_max;
    bool from_today, until_today; /* of a date: not before, not after the day it is given */
    int64_t min, max; /* characters, numbers, fen, day numbers or rows, as the type has it */
    struct form_field *fields; /* of rows */
    size_t field_count;
    bool is_about_one; /* rows: exactly one people field, so each row is about one person */
};

/* One form_check on its way. */
struct checking {
    struct arena *arena;
    struct value *errors;
    int32_t today;
    bool
        is_recorded; /* given on an earlier day: "today" was that one, and it was held to it then */
    const struct form_around *around; /* NULL: nobody can be asked */
    bool is_malformed;                /* something undeclared was sent */
};

struct field_type {
    const char *word;
    /* The value to keep, or NULL after saying what is wrong. Not called for a missing value. */
    struct value *(*check)(struct checking *checking, const struct form_field *field,
                           const char *path, const struct value *given);
    bool is_personal; /* unless `plain` */
    bool may_be_plain;
};

/* NULL if there is no such type. */
const struct field_type *field_type_find(const char *word);
bool field_is(const struct form_field *field, const char *type);

/* Not given: nil, an empty or blank text, an empty list. */
bool field_is_missing(const struct form_field *field, const struct value *given);

/* Reads min and max of the declaration as the type has them; false if they are no such thing. */
bool field_limits_read(struct form_field *field);

/* A map of fields, as the form itself and each row of a rows field is one. */
struct fields_answer {
    const struct form_field *fields;
    size_t count;
    const char *prefix;        /* of the names in errors: "" or "parties[1]." */
    const struct value *given; /* a map */
    const struct value *needs; /* names that the outcome makes compulsory, or NULL */
};
struct value *fields_check(struct checking *checking, const struct fields_answer *answer);

/* The facts of a date field, beside it. */
void form_facts(struct checking *checking, const struct form_field *field, const struct value *date,
                struct value *clean);

/* Notes one wrong field; returns NULL. */
struct value *checking_note(struct checking *checking, const char *path, const char *code,
                            const char *zh, const char *en);

/* ---- checks of more than one file (form_text.c, form_person.c, form_many.c) ---- */

struct text_limits {
    int64_t min, max; /* characters */
    bool is_one_line;
};
struct value *form_text_check(struct checking *checking, const char *path,
                              const struct value *given, struct text_limits limits);
bool form_text_is_blank(const struct value *given);
/* Names each member of the map that the list of words, ended by NULL, does not have. */
bool members_check(struct checking *checking, const char *path, const struct value *map,
                   const char *const *words);

#define FIELD_CHECK(name)                                                                          \
    struct value *name(struct checking *checking, const struct form_field *field,                  \
                       const char *path, const struct value *given)
FIELD_CHECK(check_phone);
FIELD_CHECK(check_id_number);
FIELD_CHECK(check_address);
FIELD_CHECK(check_people);
FIELD_CHECK(check_files);
FIELD_CHECK(check_rows);
FIELD_CHECK(check_sheet);
#undef FIELD_CHECK
