/* event.h - something that happened to a case, on its way into a turn; and how the core takes it
 * in.
 *
 * Events wait in the case's inbox (loop thread) and travel with the loan (script thread). Those of
 * an act are answered through it; the others are timers, messages of other cases, and the case's
 * own going on. To add a kind: a row in event.c's table with its accept function.
 */
#pragma once
#include "engine/engine.h"

struct turn;

enum event_kind {
    EVENT_START,    /* act, or a message of a parent */
    EVENT_SIGNAL,   /* act */
    EVENT_CLAIM,    /* act */
    EVENT_RELEASE,  /* act */
    EVENT_COMPLETE, /* act */
    EVENT_ASSIGN,   /* act */
    EVENT_DELEGATE, /* act */
    EVENT_MARK,     /* act */
    EVENT_RETRY,    /* act */
    EVENT_ERASE,    /* act */
    EVENT_CUSTODY,  /* act */
    EVENT_MERGE,    /* act */
    EVENT_UNMERGE,  /* act */
    EVENT_DUE,      /* a wait or a clock falls due */
    EVENT_MESSAGE,  /* from another case, or the start of a child */
    EVENT_EFFECT,   /* what became of an effect: comes as a message of the outbox */
    EVENT_GO,       /* work and nothing to wait for: what ended is heard */
    EVENT_STAGE,    /* the next stage opens */
    EVENT_MOVE,     /* act, or found in the background: carried into another stage */
    EVENT_PROVE,    /* found in the background: it does not replay on its own release */
    EVENT_PLACE,    /* act: somebody claims a place, checks in, ... */
    EVENT_DISPATCH, /* a dispatch is filled or over: what its deeds led to is heard */
    EVENT_STAY,     /* found in the background: it stays behind the active release */
    EVENT_CLOCK,    /* act: on a clock or its ladder */
    EVENT_CARD,     /* act: on a supervision card */
    EVENT_LETTER,   /* act: proof of service of a copy */
    EVENT_RECUSE,   /* act: somebody has an interest in the case, or has none after all */
    EVENT_CALENDAR, /* the calendar has changed: clocks are computed again */
    EVENT_HANDS,    /* people have changed: tasks that nobody can do are looked at again */
    EVENT_KINDS
};

struct event {
    struct list_link link;
    enum event_kind kind;
    struct act *act; /* NULL for the host's own; not owned: answered by the loan */
    bool is_alone;   /* tried again after a refusal: the only one of its loan */
    /* EVENT_DUE */
    enum part_kind part_kind;
    int64_t due_ms;
    char *key; /* owned */
    /* EVENT_MESSAGE */
    int64_t message_id;
    struct slice body; /* owned */
    /* EVENT_STAY, EVENT_MOVE, EVENT_RETRY of the sweep: what was found, with `body` */
    int64_t release, seq, stage_seq;
    int verdict;
    char *number; /* of a case to be started: reserved by the loop; owned; or NULL */
};

struct event *event_new(enum event_kind kind);
void event_free(struct event *event); /* NULL allowed; leaves the act alone */
const char *event_word(enum event_kind kind);
enum event_kind event_of_act(enum act_kind kind);

/* First half of a turn: checks the event and moves rows; may end waits of the script. Else a
 * status, and nothing has changed. STATUS_OK with turn->is_idle: forgotten, no row. */
MUST_CHECK int event_accept(const struct event *event, struct turn *turn, struct err *err);

/* The accept functions, by room of the case they move. */
int accept_start(struct turn *turn, struct err *err);
int accept_message(struct turn *turn, struct err *err);
int accept_recuse(struct turn *turn, struct err *err);
int accept_retry(struct turn *turn, struct err *err);
int accept_erase(struct turn *turn, struct err *err);
int accept_go(struct turn *turn, struct err *err);
int accept_stage(struct turn *turn, struct err *err);
int accept_move(struct turn *turn, struct err *err);
int accept_prove(struct turn *turn, struct err *err);
int accept_stay(struct turn *turn, struct err *err);
int accept_claim(struct turn *turn, struct err *err);
int accept_release(struct turn *turn, struct err *err);
int accept_complete(struct turn *turn, struct err *err);
int accept_assign(struct turn *turn, struct err *err);
int accept_delegate(struct turn *turn, struct err *err);
int accept_mark(struct turn *turn, struct err *err);
int accept_signal(struct turn *turn, struct err *err);
int accept_custody(struct turn *turn, struct err *err);
int accept_merge(struct turn *turn, struct err *err);
int accept_unmerge(struct turn *turn, struct err *err);
int accept_due(struct turn *turn, struct err *err);
int accept_clock_act(struct turn *turn, struct err *err);
int accept_card(struct turn *turn, struct err *err);
int accept_letter(struct turn *turn, struct err *err);
