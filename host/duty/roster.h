/* roster.h - who is on duty: teams that take turns over shifts, with what was changed by hand.
 *
 * The teams take turns from the date `starts` on. Turns are counted over days that have shifts, so
 * a roster without weekends starves nobody. What is said for a date (`fixed`: a holiday) goes
 * before the turn, and an override goes before both. Nobody on duty is an answer: who asks goes on
 * to the next step and says so, it never waits.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Half open; 0 stands for no beginning and no end. */
struct staff_period {
    int64_t from_ms, until_ms;
};

bool period_has(struct staff_period period, int64_t now_ms);

struct roster_team { /* on duty together: ids of people */
    const char *const *people;
    size_t count;
};

struct roster_shift {
    int16_t from_min, until_min; /* of the day; until <= from: it ends on the next day */
};

struct roster_override { /* in this time these and nobody else; the last one said wins */
    struct staff_period period;
    struct roster_team team;
};

struct roster_fixed { /* the shifts that begin on this date, whoever's turn it is */
    int32_t date;
    struct roster_team team;
};

enum roster_turn { ROSTER_BY_SHIFT, ROSTER_BY_DAY, ROSTER_BY_WEEK };

struct roster {
    const char *key, *office;
    int32_t starts;
    enum roster_turn turn;
    uint8_t days; /* shifts begin on these days of the week; bit 0 is Monday */
    const struct roster_shift *shifts;
    size_t shift_count;
    const struct roster_team *teams;
    size_t team_count;
    const struct roster_override *overrides;
    size_t override_count;
    const struct roster_fixed *fixed;
    size_t fixed_count;
};

/* The team as the roster says it, absent or not; an empty one: nobody is on duty. */
struct roster_team roster_team_at(const struct roster *roster, int64_t now_ms);

/* When the team may be another one: the next begin or end of a shift or override after `now_ms`, as
 * far as ROSTER_AHEAD_DAYS ahead; INT64_MAX: nothing changes in that time. */
enum { ROSTER_AHEAD_DAYS = 8 };
int64_t roster_next_change(const struct roster *roster, int64_t now_ms);
