/* exported_file.h - an exported case, read from a file of the command line. */
#pragma once
#include "cli/cli.h"
#include "engine/exported.h"

/* Is the word the path of a file, not an id or a number of a case? */
bool exported_file_is(const char *word);
/* `arena` keeps the text. STATUS_CORRUPT, code "not_exported": it is something else. */
MUST_CHECK int exported_file_open(const char *path, struct arena *arena, struct exported *exported,
                                  struct err *err);
