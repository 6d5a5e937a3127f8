/* demo_away.c - people of a made-up office go on leave, mostly with somebody of their office who
 * stands in (demo_life.h). The last one has forgotten to name somebody: what waits for him alone
 * becomes an incident, as it would in life.
 */
#include "base/wallclock.h"
#include "cli/demo_life.h"

enum { DAYS_BETWEEN = 16, DAYS_LEAST = 3, DAYS_MOST = 10, LAST_DAYS = 6 };

static void plan_absence(struct demo *demo, int64_t at_ms, const char *how)
{
    int64_t pick = chance_below(&demo->chance, (int64_t)demo->person_count);
    demo_plan(demo, &(struct demo_entry){.at_ms = demo_working(demo, at_ms),
                                         .kind = DEMO_AWAY,
                                         .person = &demo->people[pick],
                                         .what = how});
}

void demo_plan_absences(struct demo *demo)
{
    int64_t last_ms = demo->until_ms - (int64_t)LAST_DAYS * DAY_MS;
    int64_t at_ms = demo->start_ms;
    if (demo->person_count == 0)
        return;
    for (; at_ms < last_ms; at_ms += (int64_t)DAYS_BETWEEN * DAY_MS)
        plan_absence(demo, at_ms, "covered");
    plan_absence(demo, last_ms, "alone");
}

static bool share_office(const struct staff_person *one, const struct staff_person *other)
{
    for (size_t i = 0; i < one->membership_count; i++)
        for (size_t k = 0; k < other->membership_count; k++)
            if (strcmp(one->memberships[i].office, other->memberships[k].office) == 0)
                return true;
    return false;
}

static struct demo_person *draw_colleague(struct demo *demo, const struct demo_person *person)
{
    struct demo_person *drawn = NULL;
    int64_t met = 0;
    for (size_t i = 0; i < demo->person_count; i++)
        if (&demo->people[i] != person && share_office(demo->people[i].staff, person->staff) &&
            chance_below(&demo->chance, ++met) == 0)
            drawn = &demo->people[i];
    return drawn;
}

void demo_go_away(struct demo *demo, const struct demo_entry *entry)
{
    struct demo_person *person = entry->person;
    bool is_covered = strcmp(entry->what, "covered") == 0;
    struct demo_person *instead = is_covered ? draw_colleague(demo, person) : NULL;
    int32_t today = date_of(demo_now(demo));
    int32_t last = today + (int32_t)(DAYS_LEAST + chance_below(&demo->chance, DAYS_MOST));
    struct arena arena = {0};
    struct value *body = value_map(&arena), *substitutes = value_list(&arena);
    struct virtual_reply reply;
    struct virtual_call call = {
        .method = "POST", .path = "/api/v1/absences", .token = demo->admin, .body = body};
    char date[16];

    if (!is_covered) /* beyond the present */
        last = date_of(demo->until_ms) + LAST_DAYS;
    if (instead)
        value_push(&arena, substitutes, value_string(&arena, instead->staff->key));
    value_put(&arena, body, "person", value_string(&arena, person->staff->key));
    value_put(&arena, body, "from", value_string(&arena, date_to_text(today, date)));
    value_put(&arena, body, "until", value_string(&arena, date_to_text(last, date)));
    value_put(&arena, body, "substitutes", substitutes);
    value_put(&arena, body, "why", value_string(&arena, is_covered ? "leave" : "sick"));
    demo_ask(demo, &call, &arena, &reply);
    if (demo_went_well(demo, &call, &reply)) {
        person->away_until_ms = date_start_ms(last + 1);
        person->instead = instead;
    }
    arena_close(&arena);
}
