/* years.c - the offices of the county live for ten years with their workflows.
 *
 *   years --seed N [--cases K] [--years Y] [--verbose]   one county, told step by step
 *   years --seeds FROM COUNT [--cases K] [--years Y]     many; each failure with the command that
 *                                                        repeats it
 *
 * Cases of all workflows come in over the years. Who has a task does it soon, or late, or very
 * late, with any answer the form takes; letters are brought or cannot be; volunteers claim, come or
 * stay away; people withdraw, complain, ask for a review. Meanwhile the host dies, the disk is
 * full, refuses or does not know, releases change, the calendar is edited, people are away. At the
 * end nothing new comes in, and a diligent office works until every case is closed. kept.c says
 * what must be true then.
 *
 * Everything follows from the seed. To let something else happen: a row in `mishaps`.
 */
#include <stdio.h>
#include <stdlib.h>
#include "base/log.h"
#include "data/canon.h"
#include "duty/card.h"
#include "engine/letters.h"
#include "script/shelf.h"
#include "years/years.h"

enum {
    FAILURES_SHOWN = 50,
    FINISH_YEARS = 6,
    SETTLED_DAYS = 150,
    MISHAP_DAYS = 9,
    NEVER_DAYS = 400
};

/* -- dockets ---------------------------------------------------------------------------------- */

static struct docket *docket_of(struct years *years, const struct id *ref)
{
    for (size_t i = years->docket_count; i > 0; i--)
        if (id_is_equal(&years->dockets[i - 1].ref, ref))
            return &years->dockets[i - 1];
    if (years->docket_count == years->docket_most) {
        run_fail(&years->run, "there is no end of cases: %zu", years->docket_count);
        years->docket_count--;
    }
    struct docket *docket = &years->dockets[years->docket_count++];
    *docket = (struct docket){.ref = *ref, .look_ms = INT64_MAX};
    docket->signal_ms = years->run.world.clock.now + (int64_t)run_draw(&years->run, 60) * DAY_MS;
    docket->goes_well = run_is_lucky(&years->run, 50);
    return docket;
}

static void tell_turn(struct years *years, int64_t journal_id)
{
    struct arena arena = {0};
    struct journal_row *rows;
    struct err err = {0};
    size_t count = 0;
    if (years->run.options->is_verbose &&
        reader_back(years->run.world.reader, journal_id, 1, &arena, &rows, &count, &err) == 0 &&
        count == 1)
        run_trace(&years->run, "    turn %lld: %s", (long long)rows[0].seq, rows[0].body.bytes);
    arena_close(&arena);
}

static void on_turn(void *owner, int64_t journal_id, const struct id *case_ref, const char *event)
{
    struct years *years = owner;
    struct docket *docket = docket_of(years, case_ref);
    years->run.turns++;
    docket->is_dirty = true;
    docket->is_over = false;
    docket->last_ms = years->run.world.clock.now;
    (void)event;
    tell_turn(years, journal_id);
}

/* How long somebody takes for it. */
static int64_t draw_delay(struct years *years, const struct docket *docket)
{
    struct run *run = &years->run;
    uint64_t kind = run_draw(run, 100);
    if (years->is_finishing)
        return (1 + (int64_t)run_draw(run, 20)) * HOUR_MS;
    if (docket->goes_well && kind < 95)
        return (1 + (int64_t)run_draw(run, 30)) * HOUR_MS;
    if (kind < 80)
        return (1 + (int64_t)run_draw(run, 72)) * HOUR_MS;
    if (kind < 94)
        return (4 + (int64_t)run_draw(run, 36)) * DAY_MS;
    if (kind < 99)
        return (41 + (int64_t)run_draw(run, 80)) * DAY_MS;
    return NEVER_DAYS * (int64_t)DAY_MS;
}

/* What somebody has in mind to do about it, now wanted; NULL: there is too much. */
static struct errand *errand_of(struct years *years, struct docket *docket, const struct id *task,
                                const char *key)
{
    for (size_t i = 0; i < docket->errand_count; i++) {
        struct errand *errand = &docket->errands[i];
        if (id_is_equal(&errand->task, task) && strcmp(errand->key, key) == 0) {
            errand->is_wanted = true;
            return errand;
        }
    }
    if (docket->errand_count == ERRANDS_MOST)
        return NULL;
    struct errand *errand = &docket->errands[docket->errand_count++];
    *errand = (struct errand){.task = *task,
                              .at_ms = years->run.world.clock.now + draw_delay(years, docket),
                              .goes_well = docket->goes_well,
                              .is_wanted = true};
    snprintf(errand->key, sizeof errand->key, "%s", key);
    return errand;
}

static bool is_due(const struct years *years, const struct errand *errand)
{
    return errand && errand->at_ms <= years->run.world.clock.now;
}

/* -- one look at a case ----------------------------------------------------------------------- */

struct look {
    struct years *years;
    struct docket *docket;
    const struct case_image *image;
    bool has_acted; /* what was loaded is old */
};

static void look_at_task(struct look *look, const struct part *part)
{
    struct errand *errand;
    if (part->status > TASK_CLAIMED)
        return;
    errand = errand_of(look->years, look->docket, &part->ref, "");
    if (!is_due(look->years, errand) || look->has_acted)
        return;
    look->has_acted = true;
    clerk_do_task(look->years, look->image, part, errand);
}

static void look_at_letter(struct look *look, const struct part *part)
{
    static const struct id none;
    struct arena arena = {0};
    struct value *body = NULL;
    struct err err = {0};
    char key[48];
    if (part->status != LETTER_ISSUED || canon_read(&arena, part->body, &body, &err) != 0)
        body = NULL;
    const struct value *copies = value_get(body ? body : &value_nil, "to");
    for (size_t i = 0; i < value_len(copies) && !look->has_acted; i++) {
        if (!value_is_text(value_get(value_item(copies, i), "state"), "issued"))
            continue;
        snprintf(key, sizeof key, "letter %lld %zu", (long long)value_get_int(body, "ordinal", 0),
                 i);
        struct errand *errand = errand_of(look->years, look->docket, &none, key);
        if (!is_due(look->years, errand))
            continue;
        errand->at_ms += 3 * ++errand->tries * (int64_t)DAY_MS;
        look->has_acted = true;
        public_bring(look->years, look->image, part, (int64_t)i);
    }
    arena_close(&arena);
}

static void look_at_card(struct look *look, const struct part *part)
{
    static const struct id none;
    char key[48];
    if (part->status > CARD_OPEN_MOST)
        return;
    snprintf(key, sizeof key, "card %.*s", (int)(part->key.len > 36 ? 36 : part->key.len),
             part->key.bytes);
    struct errand *errand = errand_of(look->years, look->docket, &none, key);
    if (!is_due(look->years, errand) || look->has_acted)
        return;
    errand->at_ms += 4 * ++errand->tries * (int64_t)DAY_MS;
    look->has_acted = true;
    public_answer_card(look->years, look->image, part);
}

/* case:incident of a script: a person has looked at it. */
static void look_at_wait(struct look *look, const struct part *part)
{
    static const struct id none;
    if (!memmem(part->body.bytes, part->body.len, "\"verb\":\"incident\"", 17))
        return;
    struct errand *errand = errand_of(look->years, look->docket, &none, "incident");
    if (!is_due(look->years, errand) || look->has_acted)
        return;
    errand->at_ms += (int64_t)DAY_MS;
    look->has_acted = true;
    clerk_send(look->years, clerk_request(look->years, ACT_RETRY, &look->image->row.ref,
                                          county_administrator(look->years)));
}

/* What a workflow fails of is told at the end, all of it: the county lives on with the others. */
static void note_fault(struct years *years, const struct case_image *image,
                       const struct incident_row *incident)
{
    struct arena *arena = &years->run.arena;
    struct value *body;
    struct err err = {0};
    if (canon_read(arena, arena_copy(arena, incident->body), &body, &err) != 0)
        body = value_map(arena);
    const char *text = arena_printf(
        arena, "%.*s, stage %.*s: %.*s %s %s", SLICE_ARG(image->row.workflow),
        SLICE_ARG(image->row.stage), SLICE_ARG(incident->code),
        value_text_or(value_get(body, "where"), ""), value_text_or(value_get(body, "message"), ""));
    run_trace(&years->run, "-- %.*s is parked: %s", SLICE_ARG(image->row.number), text);
    value_put(arena, years->faults, text,
              value_int(arena, value_get_int(years->faults, text, 0) + 1));
}

static void look_at_parked(struct years *years, const struct case_image *image)
{
    struct arena arena = {0};
    struct incident_row *rows;
    size_t count = 0, noted = 0;
    struct err err = {0};
    if (reader_incidents(years->run.world.reader, image->row.id, true, &arena, &rows, &count,
                         &err) != 0)
        run_fail(&years->run, "incidents cannot be read: %s", err.text);
    for (size_t i = 0; i < count; i++) {
        bool is_of_case = !slice_is(rows[i].kind, "nobody") && !slice_is(rows[i].kind, "ladder") &&
                          !slice_is(rows[i].kind, "effect");
        noted += is_of_case;
        if (is_of_case)
            note_fault(years, image, &rows[i]);
    }
    if (noted == 0)
        run_fail(&years->run, "%.*s is parked without an incident", SLICE_ARG(image->row.number));
    arena_close(&arena);
}

static void tell_faults(struct years *years)
{
    struct buf text = {0};
    for (size_t i = 0; i < value_len(years->faults); i++)
        buf_printf(&text, "\n  %lld times: %s",
                   (long long)years->faults->map.members[i].value->integer,
                   years->faults->map.members[i].key.bytes);
    if (text.len > 0)
        run_fail(&years->run, "workflows failed:%s", text.bytes);
    buf_close(&text);
}

static void forget_errands(struct docket *docket)
{
    size_t kept = 0;
    for (size_t i = 0; i < docket->errand_count; i++)
        if (docket->errands[i].is_wanted)
            docket->errands[kept++] = docket->errands[i];
    docket->errand_count = kept;
}

static int64_t next_errand(const struct docket *docket)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < docket->errand_count; i++)
        if (docket->errands[i].at_ms < next)
            next = docket->errands[i].at_ms;
    return next;
}

/* What is said after the close may begin another case: a few of them, or there were no end. */
static bool may_come_back(struct years *years)
{
    return !years->is_finishing && years->docket_count < 2 * (size_t)years->options->cases &&
           run_is_lucky(&years->run, 15);
}

static void maybe_signal(struct look *look)
{
    struct years *years = look->years;
    struct docket *docket = look->docket;
    bool is_closed = look->image->row.status == CASE_CLOSED;
    if (look->has_acted || docket->signal_ms > years->run.world.clock.now)
        return;
    docket->signal_ms = INT64_MAX;
    if (is_closed && !may_come_back(years))
        return;
    if (!years->is_finishing && !is_closed)
        docket->signal_ms =
            years->run.world.clock.now + (10 + (int64_t)run_draw(&years->run, 80)) * DAY_MS;
    look->has_acted = true;
    public_signal(years, look->image);
}

static void look_at_parts(struct look *look)
{
    const struct case_image *image = look->image;
    for (size_t i = 0; i < image->part_count && !look->years->run.has_failed; i++) {
        switch (image->parts[i].kind) {
        case PART_TASK:
            look_at_task(look, &image->parts[i]);
            break;
        case PART_LETTER:
            look_at_letter(look, &image->parts[i]);
            break;
        case PART_CARD:
            look_at_card(look, &image->parts[i]);
            break;
        case PART_WAIT:
            look_at_wait(look, &image->parts[i]);
            break;
        default:
            break;
        }
    }
}

static void look_at(struct years *years, size_t index)
{
    struct arena arena = {0};
    struct case_image image;
    struct err err = {0};
    struct docket *docket = &years->dockets[index];
    struct look look = {years, docket, &image, false};
    int64_t places = INT64_MAX;
    if (reader_load(years->run.world.reader, &docket->ref, &arena, &image, &err) != 0) {
        run_fail(&years->run, "a case is gone: %s", err.text);
        arena_close(&arena);
        return;
    }
    if (docket->is_dirty && !years->is_finishing && run_is_lucky(&years->run, 1))
        docket->signal_ms = years->run.world.clock.now; /* also in a stage that is soon over */
    docket->is_dirty = false;
    if (image.row.status == CASE_PARKED) {
        look_at_parked(years, &image);
        docket->is_over = true; /* until something moves it */
        docket->look_ms = INT64_MAX;
        arena_close(&arena);
        return;
    }
    for (size_t i = 0; i < docket->errand_count; i++)
        docket->errands[i].is_wanted = false;
    look_at_parts(&look);
    docket = look.docket = &years->dockets[index];
    if (!look.has_acted && image.row.status == CASE_OPEN)
        places = public_volunteer(years, &image);
    docket = look.docket = &years->dockets[index];
    maybe_signal(&look);
    docket = &years->dockets[index];
    forget_errands(docket);
    docket->look_ms = next_errand(docket);
    docket->look_ms = places < docket->look_ms ? places : docket->look_ms;
    docket->look_ms = docket->signal_ms < docket->look_ms ? docket->signal_ms : docket->look_ms;
    docket->is_dirty = docket->is_dirty || look.has_acted;
    docket->is_over =
        image.row.status == CASE_CLOSED && docket->look_ms == INT64_MAX && !docket->is_dirty;
    arena_close(&arena);
}

/* -- what goes wrong -------------------------------------------------------------------------- */

static void crash(struct years *years)
{
    struct run *run = &years->run;
    struct err err = {0};
    run->crashes++;
    run_trace(run, "-- the host dies and boots again");
    acts_lost(run);
    run->world.life++;
    staff_unref((struct staff *)years->staff_seen);
    years->staff_seen = NULL;
    if (world_crash(&run->world, &err) != 0) {
        run_fail(run, "the host does not boot: %s", err.text);
        return;
    }
    disk_set_faults(run->world.disk, &run->plan.faults);
    world_settle(&run->world);
    county_see_staff(years);
    acts_ask_again(run);
    world_settle(&run->world);
}

/* In the middle of what it was doing. */
static void crash_at_work(struct years *years)
{
    if (years->docket_count > 0)
        for (int i = 0; i < 3; i++) {
            struct docket *docket = &years->dockets[run_draw(&years->run, years->docket_count)];
            struct request *request =
                clerk_request(years, ACT_SIGNAL, &docket->ref, county_administrator(years));
            request->name = "danger";
            request_send(&years->run, request);
        }
    world_step(&years->run.world, run_draw(&years->run, 25));
    crash(years);
}

static void disk_trouble(struct years *years)
{
    static const struct store_faults faults[] = {
        {20000, 0,     0,     0,     0},
        {0,     20000, 0,     0,     3},
        {0,     0,     10000, 10000, 0},
        {0,     0,     0,     0,     0},
    };
    years->run.plan.faults = faults[run_draw(&years->run, 4)];
    run_trace(&years->run, "-- the disk is another");
    disk_set_faults(years->run.world.disk, &years->run.plan.faults);
}

static void reload(struct years *years)
{
    years->reloads++;
    change_release(&years->run);
    world_settle(&years->run.world);
    check_changes(&years->run);
}

static void edit(struct years *years)
{
    years->edits++;
    edit_calendar(&years->run);
    world_settle(&years->run.world);
}

static void ask_again(struct years *years)
{
    acts_ask_again(&years->run);
    world_settle(&years->run.world);
}

static const struct {
    int weight;
    void (*happens)(struct years *years);
} mishaps[] = {
    {14, crash         },
    {14, crash_at_work },
    {14, disk_trouble  },
    {18, reload        },
    {10, edit          },
    {18, county_absence},
    {8,  ask_again     },
    {4,  erased_happens},
};

static void go_wrong(struct years *years)
{
    enum { MISHAPS = sizeof mishaps / sizeof mishaps[0], WEIGHTS = 100 };
    int64_t at = (int64_t)run_draw(&years->run, WEIGHTS);
    for (int i = 0; i < MISHAPS; i++) {
        at -= mishaps[i].weight;
        if (at < 0) {
            mishaps[i].happens(years);
            break;
        }
    }
    years->next_mishap_ms =
        years->run.world.clock.now + (int64_t)run_draw(&years->run, 2 * MISHAP_DAYS * 24) * HOUR_MS;
}

/* -- the days --------------------------------------------------------------------------------- */

static int64_t next_moment(const struct years *years)
{
    int64_t next = years->is_finishing ? INT64_MAX : years->next_arrival_ms;
    if (!years->is_finishing && years->next_mishap_ms < next)
        next = years->next_mishap_ms;
    for (size_t i = 0; i < years->docket_count; i++) {
        const struct docket *docket = &years->dockets[i];
        if (docket->is_dirty)
            return years->run.world.clock.now;
        if (!docket->is_over && docket->look_ms < next)
            next = docket->look_ms;
    }
    return next;
}

static void work(struct years *years)
{
    for (size_t i = 0; i < years->docket_count && !years->run.has_failed; i++) {
        const struct docket *docket = &years->dockets[i];
        if (docket->is_dirty || (!docket->is_over && docket->look_ms <= years->run.world.clock.now))
            look_at(years, i);
    }
}

static bool is_timer_late(struct years *years, const char **key)
{
    struct run *run = &years->run;
    struct engine_health health;
    struct due_row *dues;
    struct arena arena = {0};
    struct err err = {0};
    char ref[ID_TEXT_LEN + 1];
    size_t count = 0;
    engine_health(run->world.engine, &health);
    bool is_well = health.is_ready && !health.is_full && !health.is_holding;
    bool is_late = is_well &&
                   reader_due(run->world.reader, NULL, run->world.clock.now - 2 * 1000, 1, &arena,
                              &dues, &count, &err) == 0 &&
                   count > 0;
    if (is_late)
        *key = arena_printf(&run->arena, "%.*s of case %s, due %lld ms ago", SLICE_ARG(dues[0].key),
                            id_to_text(&dues[0].case_ref, ref),
                            (long long)(run->world.clock.now - dues[0].due_ms));
    arena_close(&arena);
    return is_late;
}

/* Cheap enough for each moment: no timer is forgotten. A host whose write set was refused tries
 * again a second later. */
static void check_timers(struct years *years)
{
    enum { RETRIES_MOST = 30 };
    const char *key = "";
    for (int i = 0; i < RETRIES_MOST; i++) {
        if (!is_timer_late(years, &key))
            return;
        world_advance(&years->run.world, 1100);
    }
    run_fail(&years->run, "the timer %s has not fired", key);
}

/* Also those that were born in a commit of which nobody knew whether it was there: nobody was told
 * of their first turn. */
static void know_all(struct years *years)
{
    cases_learn(&years->run);
    for (size_t i = 0; i < years->run.case_count; i++) {
        size_t known = years->docket_count;
        struct docket *docket = docket_of(years, &years->run.cases[i]);
        docket->is_dirty = docket->is_dirty || years->docket_count > known;
    }
}

static void live_until(struct years *years, int64_t end_ms)
{
    struct run *run = &years->run;
    int64_t settled_ms = run->world.clock.now;
    while (run->world.clock.now < end_ms && !run->has_failed) {
        int64_t now = run->world.clock.now, next = next_moment(years);
        int64_t day = now + (int64_t)DAY_MS;
        next = next < day ? next : day;
        world_advance(&run->world, next > now ? next - now : 60 * 1000);
        check_timers(years);
        if (!years->is_finishing && run->world.clock.now >= years->next_arrival_ms) {
            int64_t span = years->end_ms - run->world.clock.now;
            uint64_t left = (uint64_t)years->options->cases - years->arrivals;
            if (left > 0)
                public_start(years);
            years->next_arrival_ms =
                left > 1 ? run->world.clock.now +
                               (int64_t)run_draw(run, 2 * (uint64_t)span / (left + 1)) + 1
                         : INT64_MAX;
        }
        if (!years->is_finishing && run->world.clock.now >= years->next_mishap_ms)
            go_wrong(years);
        work(years);
        if (run->world.clock.now - settled_ms > SETTLED_DAYS * (int64_t)DAY_MS) {
            world_settle(&run->world);
            acts_ask_again(run);
            world_settle(&run->world);
            check_settled(run);
            know_all(years);
            settled_ms = run->world.clock.now;
        }
        if (years->is_finishing && next_moment(years) == INT64_MAX &&
            run->world.clock.now > end_ms - (int64_t)DAY_MS)
            return;
    }
}

static size_t count_open(const struct years *years)
{
    size_t open = 0;
    for (size_t i = 0; i < years->docket_count; i++)
        open += !years->dockets[i].is_over;
    return open;
}

/* A diligent office: no new cases, nothing goes wrong, everything is done soon. */
static void finish(struct years *years)
{
    static const struct store_faults none;
    struct run *run = &years->run;
    int64_t end_ms = run->world.clock.now + FINISH_YEARS * 365 * (int64_t)DAY_MS;
    run->plan.faults = none;
    disk_set_faults(run->world.disk, &none);
    years->is_finishing = true;
    acts_ask_again(run);
    world_advance(&run->world, HOUR_MS);
    know_all(years);
    for (size_t i = 0; i < years->docket_count; i++) {
        struct docket *docket = &years->dockets[i];
        docket->is_dirty = true;
        for (size_t k = 0; k < docket->errand_count; k++)
            if (docket->errands[k].at_ms > run->world.clock.now + (int64_t)DAY_MS)
                docket->errands[k].at_ms =
                    run->world.clock.now + (int64_t)run_draw(run, 20) * HOUR_MS;
    }
    while (count_open(years) > 0 && next_moment(years) < INT64_MAX &&
           run->world.clock.now < end_ms && !run->has_failed)
        live_until(years, run->world.clock.now + 30 * (int64_t)DAY_MS);
    world_settle(&run->world);
}

/* -- one county ------------------------------------------------------------------------------- */

static void years_open(struct years *years, const struct years_options *options, uint64_t seed)
{
    static const size_t residents[] = {200 * 1000, 4 * 1000 * 1000, 0};
    struct run *run = &years->run;
    struct err err = {0};
    *years = (struct years){.options = options, .staff_day = -1};
    run->options = &options->simulation;
    run->dice = seed * 7919 + 17;
    chance_seeded(&years->chance, seed * 31 + 5);
    years->faults = value_map(&run->arena);
    years->docket_most = 8 * (size_t)options->cases + 256; /* they stay where they are */
    years->dockets = mem_zero(years->docket_most * sizeof *years->dockets);
    people_make(run);
    run->world.seed = seed;
    run->world.shelf = options->simulation.shelf;
    run->world.scripts = &options->simulation.editions[EDITION_PLAIN];
    run->world.stored = options->simulation.editions;
    run->world.stored_count = EDITIONS;
    run->world.keeps_releases = true;
    run->world.evicts_always = options->simulation.evicts_always;
    run->world.resident_bytes = residents[run_draw(run, 3)];
    run->world.near_ms = 3 * (int64_t)DAY_MS;
    run->world.on_turn = on_turn;
    run->world.owner = years;
    if (world_open(&run->world, &err) != 0) {
        run_fail(run, "the host does not boot: %s %s", err.where, err.text);
        return;
    }
    world_settle(&run->world);
    county_employ_all(years);
    county_see_staff(years);
    reached_declare(years);
    int64_t now = run->world.clock.now;
    years->end_ms = now + options->years * 365 * (int64_t)DAY_MS;
    years->next_arrival_ms = now + HOUR_MS;
    years->next_mishap_ms = now + 5 * (int64_t)DAY_MS;
}

static void years_run(struct years *years, const struct years_options *options, uint64_t seed)
{
    years_open(years, options, seed);
    if (!years->run.has_failed)
        live_until(years, years->end_ms);
    if (!years->run.has_failed)
        finish(years);
    if (!years->run.has_failed)
        check_settled(&years->run);
    if (!years->run.has_failed)
        kept_check(years);
    if (!years->run.has_failed)
        erased_check(years);
    tell_faults(years);
    if (options->tells_outcomes || options->simulation.is_verbose)
        kept_tell(years);
    years->run.world.life++;
    staff_unref((struct staff *)years->staff_seen);
    years->staff_seen = NULL;
    world_close(&years->run.world);
    arena_close(&years->run.arena);
    free(years->dockets);
    years->dockets = NULL;
}

/* -- the command line ------------------------------------------------------------------------- */

static const char *again(const struct years_options *options, uint64_t seed)
{
    static char text[200];
    snprintf(text, sizeof text, "%s --seed %llu --cases %d --years %d%s",
             options->simulation.program, (unsigned long long)seed, options->cases, options->years,
             options->simulation.evicts_always ? " --evicts" : "");
    return text;
}

static bool run_one(const struct years_options *options, uint64_t seed)
{
    static struct years years;
    run_prepare_last_words(again(options, seed));
    years_run(&years, options, seed);
    if (years.run.has_failed)
        fprintf(stderr, "seed %llu: %s\n  repeat with: %s --verbose\n", (unsigned long long)seed,
                years.run.failure, again(options, seed));
    printf(
        "seed %llu: %zu cases (%llu came in), %llu turns, %llu acts (%llu refused), %llu signals, "
        "%llu letters brought, %llu deeds of volunteers, %llu crashes, %llu reloads, %llu "
        "absences, %llu people erased, %llu times nobody could\n",
        (unsigned long long)seed, years.docket_count, (unsigned long long)years.arrivals,
        (unsigned long long)years.run.turns, (unsigned long long)years.acts,
        (unsigned long long)years.refusals, (unsigned long long)years.signals,
        (unsigned long long)years.letters, (unsigned long long)years.places,
        (unsigned long long)years.run.crashes, (unsigned long long)years.reloads,
        (unsigned long long)years.absences, (unsigned long long)years.erasures,
        (unsigned long long)years.helpless);
    fflush(stdout);
    return years.run.has_failed;
}

static int run_many(const struct years_options *options, uint64_t from, uint64_t count)
{
    int failures = 0;
    for (uint64_t seed = from; seed < from + count && failures < FAILURES_SHOWN; seed++)
        failures += run_one(options, seed);
    if (options->tells_stages)
        reached_tell(options->reached);
    return failures > 0 || !reached_check(options->reached);
}

static uint64_t number(const char *text)
{
    return strtoull(text, NULL, 10);
}

static int usage(void)
{
    fprintf(stderr, "usage: years --seed N | --seeds FROM COUNT [--cases K] [--years Y] "
                    "[--verbose] [--outcomes] [--stages] [--evicts]\n");
    return 2;
}

static int dispatch(struct years_options *options, int argc, char **argv)
{
    uint64_t from = 0, count = 0;
    for (int i = 1; i < argc; i++) {
        bool has_next = i + 1 < argc;
        options->simulation.is_verbose =
            options->simulation.is_verbose || strcmp(argv[i], "--verbose") == 0;
        options->simulation.evicts_always =
            options->simulation.evicts_always || strcmp(argv[i], "--evicts") == 0;
        options->tells_outcomes = options->tells_outcomes || strcmp(argv[i], "--outcomes") == 0;
        options->tells_stages = options->tells_stages || strcmp(argv[i], "--stages") == 0;
        if (strcmp(argv[i], "--cases") == 0 && has_next)
            options->cases = (int)number(argv[i + 1]);
        if (strcmp(argv[i], "--years") == 0 && has_next)
            options->years = (int)number(argv[i + 1]);
        if (strcmp(argv[i], "--seed") == 0 && has_next) {
            from = number(argv[i + 1]);
            count = 1;
        }
        if (strcmp(argv[i], "--seeds") == 0 && i + 2 < argc) {
            from = number(argv[i + 1]);
            count = number(argv[i + 2]);
        }
    }
    log_open(wallclock_real(), options->simulation.is_verbose ? LOG_DEBUG : LOG_ERROR + 1);
    return count > 0 ? run_many(options, from, count) : usage();
}

int main(int argc, char **argv)
{
    struct scripts editions[EDITIONS] = {{0}};
    struct years_options options = {
        .simulation = {.program = argv[0], .editions = editions, .shelf = shelf_new()},
        .folder = YEARS_WORKFLOWS,
        .reached = reached_new(),
        .cases = 300,
        .years = 10
    };
    struct err err = {0};
    int rc = 0;
    run_listen_for_death();
    for (int i = 0; rc == 0 && i < EDITIONS; i++)
        rc = county_read(options.folder, (enum edition_kind)i, &editions[i], &err);
    if (rc != 0)
        fprintf(stderr, "years: %s\n", err.text);
    else
        rc = dispatch(&options, argc, argv);
    for (int i = 0; i < EDITIONS; i++)
        scripts_close(&editions[i]);
    shelf_free(options.simulation.shelf);
    reached_free(options.reached);
    return rc == 0 ? 0 : rc < 0 ? 2 : rc;
}
