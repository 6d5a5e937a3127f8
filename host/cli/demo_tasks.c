/* demo_tasks.c - tasks of a made-up office: who does them, when, and with which answer
 * (demo_life.h).
 *
 * Most are done within a day or a week. Some cases lie around: their tasks are late now and then,
 * or forgotten for weeks. A task is often claimed first and done later by the same person. Who may
 * not do it after all - a recusal the host tells nobody the reason of - leaves it to another; what
 * no person of the office may do is done by the administrator, as citizens have no pages of their
 * own yet; of a sealed case by the person who is cleared and has found it.
 */
#include "base/wallclock.h"
#include "cli/demo_life.h"
#include "data/canon.h"
#include "duty/form.h"

enum { HOUR_MS = 3600 * 1000, TRIES_MOST = 4 };

static int64_t hours(struct demo *demo, int64_t low, int64_t high)
{
    return (low * 60 + chance_below(&demo->chance, (high - low) * 60 + 1)) * (HOUR_MS / 60);
}

/* Some cases lie around, whoever has them: the same ones each time. */
static bool lies_around(const struct demo_workflow *workflow, const char *number)
{
    enum { USUAL = 12 };
    int64_t slow = workflow ? value_get_int(workflow->words.said, "late", USUAL) : USUAL;
    struct digest_state state;
    struct digest digest;

    digest_init(&state, NULL, 0);
    digest_add(&state, number, strlen(number));
    digest_end(&state, &digest);
    return (digest.bytes[0] * 256 + digest.bytes[1]) % 100 < slow;
}

/* When it is done: by chance, and by when it is due. What is not late is done in its time, also
 * where the next working day would be behind it. */
static int64_t done_at(struct demo *demo, bool is_slow, int64_t due_ms)
{
    enum { PROMPT = 70, LATE = 24, FORGOTTEN = 12, DAYS_MOST = 6 };
    int64_t drawn = chance_below(&demo->chance, 100);
    int64_t now = demo_now(demo), left = due_ms - now;

    if (is_slow && drawn < FORGOTTEN)
        return demo_working(demo, now + hours(demo, 24 * 20, 24 * 90));
    if (is_slow && drawn < FORGOTTEN + LATE && left > 0)
        return demo_working(demo, due_ms + hours(demo, 4, 24 * 8));
    int64_t lies = drawn < PROMPT ? hours(demo, 1, 20) : hours(demo, 20, 24 * DAYS_MOST);
    int64_t at = demo_working(demo, now + lies);
    return left <= 0 || at < due_ms ? at
                                    : now + left / 3 + chance_below(&demo->chance, left / 3 + 1);
}

/* Of a place: who holds it. Else one of those it is for. */
static struct demo_person *who_does(struct demo *demo, const struct value *item)
{
    const char *office = value_get_text(item, "task_office");
    const char *row = value_text_or(value_get(item, "row"), "");
    struct arena arena = {0};
    const char *place =
        arena_printf(&arena, "%s:%s", value_text_or(value_get(item, "case"), ""), row);
    const char *holder = value_get_text(demo->holders, place);
    arena_close(&arena);
    return holder ? demo_person(demo, holder)
                  : demo_who(demo, value_get(item, "to"),
                             office ? office : value_text_or(value_get(item, "office"), ""));
}

static void see_task(struct demo *demo, const struct value *item, struct demo_person *eyes)
{
    enum { CLAIMS_FIRST = 45 };
    const char *id = value_text_or(value_get(item, "id"), "");
    const struct demo_workflow *workflow =
        demo_workflow(demo, value_text_or(value_get(item, "workflow"), ""));
    const struct value *due = value_get(item, "due");
    int64_t due_ms = 0;

    if (due->type == VALUE_TEXT && !time_from_text(due->text, &due_ms))
        due_ms = 0;
    struct value *kept = value_map(&demo->arena);
    static const char *const told[] = {"to", "office", "task_office", "case", "row"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        value_put(&demo->arena, kept, told[i], value_copy(&demo->arena, value_get(item, told[i])));
    struct demo_entry entry = {.kind = DEMO_TASK,
                               .workflow = workflow,
                               .id = arena_text(&demo->arena, id),
                               .item = kept,
                               .what = "complete",
                               .eyes = eyes,
                               .person = who_does(demo, item)};
    entry.at_ms =
        done_at(demo, lies_around(workflow, value_text_or(value_get(item, "number"), "")), due_ms);
    int64_t lies = entry.at_ms - demo_now(demo);
    if (lies > 12 * HOUR_MS && chance_below(&demo->chance, 100) < CLAIMS_FIRST) {
        struct demo_entry claim = entry;
        claim.what = "claim";
        claim.at_ms = demo_working(demo, demo_now(demo) + chance_below(&demo->chance, lies / 2));
        demo_plan(demo, &claim);
    }
    demo_plan(demo, &entry);
    if (!eyes) /* nothing is said to what nobody knows of */
        demo_plan_said(demo, workflow, value_text_or(value_get(item, "case"), ""), true);
}

/* One that waits for a second person now is for others than before: so it is new again. */
void demo_see_tasks(struct demo *demo, const struct value *items, struct demo_person *eyes)
{
    struct arena arena = {0};
    for (size_t i = 0; i < value_len(items); i++) {
        const struct value *item = value_item(items, i);
        const char *id = value_text_or(value_get(item, "id"), "");
        if (demo_is_new(demo, canon_text(&arena, value_get(item, "to")).bytes, id))
            see_task(demo, item, eyes);
    }
    arena_close(&arena);
}

/* ---- answering ------------------------------------------------------------------------------- */

/* The fields of the row that a task is about stand before those of the case. */
static const struct value *with_row(const struct value *data, const char *name, struct arena *arena)
{
    const char *slash = name ? strchr(name, '/') : NULL;
    const struct value *rows =
        slash ? value_get_slice(data, (struct slice){name, (size_t)(slash - name)}) : &value_nil;
    struct value *seen = value_copy(arena, data);

    for (size_t i = 0; i < value_len(rows); i++) {
        const struct value *row = value_item(rows, i);
        for (size_t k = 0; value_is_text(value_get(row, "row"), name) && k < value_len(row); k++)
            value_put_slice(arena, seen, row->map.members[k].key, row->map.members[k].value);
    }
    return seen;
}

/* What the case is about, where a story wants to know. */
static const struct value *data_of(struct demo *demo, const struct demo_question *question,
                                   struct arena *arena)
{
    struct virtual_reply reply;
    struct virtual_call call = {.method = "GET", .token = demo_token(demo, question->eyes)};
    const char *form = value_text_or(value_get(question->form, "name"), "");
    if (!question->workflow || !question->case_id ||
        !demo_words_ask_case(&question->workflow->words, form))
        return NULL;
    call.path = arena_printf(arena, "/api/v1/cases/%s?personal=false", question->case_id);
    demo_ask(demo, &call, arena, &reply);
    if (!demo_was_shown(demo, &call, &reply, question->eyes))
        return NULL;
    return with_row(value_get(reply.body, "data"), question->row, arena);
}

bool demo_answer(struct demo *demo, const struct demo_question *question, struct arena *arena,
                 struct form_filled *out)
{
    enum { OFTEN = 55 };
    static const struct demo_words nothing = {.said = &value_nil}; /* without shares */
    const struct demo_words *said = question->workflow ? &question->workflow->words : &nothing;
    struct demo_theme theme = {.form = value_text_or(value_get(question->form, "name"), "form"),
                               .data = data_of(demo, question, arena)};
    struct err ignored = {0};
    struct demo_story story;
    struct form *opened;

    theme.outcome = demo_words_outcome(said, question->form, theme.data, &demo->chance);
    demo_story_open(&story, said, &theme, &demo->chance);
    struct form_fill fill = {.outcome = theme.outcome,
                             .today = date_of(demo_now(demo)),
                             .often = (int)value_get_int(said->said, "often", OFTEN),
                             .chance = &demo->chance,
                             .offices = demo->offices,
                             .words = &story.words};
    return form_open(arena, theme.form, question->form, &opened, &ignored) == 0 &&
           form_fill(opened, &fill, arena, out, &ignored) == 0;
}

static void try_again(struct demo *demo, const struct demo_entry *entry)
{
    struct demo_entry again = *entry;
    again.at_ms = demo_now(demo) + 20 * (HOUR_MS / 60);
    again.person = ++again.tries >= TRIES_MOST ? NULL : who_does(demo, entry->item);
    demo_plan(demo, &again);
}

static const char *token_of(const struct demo *demo, const struct demo_entry *entry)
{
    return demo_token(demo, entry->person ? entry->person : entry->eyes);
}

static void complete(struct demo *demo, const struct demo_entry *entry, const struct value *task,
                     struct arena *arena)
{
    enum { INVALID = 422 };
    struct form_filled filled = {0};
    struct value *body = value_map(arena);
    struct virtual_reply reply;

    struct demo_question question = {.workflow = entry->workflow,
                                     .form = value_get(task, "asks"),
                                     .case_id = value_get_text(task, "case"),
                                     .eyes = entry->eyes,
                                     .row = value_get_text(task, "row")};
    if (value_is_nil(question.form) || !demo_answer(demo, &question, arena, &filled)) {
        demo->tally.unfilled++;
        return;
    }
    value_put(arena, body, "outcome", value_string(arena, filled.outcome));
    value_put(arena, body, "data", filled.data);
    struct virtual_call call = {.method = "POST",
                                .path = arena_printf(arena, "/api/v1/tasks/%s/complete", entry->id),
                                .token = token_of(demo, entry),
                                .body = body};
    demo_ask(demo, &call, arena, &reply);
    if (reply.status < 400) {
        demo->tally.tasks++;
        demo->tally.by_admin += entry->person == NULL && entry->eyes == NULL;
        demo_look(demo, value_text_or(value_get(task, "case"), ""), entry->eyes);
        return;
    }
    bool may_be_tried = entry->tries < TRIES_MOST &&
                        (reply.status == 403 || reply.status == INVALID || reply.status == 404);
    if (may_be_tried)
        try_again(demo, entry);
    if (!may_be_tried || reply.status == INVALID)
        demo_went_well(demo, &call, &reply);
}

void demo_do_task(struct demo *demo, const struct demo_entry *entry)
{
    struct arena arena = {0};
    struct virtual_reply reply;
    const char *token = token_of(demo, entry);
    bool is_claim = strcmp(entry->what, "claim") == 0;
    struct virtual_call call = {
        .method = is_claim ? "POST" : "GET",
        .path = is_claim ? arena_printf(&arena, "/api/v1/tasks/%s/claim", entry->id)
                         : arena_printf(&arena, "/api/v1/tasks/%s?personal=false", entry->id),
        .token = token,
        .body = is_claim ? value_map(&arena) : NULL};

    demo_ask(demo, &call, &arena, &reply);
    const char *status = value_text_or(value_get(reply.body, "status"), "");
    bool is_there = strcmp(status, "open") == 0 || strcmp(status, "claimed") == 0;
    if (!is_claim && reply.status < 400 && is_there)
        complete(demo, entry, reply.body, &arena);
    else if (!is_claim && reply.status >= 400 && entry->tries < TRIES_MOST)
        try_again(demo, entry);
    arena_close(&arena);
}
