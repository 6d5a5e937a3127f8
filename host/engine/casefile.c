/* casefile.c - the casefiles in hand: finding, loading, dropping (casefile.h has the life of one).
 */
#include "engine/casefile.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/loan.h"

/* ---- directory ---- */

enum { DIRECTORY_FIRST_BUCKETS = 1024 };

void directory_open(struct directory *directory)
{
    directory->bucket_count = DIRECTORY_FIRST_BUCKETS;
    directory->buckets = mem_zero(directory->bucket_count * sizeof *directory->buckets);
}

void directory_close(struct directory *directory)
{
    for (size_t i = 0; i < directory->bucket_count; i++)
        while (directory->buckets[i]) {
            struct casefile *cf = directory->buckets[i];
            directory_remove(directory, cf);
            casefile_free(cf);
        }
    free(directory->buckets);
    *directory = (struct directory){0};
}

static struct casefile **bucket_of(struct directory *directory, const struct id *ref)
{
    return &directory->buckets[id_hash(ref) & (directory->bucket_count - 1)];
}

struct casefile *directory_find(struct directory *directory, const struct id *ref)
{
    for (struct casefile *cf = *bucket_of(directory, ref); cf; cf = cf->next_in_bucket)
        if (id_is_equal(&cf->ref, ref))
            return cf;
    return NULL;
}

static void directory_grow(struct directory *directory)
{
    struct casefile **old = directory->buckets;
    size_t count = directory->bucket_count;

    directory->bucket_count = 2 * count;
    directory->buckets = mem_zero(directory->bucket_count * sizeof *directory->buckets);
    for (size_t i = 0; i < count; i++)
        for (struct casefile *cf = old[i], *next; cf; cf = next) {
            struct casefile **bucket = bucket_of(directory, &cf->ref);
            next = cf->next_in_bucket;
            cf->next_in_bucket = *bucket;
            *bucket = cf;
        }
    free(old);
}

void directory_add(struct directory *directory, struct casefile *cf)
{
    if (directory->count >= directory->bucket_count)
        directory_grow(directory);
    struct casefile **bucket = bucket_of(directory, &cf->ref);
    cf->next_in_bucket = *bucket;
    *bucket = cf;
    directory->count++;
}

void directory_remove(struct directory *directory, struct casefile *cf)
{
    directory_uncount_idle(directory, cf);
    for (struct casefile **at = bucket_of(directory, &cf->ref); *at; at = &(*at)->next_in_bucket)
        if (*at == cf) {
            *at = cf->next_in_bucket;
            directory->count--;
            return;
        }
}

void directory_count_idle(struct directory *directory, struct casefile *cf, size_t bytes)
{
    assert(cf->counted_bytes == 0 && bytes > 0);
    cf->counted_bytes = bytes;
    directory->idle_bytes += bytes;
    cf->older = directory->newest;
    cf->newer = NULL;
    if (directory->newest)
        directory->newest->newer = cf;
    else
        directory->oldest = cf;
    directory->newest = cf;
}

void directory_uncount_idle(struct directory *directory, struct casefile *cf)
{
    if (cf->counted_bytes == 0)
        return;
    directory->idle_bytes -= cf->counted_bytes;
    cf->counted_bytes = 0;
    if (cf->older)
        cf->older->newer = cf->newer;
    else
        directory->oldest = cf->newer;
    if (cf->newer)
        cf->newer->older = cf->older;
    else
        directory->newest = cf->older;
    cf->older = cf->newer = NULL;
}

/* ---- one casefile ---- */

void casefile_drop_fiber(struct casefile *cf)
{
    fiber_close(cf->fiber);
    cf->fiber = NULL;
    if (cf->has_stage)
        stage_close(&cf->stage);
    cf->has_stage = false;
}

void casefile_drop(struct casefile *cf)
{
    casefile_drop_fiber(cf);
    parts_close(&cf->parts);
    dispatches_close(&cf->dispatches);
    arena_close(&cf->arena);
    cf->row = (struct case_row){0};
    cf->order = cf->hops = cf->hop_at = cf->closed_at = cf->stays_from = 0;
    cf->plays = cf->marks = (struct slice){0};
    cf->next_stage = NULL;
    cf->next_fields = NULL;
    edition_unref(cf->edition);
    cf->edition = NULL;
    cf->workflow = NULL;
    cf->calendars_seen = NULL;
    cf->is_loaded = false;
}

void casefile_free(struct casefile *cf)
{
    casefile_answer_waiting(cf);
    casefile_drop(cf);
    write_set_close(cf->loan.spare);
    editions_unref(cf->loan.editions);
    staff_unref(cf->loan.staff);
    calendars_unref(cf->loan.calendars);
    free(cf);
}

static struct slice keep(struct casefile *cf, struct slice text)
{
    return arena_copy(&cf->arena, text);
}

/* The row becomes a copy of `from`, with texts in the casefile's arena. */
static void keep_texts(struct casefile *cf, const struct case_row *from)
{
    struct case_row row = *from;

    row.number = keep(cf, from->number);
    row.workflow = keep(cf, from->workflow);
    row.office = keep(cf, from->office);
    row.stage = keep(cf, from->stage);
    row.outcome = keep(cf, from->outcome);
    row.extra = (struct slice){0};
    cf->plays = keep(cf, cf->plays);
    cf->marks = keep(cf, cf->marks);
    cf->row = row;
}

void casefile_set_edition(struct casefile *cf, const struct edition *edition,
                          const struct workflow *workflow)
{
    const struct edition *former = cf->edition;

    cf->edition = edition_ref(edition);
    cf->workflow = workflow;
    edition_unref(former);
}

static int release_missing(const struct casefile *cf, int64_t release, struct err *err)
{
    char why[sizeof err->text];

    snprintf(why, sizeof why, "%s", err->text);
    return err_set_at(err, STATUS_HOST_VERDICT, "release_missing", NULL,
                      "The release %lld with the workflow %.*s, on which this case runs, is not in "
                      "the database or cannot be used by this host. %s",
                      (long long)release, SLICE_ARG(cf->row.workflow), why);
}

int casefile_use_edition(struct casefile *cf, struct reader *reader, int64_t release,
                         struct err *err)
{
    const struct edition *known = editions_find(cf->loan.editions, release), *made = NULL;
    const struct workflow *workflow;
    int rc = 0;

    if (cf->edition && cf->edition->id == release)
        return 0;
    if (!known) {
        rc = edition_load(cf->engine, reader, release, &made, err);
        known = made;
    }
    if (rc == STATUS_IO || rc == STATUS_CORRUPT || rc == STATUS_NO_MEMORY)
        return rc;
    workflow = known ? edition_workflow(known, casefile_plays(cf), cf->row.workflow) : NULL;
    if (workflow)
        casefile_set_edition(cf, known, workflow);
    edition_unref(made);
    return workflow ? 0 : release_missing(cf, release, err);
}

/* What a case does without its release - end, be shown, be told why - it does with the active. */
static void use_active(struct casefile *cf)
{
    const struct edition *active = cf->loan.active;
    const struct workflow *workflow =
        active ? edition_workflow(active, casefile_plays(cf), cf->row.workflow) : NULL;
    if (workflow)
        casefile_set_edition(cf, active, workflow);
}

/* What of the small things of a case says who may see it. */
static struct slice marks_text(struct arena *arena, const struct value *extra)
{
    struct value *marks = value_map(arena);
    value_put(arena, marks, "sealed", value_get(extra, "sealed"));
    value_put(arena, marks, "veil", value_get(extra, "veil"));
    return value_len(marks) ? canon_text(arena, marks) : (struct slice){0};
}

int casefile_load_rows(struct casefile *cf, struct reader *reader, struct err *err)
{
    struct arena scratch = {0};
    struct case_image image;
    struct value *extra = &value_nil;

    int rc = reader_load_live(reader, &cf->ref, &scratch, &image, err);
    if (rc == 0 && image.row.extra.len)
        rc = canon_read(&scratch, image.row.extra, &extra, err);
    if (rc != 0) {
        arena_close(&scratch);
        return rc;
    }
    cf->plays = slice_of(value_text_or(value_get(extra, "plays"), ""));
    cf->marks = marks_text(&scratch, extra);
    keep_texts(cf, &image.row);
    cf->order = value_get_int(extra, "order", 0);
    cf->hops = value_get_int(extra, "hops", 0);
    cf->hop_at = value_get_int(extra, "hop_at", 0);
    cf->closed_at = value_get_int(extra, "closed_at", 0);
    parts_load(&cf->parts, image.parts, image.part_count);
    arena_close(&scratch);
    cf->is_loaded = true;
    return 0;
}

int casefile_load(struct casefile *cf, struct reader *reader, struct err *err)
{
    struct err ignored = {0};
    int rc = casefile_load_rows(cf, reader, err);

    /* a missing release parks the case when it would hear something, not here */
    if (rc == 0 && casefile_use_edition(cf, reader, cf->row.release, &ignored) != 0)
        use_active(cf);
    return rc;
}

void casefile_compact(struct casefile *cf)
{
    enum { TEXTS_MOST = 16 << 10 };
    struct arena former = cf->arena;

    if (former.used < TEXTS_MOST || cf->next_stage)
        return;
    cf->arena = (struct arena){0};
    keep_texts(cf, &cf->row);
    arena_close(&former);
}

void casefile_set_stage(struct casefile *cf, const char *stage)
{
    cf->row.stage = keep(cf, slice_of(stage));
}

void casefile_set_outcome(struct casefile *cf, const char *outcome)
{
    cf->row.outcome = keep(cf, slice_of(outcome));
}

struct slice casefile_plays(const struct casefile *cf)
{
    return cf->plays.len ? cf->plays : cf->row.office;
}

struct slice row_plays(const struct case_row *row, struct arena *arena)
{
    struct value *extra = &value_nil;
    struct err ignored = {0};
    const char *plays = NULL;

    if (row->extra.len && canon_read(arena, row->extra, &extra, &ignored) == 0)
        plays = value_get_text(extra, "plays");
    return plays ? slice_of(plays) : row->office;
}

void casefile_set_office(struct casefile *cf, const char *office)
{
    if (!cf->plays.len)
        cf->plays = cf->row.office;
    cf->row.office = keep(cf, slice_of(office));
}

/* ---- the fiber's way to whoever plays ---- */

static int host_command(void *data, struct command *command, struct err *err)
{
    struct casefile *cf = data;
    return cf->host->on_command(cf->host_data, command, err);
}

static int host_query(void *data, const char *query, const char *name, const struct value *args,
                      struct value **out, struct err *err)
{
    struct casefile *cf = data;
    return cf->host->on_query(cf->host_data, query, name, args, out, err);
}

static int host_cancel(void *data, const char *branch, struct err *err)
{
    struct casefile *cf = data;
    return cf->host->on_cancel(cf->host_data, branch, err);
}

enum { SHADOW_WALL_MS = 60000 };

static const struct script_host casefile_host = {host_command, host_query, host_cancel};

void casefile_set_host(struct casefile *cf, const struct script_host *host, void *data)
{
    cf->host = host;
    cf->host_data = data;
}

/* A stage plays the changes of the office that held the case when it began. */
static const char *take_stage_office(struct casefile *cf)
{
    struct slice office = *cf->stage.office ? slice_of(cf->stage.office)
                                            : arena_copy(&cf->stage.arena, cf->row.office);
    const struct workflow *workflow = edition_workflow(cf->edition, office, cf->row.workflow);
    if (workflow)
        cf->workflow = workflow;
    return office.bytes;
}

int stage_open_fiber(struct casefile *cf, struct err *err)
{
    const struct engine_options *options = &cf->engine->options;
    struct fiber_limits limits = {.units = options->turn_units,
                                  .wall_ms = options->turn_wall_ms,
                                  .collect_each = options->collect_each,
                                  .bounds_replay = cf->is_shadow};
    if (cf->is_shadow) /* its thread makes way for all others: the clock says nothing of it */
        limits.wall_ms = SHADOW_WALL_MS;
    struct fiber_play play = {.release = cf->edition->release,
                              .office = take_stage_office(cf),
                              .workflow = cf->workflow->name};
    return fiber_open(&play, &limits, &casefile_host, cf, &cf->fiber, err);
}

enum fiber_state stage_begin(struct casefile *cf, struct err *err)
{
    struct arena arena = {0};
    struct value *about = value_map(&arena);
    char text[ID_TEXT_LEN + 1];
    struct fiber_stage stage = {.stage = cf->stage.name,
                                .data = cf->stage.data,
                                .settings = cf->stage.settings,
                                .about = about};

    memcpy(stage.seed, cf->stage.seed, sizeof stage.seed);
    value_put(&arena, about, "id", value_string(&arena, id_to_text(&cf->ref, text)));
    value_put(&arena, about, "number", value_text(&arena, cf->row.number));
    value_put(&arena, about, "office",
              *cf->stage.office ? value_string(&arena, cf->stage.office)
                                : value_text(&arena, cf->row.office));
    value_put(&arena, about, "workflow", value_text(&arena, cf->row.workflow));
    value_put(&arena, about, "group",
              cf->stage.group ? value_string(&arena, cf->stage.group)
                              : value_text(&arena, cf->row.number));
    value_put(&arena, about, "from", value_copy(&arena, cf->stage.from));
    enum fiber_state state = fiber_begin(cf->fiber, &stage, err);
    arena_close(&arena);
    return state;
}
