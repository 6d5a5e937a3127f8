/* check_between.h - what goes from case to case, counted over all journals. */
#pragma once
#include "data/value.h"

struct between {
    int64_t splits, births, marks;
    unsigned char *sent, *came; /* by mark */
};

/* A row of any journal. */
void between_follow(struct between *between, const struct value *body);
/* What is wrong; NULL: nothing. */
const char *between_fault(const struct between *between);
