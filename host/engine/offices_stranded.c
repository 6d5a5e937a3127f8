/* offices_stranded.c - is anything left behind in an office that a release does not know any more?
 *
 * An office that is merged or abolished stays in the table and names its successor (script/tree.c);
 * one that is simply gone would leave its cases without anybody who may touch them. Cases are
 * looked through only if an office is gone, which is rare. Sealed ones hold nothing back: that
 * would tell of them, and an office without people has nobody who is cleared for them anyway; as
 * long as it has, those hold it back.
 */
#include "engine/offices.h"

#include "duty/staff.h"
#include "engine/veil.h"
#include "script/release.h"
#include "store/each_case.h"

struct stranded {
    const struct value *gone; /* { code = true } */
    struct arena *arena;
    struct value *used; /* { code = true } of those on which something hangs */
    size_t people, rosters, cases;
};

static bool note_if_gone(struct stranded *stranded, struct slice code)
{
    if (value_is_nil(value_get_slice(stranded->gone, code)))
        return false;
    value_put_slice(stranded->arena, stranded->used, code, value_bool(stranded->arena, true));
    return true;
}

/* Offices of the snapshot that are not in the table. Without any table there is one office, and all
 * are gone; before there was one, that office is succeeded by the one at the top. */
static struct value *offices_gone(const struct staff *staff, const struct value *tree,
                                  struct arena *arena)
{
    const struct staff_office *offices;
    size_t count = staff_offices(staff, &offices);
    struct value *gone = value_map(arena);

    for (size_t i = 0; i < count; i++)
        if (value_is_nil(value_get(tree, offices[i].code)) &&
            strcmp(offices[i].code, RELEASE_ONLY_OFFICE) != 0)
            value_put(arena, gone, offices[i].code, value_bool(arena, true));
    return gone;
}

static void look_at_people(struct stranded *stranded, const struct staff *staff)
{
    struct staff_person *const *people;
    const struct roster *rosters;
    size_t count = staff_people(staff, &people), roster_count = staff_rosters(staff, &rosters);

    for (size_t i = 0; i < count; i++) {
        bool is_stranded = false;
        for (size_t k = 0; k < people[i]->membership_count; k++)
            is_stranded |= note_if_gone(stranded, slice_of(people[i]->memberships[k].office));
        stranded->people += is_stranded;
    }
    for (size_t i = 0; i < roster_count; i++)
        stranded->rosters += note_if_gone(stranded, slice_of(rosters[i].office));
}

static int look_at_case(void *owner, const struct case_row *row, struct err *err)
{
    struct stranded *stranded = owner;
    (void)err;
    if (row->status != CASE_CLOSED && !case_is_sealed(row->extra))
        stranded->cases += note_if_gone(stranded, row->office);
    return 0;
}

static int refuse(const struct stranded *stranded, struct err *err)
{
    enum { NAMED_MOST = 5 };
    const char *names = "";
    for (size_t i = 0; i < value_len(stranded->used) && i < NAMED_MOST; i++)
        names = arena_printf(stranded->arena, "%s%s%.*s", names, i ? ", " : "",
                             SLICE_ARG(stranded->used->map.members[i].key));
    return err_set_at(err, STATUS_CONFLICT, "offices_missing", NULL,
                      "The release has no office %s%s any more, and %zu people, %zu rosters and "
                      "%zu open cases hang on what is gone. Keep its line in offices/tree.csv and "
                      "name its successor there. Nothing was activated.",
                      names, value_len(stranded->used) > NAMED_MOST ? ", ..." : "",
                      stranded->people, stranded->rosters, stranded->cases);
}

int offices_check_stranded(const struct staff *staff, const struct value *tree,
                           struct reader *reader, struct err *err)
{
    struct arena arena = {0};
    struct stranded stranded = {
        .arena = &arena, .gone = offices_gone(staff, tree, &arena), .used = value_map(&arena)};
    int rc = 0;

    if (value_len(stranded.gone) > 0) {
        look_at_people(&stranded, staff);
        rc = each_case(reader, look_at_case, &stranded, err);
    }
    if (rc == 0 && value_len(stranded.used) > 0)
        rc = refuse(&stranded, err);
    arena_close(&arena);
    return rc;
}
