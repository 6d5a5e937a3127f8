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
    const char *office, *task, *clock; /* that `to` is meant of; NULL: office of the case, none */
    bool is_life_safety;               /* or so declared */
    int64_t not_before_ms;             /* 0: at once, within the opening hours */
};
/* -> { to = [{ person | role, office | relation }], not_before } in the turn's arena: what goes
 * into `result` of a command, or into the row of a ladder's step. `to` is empty if nobody is
 * there. */
MUST_CHECK int notice_send(struct turn *turn, const struct notice_request *request,
                           struct value **told, struct err *err);
