/* staff_choice.c - who may be asked (staff.h): roles, absence and substitutes, duty, and INV-2: a
 * person with an interest in a case acts nowhere in it, and a body that decided does not review
 * itself.
 *
 *   holders of the role, or the team on duty
 *     -> without `except` and the recused
 *     -> the absent replaced by the first substitute who may be asked
 *     -> each once
 *
 * A substitute stands in where the absent one could be asked: where that one is recused nobody is
 * asked in his place. Substitutes have no substitutes: who is asked can be read off one record.
 */
#include "duty/actor.h"
#include "duty/staff_inside.h"

#include "base/wallclock.h"

/* ---- recusal --------------------------------------------------------------------------------- */

static bool has_digest(const struct staff_digests *digests, const struct digest *wanted)
{
    for (size_t i = 0; i < digests->count; i++)
        if (memcmp(&digests->items[i], wanted, sizeof *wanted) == 0)
            return true;
    return false;
}

static bool are_party(const struct staff_digests *themselves, const struct staff_digests *parties)
{
    for (size_t i = 0; i < themselves->count; i++)
        if (has_digest(parties, &themselves->items[i]))
            return true;
    return false;
}

/* Is the office one of these, or under one of them? */
static bool is_under_one(const struct staff *staff, const char *office, const struct value *codes)
{
    for (size_t i = 0; codes && i < value_len(codes); i++) {
        const char *code = value_text_or(value_item(codes, i), "");
        if (staff_is_within(staff, office, code) ||
            staff_is_within(staff, office, staff_code_now(staff, code)))
            return true;
    }
    return false;
}

static bool is_one_now(const struct staff *staff, const char *office, const struct value *codes)
{
    for (size_t i = 0; codes && i < value_len(codes); i++)
        if (strcmp(office, staff_code_now(staff, value_text_or(value_item(codes, i), ""))) == 0)
            return true;
    return false;
}

/* A conflict with an office is one with what stands under it, too. */
static bool has_conflict_with(const struct staff *staff, const char *office,
                              const struct value *units)
{
    for (size_t i = 0; units && i < value_len(units); i++)
        if (staff_is_within(staff, value_text_or(value_item(units, i), ""), office))
            return true;
    return false;
}

static enum recusal standing_conflict(const struct staff *staff, const char *person, int64_t now_ms,
                                      const struct staff_subjects *subjects)
{
    for (size_t i = 0; i < staff->conflict_count; i++) {
        const struct staff_conflict *conflict = &staff->conflicts[i];
        if (strcmp(conflict->person, person) != 0 || !period_has(conflict->period, now_ms))
            continue;
        if (conflict->office && has_conflict_with(staff, conflict->office, subjects->units))
            return RECUSAL_UNIT;
        if (!conflict->office && has_digest(&subjects->parties, &conflict->party))
            return RECUSAL_PARTY;
    }
    return RECUSAL_NONE;
}

enum recusal staff_recusal(const struct staff *staff, const char *person, int64_t now_ms,
                           const struct staff_subjects *subjects)
{
    const struct staff_person *known = staff_person(staff, person);

    if (!subjects || !person)
        return RECUSAL_NONE;
    if (words_have(subjects->people, person))
        return RECUSAL_DECLARED;
    if (!known)
        return RECUSAL_NONE;
    if (are_party(&known->themselves, &subjects->parties))
        return RECUSAL_PARTY;
    for (size_t i = 0; i < known->membership_count; i++) {
        const struct staff_membership *membership = &known->memberships[i];
        const char *office = staff_code_now(staff, membership->office);
        if (!period_has(membership->valid, now_ms))
            continue;
        if (is_under_one(staff, office, subjects->units))
            return RECUSAL_UNIT;
        if (is_one_now(staff, office, subjects->decided))
            return RECUSAL_DECIDED;
    }
    return standing_conflict(staff, person, now_ms, subjects);
}

bool staff_is_recused(const struct staff *staff, const char *person, int64_t now_ms,
                      const struct staff_subjects *subjects)
{
    return staff_recusal(staff, person, now_ms, subjects) != RECUSAL_NONE;
}

/* ---- absence --------------------------------------------------------------------------------- */

static const struct staff_absence *absence_of(const struct staff *staff, const char *person,
                                              int64_t now_ms)
{
    for (size_t i = 0; i < staff->absence_count; i++)
        if (strcmp(staff->absences[i].person, person) == 0 &&
            period_has(staff->absences[i].period, now_ms))
            return &staff->absences[i];
    return NULL;
}

bool staff_is_absent(const struct staff *staff, const char *person, int64_t now_ms)
{
    return absence_of(staff, person, now_ms) != NULL;
}

struct value *staff_covers(const struct staff *staff, const char *person, int64_t now_ms,
                           struct arena *arena)
{
    struct value *covered = value_list(arena);
    for (size_t i = 0; i < staff->absence_count; i++) {
        const struct staff_absence *absence = &staff->absences[i];
        bool is_substitute = false;
        for (size_t k = 0; k < absence->substitute_count; k++)
            is_substitute = is_substitute || strcmp(absence->substitutes[k], person) == 0;
        if (is_substitute && period_has(absence->period, now_ms) &&
            !words_have(covered, absence->person))
            value_push(arena, covered, value_string(arena, absence->person));
    }
    return covered;
}

/* ---- choosing -------------------------------------------------------------------------------- */

static bool may_be_asked(const struct staff *staff, const char *person,
                         const struct staff_query *query)
{
    return !words_have(query->except, person) &&
           !staff_is_recused(staff, person, query->now_ms, query->subjects);
}

const char *staff_instead_of(const struct staff *staff, const char *person,
                             const struct staff_query *query)
{
    if (!may_be_asked(staff, person, query))
        return NULL;
    const struct staff_absence *absence = absence_of(staff, person, query->now_ms);
    if (!absence)
        return staff_has_left(staff, person) ? NULL : person;
    for (size_t i = 0; i < absence->substitute_count; i++)
        if (staff_person(staff, absence->substitutes[i]) &&
            may_be_asked(staff, absence->substitutes[i], query) &&
            !staff_is_absent(staff, absence->substitutes[i], query->now_ms))
            return absence->substitutes[i];
    return NULL;
}

static void add_candidate(const struct staff *staff, const char *person,
                          const struct staff_query *query, struct arena *arena, struct value *list)
{
    const char *asked = staff_instead_of(staff, person, query);
    if (asked && !words_have(list, asked))
        value_push(arena, list, value_string(arena, asked));
}

/* The first holder at or after (office, role); role "" stands before all. */
static size_t first_holder(const struct staff *staff, const char *office, const char *role)
{
    const struct staff_person least = {.id = ""};
    const struct staff_holder wanted = {.office = office, .role = role, .person = &least};
    size_t low = 0, high = staff->holder_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (staff_compare_holders(&staff->holders[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct value *staff_candidates(const struct staff *staff, const struct staff_query *query,
                               struct arena *arena)
{
    const char *office = staff_code_now(staff, query->office);
    struct value *list = value_list(arena);
    size_t i = first_holder(staff, office, query->role ? query->role : "");

    for (; i < staff->holder_count && strcmp(staff->holders[i].office, office) == 0; i++) {
        const struct staff_holder *holder = &staff->holders[i];
        if (query->role && strcmp(holder->role, query->role) != 0)
            break;
        if (period_has(holder->valid, query->now_ms))
            add_candidate(staff, holder->person->id, query, arena, list);
    }
    return list;
}

struct value *staff_on_duty(const struct staff *staff, const struct staff_query *query,
                            struct arena *arena)
{
    const char *office = staff_code_now(staff, query->office);
    struct value *list = value_list(arena);

    for (size_t i = 0; i < staff->roster_count; i++) {
        if (strcmp(staff_code_now(staff, staff->rosters[i].office), office) != 0)
            continue;
        struct roster_team team = roster_team_at(&staff->rosters[i], query->now_ms);
        for (size_t k = 0; k < team.count; k++)
            if (staff_person(staff, team.people[k]))
                add_candidate(staff, team.people[k], query, arena, list);
    }
    return list;
}

bool staff_holds(const struct staff *staff, const char *person, const char *role,
                 const char *office, int64_t now_ms)
{
    const struct staff_person *known = staff_person(staff, person);
    const char *wanted = staff_code_now(staff, office);

    for (size_t i = 0; known && i < known->membership_count; i++)
        if (strcmp(known->memberships[i].role, role) == 0 &&
            strcmp(staff_code_now(staff, known->memberships[i].office), wanted) == 0 &&
            period_has(known->memberships[i].valid, now_ms))
            return true;
    return false;
}

/* ---- skills and hours ------------------------------------------------------------------------ */

bool staff_is_available(const struct staff_person *person, int64_t now_ms)
{
    int32_t today = date_of(now_ms);
    int minute = (int)((now_ms - date_start_ms(today)) / (60 * 1000));

    for (size_t i = 0; i < person->window_count; i++) {
        const struct staff_window *window = &person->windows[i];
        bool is_overnight = window->until_min <= window->from_min;
        bool began_today = (window->days >> date_weekday(today) & 1) != 0;
        bool began_before = (window->days >> date_weekday(today - 1) & 1) != 0;
        if (began_today && minute >= window->from_min &&
            (is_overnight || minute < window->until_min))
            return true;
        if (is_overnight && began_before && minute < window->until_min)
            return true;
    }
    return person->window_count == 0;
}

bool staff_has_skills(const struct staff_person *person, const struct value *skills)
{
    for (size_t i = 0; skills && i < value_len(skills); i++) {
        bool has = false;
        for (size_t k = 0; k < person->skill_count && !has; k++)
            has = value_is_text(value_item(skills, i), person->skills[k]);
        if (!has)
            return false;
    }
    return true;
}
