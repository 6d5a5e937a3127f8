/* demo_words.h - what a demonstration office says: demo.json in the folder of a workflow.
 *
 *   { "cases": 4,                                        how many of all cases are of this workflow
 *     "offices": { "370102003": 3 },                     where they begin, by weight
 *     "answers": { "application": [ { "kind": "neighbours", "facts": "..." } ],
 *                  "session_record/agreed": [ ... ] },   stories: answers, or parts of them, by
 * form or by form and outcome "fields": { "needs": [ "..." ] },                  by field, whatever
 * the form "outcomes": { "acceptance": { "accept": 9 } },     by weight; without: the first mostly;
 * or a list of such, with "if": the first that fits "days": { "held_on": [-2, 0], "starts": [3, 9]
 * },  dates and times, in days from today "signals": { "withdrawal": { "percent": 4, "after": [3,
 * 20], "by": "clerk" } }, days after the start; refused where it is not offered: tried again some
 * days later "late": 6 }                                        of 100 tasks, how many are done too
 * late
 *
 * Outcomes and signals are shared out: of a hundred answers each outcome gets as many as its weight
 * says, so what is rare is not left to luck; where the counting begins is drawn.
 *
 * All of it may be left out: forms are filled all the same (duty/form_fill.h). A workflow of an
 * office brings its own.
 */
#pragma once
#include "duty/form_fill.h"

struct demo_share;
struct demo_words {
    const struct value *said; /* nil: there is no such file */
    struct demo_shares {
        struct arena *arena; /* NULL: nothing is counted, all is chance */
        struct demo_share *first;
    } * shares;
};

/* In the arena; a file that cannot be read is an error with its path. */
MUST_CHECK int demo_words_read(const char *folder, const char *workflow, struct arena *arena,
                               struct demo_words *out, struct err *err);

/* An answer to a form that is being made: which story it tells. */
struct demo_story {
    struct form_words words; /* for form_fill */
    const struct demo_words *said;
    const struct value *told; /* the story, or nil */
};
struct demo_theme {
    const char *form, *outcome; /* outcome NULL: the form has none */
    const struct value *data;   /* of the case, as it is shown; NULL or nil: not known */
};
void demo_story_open(struct demo_story *story, const struct demo_words *said,
                     const struct demo_theme *theme, struct chance *chance);
/* Is there a story of the form that is told of some cases alone? */
bool demo_words_ask_case(const struct demo_words *said, const char *form);

/* One of the outcomes of the form, as described: NULL if it has none. `data` as of a theme. */
const char *demo_words_outcome(const struct demo_words *said, const struct value *form,
                               const struct value *data, struct chance *chance);
/* So many times of a hundred it is true. */
bool demo_words_happens(const struct demo_words *said, const char *what, int64_t percent,
                        struct chance *chance);
/* A member of a map of weights; NULL: there is none. */
const char *demo_words_draw(const struct value *weights, struct chance *chance);
/* "after": [2, 20] -> one of these. */
int64_t demo_words_between(const struct value *pair, struct chance *chance, int64_t otherwise);
