/* rehearsal.h - a whole host in virtual time: simulated loop, simulated disk, held clock. What
 * specs, the simulation of seeds and the golden tests drive.
 */
#pragma once
#include "engine/engine.h"
#include "script/release.h"
#include "script/spec.h"
#include "store/simulated.h"

struct rehearsal;
struct rehearsal_outside; /* engine/rehearsal_outside.h */

struct rehearsal_options {
    uint64_t seed;
    int64_t start_ms; /* virtual time at the start; 0: 2026-01-05T09:00+08:00 */
    bool evicts_always;
    bool skips_sweep;      /* as in engine_options */
    unsigned collect_each; /* as in script/fiber.h */
    const struct script_file *files;
    size_t file_count;
    struct shelf *shelf; /* as in engine_options; NULL: one of its own */
};

MUST_CHECK int rehearsal_open(const struct rehearsal_options *options, struct rehearsal **out,
                              struct err *err);
void rehearsal_close(struct rehearsal *rehearsal);
struct engine *rehearsal_engine(struct rehearsal *rehearsal);
struct loop *rehearsal_loop(struct rehearsal *rehearsal);
struct wallclock_held *rehearsal_clock(struct rehearsal *rehearsal);
struct disk *rehearsal_disk(struct rehearsal *rehearsal);
struct reader *rehearsal_reader(struct rehearsal *rehearsal);
struct rehearsal_outside *rehearsal_outside_of(struct rehearsal *rehearsal);
int64_t rehearsal_now_ms(const struct rehearsal *rehearsal);
const struct actor *rehearsal_actor(struct rehearsal *rehearsal, const char *name,
                                    const char *roles); /* made when new */
/* The same, a person of the records who holds that role in that office and nowhere else. */
const struct actor *rehearsal_member(struct rehearsal *rehearsal, const char *name,
                                     const char *role, const char *office);
/* Posts the act and steps until it is answered; the answer is copied into `arena`. */
void rehearsal_act(struct rehearsal *rehearsal, struct act *act, struct arena *arena,
                   struct answer *answer);
void rehearsal_settle(struct rehearsal *rehearsal);
void rehearsal_advance(struct rehearsal *rehearsal, int64_t to_ms);
/* The scripts the next life boots with and makes its active release; borrowed. */
void rehearsal_use_files(struct rehearsal *rehearsal, const struct script_file *files,
                         size_t count);
/* Those files become the active release of this life too. */
MUST_CHECK int rehearsal_use_scripts(struct rehearsal *rehearsal, struct err *err);
/* From the next life on open cases are looked at in the background, if they were not. */
void rehearsal_sweep_again(struct rehearsal *rehearsal);
/* The host dies now and boots again from what the disk holds. */
MUST_CHECK int rehearsal_crash(struct rehearsal *rehearsal, struct err *err);
/* The table for spec_run; host_data is the struct spec_run_host made by rehearsal_specs. */
MUST_CHECK int rehearsal_run_specs(const struct script_file *files, size_t count,
                                   void (*on_end)(void *owner, const char *title,
                                                  const struct err *failure),
                                   void *owner, struct err *err);

/* The same for who records journals: sees the host of each spec when it has been opened (before any
 * case) and before it is closed. A spec that sets the time back opens another. */
struct spec_watch {
    void (*on_open)(void *owner, struct rehearsal *rehearsal);
    void (*on_close)(void *owner, struct rehearsal *rehearsal, const char *title);
    void (*on_end)(void *owner, const char *title, const struct err *failure);
    void *owner;
    unsigned collect_each; /* as in script/fiber.h */
};
MUST_CHECK int rehearsal_watch_specs(const struct script_file *files, size_t count,
                                     const struct spec_watch *watch, struct err *err);
