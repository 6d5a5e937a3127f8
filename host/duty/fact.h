/* fact.h - what the journal of a case tells statistics: who did what is not in it, when what was
 * done is.
 *
 * A fact is one thing that happened to a case: it was started, a clock was met, a task done. It
 * names declarations, choices, an office and times, never a person and never what somebody wrote.
 * All facts of a case follow from its journal (engine/facts.h); what a rate makes of them is in
 * duty/rate.h.
 *
 * To add one: a row in `words` of fact.c, its words in scripts/rate.lua, where it is told in
 * engine/facts.c, a line in docs/lua.md.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/id.h"
#include "data/value.h"

enum fact_kind {
    FACT_CASE,
    FACT_STAGE,
    FACT_CLOCK,
    FACT_TASK,
    FACT_LETTER,
    FACT_PLACE,
    FACT_SIGNAL,
    FACT_LINK,
    FACT_CARD,
    FACT_MONEY,
    FACT_KINDS
};

/* The link of a case that names an earlier one. */
#define FACT_REPEATS "repeats"

struct fact {
    enum fact_kind kind;
    const char *word;    /* "met": one of the kind's, static */
    const char *name;    /* form, stage, clock, letter, signal, dispatch; of a link what it is as */
    const char *outcome; /* of a case, a stage (the next one), a task, a signal; NULL */
    const char *where;   /* "field=choice" lines of its answer; of a repeat the number it names */
    const char *office;  /* that held the case then */
    int32_t thing;       /* which of its kind: one run of a clock, one task. 0: the case */
    int64_t at_ms;
    int64_t since_ms; /* when its thing began; 0: unknown */
    int64_t amount;   /* how many it stands for: 1, places, minutes, fen */
    int64_t seq;      /* of its turn */
    struct id other;  /* of a link: the other case. Never told to anybody */
};

/* That another case was linked to this one, and as what. */
struct fact_link {
    const char *as;
    int64_t at_ms;
};

struct case_facts {
    const char *workflow, *office, *type; /* the present holder; type NULL: none is given */
    int64_t seq;                          /* of the last turn told */
    struct fact *items;                   /* in the order in which they happened */
    size_t count, capacity;
    struct fact_link *links; /* others to this one */
    size_t link_count;
};

const char *fact_kind_word(enum fact_kind kind);
/* The static word of the kind; NULL: it has none such. */
const char *fact_word(enum fact_kind kind, const char *word);
/* Appends a fact with amount 1; the arena is that of the facts. */
struct fact *fact_add(struct case_facts *facts, struct arena *arena, enum fact_kind kind,
                      const char *word);
bool fact_is_equal(const struct fact *a, const struct fact *b);

/* A declared FACT { clock = "met", id = { ... } }, opened once. */
struct fact_pattern {
    enum fact_kind kind;
    const char *word; /* static; of a clock that is due: NULL, met or late */
    const struct value *names, *outcomes, *where;
};
/* Borrows. STATUS_INVALID for what no release declares. */
MUST_CHECK int fact_pattern_open(const struct value *declared, struct fact_pattern *out,
                                 struct err *err);
bool fact_matches(const struct fact_pattern *pattern, const struct fact *fact);
/* Are both about the same things: one kind, and names of which one may be the other's? */
bool fact_pattern_is_akin(const struct fact_pattern *a, const struct fact_pattern *b);
/* Does it mean a link of that name? */
bool fact_pattern_is_link(const struct fact_pattern *pattern, const char *as);

/* All facts of a case as text, one a line; what is read back is equal. */
void facts_write(const struct case_facts *facts, struct buf *out);
/* STATUS_CORRUPT for what facts_write has not written. Only `items` are filled in. */
MUST_CHECK int facts_read(struct slice text, struct arena *arena, struct case_facts *out,
                          struct err *err);
