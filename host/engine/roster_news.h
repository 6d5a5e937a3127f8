/* roster_news.h - what people are told of rosters: that their shifts of the weeks to come are
 * others now, and that their duty begins or ends.
 */
#pragma once
#include "engine/people.h"

struct roster_change {
    const char *key;
    const struct value *former; /* body; NULL: there was none */
    const struct value *body;
    int64_t now_ms;
};
enum { ROSTER_NEWS_DAYS = 60 };

/* For struct records_change: [{ person, name = "shifts_changed", body = { title, text, with = {
 * roster, office, gained, lost } } }], times at which shifts begin, for each whose shifts of the
 * next ROSTER_NEWS_DAYS days are others. Any thread. */
struct value *roster_news(const struct roster_change *change, struct arena *arena);

/* A duty that begins: [{ person, name = "duty_begins" or "duty_ends", body }] for those who come
 * and those who go at that moment, after substitution. */
struct value *roster_hand_over(const struct staff *staff, const struct roster *roster,
                               int64_t at_ms, struct arena *arena);

/* Loop thread: tells at each hand-over to come. Called when people have changed. */
void roster_watch(struct engine *engine);
void roster_unwatch(struct engine *engine);
