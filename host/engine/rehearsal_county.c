/* rehearsal_county.c - a standard county for specs: in every office of the release's tree one
 * person for each ordinary role, so that words such as "unit_head" mean somebody
 * (rehearsal_spec.h).
 *
 * It lies in memory only, as people of the records do, and is the same in every run. Who acts as
 * "officer" is the officer of the office that holds the case; "officer@370102" is that one's.
 */
#include "data/canon.h"
#include "duty/staff.h"
#include "engine/inside.h"
#include "engine/people.h"
#include "engine/rehearsal_spec.h"

static const char *const ordinary[] = {
    "clerk",      "intake_clerk",     "unit_clerk", "officer",     "unit_head", "dispatcher",
    "supervisor", "leader_in_charge", "mediator",   "grid_worker", "organiser", "volunteer",
};
enum { ORDINARY = sizeof ordinary / sizeof *ordinary };

struct county {
    struct rehearsal *rehearsal;
    struct arena *arena;
    struct staff_person **people;
    size_t count;
};

static const char *name_in(struct arena *arena, const char *role, const char *office)
{
    return arena_printf(arena, "%s@%s", role, office);
}

static void employ(struct county *county, const char *role, const char *office)
{
    struct staff_membership membership = {
        .office = office, .role = role, .valid = {.until_ms = INT64_MAX}};
    const char *name = name_in(county->arena, role, office);
    struct staff_person person = {.id = rehearsal_member(county->rehearsal, name, role, office)->id,
                                  .key = name,
                                  .name = name,
                                  .memberships = &membership,
                                  .membership_count = 1};
    county->people[county->count++] = staff_person_new(&person);
}

/* The offices of the tree, and the one of cases that no office of it holds. */
static size_t offices_of(struct rehearsal *rehearsal, struct arena *arena,
                         const struct staff_office **out)
{
    const struct value *tree = value_get(engine_model(rehearsal_engine(rehearsal)), "tree");
    const struct staff_office *known;
    size_t count = offices_of_tree(tree, arena, &known);
    struct staff_office *offices = ARENA_ARRAY(arena, struct staff_office, count + 1);

    if (count)
        memcpy(offices, known, count * sizeof *offices);
    offices[count] = (struct staff_office){.code = count ? RELEASE_AS_WRITTEN : RELEASE_ONLY_OFFICE,
                                           .kind = "office",
                                           .zh = "示范机关",
                                           .en = "Standard office"};
    *out = offices;
    return count + 1;
}

void spec_open_county(struct spec_act *spec, const struct value *more)
{
    struct engine *engine = rehearsal_engine(spec->rehearsal);
    const struct staff_office *offices;
    size_t office_count = offices_of(spec->rehearsal, spec->arena, &offices);
    size_t roles = ORDINARY + value_len(more);
    struct county county = {.rehearsal = spec->rehearsal, .arena = spec->arena};

    county.people = ARENA_ARRAY(spec->arena, struct staff_person *, office_count * roles);
    for (size_t i = 0; i < office_count; i++) {
        for (size_t k = 0; k < ORDINARY; k++)
            employ(&county, ordinary[k], offices[i].code);
        for (size_t k = 0; k < value_len(more); k++)
            employ(&county, value_text_or(value_item(more, k), ""), offices[i].code);
    }
    struct staff_plan plan = {.offices = offices,
                              .office_count = office_count,
                              .people = county.people,
                              .person_count = county.count};
    struct staff *staff = staff_new(&plan);
    for (size_t i = 0; i < county.count; i++)
        staff_person_unref(county.people[i]);
    staff_unref(engine->staff);
    engine->staff = staff;
    spec->specs->has_county = true;
}

const struct actor *spec_member(struct spec_act *spec, const char *role)
{
    const char *at = strchr(role, '@');
    struct case_image image;
    struct err ignored = {0};
    const char *office;

    if (at) {
        struct slice word = {.bytes = role, .len = (size_t)(at - role)};
        return rehearsal_member(spec->rehearsal, role, arena_copy(spec->arena, word).bytes, at + 1);
    }
    if (spec_load(spec, &image, &ignored) != 0)
        return rehearsal_actor(spec->rehearsal, role, role);
    office = arena_copy(spec->arena, image.row.office).bytes;
    return rehearsal_member(spec->rehearsal, name_in(spec->arena, role, office), role, office);
}
