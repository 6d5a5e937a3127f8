/* accept_case.c - how a case begins, opens its next stage, hears of other cases, is retried. */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/birth.h"
#include "engine/carry.h"
#include "engine/command.h"
#include "engine/drafts.h"
#include "engine/inside.h"
#include "engine/letters.h"
#include "engine/linked.h"
#include "engine/loan.h"
#include "engine/merge.h"
#include "engine/move.h"
#include "engine/recipients.h"
#include "engine/telling.h"
#include "engine/veil.h"

/* ---- shared by all accept functions ---- */

int accept_without_release(struct err *err)
{
    return err_set_at(err, STATUS_CONFLICT, "release_missing", NULL,
                      "This host cannot use the release on which the case runs. Nothing was "
                      "recorded; ask an administrator to look at the log of the host.");
}

const char *turn_by(const struct turn *turn)
{
    const struct act *act = turn->event->act;
    return act && act->actor ? act->actor->id : NULL;
}

const struct actor *turn_actor(struct turn *turn, const char *office)
{
    struct actor *actor = ARENA_NEW(turn->arena, struct actor);
    *actor = *turn->event->act->actor;
    actor->office = office_of_word(turn, office);
    if (!actor->office) /* one that the host does not know: nobody belongs to it */
        actor->office = "";
    return actor;
}

void turn_put_by(struct turn *turn)
{
    value_put(turn->arena, turn->event_value, "by", value_string(turn->arena, turn_by(turn)));
}

struct value *accept_answer(struct turn *turn, struct value *clean, const char *outcome)
{
    struct arena *arena = turn->arena;
    struct value *answer = clean && clean->type == VALUE_MAP ? clean : value_map(arena);

    value_put(arena, answer, "outcome", value_string(arena, outcome));
    value_put(arena, answer, "by", value_string(arena, turn_by(turn)));
    value_put(arena, answer, "on", date_value(arena, date_of(turn->at)));
    value_put(arena, answer, "office", value_text(arena, turn->cf->row.office));
    return answer;
}

int accept_needs_open(const struct turn *turn, struct err *err)
{
    if (turn->cf->row.status != CASE_CLOSED)
        return 0;
    return err_set(err, STATUS_CLOSED, "The case %.*s is closed: %.*s. Nothing was recorded.",
                   SLICE_ARG(turn->cf->row.number), SLICE_ARG(turn->cf->row.outcome));
}

void begin_in_line(struct turn *turn)
{
    struct value *body = value_map(turn->arena);
    struct part part = {.kind = PART_WAIT, .key = slice_of("begin"), .status = WAIT_ENDED};

    /* before all that waited longer: nothing can be heard by a stage that has not begun */
    value_put(turn->arena, body, "order", value_int(turn->arena, 0));
    part.body = canon_text(turn->arena, body);
    parts_put(&turn->cf->parts, &part);
}

int accept_open_stage(struct turn *turn, const char *name, const struct value *data,
                      const struct value *clocks, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct stage_start start = {.name = name,
                                .office = edition_has_offices(cf->edition) ? casefile_plays(cf)
                                                                           : (struct slice){0},
                                .data = data,
                                .settings = workflow_settings(cf->workflow, turn->arena),
                                .clocks = clocks};

    linked_origin(turn, &start);
    if (turn->engine->telling)
        telling_seed(turn, name, start.seed);
    else
        turn->engine->chance->fill(turn->engine->chance, start.seed, sizeof start.seed);
    turn->opening = stage_opening(turn->arena, &start);
    casefile_drop_fiber(cf);
    int rc = stage_open(&cf->stage, turn->opening, turn->seq, err);
    if (rc != 0)
        return rc;
    cf->has_stage = true;
    casefile_set_stage(cf, name);
    begin_in_line(turn);
    return 0;
}

struct value *turn_message(struct turn *turn, const char *kind)
{
    struct value *body = value_map(turn->arena);
    char text[ID_TEXT_LEN + 1];

    value_put(turn->arena, body, "kind", value_string(turn->arena, kind));
    value_put(turn->arena, body, "from",
              value_string(turn->arena, id_to_text(&turn->cf->ref, text)));
    return body;
}

void turn_send(struct turn *turn, const struct id *to, struct value *body)
{
    struct op *op = write_set_add(turn->writes, OP_SEND);
    op->message.to = *to;
    if (turn->cf->hops) /* cases that only wake each other must not go round for ever */
        value_put(turn->arena, body, "hops", value_int(turn->arena, turn->cf->hops));
    op->message.body = canon_text(turn->arena, body);
    turn->writes->bytes += op->message.body.len + 64;
}

/* ---- starting ---- */

static int refuse_office(const struct edition *active, const char *office, struct err *err)
{
    struct slice name = slice_repeatable(slice_of(office));
    if (!edition_has_offices(active))
        return err_set(err, STATUS_MALFORMED,
                       "There is no office \"%.*s\". There is one, \"%s\": name that or none.",
                       SLICE_ARG(name), RELEASE_ONLY_OFFICE);
    return err_set(err, STATUS_MALFORMED,
                   "There is no office \"%.*s\" in the active release. See GET /api/v1/offices for "
                   "the codes.",
                   SLICE_ARG(name));
}

static const char *office_code(const struct turn *turn, const struct edition *active,
                               const char *office)
{
    bool is_none = office && strcmp(office, RELEASE_AS_WRITTEN) == 0;
    const char *code = is_none && turn->engine->options.takes_as_written
                           ? RELEASE_AS_WRITTEN
                           : release_office_code(active->release, office);
    const struct staff_office *now = staff_office_now(turn_staff(turn), code);
    return now ? now->code : code; /* one that has ended: its successor */
}

static int start_row(struct turn *turn, const char *workflow, const char *office, struct err *err)
{
    struct casefile *cf = turn->cf;
    const struct edition *active = cf->loan.active;
    const char *code = active ? office_code(turn, active, office) : NULL;
    const struct workflow *found =
        active ? edition_workflow(active, slice_of(code), slice_of(workflow)) : NULL;

    if (!found)
        return err_set(err, STATUS_NOT_FOUND,
                       "There is no workflow \"%.*s\" in the active release. See GET "
                       "/api/v1/workflows for the names.",
                       SLICE_ARG(slice_repeatable(slice_of(workflow))));
    if (!code)
        return refuse_office(active, office, err);
    cf->row.ref = cf->ref;
    cf->row.workflow = arena_copy(&cf->arena, slice_of(found->name));
    cf->row.office = arena_copy(&cf->arena, slice_of(code));
    cf->row.number = arena_copy(&cf->arena, slice_of(turn->event->number));
    cf->row.stage = cf->row.outcome = (struct slice){.bytes = "", .len = 0};
    cf->row.release = active->id;
    casefile_set_edition(cf, active, found);
    return 0;
}

/* A field of the data that decides how long a clock is. */
static void start_intake_clocks(struct turn *turn, const struct value *data, struct err *err)
{
    const struct value *starts = value_get(turn->cf->workflow->model, "starts");
    (void)data;
    for (size_t i = 0; i < value_len(starts); i++) {
        const char *id = value_text_or(value_item(starts, i), "");
        if (clock_begin(turn, id, NULL, id, value_int(turn->arena, turn->at), NULL, err) == 0)
            turn_note_done(turn, "clock", slice_of(id), "running");
    }
}

static int start_case(struct turn *turn, const char *workflow, const char *office,
                      const struct value *input, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct value *data;
    int rc = start_row(turn, workflow, office, err);
    if (rc != 0)
        return rc;
    const char *intake = value_get_text(cf->workflow->model, "intake");
    const char *first = value_get_text(cf->workflow->model, "start");

    if (intake)
        rc = accept_form(turn, intake, NULL, input, &data, err);
    else if (value_len(input))
        rc = err_set(err, STATUS_MALFORMED, "The workflow %s takes no data: it declares no intake.",
                     workflow);
    else
        data = value_map(turn->arena);
    if (rc != 0)
        return rc;
    data_name_rows(turn->arena, data);
    if (data_size(data) > DATA_BYTES_MOST)
        return err_set(err, STATUS_TOO_LARGE,
                       "What was given to begin the case takes more than 64 KiB. Nothing was "
                       "recorded.");
    cf->row.status = CASE_OPEN;
    cf->is_loaded = true;
    value_put(turn->arena, turn->event_value, "workflow", value_string(turn->arena, workflow));
    value_put(turn->arena, turn->event_value, "number", value_text(turn->arena, cf->row.number));
    value_put(turn->arena, turn->event_value, "office", value_text(turn->arena, cf->row.office));
    rc = accept_open_stage(turn, first, data, NULL, err);
    if (rc == 0) {
        start_intake_clocks(turn, data, err);
        rc = 0;
    }
    return rc;
}

int accept_start(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;

    turn_put_by(turn);
    return start_case(turn, act->workflow, act->office, act->data, err);
}

/* ---- the next stage ---- */

/* From here on the changes of the office that holds the case - unless the stage is one that only
 * the office has which held it before. */
static void take_office_of_holder(struct casefile *cf, const char *stage)
{
    const struct workflow *workflow =
        cf->plays.len ? edition_workflow(cf->edition, cf->row.office, cf->row.workflow) : NULL;

    if (!workflow || value_is_nil(workflow_stage(workflow, stage)))
        return;
    cf->plays = (struct slice){0};
    cf->workflow = workflow;
}

int accept_stage(struct turn *turn, struct err *err)
{
    struct casefile *cf = turn->cf;
    const char *name = cf->next_stage;

    const struct value *fields = cf->next_fields;

    cf->next_stage = NULL;
    cf->next_fields = NULL;
    cf->hop_at = turn->at;
    cf->hops++;
    take_office_of_holder(cf, name);
    move_at_stage(turn, name, cf->next_is_carried);
    struct value *data = value_copy(turn->arena, cf->stage.data);
    struct value *clocks = value_copy(turn->arena, cf->stage.clocks);
    veil_at_stage(turn, data, clocks);
    for (size_t i = 0; i < value_len(fields); i++)
        value_put_slice(turn->arena, data, fields->map.members[i].key,
                        value_copy(turn->arena, fields->map.members[i].value));
    return accept_open_stage(turn, name, data, clocks, err);
}

int accept_go(struct turn *turn, struct err *err)
{
    (void)err;
    turn->is_idle = !casefile_has_news(turn->cf, turn->writes->expected_seq) &&
                    !(turn->cf->row.is_ready && !turn->cf->fiber);
    return 0;
}

/* As if something were to be heard: it is rebuilt, and parked if that fails. */
int accept_prove(struct turn *turn, struct err *err)
{
    const struct casefile *cf = turn->cf;

    (void)err;
    turn->is_idle = cf->row.status != CASE_OPEN || cf->fiber || cf->row.seq != turn->event->seq;
    return 0;
}

/* ---- retry ---- */

static void end_asked_incidents(struct turn *turn)
{
    struct told_wait *told;
    struct part *wait;
    size_t count = waits_told(turn, &told);

    for (size_t i = 0; i < count; i++)
        if (value_is_text(value_get(told[i].body, "verb"), "incident") &&
            (wait = wait_still_open(turn, &told[i]))) {
            incident_end_kept(turn, "asked", value_get(told[i].body, "incident"));
            wait_end(turn, wait, accept_answer(turn, NULL, "resolved"), false, false);
        }
}

int accept_retry(struct turn *turn, struct err *err)
{
    struct casefile *cf = turn->cf;
    bool is_of_sweep = !turn->event->act;

    if (is_of_sweep && (cf->row.status != CASE_PARKED || cf->row.seq != turn->event->seq)) {
        turn->is_idle = true; /* something has happened since it was looked at */
        return 0;
    }
    int rc = accept_needs_open(turn, err);
    if (rc == 0)
        rc = incidents_end_failures(turn, err);
    if (rc != 0)
        return rc;
    turn_put_by(turn);
    if (is_of_sweep)
        value_put(turn->arena, turn->event_value, "cause", value_string(turn->arena, "activation"));
    if (cf->row.status == CASE_OPEN)
        end_asked_incidents(turn);
    else
        cf->row.is_ready = true; /* whatever it had not heard when it was parked */
    cf->row.status = CASE_OPEN;
    return 0;
}

/* ---- erasure ---- */

int accept_erase(struct turn *turn, struct err *err)
{
    const char *person = turn->event->act->name;
    int64_t drafts;
    int rc = vault_erase(turn, person, err);
    if (rc == 0)
        rc = drafts_end(turn, &drafts, err);
    if (rc != 0)
        return rc;
    turn_put_by(turn);
    turn->skips_hearing = true;
    value_put(turn->arena, turn->event_value, "person", value_string(turn->arena, person));
    if (drafts)
        value_put(turn->arena, turn->event_value, "drafts", value_int(turn->arena, drafts));
    return 0;
}

/* ---- messages of other cases ---- */

static void take_message(struct turn *turn)
{
    struct op *op = write_set_add(turn->writes, OP_TAKE);
    op->number = turn->event->message_id;
}

/* The child cannot be: its parent is told, and nothing of it is kept. */
static int refuse_child(struct turn *turn, const struct value *body, struct op *last_op,
                        struct err *err)
{
    struct value *reply = value_map(turn->arena), *ended = value_map(turn->arena);
    struct id parent;
    const char *from = value_text_or(value_get(body, "from"), "");
    char text[ID_TEXT_LEN + 1];

    if (!id_from_text(from, strlen(from), &parent))
        return err_set(err, STATUS_CORRUPT, "a message without a sender");
    value_put(turn->arena, ended, "outcome", value_string(turn->arena, "refused"));
    value_put(turn->arena, ended, "code", value_string(turn->arena, err_code(err)));
    value_put(turn->arena, ended, "reason", value_string(turn->arena, err->text));
    value_put(turn->arena, reply, "kind", value_string(turn->arena, "ended"));
    value_put(turn->arena, reply, "from",
              value_string(turn->arena, id_to_text(&turn->cf->ref, text)));
    value_put(turn->arena, reply, "ended", ended);
    write_set_rewind(turn->writes, last_op);
    turn->writes->has_case = false;
    turn_send(turn, &parent, reply);
    take_message(turn);
    turn->is_idle = true;
    err_clear(err);
    return 0;
}

/* What the sender holds a handle of must not lie open in the child: its script could pass it on. */
static int check_carried(struct turn *turn, const char *name, const struct value *data,
                         struct err *err)
{
    const struct edition *active = turn->cf->loan.active;
    const struct workflow *workflow =
        active ? edition_workflow(active, slice_of(""), slice_of(name)) : NULL;
    const struct form *form =
        workflow ? workflow_form(workflow, value_get_text(workflow->model, "intake")) : NULL;
    const char *field = form ? form_open_handle(form, data, turn->arena) : NULL;

    if (!field)
        return 0;
    return err_set_at(err, STATUS_INVALID, "personal_in_the_open", NULL,
                      "The field %s of the form %s is plain, but a personal value was passed on to "
                      "it. Declare the field as the sender does.",
                      field, form_name(form));
}

static int accept_birth(struct turn *turn, const struct value *body, struct err *err)
{
    struct arena *arena = turn->arena;
    const char *from = value_text_or(value_get(body, "from"), "");
    struct part link = {.kind = PART_LINK, .key = slice_of("parent"), .status = 1};
    struct value *data = value_get(body, "data");
    struct op *last_op = turn->writes->last_op;

    turn->cf->hops++; /* a stage is entered: of cases that only start each other too */
    value_put(arena, turn->event_value, "kind", value_string(arena, "started"));
    value_put(arena, turn->event_value, "parent", value_string(arena, from));
    int rc = 0;
    if (!id_from_text(from, strlen(from), &link.ref))
        return err_set(err, STATUS_CORRUPT, "a message without a sender");
    turn->from = value_get(body, "source");
    rc = check_carried(turn, value_text_or(value_get(body, "workflow"), ""), data, err);
    if (rc == 0)
        rc = vault_carry(turn, &link.ref, data, err);
    if (rc == 0)
        rc = start_case(turn, value_text_or(value_get(body, "workflow"), ""),
                        value_get_text(body, "office"), data, err);
    if (rc == STATUS_INVALID || rc == STATUS_MALFORMED || rc == STATUS_NOT_FOUND ||
        rc == STATUS_TOO_LARGE)
        return refuse_child(turn, body, last_op, err);
    if (rc != 0)
        return rc;
    link.body = canon_text(arena, linked_parent(turn, body));
    parts_put(&turn->cf->parts, &link);
    veil_take(turn, body);
    linked_tell_citizens(turn);
    take_message(turn);
    return 0;
}

int accept_message(struct turn *turn, struct err *err)
{
    struct value *body;
    struct id from;
    bool is_of_merge;
    int rc = canon_read(turn->arena, turn->event->body, &body, err);
    if (rc != 0)
        return rc;
    turn->cf->hops = value_get_int(body, "hops", 0);
    if (value_is_text(value_get(body, "kind"), "start") && turn->cf->row.seq == 0)
        return accept_birth(turn, body, err);
    if (value_is_text(value_get(body, "kind"), "split") && turn->cf->row.seq == 0) {
        take_message(turn);
        return accept_split(turn, body, err);
    }
    if (value_is_text(value_get(body, "kind"), "calendar")) { /* of an edit: see recalc.h */
        take_message(turn);
        turn->is_idle = true;
        return 0;
    }
    if (value_is_text(value_get(body, "kind"), "move")) { /* of an administrator, not of a case */
        take_message(turn);
        return carry_by_message(turn, body, err);
    }
    if (value_is_text(value_get(body, "kind"), "effect")) { /* of the outbox */
        take_message(turn);
        return accept_effect(turn, body, err);
    }
    const char *text = value_text_or(value_get(body, "from"), "");
    if (!id_from_text(text, strlen(text), &from))
        return err_set(err, STATUS_CORRUPT, "a message without a sender");
    take_message(turn);
    if (turn->cf->row.seq == 0) { /* asked of a case that could not begin: its parent knows */
        turn->writes->has_case = false;
        turn->is_idle = true;
        return 0;
    }
    value_put(turn->arena, turn->event_value, "from", value_string(turn->arena, text));
    value_put(turn->arena, turn->event_value, "message", value_get(body, "kind"));
    if (value_is_text(value_get(body, "kind"), "start_asked")) {
        linked_answer_start(turn, &from);
        return 0;
    }
    rc = merge_message(turn, body, &from, &is_of_merge, err);
    if (rc != 0 || is_of_merge)
        return rc;
    if (value_is_text(value_get(body, "kind"), "letter"))
        return letter_take_number(turn, body, err);
    if (turn->cf->row.status != CASE_CLOSED && value_is_text(value_get(body, "kind"), "ended"))
        linked_ended(turn, &from, value_get(body, "ended"));
    if (turn->cf->row.status != CASE_CLOSED && value_is_text(value_get(body, "kind"), "started"))
        linked_started(turn, &from, value_get(body, "started"));
    return 0;
}
