/* stand.h - a rehearsal on one small workflow, for the tests of the engine. */
#pragma once
#include "lib/check.h"
#include "data/canon.h"
#include "engine/rehearsal.h"

struct stand {
    struct rehearsal *rehearsal;
    struct arena arena;
    struct answer answer; /* of the last act */
    struct id ref;        /* of the last case started */
};

/* `forms` and `text` are the two files of workflow "w". */
void stand_open(struct stand *stand, const char *forms, const char *text, bool evicts_always);
void stand_close(struct stand *stand);

/* The small workflow most tests vary: forms intake (subject, amount,
 * note, items), decide (yes, no) and word
 * (say, quiet), clock C1 of the citizen, clock C2 of the office; `body` has its signals and stages.
 * Opened with stand_evicts. */
void stand_open_small(struct stand *stand, const char *body);
/* The same with declarations behind its head: clocks with ladders, letters, settings. */
void stand_open_with(struct stand *stand, const char *declarations, const char *body);
/* Posts the act as this person, who holds the roles; the answer is in stand->answer. */
int stand_post_as(struct stand *stand, struct act *act, const char *name, const char *roles);
/* Each test twice: keeping fibers, and evicting them after every turn. */
extern bool stand_evicts;
int stand_keep_fibers(void **state);
int stand_evict_fibers(void **state);
/* Opened with it: nothing looks at open cases in the background. Reset by the two above. */
extern bool stand_skips_sweep;
#define STAND_BOTH(test)                                                                           \
    cmocka_unit_test_setup(test, stand_keep_fibers),                                               \
        cmocka_unit_test_setup(test, stand_evict_fibers)

/* The files of the small workflow with this body. */
void stand_small_files(struct stand *stand, const char *body, struct script_file **files,
                       size_t *count);
/* Another body (and, if not NULL, head: "workflow ..." and its clocks): from the next crash on. */
void stand_change_small(struct stand *stand, const char *head, const char *body);

/* The same as a release of its own, the caller's. */
struct release *stand_release(struct stand *stand, const char *head, const char *body);
/* The same at once, without a crash; in both lives to come and this one. */
void stand_activate_small(struct stand *stand, const char *head, const char *body);
/* From now on this life plays the active release as if its text were this: what a host does that
 * runs scripts otherwise than the one before it. */
void stand_play_otherwise(struct stand *stand, const char *head, const char *body);

int stand_start(struct stand *stand, const char *data_json);
int stand_complete(struct stand *stand, const char *form, const char *outcome,
                   const char *data_json);
int stand_signal(struct stand *stand, const char *name, const char *data_json);
/* Two acts posted before either is answered; the status of the second, both must be recorded. */
struct act *stand_task_act(struct stand *stand, const char *form, const char *outcome);
struct act *stand_signal_act(struct stand *stand, const char *name, const char *data_json);
int stand_post_both(struct stand *stand, struct act *first, struct act *second);
int stand_act(struct stand *stand, enum act_kind kind);
void stand_crash(struct stand *stand);
void stand_advance(struct stand *stand, int64_t by_ms);

/* Does it stay behind the active release, and why: enum verdict; -1 if it does not. */
int stand_stays(struct stand *stand);
/* The case as the store has it. */
struct case_image stand_case(struct stand *stand);
void stand_expect(struct stand *stand, const char *stage, enum case_status status);
/* case.data as canonical text. */
const char *stand_data(struct stand *stand);
size_t stand_open_tasks(struct stand *stand, const char *form);
void stand_verify(struct stand *stand);
