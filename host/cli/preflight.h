/* preflight.h - what `comity preflight` and `comity preflight --outcomes` have in common: something
 * long is begun for a release on the running host, followed, cancelled by Ctrl-C.
 */
#pragma once
#include "cli/cli.h"

struct asking {
    struct cli *cli;
    const char *release, *what; /* what: "/preflight" or "/outcomes" */
    bool has_bar, has_cancelled;
};

/* GET of /releases/{release}{what}{rest}, or POST when there is a body. */
int asking_send(struct asking *asking, const struct value *body, const char *rest,
                struct arena *arena, struct value **answer);
/* Begins it with this body and follows it to its end; *report is what was found. */
int asking_run(struct asking *asking, const struct value *body, struct arena *arena,
               struct value **report);
/* Every item of the list behind `rest` ("/cases?"), a page at a time. */
int asking_each_page(struct asking *asking, const char *rest,
                     void (*print)(const struct value *page, const char *lang));

/* --outcomes: the cases of a period, and what would have been different. */
int preflight_outcomes(struct asking *asking);
