/* training.h - an office to learn with: its clock may be moved ahead, never back.
 *
 * DIR/training, one number: how many milliseconds the office's clock shows more than the machine's.
 * It is written before the clock moves, so a host that dies in between starts later, not earlier,
 * than what its journals say. A directory without the file is a real office.
 */
#pragma once
#include "base/err.h"
#include "base/wallclock.h"

struct training {
    struct wallclock_ahead clock;
    const char *data; /* borrowed */
    bool is_on;
};

/* The clock of the office in DIR: the machine's, or one ahead of it. */
MUST_CHECK int training_open(struct training *training, const char *data, struct wallclock **clock,
                             struct err *err);
/* The clock shows now_ms from here on; earlier than it does is left as it is. */
void training_move(struct training *training, int64_t now_ms);
/* Before anything moves: the clock may come to show to_ms. */
MUST_CHECK int training_note(struct training *training, int64_t to_ms, struct err *err);
/* Makes DIR an office for training. */
MUST_CHECK int training_make(const char *data, struct err *err);
