/* group.h - findings of one cause: the same workflow, stage and verdict, at the same line, with the
 * same calls. What an office reads instead of a list of thousands of cases. */
#pragma once
#include "engine/shadow.h"

enum { GROUPS_MOST = 500, GROUP_EXAMPLES = 5 };

struct group_example {
    struct id ref;
    const char *number;
    int64_t at_turn;
};

struct group {
    struct group *next;
    struct finding like; /* of its first case; texts in the arena of the groups */
    const char *stage_zh, *stage_en;
    uint64_t count;
    struct group_example examples[GROUP_EXAMPLES];
    size_t example_count;
};

struct groups {
    struct arena arena;
    struct group *first;
    size_t count;
    uint64_t beyond; /* cases of causes over GROUPS_MOST */
};

/* `edition` is the candidate: where the stage's names are. */
void groups_add(struct groups *groups, const struct edition *edition,
                const struct finding *finding);
/* The most first, as JSON; the sentences are in both languages. */
struct value *groups_value(const struct groups *groups, struct arena *arena);
void groups_close(struct groups *groups);
