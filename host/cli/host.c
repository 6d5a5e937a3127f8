/* host.c - opens and closes what serves a data directory (host.h). */
#include "cli/host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/slots.h"
#include "cli/offset.h"
#include "cli/scripts.h"
#include "data/digest.h"

enum { TURN_THREADS_MOST = 16, READ_THREADS = 2, SEND_THREADS = 8, SHADOW_THREADS = 2 };

int host_path(const char *data, const char *name, char path[HOST_PATH], struct err *err)
{
    int len = snprintf(path, HOST_PATH, "%s/%s", data, name);
    return len > 0 && len < HOST_PATH ? 0 : err_set(err, STATUS_USAGE, "The path is too long.");
}

int host_master(const char *data, struct secret_key *key, struct err *err)
{
    char path[HOST_PATH];
    int rc = host_path(data, "vault.key", path, err);
    return rc == 0 ? secret_key_load(path, key, err) : rc;
}

static int io_error(struct err *err, const char *doing, const char *path)
{
    int error = errno;
    int status = error == ENOSPC || error == EROFS || error == EDQUOT ? STATUS_FULL : STATUS_IO;
    return err_set(err, status, "%s %s: %s.", doing, path, strerror(error));
}

static int write_whole(int fd, struct slice text)
{
    while (text.len) {
        ssize_t wrote = write(fd, text.bytes, text.len);
        if (wrote < 0 && errno != EINTR)
            return -1;
        if (wrote > 0) {
            text.bytes += wrote;
            text.len -= (size_t)wrote;
        }
    }
    return fsync(fd);
}

int host_write_file(const char *data, const char *name, struct slice text, bool is_new,
                    struct err *err)
{
    char path[HOST_PATH], part[HOST_PATH];
    int rc = host_path(data, name, path, err);
    if (rc < 0)
        return rc;
    memcpy(part, path, sizeof part);
    if (!is_new && strlen(part) + sizeof ".part" <= sizeof part)
        memcpy(part + strlen(part), ".part", sizeof ".part");
    int fd = open(part, O_WRONLY | O_CREAT | O_CLOEXEC | (is_new ? O_EXCL : O_TRUNC), 0600);
    if (fd < 0)
        return io_error(err, "Cannot make", part);
    if (write_whole(fd, text) != 0 || (!is_new && rename(part, path) != 0))
        rc = io_error(err, "Cannot write", path);
    close(fd);
    return rc;
}

static void on_dead(void *owner, const struct err *err)
{
    struct host *host = owner;
    host->death = *err;
    log_error("host", "the store cannot go on: %s", err->text);
    if (host->on_death)
        host->on_death(host);
    else
        loop_stop(host->loop);
}

static void on_unknown(void *owner)
{
    struct host *host = owner;
    log_error("host", "a commit failed: whether it was recorded is not known; reopening the store");
    if (host->on_unknown)
        host->on_unknown(host);
}

void host_token_text(char token[64])
{
    char text[2][ID_TEXT_LEN + 1];
    for (int i = 0; i < 2; i++) {
        struct id id;
        chance_id(chance_real(), &id);
        id_to_text(&id, text[i]);
    }
    snprintf(token, 64, "comity_%s%s", text[0], text[1]);
}

/* ---- the master key ---- */

static void key_id(const struct secret_key *key, char text[2 * DIGEST_BYTES + 1])
{
    struct digest_state state;
    struct digest digest;
    digest_init(&state, key->bytes, sizeof key->bytes);
    digest_add(&state, "which key", 9);
    digest_end(&state, &digest);
    digest_to_text(&digest, text);
}

int host_note_key(const char *data, const struct secret_key *key, struct err *err)
{
    char text[2 * DIGEST_BYTES + 1];
    key_id(key, text);
    return host_write_file(data, "vault.id", slice_of(text), true, err);
}

/* A key of another office would seal new values that the old key cannot open, and know no token. */
static int check_key(const char *data, const struct secret_key *key, struct err *err)
{
    char path[HOST_PATH], text[2 * DIGEST_BYTES + 1];
    struct arena arena = {0};
    struct slice noted;
    int rc = host_path(data, "vault.id", path, err);
    if (rc == 0)
        rc = file_read(path, 2 * DIGEST_BYTES, &arena, &noted, err);
    if (rc == STATUS_NOT_FOUND)
        rc = err_set(err, STATUS_NO_KEY,
                     "%s is missing: it says which master key belongs to the data. Put it back "
                     "from the last backup.",
                     path);
    key_id(key, text);
    if (rc == 0 && !slice_is(noted, text))
        rc = err_set(err, STATUS_NO_KEY,
                     "%s/vault.key is not the key this data was made with. Put that one back.",
                     data);
    arena_close(&arena);
    return rc;
}

static int check_directory(const char *data, struct err *err)
{
    char path[HOST_PATH];
    int rc = host_path(data, "comity.db", path, err);
    if (rc == 0 && access(path, F_OK) != 0)
        rc = err_set(err, STATUS_USAGE, "%s is not a data directory. Make one: comity init %s",
                     data, data);
    return rc;
}

static void on_clock_trusted(void *owner, int64_t offset_ms)
{
    const struct host *host = owner;
    offset_write(host->data, offset_ms);
}

static void move_clock(void *owner, int64_t now_ms)
{
    struct host *host = owner;
    training_move(&host->training, now_ms);
}

static int note_clock(void *owner, int64_t to_ms, struct err *err)
{
    struct host *host = owner;
    return training_note(&host->training, to_ms, err);
}

static int open_engine(struct host *host, const char *data, struct err *err)
{
    struct engine_options options = {
        .loop = host->loop,
        .chance = chance_real(),
        .on_dead = on_dead,
        .on_unknown = on_unknown,
        .on_clock_trusted = on_clock_trusted,
        .move_clock = host->training.is_on ? move_clock : NULL,
        .note_clock = note_clock,
        .sender = host->sender,
        .files = host->files,
        .scan = host->scan,
        .owner = host,
    };
    options.is_offset_known = offset_read(data, &options.clock_offset_ms);
    int rc = host_path(data, "attachments", host->files, err);
    if (rc == 0)
        rc = host_master(data, &options.master, err);
    if (rc == 0)
        rc = check_key(data, &options.master, err);
    if (rc == 0)
        rc = engine_open(&options, &host->engine, err);
    secret_wipe(&options.master, sizeof options.master);
    return rc;
}

/* The store holds the directory's lock now: nobody else writes this file. */
static int watch_work(struct host *host, const char *data, struct err *err)
{
    struct id suspects[SLOTS_MOST];
    char path[HOST_PATH];
    int count = 0;
    int rc = host_path(data, "at-work", path, err);
    if (rc == 0)
        rc = slots_open(path, &host->slots, suspects, &count, err);
    if (rc == 0)
        engine_watch(host->engine, host->slots, suspects, (size_t)count);
    if (count > 0)
        log_error("host", "%d cases were at work when the host died twice: they start parked",
                  count);
    return rc;
}

int host_open(struct host *host, const char *data, bool is_read_only, struct err *err)
{
    struct store_options options = {
        .directory = data,
        .on_settled = engine_on_settled,
        .on_state = engine_on_state,
        .is_read_only = is_read_only,
    };
    struct wallclock *clock = NULL;
    host->data = data;
    int rc = secret_open(err);
    if (rc == 0)
        rc = check_directory(data, err);
    if (rc == 0)
        rc = training_open(&host->training, data, &clock, err);
    options.clock = clock;
    if (rc == 0)
        rc = loop_open(clock, &host->loop, err);
    if (rc == 0)
        rc = open_engine(host, data, err);
    options.owner = host->engine;
    if (rc == 0)
        rc = store_open(&options, &host->store, err);
    if (rc == 0)
        rc = engine_attach(host->engine, host->store, err);
    if (rc == 0 && !is_read_only)
        rc = watch_work(host, data, err);
    if (rc < 0)
        host_close(host);
    return rc;
}

int host_start_workers(struct host *host, int turn_threads, struct err *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int threads = processors > 1 ? (int)processors - 1 : 1;
    if (turn_threads > 0)
        threads = turn_threads;
    struct worker_plan plan = {
        .threads = {[LANE_TURN] = threads > TURN_THREADS_MOST ? TURN_THREADS_MOST : threads,
                    [LANE_READ] = READ_THREADS,
                    [LANE_SEND] = host->sender ? SEND_THREADS : 0,
                    [LANE_SHADOW] = SHADOW_THREADS},
        .worker_open = engine_worker_open,
        .worker_close = engine_worker_close,
        .owner = host->engine,
    };
    return loop_start_workers(host->loop, &plan, err);
}

void host_close(struct host *host)
{
    if (host->loop)
        loop_close(host->loop);
    store_close(host->store);
    engine_close(host->engine);
    slots_close(host->slots); /* a clean end: nothing is suspect */
    host->slots = NULL;
    host->loop = NULL;
    host->store = NULL;
    host->engine = NULL;
}
