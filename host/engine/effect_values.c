/* effect_values.c - opening what an effect speaks of, on the sending thread (sending.h).
 *
 * A handle becomes the value it stands for; `to = { person = id }` becomes how that person is
 * reached, as the records have it now. Everything lives in the arena of the call.
 */
#include "data/canon.h"
#include "duty/staff.h"
#include "engine/sending.h"
#include "engine/vault.h"

struct opening {
    const struct sending *sending;
    struct reader *reader;
    struct arena *arena;
    int rc;
    struct err *err;
};

static struct value *open_value(struct opening *opening, const struct value *value);

static struct value *open_handle(struct opening *opening, const struct value *handle)
{
    const struct effect_row *row = &opening->sending->row;
    struct value *plain = &value_nil;
    struct id person;
    if (opening->rc == 0)
        opening->rc = vault_open_value(opening->sending->engine, opening->reader, row->case_id,
                                       &row->case_ref, handle->text, opening->arena, &plain,
                                       &person, opening->err);
    return opening->rc == 0 ? plain : &value_nil;
}

/* How somebody of the office is reached. */
static struct value *open_person(struct opening *opening, const char *id)
{
    const struct staff_person *person = staff_person(opening->sending->staff, id);
    struct value *out = value_map(opening->arena);
    if (person) {
        value_put(opening->arena, out, "name", value_string(opening->arena, person->name));
        value_put(opening->arena, out, "phone", value_string(opening->arena, person->phone));
        value_put(opening->arena, out, "email", value_string(opening->arena, person->email));
    }
    return out;
}

static struct value *open_map(struct opening *opening, const struct value *map)
{
    struct value *out = value_map(opening->arena);
    for (size_t i = 0; i < value_len(map); i++)
        value_put_slice(opening->arena, out, map->map.members[i].key,
                        open_value(opening, map->map.members[i].value));
    return out;
}

static struct value *open_value(struct opening *opening, const struct value *value)
{
    if (value->type == VALUE_HANDLE)
        return open_handle(opening, value);
    if (value->type == VALUE_MAP)
        return open_map(opening, value);
    if (value->type != VALUE_LIST)
        return value_copy(opening->arena, value);
    struct value *list = value_list(opening->arena);
    for (size_t i = 0; i < value_len(value); i++)
        value_push(opening->arena, list, open_value(opening, value_item(value, i)));
    return list;
}

int sending_open_values(struct sending *sending, struct reader *reader, struct arena *arena,
                        struct value **with, struct err *err)
{
    struct opening opening = {.sending = sending, .reader = reader, .arena = arena, .err = err};
    struct value *body;
    int rc = canon_read(arena, sending->row.body, &body, err);
    if (rc != 0)
        return rc;
    const char *person = value_get_text(value_get(body, "to"), "person");
    *with = open_map(&opening, body);
    if (person)
        value_put(arena, *with, "to", open_person(&opening, person));
    return opening.rc;
}
