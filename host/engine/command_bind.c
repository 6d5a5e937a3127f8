/* command_bind.c - assign: who a relation means from now on; seal: what only the cleared may see;
 * office_of: which office a word means, journalled, since the tree may change.
 *
 * Both live as long as the case, whatever its stage. A binding is a fact (PART_FACT
 * "relation/NAME"), which whoever looks for recipients asks first; who is recused is refused at the
 * line, and the refusal says no more than that. A seal is a part PART_CUSTODY "seal/NAME"; the
 * journal holds the name, never the value.
 */
#include "data/canon.h"
#include "engine/command.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/recusal.h"
#include "engine/veil.h"

/* ---- assign ---- */

static const struct value *who_of(const struct asked *asked)
{
    return value_get(asked->args, "who");
}

static bool is_person_id(const struct value *who)
{
    struct id id;
    return who->type == VALUE_TEXT && id_from_text(who->text.bytes, who->text.len, &id);
}

int check_assign(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *who = who_of(asked);

    if (!asked->name || !*asked->name)
        return command_refuse(err, asked,
                              "give a relation and a person: case:assign(\"mediator\", "
                              "answer.by).");
    if (!is_person_id(who))
        return command_refuse(err, asked,
                              "the second argument is a person of this office, as answer.by is "
                              "one.");
    struct err hidden = {0};
    if (recusal_check(turn, NULL, who->text.bytes, &hidden) != 0)
        return err_set_at(err, STATUS_SCRIPT_FAILED, "recused", NULL,
                          "assign: that person may not act in this case. Choose another.");
    return 0;
}

void apply_assign(struct turn *turn, const struct asked *asked)
{
    struct arena *arena = turn->arena;
    struct part part = {.kind = PART_FACT, .status = 1};
    struct value *body = value_map(arena);

    value_put(arena, body, "person", value_copy(arena, who_of(asked)));
    part.key = slice_of(arena_printf(arena, "relation/%s", asked->name));
    part.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &part);
}

/* ---- office_of ---- */

/* The code that a verb would take for it, or nil where the verb would refuse. */
int check_office_of(struct turn *turn, struct asked *asked, struct err *err)
{
    const char *office = custody_office(turn, asked->name);
    struct err hidden = {0};

    (void)err;
    if (office && veil_check_receiver(turn, office, &hidden) != 0)
        office = NULL;
    if (office && value_get_bool(asked->args, "sealed", false) &&
        veil_check_office(turn, asked, office, &hidden) != 0)
        office = NULL;
    asked->result = value_string(turn->arena, office);
    return 0;
}

/* ---- seal ---- */

static const char *sealed_name(const struct asked *asked)
{
    return asked->row ? asked->row : asked->name;
}

int check_seal(struct turn *turn, struct asked *asked, struct err *err)
{
    const char *name = sealed_name(asked);

    if (name && asked->row && data_row(turn->cf->stage.data, name))
        return 0;
    if (name && !asked->row && *name != '$')
        return 0; /* a field that has no value yet may be sealed before it has one */
    return command_refuse(err, asked, "give a row of the case, or the name of a field.");
}

void apply_seal(struct turn *turn, const struct asked *asked)
{
    struct part part = {.kind = PART_CUSTODY, .status = CUSTODY_SEAL};

    part.key = slice_of(arena_printf(turn->arena, "seal/%s", sealed_name(asked)));
    part.body = canon_text(turn->arena, value_map(turn->arena));
    parts_put(&turn->cf->parts, &part);
}
