/* loan.h - a case lent to a script thread: turns for its events into one write set, and back.
 *
 *   loop    casefile_lend: the inbox moves into the loan, the loan into a worker's queue
 *   script  loan_run: load if needed, a turn for each event and for what follows by itself,
 *           until there are LOAN_EVENTS_MOST or LOAN_BYTES_MOST; submit
 *   store   commits, tells the loop
 *   loop    on_loan_settled: what was written is true now: answers, messages, timers, next loan
 */
#pragma once
#include "engine/casefile.h"

struct worker {
    struct engine *engine;
    struct reader *reader;
    enum lane lane;
    int slot; /* of engine_watch */
};

enum { LOAN_EVENTS_MOST = 256, LOAN_BYTES_MOST = 8 << 20 };

void loan_run(struct job *job, void *worker);
void on_loan_ran(struct job *job);
void on_loan_settled(struct note *note);
void loans_close(struct engine *engine); /* lets go of spare write sets */
