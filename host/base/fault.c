/* fault.c - the plan of faults: a small fixed table, written once at start.
 *
 * A plan is a comma-separated list of NAME=N or NAME=N!, N from 1; the same name may stand more
 * than once. Each row counts the passages of its name by itself and strikes at exactly the N-th, so
 * a plan describes one run and nothing depends on time. A plan that cannot be read ends the process
 * with 64 (usage): a crash test with a typing error must not pass.
 *
 * fault_open is called before other threads start; after that only the counters change.
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/fault.h"

enum { FAULT_ROWS = 32, FAULT_NAME = 64, EXIT_USAGE = 64 };

struct fault_row {
    char name[FAULT_NAME];
    uint64_t strikes_at;
    bool is_deadly;
    atomic_uint_fast64_t passages;
};

static struct fault_row rows[FAULT_ROWS];
static size_t row_count;
static atomic_bool is_planned;

static const char *row_read(struct fault_row *row, const char *at);

void fault_open(const char *plan)
{
    atomic_store(&is_planned, false);
    row_count = 0;
    const char *at = plan ? plan : "";
    while (*at) {
        const char *end = row_count < FAULT_ROWS ? row_read(&rows[row_count], at) : NULL;
        if (!end) {
            fprintf(stderr,
                    "comity: COMITY_FAULT cannot be read at \"%s\": write NAME=N or NAME=N!, "
                    "separated by commas, %d at most\n",
                    at, FAULT_ROWS);
            exit(EXIT_USAGE);
        }
        row_count++;
        at = end;
    }
    atomic_store(&is_planned, row_count > 0);
}

bool fault_is_set(const char *name)
{
    if (!atomic_load_explicit(&is_planned, memory_order_relaxed))
        return false;
    atomic_thread_fence(memory_order_acquire);
    bool strikes = false;
    for (size_t i = 0; i < row_count; i++) {
        struct fault_row *row = &rows[i];
        if (strcmp(row->name, name) != 0)
            continue;
        if (atomic_fetch_add(&row->passages, 1) + 1 != row->strikes_at)
            continue;
        if (row->is_deadly)
            kill(getpid(), SIGKILL);
        strikes = true;
    }
    return strikes;
}

/* Reads one NAME=N or NAME=N! with the comma behind it; NULL if it is neither. */
static const char *row_read(struct fault_row *row, const char *at)
{
    size_t len = strcspn(at, "=,!");
    if (len == 0 || len >= FAULT_NAME || at[len] != '=')
        return NULL;
    memcpy(row->name, at, len);
    row->name[len] = '\0';
    at += len + 1;

    uint64_t count = 0;
    size_t digits = strspn(at, "0123456789");
    if (digits == 0 || digits > 18)
        return NULL;
    for (size_t i = 0; i < digits; i++)
        count = count * 10 + (uint64_t)(at[i] - '0');
    if (count == 0)
        return NULL;
    at += digits;

    row->strikes_at = count;
    row->is_deadly = *at == '!';
    atomic_store(&row->passages, 0);
    if (row->is_deadly)
        at++;
    if (*at == ',' && at[1])
        return at + 1;
    return *at ? NULL : at;
}
