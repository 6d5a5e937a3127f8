/* each_case.c - the rounds of each_case.h. */
#include "store/each_case.h"
#include "store/office.h"

enum { PAGE = 500 };

struct round {
    int (*read)(struct reader *reader, int64_t after, size_t limit, struct arena *arena,
                struct case_row **rows, size_t *count, struct err *err);
    int (*visit)(void *owner, const struct case_row *row, struct err *err);
    void *owner;
};

static int go_round(const struct round *round, struct reader *reader, struct err *err)
{
    struct case_row *rows;
    size_t count = PAGE;
    int64_t after = 0;
    int rc = 0;

    while (rc == 0 && count == PAGE) {
        struct arena page = {0};
        rc = round->read(reader, after, PAGE, &page, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            after = rows[i].id;
            rc = round->visit(round->owner, &rows[i], err);
        }
        arena_close(&page);
    }
    return rc == EACH_ENOUGH ? 0 : rc;
}

int each_case(struct reader *reader,
              int (*visit)(void *owner, const struct case_row *row, struct err *err), void *owner,
              struct err *err)
{
    const struct round round = {.read = reader_cases, .visit = visit, .owner = owner};
    return go_round(&round, reader, err);
}

int each_dispatching(struct reader *reader,
                     int (*visit)(void *owner, const struct case_row *row, struct err *err),
                     void *owner, struct err *err)
{
    const struct round round = {.read = reader_dispatching, .visit = visit, .owner = owner};
    return go_round(&round, reader, err);
}
