/* demo.c - `comity demo DIR`: an office as it might be after nine months of work, all of it made
 * up.
 *
 *   folder beside DIR -> database, key -> people of offices/people.csv, each with a token ->
 *   nine months of cases in virtual time (demo_life.h) -> synced -> DIR
 *
 * Everything happens through the API as it would over HTTP, so what a demonstration shows is what a
 * real office would have recorded: `comity verify` finds nothing, and `comity serve --data DIR`
 * goes on from there. The same seed, workflows and present make the same cases.
 */
#include "cli/demo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/folder.h"
#include "cli/print.h"
#include "cli/scripts.h"
#include "cli/training.h"
#include "config.h"
#include "engine/engine.h"
#include "store/lists.h"

enum { MONTHS_DAYS = 270, CASES_USUAL = 300, CASES_MOST = 100000, TABLE_MOST = 4 << 20 };

/* ---- people ---------------------------------------------------------------------------------- */

static int import_people(struct demo *demo, const char *workflows, struct err *err)
{
    struct arena arena = {0};
    struct virtual_reply reply;
    struct slice csv;
    struct value *body = value_map(&arena);
    struct virtual_call call = {
        .method = "POST", .path = "/api/v1/people/import", .token = demo->admin, .body = body};
    int rc = file_read(arena_printf(&arena, "%s/offices/people.csv", workflows), TABLE_MOST, &arena,
                       &csv, err);

    if (rc == STATUS_NOT_FOUND) { /* then the administrator does everything */
        err_clear(err);
        rc = 0;
    } else if (rc == 0) {
        value_put(&arena, body, "csv", value_text(&arena, csv));
        demo_ask(demo, &call, &arena, &reply);
        if (reply.status >= 400)
            rc = err_set(
                err, STATUS_INVALID, "%s/offices/people.csv: %s %s", workflows,
                value_text_or(value_get(reply.body, "detail"), reply.code),
                value_text_or(value_get(value_item(value_get(reply.body, "errors"), 0), "field"),
                              ""));
    }
    arena_close(&arena);
    return rc;
}

static void give_token(struct demo *demo, struct demo_person *person)
{
    struct arena arena = {0};
    struct virtual_reply reply;
    struct value *body = value_map(&arena);
    struct virtual_call call = {
        .method = "POST",
        .path = arena_printf(&arena, "/api/v1/people/%s/tokens", person->staff->key),
        .token = demo->admin,
        .body = body};
    value_put(&arena, body, "label", value_string(&arena, "demo"));
    demo_ask(demo, &call, &arena, &reply);
    snprintf(person->token, sizeof person->token, "%s",
             value_text_or(value_get(reply.body, "token"), ""));
    arena_close(&arena);
}

static int compare_keys(const void *a, const void *b)
{
    const struct demo_person *left = a, *right = b;
    return strcmp(left->staff->key, right->staff->key);
}

static int employ(struct demo *demo, const char *workflows, struct err *err)
{
    struct staff_person *const *people;
    int rc = import_people(demo, workflows, err);
    if (rc != 0)
        return rc;
    demo->staff = engine_staff(virtual_host_engine(demo->host));
    demo->person_count = staff_people(demo->staff, &people);
    demo->people = mem_zero((demo->person_count + 1) * sizeof *demo->people);
    for (size_t i = 0; i < demo->person_count; i++)
        demo->people[i].staff = people[i];
    qsort(demo->people, demo->person_count, sizeof *demo->people, compare_keys);
    for (size_t i = 0; i < demo->person_count; i++)
        give_token(demo, &demo->people[i]);
    return 0;
}

/* For who shows the office: key, token, name, roles. The owner's alone to read. */
static int write_people(const struct demo *demo, const char *folder, struct err *err)
{
    struct buf text = {0};
    for (size_t i = 0; i < demo->person_count; i++) {
        const struct staff_person *person = demo->people[i].staff;
        buf_printf(&text, "%-8s %s %s ", person->key, demo->people[i].token, person->name);
        for (size_t k = 0; k < person->membership_count; k++)
            buf_printf(&text, " %s:%s", person->memberships[k].office, person->memberships[k].role);
        buf_add_byte(&text, '\n');
    }
    int rc = host_write_file(folder, "people.tokens", buf_slice(&text), true, err);
    secret_wipe(text.bytes, text.len);
    buf_close(&text);
    return rc;
}

/* The address `serve` answers at unless told otherwise: the codes on letters of the demonstration
 * lead somewhere on this machine. */
static int set_address(struct demo *demo, struct err *err)
{
    struct arena arena = {0};
    struct virtual_reply reply;
    struct value *body = value_map(&arena);
    struct virtual_call call = {
        .method = "POST", .path = "/api/v1/public_address", .token = demo->admin, .body = body};

    value_put(&arena, body, "url", value_string(&arena, "http://127.0.0.1:8080"));
    demo_ask(demo, &call, &arena, &reply);
    int rc = reply.status < 400 ? 0
                                : err_set(err, STATUS_INVALID, "the public address was refused: %s",
                                          value_text_or(value_get(reply.body, "detail"), ""));
    arena_close(&arena);
    return rc;
}

/* ---- workflows and offices ------------------------------------------------------------------- */

/* Those that have desks: nothing is sent to a village or a grid unless the words say so. */
static void know_offices(struct demo *demo, const struct value *tree)
{
    demo->offices = value_list(&demo->arena);
    for (size_t i = 0; i < value_len(tree); i++) {
        const struct member *office = &tree->map.members[i];
        const char *kind = value_text_or(value_get(office->value, "kind"), "");
        if (strcmp(kind, "village") != 0 && strcmp(kind, "grid") != 0)
            value_push(&demo->arena, demo->offices, value_text(&demo->arena, office->key));
    }
}

static int know_workflows(struct demo *demo, const char *folder, struct err *err)
{
    const struct value *model = engine_model(virtual_host_engine(demo->host));
    const struct value *workflows = value_get(model, "workflows"), *tree = value_get(model, "tree");
    int rc = 0;

    demo->workflow_count = value_len(workflows);
    demo->workflows = ARENA_ARRAY(&demo->arena, struct demo_workflow, demo->workflow_count + 1);
    for (size_t i = 0; rc == 0 && i < demo->workflow_count; i++) {
        const struct member *member = &workflows->map.members[i];
        struct demo_workflow *workflow = &demo->workflows[i];
        workflow->name = arena_copy(&demo->arena, member->key).bytes;
        workflow->model = value_copy(&demo->arena, member->value);
        rc = demo_words_read(folder, workflow->name, &demo->arena, &workflow->words, err);
    }
    know_offices(demo, tree);
    demo->overlays = value_copy(&demo->arena, value_get(model, "offices"));
    return rc == 0 && demo->workflow_count == 0
               ? err_set(err, STATUS_USAGE, "There is no workflow in %s.", folder)
               : rc;
}

/* ---- what was made --------------------------------------------------------------------------- */

static int64_t count_items(struct demo *demo, const char *path)
{
    struct arena arena = {0};
    struct virtual_reply reply;
    struct virtual_call call = {.method = "GET", .path = path, .token = demo->admin};
    demo_ask(demo, &call, &arena, &reply);
    int64_t count = (int64_t)value_len(value_get(reply.body, "items"));
    arena_close(&arena);
    return count;
}

/* Ids of linked cases follow from the master key, which is of real chance: so what stands where an
 * id stands does not count. */
static void digest_body(struct digest_state *state, struct slice body)
{
    for (size_t at = 0; at < body.len;) {
        struct id ignored;
        bool is_id = body.bytes[at] == '"' && at + ID_TEXT_LEN + 1 < body.len &&
                     body.bytes[at + ID_TEXT_LEN + 1] == '"' &&
                     id_from_text(body.bytes + at + 1, ID_TEXT_LEN, &ignored);
        digest_add(state, body.bytes + at, 1);
        at += is_id ? ID_TEXT_LEN + 1 : 1;
    }
}

static int digest_journal(struct reader *reader, const struct case_row *row,
                          struct digest_state *state, struct err *err)
{
    enum { ROWS_MOST = 100000 };
    struct arena arena = {0};
    struct journal_row *rows;
    size_t count;
    int rc = reader_back(reader, row->head, ROWS_MOST, &arena, &rows, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        digest_add(state, &rows[i].at, sizeof rows[i].at);
        digest_body(state, rows[i].body);
    }
    arena_close(&arena);
    return rc;
}

static void count_case(struct demo_made *made, const struct case_row *row)
{
    made->cases++;
    made->turns += row->seq;
    made->closed += row->status == CASE_CLOSED;
    made->parked += row->status == CASE_PARKED;
    made->open += row->status != CASE_CLOSED && row->status != CASE_PARKED;
}

static int sum_up(struct demo *demo, struct demo_made *made, struct err *err)
{
    enum { PAGE = 500 };
    struct digest_state state;
    struct digest digest;
    int64_t after = 0;
    int rc = 0;

    digest_init(&state, NULL, 0);
    for (size_t count = 1; rc == 0 && count > 0;) {
        struct arena arena = {0};
        struct case_row *rows;
        rc = reader_cases(virtual_host_reader(demo->host), after, PAGE, &arena, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            count_case(made, &rows[i]);
            digest_add(&state, rows[i].number.bytes, rows[i].number.len);
            after = rows[i].id;
            rc = digest_journal(virtual_host_reader(demo->host), &rows[i], &state, err);
        }
        arena_close(&arena);
    }
    digest_end(&state, &digest);
    digest_to_text(&digest, made->digest);
    made->people = (int64_t)demo->person_count;
    made->overdue = count_items(demo, "/api/v1/tasks?list=overdue&limit=200");
    made->incidents = count_items(demo, "/api/v1/incidents?limit=200");
    made->tally = demo->tally;
    return rc;
}

/* ---- making ---------------------------------------------------------------------------------- */

static int live(struct demo *demo, const struct demo_order *order, const char *folder,
                struct demo_made *made, struct err *err)
{
    int rc = employ(demo, order->workflows, err);
    if (rc == 0)
        rc = know_workflows(demo, order->workflows, err);
    if (rc == 0)
        rc = set_address(demo, err);
    if (rc == 0)
        rc = write_people(demo, folder, err);
    if (rc == 0)
        rc = demo_live(demo, order->cases, err);
    return rc == 0 ? sum_up(demo, made, err) : rc;
}

static int write_admin(const char *folder, const char *token, struct err *err)
{
    char line[80];
    snprintf(line, sizeof line, "%s\n", token);
    int rc = host_write_file(folder, "admin.token", slice_of(line), true, err);
    secret_wipe(line, sizeof line);
    return rc;
}

static int make_in(const struct demo_order *order, const char *folder, struct demo_made *made,
                   struct err *err)
{
    char token[64];
    struct scripts scripts = {0};
    struct demo demo = {.until_ms = order->until_ms,
                        .start_ms = order->until_ms - (int64_t)MONTHS_DAYS * DAY_MS,
                        .admin = token};
    struct virtual_host_options options = {
        .data = folder, .seed = order->seed, .start_ms = demo.start_ms};

    chance_seeded(&demo.chance, ~order->seed);
    int rc = folder_fill(folder, err);
    if (rc == 0)
        rc = scripts_read(order->workflows, &scripts, err);
    options.files = scripts.files;
    options.file_count = scripts.count;
    if (rc == 0)
        rc = virtual_host_open(&options, &demo.host, err);
    if (rc == 0)
        rc = virtual_host_token(demo.host, "admin", "admin", token, err);
    if (rc == 0)
        rc = write_admin(folder, token, err);
    if (rc == 0)
        rc = live(&demo, order, folder, made, err);
    virtual_host_close(demo.host);
    if (rc == 0)
        rc = training_make(folder, err);
    demo_close(&demo);
    scripts_close(&scripts);
    secret_wipe(token, sizeof token);
    return rc;
}

int demo_make(const struct demo_order *order, struct demo_made *made, struct err *err)
{
    char folder[HOST_PATH];
    *made = (struct demo_made){0};
    int rc = folder_begin(order->data, folder, err);
    if (rc == 0)
        rc = folder_end(folder, order->data, make_in(order, folder, made, err), err);
    return rc;
}

/* ---- the command ----------------------------------------------------------------------------- */

static bool read_count(const char *text, int64_t most, int64_t *out)
{
    char *end = NULL;
    if (!text)
        return true;
    *out = strtoll(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && *out <= most;
}

/* Until six in the evening of that day; not behind the machine's own time. */
static bool read_until(const char *text, int64_t *out)
{
    enum { EVENING_HOUR = 18, HOUR_MS = 3600 * 1000 };
    struct wallclock *clock = wallclock_real();
    int64_t now_ms = clock->now_ms(clock);
    int32_t date;

    *out = now_ms;
    if (!text)
        return true;
    if (!date_from_text(slice_of(text), &date) || date_start_ms(date) > now_ms)
        return false;
    if (date_start_ms(date) + EVENING_HOUR * HOUR_MS < now_ms)
        *out = date_start_ms(date) + EVENING_HOUR * HOUR_MS;
    return true;
}

const char *demo_workflows_folder(const char *given)
{
    if (given)
        return given;
    return access(COMITY_WORKFLOWS, R_OK) == 0 ? COMITY_WORKFLOWS : "workflows";
}

static void put(struct arena *arena, struct value *map, const char *name, int64_t number)
{
    value_put(arena, map, name, value_int(arena, number));
}

static void say(const struct cli *cli, const struct demo_order *order, const struct demo_made *made)
{
    struct arena arena = {0};
    struct value *out = value_map(&arena);
    const struct demo_tally *tally = &made->tally;

    if (cli->is_json) {
        value_put(&arena, out, "data", value_string(&arena, order->data));
        value_put(&arena, out, "digest", value_string(&arena, made->digest));
        put(&arena, out, "cases", made->cases);
        put(&arena, out, "open", made->open);
        put(&arena, out, "closed", made->closed);
        put(&arena, out, "parked", made->parked);
        put(&arena, out, "turns", made->turns);
        put(&arena, out, "people", made->people);
        put(&arena, out, "overdue", made->overdue);
        put(&arena, out, "incidents", made->incidents);
        put(&arena, out, "tasks_done", tally->tasks);
        put(&arena, out, "by_administrator", tally->by_admin);
        put(&arena, out, "signals", tally->signals);
        put(&arena, out, "letters_brought", tally->letters);
        put(&arena, out, "places_claimed", tally->places);
        put(&arena, out, "refused", tally->refused);
        put(&arena, out, "unfilled", tally->unfilled);
        put(&arena, out, "requests", tally->calls);
        if (tally->refused)
            value_put(&arena, out, "first_refusal", value_string(&arena, tally->first_refusal));
        print_json(out);
    } else {
        printf(
            "made %s: %lld cases (%lld open, %lld closed, %lld parked), %lld turns, %lld people\n"
            "  overdue tasks %lld, open incidents %lld, letters brought %lld, places claimed "
            "%lld\n"
            "  admin.token    the administrator's token 管理员令牌\n"
            "  people.tokens  a token for each person 每位人员的令牌\n"
            "  digest         %.16s\n"
            "All people and places in it are invented. 其中人员和地点均为虚构。\n"
            "next: comity serve --data %s\n",
            order->data, (long long)made->cases, (long long)made->open, (long long)made->closed,
            (long long)made->parked, (long long)made->turns, (long long)made->people,
            (long long)made->overdue, (long long)made->incidents, (long long)tally->letters,
            (long long)tally->places, made->digest, order->data);
    }
    arena_close(&arena);
}

static int run(struct cli *cli)
{
    struct demo_order order = {.data = cli_word(cli, 0),
                               .workflows = demo_workflows_folder(cli->workflows),
                               .cases = CASES_USUAL};
    struct demo_made made;
    struct err err = {0};
    int64_t seed = 1;

    if (!order.data || !*order.data || cli->count > 1)
        return cli_fail_usage(cli, "Name one folder.");
    if (!read_count(cli->cases, CASES_MOST, &order.cases))
        return cli_fail_usage(cli, "--cases takes a whole number, at most %d.", CASES_MOST);
    if (!read_count(cli->seed, INT64_MAX / 2, &seed))
        return cli_fail_usage(cli, "--seed takes a whole number of at most 18 digits.");
    if (!read_until(cli->until, &order.until_ms))
        return cli_fail_usage(cli,
                              "--until takes a date like 2026-06-30 that is not in the future.");
    if (access(order.workflows, R_OK) != 0)
        return cli_fail_usage(cli,
                              "The workflows in %s cannot be read (%s): name their folder with "
                              "--workflows PATH.",
                              order.workflows, strerror(errno));
    order.seed = (uint64_t)seed;
    if (demo_make(&order, &made, &err) < 0)
        return cli_fail(&err);
    say(cli, &order, &made);
    return EXIT_DONE;
}

const struct subcommand subcommand_demo = {
    .name = "demo",
    .words = "DIR",
    .options = "workflows cases seed until json",
    .en = "make an office with people and cases of the past months, all invented",
    .zh = "生成演示机关：虚构的人员和数月的案件",
    .more = "Nine months pass in virtual time: cases are brought, people of "
            "WORKFLOWS/offices/people.csv\n"
            "do their tasks - some late -, letters are brought, places are claimed; all of it "
            "through the\n"
            "same requests as over HTTP. demo.json in a workflow's folder says what is entered. "
            "The same\n"
            "seed, workflows and --until make the same cases. The present is now, or 18:00 of "
            "--until.\n",
    .run = run,
};
