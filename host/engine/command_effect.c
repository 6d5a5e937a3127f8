/* command_effect.c - the verbs `notify` and `effect`: telling people, and asking for something
 * outside (notify.h, outbox.h). An effect is waited for; it never parks a case: what cannot be sent
 * is an outcome. */
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/notify.h"
#include "engine/outbox.h"

/* ---- effect ---- */

enum { NAME_MOST = 63, WITH_BYTES_MOST = 64 << 10 };

int check_effect(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *with = value_get(asked->args, "with");
    char text[ID_TEXT_LEN + 1];
    struct id ref;

    if (!asked->name || !*asked->name || strlen(asked->name) > NAME_MOST)
        return command_refuse(err, asked,
                              "name the target: case:effect(\"court\", { with = ... }).");
    if (!value_is_nil(with) && with->type != VALUE_MAP)
        return command_refuse(err, asked, "with is a table with names: with = { number = ... }.");
    if (data_size(with) > WITH_BYTES_MOST)
        return command_refuse(err, asked, "what is sent takes more than 64 KiB.");
    effect_ref(turn, asked->id, &ref);
    asked->result = value_map(turn->arena);
    value_put(turn->arena, asked->result, "effect",
              value_string(turn->arena, id_to_text(&ref, text)));
    return 0;
}

void apply_effect(struct turn *turn, const struct asked *asked)
{
    const struct effect_request request = {
        .target = asked->name,
        .kind = "effect",
        .key = asked->id,
        .with = value_get(asked->args, "with"),
    };
    struct value *body = value_map(turn->arena);
    struct id ref;

    effect_ask(turn, &request, &ref);
    value_put(turn->arena, body, "effect", value_get(asked->result, "effect"));
    wait_add(turn, asked->id, asked->verb, asked->name, 0, body);
}

/* ---- notify ---- */

static struct notice_request request_of(const struct asked *asked)
{
    return (struct notice_request){
        .name = asked->name,
        .key = asked->id,
        .to = value_get(asked->args, "to"),
        .with = value_get(asked->args, "with"),
    };
}

int check_notify(struct turn *turn, struct asked *asked, struct err *err)
{
    const struct value *notices =
        value_get(turn->cf->workflow ? turn->cf->workflow->model : &value_nil, "notices");
    const struct value *to = value_get(asked->args, "to");
    const struct value *with = value_get(asked->args, "with");
    struct notice_request request = request_of(asked);

    if (!asked->name || value_is_nil(value_get(notices, asked->name)))
        return command_refuse(err, asked, "there is no notice \"%s\" in this workflow.",
                              asked->name ? asked->name : "");
    if (value_is_nil(to))
        return command_refuse(err, asked, "say who is told: to = \"applicant\".");
    if (!value_is_nil(with) && with->type != VALUE_MAP)
        return command_refuse(err, asked, "with is a table with names: with = { number = ... }.");
    asked->result = notice_recipients(turn, &request);
    return 0;
}

void apply_notify(struct turn *turn, const struct asked *asked)
{
    struct notice_request request = request_of(asked);
    notice_put(turn, &request, asked->result);
}
