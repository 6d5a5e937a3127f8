/* crash_vfs.c - see crash_vfs.h.
 *
 * A *shadow* is kept for each path: `durable`, the bytes that are safe, and the list of *changes*
 * since, in order. A sync empties the list into `durable`; a failed one moves the changes to
 * nowhere: they stay in the real file and are in neither. A file that was deleted and made again is
 * a new shadow; the old one stands behind it until a sync of the new one makes the directory last.
 *
 * Invariants: C1. the real file is what the process wrote, whatever happened to syncs.
 *             C2. what a power failure leaves is durable + some sectors of changes, nothing else.
 *             C3. after a restart real file == durable, and there are no changes.
 */
#include "crash_vfs.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/buf.h"
#include "data/secret.h"

enum { SECTOR = 512, PATH_BYTES = 256, GARBAGE_ONE_IN = 64 };

struct change {
    struct change *next;
    bool is_truncate;
    int64_t at; /* or the new length */
    size_t len;
    char bytes[];
};

struct shadow {
    struct shadow *next;
    char path[PATH_BYTES];
    bool is_there;  /* the process sees it */
    bool is_linked; /* the directory on disk has it */
    char *durable;
    size_t len, capacity;
    struct change *first, *last;
    struct shadow *former; /* deleted, but maybe still what the directory on disk has */
};

struct crash_file {
    sqlite3_file base;
    struct shadow *shadow;
    sqlite3_file *real; /* behind this struct in the same block */
};

static struct {
    pthread_mutex_t lock;
    struct chance chance;
    struct shadow *shadows;
    uint64_t calls[CRASH_CALLS];
    enum crash_call planned;
    enum crash_fault fault;
    uint64_t nth; /* absolute */
    bool has_struck, is_dead;
    sqlite3_vfs *real;
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- shadows ---- */

static void free_changes(struct shadow *shadow)
{
    while (shadow->first) {
        struct change *change = shadow->first;
        shadow->first = change->next;
        free(change);
    }
    shadow->last = NULL;
}

static void free_shadow(struct shadow *shadow)
{
    if (!shadow)
        return;
    free_shadow(shadow->former);
    free_changes(shadow);
    free(shadow->durable);
    free(shadow);
}

static void grow(struct shadow *shadow, size_t len)
{
    if (len <= shadow->len)
        return;
    if (len > shadow->capacity) {
        shadow->capacity = len * 2;
        shadow->durable = mem_resize(shadow->durable, shadow->capacity);
    }
    memset(shadow->durable + shadow->len, 0, len - shadow->len);
    shadow->len = len;
}

static void put_bytes(struct shadow *shadow, size_t at, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    grow(shadow, at + len);
    memcpy(shadow->durable + at, bytes, len);
}

static void cut(struct shadow *shadow, size_t len)
{
    grow(shadow, len);
    shadow->len = len;
}

static void read_real(const char *path, struct shadow *shadow)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char block[65536];
    ssize_t got;
    if (fd < 0)
        return;
    shadow->is_there = shadow->is_linked = true;
    while ((got = read(fd, block, sizeof block)) > 0)
        put_bytes(shadow, shadow->len, block, (size_t)got);
    close(fd);
}

static struct shadow *find_shadow(const char *path)
{
    struct shadow *shadow = disk.shadows;
    while (shadow && strcmp(shadow->path, path) != 0)
        shadow = shadow->next;
    return shadow;
}

static struct shadow *new_shadow(const char *path)
{
    struct shadow *shadow = mem_zero(sizeof *shadow);
    assert(strlen(path) < PATH_BYTES);
    memcpy(shadow->path, path, strlen(path) + 1);
    return shadow;
}

/* The shadow of a file about to be opened; made when it is met for the first time. */
static struct shadow *get_shadow(const char *path)
{
    struct shadow *shadow = find_shadow(path);
    if (!shadow) {
        shadow = new_shadow(path);
        read_real(path, shadow);
        shadow->next = disk.shadows;
        disk.shadows = shadow;
    }
    return shadow;
}

static void add_change(struct shadow *shadow, bool is_truncate, int64_t at, const void *bytes,
                       size_t len)
{
    struct change *change = mem_alloc(sizeof *change + len);
    *change = (struct change){.is_truncate = is_truncate, .at = at, .len = len};
    if (len)
        memcpy(change->bytes, bytes, len);
    if (shadow->last)
        shadow->last->next = change;
    else
        shadow->first = change;
    shadow->last = change;
}

static void apply_change(struct shadow *shadow, const struct change *change)
{
    if (change->is_truncate)
        cut(shadow, (size_t)change->at);
    else
        put_bytes(shadow, (size_t)change->at, change->bytes, change->len);
}

static void make_durable(struct shadow *shadow)
{
    for (const struct change *change = shadow->first; change; change = change->next)
        apply_change(shadow, change);
    free_changes(shadow);
    shadow->is_linked = true; /* the first sync of a new file syncs its directory too */
    free_shadow(shadow->former);
    shadow->former = NULL;
}

/* ---- power failure ---- */

static bool is_lucky(uint64_t one_in)
{
    return chance_next(&disk.chance) % one_in == 0;
}

/* One sector of a write: kept, lost, or garbage. */
static void survive_sector(struct shadow *shadow, const struct change *change, size_t from,
                           size_t len)
{
    char garbage[SECTOR];
    size_t at = (size_t)change->at + from;
    bool is_same =
        at + len <= shadow->len && memcmp(shadow->durable + at, change->bytes + from, len) == 0;
    if (is_same || is_lucky(2)) /* written with what it holds: a sector survives that */
        return;
    const char *bytes = change->bytes + from;
    if (is_lucky(GARBAGE_ONE_IN)) {
        disk.chance.fill(&disk.chance, garbage, sizeof garbage);
        bytes = garbage;
    }
    put_bytes(shadow, at, bytes, len);
}

static void survive_change(struct shadow *shadow, const struct change *change)
{
    if (change->is_truncate) {
        if (is_lucky(2))
            cut(shadow, (size_t)change->at);
        return;
    }
    for (size_t from = 0; from < change->len;) {
        size_t in_sector = SECTOR - ((size_t)change->at + from) % SECTOR;
        size_t len = change->len - from < in_sector ? change->len - from : in_sector;
        survive_sector(shadow, change, from, len);
        from += len;
    }
}

/* What all changes come to: in half of the cases all or none of the later ones are lost, as when
 * power fails between writes; in the other half each sector for itself. */
static void survive(struct shadow *shadow)
{
    uint64_t count = 0;
    for (const struct change *change = shadow->first; change; change = change->next)
        count++;
    bool is_in_order = is_lucky(2);
    uint64_t kept = count ? chance_next(&disk.chance) % (count + 1) : 0;
    for (const struct change *change = shadow->first; change; change = change->next) {
        if (!is_in_order)
            survive_change(shadow, change);
        else if (kept-- > 0)
            apply_change(shadow, change);
        else
            break;
    }
    free_changes(shadow);
}

/* Deleting or making a file that was not synced: by seed, either happened or not. */
static void survive_links(struct shadow *shadow)
{
    struct shadow *former = shadow->former;
    shadow->former = NULL;
    if (former && !shadow->is_linked && is_lucky(2)) { /* the directory still has the old one */
        free(shadow->durable);
        shadow->durable = former->durable;
        shadow->len = former->len;
        shadow->capacity = former->capacity;
        former->durable = NULL;
        free_changes(shadow);
        shadow->is_there = true;
    } else if (!shadow->is_linked && is_lucky(2)) {
        shadow->is_there = false; /* made, and its making lost */
    } else if (!shadow->is_there && shadow->is_linked && is_lucky(2)) {
        shadow->is_there = true; /* deleted, and the deleting lost */
    }
    free_shadow(former);
}

static void write_real(const struct shadow *shadow)
{
    unlink(shadow->path);
    if (!shadow->is_there)
        return;
    int fd = open(shadow->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert(fd >= 0);
    for (size_t at = 0; at < shadow->len;) {
        ssize_t put = write(fd, shadow->durable + at, shadow->len - at);
        assert(put > 0);
        at += (size_t)put;
    }
    close(fd);
}

static void remove_shm(const char *path)
{
    struct buf name = {0};
    buf_printf(&name, "%s-shm", path);
    unlink(name.bytes); /* memory: it does not outlive the power */
    buf_close(&name);
}

void crash_vfs_restart(void)
{
    pthread_mutex_lock(&disk.lock);
    for (struct shadow *shadow = disk.shadows; shadow; shadow = shadow->next) {
        survive_links(shadow);
        survive(shadow);
        shadow->is_linked = shadow->is_there;
        if (!shadow->is_there)
            shadow->len = 0;
        write_real(shadow);
        remove_shm(shadow->path);
    }
    memset(disk.calls, 0, sizeof disk.calls);
    disk.fault = CRASH_FAULT_NONE;
    disk.has_struck = disk.is_dead = false;
    pthread_mutex_unlock(&disk.lock);
}

/* ---- faults ---- */

void crash_vfs_reset(uint64_t seed)
{
    pthread_mutex_lock(&disk.lock);
    while (disk.shadows) {
        struct shadow *shadow = disk.shadows;
        disk.shadows = shadow->next;
        free_shadow(shadow);
    }
    chance_seeded(&disk.chance, seed);
    memset(disk.calls, 0, sizeof disk.calls);
    disk.fault = CRASH_FAULT_NONE;
    disk.has_struck = disk.is_dead = false;
    pthread_mutex_unlock(&disk.lock);
}

void crash_vfs_plan(enum crash_call call, enum crash_fault fault, uint64_t nth)
{
    pthread_mutex_lock(&disk.lock);
    disk.planned = call;
    disk.fault = fault;
    disk.nth = disk.calls[call] + nth;
    disk.has_struck = false;
    pthread_mutex_unlock(&disk.lock);
}

void crash_vfs_clear_fault(void)
{
    pthread_mutex_lock(&disk.lock);
    disk.fault = CRASH_FAULT_NONE;
    pthread_mutex_unlock(&disk.lock);
}

uint64_t crash_vfs_calls(enum crash_call call)
{
    pthread_mutex_lock(&disk.lock);
    uint64_t calls = disk.calls[call];
    pthread_mutex_unlock(&disk.lock);
    return calls;
}

bool crash_vfs_has_struck(void)
{
    pthread_mutex_lock(&disk.lock);
    bool has_struck = disk.has_struck;
    pthread_mutex_unlock(&disk.lock);
    return has_struck;
}

void crash_vfs_kill(void)
{
    pthread_mutex_lock(&disk.lock);
    disk.is_dead = true;
    pthread_mutex_unlock(&disk.lock);
}

bool crash_vfs_is_dead(void)
{
    pthread_mutex_lock(&disk.lock);
    bool is_dead = disk.is_dead;
    pthread_mutex_unlock(&disk.lock);
    return is_dead;
}

/* What happens to this call; the lock is held. */
static enum crash_fault strike(enum crash_call call)
{
    uint64_t count = ++disk.calls[call];
    if (disk.is_dead)
        return CRASH_FAULT_ONCE;
    if (disk.fault == CRASH_FAULT_NONE || disk.planned != call || count < disk.nth)
        return CRASH_FAULT_NONE;
    bool is_over =
        count > disk.nth && (disk.fault == CRASH_FAULT_ONCE || disk.fault == CRASH_FAULT_POWER);
    if (is_over)
        return CRASH_FAULT_NONE;
    disk.has_struck = true;
    return disk.fault;
}

/* ---- files ---- */

static struct crash_file *file_of(sqlite3_file *file)
{
    return (struct crash_file *)file;
}

static int on_close(sqlite3_file *file)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
}

static int on_read(sqlite3_file *file, void *to, int len, sqlite3_int64 at)
{
    pthread_mutex_lock(&disk.lock);
    bool fails = strike(CRASH_READ) != CRASH_FAULT_NONE;
    pthread_mutex_unlock(&disk.lock);
    sqlite3_file *real = file_of(file)->real;
    return fails ? SQLITE_IOERR_READ : real->pMethods->xRead(real, to, len, at);
}

/* Writes `len` bytes to the real file and notes them; the lock is held. */
static int write_through(struct crash_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    if (len <= 0)
        return SQLITE_OK;
    int rc = file->real->pMethods->xWrite(file->real, bytes, len, at);
    if (rc == SQLITE_OK && file->shadow)
        add_change(file->shadow, false, at, bytes, (size_t)len);
    return rc;
}

static int write_faulty(struct crash_file *file, const void *bytes, int len, sqlite3_int64 at,
                        enum crash_fault fault)
{
    if (disk.is_dead)
        return SQLITE_IOERR_WRITE;
    int rc = write_through(file, bytes, len / 2, at); /* part of it got through */
    if (fault == CRASH_FAULT_POWER)
        disk.is_dead = true;
    if (rc != SQLITE_OK)
        return rc;
    return fault == CRASH_FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int on_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    pthread_mutex_lock(&disk.lock);
    enum crash_fault fault = strike(CRASH_WRITE);
    int rc = fault == CRASH_FAULT_NONE ? write_through(file_of(file), bytes, len, at)
                                       : write_faulty(file_of(file), bytes, len, at, fault);
    pthread_mutex_unlock(&disk.lock);
    return rc;
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 len)
{
    struct crash_file *it = file_of(file);
    pthread_mutex_lock(&disk.lock);
    int rc = SQLITE_IOERR_TRUNCATE;
    enum crash_fault fault = strike(CRASH_TRUNCATE);
    if (fault == CRASH_FAULT_NONE || (fault == CRASH_FAULT_POWER && !disk.is_dead)) {
        rc = it->real->pMethods->xTruncate(it->real, len);
        if (rc == SQLITE_OK && it->shadow)
            add_change(it->shadow, true, len, NULL, 0);
    }
    if (fault == CRASH_FAULT_POWER) {
        disk.is_dead = true;
        rc = SQLITE_IOERR_TRUNCATE;
    }
    pthread_mutex_unlock(&disk.lock);
    return rc;
}

static int on_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    struct shadow *shadow = file_of(file)->shadow;
    pthread_mutex_lock(&disk.lock);
    enum crash_fault fault = strike(CRASH_SYNC);
    if (fault == CRASH_FAULT_NONE && shadow)
        make_durable(shadow);
    else if (fault == CRASH_FAULT_POWER)
        disk.is_dead = true;
    else if (!disk.is_dead && shadow)
        free_changes(shadow); /* in memory and clean, and not on disk */
    pthread_mutex_unlock(&disk.lock);
    return fault == CRASH_FAULT_NONE ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int on_size(sqlite3_file *file, sqlite3_int64 *len)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods->xFileSize(real, len);
}

static int on_lock(sqlite3_file *file, int kind)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods->xLock(real, kind);
}

static int on_unlock(sqlite3_file *file, int kind)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods->xUnlock(real, kind);
}

static int on_check_reserved(sqlite3_file *file, int *is_held)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods->xCheckReservedLock(real, is_held);
}

/* Nothing is passed on that could write past us (size hints, chunks). */
static int on_control(sqlite3_file *file, int what, void *argument)
{
    (void)file, (void)what, (void)argument;
    return SQLITE_NOTFOUND;
}

static int on_sector_size(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int on_traits(sqlite3_file *file)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods->xDeviceCharacteristics(real) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int on_shm_map(sqlite3_file *file, int page, int len, int may_extend, void volatile **out)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods->xShmMap(real, page, len, may_extend, out);
}

static int on_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods->xShmLock(real, offset, count, flags);
}

static void on_shm_barrier(sqlite3_file *file)
{
    sqlite3_file *real = file_of(file)->real;
    real->pMethods->xShmBarrier(real);
}

static int on_shm_unmap(sqlite3_file *file, int is_delete)
{
    sqlite3_file *real = file_of(file)->real;
    return real->pMethods->xShmUnmap(real, is_delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_size,
    .xLock = on_lock,
    .xUnlock = on_unlock,
    .xCheckReservedLock = on_check_reserved,
    .xFileControl = on_control,
    .xSectorSize = on_sector_size,
    .xDeviceCharacteristics = on_traits,
    .xShmMap = on_shm_map,
    .xShmLock = on_shm_lock,
    .xShmBarrier = on_shm_barrier,
    .xShmUnmap = on_shm_unmap,
};

/* A file that was deleted and is made again: the directory on disk may still have the old one. */
static void revive(struct shadow *shadow)
{
    if (shadow->is_there)
        return;
    if (shadow->is_linked && !shadow->former) {
        struct shadow *former = new_shadow(shadow->path);
        former->durable = shadow->durable;
        former->len = shadow->len;
        former->capacity = shadow->capacity;
        shadow->former = former;
        shadow->durable = NULL;
        shadow->capacity = 0;
    }
    shadow->len = 0;
    free_changes(shadow);
    shadow->is_there = true;
    shadow->is_linked = false;
}

static int on_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    struct crash_file *it = file_of(file);
    *it = (struct crash_file){.real = (sqlite3_file *)(void *)(it + 1)};
    pthread_mutex_lock(&disk.lock);
    struct shadow *shadow = path ? get_shadow(path) : NULL;
    int rc = SQLITE_CANTOPEN;
    enum crash_fault fault = strike(CRASH_OPEN);
    if (fault == CRASH_FAULT_NONE)
        rc = disk.real->xOpen(disk.real, path, it->real, flags, out);
    else if (fault == CRASH_FAULT_POWER)
        disk.is_dead = true;
    if (rc == SQLITE_OK) {
        it->base.pMethods = &methods;
        it->shadow = shadow;
        if (shadow)
            revive(shadow);
    }
    pthread_mutex_unlock(&disk.lock);
    return rc;
}

static int on_delete(sqlite3_vfs *vfs, const char *path, int is_synced)
{
    (void)vfs;
    pthread_mutex_lock(&disk.lock);
    enum crash_fault fault = strike(CRASH_DELETE);
    int rc = SQLITE_IOERR_DELETE;
    if (fault == CRASH_FAULT_NONE) {
        rc = disk.real->xDelete(disk.real, path, 0);
        struct shadow *shadow = find_shadow(path);
        if (rc == SQLITE_OK && shadow) {
            shadow->is_there = false; /* its changes stay: the deleting may be undone by a crash */
            shadow->is_linked = shadow->is_linked && !is_synced;
        }
    } else if (fault == CRASH_FAULT_POWER) {
        disk.is_dead = true;
    }
    pthread_mutex_unlock(&disk.lock);
    return rc;
}

void crash_vfs_register(void)
{
    static sqlite3_vfs vfs;
    if (disk.real)
        return;
    disk.real = sqlite3_vfs_find(NULL);
    vfs = *disk.real;
    vfs.zName = CRASH_VFS_NAME;
    vfs.szOsFile = (int)sizeof(struct crash_file) + disk.real->szOsFile;
    vfs.xOpen = on_open;
    vfs.xDelete = on_delete;
    sqlite3_vfs_register(&vfs, 0);
}
