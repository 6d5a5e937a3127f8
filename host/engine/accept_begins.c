/* accept_begins.c - a signal that begins a case of its own: signal "complaint" { begins =
 * "answering" }.
 *
 *   sent, also after the close --> recorded here --> message "split" to a case whose id follows
 * from this one's --> born there (accept_split.c) in the stage that is named, linked under the
 * signal
 *
 * What is said so asks for work that this case cannot do: it may be over, and its stage goes on as
 * if nothing had been said. The new case is of the same workflow, gets what this one holds and,
 * over it, the fields of what was said. The id stands in the row, so that a retelling gives it the
 * same.
 */
#include "engine/birth.h"
#include "data/canon.h"
#include "data/digest.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/recusal.h"
#include "engine/replay.h"
#include "engine/telling.h"
#include "engine/veil.h"

/* What every answer has besides its fields. */
static bool is_common(struct slice name)
{
    static const char *const common[] = {"outcome", "by", "on", "at", "office", "row", "way"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (slice_is(name, common[i]))
            return true;
    return false;
}

static int begun_data(struct turn *turn, struct value **out, struct err *err)
{
    struct arena *arena = turn->arena;
    struct value *said = value_map(arena);
    struct stage stage = {0};
    int rc = turn_data(turn, &stage, err);

    if (rc == 0) {
        *out = value_copy(arena, stage.data);
        seal_leave_out(turn, *out); /* what is sealed here goes into no case that is not */
    }
    stage_close(&stage);
    for (size_t i = 0; rc == 0 && i < value_len(turn->answer); i++) {
        const struct member *member = &turn->answer->map.members[i];
        if (!is_common(member->key))
            value_put_slice(arena, said, member->key, value_copy(arena, member->value));
    }
    data_name_rows(arena, said); /* its lists are lists of the case */
    for (size_t i = 0; rc == 0 && i < value_len(said); i++)
        value_put_slice(arena, *out, said->map.members[i].key, said->map.members[i].value);
    return rc;
}

static void begun_id(struct turn *turn, const char *name, struct id *out)
{
    char text[ID_TEXT_LEN + 1];

    digest_id(turn->engine->child_key, slice_of(id_to_text(&turn->cf->ref, text)),
              slice_of(arena_printf(turn->arena, "%lld/on/%s", (long long)turn->seq, name)), out);
    if (turn->engine->telling)
        telling_child(turn, arena_copy(turn->arena, turn->cf->row.workflow).bytes, out);
}

int signal_begins(struct turn *turn, const struct signal_decl *decl, struct err *err)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena), *data;
    char text[ID_TEXT_LEN + 1], from[ID_TEXT_LEN + 1];
    struct id ref;
    int rc = begun_data(turn, &data, err);
    if (rc != 0)
        return rc;
    begun_id(turn, decl->name, &ref);
    value_put(arena, body, "kind", value_string(arena, "split"));
    value_put(arena, body, "from", value_string(arena, id_to_text(&turn->cf->ref, from)));
    value_put(arena, body, "workflow", value_text(arena, turn->cf->row.workflow));
    value_put(arena, body, "office", value_text(arena, turn->cf->row.office));
    value_put(arena, body, "stage", value_string(arena, decl->begins));
    value_put(arena, body, "release", value_int(arena, turn->cf->row.release));
    value_put(arena, body, "group", value_string(arena, custody_group(turn)));
    value_put(arena, body, "as", value_string(arena, decl->name));
    value_put(arena, body, "data", data);
    value_put(arena, body, "recusals", recusal_along(turn));
    veil_pass_on(turn, body);
    value_put(arena, turn->event_value, "begins", value_string(arena, id_to_text(&ref, text)));
    turn_note_done(turn, "signal", slice_of(decl->name), "begun");
    link_keep(turn, decl->name, &ref, true);
    turn_send(turn, &ref, body);
    turn->skips_hearing = true;
    return 0;
}
