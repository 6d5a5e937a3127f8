/* county.c - the county of the folder workflows/: its scripts in three editions, its people as
 * records of the host, and those of them who act (years.h).
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "base/id.h"
#include "engine/inside.h"
#include "engine/records.h"
#include "engine/staff_table.h"
#include "engine/veil.h"
#include "years/years.h"

enum { FILES_MOST = 512, DEEP_MOST = 6 };

/* ---- scripts --------------------------------------------------------------------------------- */

struct walk {
    struct scripts *scripts;
    enum edition_kind kind;
    const char *root;
};

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), tail = strlen(end);
    return len > tail && strcmp(text + len - tail, end) == 0;
}

/* Another edition does the same in other words, or notes something at the start of each stage. */
static void edit(struct buf *out, enum edition_kind kind, struct slice text)
{
    static const char opening[] = "function(case)";
    while (text.len > 0) {
        const char *end = memchr(text.bytes, '\n', text.len);
        size_t len = end ? (size_t)(end - text.bytes) : text.len;
        bool is_stage = len > sizeof opening && memcmp(text.bytes, "stage \"", 7) == 0 &&
                        memcmp(text.bytes + len - strlen(opening), opening, strlen(opening)) == 0;
        buf_add_slice(out, (struct slice){.bytes = text.bytes, .len = len});
        if (kind == EDITION_REWORDED)
            buf_add_text(out, " -- reworded");
        if (kind == EDITION_CHANGED && is_stage)
            buf_add_text(out, " case:note { zh = \"改\", en = \"changed\" }");
        buf_add_byte(out, '\n');
        len += end ? 1 : 0;
        text = (struct slice){.bytes = text.bytes + len, .len = text.len - len};
    }
}

static int read_file(struct walk *walk, const char *path, struct err *err)
{
    struct scripts *scripts = walk->scripts;
    FILE *from = fopen(path, "rb");
    struct buf plain = {0}, text = {0};
    if (!from || scripts->count == FILES_MOST)
        return err_set(err, STATUS_IO, "%s cannot be read.", path);
    for (int c; (c = fgetc(from)) != EOF;)
        buf_add_byte(&plain, (char)c);
    fclose(from);
    bool is_played = ends_in(path, "/workflow.lua") && !ends_in(path, "spec.lua");
    if (is_played)
        edit(&text, walk->kind, buf_slice(&plain));
    else
        buf_add_slice(&text, buf_slice(&plain));
    scripts->files[scripts->count++] =
        (struct script_file){.path = arena_text(&scripts->arena, path + strlen(walk->root) + 1),
                             .text = arena_copy(&scripts->arena, buf_slice(&text))};
    buf_close(&plain);
    buf_close(&text);
    return 0;
}

static int read_folder(struct walk *walk, const char *folder, int deep, struct err *err)
{
    DIR *dir = opendir(folder);
    int rc = 0;
    if (!dir)
        return err_set(err, STATUS_IO, "There is no folder %s.", folder);
    for (struct dirent *entry; rc == 0 && (entry = readdir(dir));) {
        const char *path = arena_printf(&walk->scripts->arena, "%s/%s", folder, entry->d_name);
        struct stat info;
        if (entry->d_name[0] == '.' || stat(path, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode) && deep < DEEP_MOST)
            rc = read_folder(walk, path, deep + 1, err);
        else if (ends_in(path, ".lua") || ends_in(path, ".html") || ends_in(path, "/tree.csv"))
            rc = read_file(walk, path, err);
    }
    closedir(dir);
    return rc;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const struct script_file *)a)->path, ((const struct script_file *)b)->path);
}

int county_read(const char *folder, enum edition_kind kind, struct scripts *out, struct err *err)
{
    struct walk walk = {.scripts = out, .kind = kind, .root = folder};
    out->files = ARENA_ARRAY(&out->arena, struct script_file, FILES_MOST);
    int rc = read_folder(&walk, folder, 0, err);
    qsort(out->files, out->count, sizeof *out->files, compare_paths);
    return rc;
}

/* ---- records of people ----------------------------------------------------------------------- */

static void on_recorded(struct records_change *change)
{
    int *status = change->owner;
    *status = change->status;
}

/* Recorded, or the host was too busy, full or dead: then it is not. */
static bool record(struct years *years, struct records_change *change)
{
    int status = 1;
    change->on_done = on_recorded;
    change->owner = &status;
    engine_change_records(years->run.world.engine, change);
    world_settle(&years->run.world);
    if (status == 1)
        run_fail(&years->run, "a change of records was never answered");
    records_change_free(change);
    return status == 0;
}

static struct staff_input input_of(struct years *years, struct arena *arena)
{
    struct engine *engine = years->run.world.engine;
    return (struct staff_input){
        .engine = engine, .staff = engine->staff, .arena = arena, .errors = value_list(arena)};
}

static void add_person(struct years *years, struct records_change *change,
                       struct staff_input *input, const char *key, const struct value *given)
{
    struct record_change *added = records_change_add(change);
    struct id id;
    char text[ID_TEXT_LEN + 1];
    chance_id(&years->chance, &id);
    *added =
        (struct record_change){.kind = RECORD_PERSON,
                               .key = arena_text(&change->arena, key),
                               .status = 1,
                               .body = person_input(input, given, NULL, id_to_text(&id, text))};
    if (value_len(input->errors) > 0)
        run_fail(&years->run, "the person %s is refused", key);
}

static struct slice read_table(struct years *years, struct arena *arena)
{
    const char *path = arena_printf(arena, "%s/offices/people.csv", years->options->folder);
    struct buf text = {0};
    FILE *from = fopen(path, "rb");
    if (!from)
        run_fail(&years->run, "%s cannot be read", path);
    for (int c; from && (c = fgetc(from)) != EOF;)
        buf_add_byte(&text, (char)c);
    if (from)
        fclose(from);
    struct slice kept = arena_copy(arena, buf_slice(&text));
    buf_close(&text);
    return kept;
}

static void note_desks(struct years *years)
{
    const struct staff *staff = years->run.world.engine->staff;
    const struct staff_office *offices;
    size_t count = staff_offices(staff, &offices);
    years->desks = value_list(&years->run.arena);
    for (size_t i = 0; i < count; i++) {
        struct staff_query query = {.office = offices[i].code, .role = "unit_clerk"};
        struct arena arena = {0};
        query.now_ms = years->run.world.clock.now;
        if (value_len(staff_candidates(staff, &query, &arena)) > 0)
            value_push(&years->run.arena, years->desks,
                       value_string(&years->run.arena, offices[i].code));
        arena_close(&arena);
    }
}

void county_employ_all(struct years *years)
{
    struct records_change *change = records_change_new(NULL, "people_imported");
    struct staff_input input = input_of(years, &change->arena);
    struct slice text = read_table(years, &change->arena);
    struct value *rows;
    struct err err = {0};
    if (people_table_read(&input, text, &rows, &err) != 0 || value_len(input.errors) > 0) {
        run_fail(&years->run, "people.csv cannot be read: %s", err.text);
        return;
    }
    for (size_t i = 0; i < value_len(rows) && !years->run.has_failed; i++) {
        const struct value *row = value_item(rows, i);
        add_person(years, change, &input, value_get_text(row, "key"), value_get(row, "given"));
    }
    if (!record(years, change))
        run_fail(&years->run, "nobody could be employed");
    note_desks(years);
}

void county_employ(struct years *years, const char *role, const char *office)
{
    struct records_change *change = records_change_new(NULL, "person_changed");
    struct arena *arena = &change->arena;
    struct staff_input input = input_of(years, arena);
    struct value *given = value_map(arena), *memberships = value_list(arena);
    const char *key = arena_printf(arena, "new%d", ++years->employed);
    for (int i = 0; i < 2; i++) {
        struct value *one = value_map(arena);
        value_put(arena, one, "office", value_string(arena, office));
        value_put(arena, one, "role", value_string(arena, i ? SEALED_ROLE : role));
        value_push(arena, memberships, one);
    }
    value_put(arena, given, "name", value_string(arena, "新人"));
    value_put(arena, given, "memberships", memberships);
    add_person(years, change, &input, key, given);
    run_trace(&years->run, "-- somebody is employed as %s in %s", role, office);
    record(years, change);
}

/* Somebody is away for some days, with a substitute or without. */
void county_absence(struct years *years)
{
    struct run *run = &years->run;
    struct records_change *change = records_change_new(NULL, "absence_added");
    struct arena *arena = &change->arena;
    struct staff_input input = input_of(years, arena);
    struct staff_person *const *people;
    size_t count = staff_people(input.staff, &people);
    struct value *given = value_map(arena), *substitutes = value_list(arena);
    int32_t today = date_of(run->world.clock.now), from = today + (int32_t)run_draw(run, 5);
    char text[16];
    if (count < 2) {
        records_change_free(change);
        return;
    }
    const struct staff_person *away = people[run_draw(run, count)];
    const struct staff_person *other = people[run_draw(run, count)];
    if (other != away && run_is_lucky(run, 70))
        value_push(arena, substitutes, value_string(arena, other->key));
    value_put(arena, given, "person", value_string(arena, away->key));
    value_put(arena, given, "from", value_string(arena, date_to_text(from, text)));
    value_put(arena, given, "until",
              value_string(arena, date_to_text(from + (int32_t)run_draw(run, 25), text)));
    value_put(arena, given, "substitutes", substitutes);
    struct record_change *added = records_change_add(change);
    *added = (struct record_change){
        .kind = RECORD_ABSENCE,
        .key = arena_printf(arena, "away%llu", (unsigned long long)++years->absences),
        .status = 1,
        .body = absence_input(&input, given)};
    if (value_len(input.errors) > 0)
        run_fail(run, "an absence is refused");
    run_trace(run, "-- %s is away from %s", away->key, date_to_text(from, text));
    record(years, change);
}

/* ---- those who act --------------------------------------------------------------------------- */

struct making {
    struct arena *arena;
    struct membership *items;
    size_t count, most;
};

static void add_memberships(struct making *making, const struct staff_person *person,
                            const char *covering, int64_t now_ms)
{
    for (size_t i = 0; i < person->membership_count; i++) {
        const struct staff_membership *from = &person->memberships[i];
        if (!period_has(from->valid, now_ms) || making->count == making->most)
            continue;
        making->items[making->count++] =
            (struct membership){.office = arena_text(making->arena, from->office),
                                .role = arena_text(making->arena, from->role),
                                .covering = covering};
    }
}

static void make_actor(struct years *years, const struct staff_person *from, struct person *out)
{
    enum { MEMBERSHIPS_MOST = 256 };
    struct arena *arena = &years->run.arena;
    const struct staff *staff = years->staff_seen;
    int64_t now_ms = years->run.world.clock.now;
    struct making making = {arena, ARENA_ARRAY(arena, struct membership, MEMBERSHIPS_MOST), 0,
                            MEMBERSHIPS_MOST};
    const struct value *covers = staff_covers(staff, from->id, now_ms, arena);
    add_memberships(&making, from, NULL, now_ms);
    for (size_t i = 0; i < value_len(covers); i++) {
        const char *absent = value_text_or(value_item(covers, i), "");
        const struct staff_person *covered = staff_person(staff, absent);
        if (covered)
            add_memberships(&making, covered, absent, now_ms);
    }
    const char *id = arena_text(arena, from->id);
    *out = (struct person){
        .name = id,
        .actor = {.id = id,
                  .name = arena_text(arena, from->key),
                  .roles = &value_nil,
                  .memberships = making.items,
                  .membership_count = making.count,
                  .covers = covers,
                  .is_person = true}
    };
}

void county_see_staff(struct years *years)
{
    const struct staff *staff = years->run.world.engine->staff;
    struct staff_person *const *people;
    int64_t day = date_of(years->run.world.clock.now);
    if (staff == years->staff_seen && day == years->staff_day)
        return;
    bool is_same = staff == years->staff_seen;
    if (!is_same) {
        staff_unref((struct staff *)years->staff_seen);
        years->staff_seen = staff_ref((struct staff *)staff);
    }
    years->staff_day = day;
    years->staff_count = staff_people(staff, &people);
    if (years->staff_count > STAFF_MOST)
        years->staff_count = STAFF_MOST;
    for (size_t i = 0; i < years->staff_count; i++) {
        const struct value *covers =
            staff_covers(staff, people[i]->id, years->run.world.clock.now, &years->run.arena);
        bool is_known = is_same && strcmp(years->staff[i].name, people[i]->id) == 0;
        if (!is_known || !value_is_equal(covers, years->staff[i].actor.covers))
            make_actor(years, people[i], &years->staff[i]);
    }
}

const struct person *county_person(struct years *years, const char *id)
{
    county_see_staff(years);
    for (size_t i = 0; i < years->staff_count; i++)
        if (strcmp(years->staff[i].actor.id, id) == 0) {
            /* requests point to it for longer than the table holds it */
            struct person *kept = ARENA_NEW(&years->run.arena, struct person);
            *kept = years->staff[i];
            return kept;
        }
    return NULL;
}

static const char *id_of_word(struct years *years, const char *word)
{
    struct digest digest;
    struct id id;
    char text[ID_TEXT_LEN + 1];
    digest_of(slice_of(word), &digest);
    memcpy(id.bytes, digest.bytes, sizeof id.bytes);
    return arena_text(&years->run.arena, id_to_text(&id, text));
}

const struct person *county_citizen(struct years *years, const char *word)
{
    struct arena *arena = &years->run.arena;
    struct person *person = ARENA_NEW(arena, struct person);
    struct value *roles = value_list(arena);
    value_push(arena, roles, value_string(arena, word));
    const char *id = id_of_word(years, word);
    *person = (struct person){
        .name = id, .actor = {.id = id, .roles = roles}
    };
    return person;
}

const struct person *county_administrator(struct years *years)
{
    struct person *person = ARENA_NEW(&years->run.arena, struct person);
    const char *id = id_of_word(years, "administrator");
    *person = (struct person){
        .name = id,
        .actor = {.id = id, .roles = value_list(&years->run.arena), .is_administrator = true}
    };
    return person;
}
