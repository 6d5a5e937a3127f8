/* stage.h - the stage a case is in, as its rows since the opening tell it: data, settings, which
 * clocks run. Lives and dies with the fiber; replay makes both again.
 *
 * Live turns and replay change it by the same function (stage_note), fed with the same commands,
 * so that `due`, `running` and case.data say in replay what they said then.
 */
#pragma once
#include "data/value.h"
#include "script/fiber.h"

/* A `record` whose value is journalled and not yet heard. */
struct recorded {
    struct recorded *next;
    const char *id;
    struct value *value;
    bool is_error;
    int64_t seq; /* of the row that holds it: heard only after that row has settled */
};

struct stage {
    struct arena arena;
    const char *name;
    int64_t seq;              /* of its opening row */
    struct value *data;       /* case.data */
    struct value *settings;   /* as resolved when it opened */
    struct value *clocks;     /* { key = { due, running } } of the case's clocks */
    struct value *started;    /* { id = true } of those started in this stage */
    const struct value *from; /* the case that started this one: { workflow, number, office, as } */
    const char *group;        /* the number that the cases of its letter share; NULL: its own */
    const char *office;       /* whose changes it plays; "": the one that holds the case */
    uint8_t seed[16];
    size_t data_most; /* bytes of data as text at most; 0: not measured yet */
    struct recorded *recorded;
    int64_t handlers; /* signal handlers called so far: names their branches */
    int64_t heard_rows, bytes;
};

/* `opening` is the member of that name in the opening row `seq`; copied. */
MUST_CHECK int stage_open(struct stage *stage, const struct value *opening, int64_t seq,
                          struct err *err);
void stage_close(struct stage *stage);

/* What goes into the opening row of the next stage, in `arena`. */
struct stage_start {
    const char *name;
    struct slice office; /* empty: the release knows no offices */
    const struct value *data, *settings, *clocks;
    const struct value *from; /* NULL or nil: none */
    const char *group;        /* NULL: its own number */
    uint8_t seed[16];
};
struct value *stage_opening(struct arena *arena, const struct stage_start *start);

/* What a command changes for the script; `result` is what the core gave. */
void stage_note(struct stage *stage, enum verb verb, const char *id, const char *name,
                const char *row, const struct value *args, struct value *result, int64_t seq);

/* Due dates that moved without the script: { key = date, or false while it is paused }. Of clocks
 * the stage knows; nil or NULL: none. */
void stage_note_clocks(struct stage *stage, const struct value *moved);

/* case.data as canonical text is no longer than this; the opening row of a stage holds a copy. */
enum { DATA_BYTES_MOST = 64 * 1024 };
size_t data_size(const struct value *data);

/* "TJ-D6" or "TJ-D6#obligations/2" */
const char *clock_key(struct arena *arena, const char *id, const char *row);

/* case.data: where a row is, by its name; NULL if there is none (or it has ended). */
struct value *data_row(const struct value *data, const char *name);
/* The same, also of one that has ended: what it said is still there, unless it moved. */
struct value *data_any_row(const struct value *data, const char *name);
/* The list `name` of data, NULL if there is none. */
struct value *data_list(const struct value *data, const char *name);
/* Gives every map in every top-level list its "$row": data that came through a form. */
void data_name_rows(struct arena *arena, struct value *data);
