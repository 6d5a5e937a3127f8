/* publish.h - releases of a running host: taken in, made active, taken back.
 *
 *   engine_publish    checks files as a release and stores them; nothing becomes active
 *   engine_activate   makes a stored release the active one, in one write set with the list of the
 *                     cases that stay behind; or the one before it (ACTIVATION_ROLLBACK)
 *
 * Both are started on the loop thread, do their work on other threads and end there, later, with
 * on_done exactly once; the owner then frees them. What each needs lives in its arena.
 */
#pragma once
#include "data/digest.h"
#include "engine/engine.h"
#include "engine/once.h"
#include "script/release.h"

enum { RELEASE_BYTES_MOST = 16 << 20, RELEASE_FILES_MOST = 2000, RELEASE_NAME_LEAST = 6 };

struct publish {
    struct arena arena;
    /* in */
    const struct script_file *files; /* in the arena, or borrowed until on_done */
    size_t count;
    const struct actor *actor;      /* who asks; NULL: the host itself */
    const char *note;               /* may be NULL */
    const struct once_digests *key; /* it may be sent again under it; NULL. Borrowed */
    void (*on_done)(struct publish *publish);
    void *owner;
    /* out */
    int status; /* 0: stored, or known already; STATUS_INVALID: see findings and specs */
    struct err err;
    bool is_known; /* the same files were published before: nothing was written */
    int64_t release;
    struct digest digest;
    struct value *findings; /* [{ where, code, message, ... }] of check_release; when it was stored,
                             * warnings */
    struct value *specs;    /* { passed, failed, items = [{ title, passed, where, message }] } */
    struct publish_private {
        struct job job;
        struct note note;
        struct engine *engine;
        struct write_set *writes;
    } own;
};

struct publish *publish_new(void);
void publish_free(struct publish *publish); /* NULL allowed */
/* The answer to one that went well: { digest, is_known, findings, specs }. */
struct value *publish_reply(const struct publish *publish, struct arena *arena);
/* Takes `publish` until on_done. */
void engine_publish(struct engine *engine, struct publish *publish);

enum activation_kind {
    ACTIVATION_PLAIN,
    ACTIVATION_ROLLBACK, /* the release active before, by the list of activations */
    ACTIVATION_WATCH,    /* a developer's folder was saved */
};

struct activation {
    struct arena arena;
    /* in */
    enum activation_kind kind;
    const char *release;       /* its digest or the beginning of it; of a rollback: the one to be
                                * taken back, NULL: whichever is active */
    const struct actor *actor; /* NULL: the host itself */
    const char *why;           /* may be NULL */
    bool is_forced;            /* also without a pre-flight of the open cases */
    const struct once_digests *key; /* as of struct publish */
    void (*on_done)(struct activation *activation);
    void *owner;
    /* out */
    int status; /* 0: active, or was so already */
    struct err err;
    bool was_active; /* nothing was written */
    struct digest digest, former_digest;
    int64_t former; /* 0: none was active */
    size_t stays;   /* cases listed as staying behind */
    int64_t at;
    struct activation_private {
        struct job job;
        struct note note;
        struct engine *engine;
        struct write_set *writes;
        int64_t target;
        bool has_cases; /* open ones that are not on it */
        struct preflight *preflight;
        const struct edition *edition;
        struct series_found *series;
        struct staff *staff; /* who works where when it began; counted */
    } own;
};

struct activation *activation_new(enum activation_kind kind);
void activation_free(struct activation *activation); /* NULL allowed */
/* The answer to one that went well: { digest, was_active, at, stays, former }. */
struct value *activation_reply(const struct activation *activation, struct arena *arena);
/* One at a time: a second one is refused with STATUS_BUSY. Takes `activation` until on_done. */
void engine_activate(struct engine *engine, struct activation *activation);

/* The release new cases open on now, as memory has it; 0: none. Loop thread. */
int64_t engine_active_release(const struct engine *engine);

/* ---- at the start of a life, on the loop thread ---- */

/* The folder given to `serve` is where an office begins, and publishing how it goes on: the files
 * become the active release if there has been none yet; else nothing is done but to compare. Before
 * engine_start; waits for the commit (rules.md E23). */
enum offered { OFFERED_TAKEN, OFFERED_SAME, OFFERED_DIFFERS };
MUST_CHECK int engine_offer_scripts(struct engine *engine, const struct script_file *files,
                                    size_t count, enum offered *out, struct err *err);
/* The digest of the active release, as the store says; false if none is. */
bool engine_active_digest(struct engine *engine, struct digest *out);
