/* task.h - a piece of work for a person, as data.
 *
 *             claim, assign       complete
 *     OPEN ----------> CLAIMED ----------> DONE
 *      |  <----------   |  ^
 *      |    release      +--+ assign, delegate
 *      |                +-- expire ----> EXPIRED
 *      +-- complete, expire, cancel      CANCELLED <-- cancel
 *
 * DONE, EXPIRED and CANCELLED are final: the first result stays whatever comes later. An open task
 * may be completed without a claim by whoever might claim it. A task nobody can do stays open.
 *
 * An answer may need a second person before it counts. Then the task goes through phases, open or
 * claimed in each:
 *
 *     WORK --answered, was delegated--> LOOK --agree--> (APPROVAL, or DONE)
 *      |  --answered, `approve`-------> APPROVAL --agree--> DONE
 *      +<--------------- send back, with a reason ---------------+
 *
 * In LOOK whoever delegated it has it again; in APPROVAL it is for those of `approve`, and never
 * for who answered. The answer waits in `held`. It is his who gave it: `by` is he, not who agreed.
 * Texts live in the arena given to task_from_value, or are the caller's.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "data/value.h"
#include "duty/actor.h"

enum task_status { TASK_OPEN, TASK_CLAIMED, TASK_DONE, TASK_EXPIRED, TASK_CANCELLED };
enum task_phase { TASK_WORK, TASK_LOOK, TASK_APPROVAL };
enum { TASK_CHANGES_KEPT = 20 };

struct task {
    struct id id;
    const char *command; /* branch path and number: "agreed/2" */
    int32_t index;       /* of a task_each, from 0; -1: a single task */
    const char *row;     /* the row it is about, or NULL */
    const char *form;
    const struct value *title;      /* {zh, en} */
    const struct value *to;         /* roles and relations */
    const struct value *candidates; /* ids of people, or nil */
    const struct value *except;     /* ids, roles and relations that may not, or nil */
    const struct value *with;       /* what whoever does it is shown, by name, or nil */
    const struct value *show;       /* fields of the case that whoever has it may see, or nil */
    const struct value *approve;    /* roles of which one must agree to the answer, or nil */
    const char *office;             /* NULL: the office that holds the case */
    const char *due;                /* clock key "TJ-D1" or "TJ-D6#obligations/2", or NULL */
    const char *expires;            /* the same, of the clock that ends the waiting */
    int64_t opened_ms;
    enum task_status status;
    const char *assignee;  /* NULL unless claimed or done */
    const char *outcome;   /* NULL unless done with an outcome */
    const char *by;        /* who ended it; NULL if the core did */
    const char *covering;  /* the absent one in whose place `by` acted; NULL: he had it himself */
    const char *agreed_by; /* the second person of an answer that needed one */
    int64_t at_ms;         /* when it last changed */

    enum task_phase phase;
    const char *owner;             /* who delegated it and will look at the answer; or NULL */
    const struct value *held;      /* {outcome, by, for, on, answer} in LOOK and APPROVAL, or nil */
    const struct value *sent_back; /* {by, at, reason} of the last time, or nil */
    const char *priority;          /* NULL: normal; "high", "urgent" */
    const char *follow_up;         /* "2026-02-10": who has it wants to see it again then; NULL */
    int64_t version;               /* how often it has changed since it was opened */
    const struct value *changes;   /* the last of them: [{version, at, by, what, ...}], or nil */
};

/* One act on a task. */
struct task_act {
    const struct actor *actor;
    const char *outcome; /* of task_complete; NULL for forms without outcomes */
    int64_t now_ms;
    const char *person;  /* of assign and delegate: to whom */
    bool is_for_good;    /* of delegate: it does not come back */
    struct arena *arena; /* of what is noted */
};

/* Each returns 0, STATUS_FORBIDDEN (not theirs) or STATUS_CONFLICT (too late, with the first result
 * in the sentence), and changes nothing then. Texts of the act must live as long as the task. */
MUST_CHECK int task_claim(struct task *task, const struct task_act *act, struct err *err);
MUST_CHECK int task_release(struct task *task, const struct task_act *act, struct err *err);
/* The case is held by another office: an approval that somebody there has taken waits to be taken
 * where the case is. Work goes on with whom it was given. false: nothing has changed. */
bool task_move_on(struct task *task, const struct task_act *act);
MUST_CHECK int task_complete(struct task *task, const struct task_act *act, struct err *err);
/* Gives it to a person, who was found fit by the caller. From OPEN, or away from another. */
MUST_CHECK int task_assign(struct task *task, const struct task_act *act, struct err *err);
/* By who has it. It comes back for a last look, unless for good. */
MUST_CHECK int task_delegate(struct task *task, const struct task_act *act, struct err *err);
/* STATUS_FORBIDDEN, STATUS_CONFLICT (it has ended) unless the actor has it, or stands in for who.
 */
MUST_CHECK int task_has_it(const struct task *task, const struct actor *actor, struct err *err);
/* Instead of task_complete where task_needs_second: the answer waits for the second person. */
MUST_CHECK int task_hold(struct task *task, const struct task_act *act, struct value *answer,
                         struct err *err);
/* The second person agrees (it may then go to another: task_is_ended tells), or sends it back. */
MUST_CHECK int task_agree(struct task *task, const struct task_act *act, struct err *err);
MUST_CHECK int task_send_back(struct task *task, const struct task_act *act, struct value *reason,
                              struct err *err);
/* Does an answer given now have to wait for somebody? */
bool task_needs_second(const struct task *task);
/* "high", "urgent", "normal" (NULL); false: no such word. */
bool task_set_priority(struct task *task, const char *word);
/* 0 urgent, 1 high, 2 normal: the order of lists. */
int task_rank(const struct task *task);

/* Notes a change: {version, at, by, what, ...}; `more` may be NULL. Every act that changes a task
 * is noted once, whoever keeps it (engine/tasks.h). */
void task_note_change(struct task *task, const struct task_act *act, const char *what,
                      const struct value *more);
/* What happened since `version`, as far as it is kept: list of changes. */
struct value *task_changes_since(struct arena *arena, const struct task *task, int64_t version);

/* By the core. */
MUST_CHECK int task_cancel(struct task *task, int64_t now_ms, struct err *err);
MUST_CHECK int task_expire(struct task *task, int64_t now_ms, struct err *err);

/* The same checks, changing nothing: what a list offers and what the form check comes after. */
MUST_CHECK int task_may_complete(const struct task *task, const struct actor *actor,
                                 struct err *err);
/* Is the answer that waits his own? */
bool task_is_the_first(const struct task *task, const char *person);
bool task_is_for(const struct task *task, const struct actor *actor);
bool task_is_ended(const struct task *task);
/* "unknown" for what a damaged row holds. */
const char *task_status_word(enum task_status status);
const char *task_phase_word(enum task_phase phase); /* NULL for WORK */
/* The words it is for now: `to`, or in APPROVAL those of `approve`. */
const struct value *task_words(const struct task *task);

struct value *task_to_value(struct arena *arena, const struct task *task);
/* STATUS_CORRUPT on anything task_to_value would not write. */
MUST_CHECK int task_from_value(struct arena *arena, const struct value *value, struct task *out,
                               struct err *err);
