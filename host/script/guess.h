/* guess.h - what the static check knows of a value before anything runs, and of all values at one
 * point of a script (for flow.h).
 *
 * A guess is never wrong in what it rules out: what is not known is GUESS_ANY or NIL_UNKNOWN, and
 * nothing is said of that. Guesses are not changed once made; everything lies in the check's arena.
 *
 * What is known at a point is a list of facts, the latest first: path -> guess. "v3" is variable 3,
 * "v3.room" its field, "@.data.amount" a field of the case. Two ways through a script share the
 * facts they began with, so joining them looks at the newer ones only.
 */
#pragma once
#include <stdint.h>
#include "data/value.h"
#include "script/parse.h"

enum guess_kind {
    GUESS_ANY,
    GUESS_NIL,
    GUESS_BOOL,
    GUESS_NUMBER,
    GUESS_TEXT,
    GUESS_DURATION,
    GUESS_FUNCTION,
    GUESS_TABLE, /* made by the script */
    GUESS_CASE,
    GUESS_DATA,
    GUESS_SETTINGS,
    GUESS_ANSWER,
    GUESS_ANSWERS,
    GUESS_LIST, /* of rows of the case */
    GUESS_ROW,
    GUESS_PERSONAL,
    GUESS_EVENT,  /* what await_clock gives */
    GUESS_ENDING, /* what await_case gives */
    GUESS_REFERENCE,
    GUESS_EITHER, /* what `first` gives: one of its branches' values */
    GUESS_CLOSED, /* what case:close gives */
    GUESS_LIBRARY,
    GUESS_BUILTIN,
};

enum guess_nil {
    NIL_NEVER,
    NIL_UNKNOWN,
    NIL_MAYBE, /* an optional field: it can be empty, and nobody has looked */
};

/* A text out of a list of known ones. */
struct words {
    struct slice word;
    struct words *next;
};

struct guess_member {
    struct slice name;
    struct guess *guess;
    struct guess_member *next;
};

enum { OUTCOMES_MAX = 60 };
#define OUTCOME_NONE    (UINT64_C(1) << 61) /* of a form without outcomes */
#define OUTCOME_EXPIRED (UINT64_C(1) << 62)

struct guess {
    enum guess_kind kind;
    enum guess_nil nil;
    bool is_real;             /* NUMBER: has a fraction, or may */
    bool is_outer;            /* lives outside of the stage */
    bool has_hole;            /* TABLE: a nil stands among its items */
    bool is_closed;           /* TABLE: has no other members than these */
    bool is_silent;           /* ANSWERS: some may have expired */
    uint64_t outcomes;        /* ANSWER: those still possible */
    const struct value *decl; /* ANSWER(S): form; LIST, ROW: rows field; TEXT: choice field */
    const char *what;         /* "field \"reason\" of form \"x\"", for messages; or NULL */
    const char *path, *alias; /* where it is, where it was read from; NULL: nowhere known */
    const char *owner;        /* TEXT: an outcome, of the answer at that path; a branch's name */
    struct words *texts;      /* TEXT: one of these; NULL: any */
    struct node *function;    /* FUNCTION */
    struct guess_member *members; /* TABLE; EITHER: by branch */
    struct guess *item;           /* TABLE, ANSWERS, LIST: of each; ANSWER: its row */
    const char *name;             /* LIBRARY, BUILTIN: "table.sort"; EITHER: the path of who won */
};

struct fact {
    const char *path;
    const struct guess *guess; /* NULL: forgotten */
    struct fact *older;
    int depth;
};

struct guess *guess_new(struct arena *arena, enum guess_kind kind);
struct guess *guess_copy(struct arena *arena, const struct guess *from);
struct guess *guess_text(struct arena *arena, struct slice word);
/* What is true of both. */
struct guess *guess_join(struct arena *arena, const struct guess *a, const struct guess *b);
const struct guess *guess_member(const struct guess *table, struct slice name); /* or NULL */
/* The value of a field of a form or of rows, by its declaration. */
struct guess *guess_field(struct arena *arena, const struct value *field, const char *of);
bool words_has(const struct words *words, struct slice word);
struct words *words_add(struct arena *arena, struct words *words, struct slice word);
const char *words_listed(const struct words *words, struct arena *arena); /* "a", "b" */

/* The bit of an outcome among a form's; 0 if it has no such outcome. */
uint64_t outcome_bit(const struct value *form, struct slice outcome);
uint64_t outcomes_all(const struct value *form);

const struct guess *facts_find(const struct fact *facts,
                               const char *path); /* NULL: nothing known */
struct fact *facts_put(struct arena *arena, struct fact *facts, const char *path,
                       const struct guess *guess);
/* Forgets the path and everything below it. */
struct fact *facts_forget(struct arena *arena, struct fact *facts, const char *path);
/* Only the latest of each path; shares nothing with the list before. */
struct fact *facts_tidy(struct arena *arena, struct fact *facts);
/* How many facts of the two are not shared: joining looks each of them up. */
int facts_apart(const struct fact *a, const struct fact *b);
struct fact *facts_join(struct arena *arena, struct fact *a, struct fact *b);
