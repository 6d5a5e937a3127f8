/* rule.h - what each verb takes: the shape of its first arguments, what its name names, its
 * options.
 *
 * One table for both who needs it: lib_case.c checks a call when it is made, check.c reads the
 * literals of a call when a release is opened. To add an option: a name in its verb's row.
 */
#pragma once
#include <stdbool.h>
#include "data/value.h"
#include "script/verb.h"

enum verb_shape {
    SHAPE_NAME,  /* case:verb("name", {options}) */
    SHAPE_ROWS,  /* case:verb("name", rows, {options}) */
    SHAPE_ROW,   /* case:set{...}, case:set(row, {...}), case:add("list", {...}) */
    SHAPE_ANY,   /* case:verb(reference) */
    SHAPE_TABLE, /* case:verb{...} */
    SHAPE_FN,    /* case:verb("name", function) */
    SHAPE_TIME,  /* case:verb(duration or date) */
    SHAPE_TEXT,  /* case:verb(row, "text") */
    SHAPE_PARTS, /* case:verb(rows, {options}) */
    SHAPE_BIND,  /* case:verb("name", value) */
};

enum named {
    NAMED_NOTHING,
    NAMED_FORM,
    NAMED_SIGNAL,
    NAMED_CLOCK,
    NAMED_WORKFLOW,
    NAMED_LIST, /* a rows field of the case */
    NAMED_OUTCOME,
    NAMED_LETTER,
    NAMED_NOTICE,
    NAMED_COLOUR,   /* of a card: blue, yellow, orange, red */
    NAMED_DISPATCH, /* of this case: its own word */
    NAMED_FREE,     /* the script's own word */
};

enum option_kind {
    OPTION_ANY,
    OPTION_TO,    /* role or relation, a row, a list of them */
    OPTION_CLOCK, /* id of a declared clock */
    OPTION_ROW,   /* a row of a list of the case */
    OPTION_TEXT,
    OPTION_TEXTS, /* a text or a list of texts */
    OPTION_FLAG,
    OPTION_MAP,
    OPTION_DATE,     /* "2026-02-10", or a time in ms */
    OPTION_NUMBER,   /* whole */
    OPTION_DURATION, /* days(5) */
    OPTION_LEFT,     /* of a clock: "25%" or days(5) */
    OPTION_STAGE,    /* a stage of the workflow */
    OPTION_FORM,
    OPTION_POSTS,  /* a rows or sheet field of the case */
    OPTION_CLOCKS, /* the id of a declared clock, or a list of ids */
    OPTION_REASON, /* a text or a personal value */
    OPTION_ANSWER, /* what case:task gave */
    OPTION_WAVES,  /* list of { to, lasts }; lasts is the id of a clock or a length */
    OPTION_LEVELS, /* list of { to, acknowledge, arrive }, lengths as above */
};

struct option_rule {
    const char *name;
    enum option_kind kind;
    bool is_needed;
};

struct verb_rule {
    enum named named;
    const struct option_rule *options; /* up to the one without a name */
};

const struct verb_rule *verb_rule(enum verb verb);
enum verb_shape verb_shape(enum verb verb);
const struct option_rule *verb_option(enum verb verb, struct slice name); /* NULL: none such */
/* "to", "due", "expires": for an error message, in the arena. */
const char *verb_options_listed(enum verb verb, struct arena *arena);

/* now, today, after, random, uuid, due, running: answered without a command. */
bool query_is(const char *word);
bool colour_is(struct slice word); /* blue, yellow, orange, red: the colours of cards */

/* Does the workflow declare that? `map` of the model: "forms", "signals", "clocks"; NULL for what
 * cannot be told from the model alone. */
const char *named_map(enum named named);
const char *named_word(enum named named); /* "form" */
/* "a", "b": the members of a map, or `key` of the maps in a list; in the arena. */
const char *value_listed(const struct value *map_or_list, const char *key, struct arena *arena);
/* Is there an item with that id in a list of { id, ... } (outcomes, choices)? */
bool value_has_id(const struct value *list, struct slice id);
/* A rows field of any form of the workflow. */
bool workflow_has_list(const struct value *workflow, struct slice name);
/* A rows or sheet field of any form: what the posts of a dispatch may be. */
bool workflow_has_posts(const struct value *workflow, struct slice name);
