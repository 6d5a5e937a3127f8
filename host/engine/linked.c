/* linked.c - what two cases know of each other when one has started the other (linked.h). */
#include "engine/linked.h"
#include "base/log.h"
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/custody.h"
#include "engine/handoff.h"
#include "engine/inside.h"
#include "engine/notify.h"
#include "engine/telling.h"
#include "engine/veil.h"

enum { ROUTE_MOST = 20 }; /* of a matter that is sent round, the last of its way */

static struct value *body_of(struct turn *turn, const struct part *part)
{
    struct value *body;
    struct err ignored = {0};
    return part && canon_read(turn->arena, part->body, &body, &ignored) == 0
               ? body
               : value_map(turn->arena);
}

static struct value *parent_of(struct turn *turn)
{
    return body_of(turn, parts_find(&turn->cf->parts, PART_LINK, slice_of("parent")));
}

/* ---- where a case comes from ------------------------------------------------------------------
 */

/* Fixed with the birth: of each later stage as the one before it had it; lived again, as it was. */
void linked_origin(struct turn *turn, struct stage_start *start)
{
    const struct stage *before = turn->cf->has_stage ? &turn->cf->stage : NULL;

    start->from = turn->from ? turn->from : before ? before->from : NULL;
    start->group = turn->group ? turn->group : before ? before->group : NULL;
    if (turn->engine->telling && !before) {
        const struct value *opening = value_get(turn->engine->telling->rows[0].body, "opening");
        start->from = value_get(opening, "from");
        start->group = value_get_text(opening, "group");
    }
}

struct value *linked_parent(struct turn *turn, const struct value *message)
{
    struct value *about = value_map(turn->arena);

    value_put(turn->arena, about, "source", value_copy(turn->arena, value_get(message, "source")));
    value_put(turn->arena, about, "route", value_copy(turn->arena, value_get(message, "route")));
    return about;
}

void linked_tell_citizens(struct turn *turn)
{
    struct arena *arena = turn->arena;
    const char *former = value_get_text(turn->cf->stage.from, "number");
    const char *office = arena_copy(arena, turn->cf->row.office).bytes;
    struct value *text = value_map(arena), *with = value_map(arena), *told;
    struct err err = {0};
    const struct notice_request request = {.name = "linked",
                                           .key = "linked",
                                           .text = text,
                                           .to = custody_citizens(turn),
                                           .with = with};

    if (!former || !*former || turn->cf->row.number.len == 0 || value_len(request.to) == 0 ||
        case_is_sealed(turn->cf->marks))
        return;
    value_put(
        arena, text, "zh",
        value_string(
            arena, "您的事项 {former} 现同时以 {number} 号由{zh}办理，两个编号均可查询办理进度。"));
    value_put(arena, text, "en",
              value_string(arena, "Your matter {former} is now also handled by {en}, under the "
                                  "number {number}. You can ask about it by either number."));
    value_put(arena, with, "former", value_string(arena, former));
    value_put(arena, with, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, with, "zh", value_string(arena, custody_office_name(turn, office, "zh")));
    value_put(arena, with, "en", value_string(arena, custody_office_name(turn, office, "en")));
    if (notice_send(turn, &request, &told, &err) != 0)
        log_error("engine", "a notice of two linked cases could not be made: %s", err.text);
}

/* ---- what goes along ---------------------------------------------------------------------------
 */

int linked_check_loop(struct turn *turn, const struct asked *asked, struct err *err)
{
    const struct value *route = value_get(parent_of(turn), "route");
    const char *wanted = asked->name;

    if (slice_is(turn->cf->row.workflow, wanted) || value_get_bool(asked->args, "final", false))
        return 0;
    for (size_t i = 0; i < value_len(route); i++) {
        const struct value *leg = value_item(route, i);
        if (value_is_text(value_get(leg, "workflow"), wanted) &&
            handoff_is_loop(turn, value_get_int(leg, "at", 0)))
            return err_set_at(
                err, STATUS_SCRIPT_FAILED, "handoff_loop", NULL,
                "start_case: the matter came here from \"%s\", and within %s it goes back only by "
                "a ruling. Have somebody rule with a task, then start it with final = true.",
                wanted, handoff_loop_text(turn));
    }
    return 0;
}

static struct value *source_of(struct turn *turn, const struct asked *asked)
{
    struct arena *arena = turn->arena;
    struct value *source = value_map(arena);

    value_put(arena, source, "workflow", value_text(arena, turn->cf->row.workflow));
    value_put(arena, source, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, source, "office", value_text(arena, turn->cf->row.office));
    value_put(arena, source, "as", value_string(arena, asked_option(asked, "as")));
    return source;
}

/* Its own way so far, and this leg. */
static struct value *route_on(struct turn *turn)
{
    struct arena *arena = turn->arena;
    const struct value *former = value_get(parent_of(turn), "route");
    struct value *route = value_list(arena), *leg = value_map(arena);
    size_t count = value_len(former), i = count < ROUTE_MOST ? 0 : count - ROUTE_MOST + 1;

    for (; i < count; i++)
        value_push(arena, route, value_copy(arena, value_item(former, i)));
    value_put(arena, leg, "workflow", value_text(arena, turn->cf->row.workflow));
    value_put(arena, leg, "at", value_int(arena, turn->at));
    value_push(arena, route, leg);
    return route;
}

void linked_send_along(struct turn *turn, const struct asked *asked, struct value *message)
{
    if (!case_is_sealed(turn->cf->marks))
        value_put(turn->arena, message, "source", source_of(turn, asked));
    value_put(turn->arena, message, "route", route_on(turn));
}

/* ---- has it begun? ------------------------------------------------------------------------------
 */

void linked_ask_start(struct turn *turn, const struct id *ref)
{
    turn_send(turn, ref, turn_message(turn, "start_asked"));
}

void linked_answer_start(struct turn *turn, const struct id *to)
{
    struct arena *arena = turn->arena;
    struct value *body = turn_message(turn, "started"), *started = value_map(arena);

    value_put(arena, started, "outcome", value_string(arena, "started"));
    value_put(arena, started, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, started, "office", value_text(arena, turn->cf->row.office));
    value_put(arena, body, "started", started);
    turn_send(turn, to, body);
    turn->skips_hearing = true;
}

/* Whatever it ended as, it had begun, unless it was refused. */
struct value *linked_start_known(const struct value *link)
{
    struct value *ended = value_get(link, "ended");

    if (value_is_text(value_get(ended, "outcome"), "refused"))
        return ended;
    struct value *started = value_get(link, "started");
    return value_is_nil(started) ? NULL : started;
}

/* ---- what is heard ------------------------------------------------------------------------------
 */

static void note_in_link(struct turn *turn, const struct id *from, const char *what,
                         struct value *value)
{
    struct part *link = parts_find_ref(&turn->cf->parts, PART_LINK, from);
    char text[ID_TEXT_LEN + 1];

    if (!link)
        return;
    struct part changed = *link;
    struct value *body = body_of(turn, link);
    value_put(turn->arena, body, what, value);
    changed.body = canon_text(turn->arena, body);
    parts_put(&turn->cf->parts, &changed);
    turn_note_done(turn, "link", slice_of(id_to_text(from, text)), what);
}

static void tell_waits(struct turn *turn, const struct id *from, enum verb verb,
                       struct value *value)
{
    struct told_wait *told;
    struct part *wait;
    char text[ID_TEXT_LEN + 1];
    size_t count = waits_told(turn, &told);

    id_to_text(from, text);
    for (size_t i = 0; i < count; i++)
        if (value_is_text(value_get(told[i].body, "verb"), verb_word(verb)) &&
            value_is_text(value_get(told[i].body, "case"), text) &&
            (wait = wait_still_open(turn, &told[i])))
            wait_end(turn, wait, value, false, false);
}

void linked_started(struct turn *turn, const struct id *from, struct value *started)
{
    value_put(turn->arena, turn->event_value, "started", value_copy(turn->arena, started));
    note_in_link(turn, from, "started", started);
    tell_waits(turn, from, VERB_AWAIT_START, started);
}

void linked_ended(struct turn *turn, const struct id *from, struct value *ended)
{
    note_in_link(turn, from, "ended", ended);
    tell_waits(turn, from, VERB_AWAIT_CASE, ended);
    if (value_is_text(value_get(ended, "outcome"), "refused"))
        tell_waits(turn, from, VERB_AWAIT_START, ended);
}
