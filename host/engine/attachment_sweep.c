/* attachment_sweep.c - clears what nobody wants any more, once an hour and at the start: uploads
 * that no answer named within a day, drafts of tasks that have ended, and what a crash left in the
 * folder.
 *
 *   timer -> [worker: what is old] -> records end -> [worker: their files go] -> timer
 *
 * A record ends before its file goes, so no answer can name a file that is not there. A file
 * without a record is removed once it is older than a day: it may be one whose record is just being
 * written.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/log.h"
#include "data/canon.h"
#include "engine/attachment_file.h"
#include "engine/inside.h"
#include "store/lists.h"

enum { FIRST_MS = 10 * 1000, SWEEP_MS = 3600 * 1000, SWEEP_AT_ONCE = 500 };

struct sweeping {
    struct read read; /* first */
    struct engine *engine;
    int64_t now_ms;
    struct records_change *change;
    bool has_files; /* second round: the files of what has ended, and leftovers */
};

static void end_record(struct sweeping *sweeping, const struct record_row *row)
{
    struct records_change *change = sweeping->change;
    struct record_change *one = records_change_add(change);
    *one = (struct record_change){.kind = row->kind,
                                  .key = arena_copy(&change->arena, row->key).bytes,
                                  .expected = row->version,
                                  .status = 0,
                                  .body = value_map(&change->arena)};
}

static bool is_old_upload(const struct sweeping *sweeping, const struct record_row *row)
{
    return row->status == ATTACHMENT_WAITING && row->at + ATTACHMENT_LIFE_MS < sweeping->now_ms;
}

/* "TASK/PERSON": of a task that has ended, or is not there. */
static bool is_old_draft(struct reader *reader, const struct record_row *row, struct arena *arena)
{
    const char *slash = memchr(row->key.bytes, '/', row->key.len);
    struct part part;
    struct id task, case_ref;
    struct err ignored = {0};
    if (!slash || !id_from_text(row->key.bytes, (size_t)(slash - row->key.bytes), &task))
        return true;
    int rc = list_find_task(reader, &task, arena, &part, &case_ref, &ignored);
    return rc == STATUS_NOT_FOUND || (rc == 0 && !part_is_live(&part));
}

static int find_old(struct sweeping *sweeping, struct reader *reader, enum record_kind kind,
                    struct err *err)
{
    struct arena *arena = &sweeping->read.arena;
    struct record_span span = {.kind = kind, .limit = SWEEP_AT_ONCE};
    struct record_row *rows;
    size_t count;
    int rc;
    do {
        rc = reader_records(reader, &span, arena, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++)
            if (sweeping->change->count < SWEEP_AT_ONCE &&
                (kind == RECORD_DRAFT ? is_old_draft(reader, &rows[i], arena)
                                      : is_old_upload(sweeping, &rows[i])))
                end_record(sweeping, &rows[i]);
        if (rc == 0 && count > 0)
            span.after = rows[count - 1].key;
    } while (rc == 0 && count == span.limit);
    return rc;
}

/* Of no record, or of one that has ended. */
static bool is_leftover(struct sweeping *sweeping, struct reader *reader, const char *name)
{
    struct attachment_path path;
    struct record_row row;
    struct stat facts;
    struct err ignored = {0};
    struct slice id = {name, strcspn(name, ".")};
    struct id ref;
    if (!id_from_text(id.bytes, id.len, &ref))
        return false; /* not ours */
    snprintf(path.bytes, sizeof path.bytes, "%s/%s", sweeping->engine->options.files, name);
    bool is_old = stat(path.bytes, &facts) == 0 &&
                  (int64_t)facts.st_mtime * 1000 + ATTACHMENT_LIFE_MS < sweeping->now_ms;
    int rc = name[id.len] ? STATUS_NOT_FOUND
                          : reader_record(reader, RECORD_ATTACHMENT, id, &sweeping->read.arena,
                                          &row, &ignored);
    return rc == STATUS_NOT_FOUND ? is_old : rc == 0 && row.status == ATTACHMENT_GONE;
}

static void clear_folder(struct sweeping *sweeping, struct reader *reader)
{
    DIR *folder = opendir(sweeping->engine->options.files);
    struct attachment_path path;
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL) {
        if (!is_leftover(sweeping, reader, entry->d_name))
            continue;
        snprintf(path.bytes, sizeof path.bytes, "%s/%s", sweeping->engine->options.files,
                 entry->d_name);
        unlink(path.bytes);
    }
    if (folder)
        closedir(folder);
}

static int run(struct read *read, struct engine *engine, struct reader *reader, struct err *err)
{
    struct sweeping *sweeping = (struct sweeping *)(void *)read;
    (void)engine;
    if (sweeping->has_files) {
        clear_folder(sweeping, reader);
        return 0;
    }
    int rc = find_old(sweeping, reader, RECORD_ATTACHMENT, err);
    return rc == 0 ? find_old(sweeping, reader, RECORD_DRAFT, err) : rc;
}

static void finish(struct sweeping *sweeping)
{
    struct engine *engine = sweeping->engine;
    if (engine->state == ENGINE_RUNNING)
        loop_timer_start(engine->loop, &engine->attachments, SWEEP_MS);
    arena_close(&sweeping->read.arena);
    free(sweeping);
}

static void look(struct sweeping *sweeping);

static void on_ended(struct records_change *change)
{
    struct sweeping *sweeping = change->owner;
    if (change->status != 0)
        log_info("engine", "old uploads and drafts stay until the next sweep: %s",
                 change->err.text);
    records_change_free(change);
    look(sweeping);
}

static void on_looked(struct read *read)
{
    struct sweeping *sweeping = (struct sweeping *)(void *)read;
    struct records_change *change = sweeping->change;
    if (sweeping->has_files) {
        finish(sweeping);
        return;
    }
    sweeping->has_files = true;
    sweeping->change = NULL;
    if (read->status == 0 && change->count > 0) {
        change->on_done = on_ended;
        change->owner = sweeping;
        engine_change_records(sweeping->engine, change);
        return;
    }
    records_change_free(change);
    look(sweeping);
}

static void look(struct sweeping *sweeping)
{
    sweeping->read.run = run;
    sweeping->read.on_done = on_looked;
    engine_read(sweeping->engine, &sweeping->read);
}

static void on_timer(struct loop_timer *timer)
{
    struct engine *engine = timer->owner;
    struct sweeping *sweeping = mem_zero(sizeof *sweeping);
    sweeping->engine = engine;
    sweeping->now_ms = loop_now_ms(engine->loop);
    sweeping->change = records_change_new(NULL, "cleared");
    look(sweeping);
}

void attachments_start(struct engine *engine)
{
    if (!engine->options.files)
        return;
    if (mkdir(engine->options.files, 0700) != 0 && access(engine->options.files, W_OK) != 0)
        log_error("engine", "the folder %s cannot be made or written: no files are taken",
                  engine->options.files);
    engine->attachments = (struct loop_timer){.on_timer = on_timer, .owner = engine};
    loop_timer_start(engine->loop, &engine->attachments, FIRST_MS);
}

void attachments_stop(struct engine *engine)
{
    loop_timer_stop(engine->loop, &engine->attachments);
}
