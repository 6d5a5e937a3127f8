/* command_case.c - other cases: starting one, linking, waiting for its end. What another workflow
 * thinks of its input is not known here: it comes back as an outcome. */
#include "data/canon.h"
#include "data/digest.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/linked.h"
#include "engine/telling.h"
#include "engine/veil.h"

/* What the child is given: fields of case.data by name (`carry`), values (`with`). */
static int child_data(struct turn *turn, const struct asked *asked, struct value **out,
                      struct err *err)
{
    struct arena *arena = turn->arena;
    const struct value *carry = value_get(asked->args, "carry");
    const struct value *with = value_get(asked->args, "with");
    struct value *data = value_map(arena);

    for (size_t i = 0; i < value_len(carry); i++) {
        const char *field = value_text_or(value_item(carry, i), "");
        struct value *value = value_get(turn->cf->stage.data, field);
        if (value_is_nil(value))
            continue;
        value_put(arena, data, field, value_copy(arena, value));
    }
    if (!value_is_nil(with) && with->type != VALUE_MAP)
        return command_refuse(err, asked, "with is a table of fields.");
    for (size_t i = 0; i < value_len(with); i++)
        value_put_slice(arena, data, with->map.members[i].key,
                        value_copy(arena, with->map.members[i].value));
    *out = data;
    return 0;
}

/* Whose case the child is: of the named office, of the one above ("parent"), else of this case's.
 */
static const char *child_office(struct turn *turn, const struct asked *asked)
{
    const struct edition *active = turn->cf->loan.active;
    const char *own = arena_copy(turn->arena, turn->cf->row.office).bytes;
    const char *wanted = asked_option(asked, "office");
    if (!wanted || !active)
        return own;
    if (edition_has_offices(active) && strcmp(wanted, "parent") == 0)
        return value_get_text(value_get(value_get(release_model(active->release), "tree"), own),
                              "parent");
    return release_office_code(active->release, wanted);
}

int check_start_case(struct turn *turn, struct asked *asked, struct err *err)
{
    const char *name = asked->name ? asked->name : "";
    struct value *data = NULL;
    struct id child;
    char parent[ID_TEXT_LEN + 1], text[ID_TEXT_LEN + 1];

    const struct edition *active = turn->cf->loan.active;

    if (!(active && edition_workflow(active, turn->cf->row.office, slice_of(name))) &&
        !edition_workflow(turn->cf->edition, turn->cf->row.office, slice_of(name)))
        return command_refuse(err, asked, "there is no workflow \"%s\".", name);
    if (!child_office(turn, asked))
        return command_refuse(err, asked, "there is no office \"%s\" for it.",
                              asked_option(asked, "office"));
    int rc = linked_check_loop(turn, asked, err);
    if (rc == 0)
        rc = child_data(turn, asked, &data, err);
    if (rc != 0)
        return rc;
    /* within the case a command id comes back in every stage: the turn makes it the child's own */
    digest_id(turn->engine->child_key, slice_of(id_to_text(&turn->cf->ref, parent)),
              slice_of(arena_printf(turn->arena, "%lld/%s", (long long)turn->seq, asked->id)),
              &child);
    if (turn->engine->telling)
        telling_child(turn, name, &child);
    asked->result = value_string(turn->arena, id_to_text(&child, text));
    asked->plan = data;
    return 0;
}

/* What is known of a link already - that it was started here, how it ended - stays. */
void link_keep(struct turn *turn, const char *as, const struct id *ref, bool is_child)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena);
    struct err ignored = {0};
    char text[ID_TEXT_LEN + 1];
    struct part part = {.kind = PART_LINK, .status = 1, .ref = *ref};

    part.key = slice_of(arena_text(arena, id_to_text(ref, text)));
    const struct part *known = parts_find(&turn->cf->parts, PART_LINK, part.key);
    if (known && canon_read(arena, known->body, &body, &ignored) != 0)
        body = value_map(arena);
    value_put(arena, body, "as", value_string(arena, as));
    if (is_child)
        value_put(arena, body, "is_child", value_bool(arena, true));
    part.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &part);
}

/* Rows are carried as they stand, without the names they have here. */
static struct value *without_names(struct arena *arena, const struct value *value)
{
    if (value->type == VALUE_LIST) {
        struct value *list = value_list(arena);
        for (size_t i = 0; i < value_len(value); i++)
            if (value_is_nil(value_get(value_item(value, i), "$ended")))
                value_push(arena, list, without_names(arena, value_item(value, i)));
        return list;
    }
    if (value->type != VALUE_MAP)
        return (struct value *)value;
    struct value *map = value_map(arena);
    for (size_t i = 0; i < value_len(value); i++)
        if (value->map.members[i].key.bytes[0] != '$')
            value_put_slice(arena, map, value->map.members[i].key,
                            without_names(arena, value->map.members[i].value));
    return map;
}

void apply_start_case(struct turn *turn, const struct asked *asked)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena);
    const char *ref = value_text_or(asked->result, "");
    char text[ID_TEXT_LEN + 1];
    struct id child;

    id_from_text(ref, strlen(ref), &child);
    link_keep(turn, asked_option(asked, "as"), &child, true);
    value_put(arena, body, "kind", value_string(arena, "start"));
    value_put(arena, body, "from", value_string(arena, id_to_text(&turn->cf->ref, text)));
    value_put(arena, body, "workflow", value_string(arena, asked->name));
    value_put(arena, body, "office", value_string(arena, child_office(turn, asked)));
    value_put(arena, body, "data", without_names(arena, asked->plan));
    veil_pass_on(turn, body);
    linked_send_along(turn, asked, body);
    turn_send(turn, &child, body);
}

static bool ref_of(const struct asked *asked, struct id *ref)
{
    const char *text = asked->name;
    if (asked->verb == VERB_LINK || !text)
        text = value_text_or(asked->args, NULL);
    if (!text)
        text = value_get_text(asked->args, "ref");
    return text && id_from_text(text, strlen(text), ref);
}

int check_link(struct turn *turn, struct asked *asked, struct err *err)
{
    struct id ref;
    (void)turn;
    if (!asked->name || !ref_of(asked, &ref))
        return command_refuse(err, asked, "give a relation and a case: case:link(\"twin\", ref).");
    return 0;
}

void apply_link(struct turn *turn, const struct asked *asked)
{
    struct id ref;
    if (ref_of(asked, &ref))
        link_keep(turn, asked->name, &ref, false);
}

/* Only the case that started another is told of its end. */
static bool is_own_child(struct turn *turn, const struct id *ref)
{
    struct value *body;
    struct err ignored = {0};
    char text[ID_TEXT_LEN + 1];

    id_to_text(ref, text);
    for (const struct asked *asked = turn->first; asked; asked = asked->next)
        if (asked->verb == VERB_START_CASE && value_is_text(asked->result, text))
            return true;
    const struct part *link = parts_find(&turn->cf->parts, PART_LINK, slice_of(text));
    return link && canon_read(turn->arena, link->body, &body, &ignored) == 0 &&
           value_get_bool(body, "is_child", false);
}

int check_await_case(struct turn *turn, struct asked *asked, struct err *err)
{
    struct id ref;

    if (!ref_of(asked, &ref))
        return command_refuse(err, asked,
                              "give the reference that start_case returned: case:%s(ref).",
                              verb_word(asked->verb));
    if (!is_own_child(turn, &ref))
        return command_refuse(err, asked,
                              "this case did not start that one, so nobody would tell it of its "
                              "end. Give a reference that start_case returned here.");
    return 0;
}

/* The wait is open, and what the link to the other case knows of it is in `link`: an empty map
 * where nothing is known. false: not a reference, as the check has said. */
static bool await_linked(struct turn *turn, const struct asked *asked, struct id *ref,
                         struct value **link)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena);
    struct err ignored = {0};
    char text[ID_TEXT_LEN + 1];

    if (!ref_of(asked, ref))
        return false;
    value_put(arena, body, "case", value_string(arena, id_to_text(ref, text)));
    wait_add(turn, asked->id, asked->verb, NULL, 0, body);
    struct part *part = parts_find_ref(&turn->cf->parts, PART_LINK, ref);
    if (!part || canon_read(arena, part->body, link, &ignored) != 0)
        *link = value_map(arena);
    return true;
}

static void end_wait(struct turn *turn, const struct asked *asked, struct value *known)
{
    wait_end(turn, parts_find(&turn->cf->parts, PART_WAIT, slice_of(asked->id)), known, false,
             false);
}

void apply_await_case(struct turn *turn, const struct asked *asked)
{
    struct value *link;
    struct id ref;

    if (await_linked(turn, asked, &ref, &link) && !value_is_nil(value_get(link, "ended")))
        end_wait(turn, asked, value_get(link, "ended"));
}

/* The other case is asked how it began; what is known already is heard at once. */
void apply_await_start(struct turn *turn, const struct asked *asked)
{
    struct value *link;
    struct id ref;

    if (!await_linked(turn, asked, &ref, &link))
        return;
    struct value *known = linked_start_known(link);
    if (known)
        end_wait(turn, asked, known);
    else
        linked_ask_start(turn, &ref);
}
