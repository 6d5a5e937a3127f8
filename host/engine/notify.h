/* notify.h - telling people: rows of notices in the turn's write set.
 *
 * One row for each recipient: a person, or all who hold a role in an office. Outside the opening
 * hours of the office that tells, a notice is shown from the next opening on; one of life and
 * safety at once. Whoever wants it by mail or phone, and every citizen, gets an effect beside it
 * (outbox.h). A notice nobody is there for is recorded as sent to nobody.
 */
#pragma once
#include "engine/turn.h"

struct notice_request {
    const char *name;         /* of a declaration `notice`, or of the host itself: "card", ... */
    const char *key;          /* of the command, ladder step ...: unique within this turn */
    const struct value *text; /* { zh, en }, with {field} for members of `with`; nil: as declared */
    const struct value *to;   /* words as recipients_of takes them (engine/recipients.h) */
    const struct value *with; /* what it speaks of; personal values as handles; may be nil */
    const char *office, *clock; /* that `to` is meant of; NULL: office of the case, none */
    const struct task *task;    /* NULL: none */
    bool is_life_safety;        /* or so declared */
    int64_t not_before_ms;      /* 0: at once, within the opening hours */
};
/* Who would be told, and when: { to = [{ person | role, office | relation, handle }], not_before }
 * in the turn's arena. `to` is empty if nobody is there. Changes nothing: for the check of a verb,
 * whose result it becomes. */
struct value *notice_recipients(struct turn *turn, const struct notice_request *request);
/* The rows for what notice_recipients has found. */
void notice_put(struct turn *turn, const struct notice_request *request, const struct value *told);
/* Both, for who tells people in the accept half (a ladder's step): what it gives belongs into the
 * row. */
MUST_CHECK int notice_send(struct turn *turn, const struct notice_request *request,
                           struct value **told, struct err *err);
