/* changes.c - releases made active and taken back in the middle of a run, while cases are at work,
 * the disk fails and the host dies: what an administrator was told holds, and memory says what the
 * disk says.
 */
#include <stdlib.h>
#include "engine/publish.h"
#include "simulation/run.h"
#include "store/releases.h"

enum { CHANGE_PERCENT = 35, FORCED_PERCENT = 70 };

/* Who waits for an answer, and in which life of the host it was asked. */
struct asked {
    struct run *run;
    int life;
};

static struct asked *asked_new(struct run *run)
{
    struct asked *asked = mem_zero(sizeof *asked);
    *asked = (struct asked){run, run->world.life};
    return asked;
}

static int64_t active_on_disk(struct run *run, struct digest *digest)
{
    struct arena arena = {0};
    struct release_row *rows;
    struct err err = {0};
    size_t count;
    int64_t active = 0;

    if (reader_release_heads(run->world.reader, &arena, &rows, &count, &active, &err) != 0)
        run_fail(run, "releases cannot be read: %s", err.text);
    for (size_t i = 0; !run->has_failed && i < count; i++)
        if (rows[i].id == active)
            *digest = rows[i].digest;
    arena_close(&arena);
    return active;
}

/* Told "it is active": so it is, at this moment, on the disk and in memory. */
static void check_activated(struct run *run, const struct activation *activation)
{
    struct digest digest = {{0}};
    int64_t active = active_on_disk(run, &digest);

    if (memcmp(&digest, &activation->digest, sizeof digest) != 0)
        run_fail(run, "an activation was answered with 0, and another release is active");
    if (engine_active_release(run->world.engine) != active)
        run_fail(run, "an activation was answered with 0, and memory goes on with another release");
}

static bool may_be_refused(const struct activation *activation)
{
    switch (activation->status) {
    case STATUS_BUSY:
    case STATUS_UNKNOWN:
    case STATUS_FULL:
    case STATUS_REFUSED:
    case STATUS_STOPPING:
        return true;
    case STATUS_CONFLICT: /* nothing to go back to; or nobody has looked yet */
        return activation->kind == ACTIVATION_ROLLBACK || !activation->is_forced;
    default:
        return false;
    }
}

static void on_activated(struct activation *activation)
{
    struct asked *asked = activation->owner;
    struct run *run = asked->run;

    if (asked->life == run->world.life) {
        run_trace(run, "-- activation: %d %s", activation->status, activation->err.text);
        if (activation->status == 0)
            check_activated(run, activation);
        else if (!may_be_refused(activation))
            run_fail(run, "an activation ended with %d: %s", activation->status,
                     activation->err.text);
    }
    free(asked);
    activation_free(activation);
}

static void activate(struct run *run, enum activation_kind kind)
{
    struct activation *activation = activation_new(kind);
    const struct scripts *scripts = &run->options->editions[run_draw(run, EDITIONS)];
    struct digest digest;
    struct err err = {0};
    char text[2 * DIGEST_BYTES + 1];

    if (release_digest_of(scripts->files, scripts->count, &digest, &err) != 0)
        run_fail(run, "no digest: %s", err.text);
    if (kind == ACTIVATION_PLAIN)
        activation->release = arena_text(&activation->arena, digest_to_text(&digest, text));
    activation->is_forced = run_is_lucky(run, FORCED_PERCENT);
    activation->why = "a seed wills it";
    activation->on_done = on_activated;
    activation->owner = asked_new(run);
    run_trace(run, "-- %s", kind == ACTIVATION_PLAIN ? activation->release : "rollback");
    engine_activate(run->world.engine, activation);
}

static void on_published(struct publish *publish)
{
    struct asked *asked = publish->owner;
    if (asked->life == asked->run->world.life && publish->status == 0 && !publish->is_known)
        run_fail(asked->run, "a release that is in the store was not recognised");
    free(asked);
    publish_free(publish);
}

static void publish_again(struct run *run)
{
    struct publish *publish = publish_new();
    publish->files = run->world.scripts->files;
    publish->count = run->world.scripts->count;
    publish->on_done = on_published;
    publish->owner = asked_new(run);
    engine_publish(run->world.engine, publish);
}

void change_release(struct run *run)
{
    if (!run->world.keeps_releases || !run_is_lucky(run, CHANGE_PERCENT))
        return;
    switch (run_draw(run, 8)) {
    case 0:
        publish_again(run);
        break;
    case 1:
    case 2:
        activate(run, ACTIVATION_ROLLBACK);
        break;
    default:
        activate(run, ACTIVATION_PLAIN);
    }
}

void check_changes(struct run *run)
{
    struct activation_row *rows;
    struct arena arena = {0};
    struct digest digest;
    struct err err = {0};
    struct engine_health health;
    size_t count;

    if (run->has_failed || !run->world.keeps_releases || run->world.is_dead)
        return;
    int64_t active = active_on_disk(run, &digest);
    if (reader_activations(run->world.reader, 0, 1, &arena, &rows, &count, &err) != 0)
        run_fail(run, "activations cannot be read: %s", err.text);
    else if (count != 1 || rows[0].release != active)
        run_fail(run, "the last activation is not that of the active release");
    arena_close(&arena);
    engine_health(run->world.engine, &health);
    if (health.is_ready && engine_active_release(run->world.engine) != active)
        run_fail(run, "everything has settled, and memory goes on with release %lld, not %lld",
                 (long long)engine_active_release(run->world.engine), (long long)active);
}
