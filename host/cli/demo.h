/* demo.h - an office that is made up, in a data directory: `comity demo` and `comity bench --demo`.
 */
#pragma once
#include "data/digest.h"
#include "cli/demo_life.h"

struct demo_order {
    const char *data, *workflows; /* the directory to be made; the folder of workflows */
    int64_t cases;
    uint64_t seed;
    int64_t until_ms; /* its present */
};
struct demo_made {
    struct demo_tally tally;
    int64_t turns, cases, open, closed, parked, overdue, people, incidents;
    char digest[2 * DIGEST_BYTES + 1]; /* of all that the journals say, but for ids */
};
/* STATUS_CONFLICT if the directory is there and not empty. */
MUST_CHECK int demo_make(const struct demo_order *order, struct demo_made *made, struct err *err);
/* `given`, else where they were installed, else the folder "workflows" here. */
const char *demo_workflows_folder(const char *given);
