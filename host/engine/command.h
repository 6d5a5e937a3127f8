/* command.h - what a script asks for: checked when asked, applied when its turn has gone well.
 *
 * check: at the verb's line, against release, own state and event only (engine rule E7). It may
 * fail with STATUS_SCRIPT_FAILED, which raises there. It changes nothing; it fills asked->result
 *        (journalled, given to the script) and asked->plan (for apply).
 * apply: after the script has run, in the order asked. It moves rows and cannot refuse.
 *
 * To add a verb: a row in script/verb.h, a row in command_table.c, its two functions in one of
 * the command_*.c files, a paragraph in docs/lua.md.
 */
#pragma once
#include "duty/clock.h"
#include "engine/turn.h"

struct command_kind {
    int (*check)(struct turn *turn, struct asked *asked, struct err *err);
    void (*apply)(struct turn *turn, const struct asked *asked);
};

/* The table of script_host while a turn is live; host_data is the struct turn. */
extern const struct script_host command_host;

/* Applies all that was asked, then ends the stage or the case if the script said so. */
MUST_CHECK int command_apply(struct casefile *cf, struct turn *turn, struct err *err);
const struct command_kind *command_kind_of(enum verb verb);

/* Raise at the verb's line. */
int command_refuse(struct err *err, const struct asked *asked, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* The text option `name` of the verb, NULL if it was not given. */
const char *asked_option(const struct asked *asked, const char *name);

int check_task(struct turn *turn, struct asked *asked, struct err *err);
void apply_task(struct turn *turn, const struct asked *asked);
/* The task of a verb that asks one; `office` (NULL: as its options say) is whose people it is for,
 * `body` is what its wait remembers besides. */
void task_ask(struct turn *turn, const struct asked *asked, const char *office, struct value *body);
int check_handoff(struct turn *turn, struct asked *asked, struct err *err);
void apply_handoff(struct turn *turn, const struct asked *asked);
int check_office_of(struct turn *turn, struct asked *asked, struct err *err);
int check_split(struct turn *turn, struct asked *asked, struct err *err);
void apply_split(struct turn *turn, const struct asked *asked);
int check_assign(struct turn *turn, struct asked *asked, struct err *err);
void apply_assign(struct turn *turn, const struct asked *asked);
int check_seal(struct turn *turn, struct asked *asked, struct err *err);
void apply_seal(struct turn *turn, const struct asked *asked);
/* Links a case; what is known of the link already stays. */
void link_keep(struct turn *turn, const char *as, const struct id *ref, bool is_child);
int check_task_each(struct turn *turn, struct asked *asked, struct err *err);
void apply_task_each(struct turn *turn, const struct asked *asked);
int check_await(struct turn *turn, struct asked *asked, struct err *err);
void apply_await(struct turn *turn, const struct asked *asked);
int check_await_clock(struct turn *turn, struct asked *asked, struct err *err);
void apply_await_clock(struct turn *turn, const struct asked *asked);
int check_await_case(struct turn *turn, struct asked *asked, struct err *err);
void apply_await_case(struct turn *turn, const struct asked *asked);
void apply_await_start(struct turn *turn, const struct asked *asked);
int check_sleep(struct turn *turn, struct asked *asked, struct err *err);
int check_sleep_until(struct turn *turn, struct asked *asked, struct err *err);
void apply_sleep(struct turn *turn, const struct asked *asked);
int check_incident(struct turn *turn, struct asked *asked, struct err *err);
void apply_incident(struct turn *turn, const struct asked *asked);
int check_start_clock(struct turn *turn, struct asked *asked, struct err *err);
void apply_start_clock(struct turn *turn, const struct asked *asked);
int check_stop_clock(struct turn *turn, struct asked *asked, struct err *err);
void apply_stop_clock(struct turn *turn, const struct asked *asked);
int check_period(struct turn *turn, struct asked *asked, struct err *err);
void apply_period(struct turn *turn, const struct asked *asked);
int check_card(struct turn *turn, struct asked *asked, struct err *err);
void apply_card(struct turn *turn, const struct asked *asked);
int check_set(struct turn *turn, struct asked *asked, struct err *err);
int check_add(struct turn *turn, struct asked *asked, struct err *err);
int check_drop(struct turn *turn, struct asked *asked, struct err *err);
int check_note(struct turn *turn, struct asked *asked, struct err *err);
int check_start_case(struct turn *turn, struct asked *asked, struct err *err);
void apply_start_case(struct turn *turn, const struct asked *asked);
int check_letter(struct turn *turn, struct asked *asked, struct err *err);
void apply_letter(struct turn *turn, const struct asked *asked);
int check_serve(struct turn *turn, struct asked *asked, struct err *err);
void apply_serve(struct turn *turn, const struct asked *asked);
int check_link(struct turn *turn, struct asked *asked, struct err *err);
void apply_link(struct turn *turn, const struct asked *asked);
int check_notify(struct turn *turn, struct asked *asked, struct err *err);
void apply_notify(struct turn *turn, const struct asked *asked);
int check_effect(struct turn *turn, struct asked *asked, struct err *err);
void apply_effect(struct turn *turn, const struct asked *asked);
int check_dispatch(struct turn *turn, struct asked *asked, struct err *err);
void apply_dispatch(struct turn *turn, const struct asked *asked);
int check_attend(struct turn *turn, struct asked *asked, struct err *err);
void apply_attend(struct turn *turn, const struct asked *asked);
int check_places(struct turn *turn, struct asked *asked, struct err *err);
void dispatches_end(struct turn *turn); /* with the case: who holds a place is called off */
int check_close(struct turn *turn, struct asked *asked, struct err *err);
void apply_cancel(struct turn *turn, const struct asked *asked);

/* Ends what is open within a branch (NULL: everything the stage opened), newest first; lists the
 * command ids in `ended`. */
void command_cancel_within(struct turn *turn, const char *branch, struct value *ended);

/* What a value of a command names, as it stands now: a row of case.data becomes what it holds.
 * Handles stay closed. In the turn's arena. */
struct value *shown_now(struct turn *turn, const struct value *value);

/* ---- waits ---- */
/* Adds an open wait: body { verb, name, ... } from `body`. */
void wait_add(struct turn *turn, const char *id, enum verb verb, const char *name, int64_t due_ms,
              struct value *body);
/* A wait with what it says, in the turn's arena: what ends it does not touch this copy. */
struct told_wait {
    struct slice key;
    struct value *body;
    int64_t since;
    bool is_open;
};
/* All waits in the order in which they began, whatever the order they lie in. */
size_t waits_told(struct turn *turn, struct told_wait **out);
/* The row of an open one of them, NULL if it has ended meanwhile. */
struct part *wait_still_open(struct turn *turn, const struct told_wait *told);
/* A clock for `due`, `expires` of the command: the running one of the case, else one of the
 * command's own, started now. Gives its key, and when it is due. */
const char *clock_for(struct turn *turn, const struct asked *asked, const char *clock_id,
                      int64_t *due_ms, struct err *err);
/* Kept signal or due clock for a wait just opened: ends it at once. */
void await_take_kept(struct turn *turn, struct part *wait, const char *signal);
void await_clock_take_due(struct turn *turn, struct part *wait);
/* Of an await_clock with `left` (wait_left.c): sets its timer; sets the timers of all that wait for
 * this clock anew; takes what its timer was set for - false: it is no such wait. NULL allowed. */
void wait_left_begin(struct turn *turn, struct part *wait);
void waits_follow_clock(struct turn *turn, const char *id);
bool wait_left_due(struct turn *turn, struct part *wait);

/* ---- clocks ---- */
MUST_CHECK int clock_of_part(struct turn *turn, const struct part *part, struct clock *out,
                             struct err *err);
void clock_keep(struct turn *turn, const char *key, const struct clock *clock);
/* Has its falling due been marked? */
bool clock_is_marked(const struct clock *clock);
/* due_ms of its row, an index for the timer: its next step or its falling due, whichever is first;
 * 0: neither is to come, or a pause holds both. */
int64_t clock_timer(const struct clock *clock, const struct calendar *calendar);
/* Starts a declared clock and keeps it under `key`. */
MUST_CHECK int clock_begin(struct turn *turn, const char *id, const char *row, const char *key,
                           const struct value *from, const struct value *due, struct err *err);
struct value *date_value(struct arena *arena, int32_t date);
