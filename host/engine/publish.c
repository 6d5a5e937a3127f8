/* publish.c - a release is taken in: bounds, recognition, compiling, check, specs, the store.
 *
 *   engine_publish --job--> publish_run --> on_checked --write set--> on_stored --> on_done
 *   (loop)                  (shadow lane)   (loop)                    (loop)
 *
 * A release that is known is recognised by its digest and ends in publish_run: what is in the store
 * was checked when it came. Faults of the files are findings, a list, so that whoever publishes
 * sees all of them at once; only troubles of the host itself are other errors. Nothing is written
 * before everything has passed, so a refused release leaves no trace.
 *
 * The specs run here as `comity test` runs them, each on a host of its own in virtual time.
 */
#include "engine/publish.h"
#include <ctype.h>
#include <stdlib.h>
#include "base/log.h"
#include "data/canon.h"
#include "engine/calendar_check.h"
#include "engine/deed.h"
#include "engine/letters_check.h"
#include "engine/loan.h"
#include "engine/rehearsal.h"
#include "script/check.h"
#include "store/releases.h"

enum { PATH_MOST = 200 };

struct publish *publish_new(void)
{
    return mem_zero(sizeof(struct publish));
}

void publish_free(struct publish *publish)
{
    if (!publish)
        return;
    write_set_close(publish->own.writes);
    arena_close(&publish->arena);
    free(publish);
}

static struct publish *publish_of_job(struct job *job)
{
    return (struct publish *)(void *)((char *)job - offsetof(struct publish, own.job));
}

/* ---- what a release may be made of ---- */

/* "folder/file.lua": relative, without steps up, nothing a terminal would stumble over. */
static bool path_is_sound(const char *path)
{
    size_t len = strlen(path);

    if (len == 0 || len > PATH_MOST || path[0] == '/' || path[len - 1] == '/')
        return false;
    for (const char *at = path; *at; at++) {
        bool is_start = at == path || at[-1] == '/';
        if (iscntrl((unsigned char)*at) || *at == '\\' || (is_start && (*at == '/' || *at == '.')))
            return false;
    }
    return true;
}

static int check_bounds(const struct publish *publish, struct err *err)
{
    size_t bytes = 0;

    if (publish->count == 0 || publish->count > RELEASE_FILES_MOST)
        return err_set(err, STATUS_MALFORMED, "A release holds 1 to %d files, this one %zu.",
                       RELEASE_FILES_MOST, publish->count);
    for (size_t i = 0; i < publish->count; i++) {
        bytes += publish->files[i].text.len;
        if (!path_is_sound(publish->files[i].path))
            return err_set(err, STATUS_MALFORMED,
                           "File %zu has no usable path. Name files from the folder of workflows "
                           "on, as in dispute_mediation/workflow.lua.",
                           i + 1);
    }
    if (bytes > RELEASE_BYTES_MOST)
        return err_set(err, STATUS_TOO_LARGE, "A release holds at most %d MiB.",
                       RELEASE_BYTES_MOST >> 20);
    return 0;
}

/* ---- checking, on a shadow thread ---- */

static int find_known(struct publish *publish, struct reader *reader, struct err *err)
{
    struct arena arena = {0};
    struct release_row *rows;
    size_t count;
    int64_t active;
    int rc = reader_release_heads(reader, &arena, &rows, &count, &active, err);

    for (size_t i = 0; rc == 0 && i < count; i++)
        if (memcmp(&rows[i].digest, &publish->digest, sizeof publish->digest) == 0)
            publish->release = rows[i].id;
    publish->is_known = publish->release != 0;
    arena_close(&arena);
    return rc;
}

static void add_finding(struct publish *publish, const struct err *fault)
{
    struct arena *arena = &publish->arena;
    struct value *finding = value_map(arena);

    value_put(arena, finding, "where", value_string(arena, fault->where));
    value_put(arena, finding, "code", value_string(arena, err_code(fault)));
    value_put(arena, finding, "message", value_string(arena, fault->text));
    value_push(arena, publish->findings, finding);
}

/* Beside what the check says of a finding for programs: its place and its words in one each. */
static void word_finding(struct arena *arena, struct value *finding)
{
    const char *file = value_get_text(finding, "file");
    long long line = value_get_int(finding, "line", 0),
              column = value_get_int(finding, "column", 0);
    const char *where = arena_printf(arena, "%s:%lld:%lld", file ? file : "?", line, column);
    const char *sentence = report_sentence(finding, arena);
    size_t len = strlen(where);

    if (strncmp(sentence, where, len) == 0 && strncmp(sentence + len, ": ", 2) == 0)
        sentence += len + 2;
    value_put(arena, finding, "where", value_string(arena, where));
    value_put(arena, finding, "message", value_string(arena, sentence));
}

/* Checked, and compiled once, for nothing may come into the store that a host could not open again;
 * whoever activates it compiles it from there. */
static int check(struct publish *publish, struct err *err)
{
    struct arena *arena = &publish->arena;
    struct release *release = NULL;
    struct err fault = {0};
    struct value *letters = value_list(arena);
    bool is_good =
        check_release_letters(publish->files, publish->count, arena, publish->findings, letters);
    is_good &= calendar_check(publish->files, publish->count, arena, publish->findings);
    is_good &= letters_check(publish->files, publish->count, letters, arena, publish->findings);

    for (size_t i = 0; i < value_len(publish->findings); i++)
        word_finding(arena, value_item(publish->findings, i));
    if (is_good && release_open(publish->files, publish->count, &release, &fault) == 0) {
        release_unref(release);
        return 0;
    }
    if (is_good)
        add_finding(publish, &fault);
    return err_set_at(err, STATUS_INVALID, "findings", NULL,
                      "The release was not published: its files have faults. The active release "
                      "is untouched.");
}

static void on_spec(void *owner, const char *title, const struct err *failure)
{
    struct publish *publish = owner;
    struct arena *arena = &publish->arena;
    struct value *specs = publish->specs, *item = value_map(arena);
    const char *count = failure ? "failed" : "passed";

    value_put(arena, specs, count, value_int(arena, value_get_int(specs, count, 0) + 1));
    value_put(arena, item, "title", value_string(arena, title));
    value_put(arena, item, "passed", value_bool(arena, !failure));
    if (failure) {
        value_put(arena, item, "where", value_string(arena, failure->where));
        value_put(arena, item, "message", value_string(arena, failure->text));
    }
    value_push(arena, value_get(specs, "items"), item);
}

static int run_specs(struct publish *publish, struct err *err)
{
    struct arena *arena = &publish->arena;
    struct err fault = {0};

    int rc = rehearsal_run_specs(publish->files, publish->count, on_spec, publish, &fault);
    int64_t failed = value_get_int(publish->specs, "failed", 0);
    if (rc != 0) {
        add_finding(publish, &fault);
        return err_set_at(err, STATUS_INVALID, "findings", fault.where,
                          "The release was not published: its specs cannot be run. The active "
                          "release is untouched.");
    }
    value_put(arena, publish->specs, "failed", value_int(arena, failed));
    value_put(arena, publish->specs, "passed",
              value_int(arena, value_get_int(publish->specs, "passed", 0)));
    if (failed == 0)
        return 0;
    return err_set_at(err, STATUS_INVALID, "specs_failed", NULL,
                      "The release was not published: %lld of its specs failed. The active release "
                      "is untouched.",
                      (long long)failed);
}

static struct value *files_value(struct arena *arena, const struct script_file *files, size_t count)
{
    struct value *body = value_map(arena), *map = value_map(arena);
    for (size_t i = 0; i < count; i++)
        value_put(arena, map, files[i].path, value_text(arena, files[i].text));
    value_put(arena, body, "files", map);
    return body;
}

/* The write set, but for what the loop thread knows: time, name, epoch. */
static void prepare(struct publish *publish)
{
    struct write_set *writes = publish->own.writes = write_set_new();
    struct arena *arena = &writes->arena;
    struct op *op = write_set_add(writes, OP_RELEASE);

    op->release.digest = publish->digest;
    op->release.note = slice_of(arena_text(arena, publish->note ? publish->note : ""));
    op->release.body = canon_text(arena, files_value(arena, publish->files, publish->count));
    writes->bytes = op->release.body.len;
}

static int check_all(struct publish *publish, struct reader *reader, struct err *err)
{
    int rc = check_bounds(publish, err);
    if (rc == 0)
        rc = release_digest_of(publish->files, publish->count, &publish->digest, err);
    if (rc == STATUS_SCRIPT_FAILED)
        err->status = rc = STATUS_MALFORMED; /* no release at all: a file given twice */
    if (rc == 0)
        rc = find_known(publish, reader, err);
    if (rc != 0 || publish->is_known)
        return rc;
    rc = check(publish, err);
    if (rc == 0)
        rc = run_specs(publish, err);
    if (rc == 0)
        prepare(publish);
    return rc;
}

static void publish_run(struct job *job, void *worker_)
{
    struct publish *publish = publish_of_job(job);
    struct worker *worker = worker_;

    publish->status = check_all(publish, worker->reader, &publish->err);
}

struct value *publish_reply(const struct publish *publish, struct arena *arena)
{
    struct value *out = value_map(arena);
    char text[2 * DIGEST_BYTES + 1];

    value_put(arena, out, "digest", value_string(arena, digest_to_text(&publish->digest, text)));
    value_put(arena, out, "is_known", value_bool(arena, publish->is_known));
    value_put(arena, out, "findings", value_copy(arena, publish->findings));
    if (!publish->is_known)
        value_put(arena, out, "specs", value_copy(arena, publish->specs));
    return out;
}

/* ---- storing, on the loop thread ---- */

static void on_stored(struct note *note)
{
    struct publish *publish =
        (struct publish *)(void *)((char *)note - offsetof(struct publish, own.note));
    struct engine *engine = publish->own.engine;
    struct write_set *writes = publish->own.writes;
    char text[2 * DIGEST_BYTES + 1];

    publish->status = deed_status(writes, &publish->err);
    if (publish->status == 0) {
        publish->release = writes->first_op->release.id;
        log_info("engine", "release %.12s is published", digest_to_text(&publish->digest, text));
    }
    publish->on_done(publish);
    deed_end(engine);
}

static void on_checked(struct job *job)
{
    struct publish *publish = publish_of_job(job);
    struct engine *engine = publish->own.engine;
    struct write_set *writes = publish->own.writes;

    if (publish->status == 0 && writes)
        publish->status = deed_refusal(engine, &publish->err);
    if (publish->status != 0 || !writes) {
        publish->on_done(publish);
        return;
    }
    struct op *op = writes->first_op;
    op->release.at = loop_now_ms(engine->loop);
    if (publish->actor)
        op->release.by = slice_of(arena_text(&writes->arena, actor_name(publish->actor)));
    struct value *body = value_map(&writes->arena);
    char text[2 * DIGEST_BYTES + 1];
    value_put(&writes->arena, body, "release",
              value_string(&writes->arena, digest_to_text(&publish->digest, text)));
    value_put(&writes->arena, body, "note", value_string(&writes->arena, publish->note));
    deed_audit(engine, writes, publish->actor, "release_published", body);
    deed_key_put(engine, writes, publish->key, publish_reply(publish, &writes->arena));
    publish->own.note.on_note = on_stored;
    deed_submit(engine, writes, &publish->own.note);
}

void engine_publish(struct engine *engine, struct publish *publish)
{
    struct arena *arena = &publish->arena;

    publish->findings = value_list(arena);
    publish->specs = value_map(arena);
    value_put(arena, publish->specs, "items", value_list(arena));
    publish->own.engine = engine;
    publish->own.job.run = publish_run;
    publish->own.job.on_done = on_checked;
    loop_offload(engine->loop, LANE_SHADOW, &publish->own.job);
}
