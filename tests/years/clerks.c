/* clerks.c - who does a task, and what is answered (years.h).
 *
 * The one who does it holds one of the task's words in its office; whoever is refused leaves it to
 * the next. The answer is made up for one of the outcomes that the form has (form_fill.h), so it is
 * right as a form; whether it is wise is not asked. A task that nobody can do must be an incident
 * (engine rule E7): then somebody is employed for it, or the case is raised.
 */
#include <stdio.h>
#include "base/wallclock.h"
#include "data/canon.h"
#include "engine/calendars.h"
#include "engine/inside.h"
#include "engine/offices.h"
#include "engine/veil.h"
#include "years/years.h"

enum { TRIES_MOST = 60, SENIOR_AFTER = 3, HELP_MOST = 9, ASKED_MOST = 6 };

/* ---- words that belong together -------------------------------------------------------------- */

static struct value *text_value(struct arena *arena, const char *text)
{
    return value_string(arena, text);
}

/* A service begins in the days to come and lasts two hours or three. */
static const struct value *give_time(struct years *years, const struct form_wish *wish,
                                     struct arena *arena)
{
    char text[40];
    bool is_end = strcmp(wish->field, "ends") == 0;
    if (!is_end) {
        int64_t days = 2 + chance_below(wish->chance, 8), hour = 7 + chance_below(wish->chance, 10);
        years->starts_ms = date_start_ms(wish->today + (int32_t)days) + hour * HOUR_MS;
    }
    int64_t at =
        years->starts_ms + (is_end ? (2 + chance_below(wish->chance, 2)) * (int64_t)HOUR_MS : 0);
    return text_value(arena, time_to_text(at, text));
}

/* Names that must never stand on the disk in the open (check.c looks for them). */
static const struct value *give_person(const struct form_wish *wish, struct arena *arena)
{
    struct value *person = value_map(arena);
    value_put(
        arena, person, "name",
        value_string(arena, arena_printf(arena, "canary %s", fill_name(wish->chance, arena))));
    if (chance_below(wish->chance, 100) < 60)
        value_put(
            arena, person, "phone",
            value_string(arena, arena_printf(arena, "139%08lld",
                                             (long long)chance_below(wish->chance, 100000000))));
    return person;
}

/* An agreement is performed on days to come, a pause lasts; a file is seldom without a paper it
 * must have. */
static const struct value *give_apt(const struct form_wish *wish, struct arena *arena)
{
    enum { DAYS_MOST = 60 };
    char text[16];
    bool is_row = wish->rows && strcmp(wish->rows, "obligations") == 0;
    if (is_row && strcmp(wish->field, "by_date") == 0)
        return text_value(
            arena,
            date_to_text(wish->today + 1 + (int32_t)chance_below(wish->chance, DAYS_MOST), text));
    if (strcmp(wish->form, "agreement") == 0 && strcmp(wish->field, "performance") == 0)
        return text_value(arena, chance_below(wish->chance, 4) == 0 ? "at_once" : "dated");
    if (strcmp(wish->form, "appointment") == 0 && strcmp(wish->field, "last_day") == 0)
        return text_value(
            arena,
            date_to_text(wish->today + 10 + (int32_t)chance_below(wish->chance, DAYS_MOST), text));
    if (strcmp(wish->form, "dossier") == 0 && strcmp(wish->type, "yes_no") == 0)
        return value_bool(arena, chance_below(wish->chance, 100) < 95);
    if (strcmp(wish->field, "public_safety") == 0)
        return value_bool(arena, chance_below(wish->chance, 100) < 60);
    return NULL;
}

static int often(void *owner, const struct form_wish *wish)
{
    (void)owner;
    if (strcmp(wish->form, "agreement") != 0)
        return -1;
    if (strcmp(wish->field, "obligations") == 0)
        return 95;
    return strcmp(wish->field, "remaining") == 0 ? 15 : -1;
}

static const struct value *give(void *owner, const struct form_wish *wish, struct arena *arena)
{
    struct years *years = owner;
    static const char *const accused[] = {"370102030", "370102040", "370102003", "370102004",
                                          "370102110"};
    bool is_rash = chance_below(wish->chance, 100) < 4; /* whatever comes to mind */
    if (strcmp(wish->type, "people") == 0)
        return give_person(wish, arena);
    if (!is_rash && strcmp(wish->type, "time") == 0 &&
        (strcmp(wish->field, "starts") == 0 || strcmp(wish->field, "ends") == 0))
        return give_time(years, wish, arena);
    if (years->is_finishing && strcmp(wish->type, "yes_no") == 0)
        return value_bool(arena, true); /* at last nothing is missing in the file */
    const struct value *apt = is_rash ? NULL : give_apt(wish, arena);
    if (apt)
        return apt;
    if (!is_rash && (strcmp(wish->field, "need") == 0 || strcmp(wish->field, "fewest") == 0))
        return value_int(arena,
                         strcmp(wish->field, "need") == 0 ? 1 + chance_below(wish->chance, 3) : 1);
    if (!is_rash && wish->rows && strcmp(wish->type, "office") == 0 &&
        (strcmp(wish->field, "accused") == 0 || strcmp(wish->field, "unit") == 0))
        return text_value(arena, accused[chance_below(wish->chance, 5)]);
    if (!is_rash && strcmp(wish->type, "office") == 0 && value_len(years->desks) > 0)
        return value_item(years->desks,
                          (size_t)chance_below(wish->chance, (int64_t)value_len(years->desks)));
    return NULL;
}

/* ---- answers --------------------------------------------------------------------------------- */

const struct value *clerk_workflow(struct years *years, const struct case_image *image)
{
    const char *office = arena_copy(&years->run.arena, image->row.office).bytes;
    const char *name = arena_copy(&years->run.arena, image->row.workflow).bytes;
    return engine_workflow_model(years->run.world.engine, office, name);
}

static struct value *all_offices(struct years *years, struct arena *arena)
{
    const struct staff_office *offices;
    size_t count = staff_offices(years->run.world.engine->staff, &offices);
    struct value *codes = value_list(arena);
    for (size_t i = 0; i < count; i++)
        value_push(arena, codes, value_string(arena, offices[i].code));
    return codes;
}

bool clerk_fill(struct years *years, const struct value *workflow, const char *form,
                const char *outcome, struct form_filled *out)
{
    struct arena *arena = &years->run.arena;
    struct form_words words = {.give = give, .often = often, .owner = years};
    struct form *opened;
    struct err err = {0};
    struct form_fill fill = {.outcome = outcome,
                             .today = date_of(years->run.world.clock.now),
                             .often = 15 + (int)run_draw(&years->run, 60),
                             .chance = &years->chance,
                             .offices = all_offices(years, arena),
                             .words = &words};
    years->starts_ms = years->run.world.clock.now + (int64_t)DAY_MS;
    int rc = form_open(arena, form, value_get(value_get(workflow, "forms"), form), &opened, &err);
    if (rc == 0)
        rc = form_fill(opened, &fill, arena, out, &err);
    if (rc != 0)
        run_trace(&years->run, "  form %s: %s", form, err.text);
    return rc == 0;
}

/* ---- who ------------------------------------------------------------------------------------- */

static bool is_relation(const struct value *workflow, const char *word)
{
    return !value_is_nil(value_get(value_get(workflow, "people"), word)) ||
           strcmp(word, "party") == 0 || strcmp(word, "petitioner") == 0 ||
           strcmp(word, "requester") == 0 || strcmp(word, "recipient") == 0 ||
           strcmp(word, "representative") == 0;
}

static void add_candidates(struct years *years, const char *word, const char *office,
                           const struct value *except, struct value *found)
{
    struct arena *arena = &years->run.arena;
    struct staff_query query = {
        .office = office, .role = word, .now_ms = years->run.world.clock.now, .except = except};
    const struct value *some = staff_candidates(years->run.world.engine->staff, &query, arena);
    for (size_t i = 0; i < value_len(some); i++)
        value_push(arena, found, value_item(some, i));
}

/* Everybody who might, in an order of chance. */
static struct value *candidates(struct years *years, const struct value *words, const char *office,
                                const struct value *except)
{
    struct arena *arena = &years->run.arena;
    struct value *found = value_list(arena);
    for (size_t i = 0; i < value_len(words); i++)
        add_candidates(years, value_text_or(value_item(words, i), ""), office, except, found);
    for (size_t i = value_len(found); i > 1; i--) {
        size_t other = run_draw(&years->run, i);
        struct value *kept = found->list.items[i - 1];
        found->list.items[i - 1] = found->list.items[other];
        found->list.items[other] = kept;
    }
    return found;
}

const struct person *clerk_find(struct years *years, const struct value *words, const char *office,
                                const struct value *except)
{
    const struct value *found = candidates(years, words, office, except);
    if (value_len(found) == 0)
        return NULL;
    return county_person(years, value_text_or(value_item(found, 0), ""));
}

/* ---- sending --------------------------------------------------------------------------------- */

struct request *clerk_request(struct years *years, enum act_kind kind, const struct id *ref,
                              const struct person *person)
{
    struct request *request = request_new(&years->run, kind);
    request->person = person;
    request->has_no_mark = true;
    request->data = value_map(&years->run.arena);
    if (ref)
        request->case_ref = *ref;
    return request;
}

void clerk_send(struct years *years, struct request *request)
{
    years->acts++;
    run_trace(&years->run, "%s:", actor_name(&request->person->actor));
    request_send(&years->run, request);
    if (run_is_lucky(&years->run, 85))
        world_settle(&years->run.world);
    else
        world_step(&years->run.world, run_draw(&years->run, 60)); /* and others meanwhile */
    if (request->fate == FATE_REFUSED)
        years->refusals++;
}

/* ---- a task ---------------------------------------------------------------------------------- */

static bool has_incident(struct years *years, const struct case_image *image, const char *kind)
{
    struct arena arena = {0};
    struct incident_row *rows;
    size_t count = 0, found = 0;
    struct err err = {0};
    if (reader_incidents(years->run.world.reader, image->row.id, true, &arena, &rows, &count,
                         &err) != 0)
        run_fail(&years->run, "incidents cannot be read: %s", err.text);
    for (size_t i = 0; i < count; i++)
        found += slice_is(rows[i].kind, kind);
    arena_close(&arena);
    return found > 0;
}

static const char *describe(struct years *years, const struct case_image *image,
                            const struct task *task)
{
    return arena_printf(
        &years->run.arena, "%.*s %.*s (stage %.*s), task %s of %s", SLICE_ARG(image->row.workflow),
        SLICE_ARG(image->row.number), SLICE_ARG(image->row.stage), task->form,
        task->office ? task->office : arena_copy(&years->run.arena, image->row.office).bytes);
}

/* Is somebody there then who is away now, or stands no more in for somebody whose interests he has
 * with his work? */
static bool comes_free(struct years *years, const struct staff_query *query, int64_t at_ms)
{
    const struct staff *staff = years->run.world.engine->staff;
    struct arena *arena = &years->run.arena;
    struct staff_query later = *query;
    later.now_ms = at_ms;
    const struct value *now = staff_candidates(staff, query, arena);
    const struct value *then = staff_candidates(staff, &later, arena);
    for (size_t i = 0; i < value_len(then); i++) {
        const char *id = value_text_or(value_item(then, i), "");
        if (!words_have(now, id) || value_len(staff_covers(staff, id, at_ms, arena)) <
                                        value_len(staff_covers(staff, id, query->now_ms, arena)))
            return true;
    }
    return false;
}

/* What is over before the next working day is makes no incident (engine/hands.h). */
static bool is_over_soon(struct years *years, const struct case_image *image,
                         const struct task *task, const char *office)
{
    const struct engine *engine = years->run.world.engine;
    const struct value *words = task_words(task);
    const struct duration day = {1, DUR_WORKDAY};
    int64_t now_ms = years->run.world.clock.now, until_ms = now_ms;
    bool is_soon = false;

    if (!calendar_end_ms(calendars_of(engine_calendars(engine), image->row.office), now_ms, day,
                         &until_ms))
        return false;
    for (size_t i = 0; i < value_len(words); i++) {
        const struct staff_query query = {.office = office,
                                          .role = value_text_or(value_item(words, i), ""),
                                          .now_ms = now_ms,
                                          .except = task->except};
        for (int64_t at_ms = now_ms; (at_ms = staff_next_change(engine->staff, at_ms)) < until_ms;)
            is_soon = is_soon || comes_free(years, &query, at_ms);
    }
    return is_soon;
}

/* What the host has to say of it may be under way still. */
static bool says_nobody(struct years *years, const struct case_image *image)
{
    if (has_incident(years, image, "nobody"))
        return true;
    world_settle(&years->run.world);
    wait_for_looks(&years->run);
    return has_incident(years, image, "nobody");
}

/* Nobody can do it: the host has said so, and something is done about it. */
static void help(struct years *years, const struct case_image *image, const struct task *task,
                 const char *office, struct errand *errand, size_t might)
{
    const struct value *words = task_words(task);
    const char *role =
        value_text_or(value_item(words, run_draw(&years->run, value_len(words) + 1) %
                                            (value_len(words) + (value_len(words) == 0))),
                      "");
    years->helpless++;
    if (errand->tries == 1 && might <= ASKED_MOST && !says_nobody(years, image) &&
        !is_over_soon(years, image, task, office))
        run_fail(&years->run, "nobody can do it, and no incident says so: %s",
                 describe(years, image, task));
    errand->at_ms = years->run.world.clock.now + 2 * errand->tries * (int64_t)DAY_MS;
    if (errand->tries > HELP_MOST) /* even the top of the county is accused: the incident stays */
        errand->at_ms = INT64_MAX;
    bool is_vacant = might == 0 || case_is_sealed(image->row.extra);
    if (errand->tries % SENIOR_AFTER == 0 && *role && is_vacant)
        county_employ(years, role, office);
    if (errand->tries % SENIOR_AFTER == 1 && errand->tries > 1 && !is_vacant) {
        struct request *request =
            clerk_request(years, ACT_CUSTODY, &image->row.ref, county_administrator(years));
        request->name = "parent";
        value_put(&years->run.arena, request->data, "reason",
                  value_string(&years->run.arena, "nobody can do it here"));
        years->custody++;
        clerk_send(years, request);
    }
}

/* Forms each of whose outcomes leads to another stage: nobody prefers the first. */
static bool is_fork(const char *form)
{
    return strcmp(form, "appointment") == 0 || strcmp(form, "review") == 0;
}

static const char *draw_outcome(struct years *years, const struct task *task,
                                const struct value *workflow, const struct errand *errand)
{
    const struct value *form = value_get(value_get(workflow, "forms"), task->form);
    const struct value *outcomes = value_get(form, "outcomes");
    if (task->phase != TASK_WORK)
        return run_is_lucky(&years->run, 85) || errand->tries > 2 ? "agree" : "refuse";
    if (value_len(outcomes) == 0)
        return NULL;
    /* most of what is asked is granted: the first of the list; who thinks long comes to each */
    size_t which = run_draw(&years->run, value_len(outcomes));
    int liking = is_fork(task->form) ? 40 : errand->goes_well ? 92 : 50;
    if (run_is_lucky(&years->run, liking))
        which = 0;
    if (errand->tries > 8)
        which = (size_t)errand->tries % value_len(outcomes);
    return value_get_text(value_item(outcomes, which), "id");
}

/* A stage goes on with the changes of the office that held the case when it began: a form of theirs
 * is not in the workflow of the office that holds it now. */
static const struct value *workflow_with(struct years *years, const struct case_image *image,
                                         const char *form)
{
    const struct value *own = clerk_workflow(years, image);
    const struct staff_office *offices;
    size_t count = staff_offices(years->run.world.engine->staff, &offices);
    const char *name = arena_copy(&years->run.arena, image->row.workflow).bytes;
    for (size_t i = 0; i < count && value_is_nil(value_get(value_get(own, "forms"), form)); i++)
        own = engine_workflow_model(years->run.world.engine, offices[i].code, name);
    return own;
}

static struct request *answer(struct years *years, const struct case_image *image,
                              const struct task *task, const struct person *person,
                              struct errand *errand)
{
    const struct value *workflow = workflow_with(years, image, task->form);
    const char *outcome = draw_outcome(years, task, workflow, errand);
    struct form_filled filled = {.outcome = outcome, .data = value_map(&years->run.arena)};
    bool is_second = task->phase != TASK_WORK;
    if (!is_second && !clerk_fill(years, workflow, task->form, outcome, &filled))
        return NULL;
    struct request *request = clerk_request(years, ACT_COMPLETE, &image->row.ref, person);
    request->task = task->id;
    request->outcome = filled.outcome;
    request->data = filled.data;
    if (is_second)
        value_put(&years->run.arena, request->data, "reason",
                  value_string(&years->run.arena, "canary reason"));
    return request;
}

static void claim_first(struct years *years, const struct case_image *image,
                        const struct task *task, const struct person *person)
{
    if (task->status != TASK_OPEN || !run_is_lucky(&years->run, 40))
        return;
    struct request *request = clerk_request(years, ACT_CLAIM, &image->row.ref, person);
    request->task = task->id;
    clerk_send(years, request);
}

static void push_once(struct arena *arena, struct value *list, struct value *item)
{
    for (size_t i = 0; i < value_len(list); i++)
        if (value_is_equal(value_item(list, i), item))
            return;
    value_push(arena, list, item);
}

/* Whoever has it, or might: ids; behind them the relations that no person of the records is, whose
 * words somebody enters: each as { word }. */
static struct value *doers(struct years *years, const struct case_image *image,
                           const struct task *task, const char *office)
{
    struct arena *arena = &years->run.arena;
    const struct value *workflow = clerk_workflow(years, image), *words = task_words(task);
    struct value *found = value_list(arena);
    if (task->status == TASK_CLAIMED && task->assignee)
        value_push(arena, found, value_string(arena, task->assignee));
    if (task->phase == TASK_LOOK)
        push_once(arena, found, value_string(arena, task->owner));
    for (size_t i = 0; task->phase == TASK_WORK && i < value_len(task->candidates); i++)
        push_once(arena, found, value_item(task->candidates, i));
    const struct value *more = candidates(years, words, office, task->except);
    for (size_t i = 0; i < value_len(more); i++)
        push_once(arena, found, value_item(more, i));
    for (size_t i = 0; i < value_len(words); i++) {
        struct value *relation = value_map(arena);
        value_put(arena, relation, "word", value_item(words, i));
        if (is_relation(workflow, value_text_or(value_item(words, i), "")))
            value_push(arena, found, relation);
    }
    return found;
}

static const struct person *doer(struct years *years, const struct value *who)
{
    return who->type == VALUE_MAP ? county_citizen(years, value_get_text(who, "word"))
                                  : county_person(years, value_text_or(who, ""));
}

static void give_up(struct years *years, const struct case_image *image, const struct task *task,
                    const struct request *request)
{
    run_fail(&years->run, "%d answers were refused: %s; the last one with %s: %s", TRIES_MOST,
             describe(years, image, task), request ? status_code(request->status) : "no form",
             request && request->words ? request->words : "");
}

/* Not his to do; of a sealed case he does not even know. */
static bool may_not(const struct request *request)
{
    return request->fate == FATE_REFUSED &&
           (request->status == STATUS_FORBIDDEN || request->status == STATUS_NOT_FOUND);
}

void clerk_do_task(struct years *years, const struct case_image *image, const struct part *part,
                   struct errand *errand)
{
    struct arena *arena = &years->run.arena;
    struct request *request = NULL;
    struct value *body;
    struct task task;
    struct err err = {0};
    int life = years->run.world.life;
    size_t asked = 0;
    if (canon_read(arena, arena_copy(arena, part->body), &body, &err) != 0 ||
        task_from_value(arena, body, &task, &err) != 0) {
        run_fail(&years->run, "a task cannot be read: %s", err.text);
        return;
    }
    const char *office = arena_copy(arena, task.office ? part->office : image->row.office).bytes;
    if (part->office.len > 0 && !slice_is(part->office, office))
        run_fail(&years->run, "lists show it for %.*s: %s", SLICE_ARG(part->office),
                 describe(years, image, &task));
    errand->tries++;
    errand->at_ms = years->run.world.clock.now + (int64_t)run_draw(&years->run, DAY_MS) + HOUR_MS;
    const struct value *might = doers(years, image, &task, office);
    for (; asked < value_len(might) && asked < ASKED_MOST && !years->run.has_failed; asked++) {
        const struct person *person = doer(years, value_item(might, asked));
        if (!person)
            continue; /* has left */
        claim_first(years, image, &task, person);
        request = answer(years, image, &task, person, errand);
        if (!request)
            break; /* wants an upload: with another outcome, another day */
        clerk_send(years, request);
        if (!may_not(request) || years->run.world.life != life)
            break;
    }
    bool is_forbidden = request && may_not(request);
    if ((asked == 0 && !request) || is_forbidden)
        help(years, image, &task, office, errand, value_len(might));
    else if (errand->tries > TRIES_MOST && !has_incident(years, image, "nobody"))
        give_up(years, image, &task, request);
}
