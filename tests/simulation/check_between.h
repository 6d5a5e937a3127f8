/* check_between.h - what goes from case to case, counted over all journals. */
#pragma once
#include "data/value.h"

struct between {
    int64_t splits, births, marks;
    unsigned char *sent, *came; /* by mark */
};

/* A row of any journal. */
void between_follow(struct between *between, const struct value *body);
/* A message in the inbox: nothing has come of it yet. */
void between_on_its_way(struct between *between, const struct value *message);
/* What is wrong; NULL: nothing. */
const char *between_fault(const struct between *between);
