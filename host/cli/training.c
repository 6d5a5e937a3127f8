/* training.c - the file DIR/training and the clock it stands for (training.h). */
#include "cli/training.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/log.h"
#include "cli/host.h"

enum { AHEAD_TEXT = 32 };

static int write_ahead(const char *data, int64_t ahead_ms, struct err *err)
{
    char text[AHEAD_TEXT];

    snprintf(text, sizeof text, "%" PRId64 "\n", ahead_ms);
    return host_write_file(data, "training", slice_of(text), false, err);
}

int training_make(const char *data, struct err *err)
{
    return write_ahead(data, 0, err);
}

int training_open(struct training *training, const char *data, struct wallclock **clock,
                  struct err *err)
{
    char path[HOST_PATH];
    int64_t ahead_ms = 0;
    int rc = host_path(data, "training", path, err);
    FILE *file = rc == 0 ? fopen(path, "re") : NULL;

    *clock = wallclock_real();
    *training = (struct training){.data = data, .is_on = file != NULL};
    if (!file)
        return rc;
    int count = fscanf(file, "%" SCNd64, &ahead_ms);
    fclose(file);
    if (count != 1 || ahead_ms < 0)
        return err_set(err, STATUS_CORRUPT,
                       "%s says how far the training office is ahead of the machine's clock; what "
                       "stands in it is no number.",
                       path);
    wallclock_ahead_init(&training->clock, wallclock_real(), ahead_ms);
    *clock = &training->clock.base;
    if (ahead_ms > 0)
        log_info("training", "this office is %" PRId64 " hours ahead", ahead_ms / (3600 * 1000));
    return 0;
}

static int64_t ahead_of(const struct training *training, int64_t now_ms)
{
    struct wallclock *under = training->clock.under;
    return now_ms - under->now_ms(under);
}

int training_note(struct training *training, int64_t to_ms, struct err *err)
{
    return write_ahead(training->data, ahead_of(training, to_ms), err);
}

void training_move(struct training *training, int64_t now_ms)
{
    int64_t ahead_ms = ahead_of(training, now_ms);

    if (ahead_ms > atomic_load(&training->clock.ahead_ms))
        atomic_store(&training->clock.ahead_ms, ahead_ms);
}
