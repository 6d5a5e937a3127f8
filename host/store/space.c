/* space.c - disk space: a ballast to throw away, a reserve not to go below, a probe to come back.
 *
 * DIR/ballast holds blocks that nobody needs. When the disk is full it is cut to nothing, so that
 * what is under way (a checkpoint, the next start) has room; the store accepts again only when the
 * ballast could be made anew. File systems that cannot reserve blocks go without.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "store/sqlite.h"

/* True also where blocks cannot be reserved at all. */
static bool reserve(const struct sqlite_store *store)
{
    if (store->limits.ballast_bytes <= 0)
        return true;
    int fd = open(store->ballast_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool is_done = fallocate(fd, 0, 0, store->limits.ballast_bytes) == 0 || errno == EOPNOTSUPP ||
                   errno == ENOSYS;
    close(fd);
    return is_done;
}

static bool free_space(const struct sqlite_store *store, int64_t *bytes, int64_t *percent)
{
    struct statvfs disk;
    if (statvfs(store->directory, &disk) != 0 || disk.f_blocks == 0)
        return false;
    *bytes = (int64_t)(disk.f_bavail * disk.f_frsize);
    *percent = (int64_t)(disk.f_bavail * 100 / disk.f_blocks);
    return true;
}

static bool is_below(const struct sqlite_store *store, int64_t spared_bytes)
{
    int64_t bytes, percent;
    if (store->limits.min_free_bytes <= 0 || !free_space(store, &bytes, &percent))
        return false;
    return bytes - spared_bytes < store->limits.min_free_bytes &&
           percent < store->limits.min_free_percent;
}

bool space_is_low(const struct sqlite_store *store)
{
    return is_below(store, 0);
}

void space_reserve(struct sqlite_store *store)
{
    if (!is_below(store, store->limits.ballast_bytes) && !reserve(store))
        space_give_up(store); /* half a ballast is none */
}

void space_give_up(struct sqlite_store *store)
{
    if (truncate(store->ballast_path, 0) != 0 && errno != ENOENT)
        errno = 0; /* a disk that cannot be written keeps it: nothing to gain there */
}

bool space_probe(struct sqlite_store *store, bool *is_unknown)
{
    static const struct query begin = {QUERY_BEGIN_WRITE, "BEGIN IMMEDIATE"};
    static const struct query touch = {QUERY_PROBE, "UPDATE host SET probes = probes + 1"};
    static const struct query commit = {QUERY_COMMIT, "COMMIT"};
    struct db *db = &store->writer.db;
    if (is_below(store, store->limits.ballast_bytes))
        return false;
    int rc = db_once(db, &begin);
    if (rc == SQLITE_OK)
        rc = db_once(db, &touch);
    bool is_at_commit = rc == SQLITE_OK;
    if (is_at_commit)
        rc = db_once(db, &commit);
    *is_unknown = is_at_commit && rc != SQLITE_OK && !db_is_full(db, rc);
    db_roll_back(db);
    if (rc != SQLITE_OK)
        return false;
    if (reserve(store))
        return true;
    space_give_up(store);
    return false;
}
