/* people_rows.c - bodies of records as the structs of duty/staff.h: what engine/people.c reads of
 * the store, and what api/ has checked before it was written (api/person_input.c and its like).
 *
 *   person    { id, name, phone, email, numbers, skills, hours, memberships, notices }
 *             numbers: keyed digests. hours: [{ days = [1..7], from, until }]
 *             memberships: [{ office, role, from, until }], dates, the last day included
 *   absence   { person, from, until, substitutes }   ids; times in ms, until 0: open
 *   conflict  { person, office | parties = [digests], from, until }
 *   roster    { office, starts, turn, days, shifts, teams, overrides, fixed }
 *
 * To add a member: here, and in the check of what comes from outside.
 */
#include "base/wallclock.h"
#include "duty/staff.h"
#include "engine/inside.h"
#include "engine/recusal.h"

enum { WEEK = 7, DAY_MINUTES = 24 * 60 };

static const char **texts_of(const struct value *list, struct arena *arena, size_t *count)
{
    const char **texts = ARENA_ARRAY(arena, const char *, value_len(list) + 1);
    *count = 0;
    for (size_t i = 0; list->type == VALUE_LIST && i < value_len(list); i++)
        if (value_item(list, i)->type == VALUE_TEXT)
            texts[(*count)++] = value_item(list, i)->text.bytes;
    return texts;
}

static int32_t date_or(const struct value *map, const char *key, int32_t otherwise)
{
    const char *text = value_get_text(map, key);
    int32_t date;
    return text && date_from_text(slice_of(text), &date) ? date : otherwise;
}

static struct staff_period period_of_dates(const struct value *map)
{
    struct staff_period period = {0};
    int32_t from = date_or(map, "from", 0), until = date_or(map, "until", 0);
    if (from)
        period.from_ms = date_start_ms(from);
    if (until)
        period.until_ms = date_start_ms(until + 1);
    return period;
}

static struct staff_period period_of_times(const struct value *map)
{
    return (struct staff_period){.from_ms = value_get_int(map, "from", 0),
                                 .until_ms = value_get_int(map, "until", 0)};
}

/* "08:30"; 24:00 is the end of the day. */
static int16_t minute_of(const struct value *map, const char *key)
{
    const char *text = value_get_text(map, key);
    if (!text || strlen(text) != 5)
        return 0;
    int hours = (text[0] - '0') * 10 + text[1] - '0',
        minutes = (text[3] - '0') * 10 + text[4] - '0';
    int minute = hours * 60 + minutes;
    if (minute < 0 || minute > DAY_MINUTES)
        return 0;
    return (int16_t)(minute % DAY_MINUTES);
}

static uint8_t days_of(const struct value *list)
{
    unsigned days = 0;
    for (size_t i = 0; i < value_len(list); i++) {
        int64_t day = value_int_or(value_item(list, i), 0);
        if (day >= 1 && day <= WEEK)
            days |= 1U << (day - 1);
    }
    return (uint8_t)days;
}

/* ---- people ---------------------------------------------------------------------------------- */

static void read_memberships(const struct value *list, struct arena *arena,
                             struct staff_person *out)
{
    struct staff_membership *items =
        ARENA_ARRAY(arena, struct staff_membership, value_len(list) + 1);
    for (size_t i = 0; list->type == VALUE_LIST && i < value_len(list); i++) {
        const struct value *from = value_item(list, i);
        const char *office = value_get_text(from, "office"), *role = value_get_text(from, "role");
        if (office && role)
            items[out->membership_count++] = (struct staff_membership){
                .office = office, .role = role, .valid = period_of_dates(from)};
    }
    out->memberships = items;
}

static void read_windows(const struct value *list, struct arena *arena, struct staff_person *out)
{
    struct staff_window *items = ARENA_ARRAY(arena, struct staff_window, value_len(list) + 1);
    for (size_t i = 0; list->type == VALUE_LIST && i < value_len(list); i++) {
        const struct value *from = value_item(list, i);
        items[out->window_count++] = (struct staff_window){.days = days_of(value_get(from, "days")),
                                                           .from_min = minute_of(from, "from"),
                                                           .until_min = minute_of(from, "until")};
    }
    out->windows = items;
}

bool person_of_body(const struct value *body, const char *key, struct arena *arena,
                    struct staff_person *out)
{
    const struct value *numbers = value_get(body, "numbers"), *notices = value_get(body, "notices");
    struct digest *digests = ARENA_ARRAY(arena, struct digest, value_len(numbers) + 1);

    *out = (struct staff_person){
        .id = value_get_text(body, "id"),
        .key = key,
        .name = value_get_text(body, "name"),
        .phone = value_get_text(body, "phone"),
        .email = value_get_text(body, "email"),
        .wants_mail = value_get_bool(notices, "mail", false),
        .wants_sms = value_get_bool(notices, "sms", false),
    };
    read_memberships(value_get(body, "memberships"), arena, out);
    read_windows(value_get(body, "hours"), arena, out);
    out->skills = texts_of(value_get(body, "skills"), arena, &out->skill_count);
    for (size_t i = 0; i < value_len(numbers); i++)
        if (digest_from_text(value_text_or(value_item(numbers, i), ""),
                             &digests[out->themselves.count]))
            out->themselves.count++;
    out->themselves.items = digests;
    return out->id && key;
}

/* ---- absences and conflicts ------------------------------------------------------------------ */

bool absence_of_body(const struct value *body, struct arena *arena, struct staff_absence *out)
{
    *out = (struct staff_absence){.person = value_get_text(body, "person"),
                                  .period = period_of_times(body)};
    out->substitutes = texts_of(value_get(body, "substitutes"), arena, &out->substitute_count);
    return out->person != NULL;
}

size_t conflicts_of_body(const struct value *body, struct staff_conflict out[CONFLICTS_MOST])
{
    const struct value *parties = value_get(body, "parties");
    struct staff_conflict conflict = {.person = value_get_text(body, "person"),
                                      .office = value_get_text(body, "office"),
                                      .period = period_of_times(body)};
    size_t count = 0;

    if (!conflict.person)
        return 0;
    if (conflict.office)
        out[count++] = conflict;
    conflict.office = NULL;
    for (size_t i = 0; i < value_len(parties) && count < CONFLICTS_MOST; i++)
        if (digest_from_text(value_text_or(value_item(parties, i), ""), &conflict.party))
            out[count++] = conflict;
    return count;
}

/* ---- rosters --------------------------------------------------------------------------------- */

static struct roster_team team_of(const struct value *list, struct arena *arena)
{
    struct roster_team team = {0};
    team.people = texts_of(list, arena, &team.count);
    return team;
}

static void read_shifts(const struct value *list, struct arena *arena, struct roster *out)
{
    struct roster_shift *shifts = ARENA_ARRAY(arena, struct roster_shift, value_len(list) + 1);
    for (size_t i = 0; i < value_len(list); i++)
        shifts[i] = (struct roster_shift){.from_min = minute_of(value_item(list, i), "from"),
                                          .until_min = minute_of(value_item(list, i), "until")};
    out->shifts = shifts; /* none said: one, the whole day */
    out->shift_count = value_len(list) ? value_len(list) : 1;
}

static void read_changes(const struct value *body, struct arena *arena, struct roster *out)
{
    const struct value *overrides = value_get(body, "overrides"), *fixed = value_get(body, "fixed");
    struct roster_override *changes =
        ARENA_ARRAY(arena, struct roster_override, value_len(overrides) + 1);
    struct roster_fixed *dates = ARENA_ARRAY(arena, struct roster_fixed, value_len(fixed) + 1);

    for (size_t i = 0; i < value_len(overrides); i++)
        changes[i] = (struct roster_override){
            .period = period_of_times(value_item(overrides, i)),
            .team = team_of(value_get(value_item(overrides, i), "people"), arena)};
    for (size_t i = 0; i < value_len(fixed); i++)
        dates[i] = (struct roster_fixed){
            .date = date_or(value_item(fixed, i), "date", 0),
            .team = team_of(value_get(value_item(fixed, i), "people"), arena)};
    out->overrides = changes;
    out->override_count = value_len(overrides);
    out->fixed = dates;
    out->fixed_count = value_len(fixed);
}

bool roster_of_body(const struct value *body, const char *key, struct arena *arena,
                    struct roster *out)
{
    const struct value *teams = value_get(body, "teams"), *turn = value_get(body, "turn");
    struct roster_team *items = ARENA_ARRAY(arena, struct roster_team, value_len(teams) + 1);

    *out = (struct roster){
        .key = key,
        .office = value_get_text(body, "office"),
        .starts = date_or(body, "starts", 0),
        .turn = value_is_text(turn, "week")    ? ROSTER_BY_WEEK
                : value_is_text(turn, "shift") ? ROSTER_BY_SHIFT
                                               : ROSTER_BY_DAY,
        .days = days_of(value_get(body, "days")),
        .teams = items,
        .team_count = value_len(teams),
    };
    for (size_t i = 0; i < value_len(teams); i++)
        items[i] = team_of(value_item(teams, i), arena);
    read_shifts(value_get(body, "shifts"), arena, out);
    read_changes(body, arena, out);
    return out->office && key;
}

/* ---- offices --------------------------------------------------------------------------------- */

static int level_of(const struct value *tree, const struct value *office)
{
    enum { LEVELS_MOST = 64 };
    const char *parent;
    int level = 0;
    while ((parent = value_get_text(office, "parent")) != NULL && level < LEVELS_MOST) {
        office = value_get(tree, parent);
        level++;
    }
    return level;
}

size_t offices_of_tree(const struct value *tree, struct arena *arena,
                       const struct staff_office **out)
{
    struct staff_office *offices = ARENA_ARRAY(arena, struct staff_office, value_len(tree) + 2);
    const char *top = NULL;

    for (size_t i = 0; i < value_len(tree); i++) {
        const struct value *office = tree->map.members[i].value;
        offices[i] = (struct staff_office){
            .code = value_get_text(office, "code"),
            .parent = value_get_text(office, "parent"),
            .kind = value_get_text(office, "kind"),
            .zh = value_get_text(office, "zh"),
            .en = value_get_text(office, "en"),
            .organ_zh = value_get_text(office, "organ_zh"),
            .organ_en = value_get_text(office, "organ_en"),
            .review_body = value_get_text(office, "review_body"),
            .sealed_route = value_get_text(office, "sealed_route"),
            .area = value_get_text(office, "area"),
            .successor = value_get_text(office, "successor"),
            .level = (int)value_get_int(office, "level", level_of(tree, office)),
        };
        if (!offices[i].parent)
            top = offices[i].code;
    }
    *out = offices;
    if (!top || !value_is_nil(value_get(tree, RELEASE_ONLY_OFFICE)))
        return value_len(tree);
    /* what began before there was a table belongs to the one at the top */
    offices[value_len(tree)] =
        (struct staff_office){.code = RELEASE_ONLY_OFFICE, .kind = "former", .successor = top};
    return value_len(tree) + 1;
}
