/* host.h - the pieces of a host on one data directory, without a door: what `init`, `serve` and the
 * offline `verify` have in common.
 *
 *   DIR/comity.db (store)   DIR/vault.key (master key)   DIR/admin.token   DIR/address (while
 * served)   DIR/clock (offset.h)   DIR/training (training.h)
 */
#pragma once
#include "base/err.h"
#include "cli/training.h"
#include "data/secret.h"
#include "engine/engine.h"
#include "loop/loop.h"
#include "store/store.h"

struct host {
    struct loop *loop;
    struct engine *engine;
    struct store *store;
    struct slots *slots;
    const char *data;
    struct training training;
    int scan;                            /* of scanner.h; set before host_open; 0: none */
    char files[4096];                    /* DIR/attachments */
    const struct sender *sender;         /* set before host_open; NULL: nothing is sent */
    struct err death;                    /* why the store cannot go on; status 0: it can */
    void (*on_death)(struct host *host); /* NULL: the loop is stopped */
    /* Before the acts under way are answered outcome_unknown: connections are to be closed. May be
     * NULL. */
    void (*on_unknown)(struct host *host);
};

/* Loop, engine and store, attached and not started. On failure nothing is open. */
MUST_CHECK int host_open(struct host *host, const char *data, bool is_read_only, struct err *err);
/* Threads that run scripts (0: by the processors) and that read. */
MUST_CHECK int host_start_workers(struct host *host, int turn_threads, struct err *err);
void host_close(struct host *host);

/* Notes which master key belongs to the data, so that another one is refused. */
MUST_CHECK int host_note_key(const char *data, const struct secret_key *key, struct err *err);

/* A new token of real chance. */
void host_token_text(char token[64]);

enum { HOST_PATH = 4096 };
/* "DIR/name"; STATUS_USAGE if it is too long. */
MUST_CHECK int host_path(const char *data, const char *name, char path[HOST_PATH], struct err *err);
/* DATA/vault.key; the caller wipes it. */
MUST_CHECK int host_master(const char *data, struct secret_key *key, struct err *err);
/* A new file with this text, 0600, synced; `is_new` refuses one that is there, else it is replaced
 * at once. */
MUST_CHECK int host_write_file(const char *data, const char *name, struct slice text, bool is_new,
                               struct err *err);
