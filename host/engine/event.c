/* event.c - what may happen to a case (event.h): one row each. A kind that wakes no script ends no
 * wait; replay skips its rows. */
#include "engine/event.h"
#include <stdlib.h>
#include "engine/dispatches.h"
#include "engine/hands.h"
#include "engine/inside.h"
#include "engine/recalc.h"
#include "engine/turn.h"
#include "engine/veil.h"

struct event_row {
    const char *word; /* in the journal */
    int (*accept)(struct turn *turn, struct err *err);
    bool is_outside; /* something moved outside: the count of stage hops starts again */
};

/* clang-format off: one row a line, as it was written */
static const struct event_row event_rows[EVENT_KINDS] = {
    [EVENT_START] = {"started",        accept_start,     true },
    [EVENT_SIGNAL] = {"signal",         accept_signal,    true },
    [EVENT_CLAIM] = {"task_claimed",   accept_claim,     true },
    [EVENT_RELEASE] = {"task_released",  accept_release,   true },
    [EVENT_COMPLETE] = {"task_completed", accept_complete,  true },
    [EVENT_ASSIGN] = {"task_assigned",  accept_assign,    true },
    [EVENT_DELEGATE] = {"task_delegated", accept_delegate,  true },
    [EVENT_MARK] = {"task_marked",    accept_mark,      true },
    [EVENT_RETRY] = {"retried",        accept_retry,     true },
    [EVENT_ERASE] = {"erased",         accept_erase,     true },
    [EVENT_CUSTODY] = {"custody",        accept_custody,   true },
    [EVENT_MERGE] = {"merge",          accept_merge,     true },
    [EVENT_UNMERGE] = {"unmerge",        accept_unmerge,   true },
    [EVENT_DUE] = {"due",            accept_due,       false},
    [EVENT_MESSAGE] = {"message",        accept_message,   false},
    [EVENT_EFFECT] = {"effect",         accept_message,   true },
    [EVENT_GO] = {"go",             accept_go,        false},
    [EVENT_STAGE] = {"stage_opened",   accept_stage,     false},
    [EVENT_MOVE] = {"move",           accept_move,      false},
    [EVENT_PROVE] = {"proved",         accept_prove,     false},
    [EVENT_CLOCK] = {"clock_act",      accept_clock_act, true },
    [EVENT_CARD] = {"card_act",       accept_card,      true },
    [EVENT_LETTER] = {"letter_act",     accept_letter,    true },
    [EVENT_CALENDAR] = {"calendar",       accept_calendar,  false},
    [EVENT_HANDS] = {"hands",          accept_hands,     false},
    [EVENT_STAY] = {"stays",          accept_stay,      false},
    [EVENT_PLACE] = {"place",          accept_place,     true },
    [EVENT_DISPATCH] = {"dispatch",       accept_dispatch,  false},
    [EVENT_RECUSE] = {"recused",        accept_recuse,    true },
};
/* clang-format on */

struct event *event_new(enum event_kind kind)
{
    struct event *event = mem_zero(sizeof *event);
    event->kind = kind;
    return event;
}

void event_free(struct event *event)
{
    if (!event)
        return;
    free(event->key);
    free(event->number);
    free((void *)event->body.bytes);
    free(event);
}

const char *event_word(enum event_kind kind)
{
    return event_rows[kind].word;
}

enum event_kind event_of_act(enum act_kind kind)
{
    /* clang-format off */
    static const enum event_kind kinds[] = {
        [ACT_START] = EVENT_START,
        [ACT_SIGNAL] = EVENT_SIGNAL,
        [ACT_CLAIM] = EVENT_CLAIM,
        [ACT_RELEASE] = EVENT_RELEASE,
        [ACT_COMPLETE] = EVENT_COMPLETE,
        [ACT_ASSIGN] = EVENT_ASSIGN,
        [ACT_DELEGATE] = EVENT_DELEGATE,
        [ACT_MARK] = EVENT_MARK,
        [ACT_RETRY] = EVENT_RETRY,
        [ACT_ERASE] = EVENT_ERASE,
        [ACT_CLOCK] = EVENT_CLOCK,
        [ACT_CARD] = EVENT_CARD,
        [ACT_LETTER] = EVENT_LETTER,
        [ACT_MOVE] = EVENT_MOVE,
        [ACT_PLACE] = EVENT_PLACE,
        [ACT_CUSTODY] = EVENT_CUSTODY,
        [ACT_MERGE] = EVENT_MERGE,
        [ACT_UNMERGE] = EVENT_UNMERGE,
        [ACT_RECUSE] = EVENT_RECUSE,
    };
    /* clang-format on */
    return kinds[kind];
}

int event_accept(const struct event *event, struct turn *turn, struct err *err)
{
    const struct event_row *row = &event_rows[event->kind];
    int rc = veil_check_actor(turn, err);
    if (rc == 0)
        rc = row->accept(turn, err);
    if (rc == 0 && (row->is_outside || turn->is_outside) && !turn->is_idle)
        turn->cf->hops = 0;
    return rc;
}
