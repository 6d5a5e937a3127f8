/* shelf.c - releases compiled before in this process (shelf.h). The texts are compared through
 * their digest, which is what names a release anyway. */
#include "script/shelf.h"
#include <stdlib.h>
#include "base/buf.h"

struct shelf {
    struct release **releases;
    size_t count;
};

struct shelf *shelf_new(void)
{
    return mem_zero(sizeof(struct shelf));
}

void shelf_free(struct shelf *shelf)
{
    if (!shelf)
        return;
    for (size_t i = 0; i < shelf->count; i++)
        release_unref(shelf->releases[i]);
    free(shelf->releases);
    free(shelf);
}

static struct release *shelf_find(const struct shelf *shelf, const struct digest *digest)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (memcmp(release_digest(shelf->releases[i]), digest, sizeof *digest) == 0)
            return shelf->releases[i];
    return NULL;
}

int shelf_open_release(struct shelf *shelf, const struct script_file *files, size_t count,
                       struct release **out, struct err *err)
{
    struct digest digest;
    int rc = shelf ? release_digest_of(files, count, &digest, err) : 0;
    struct release *known = shelf && rc == 0 ? shelf_find(shelf, &digest) : NULL;

    *out = NULL;
    if (known) {
        *out = release_ref(known);
        return 0;
    }
    if (rc == 0)
        rc = release_open(files, count, out, err);
    if (rc == 0 && shelf) {
        shelf->releases = mem_resize(shelf->releases, (shelf->count + 1) * sizeof *shelf->releases);
        shelf->releases[shelf->count++] = release_ref(*out);
    }
    return rc;
}
