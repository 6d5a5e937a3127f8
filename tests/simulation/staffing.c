/* staffing.c - people are employed, leave, go away and have interests in the middle of a run, while
 * cases are at work, the disk fails and the host dies.
 *
 * Whenever all has settled each case says of each of its tasks what follows from the people there
 * are: nobody can do it, and there is an incident; somebody can, and there is none. So no look was
 * lost and none was too early, whoever was born, at work or asleep meanwhile. At the end all have
 * left, and roles stand for themselves again.
 */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/hands.h"
#include "engine/inside.h"
#include "engine/records.h"
#include "script/release.h"
#include "simulation/run.h"
#include "store/office.h"

enum { STAFFED = 4, STAFFING_PERCENT = 30, STAFF = 3, DAYS_AROUND = 9 };

struct staffing {
    struct run *run;
    int life;
};

/* A case is lived again without its people: what only hung on who was there - a letter that nobody
 * was there to be given - would come out otherwise, and such a case cannot be compared. */
static bool run_has_staff(const struct run *run)
{
    return run->world.seed % STAFFED == 3 && !run->options->is_compared && !run->options->retells;
}

static void on_changed(struct records_change *change)
{
    struct staffing *staffing = change->owner;
    if (staffing->life == staffing->run->world.life)
        run_trace(staffing->run, "-- people: %d %s", change->status, change->err.text);
    free(staffing);
    records_change_free(change);
}

static const char *const ids[STAFF] = {"0aaaaaaaaaaaaaaaaaaaaaaaaa", "0bbbbbbbbbbbbbbbbbbbbbbbbb",
                                       "0ccccccccccccccccccccccccc"};

/* Days around today, now and then with an hour of the day; in records as ms. */
static int64_t draw_moment(struct run *run)
{
    int32_t date = date_of(run->world.clock.now) + (int32_t)run_draw(run, DAYS_AROUND) - 2;
    return date_start_ms(date) + (run_is_lucky(run, 30) ? 10 * 3600 * 1000 : 0);
}

static struct value *draw_body(struct run *run, enum record_kind kind, const char *person,
                               struct arena *arena)
{
    static const char *const roles[] = {"clerk", "officer", "citizen"};
    static const char *const offices[] = {RELEASE_ONLY_OFFICE, "A", "B"};
    struct value *body = value_map(arena), *list = value_list(arena), *held = value_map(arena);

    if (kind == RECORD_PERSON) {
        value_put(arena, body, "id", value_string(arena, person));
        value_put(arena, body, "name", value_string(arena, "somebody"));
        value_put(arena, held, "role", value_string(arena, roles[run_draw(run, 3)]));
        value_put(arena, held, "office", value_string(arena, offices[run_draw(run, 3)]));
        value_push(arena, list, held);
        value_put(arena, body, "memberships", list);
        return body;
    }
    value_put(arena, body, "person", value_string(arena, person));
    value_put(arena, body, "from", value_int(arena, draw_moment(run)));
    value_put(arena, body, "until",
              value_int(arena, value_get_int(body, "from", 0) + draw_moment(run) -
                                   date_start_ms(date_of(run->world.clock.now) - 2) + 1));
    if (kind == RECORD_CONFLICT)
        value_put(arena, body, "office", value_string(arena, offices[run_draw(run, 3)]));
    else if (run_is_lucky(run, 40))
        value_push(arena, list, value_string(arena, ids[run_draw(run, STAFF)]));
    value_put(arena, body, "substitutes", list);
    return body;
}

/* The record as the next version; or it ends, if there is one. */
static void change(struct run *run, enum record_kind kind, const char *person, bool is_end)
{
    struct records_change *change = records_change_new(NULL, "staffing");
    struct arena *arena = &change->arena;
    const char *key = arena_printf(arena, "k%c", person[1]);
    struct record_row row = {0};
    struct err err = {0};
    int rc = reader_record(run->world.reader, kind, slice_of(key), arena, &row, &err);

    if (rc != 0 && rc != STATUS_NOT_FOUND)
        run_fail(run, "a record cannot be read: %s", err.text);
    if (is_end && row.version == 0) {
        records_change_free(change);
        return;
    }
    *records_change_add(change) =
        (struct record_change){.kind = kind,
                               .key = key,
                               .expected = row.version,
                               .status = !is_end,
                               .body = draw_body(run, kind, person, arena)};
    struct staffing *staffing = mem_zero(sizeof *staffing);
    *staffing = (struct staffing){run, run->world.life};
    change->on_done = on_changed;
    change->owner = staffing;
    engine_change_records(run->world.engine, change);
}

void change_staff(struct run *run)
{
    static const enum record_kind kinds[] = {RECORD_PERSON, RECORD_PERSON, RECORD_ABSENCE,
                                             RECORD_CONFLICT};
    if (!run_has_staff(run) || run->world.is_dead || !run_is_lucky(run, STAFFING_PERCENT))
        return;
    enum record_kind kind = kinds[run_draw(run, 4)];
    change(run, kind, ids[run_draw(run, STAFF)], run_is_lucky(run, 35));
}

void end_staff(struct run *run)
{
    for (size_t i = 0; i < STAFF && run_has_staff(run); i++)
        change(run, RECORD_PERSON, ids[i], true);
    world_settle(&run->world);
}

/* ---- as it should be ------------------------------------------------------------------------- */

void check_nobody(struct run *run, const struct case_image *image, struct arena *arena)
{
    struct engine *engine = run->world.engine;
    int64_t now_ms = run->world.clock.now;
    struct err err = {0};
    char ref[ID_TEXT_LEN + 1];

    if (image->row.status == CASE_CLOSED)
        return;
    struct casefile *cf = mem_zero(sizeof *cf);
    cf->engine = engine;
    cf->ref = image->row.ref;
    cf->loan.staff = staff_ref(engine->staff);
    cf->loan.active = engine->active;
    if (casefile_load_rows(cf, run->world.reader, &err) != 0)
        run_fail(run, "a case cannot be read: %s", err.text);
    struct turn turn = {.cf = cf, .engine = engine, .arena = arena};
    turn.at = now_ms > cf->row.at ? now_ms : cf->row.at;
    if (!run->has_failed && hands_differ(&turn))
        run_fail(run, "case %s (%.*s, stage %.*s): who can do its tasks is not as it says",
                 id_to_text(&cf->ref, ref), SLICE_ARG(cf->row.workflow), SLICE_ARG(cf->row.stage));
    casefile_free(cf);
}

/* The looks that nothing but the time asks for keep some minutes apart. */
void wait_for_looks(struct run *run)
{
    enum { WAITS_MOST = 30 };
    struct engine *engine = run->world.engine;
    for (int i = 0; i < WAITS_MOST && engine->state == ENGINE_RUNNING && !engine->is_full; i++) {
        if (hands_watch_rests(engine) &&
            hands_watch_next_ms(engine, INT64_MAX) > run->world.clock.now)
            return;
        world_advance(&run->world, 60 * 1000);
    }
}
