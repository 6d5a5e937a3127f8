/* target.h - where effects go: records that only administrators change. What is secret in them is
 * sealed under the master key, and opened on the sending thread.
 */
#pragma once
#include "engine/engine.h"

struct once_digests; /* engine/once.h */

/* Adds a target or changes it, by expected version (0: a new one); `secret` NULL: it keeps the one
 * it has. The caller has checked that the actor is an administrator. on_done after the commit, on
 * the loop thread; STATUS_CONFLICT (stale_version) if it is not at that version. */
struct target_change {
    const char *name;
    const struct value *settings; /* NULL: the target ends */
    const char *secret;
    int64_t version;
    const struct actor *actor;
    const struct once_digests *key; /* as long-lived as the change; NULL: none */
    /* reply: { target, version } */
    void (*on_done)(void *owner, int status, const struct value *reply, const struct err *err);
    void *owner;
};
void engine_change_target(struct engine *engine, const struct target_change *change);

/* Sends dead and held effects again. `ref`: this one; NULL: all that are held. */
struct effect_resend {
    const struct id *ref;
    const struct actor *actor;
    const struct once_digests *key; /* as above */
    /* reply: { resent = number } */
    void (*on_done)(void *owner, int status, const struct value *reply, const struct err *err);
    void *owner;
};
void engine_resend(struct engine *engine, const struct effect_resend *resend);

/* The secret of a target, in the arena; NULL: it has none. Any thread. */
MUST_CHECK int target_secret(const struct engine *engine, const char *name,
                             const struct value *settings, struct arena *arena, const char **out,
                             struct err *err);
void target_wipe_secret(const char *secret); /* NULL allowed */
