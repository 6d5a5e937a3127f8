/* years.h - a county that lives for years with the workflows of the folder workflows/: what the
 * files of this test share.
 *
 *   years.c    the plan of a seed, the days, what goes wrong, the end
 *   county.c   offices, scripts and people
 *   clerks.c   who does a task, and with which answer
 *   public.c   what comes from outside: cases, signals, letters brought, volunteers
 *   erased.c   people who are erased, and that nothing of them is left
 *   kept.c     what must be true whatever happened, kept_acts.c what its turns owe each other
 *   reached.c  which stages the cases of all seeds came to
 *
 * It stands on tests/simulation: the host, its disk and its faults are those of world.h; requests
 * and what was promised of them those of run.h.
 */
#pragma once
#include "data/secret.h"
#include "duty/form_fill.h"
#include "duty/staff.h"
#include "duty/task.h"
#include "simulation/run.h"

enum { ERRANDS_MOST = 64, HOUR_MS = 3600 * 1000, STAFF_MOST = 512 };

/* A piece of work somebody has in mind: a task, a letter to bring, a card to answer. */
struct errand {
    struct id task; /* zero for what has a key */
    char key[48];
    int64_t at_ms;
    int tries;
    bool goes_well; /* as the case does */
    bool is_wanted; /* still there when the case was looked at last */
};

/* What the county knows of a case. */
struct docket {
    struct id ref;
    bool is_dirty, is_over;
    bool goes_well; /* nearly always done soon and answered kindly: so it comes to its end */
    int64_t look_ms, signal_ms;
    int64_t last_ms; /* when something moved last */
    struct errand errands[ERRANDS_MOST];
    size_t errand_count;
    struct request *told; /* kept.c: what was recorded of it, the latest first */
};

struct years_options {
    struct options simulation; /* first: its editions are those of the county */
    const char *folder;
    struct reached *reached; /* reached.c: of all seeds */
    int cases, years;
    bool tells_outcomes, tells_stages;
};

struct years {
    struct run run; /* first: run_* take it */
    const struct years_options *options;
    struct chance chance; /* of what people write */
    struct docket *dockets;
    size_t docket_count, docket_most;
    int64_t end_ms, next_arrival_ms, next_mishap_ms;
    bool is_finishing; /* a diligent office: nobody is late any more */
    int32_t starts_on; /* of the form being filled: its times belong together */
    int64_t starts_ms;
    struct value *faults; /* { what a workflow failed of = how often } */
    struct value *desks;  /* codes of offices in which somebody takes cases */
    struct person staff[STAFF_MOST];
    size_t staff_count;
    const struct staff *staff_seen; /* counted: the snapshot of `staff` */
    int64_t staff_day;
    int employed;
    struct erased *erased; /* erased.c: the latest first */
    uint64_t arrivals, acts, refusals, signals, reloads, absences, edits, custody, letters, places,
        helpless, erasures;
};

static inline struct years *years_of(struct run *run)
{
    return (struct years *)run;
}

/* ---- county.c ---- */
MUST_CHECK int county_read(const char *folder, enum edition_kind kind, struct scripts *out,
                           struct err *err);
/* The people of offices/people.csv become records of the host. */
void county_employ_all(struct years *years);
/* One more, who holds this role in this office, and is cleared for what is sealed there. */
void county_employ(struct years *years, const char *role, const char *office);
void county_absence(struct years *years);
/* Who works here now, as those who act. */
void county_see_staff(struct years *years);
const struct person *county_person(struct years *years, const char *id); /* NULL */
/* Somebody who is nobody of the staff: holds these words (one) in every case. */
const struct person *county_citizen(struct years *years, const char *word);
const struct person *county_administrator(struct years *years);

/* ---- clerks.c ---- */
const struct value *clerk_workflow(struct years *years, const struct case_image *image);
/* An answer to the form of that name; false: it has none that can be made up. */
bool clerk_fill(struct years *years, const struct value *workflow, const char *form,
                const char *outcome, struct form_filled *out);
void clerk_do_task(struct years *years, const struct case_image *image, const struct part *part,
                   struct errand *errand);
/* Any of these words in the office, who may act; NULL: nobody. */
const struct person *clerk_find(struct years *years, const struct value *words, const char *office,
                                const struct value *except);
struct request *clerk_request(struct years *years, enum act_kind kind, const struct id *ref,
                              const struct person *person);
/* Sends, and lets things happen until it is answered or the host has died. */
void clerk_send(struct years *years, struct request *request);

/* ---- public.c ---- */
void public_start(struct years *years);
/* Says something to the case that it would hear now, if there is anything. */
void public_signal(struct years *years, const struct case_image *image);
void public_bring(struct years *years, const struct case_image *image, const struct part *letter,
                  int64_t copy);
void public_answer_card(struct years *years, const struct case_image *image,
                        const struct part *card);
/* What volunteers do now; when to look again. */
int64_t public_volunteer(struct years *years, const struct case_image *image);

/* ---- erased.c ---- */
void erased_happens(struct years *years); /* somebody's key is destroyed */
void erased_check(struct years *years);

/* ---- reached.c ---- */
struct reached *reached_new(void);
void reached_free(struct reached *reached);
void reached_declare(struct years *years); /* the stages there are */
void reached_tell(const struct reached *reached);
/* False, and says so: so many cases, and none came to some stage. */
MUST_CHECK bool reached_check(const struct reached *reached);

/* ---- kept.c ---- */
void kept_check(struct years *years);
void kept_tell(struct years *years);
