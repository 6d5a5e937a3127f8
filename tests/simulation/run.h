/* run.h - one seed: a host, people who do things to it, and what they were told.
 *
 * A *request* is what a person wants once; it may be sent several times with the same key. Its fate
 * is what the answers so far promise:
 *
 *     NONE --answered 0--> RECORDED   it is in the journal, once, for ever; a repeat says the same
 *      |  --refused------> REFUSED    it is not in the journal
 *      |  --unknown, or the host died before it answered--> UNKNOWN: at most once
 *     UNKNOWN --sent again--> RECORDED or REFUSED
 *
 * Each request with data carries a mark, a number of its own, which the journal keeps in plain: so
 * whoever reads all journals can count how often each request was recorded.
 */
#pragma once
#include "simulation/world.h"

enum fate { FATE_NONE, FATE_RECORDED, FATE_REFUSED, FATE_UNKNOWN };

struct request {
    int64_t mark;
    enum act_kind kind;
    const struct person *person;
    struct id case_ref, task, other;
    const char *workflow, *office, *name, *outcome, *row;
    struct value *data;
    bool is_for_good;
    const char *key; /* NULL: sent once, without a key */
    enum fate fate;
    int status; /* of the last answer; its words */
    const char *words;
    int under_way;                       /* sent in this life and not answered yet */
    int others_under_way;                /* the same key with another body */
    bool has_no_mark;                    /* its form has no place for one */
    bool may_be_there;                   /* some sending of it ended as unknown */
    const char *reply;                   /* canonical, of the first answer */
    int64_t sent_ms;                     /* at first */
    struct request *next, *next_of_case; /* of case: for who gathers them */
};

struct person {
    const char *name;
    struct actor actor;
};

enum { PEOPLE = 4, CASES_MOST = 16384, EDITIONS = 3 };

struct plan {
    int rounds, cases;
    int crash_percent, step_percent, clock_percent; /* of rounds */
    int edition_percent;                            /* of boots: other scripts */
    struct store_faults faults;
};

struct options {
    struct shelf *shelf;
    const char *program;
    const struct scripts *editions; /* EDITIONS of them */
    bool is_verbose, evicts_always;
    bool is_compared; /* nothing is evicted for want of memory */
    bool collects;    /* Lua collects garbage all the time */
    bool retells;     /* at the end every case is lived again */
    bool looks_ahead; /* pre-flights in the middle of the run */
};

struct run {
    const struct options *options;
    struct world world;
    struct plan plan;
    struct arena arena;
    uint64_t dice;
    struct person people[PEOPLE];
    struct request *first, *last;
    int64_t marks; /* given out */
    struct id cases[CASES_MOST];
    size_t case_count, hot_case; /* hot: where much happens in this round */
    bool has_failed;
    char failure[8192];
    uint64_t turns, crashes;
    struct value *deeds; /* recorded, by case and seq: acts_place.c */
};

/* run.c: a number below `below`, from the seed. */
uint64_t run_draw(struct run *run, uint64_t below);
bool run_is_lucky(struct run *run, int percent);
/* The first failure is kept; the run ends. */
void run_fail(struct run *run, const char *format, ...) PRINTF_LIKE(2, 3);
void run_trace(struct run *run, const char *format, ...) PRINTF_LIKE(2, 3);
/* If the process dies, it says last the command that repeats what killed it. */
void run_listen_for_death(void);
void run_prepare_last_words(const char *again);

/* acts.c */
struct request *request_new(struct run *run, enum act_kind kind);
void request_send(struct run *run, struct request *request);
/* acts_place.c: somebody does something to a place of the case; false if it has no dispatch. */
bool act_on_place(struct run *run, const struct case_image *image);
/* Says of an alarm that it is done; false if there is none. */
bool act_to_free(struct run *run, const struct case_image *image);
struct value *posts_make(struct run *run);
/* acts_clock.c: somebody does something to a clock or a card of the case; false if it has none. */
bool act_on_clock(struct run *run, const struct case_image *image);
void people_make(struct run *run);
/* Draws something that somebody does and sends it, or sends an old request again. */
void act_at_random(struct run *run);
/* What a diligent office does with the case to end it. */
void act_to_finish(struct run *run, const struct case_image *image);
/* Sends every keyed request of unknown fate again. */
void acts_ask_again(struct run *run);
/* What was under way when the host died is unknown. */
void acts_lost(struct run *run);

/* check.c: after everything has settled */
void check_settled(struct run *run);
/* Every journal against what was promised; every case against its journal. */
void check_all(struct run *run);
/* acts_task.c: work that changes hands; true: something was sent. Tasks as they may be found. */
bool act_on_hands(struct run *run, const struct case_image *image, const struct part *task);
void check_hands(struct run *run, const struct case_image *image, struct arena *arena);
/* check_letters.c: numbers of letters, once all has settled. */
void check_letters(struct run *run);
/* check_facts.c: what statistics count against the rows of the cases. */
void check_facts(struct run *run);
/* ahead.c: a pre-flight of a stored release beside all that happens; a check of how it ended. */
void look_ahead(struct run *run);
void check_ahead(struct run *run);
/* changes.c: releases made active and taken back, in runs that keep theirs; a check of it. */
void change_release(struct run *run);
void check_changes(struct run *run);
/* edits.c: the calendar edited, in some of the runs; no clock of the case is behind it. */
void edit_calendar(struct run *run);
void check_calendar(struct run *run, const struct case_image *image, struct arena *arena);
/* retold.c: every case lived again, in the middle of a run or at its end. */
void check_retold(struct run *run);
void tell_retold(void);
/* staffing.c: people come and go, in some of the runs; each case says which of its tasks nobody can
 * do, once the looks that are due are over. */
void change_staff(struct run *run);
void end_staff(struct run *run);
void wait_for_looks(struct run *run);
void check_nobody(struct run *run, const struct case_image *image, struct arena *arena);
/* check_outside.c: what was sent against what is recorded. */
void check_outside(struct run *run);
enum { HEARD_MOST = 512 };
struct heard_effects {
    const char *refs[HEARD_MOST];
    size_t count;
};
/* Follows the events of one case; what is wrong with this one, or NULL. */
const char *heard_follow(struct heard_effects *heard, struct run *run, const struct value *event);
/* Learns of cases begun by cases. */
void cases_learn(struct run *run);
