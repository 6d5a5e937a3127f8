/* demo_life.c - the agenda of the people of a made-up office, and who they are (demo_life.h).
 *
 * Cases begin on working days between start and end, most of them lately, since an office fills up.
 * After each act the case is looked at again for what has become to be done; twice a day all that
 * is open is looked at, for what clocks and ladders have brought about by themselves. What is
 * sealed the administrator does not see: whoever is cleared looks at his own list, and everything
 * about such a case is done with the token of one who is.
 *
 * To add a kind of entry: a row in `enum demo_kind`, a case in live_one, a file that plans it.
 */
#include "cli/demo_life.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/wallclock.h"
#include "cli/folder.h"
#include "engine/engine.h"

enum {
    HOUR_MS = 3600 * 1000,
    MINUTE_MS = 60 * 1000,
    OPENS_MIN = 8 * 60 + 40,
    SHUTS_MIN = 17 * 60 + 20,
    PAGE = 200,
    PAGES_MOST = 100,
};

/* What is new is looked for in the morning and after lunch: an invitation lasts a day. */
static const int64_t looks_min[] = {8 * 60 + 10, 13 * 60 + 45};

/* ---- the agenda ------------------------------------------------------------------------------ */

static bool is_before(const struct demo_entry *a, const struct demo_entry *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void swap(struct demo_entry *a, struct demo_entry *b)
{
    struct demo_entry other = *a;
    *a = *b;
    *b = other;
}

void demo_plan(struct demo *demo, const struct demo_entry *entry)
{
    struct demo_entry *heap;
    if (entry->at_ms > demo->until_ms)
        return;
    if (demo->agenda_count == demo->agenda_capacity) {
        demo->agenda_capacity = demo->agenda_capacity ? demo->agenda_capacity * 2 : 256;
        demo->agenda = mem_resize(demo->agenda, demo->agenda_capacity * sizeof *demo->agenda);
    }
    heap = demo->agenda;
    size_t at = demo->agenda_count++;
    heap[at] = *entry;
    heap[at].order = demo->next_order++;
    for (; at > 0 && is_before(&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2)
        swap(&heap[at], &heap[(at - 1) / 2]);
}

static struct demo_entry take_first(struct demo *demo)
{
    struct demo_entry *heap = demo->agenda, first = heap[0];
    size_t count = --demo->agenda_count;

    heap[0] = heap[count];
    for (size_t at = 0, least;; at = least) {
        size_t left = 2 * at + 1, right = left + 1;
        least = left < count && is_before(&heap[left], &heap[at]) ? left : at;
        least = right < count && is_before(&heap[right], &heap[least]) ? right : least;
        if (least == at)
            return first;
        swap(&heap[at], &heap[least]);
    }
}

/* ---- what is known --------------------------------------------------------------------------- */

static bool key_add(struct demo_known *known, uint64_t key)
{
    size_t at = key & (known->capacity - 1);
    while (known->keys[at] && known->keys[at] != key)
        at = (at + 1) & (known->capacity - 1);
    bool is_new = known->keys[at] == 0;
    known->keys[at] = key;
    known->count += is_new;
    return is_new;
}

static void grow(struct demo_known *known)
{
    struct demo_known larger = {.capacity = known->capacity ? 2 * known->capacity : 4096};
    larger.keys = mem_zero(larger.capacity * sizeof *larger.keys);
    for (size_t i = 0; i < known->capacity; i++)
        if (known->keys[i])
            key_add(&larger, known->keys[i]);
    free(known->keys);
    *known = larger;
}

bool demo_is_new(struct demo *demo, const char *what, const char *id)
{
    struct digest_state state;
    struct digest digest;
    uint64_t key;

    digest_init(&state, NULL, 0);
    digest_add(&state, what, strlen(what) + 1);
    digest_add(&state, id, strlen(id));
    digest_end(&state, &digest);
    memcpy(&key, digest.bytes, sizeof key);
    if (2 * demo->known.count >= demo->known.capacity)
        grow(&demo->known);
    return key_add(&demo->known, key ? key : 1);
}

/* ---- asking the host ------------------------------------------------------------------------- */

int64_t demo_now(const struct demo *demo)
{
    return virtual_host_now_ms(demo->host);
}

const char *demo_token(const struct demo *demo, const struct demo_person *person)
{
    return person ? person->token : demo->admin;
}

void demo_ask(struct demo *demo, const struct virtual_call *call, struct arena *arena,
              struct virtual_reply *reply)
{
    demo->tally.calls++;
    virtual_host_call(demo->host, call, arena, reply);
}

bool demo_went_well(struct demo *demo, const struct virtual_call *call,
                    const struct virtual_reply *reply)
{
    enum { FORBIDDEN = 403, CONFLICT = 409 };
    struct demo_tally *tally = &demo->tally;
    const struct value *wrong = value_item(value_get(reply->body, "errors"), 0);
    if (reply->status < 400)
        return true;
    if (reply->status == CONFLICT || reply->status == FORBIDDEN ||
        strcmp(reply->code, "same_person") == 0)
        return false;
    if (tally->refused++ == 0)
        snprintf(tally->first_refusal, sizeof tally->first_refusal, "%s %s: %s %s %s", call->method,
                 call->path, reply->code, value_text_or(value_get(reply->body, "detail"), ""),
                 value_text_or(value_get(wrong, "field"), ""));
    return false;
}

/* ---- people ---------------------------------------------------------------------------------- */

static bool holds(const struct staff_person *person, const char *word, const char *office)
{
    if (strcmp(word, person->id) == 0 || (word[0] == '@' && strcmp(word + 1, person->id) == 0))
        return true;
    for (size_t i = 0; i < person->membership_count; i++)
        if (strcmp(person->memberships[i].role, word) == 0 &&
            strcmp(person->memberships[i].office, office) == 0)
            return true;
    return false;
}

static struct demo_person *who_is_there(const struct demo *demo, struct demo_person *person)
{
    bool is_away = person->away_until_ms > demo_now(demo);
    struct demo_person *instead = is_away ? person->instead : person;
    return instead && instead->away_until_ms > demo_now(demo) ? NULL : instead;
}

struct demo_person *demo_who(struct demo *demo, const struct value *words, const char *office)
{
    struct demo_person *chosen = NULL;
    int64_t met = 0;

    for (size_t i = 0; i < demo->person_count; i++) {
        struct demo_person *there = who_is_there(demo, &demo->people[i]);
        bool fits = false;
        for (size_t k = 0; there && !fits && k < value_len(words); k++)
            fits = holds(demo->people[i].staff, value_text_or(value_item(words, k), ""), office);
        if (fits && chance_below(&demo->chance, ++met) == 0)
            chosen = there;
    }
    return chosen;
}

struct demo_person *demo_person(const struct demo *demo, const char *key)
{
    for (size_t i = 0; i < demo->person_count; i++)
        if (strcmp(demo->people[i].staff->key, key) == 0)
            return &demo->people[i];
    return NULL;
}

const struct demo_workflow *demo_workflow(const struct demo *demo, const char *name)
{
    for (size_t i = 0; i < demo->workflow_count; i++)
        if (strcmp(demo->workflows[i].name, name) == 0)
            return &demo->workflows[i];
    return NULL;
}

/* ---- the working day ------------------------------------------------------------------------- */

static bool is_weekend(int32_t date)
{
    enum { SATURDAY = 5 };
    return date_weekday(date) >= SATURDAY;
}

int64_t demo_working(struct demo *demo, int64_t at_ms)
{
    int32_t date = date_of(at_ms);
    int64_t minute = (at_ms - date_start_ms(date)) / MINUTE_MS;

    if (!is_weekend(date) && minute >= OPENS_MIN && minute < SHUTS_MIN)
        return at_ms;
    if (is_weekend(date) || minute >= SHUTS_MIN)
        do
            date++;
        while (is_weekend(date));
    minute = OPENS_MIN + chance_below(&demo->chance, 150);
    int64_t next = date_start_ms(date) + minute * MINUTE_MS;
    return next > at_ms ? next : at_ms;
}

/* ---- looking at what is there ---------------------------------------------------------------- */

bool demo_was_shown(struct demo *demo, const struct virtual_call *call,
                    const struct virtual_reply *reply, const struct demo_person *eyes)
{
    return eyes ? reply->status < 400 : demo_went_well(demo, call, reply);
}

static void touch(struct demo *demo, const char *case_id, const struct demo_person *eyes)
{
    char date[16];
    struct value *touched = value_map(&demo->arena);
    if (!demo_is_new(demo, date_to_text(date_of(demo_now(demo)), date), case_id))
        return;
    value_put(&demo->arena, touched, "case", value_string(&demo->arena, case_id));
    value_put(&demo->arena, touched, "eyes",
              value_string(&demo->arena, eyes ? eyes->staff->key : NULL));
    value_push(&demo->arena, demo->touched, touched);
}

void demo_look(struct demo *demo, const char *case_id, struct demo_person *eyes)
{
    struct arena arena = {0};
    struct virtual_reply reply;
    struct virtual_call tasks = {
        .method = "GET",
        .path = arena_printf(&arena, "/api/v1/tasks?case=%s&status=open&limit=%d", case_id, PAGE),
        .token = demo_token(demo, eyes)};

    demo_ask(demo, &tasks, &arena, &reply);
    if (demo_was_shown(demo, &tasks, &reply, eyes))
        demo_see_tasks(demo, value_get(reply.body, "items"), eyes);
    touch(demo, case_id, eyes);
    arena_close(&arena);
}

/* Letters are looked for once a day, in the cases that something was done about. */
static void see_all_letters(struct demo *demo)
{
    const struct value *touched = demo->touched;
    demo->touched = value_list(&demo->arena);
    for (size_t i = 0; i < value_len(touched); i++) {
        const struct value *one = value_item(touched, i);
        const char *key = value_get_text(one, "eyes");
        struct demo_entry found = {.id = value_text_or(value_get(one, "case"), ""),
                                   .eyes = key ? demo_person(demo, key) : NULL};
        struct arena arena = {0};
        struct virtual_reply reply;
        struct virtual_call letters = {
            .method = "GET",
            .path = arena_printf(&arena, "/api/v1/cases/%s/letters", found.id),
            .token = demo_token(demo, found.eyes)};
        demo_ask(demo, &letters, &arena, &reply);
        if (demo_was_shown(demo, &letters, &reply, found.eyes))
            demo_see_letters(demo, &found, value_get(reply.body, "items"));
        arena_close(&arena);
    }
}

/* All that is open for those eyes, page by page. */
static void see_open_tasks(struct demo *demo, const char *asked, struct demo_person *eyes)
{
    struct arena arena = {0};
    const char *next = "";
    for (int page = 0; next && page < PAGES_MOST; page++) {
        struct virtual_reply reply;
        struct virtual_call call = {.method = "GET",
                                    .path =
                                        arena_printf(&arena, "/api/v1/tasks?%s&limit=%d%s%s", asked,
                                                     PAGE, *next ? "&cursor=" : "", next),
                                    .token = demo_token(demo, eyes)};
        demo_ask(demo, &call, &arena, &reply);
        if (!demo_went_well(demo, &call, &reply))
            break;
        demo_see_tasks(demo, value_get(reply.body, "items"), eyes);
        next = value_get_text(reply.body, "next");
    }
    arena_close(&arena);
}

static bool is_cleared(const struct demo_person *person)
{
    for (size_t i = 0; i < person->staff->membership_count; i++)
        if (strcmp(person->staff->memberships[i].role, "sealed") == 0)
            return true;
    return false;
}

/* First what the administrator sees: what is new in the list of a cleared person then is sealed. */
static void see_all_tasks(struct demo *demo)
{
    see_open_tasks(demo, "status=open", NULL);
    for (size_t i = 0; i < demo->person_count; i++)
        if (is_cleared(&demo->people[i]))
            see_open_tasks(demo, "list=group", &demo->people[i]);
}

static void do_day(struct demo *demo, const struct demo_entry *entry)
{
    struct demo_entry next = *entry;
    next.at_ms += DAY_MS;
    demo_plan(demo, &next);
    see_all_tasks(demo);
    see_all_letters(demo);
    demo_see_dispatches(demo);
}

/* ---- cases and what is said to them ---------------------------------------------------------- */

static const struct value *form_of(const struct demo_workflow *workflow, const char *name)
{
    return value_get(value_get(workflow->model, "forms"), name ? name : "");
}

/* `word` says of how many of a hundred cases: "percent", or "begun" of those that others began. */
static void plan_said(struct demo *demo, const struct demo_entry *born, const char *part,
                      const char *word)
{
    const struct demo_words *words = &born->workflow->words;
    const struct value *said = value_get(words->said, part);
    for (size_t i = 0; i < value_len(said); i++) {
        const struct member *one = &said->map.members[i];
        struct arena arena = {0};
        const char *counted = arena_printf(&arena, "%s %s %.*s", part, word, SLICE_ARG(one->key));
        bool happens =
            demo_words_happens(words, counted, value_get_int(one->value, word, 0), &demo->chance);
        arena_close(&arena);
        if (!happens)
            continue;
        int64_t days = demo_words_between(value_get(one->value, "after"), &demo->chance, 1);
        demo_plan(demo,
                  &(struct demo_entry){.at_ms = demo_working(demo, demo_now(demo) + days * DAY_MS),
                                       .kind = DEMO_SIGNAL,
                                       .workflow = born->workflow,
                                       .id = arena_text(&demo->arena, born->id),
                                       .what = arena_copy(&demo->arena, one->key).bytes,
                                       .item = one->value});
    }
}

void demo_plan_said(struct demo *demo, const struct demo_workflow *workflow, const char *case_id,
                    bool is_begun)
{
    const struct demo_entry born = {.workflow = workflow, .id = case_id};
    if (!workflow || !demo_is_new(demo, "said", case_id))
        return;
    plan_said(demo, &born, "signals", is_begun ? "begun" : "percent");
    plan_said(demo, &born, "clocks", is_begun ? "begun" : "percent");
}

/* Who takes it down at the desk: an intake clerk, a dispatcher or a clerk of the office. */
static struct demo_person *who_takes_down(struct demo *demo, const char *office)
{
    static const char *const desk[] = {"intake_clerk", "dispatcher", "clerk"};
    struct demo_person *found = NULL;
    for (size_t i = 0; !found && i < sizeof desk / sizeof *desk; i++) {
        struct value *words = value_list(&demo->arena);
        value_push(&demo->arena, words, value_string(&demo->arena, desk[i]));
        found = demo_who(demo, words, office);
    }
    return found;
}

static bool is_office(const struct demo *demo, const char *code)
{
    for (size_t i = 0; code && i < value_len(demo->offices); i++)
        if (value_is_text(value_item(demo->offices, i), code))
            return true;
    return false;
}

static const char *where(struct demo *demo, const struct demo_workflow *workflow)
{
    const char *code = demo_words_draw(value_get(workflow->words.said, "offices"), &demo->chance);
    size_t count = value_len(demo->offices);
    if (!is_office(demo, code))
        code = count
                   ? value_text_or(value_item(demo->offices,
                                              (size_t)chance_below(&demo->chance, (int64_t)count)),
                                   NULL)
                   : NULL;
    return code;
}

/* As the office has it that the case is brought to. */
static const struct value *intake_form(const struct demo *demo,
                                       const struct demo_workflow *workflow, const char *office)
{
    const struct value *own =
        value_get(value_get(demo->overlays, office ? office : ""), "workflows");
    const struct value *changed = value_get(own, workflow->name);
    const struct value *model = value_is_nil(changed) ? workflow->model : changed;
    const char *intake = value_get_text(model, "intake");
    return value_get(value_get(model, "forms"), intake ? intake : "");
}

static void do_case(struct demo *demo, const struct demo_entry *entry)
{
    const struct demo_workflow *workflow = entry->workflow;
    const char *office = where(demo, workflow);
    const struct value *form = intake_form(demo, workflow, office);
    struct arena arena = {0};
    struct value *body = value_map(&arena);
    struct form_filled filled = {0};
    struct virtual_reply reply;

    struct demo_question question = {.workflow = workflow, .form = form};
    if (!value_is_nil(form) && !demo_answer(demo, &question, &arena, &filled)) {
        demo->tally.unfilled++;
        arena_close(&arena);
        return;
    }
    value_put(&arena, body, "workflow", value_string(&arena, workflow->name));
    value_put(&arena, body, "data", filled.data ? filled.data : value_map(&arena));
    value_put(&arena, body, "office", value_string(&arena, office));
    struct virtual_call call = {.method = "POST",
                                .path = "/api/v1/cases",
                                .token =
                                    demo_token(demo, who_takes_down(demo, office ? office : "")),
                                .body = body};
    demo_ask(demo, &call, &arena, &reply);
    if (demo_went_well(demo, &call, &reply)) {
        const char *id = value_text_or(value_get(reply.body, "id"), "");
        demo->tally.cases++;
        demo_plan_said(demo, workflow, id, false);
        demo_look(demo, id, NULL);
    }
    arena_close(&arena);
}

/* The first row of the list that the signal is about, if it is about one. */
static void put_row(const struct value *signal, const struct value *shown, struct value *data,
                    struct arena *arena)
{
    const char *about = value_get_text(signal, "about");
    const struct value *rows = about ? value_get(value_get(shown, "data"), about) : &value_nil;
    value_put(arena, data, "row", value_copy(arena, value_get(value_item(rows, 0), "row")));
}

/* "extend", "pause": what somebody does to a clock. */
static void turn_clock(struct demo *demo, const struct demo_entry *entry, const struct value *shown,
                       struct arena *arena, struct virtual_reply *reply)
{
    const char *office = value_text_or(value_get(shown, "office"), "");
    const struct value *reasons = value_get(entry->item, "reason");
    struct value *body = value_map(arena), *words = value_list(arena);
    size_t count = value_len(reasons);

    value_push(arena, words, value_copy(arena, value_get(entry->item, "by")));
    if (count > 0)
        value_put(arena, body, "reason",
                  value_copy(arena, value_item(reasons, (size_t)chance_below(&demo->chance,
                                                                             (int64_t)count))));
    struct virtual_call call = {
        .method = "POST",
        .path = arena_printf(arena, "/api/v1/cases/%s/clocks/%s/%s", entry->id, entry->what,
                             value_text_or(value_get(entry->item, "act"), "extend")),
        .token = demo_token(demo, demo_who(demo, words, office)),
        .body = body};
    demo_ask(demo, &call, arena, reply);
}

static void say(struct demo *demo, const struct demo_entry *entry, const struct value *shown,
                struct arena *arena, struct virtual_reply *reply)
{
    const struct demo_workflow *workflow = entry->workflow;
    const struct value *signal = value_get(value_get(workflow->model, "signals"), entry->what);
    const struct value *form = form_of(workflow, value_get_text(signal, "form"));
    const char *office = value_get_text(shown, "office");
    struct form_filled filled = {0};
    struct value *body = value_map(arena), *words = value_list(arena);

    *reply = (struct virtual_reply){.status = 422, .body = &value_nil, .code = ""};
    struct demo_question question = {.workflow = workflow, .form = form, .case_id = entry->id};
    if (!value_is_nil(form) && !demo_answer(demo, &question, arena, &filled))
        return;
    struct value *data = filled.data ? filled.data : value_map(arena);
    value_put(arena, data, "outcome", value_string(arena, filled.outcome));
    put_row(signal, shown, data, arena);
    value_put(arena, body, "data", data);
    value_push(arena, words, value_copy(arena, value_get(entry->item, "by")));
    struct virtual_call call = {
        .method = "POST",
        .path = arena_printf(arena, "/api/v1/cases/%s/signals/%s", entry->id, entry->what),
        .token = demo_token(demo, demo_who(demo, words, office ? office : "")),
        .body = body};
    demo_ask(demo, &call, arena, reply);
}

/* Where it is not offered it waits: a review can be asked for only when there is an opinion. Of a
 * case that is closed it never will be ("case_closed", "closed"). */
static void do_signal(struct demo *demo, const struct demo_entry *entry)
{
    enum { TRIES_MOST = 25, DAYS_BETWEEN = 4 };
    struct arena arena = {0};
    struct virtual_reply reply;
    struct virtual_call look = {
        .method = "GET",
        .path = arena_printf(&arena, "/api/v1/cases/%s?personal=false", entry->id),
        .token = demo->admin};

    demo_ask(demo, &look, &arena, &reply);
    if (demo_went_well(demo, &look, &reply)) {
        const struct value *shown = reply.body;
        if (value_get_text(entry->item, "act"))
            turn_clock(demo, entry, shown, &arena, &reply);
        else
            say(demo, entry, shown, &arena, &reply);
    }
    if (reply.status < 400) {
        demo->tally.signals++;
        demo_look(demo, entry->id, NULL);
    } else if (entry->tries < TRIES_MOST && strstr(reply.code, "closed") == NULL) {
        struct demo_entry again = *entry;
        again.tries++;
        again.at_ms = demo_working(demo, demo_now(demo) + DAYS_BETWEEN * DAY_MS);
        demo_plan(demo, &again);
    }
    arena_close(&arena);
}

/* ---- living ---------------------------------------------------------------------------------- */

static void live_one(struct demo *demo, const struct demo_entry *entry)
{
    switch (entry->kind) {
    case DEMO_DAY:
        do_day(demo, entry);
        break;
    case DEMO_CASE:
        do_case(demo, entry);
        break;
    case DEMO_TASK:
        demo_do_task(demo, entry);
        break;
    case DEMO_SIGNAL:
        do_signal(demo, entry);
        break;
    case DEMO_LETTER:
        demo_do_letter(demo, entry);
        break;
    case DEMO_PLACE:
        demo_do_place(demo, entry);
        break;
    case DEMO_AWAY:
        demo_go_away(demo, entry);
        break;
    }
}

/* By weight; a workflow that says nothing has as many as one that says 1. */
static const struct demo_workflow *draw_workflow(struct demo *demo)
{
    int64_t sum = 0, pick;
    for (size_t i = 0; i < demo->workflow_count; i++)
        sum += value_get_int(demo->workflows[i].words.said, "cases", 1);
    pick = sum > 0 ? chance_below(&demo->chance, sum) : 0;
    for (size_t i = 0; i < demo->workflow_count; i++) {
        pick -= value_get_int(demo->workflows[i].words.said, "cases", 1);
        if (pick < 0)
            return &demo->workflows[i];
    }
    return &demo->workflows[0];
}

/* Of three moments the last one: so most cases are of the last months, and many still open. */
static int64_t draw_start(struct demo *demo)
{
    enum { MOMENTS = 3 };
    int64_t last = 0;
    for (int i = 0; i < MOMENTS; i++) {
        int64_t one = chance_below(&demo->chance, demo->until_ms - demo->start_ms);
        last = one > last ? one : last;
    }
    int64_t at = demo->until_ms;
    for (; at >= demo->until_ms; last -= DAY_MS) /* of a Sunday's present: on Friday */
        at = demo_working(demo, demo->start_ms + last);
    return at;
}

static void plan_cases(struct demo *demo, int64_t cases)
{
    for (int64_t i = 0; i < cases; i++) {
        int64_t at_ms = draw_start(demo);
        demo_plan(demo, &(struct demo_entry){
                            .at_ms = at_ms, .kind = DEMO_CASE, .workflow = draw_workflow(demo)});
    }
}

int demo_live(struct demo *demo, int64_t cases, struct err *err)
{
    int32_t first = date_of(demo->start_ms) + 1;
    int rc = 0;

    demo->touched = value_list(&demo->arena);
    demo->holders = value_map(&demo->arena);
    for (size_t i = 0; i < sizeof looks_min / sizeof *looks_min; i++)
        demo_plan(demo,
                  &(struct demo_entry){.at_ms = date_start_ms(first) + looks_min[i] * MINUTE_MS,
                                       .kind = DEMO_DAY});
    demo_plan_absences(demo);
    plan_cases(demo, cases);
    while (rc == 0 && demo->agenda_count > 0) {
        struct demo_entry entry = take_first(demo);
        virtual_host_advance(demo->host, entry.at_ms);
        live_one(demo, &entry);
        rc = virtual_host_trouble(demo->host, err);
        if (rc == 0)
            rc = folder_was_stopped(err);
    }
    if (rc == 0)
        virtual_host_advance(demo->host, demo->until_ms);
    return rc == 0 ? virtual_host_trouble(demo->host, err) : rc;
}

void demo_close(struct demo *demo)
{
    staff_unref(demo->staff);
    free(demo->people);
    free(demo->agenda);
    free(demo->known.keys);
    arena_close(&demo->arena);
    *demo = (struct demo){0};
}
