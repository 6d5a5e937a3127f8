/* check_climb.c - what the journals tell of ladders: each step of a clock once and in order, never
 * before the moment it was for, and none after the clock was stopped. The steps of the workflow
 * "climbing" are named by their order: s1 to s6. */
#include <stdlib.h>
#include "simulation/climbed.h"

static int order_of(const char *step)
{
    return (int)strtol(step + 1, NULL, 10);
}

/* Steps of other workflows have names: none is taken twice for the same moment. */
static const char *follow_named(struct climbed *climbed, const char *key, const char *step,
                                int64_t moment, int64_t at)
{
    const char *name = arena_printf(climbed->arena, "%s\n%s", key, step);
    const char *fault = value_get_int(climbed->steps, name, 0) == moment ? "took a step twice:"
                        : moment > at ? "took a step before its moment:"
                                      : NULL;
    climbed->count++;
    value_put(climbed->arena, climbed->steps, name, value_int(climbed->arena, moment));
    return fault;
}

/* The name under which a clock of the script stands. */
static const char *key_of(struct arena *arena, const struct value *command)
{
    const char *name = value_text_or(value_get(command, "name"), "");
    const char *row = value_get_text(command, "row");
    return row ? arena_printf(arena, "%s#%s", name, row) : name;
}

static void follow_commands(struct climbed *climbed, const struct value *commands)
{
    for (size_t i = 0; i < value_len(commands); i++) {
        const struct value *command = value_item(commands, i);
        const char *kind = value_text_or(value_get(command, "kind"), "");
        const char *key = key_of(climbed->arena, command);
        if (!value_is_nil(value_get(command, "refused")))
            continue;
        if (strcmp(kind, "start_clock") == 0)
            value_put(climbed->arena, climbed->steps, key, value_int(climbed->arena, 0));
        else if (strcmp(kind, "stop_clock") == 0)
            value_put(climbed->arena, climbed->steps, key, value_int(climbed->arena, INT64_MAX));
    }
}

const char *climbed_follow(struct climbed *climbed, const struct value *body, int64_t at)
{
    const struct value *event = value_get(body, "event");
    const char *step = value_get_text(event, "step"), *key = value_get_text(event, "clock");
    const char *fault = NULL;

    if (!climbed->steps)
        climbed->steps = value_map(climbed->arena);
    if (!value_is_nil(value_get(body, "opening"))) /* clocks of commands begin again */
        for (size_t i = 0; i < value_len(climbed->steps); i++)
            if (memchr(climbed->steps->map.members[i].key.bytes, '@',
                       climbed->steps->map.members[i].key.len))
                climbed->steps->map.members[i].value = value_int(climbed->arena, 0);
    if (step && key && (step[0] != 's' || order_of(step) == 0)) {
        fault = follow_named(climbed, key, step, value_get_int(event, "moment", 0), at);
    } else if (step && key) {
        int64_t before = value_get_int(climbed->steps, key, 0);
        if (order_of(step) <= before)
            fault = before == INT64_MAX ? "climbed on after its clock was stopped:"
                                        : "took a step twice or out of order:";
        else if (value_get_int(event, "moment", 0) > at)
            fault = "took a step before its moment:";
        climbed->count++;
        value_put(climbed->arena, climbed->steps, key, value_int(climbed->arena, order_of(step)));
    }
    follow_commands(climbed, value_get(body, "commands"));
    return fault;
}
