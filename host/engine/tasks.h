/* tasks.h - tasks and signals as parts of a case: between duty/'s structs and the rows. */
#pragma once
#include "duty/clock.h"
#include "duty/task.h"
#include "engine/turn.h"

/* A task taken in hand for the act of the turn. */
struct task_hand {
    struct part *part;
    struct task task;
    struct task_act act;
};
/* Finds it, ended ones too. STATUS_NOT_FOUND, STATUS_CLOSED if the case is and has no such task. */
MUST_CHECK int task_take(struct turn *turn, struct task_hand *hand, struct err *err);
/* STATUS_CONFLICT "stale_version" if the act was made for another version; turn->result says what
 * has changed since. */
MUST_CHECK int task_refuse_stale(struct turn *turn, const struct task_hand *hand, struct err *err);
/* Into the case, and into the row of the turn with who did it. */
void task_put_back(struct turn *turn, const struct task_hand *hand);
/* STATUS_FORBIDDEN if the person is excluded from the task or may not act in the case (INV-2). */
MUST_CHECK int task_check_conflict(struct turn *turn, const struct task *task, const char *person,
                                   struct err *err);
/* The same of who acts, and of the absent one in whose place he does; the row says both. */
MUST_CHECK int task_check_actor(struct turn *turn, const struct task_hand *hand, struct err *err);
/* The person named by the act (id or login name) into hand->act.person, if he can be given the
 * task: there, fit, without an interest. */
MUST_CHECK int task_find_person(struct turn *turn, struct task_hand *hand, bool by_colleague,
                                struct err *err);

MUST_CHECK int task_of_part(struct turn *turn, const struct part *part, struct task *task,
                            struct err *err);
void task_keep(struct turn *turn, const struct part *from, const struct task *task);
/* Its command, with "#index" behind it for one of many: its name within the stage. */
const char *task_label(struct arena *arena, const struct task *task);
/* What became of it, into the row. */
void task_note(struct turn *turn, const struct task *task);
/* The case has another holder: what is asked of the office that holds it is asked there, and lists
 * show it there; of an approval who has it there would have no say any more, so it is open again.
 */
void tasks_follow_holder(struct turn *turn);
/* A new task with its part, keyed "seq of the stage's opening:label": ended tasks stay. */
void task_open(struct turn *turn, const struct task *task, int64_t due_ms);
/* Drops a clock that belongs to one command (its key holds '@'); NULL and others are left. */
void own_clock_drop(struct turn *turn, const char *key);

/* A signal stands in the case under a key that sorts as it came. */
void signal_keep(struct turn *turn, const char *name, struct value *answer,
                 enum signal_status status, const char *key);
/* Puts a text into the body of a wait. */
void wait_remember(struct turn *turn, struct part *wait, const char *name, const char *text);
/* A wait that ended is closed unheard: what it was given goes back. `body` is the wait's. */
void wait_give_back(struct turn *turn, const struct value *body);

/* The answer "expired" of a wait whose clock ran out: every field of it raises in the script. */
struct value *expired_answer(struct turn *turn);

/* The confirming task of a signal was answered: "agree" lets the signal through. */
MUST_CHECK int signal_confirmed(struct turn *turn, struct part *kept, const char *outcome,
                                struct err *err);
/* turn->answer is what was sent: it is confirmed first if the signal says so, else placed. */
MUST_CHECK int signal_arrived(struct turn *turn, const char *name, struct err *err);
/* Is the signal declared, offered now, and is there room for it? */
bool signal_is_open(struct turn *turn, const char *name);
/* Hands a signal that came through to its handler, to an await, or keeps it. */
MUST_CHECK int signal_place(struct turn *turn, const char *name, struct value *answer,
                            struct err *err);
/* What an await_clock hears: { outcome = "due", row, due }. */
struct value *clock_news_value(struct turn *turn, const struct clock *clock);
/* A wait opened on a clock that has fallen due already expires at once. */
void wait_expire_if_past(struct turn *turn, struct part *wait, const struct part *clock);
/* Ends a wait as expired, with the tasks of its command. */
void wait_expire(struct turn *turn, struct part *wait);
