/* rehearsal_spec.c - the acts of a spec, done to a rehearsal: each spec has a host of its own,
 * which evicts every case after every turn, so that each expectation also shows that replay is
 * right.
 *
 * A date to advance to means 09:00 of that date (or now, if that is later on the same date): what a
 * clock says is due on the day before has fallen due then. To add an act: a row in the table below
 * and a line in script/spec.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/inside.h"
#include "engine/rehearsal_outside.h"
#include "engine/rehearsal_spec.h"
#include "engine/tasks.h"
#include "script/shelf.h"

enum { OPENING_HOUR_MS = 9 * 3600 * 1000 };

int spec_failed(struct err *err, const char *code, const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_set_at(err, STATUS_SCRIPT_FAILED, code, NULL, "%s", text);
}

/* ---- time ---- */

static bool read_moment(const struct value *value, int64_t now, int64_t *at)
{
    const char *text = value_text_or(value, "");
    char full[40];
    int32_t date;

    if (date_from_text(slice_of(text), &date)) {
        *at = date_start_ms(date) + OPENING_HOUR_MS;
        if (*at < now && date_of(now) == date)
            *at = now;
        return true;
    }
    if (strlen(text) == 16 && text[10] == ' ')
        snprintf(full, sizeof full, "%.10sT%.5s:00+08:00", text, text + 11);
    else
        snprintf(full, sizeof full, "%.39s", text);
    return time_from_text(slice_of(full), at);
}

static int open_host(struct specs *specs, const struct rehearsal_options *options, struct err *err)
{
    int rc = rehearsal_open(options, &specs->rehearsal, err);
    spec_forget(specs);
    specs->has_county = false;
    if (rc == 0 && specs->watch.on_open)
        specs->watch.on_open(specs->watch.owner, specs->rehearsal);
    return rc;
}

static int act_now(struct spec_act *act, struct err *err)
{
    int64_t at;
    struct specs *specs = act->specs;

    if (!read_moment(value_get(act->args, "at"), 0, &at))
        return spec_failed(err, "bad_time", "t:now needs a time such as \"2026-01-05 09:00\".");
    if (at >= rehearsal_now_ms(act->rehearsal)) {
        rehearsal_advance(act->rehearsal, at);
        return 0;
    }
    struct rehearsal_options options = {.seed = specs->seed,
                                        .shelf = specs->shelf,
                                        .start_ms = at,
                                        .evicts_always = true,
                                        .collect_each = specs->watch.collect_each,
                                        .files = specs->files,
                                        .file_count = specs->count};
    rehearsal_close(specs->rehearsal);
    specs->rehearsal = NULL;
    return open_host(specs, &options, err);
}

static int act_advance_to(struct spec_act *act, struct err *err)
{
    int64_t at, now = rehearsal_now_ms(act->rehearsal);

    if (!read_moment(value_get(act->args, "at"), now, &at))
        return spec_failed(err, "bad_time", "t:advance_to needs a date such as \"2026-01-20\".");
    if (at < now)
        return spec_failed(err, "bad_time",
                           "it is later than that already; time does not run back.");
    rehearsal_advance(act->rehearsal, at);
    return 0;
}

static int act_advance(struct spec_act *act, struct err *err)
{
    struct duration by;
    int64_t now = rehearsal_now_ms(act->rehearsal), to;
    int rc = duration_from_value(value_get(act->args, "by"), &by, err);

    if (rc != 0)
        return rc;
    if (!duration_is_days(by))
        to = now + duration_ms(by);
    else {
        int32_t today = date_of(now);
        const struct calendar *calendar =
            calendars_list(engine_calendars(rehearsal_engine(act->rehearsal)));
        int32_t date = calendar_add(calendar, today, by, NULL);
        to = now + (int64_t)(date - today) * DAY_MS;
    }
    rehearsal_advance(act->rehearsal, to);
    return 0;
}

/* How a system outside answers from now on. */
static int act_outside(struct spec_act *act, struct err *err)
{
    const char *name = value_text_or(value_get(act->args, "name"), "");
    const struct value *data = value_get(act->args, "data");
    const char *word = data->type == VALUE_MAP ? "done" : value_text_or(data, "");

    if (!rehearsal_outside_say(rehearsal_outside_of(act->rehearsal), name, word,
                               data->type == VALUE_MAP ? data : &value_nil))
        return spec_failed(err, "bad_argument",
                           "t:outside(\"%s\", ...) takes \"done\", \"failed\", \"silent\" or a "
                           "table of the fields that come back.",
                           name);
    return 0;
}

/* ---- acts of people ---- */

static int post(struct spec_act *spec, struct act *act, struct value **reply, struct err *err)
{
    struct answer answer;

    rehearsal_act(spec->rehearsal, act, spec->arena, &answer);
    rehearsal_settle(spec->rehearsal);
    if (reply)
        *reply = answer.reply ? answer.reply : &value_nil;
    if (answer.status == 0)
        return 0;
    *err = answer.err;
    err_set_at(err, answer.err.status, err_code(&answer.err), NULL, "refused: %s", answer.err.text);
    if (answer.errors) {
        struct buf text = {0};
        struct err said = *err;
        canon_write(&text, answer.errors);
        err_set_at(err, said.status, err_code(&said), NULL, "%s %s", said.text, text.bytes);
        buf_close(&text);
    }
    return answer.status;
}

const struct actor *spec_actor(struct spec_act *spec)
{
    const char *role = value_get_text(spec->args, "actor");
    const char *name = value_get_text(spec->args, "person");
    if (role && !name && spec->specs->has_county)
        return spec_member(spec, role);
    return role
               ? rehearsal_actor(spec->rehearsal,
                                 name ? arena_printf(spec->arena, "%s %s", role, name) : role, role)
               : rehearsal_actor(spec->rehearsal, "administrator", "admin");
}

static struct act *spec_act_new(struct spec_act *spec, enum act_kind kind)
{
    struct act *act = act_new(kind);
    const char *ref = value_text_or(value_get(spec->args, "case"), "");

    act->actor = spec_actor(spec);
    id_from_text(ref, strlen(ref), &act->case_ref);
    return act;
}

static int act_start(struct spec_act *spec, struct err *err)
{
    struct act *act = spec_act_new(spec, ACT_START);
    struct value *reply;
    const char *office = value_get_text(spec->args, "office");

    act->workflow = arena_text(&act->arena, value_text_or(value_get(spec->args, "workflow"), ""));
    act->office = office ? arena_text(&act->arena, office) : NULL;
    act->data = value_copy(&act->arena, value_get(spec->args, "data"));
    int rc = post(spec, act, &reply, err);
    if (rc != 0)
        return rc;
    const char *text = value_text_or(value_get(reply, "id"), "");
    struct id ref;
    *spec->out = value_get(reply, "id");
    if (id_from_text(text, strlen(text), &ref))
        spec_remember(spec->specs, &ref);
    return 0;
}

int spec_load(struct spec_act *spec, struct case_image *image, struct err *err)
{
    const char *text = value_text_or(value_get(spec->args, "case"), "");
    struct id ref;

    if (!id_from_text(text, strlen(text), &ref))
        return spec_failed(err, "not_found", "that is no case of this spec.");
    return reader_load(rehearsal_reader(spec->rehearsal), &ref, spec->arena, image, err);
}

const char *spec_row(struct spec_act *spec)
{
    const struct value *row = value_get(spec->args, "row");
    if (value_is_nil(row))
        row = value_get(value_get(spec->args, "data"), "row");
    return value_text_or(row, NULL);
}

/* The first open task of the form, in the order they were asked for. */
int spec_find_task(struct spec_act *spec, struct id *ref, struct err *err)
{
    const char *form = value_text_or(value_get(spec->args, "name"), ""), *row = spec_row(spec);
    struct case_image image;
    int rc = spec_load(spec, &image, err);

    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        const struct part *part = &image.parts[i];
        struct value *body;
        struct task task;
        if (part->kind != PART_TASK || !slice_is(part->form, form))
            continue;
        rc = canon_read(spec->arena, part->body, &body, err);
        if (rc == 0)
            rc = task_from_value(spec->arena, body, &task, err);
        if (rc == 0 && !task_is_ended(&task) &&
            (!row || (task.row && strcmp(row, task.row) == 0))) {
            *ref = task.id;
            return 0;
        }
    }
    return rc != 0 ? rc
                   : spec_failed(err, "no_task", "there is no open task \"%s\"%s%s.", form,
                                 row ? " for " : "", row ? row : "");
}

static struct value *without(struct arena *arena, const struct value *data, const char *a,
                             const char *b)
{
    struct value *copy = data->type == VALUE_MAP ? value_copy(arena, data) : value_map(arena);
    value_put(arena, copy, a, &value_nil);
    value_put(arena, copy, b, &value_nil);
    return copy;
}

static int act_on_task(struct spec_act *spec, enum act_kind kind, struct err *err)
{
    struct id task;
    int rc = spec_find_task(spec, &task, err);
    if (rc != 0)
        return rc;
    struct act *act = spec_act_new(spec, kind);
    const struct value *data = value_get(spec->args, "data");
    const char *outcome = value_get_text(data, "outcome");

    act->task = task;
    act->outcome = outcome ? arena_text(&act->arena, outcome) : NULL;
    act->data = without(&act->arena, data, "outcome", "row");
    return post(spec, act, NULL, err);
}

static int act_on_place(struct spec_act *spec, const char *deed, struct err *err)
{
    struct act *act = spec_act_new(spec, ACT_PLACE);

    act->name = arena_text(&act->arena, value_text_or(value_get(spec->args, "name"), ""));
    act->outcome = arena_text(&act->arena, deed);
    act->data = without(&act->arena, value_get(spec->args, "data"), "outcome", "row");
    return post(spec, act, spec->out, err); /* so that the next act can name the place */
}

static int act_place(struct spec_act *spec, struct err *err)
{
    return act_on_place(spec, value_text_or(value_get(spec->args, "deed"), ""), err);
}

static bool is_dispatch(struct spec_act *spec)
{
    const char *name = value_text_or(value_get(spec->args, "name"), "");
    struct case_image image;
    struct err ignored = {0};

    if (spec_load(spec, &image, &ignored) != 0)
        return false;
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_DISPATCH && slice_is(image.parts[i].key, name))
            return true;
    return false;
}

/* A task of that form, or a place of that dispatch. */
static int act_claim(struct spec_act *spec, struct err *err)
{
    if (is_dispatch(spec))
        return act_on_place(spec, "claim", err);
    return act_on_task(spec, ACT_CLAIM, err);
}

static int act_complete(struct spec_act *spec, struct err *err)
{
    return act_on_task(spec, ACT_COMPLETE, err);
}

static int act_signal(struct spec_act *spec, struct err *err)
{
    struct act *act = spec_act_new(spec, ACT_SIGNAL);
    const struct value *data = value_get(spec->args, "data");
    const char *outcome = value_get_text(data, "outcome"), *row = value_get_text(data, "row");

    act->name = arena_text(&act->arena, value_text_or(value_get(spec->args, "name"), ""));
    act->outcome = outcome ? arena_text(&act->arena, outcome) : NULL;
    act->row = row ? arena_text(&act->arena, row) : NULL;
    act->data = without(&act->arena, data, "outcome", "row");
    return post(spec, act, NULL, err);
}

/* extend, pause, resume: what people do to a clock. */
static int act_on_clock(struct spec_act *spec, const char *what, struct err *err)
{
    struct act *act = spec_act_new(spec, ACT_CLOCK);
    const char *row = spec_row(spec);

    act->name = arena_text(&act->arena, value_text_or(value_get(spec->args, "name"), ""));
    act->row = row ? arena_text(&act->arena, row) : NULL;
    act->outcome = what;
    act->data = value_map(&act->arena);
    value_put(&act->arena, act->data, "by", value_copy(&act->arena, value_get(spec->args, "by")));
    value_put(&act->arena, act->data, "reason",
              value_copy(&act->arena, value_get(spec->args, "reason")));
    return post(spec, act, NULL, err);
}

static int act_extend(struct spec_act *spec, struct err *err)
{
    return act_on_clock(spec, "extend", err);
}

static int act_pause(struct spec_act *spec, struct err *err)
{
    return act_on_clock(spec, "pause", err);
}

static int act_resume(struct spec_act *spec, struct err *err)
{
    return act_on_clock(spec, "resume", err);
}

/* The last letter of that name. */
static const char *find_letter(struct spec_act *spec, struct err *err)
{
    const char *name = value_text_or(value_get(spec->args, "name"), "");
    struct case_image image;
    int64_t ordinal = 0;
    int rc = spec_load(spec, &image, err);

    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        struct value *body;
        if (image.parts[i].kind != PART_LETTER)
            continue;
        rc = canon_read(spec->arena, image.parts[i].body, &body, err);
        if (rc == 0 && value_is_text(value_get(body, "name"), name) &&
            value_get_int(body, "ordinal", 0) > ordinal)
            ordinal = value_get_int(body, "ordinal", 0);
    }
    if (rc == 0 && ordinal == 0)
        spec_failed(err, "no_letter", "there is no letter \"%s\".", name);
    return rc == 0 && ordinal > 0 ? arena_printf(spec->arena, "%lld", (long long)ordinal) : NULL;
}

/* Proof of service: served in some way, or failed for a reason. */
static int act_serve(struct spec_act *spec, struct err *err)
{
    const struct value *data = value_get(spec->args, "data");
    const char *outcome = value_get_text(data, "outcome"), *ordinal = find_letter(spec, err);

    if (!ordinal)
        return err->status;
    struct act *act = spec_act_new(spec, ACT_LETTER);
    act->name = arena_text(&act->arena, ordinal);
    act->outcome = arena_text(&act->arena, outcome ? outcome : "served");
    act->data = without(&act->arena, data, "outcome", "row");
    return post(spec, act, NULL, err);
}

static int act_county(struct spec_act *spec, struct err *err)
{
    (void)err;
    spec_open_county(spec, value_get(spec->args, "roles"));
    return 0;
}

static int act_retry(struct spec_act *spec, struct err *err)
{
    return post(spec, spec_act_new(spec, ACT_RETRY), NULL, err);
}

/* ---- the table ---- */

static const struct {
    const char *word;
    int (*act)(struct spec_act *spec, struct err *err);
} act_rows[] = {
    {"now",        act_now       },
    {"start",      act_start     },
    {"advance",    act_advance   },
    {"advance_to", act_advance_to},
    {"claim",      act_claim     },
    {"complete",   act_complete  },
    {"signal",     act_signal    },
    {"county",     act_county    },
    {"retry",      act_retry     },
    {"extend",     act_extend    },
    {"serve",      act_serve     },
    {"place",      act_place     },
    {"pause",      act_pause     },
    {"resume",     act_resume    },
    {"outside",    act_outside   },
};

static int on_act(void *host, const char *word, const struct value *args, struct arena *arena,
                  struct value **out, struct err *err)
{
    struct specs *specs = host;
    struct spec_act spec = {
        .specs = specs, .rehearsal = specs->rehearsal, .args = args, .arena = arena, .out = out};

    int rc;

    *out = &value_nil;
    if (spec_expect(&spec, word, &rc, err))
        return rc;
    rc = spec_mark(specs, err);
    for (size_t i = 0; rc == 0 && i < sizeof act_rows / sizeof act_rows[0]; i++)
        if (strcmp(act_rows[i].word, word) == 0)
            return act_rows[i].act(&spec, err);
    if (rc != 0)
        return rc;
    return err_set(err, STATUS_INVALID, "specs have a word \"%s\" that no act stands for", word);
}

static int on_begin(void *host, const char *title, struct err *err)
{
    struct specs *specs = host;
    struct rehearsal_options options = {.seed = ++specs->seed,
                                        .shelf = specs->shelf,
                                        .evicts_always = true,
                                        .collect_each = specs->watch.collect_each,
                                        .files = specs->files,
                                        .file_count = specs->count};
    (void)title;
    return open_host(specs, &options, err);
}

static void on_end(void *host, const char *title, const struct err *failure)
{
    struct specs *specs = host;

    if (specs->rehearsal && specs->watch.on_close)
        specs->watch.on_close(specs->watch.owner, specs->rehearsal, title);
    rehearsal_close(specs->rehearsal);
    specs->rehearsal = NULL;
    specs->watch.on_end(specs->watch.owner, title, failure);
}

static const struct spec_host spec_host = {on_begin, on_act, on_end};

int rehearsal_watch_specs(const struct script_file *files, size_t count,
                          const struct spec_watch *watch, struct err *err)
{
    struct specs specs = {.files = files, .count = count, .watch = *watch, .shelf = shelf_new()};
    int rc = spec_run(files, count, &spec_host, &specs, err);
    spec_forget(&specs);
    shelf_free(specs.shelf);
    return rc;
}

int rehearsal_run_specs(const struct script_file *files, size_t count,
                        void (*on_spec)(void *owner, const char *title, const struct err *failure),
                        void *owner, struct err *err)
{
    struct spec_watch watch = {.on_end = on_spec, .owner = owner};
    return rehearsal_watch_specs(files, count, &watch, err);
}
