/* exported_file.c - an exported case, read from a file (exported_file.h). */
#include "cli/exported_file.h"

#include <sys/stat.h>

#include "cli/scripts.h"

bool exported_file_is(const char *word)
{
    struct stat about;
    return strcmp(word, "-") == 0 || (stat(word, &about) == 0 && !S_ISDIR(about.st_mode));
}

int exported_file_open(const char *path, struct arena *arena, struct exported *exported,
                       struct err *err)
{
    struct slice text;
    int rc = secret_open(err);

    if (rc == 0)
        rc = file_read(path, EXPORTED_BYTES_MOST, arena, &text, err);
    return rc == 0 ? exported_open(exported, text, err) : rc;
}
