/* flow.h - follows every way through the functions of a file, with guesses for values (inside the
 * static check; check.h is its door).
 *
 * A *way* is the list of facts that hold at a point, or dead: behind return, break, error. Where
 * ways part (if, and, or) each part learns what the condition says; where they meet only what both
 * say is kept. Loops are followed once, with everything forgotten that they assign. Functions are
 * followed where they are called, with what they are called with; those nobody calls, at the end.
 *
 * flow.c has statements and functions, flow_value.c values, flow_test.c conditions, flow_call.c
 * calls of Lua's own functions, flow_verb.c and flow_option.c those of the case.
 */
#pragma once
#include "script/guess.h"
#include "script/report.h"
#include "script/rule.h"

enum { FLOW_DEPTH = 8, FLOW_STEPS = 200000, FLOW_FACTS = 32 /* as dear as one step */ };

struct way {
    struct fact *facts;
    bool is_dead;
};

enum ending_kind {
    ENDING_STAGE,
    ENDING_HANDLER,
    ENDING_HOOK,    /* before or after a stage, of an office: returns nothing */
    ENDING_INSTEAD, /* replaces a stage, of an office */
    ENDING_MOVE,    /* carries a case of a former release: returns a stage, or nothing */
};

/* How one stage or handler may end: for the graph of stages (stages.h). */
struct ending {
    const char *name; /* of the stage or signal */
    enum ending_kind kind;
    struct node *function;
    const char *path; /* file */
    struct returned *returned;
    bool closes, falls, is_unknown; /* is_unknown: returns something no guess can name */
    struct ending *next;
};

struct returned {
    struct slice stage;
    const struct node *at;
    struct returned *next;
};

/* What the stages of a workflow say of case.data: shared by all its files. */
struct data_field {
    struct slice name;
    const struct guess *guess;
    struct data_field *next;
};

/* One workflow under check. */
struct subject {
    struct arena *arena;
    struct report *report;
    const struct value *workflow, *workflows; /* model */
    const struct value *tree;                 /* of offices; NULL: not known */
    struct data_field *data;                  /* set by stages, from the first round */
    bool is_data_open; /* somewhere a name is set that is no literal: any field may exist */
    bool is_second;    /* the round that reports */
    bool is_opening;   /* check_calls: what is not written out at its place is left to the run */
    struct ending *endings;
    const char *only;         /* of the graph, what concerns this file; NULL: all */
    struct returned *moved;   /* stages that move hooks return, and in which parts begin */
    struct words *dispatches; /* names of dispatches, from the first round */
};

/* A function being followed. */
struct frame {
    struct frame *caller;
    struct node *function;
    struct guess *returned; /* joined; NULL: none yet */
    struct way end;         /* joined ways of its returns */
    struct fact *start;     /* what was known when it began */
    bool is_stage;          /* its returns end a stage or a handler: `ending` */
    bool is_apart;          /* loops around its call do not count: a branch, the stage itself */
    int loops;              /* around the point now */
    struct way *breaks;     /* of the loop around: its breaks, joined */
};

struct flow {
    struct subject *subject;
    struct arena *arena;
    const char *path;
    struct way way;
    struct frame *frame;
    struct ending *ending;   /* NULL at the level of the file */
    const struct node *root; /* function of the stage or handler; NULL outside */
    const char *callback;    /* "table.sort": inside a function given to it */
    const char *record;      /* inside the function of a record of that name */
    bool is_branch;          /* inside a branch of all or first */
    bool is_next_apart;      /* the function run next is such a branch itself */
    bool is_declaring;       /* the file's own level */
    int depth, chooser;
    long steps;             /* of FLOW_STEPS: what was looked at, long lists of facts counted in */
    bool is_over;           /* nothing of them is left */
    int pending;            /* ways that wait to be joined with this one */
    int tidy;               /* how long the list of facts was when it was last tidied */
    struct follow *follows; /* stages and handlers met at the level of the file */
};

/* Follows the file once. */
void flow_file(struct subject *subject, const char *path, const struct tree *tree);

void flow_report(struct flow *flow, const struct node *at, enum check_code code, const char *what,
                 const char *instead);

/* ---- inside ---------------------------------------------------------------------------------- */

struct guess *flow_value(struct flow *flow, struct node *node);
/* A list of values as Lua spreads it: the last call gives all its values. Returns how many are
 * known; beyond them nothing is. */
enum { VALUES_MAX = 12 };
struct values {
    const struct guess *items[VALUES_MAX];
    struct node *nodes[VALUES_MAX]; /* as written; NULL of what a call gave */
    int count;
    bool is_open; /* there may be more */
};
void flow_values(struct flow *flow, struct node *list, struct values *out);
void flow_statements(struct flow *flow, struct node *list);
/* A stage or handler met at the level of the file: followed after it. */
void flow_keep(struct flow *flow, struct slice name, enum ending_kind kind, struct node *function);
void flow_call_values(struct flow *flow, struct node *call, struct values *out);

/* Splits the present way: *yes where the condition holds, *no where it does not. */
void flow_test(struct flow *flow, struct node *condition, struct way *yes, struct way *no);
/* More was done than the way says: `facts` of them were gone along. */
void flow_charge(struct flow *flow, const struct fact *facts);
struct way way_join(struct flow *flow, struct way a, struct way b);

/* Calls a function of the script with these values; gives what it returns. */
struct guess *flow_run(struct flow *flow, struct node *function, const struct values *given);
struct guess *flow_member(struct flow *flow, const struct node *at, const struct guess *object,
                          struct slice name);
/* Puts a value where a name or field stands. */
void flow_assign(struct flow *flow, struct node *target, const struct guess *value);
void flow_learn(struct flow *flow, const struct guess *about, struct guess *now);

/* The value is needed: reports if it may be nil or is personal. `use`: "case:sleep needs a length".
 */
void flow_need(struct flow *flow, const struct node *at, const struct guess *guess,
               const char *use);
void flow_need_open(struct flow *flow, const struct node *at, const struct guess *guess,
                    const char *use); /* also not personal */
void flow_need_whole(struct flow *flow, const struct node *at, const struct guess *guess,
                     const char *use);

/* Compares with a literal: is it among what the value may be? */
void flow_check_word(struct flow *flow, const struct node *at, const struct guess *guess,
                     struct slice word);

/* case:name(...), with `object` the case. */
struct guess *flow_verb(struct flow *flow, struct node *call, struct values *more);
/* name(...) and object:name(...) of anything else. */
void flow_builtin(struct flow *flow, struct node *call, const char *name, struct values *given,
                  struct values *out);
const struct guess *flow_global(struct flow *flow, struct node *name);
const struct guess *flow_library(struct flow *flow, const struct node *at, const char *library,
                                 struct slice name);
/* The options or members of a verb. */
void flow_options(struct flow *flow, struct node *call, enum verb verb, struct node *table,
                  const struct guess *given);
/* One option while it is read. */
struct option {
    struct node *call, *at;
    enum verb verb;
    const struct option_rule *rule;
    const struct guess *guess;
};
/* Its names against what is declared; false: it is of no such kind. */
bool flow_option_named(struct flow *flow, const struct option *option);
const char *flow_path(struct flow *flow, const char *path, struct slice name);
void flow_set_data(struct flow *flow, struct slice name, const struct guess *guess);
