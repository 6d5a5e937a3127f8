/* look.h - a golden case as an exported file, opened, verified stage by stage and traced. */
#pragma once
#include "base/err.h"
#include "data/value.h"

/* `root` is the golden file, `value` one of its cases. Counts the turns looked at. */
MUST_CHECK int golden_look(const struct value *root, const struct value *value, size_t *turns,
                           struct err *err);
