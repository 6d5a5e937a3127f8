/* acts_clock.c - what people do to clocks, their ladders and to cards (run.h): most of it fits the
 * case, some comes from who may not, too late or twice. */
#include <stdlib.h>
#include "base/wallclock.h"
#include "simulation/run.h"

#define DRAW(run, array) ((array)[run_draw((run), sizeof(array) / sizeof(array)[0])])

static void put_text(struct run *run, struct request *request, const char *name, const char *text)
{
    value_put(&run->arena, request->data, name, value_string(&run->arena, text));
}

static void put_int(struct run *run, struct request *request, const char *name, int64_t n)
{
    value_put(&run->arena, request->data, name, value_int(&run->arena, n));
}

static struct request *new_request(struct run *run, enum act_kind kind,
                                   const struct case_image *image, const char *what)
{
    struct request *request = request_new(run, kind);
    request->case_ref = image->row.ref;
    request->outcome = what;
    request->data = value_map(&run->arena);
    return request;
}

/* A part of that kind, any one; NULL if there is none. */
static const struct part *draw_part(struct run *run, const struct case_image *image,
                                    enum part_kind kind)
{
    const struct part *found = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].kind == kind && run_draw(run, ++seen) == 0)
            found = &image->parts[i];
    return found;
}

static void act_on_card(struct run *run, const struct case_image *image, const struct part *card)
{
    static const char *const acts[] = {"acknowledge", "answer", "answer", "withdraw"};
    struct request *request = new_request(run, ACT_CARD, image, DRAW(run, acts));
    request->name = arena_copy(&run->arena, card->key).bytes;
    if (run_is_lucky(run, 90)) {
        put_text(run, request, "reply", "canary reply");
        put_text(run, request, "reason", "canary reason");
    }
    request_send(run, request);
}

static void put_extension(struct run *run, struct request *request)
{
    struct value *by = value_map(&run->arena);
    value_put(&run->arena, by, "n", value_int(&run->arena, (int64_t)run_draw(run, 12)));
    value_put(&run->arena, by, "unit", value_string(&run->arena, "h"));
    if (run_is_lucky(run, 70))
        value_put(&run->arena, request->data, "by", by);
    if (run_is_lucky(run, 40))
        value_put(&run->arena, request->data, "apply", value_bool(&run->arena, true));
    else if (run_is_lucky(run, 60))
        put_int(run, request, "application", 1 + (int64_t)run_draw(run, 3));
    if (run_is_lucky(run, 15))
        value_put(&run->arena, request->data, "refuse", value_bool(&run->arena, true));
}

static void put_until(struct run *run, struct request *request)
{
    char text[40];
    int64_t until = run->world.clock.now + (int64_t)run_draw(run, 40 * 3600 * 1000);
    put_text(run, request, "until", time_to_text(until / 1000 * 1000, text));
}

bool act_on_clock(struct run *run, const struct case_image *image)
{
    static const char *const acts[] = {"pause",  "pause",  "resume",      "resume", "extend",
                                       "extend", "extend", "acknowledge", "hold",   "withdraw"};
    const struct part *card = draw_part(run, image, PART_CARD);
    const struct part *clock = draw_part(run, image, PART_CLOCK);
    if (card && run_is_lucky(run, 35)) {
        act_on_card(run, image, card);
        return true;
    }
    if (!clock)
        return false;
    struct request *request = new_request(run, ACT_CLOCK, image, DRAW(run, acts));
    request->name = arena_copy(&run->arena, clock->key).bytes;
    bool is_pause = strcmp(request->outcome, "pause") == 0;
    put_text(run, request, "reason", is_pause ? "hearing" : "canary reason");
    if (strcmp(request->outcome, "extend") == 0)
        put_extension(run, request);
    if (strcmp(request->outcome, "hold") == 0)
        put_until(run, request);
    request_send(run, request);
    return true;
}
