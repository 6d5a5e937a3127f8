/* demo_life.h - people at work in an office that is made up: cases come in, tasks are done, letters
 * brought, places claimed, in virtual time and by the API, each act with the token of who may.
 *
 *   agenda: what somebody means to do, by its moment
 *     CASE      a case is brought              SIGNAL   somebody says something to a case
 *     TASK      a task is taken or done        LETTER   a copy of a letter is brought
 *     DAY       the morning: what is new?      PLACE    a volunteer claims, comes, goes
 *     AWAY      somebody goes on leave
 *
 * Each entry is done at its moment or, if the case has gone on meanwhile, found to be over. Times
 * of people lie in their working day; some are late, and a few forget.
 */
#pragma once
#include "cli/demo_words.h"
#include "cli/virtual_host.h"
#include "duty/staff.h"

struct demo_person {
    const struct staff_person *staff;
    char token[64];
    int64_t away_until_ms;       /* is asked nothing until then */
    struct demo_person *instead; /* who is asked meanwhile; NULL: nobody */
};

struct demo_workflow {
    const char *name;
    const struct value *model; /* of the active release */
    struct demo_words words;
};

enum demo_kind { DEMO_DAY, DEMO_CASE, DEMO_TASK, DEMO_SIGNAL, DEMO_LETTER, DEMO_PLACE, DEMO_AWAY };

struct demo_entry {
    int64_t at_ms;
    uint64_t order; /* of two for one moment the earlier comes first */
    enum demo_kind kind;
    const struct demo_workflow *workflow;
    struct demo_person *person; /* NULL: who found it */
    struct demo_person *eyes;   /* who found it: of a sealed case one who is cleared; NULL: the
                                   administrator */
    const char *id, *what;      /* of the task, the case ...; "claim", "complete" */
    const struct value *item;   /* what is known of it */
    int tries;
};

/* What has been thought about already: ids of tasks, of copies of letters. */
struct demo_known {
    uint64_t *keys;
    size_t count, capacity;
};

struct demo {
    struct virtual_host *host;
    struct chance chance;
    struct arena arena; /* as long as the office is made */
    const char *admin;  /* token */
    struct staff *staff;
    struct demo_person *people;
    size_t person_count;
    struct demo_workflow *workflows;
    size_t workflow_count;
    struct value *offices;  /* codes */
    struct value *overlays; /* of the model: workflows as offices have changed them */
    struct value *holders;  /* "CASE:helpers/3" -> key of the person who claimed that place */
    int64_t start_ms, until_ms;
    struct demo_entry *agenda; /* a heap */
    size_t agenda_count, agenda_capacity;
    uint64_t next_order;
    struct demo_known known;
    struct value *touched; /* cases that something was done about since the morning, and whose
                              eyes found them: { case, eyes? } */
    struct demo_tally {
        int64_t calls, refused, cases, tasks, by_admin, signals, letters, places, unfilled;
        char first_refusal[400];
    } tally;
};

/* Lives from start_ms to until_ms; `cases` of them begin. */
MUST_CHECK int demo_live(struct demo *demo, int64_t cases, struct err *err);
void demo_close(struct demo *demo);

/* ---- for the files of the demo ---- */

void demo_plan(struct demo *demo, const struct demo_entry *entry);
/* True the first time it is asked about. */
bool demo_is_new(struct demo *demo, const char *what, const char *id);
void demo_ask(struct demo *demo, const struct virtual_call *call, struct arena *arena,
              struct virtual_reply *reply);
/* Noted as refused unless it went well. What somebody else did first is no refusal, nor what this
 * person may not do: another one does it then. */
bool demo_went_well(struct demo *demo, const struct virtual_call *call,
                    const struct virtual_reply *reply);
const char *demo_token(const struct demo *demo, const struct demo_person *person);
/* One of those who hold one of the roles in the office and are there, or who is asked in the place
 * of one who is not; NULL: nobody. */
struct demo_person *demo_who(struct demo *demo, const struct value *words, const char *office);
struct demo_person *demo_person(const struct demo *demo, const char *key);
const struct demo_workflow *demo_workflow(const struct demo *demo, const char *name);
/* What people will say to a case, and do to its clocks, once; `is_begun`: another case began it. */
void demo_plan_said(struct demo *demo, const struct demo_workflow *workflow, const char *case_id,
                    bool is_begun);
/* In the working day on which that moment falls, or the next one. */
int64_t demo_working(struct demo *demo, int64_t at_ms);
int64_t demo_now(const struct demo *demo);

/* demo_tasks.c */
void demo_see_tasks(struct demo *demo, const struct value *items, struct demo_person *eyes);
void demo_do_task(struct demo *demo, const struct demo_entry *entry);
/* An answer to a form as it is described; false: it cannot be filled. */
struct demo_question {
    const struct demo_workflow *workflow; /* NULL: of none that is known */
    const struct value *form;
    const char *case_id;            /* NULL: it is not there yet */
    const struct demo_person *eyes; /* whose token shows the case; NULL: the administrator's */
    const char *row;                /* that it is about; NULL: the case as a whole */
};
bool demo_answer(struct demo *demo, const struct demo_question *question, struct arena *arena,
                 struct form_filled *out);
/* demo_outside.c: letters and places; demo_away.c */
void demo_see_letters(struct demo *demo, const struct demo_entry *found,
                      const struct value *letters);
void demo_do_letter(struct demo *demo, const struct demo_entry *entry);
void demo_see_dispatches(struct demo *demo);
void demo_do_place(struct demo *demo, const struct demo_entry *entry);
void demo_plan_absences(struct demo *demo);
void demo_go_away(struct demo *demo, const struct demo_entry *entry);
/* What a case has to be done about: after each act, and in the morning. */
void demo_look(struct demo *demo, const char *case_id, struct demo_person *eyes);
/* The same case may not show any more to who has found it: it went on to others. */
bool demo_was_shown(struct demo *demo, const struct virtual_call *call,
                    const struct virtual_reply *reply, const struct demo_person *eyes);
