/* staff.c - who works where (staff.h): building a snapshot and finding things in it. Who is chosen
 * and who may not be is in staff_choice.c.
 *
 * All arrays are sorted once and searched by halving. A person is a counted object of its own: the
 * next snapshot shares all but those that changed, so that one change among ten thousand people
 * costs a sort of pointers and no reading.
 *
 * S1. A membership of an office that has ended stands in the index under its successor.
 * S2. Nothing of a snapshot changes after staff_new.
 */
#include "duty/staff.h"

#include <stdlib.h>
#include "base/buf.h"
#include "duty/staff_inside.h"

enum { SUCCESSORS_MOST = 20 }; /* and levels of the tree: script/tree.c refuses more */

/* ---- people ---------------------------------------------------------------------------------- */

/* One piece of memory for all of a person: ten thousand of them are a few megabytes. The same walk
 * measures (at NULL) and fills. */
struct laying {
    char *at;
    size_t used;
};

static void *lay(struct laying *laying, const void *from, size_t len)
{
    enum { ALIGNED = sizeof(void *) };
    char *to = laying->at ? laying->at + laying->used : NULL;
    if (to && len)
        memcpy(to, from, len);
    laying->used += (len + ALIGNED - 1) / ALIGNED * ALIGNED;
    return to;
}

static const char *lay_text(struct laying *laying, const char *text)
{
    return text ? lay(laying, text, strlen(text) + 1) : NULL;
}

static void lay_memberships(struct laying *laying, const struct staff_person *from,
                            struct staff_person *to)
{
    size_t count = from->membership_count;
    struct staff_membership *copy = lay(laying, from->memberships, count * sizeof *copy);
    for (size_t i = 0; i < count; i++) {
        const char *office = lay_text(laying, from->memberships[i].office);
        const char *role = lay_text(laying, from->memberships[i].role);
        if (copy) {
            copy[i].office = office;
            copy[i].role = role;
        }
    }
    to->memberships = copy;
}

static void lay_skills(struct laying *laying, const struct staff_person *from,
                       struct staff_person *to)
{
    const char **copy = lay(laying, from->skills, from->skill_count * sizeof *copy);
    for (size_t i = 0; i < from->skill_count; i++) {
        const char *skill = lay_text(laying, from->skills[i]);
        if (copy)
            copy[i] = skill;
    }
    to->skills = copy;
}

static void lay_person(struct laying *laying, const struct staff_person *from,
                       struct staff_person *to)
{
    to->id = lay_text(laying, from->id);
    to->key = lay_text(laying, from->key);
    to->name = lay_text(laying, from->name);
    to->phone = lay_text(laying, from->phone);
    to->email = lay_text(laying, from->email);
    lay_memberships(laying, from, to);
    lay_skills(laying, from, to);
    to->windows = lay(laying, from->windows, from->window_count * sizeof *from->windows);
    to->themselves.items =
        lay(laying, from->themselves.items, from->themselves.count * sizeof(struct digest));
}

struct staff_person *staff_person_new(const struct staff_person *from)
{
    struct laying laying = {0};
    struct staff_person scratch, *person;

    lay_person(&laying, from, &scratch);
    person = mem_alloc(sizeof *person + laying.used);
    *person = *from;
    laying = (struct laying){.at = (char *)(person + 1)};
    lay_person(&laying, from, person);
    atomic_init(&person->refs, 1);
    return person;
}

struct staff_person *staff_person_ref(struct staff_person *person)
{
    atomic_fetch_add(&person->refs, 1);
    return person;
}

void staff_person_unref(struct staff_person *person)
{
    if (person && atomic_fetch_sub(&person->refs, 1) == 1)
        free(person);
}

static int by_id(const void *a, const void *b)
{
    const struct staff_person *const *left = a, *const *right = b;
    return strcmp((*left)->id, (*right)->id);
}

static int by_key(const void *a, const void *b)
{
    const struct staff_person *const *left = a, *const *right = b;
    return strcmp((*left)->key, (*right)->key);
}

static void take_people(struct staff *staff, const struct staff_plan *plan)
{
    size_t count = plan->person_count;
    staff->people = ARENA_ARRAY(&staff->arena, struct staff_person *, count + 1);
    staff->by_key = ARENA_ARRAY(&staff->arena, struct staff_person *, count + 1);
    staff->person_count = count;
    for (size_t i = 0; i < count; i++)
        staff->people[i] = staff_person_ref(plan->people[i]);
    qsort(staff->people, count, sizeof *staff->people, by_id);
    memcpy(staff->by_key, staff->people, count * sizeof *staff->by_key);
    qsort(staff->by_key, count, sizeof *staff->by_key, by_key);
}

/* ---- offices --------------------------------------------------------------------------------- */

static int by_code(const void *a, const void *b)
{
    const struct staff_office *left = a, *right = b;
    return strcmp(left->code, right->code);
}

static const char *kept(struct arena *arena, const char *text)
{
    return text ? arena_text(arena, text) : NULL;
}

static void take_offices(struct staff *staff, const struct staff_plan *plan)
{
    struct arena *arena = &staff->arena;
    staff->offices = ARENA_ARRAY(arena, struct staff_office, plan->office_count + 1);
    staff->office_count = plan->office_count;
    for (size_t i = 0; i < plan->office_count; i++) {
        const struct staff_office *from = &plan->offices[i];
        staff->offices[i] = (struct staff_office){
            .code = arena_text(arena, from->code),
            .parent = kept(arena, from->parent),
            .kind = kept(arena, from->kind),
            .zh = kept(arena, from->zh),
            .en = kept(arena, from->en),
            .organ_zh = kept(arena, from->organ_zh),
            .organ_en = kept(arena, from->organ_en),
            .review_body = kept(arena, from->review_body),
            .sealed_route = kept(arena, from->sealed_route),
            .area = kept(arena, from->area),
            .successor = kept(arena, from->successor),
            .level = from->level,
        };
    }
    qsort(staff->offices, staff->office_count, sizeof *staff->offices, by_code);
}

const struct staff_office *staff_office(const struct staff *staff, const char *code)
{
    struct staff_office wanted = {.code = code};
    return code && staff->office_count > 0
               ? bsearch(&wanted, staff->offices, staff->office_count, sizeof wanted, by_code)
               : NULL;
}

const struct staff_office *staff_office_now(const struct staff *staff, const char *code)
{
    const struct staff_office *office = staff_office(staff, code);
    for (int i = 0; office && office->successor && i < SUCCESSORS_MOST; i++)
        office = staff_office(staff, office->successor);
    return office;
}

const char *staff_code_now(const struct staff *staff, const char *code)
{
    const struct staff_office *office = staff_office_now(staff, code);
    return office ? office->code : code;
}

size_t staff_offices(const struct staff *staff, const struct staff_office **out)
{
    *out = staff->offices;
    return staff->office_count;
}

const char *staff_review_body(const struct staff *staff, const char *code)
{
    const struct staff_office *office = staff_office_now(staff, code);
    if (!office)
        return NULL;
    const char *body = office->review_body ? office->review_body : office->parent;
    return body ? staff_code_now(staff, body) : NULL;
}

const char *staff_sealed_route(const struct staff *staff, const char *code)
{
    const struct staff_office *office = staff_office_now(staff, code);
    for (int i = 0; office && !office->sealed_route && i < SUCCESSORS_MOST; i++)
        office = staff_office(staff, office->parent);
    return office && office->sealed_route ? staff_code_now(staff, office->sealed_route) : NULL;
}

bool staff_is_within(const struct staff *staff, const char *code, const char *office)
{
    for (int i = 0; code && i <= SUCCESSORS_MOST; i++) {
        if (strcmp(code, office) == 0)
            return true;
        const struct staff_office *at = staff_office(staff, code);
        code = at ? at->parent : NULL;
    }
    return false;
}

/* ---- who holds what -------------------------------------------------------------------------- */

int staff_compare_holders(const void *a, const void *b)
{
    const struct staff_holder *left = a, *right = b;
    int order = strcmp(left->office, right->office);
    if (order == 0)
        order = strcmp(left->role, right->role);
    return order != 0 ? order : strcmp(left->person->id, right->person->id);
}

static void take_holders(struct staff *staff)
{
    size_t count = 0;
    for (size_t i = 0; i < staff->person_count; i++)
        count += staff->people[i]->membership_count;
    staff->holders = ARENA_ARRAY(&staff->arena, struct staff_holder, count + 1);
    for (size_t i = 0; i < staff->person_count; i++) {
        const struct staff_person *person = staff->people[i];
        for (size_t k = 0; k < person->membership_count; k++)
            staff->holders[staff->holder_count++] = (struct staff_holder){
                .office = staff_code_now(staff, person->memberships[k].office), /* S1 */
                .role = person->memberships[k].role,
                .valid = person->memberships[k].valid,
                .person = person};
    }
    qsort(staff->holders, count, sizeof *staff->holders, staff_compare_holders);
}

/* ---- absences, rosters, conflicts ------------------------------------------------------------ */

static const char *const *kept_words(struct arena *arena, const char *const *words, size_t count)
{
    const char **copy = ARENA_ARRAY(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_text(arena, words[i]);
    return copy;
}

static void take_absences(struct staff *staff, const struct staff_plan *plan)
{
    struct arena *arena = &staff->arena;
    struct staff_absence *copy = ARENA_ARRAY(arena, struct staff_absence, plan->absence_count + 1);
    for (size_t i = 0; i < plan->absence_count; i++) {
        copy[i] = plan->absences[i];
        copy[i].person = arena_text(arena, copy[i].person);
        copy[i].substitutes = kept_words(arena, copy[i].substitutes, copy[i].substitute_count);
    }
    staff->absences = copy;
    staff->absence_count = plan->absence_count;
}

static void take_conflicts(struct staff *staff, const struct staff_plan *plan)
{
    struct arena *arena = &staff->arena;
    struct staff_conflict *copy =
        ARENA_ARRAY(arena, struct staff_conflict, plan->conflict_count + 1);
    for (size_t i = 0; i < plan->conflict_count; i++) {
        copy[i] = plan->conflicts[i];
        copy[i].person = arena_text(arena, copy[i].person);
        copy[i].office = kept(arena, copy[i].office);
    }
    staff->conflicts = copy;
    staff->conflict_count = plan->conflict_count;
}

static struct roster_team kept_team(struct arena *arena, struct roster_team team)
{
    team.people = kept_words(arena, team.people, team.count);
    return team;
}

static struct roster kept_roster(struct arena *arena, const struct roster *from)
{
    struct roster copy = *from;
    struct roster_shift *shifts = ARENA_ARRAY(arena, struct roster_shift, from->shift_count + 1);
    struct roster_team *teams = ARENA_ARRAY(arena, struct roster_team, from->team_count + 1);
    struct roster_override *overrides =
        ARENA_ARRAY(arena, struct roster_override, from->override_count + 1);
    struct roster_fixed *fixed = ARENA_ARRAY(arena, struct roster_fixed, from->fixed_count + 1);

    for (size_t i = 0; i < from->shift_count; i++)
        shifts[i] = from->shifts[i];
    for (size_t i = 0; i < from->team_count; i++)
        teams[i] = kept_team(arena, from->teams[i]);
    for (size_t i = 0; i < from->override_count; i++) {
        overrides[i] = from->overrides[i];
        overrides[i].team = kept_team(arena, from->overrides[i].team);
    }
    for (size_t i = 0; i < from->fixed_count; i++) {
        fixed[i] = from->fixed[i];
        fixed[i].team = kept_team(arena, from->fixed[i].team);
    }
    copy.key = arena_text(arena, from->key);
    copy.office = arena_text(arena, from->office);
    copy.shifts = shifts;
    copy.teams = teams;
    copy.overrides = overrides;
    copy.fixed = fixed;
    return copy;
}

static void take_rosters(struct staff *staff, const struct staff_plan *plan)
{
    staff->rosters = ARENA_ARRAY(&staff->arena, struct roster, plan->roster_count + 1);
    staff->roster_count = plan->roster_count;
    for (size_t i = 0; i < plan->roster_count; i++)
        staff->rosters[i] = kept_roster(&staff->arena, &plan->rosters[i]);
}

/* ---- who has left, and when anything changes by itself --------------------------------------- */

static int by_text(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

static void take_left(struct staff *staff, const struct staff_plan *plan)
{
    staff->left = ARENA_ARRAY(&staff->arena, const char *, plan->left_count + 1);
    staff->left_count = plan->left_count;
    for (size_t i = 0; i < plan->left_count; i++)
        staff->left[i] = arena_text(&staff->arena, plan->left[i]);
    qsort(staff->left, staff->left_count, sizeof *staff->left, by_text);
}

static int by_time(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static void note_period(struct staff *staff, struct staff_period period)
{
    if (period.from_ms > 0)
        staff->changes[staff->change_count++] = period.from_ms;
    if (period.until_ms > 0 && period.until_ms < INT64_MAX)
        staff->changes[staff->change_count++] = period.until_ms;
}

static void take_changes(struct staff *staff)
{
    size_t most = 2 * (staff->holder_count + staff->absence_count + staff->conflict_count),
           kept = 0;

    staff->changes = ARENA_ARRAY(&staff->arena, int64_t, most + 1);
    for (size_t i = 0; i < staff->holder_count; i++)
        note_period(staff, staff->holders[i].valid);
    for (size_t i = 0; i < staff->absence_count; i++)
        note_period(staff, staff->absences[i].period);
    for (size_t i = 0; i < staff->conflict_count; i++)
        note_period(staff, staff->conflicts[i].period);
    qsort(staff->changes, staff->change_count, sizeof *staff->changes, by_time);
    for (size_t i = 0; i < staff->change_count; i++)
        if (kept == 0 || staff->changes[kept - 1] != staff->changes[i])
            staff->changes[kept++] = staff->changes[i];
    staff->change_count = kept;
}

/* ---- the snapshot ---------------------------------------------------------------------------- */

struct staff *staff_new(const struct staff_plan *plan)
{
    struct staff *staff = mem_zero(sizeof *staff);
    atomic_init(&staff->refs, 1);
    take_offices(staff, plan);
    take_people(staff, plan);
    take_holders(staff);
    take_absences(staff, plan);
    take_conflicts(staff, plan);
    take_rosters(staff, plan);
    take_left(staff, plan);
    take_changes(staff);
    return staff;
}

struct staff *staff_ref(struct staff *staff)
{
    atomic_fetch_add(&staff->refs, 1);
    return staff;
}

void staff_unref(struct staff *staff)
{
    if (!staff || atomic_fetch_sub(&staff->refs, 1) != 1)
        return;
    for (size_t i = 0; i < staff->person_count; i++)
        staff_person_unref(staff->people[i]);
    arena_close(&staff->arena);
    free(staff);
}

size_t staff_rosters(const struct staff *staff, const struct roster **out)
{
    *out = staff->rosters;
    return staff->roster_count;
}

bool staff_is_empty(const struct staff *staff)
{
    return staff->person_count == 0;
}

const struct staff_person *staff_person(const struct staff *staff, const char *id)
{
    struct staff_person wanted = {.id = id}, *key = &wanted;
    if (!id || staff->person_count == 0)
        return NULL;
    struct staff_person *const *found =
        bsearch(&key, staff->people, staff->person_count, sizeof key, by_id);
    return found ? *found : NULL;
}

const struct staff_person *staff_person_by_key(const struct staff *staff, const char *text)
{
    struct staff_person wanted = {.key = text}, *key = &wanted;
    if (!text || staff->person_count == 0)
        return NULL;
    struct staff_person *const *found =
        bsearch(&key, staff->by_key, staff->person_count, sizeof key, by_key);
    return found ? *found : NULL;
}

size_t staff_people(const struct staff *staff, struct staff_person *const **out)
{
    *out = staff->people;
    return staff->person_count;
}

bool staff_has_left(const struct staff *staff, const char *id)
{
    return id && staff->left_count > 0 && !staff_person(staff, id) &&
           bsearch(&id, staff->left, staff->left_count, sizeof id, by_text) != NULL;
}

int64_t staff_next_change(const struct staff *staff, int64_t now_ms)
{
    size_t low = 0, high = staff->change_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (staff->changes[middle] <= now_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low < staff->change_count ? staff->changes[low] : INT64_MAX;
}
