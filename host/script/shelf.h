/* shelf.h - releases compiled before in this process, found again by their scripts: for rehearsals,
 * which boot a host many times on the same ones. Not for more than one thread.
 */
#pragma once
#include "script/release.h"

struct shelf;

struct shelf *shelf_new(void);
void shelf_free(struct shelf *shelf); /* NULL allowed; lets its releases go */
/* release_open, unless the shelf has it; a NULL shelf has nothing. *out is the caller's own. */
MUST_CHECK int shelf_open_release(struct shelf *shelf, const struct script_file *files,
                                  size_t count, struct release **out, struct err *err);
