/* course.h - how a case has gone, as far as an office would notice: stages, deadlines, tasks, how
 * it ended, what went wrong. Read from its journal and rows, of a real case and of one that was
 * lived again alike; and how two courses of one case differ.
 *
 * Everything lives in the arena given.
 */
#pragma once
#include "store/store.h"

struct course_stage {
    const char *name;
    int64_t at; /* entered */
};

/* A clock of the case itself; those that a command brings along show in their task's due time. */
struct course_clock {
    const char *key;   /* "TJ-D6#obligations/2" */
    int32_t due;       /* the last day */
    int64_t fell_at;   /* 0: it has not fallen due */
    const char *ended; /* "met", "late"; "" while it runs */
};

struct course_task {
    const char *form, *row; /* row: "" if it is about none */
    const char *to;         /* roles, one per line */
    int64_t opened_at, due_at;
    const char *status, *outcome; /* outcome: "" unless done with one */
};

struct course_incident {
    const char *kind, *code;
};

/* A step of a ladder that was taken. */
struct course_step {
    const char *clock, *step; /* the key of its clock, its name */
    int64_t at;
};

struct course_letter {
    const char *name;
};

struct course {
    enum case_status status;
    const char *outcome; /* "" unless closed */
    const char *stage;   /* the last */
    int64_t closed_at;
    struct course_stage *stages;
    struct course_clock *clocks; /* in the order in which they started */
    struct course_task *tasks;   /* in the order in which they were opened */
    struct course_incident *incidents;
    struct course_step *steps;
    struct course_letter *letters; /* issued */
    size_t stage_count, clock_count, task_count, incident_count, step_count, letter_count;
};

/* `rows`: the whole journal up to the image's head, oldest first. */
MUST_CHECK int course_read(struct reader *reader, const struct case_image *image,
                           const struct journal_row *rows, struct arena *arena, struct course *out,
                           struct err *err);

enum difference_kind {
    DIFFERENCE_ENDED,        /* closed as `was`, would be closed as `now` */
    DIFFERENCE_STILL_OPEN,   /* closed as `was`, would be open in stage `now` */
    DIFFERENCE_ENDED_NOW,    /* open in stage `was`, would be closed as `now` */
    DIFFERENCE_PARKED,       /* would be parked in stage `now` */
    DIFFERENCE_NOT_PARKED,   /* is parked in stage `was`, would not be */
    DIFFERENCE_WAITS,        /* open in stage `was`, would be open in stage `now` */
    DIFFERENCE_STAGE_MORE,   /* stage `subject` would be entered (once more) */
    DIFFERENCE_STAGE_LESS,   /* and would not */
    DIFFERENCE_STAGE_TIME,   /* stage `subject` would be entered `shift` later (or earlier) */
    DIFFERENCE_END_TIME,     /* the case would end `shift` later */
    DIFFERENCE_CLOCK_MORE,   /* clock `subject` would run */
    DIFFERENCE_CLOCK_LESS,   /* and would not */
    DIFFERENCE_CLOCK_MOVED,  /* it would be due `shift` later */
    DIFFERENCE_CLOCK_FALLS,  /* it would fall due and has not */
    DIFFERENCE_CLOCK_SPARED, /* it has fallen due and would not */
    DIFFERENCE_CLOCK_ENDED,  /* ended `was` ("met", "late", ""), would end `now` */
    DIFFERENCE_TASK_MORE,    /* form `subject` would be asked (once more) */
    DIFFERENCE_TASK_LESS,    /* and would not */
    DIFFERENCE_TASK_TO,      /* asked of `was`, would be asked of `now` */
    DIFFERENCE_TASK_DUE,     /* would be due `shift` later; was or now "none": without a due time */
    DIFFERENCE_TASK_TIME,    /* would be asked `shift` later */
    DIFFERENCE_TASK_ENDED,   /* ended as `was`, would end as `now`: status, or outcome if done */
    DIFFERENCE_INCIDENT_MORE, /* an incident with code `subject` more */
    DIFFERENCE_INCIDENT_LESS,
    DIFFERENCE_STEP_MORE,   /* step `now` of the ladder of clock `subject` would have been taken */
    DIFFERENCE_STEP_LESS,   /* step `was` would not */
    DIFFERENCE_STEP_TIME,   /* step `was` would have been taken `shift` later */
    DIFFERENCE_LETTER_MORE, /* letter `subject` would have been issued (once more) */
    DIFFERENCE_LETTER_LESS,
    DIFFERENCE_KINDS
};

struct difference {
    struct difference *next;
    enum difference_kind kind;
    const char *subject; /* what it is about; "" for the case as a whole */
    const char *row;     /* of a clock or task; "" */
    const char *was, *now;
    int64_t shift_ms; /* of times; whole days for dues of days */
};

struct differences {
    struct difference *first, *last;
    size_t count;
};

/* What `now` would do otherwise than `was`. Times that differ by no more than `tolerance_ms` are
 * the same. The texts of both are borrowed. */
void course_compare(const struct course *was, const struct course *now, int64_t tolerance_ms,
                    struct arena *arena, struct differences *out);
/* "stage_more": stable, for programs. */
const char *difference_word(enum difference_kind kind);
