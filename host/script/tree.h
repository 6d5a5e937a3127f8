/* tree.h - which offices there are: offices/tree.csv of a release. */
#pragma once
#include "base/err.h"
#include "data/value.h"

/* code,parent,kind,zh,en and, as far as there is something to say, level,area,review_body,
 * sealed_route,successor -> { CODE = { code, parent (nil of the one at the top), kind, zh, en, ...,
 * level (a number), at = "file:line" } } and the code of the one at the top. What is not said is
 * not there. STATUS_SCRIPT_FAILED with file:line. */
MUST_CHECK int tree_read(struct slice text, const char *path, struct arena *arena,
                         struct value **tree, const char **root, struct err *err);
/* How many offices stand above it; 0 of the one at the top. */
int tree_depth(const struct value *tree, const char *code);
