/* serve_watch.c - looks at a folder twice a second and brings what was saved (serve_watch.h).
 *
 *   LOOKING --another text, twice the same--> PUBLISHING --stored--> REPLAYING --> ACTIVATING -->
 * LOOKING ^                                          |
 *      +---- faults: said, never tried again -----+
 *
 * REPLAYING is a pre-flight of the open cases: it only tells what becomes of them.
 *
 * The folder is read whole each time: its digest is what counts, so neither clocks nor editors that
 * write by renaming can deceive, and for the few hundred kilobytes of an office it is a
 * millisecond. What happens is said on stderr, for the person at the terminal, beside the log.
 */
#include "cli/serve_watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/scripts.h"
#include "engine/preflight.h"

enum { LOOK_MS = 500, REPLAY_MS = 50, SHOWN = 12, CASES_SHOWN = 10 };

static void say(const char *format, ...) PRINTF_LIKE(1, 2);

static void say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("watch: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

static void look_again(struct serve_watch *watch)
{
    if (watch->state == WATCH_STOPPED)
        return;
    watch->state = WATCH_LOOKING;
    loop_timer_start(watch->loop, &watch->timer, LOOK_MS);
}

/* ---- activating ---- */

static void on_activated(struct activation *activation)
{
    struct serve_watch *watch = activation->owner;
    char text[2 * DIGEST_BYTES + 1];

    digest_to_text(&activation->digest, text);
    if (activation->status != 0) {
        say("%.*s was not made active: %s", SHOWN, text, activation->err.text);
        if (activation->status == STATUS_BUSY || activation->status == STATUS_FULL)
            watch->tried = (struct digest){0}; /* worth another try */
    } else if (!activation->was_active) {
        say("%.*s is active; %zu open cases stay behind until they leave their stage", SHOWN, text,
            activation->stays);
    }
    activation_free(activation);
    look_again(watch);
}

static void activate(struct serve_watch *watch)
{
    struct activation *activation = activation_new(ACTIVATION_WATCH);
    char text[2 * DIGEST_BYTES + 1];

    watch->state = WATCH_ACTIVATING;
    activation->release = arena_text(&activation->arena, digest_to_text(&watch->digest, text));
    activation->why = "saved";
    activation->on_done = on_activated;
    activation->owner = watch;
    engine_activate(watch->engine, activation);
}

/* ---- replaying the open cases ---- */

static void say_case(const struct finding *finding)
{
    say("  case %s in \"%s\" %s: %s%s%s", finding->number ? finding->number : "?",
        finding->stage ? finding->stage : "?", verdict_word(finding->verdict),
        finding->where ? finding->where : "", finding->where ? ": " : "",
        finding->message ? finding->message : "");
}

/* How many go on and how many stay, the first of these by name. */
static void say_tally(const struct preflight *preflight)
{
    const struct preflight_tally *tally = preflight_tally(preflight);
    const struct finding *finding = NULL;
    struct buf line = {0};
    int64_t after = 0;
    int shown = 0;

    buf_printf(&line, "%llu open cases", (unsigned long long)tally->cases);
    for (int i = 0; i < VERDICT_COUNT; i++)
        if (tally->by_verdict[i])
            buf_printf(&line, ", %llu %s", (unsigned long long)tally->by_verdict[i],
                       verdict_word((enum verdict)i));
    say("%.*s", SLICE_ARG(buf_slice(&line)));
    buf_close(&line);
    while (shown < CASES_SHOWN &&
           (finding = preflight_next(preflight, NULL, after, VERDICT_COUNT))) {
        after = finding->case_id;
        if (!verdict_stays(finding->verdict) || finding_is_hidden(finding))
            continue;
        say_case(finding);
        shown++;
    }
}

static void on_replaying(struct serve_watch *watch)
{
    const struct preflight *preflight = preflight_last(watch->engine, watch->release);

    if (preflight && preflight_state(preflight) == PREFLIGHT_RUNNING) {
        loop_timer_start(watch->loop, &watch->timer, REPLAY_MS);
        return;
    }
    if (preflight && preflight_state(preflight) == PREFLIGHT_DONE)
        say_tally(preflight);
    else if (preflight)
        say("the open cases could not be replayed: %s", preflight_err(preflight)->text);
    activate(watch);
}

static void replay(struct serve_watch *watch)
{
    struct err err = {0};

    watch->state = WATCH_REPLAYING;
    if (engine_preflight(watch->engine, watch->release, &watch->digest, &err) != 0)
        say("the open cases were not replayed: %s", err.text);
    loop_timer_start(watch->loop, &watch->timer, REPLAY_MS);
}

/* ---- publishing ---- */

/* Faults, or warnings of what was published all the same. */
static void say_findings(const struct publish *publish)
{
    for (size_t i = 0; i < value_len(publish->findings); i++) {
        const struct value *finding = value_item(publish->findings, i);
        say("  %s: %s", value_text_or(value_get(finding, "where"), "?"),
            value_text_or(value_get(finding, "message"), ""));
    }
}

static void say_faults(const struct publish *publish)
{
    const struct value *items = value_get(publish->specs, "items");

    say("not published, the active release goes on: %s", publish->err.text);
    say_findings(publish);
    for (size_t i = 0; i < value_len(items); i++) {
        const struct value *item = value_item(items, i);
        if (!value_get_bool(item, "passed", false))
            say("  %s: \"%s\": %s", value_text_or(value_get(item, "where"), "?"),
                value_text_or(value_get(item, "title"), ""),
                value_text_or(value_get(item, "message"), ""));
    }
}

static void on_published(struct publish *publish)
{
    struct serve_watch *watch = publish->owner;
    struct digest digest = publish->digest;
    char text[2 * DIGEST_BYTES + 1];
    int status = publish->status;

    digest_to_text(&digest, text);
    if (status != 0)
        say_faults(publish);
    else if (publish->is_known)
        say("%.*s was published before", SHOWN, text);
    else
        say("%.*s is published; %lld specs passed", SHOWN, text,
            (long long)value_get_int(publish->specs, "passed", 0));
    if (status == 0)
        say_findings(publish);
    watch->digest = digest;
    watch->release = publish->release;
    publish_free(publish);
    if (status == 0 && watch->state != WATCH_STOPPED)
        replay(watch);
    else
        look_again(watch);
}

static void publish_folder(struct serve_watch *watch, const struct scripts *scripts)
{
    struct publish *publish = publish_new();
    struct script_file *files = ARENA_ARRAY(&publish->arena, struct script_file, scripts->count);

    for (size_t i = 0; i < scripts->count; i++)
        files[i] = (struct script_file){
            .path = arena_text(&publish->arena, scripts->files[i].path),
            .text = arena_copy(&publish->arena, scripts->files[i].text),
        };
    watch->state = WATCH_PUBLISHING;
    publish->files = files;
    publish->count = scripts->count;
    publish->note = "saved";
    publish->on_done = on_published;
    publish->owner = watch;
    engine_publish(watch->engine, publish);
}

/* ---- looking ---- */

static bool is_same(const struct digest *a, const struct digest *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* Said once, not at each look. */
static void say_trouble(struct serve_watch *watch, const struct err *trouble)
{
    if (trouble->text[0] && strcmp(watch->trouble.text, trouble->text) != 0)
        say("%s", trouble->text);
    watch->trouble = *trouble;
}

static void look(struct serve_watch *watch)
{
    struct scripts scripts = {0};
    struct digest digest = {0};
    struct err err = {0};
    int rc = scripts_read(watch->path, &scripts, &err);

    if (rc == 0)
        rc = release_digest_of(scripts.files, scripts.count, &digest, &err);
    say_trouble(watch, &err);
    bool is_settled = rc == 0 && is_same(&digest, &watch->seen);
    watch->seen = digest;
    if (is_settled && !is_same(&digest, &watch->tried)) {
        watch->tried = digest;
        publish_folder(watch, &scripts);
    } else {
        look_again(watch);
    }
    scripts_close(&scripts);
}

static void on_timer(struct loop_timer *timer)
{
    struct serve_watch *watch = timer->owner;
    if (watch->state == WATCH_REPLAYING)
        on_replaying(watch);
    else
        look(watch);
}

void serve_watch_start(struct serve_watch *watch, struct loop *loop, struct engine *engine,
                       const char *path)
{
    *watch = (struct serve_watch){.path = path, .loop = loop, .engine = engine};
    watch->timer = (struct loop_timer){.on_timer = on_timer, .owner = watch};
    if (!engine_active_digest(engine, &watch->tried))
        watch->tried = (struct digest){0};
    look_again(watch);
}

void serve_watch_stop(struct serve_watch *watch)
{
    if (!watch->loop)
        return;
    watch->state = WATCH_STOPPED;
    loop_timer_stop(watch->loop, &watch->timer);
}
