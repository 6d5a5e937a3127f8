/* command_letter.c - letter and serve: documents of the case (letters.h). `serve` waits until it is
 * told of each copy whether it was brought to whom it is for. */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/inside.h"
#include "engine/letters.h"
#include "engine/veil.h"

static struct letter_order order_of(const struct asked *asked)
{
    return (struct letter_order){
        .name = asked->name,
        .to = value_get(asked->args, "to"),
        .with = value_get(asked->args, "with"),
        .command = asked->id,
    };
}

int check_letter(struct turn *turn, struct asked *asked, struct err *err)
{
    struct letter_order order = order_of(asked);

    if (value_is_nil(order.to))
        return command_refuse(err, asked, "to = whom \"%s\" is for is missing.",
                              asked->name ? asked->name : "");
    if (seal_is_within(turn, order.with))
        return command_refuse(err, asked, "with = ... holds what is sealed. A letter cannot.");
    int rc = letter_check(turn, &order, err);
    if (rc != 0)
        return command_refuse(err, asked, "%s", err->text);
    asked->result = letter_reference(turn);
    return 0;
}

int check_serve(struct turn *turn, struct asked *asked, struct err *err)
{
    const char *clock = asked_option(asked, "expires");
    int rc = check_letter(turn, asked, err);

    if (rc == 0 && clock && value_is_nil(workflow_clock(turn->cf->workflow, clock)))
        rc = command_refuse(err, asked, "expires = \"%s\" names no clock of this workflow.", clock);
    return rc;
}

void apply_letter(struct turn *turn, const struct asked *asked)
{
    struct letter_order order = order_of(asked);
    struct value *ref;
    struct err ignored = {0};
    (void)!letter_issue(turn, &order, &ref, &ignored); /* it was checked at its line */
}

void apply_serve(struct turn *turn, const struct asked *asked)
{
    struct letter_order order = order_of(asked);
    struct value *body = value_map(turn->arena), *ref;
    struct err ignored = {0};
    int64_t expires_ms = 0;

    if (letter_issue(turn, &order, &ref, &ignored) != 0)
        return;
    value_put(turn->arena, body, "letter", value_get(ref, "letter"));
    if (asked_option(asked, "expires"))
        value_put(turn->arena, body, "expires",
                  value_string(turn->arena, clock_for(turn, asked, asked_option(asked, "expires"),
                                                      &expires_ms, &ignored)));
    wait_add(turn, asked->id, asked->verb, asked->name, 0, body);
    if (value_get_int(ref, "to", 0) == 0) { /* nobody to bring it to: it cannot be served */
        struct value *nobody = value_map(turn->arena);
        value_put(turn->arena, nobody, "ordinal", value_get(ref, "letter"));
        letter_end_wait(turn, asked->id, nobody);
    }
}
