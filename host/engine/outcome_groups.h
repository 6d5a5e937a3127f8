/* outcome_groups.h - what differs, gathered by what it is, in the words of an office: "TJ-D2 would
 * have been due 3 days earlier in 58 cases". */
#pragma once
#include "engine/outcome.h"

enum { OUTCOME_GROUPS_MOST = 500, OUTCOME_EXAMPLES = 5 };

/* What is said of cases besides their differences. */
enum outcome_topic {
    TOPIC_DIFFERENCE,
    TOPIC_NOTE,        /* of a retelling */
    TOPIC_WAIT,        /* asks for what nobody was asked */
    TOPIC_INCOMPARABLE /* why */
};

struct outcome_group {
    struct outcome_group *next;
    enum outcome_topic topic;
    int kind; /* enum difference_kind, enum retold_note_kind */
    const char *workflow, *office, *subject, *was, *now;
    int64_t shift_days;
    uint64_t cases;
    struct id last; /* a case counts once */
    struct {
        struct id ref;
        const char *number;
    } examples[OUTCOME_EXAMPLES];
    size_t example_count;
};

struct outcome_groups {
    struct arena arena;
    struct outcome_group *first;
    size_t count;
    uint64_t beyond; /* mentions of what was not grouped any more */
};

void outcome_groups_add(struct outcome_groups *groups, const struct outcome *outcome);
/* Those of other cases. */
void outcome_groups_merge(struct outcome_groups *groups, const struct outcome_groups *more);
void outcome_groups_close(struct outcome_groups *groups);
/* The most first. `candidate`: where the names of stages, forms and clocks are. */
struct value *outcome_groups_value(const struct outcome_groups *groups,
                                   const struct edition *candidate, struct arena *arena);

/* One case in full, and its notes, as JSON. */
struct value *outcome_value(struct arena *arena, const struct outcome *outcome);
const char *retold_note_word(enum retold_note_kind kind);
