/* roles.h - the roles a release names, and those named in one place only (inside the static check).
 */
#pragma once
#include "script/parse.h"
#include "script/report.h"

struct role {
    struct slice name;
    const char *file; /* where it was first named */
    int line, column;
    int times;
    bool is_asked; /* in to, from, except or approve: somebody must have it */
    struct role *next;
};

struct role_list {
    struct arena *arena;
    struct role *first;
};

/* Every literal role of a file: to, from, except, approve, t:as "x", people = { x = ... }. */
void roles_collect(struct role_list *list, const char *file, const struct node *body);
/* A role asked for once and named nowhere else: a warning. */
void roles_check(struct role_list *list, struct report *report);
