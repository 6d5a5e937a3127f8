/* test_publish.c - releases of a running host (engine/publish.h): taken in whole or not at all,
 * active only when somebody says so, undone step by step, and after any failure memory says what
 * the disk says.
 */
#include "stand.h"
#include "engine/inside.h"
#include "engine/preflight.h"
#include "engine/publish.h"
#include "engine/releases.h"
#include "loop/simulated.h"
#include "store/releases.h"

#define TASK "  case:task(\"decide\", { to = \"clerk\" })\n"
#define FIRST(inner)                                                                               \
    "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n" inner                        \
    "  return case:close \"done\"\nend }\n"

static const char one[] = FIRST(TASK);
static const char two[] = FIRST(TASK TASK);
static const char three[] = FIRST(TASK TASK TASK);

/* What came of the last engine_publish and engine_activate; texts in the stand's arena. */
static struct told {
    struct stand *stand;
    int times, status;
    struct err err;
    bool is_known, was_active;
    int64_t release, former;
    size_t stays;
    struct digest digest, former_digest;
    struct value *findings, *specs;
} told;

static void on_published(struct publish *publish)
{
    struct arena *arena = &told.stand->arena;
    told.times++;
    told.status = publish->status;
    told.err = publish->err;
    told.is_known = publish->is_known;
    told.release = publish->release;
    told.digest = publish->digest;
    told.findings = value_copy(arena, publish->findings);
    told.specs = value_copy(arena, publish->specs);
    publish_free(publish);
}

static void on_activated(struct activation *activation)
{
    told.times++;
    told.status = activation->status;
    told.err = activation->err;
    told.was_active = activation->was_active;
    told.former = activation->former;
    told.stays = activation->stays;
    told.digest = activation->digest;
    told.former_digest = activation->former_digest;
    activation_free(activation);
}

static void expect_told_once(void)
{
    rehearsal_settle(told.stand->rehearsal);
    assert_int_equal(told.times, 1);
}

static int publish_files(struct stand *stand, const struct script_file *files, size_t count)
{
    struct publish *publish = publish_new();

    told = (struct told){.stand = stand};
    publish->files = files;
    publish->count = count;
    publish->note = "a note";
    publish->on_done = on_published;
    engine_publish(rehearsal_engine(stand->rehearsal), publish);
    expect_told_once();
    return told.status;
}

static int publish(struct stand *stand, const char *body)
{
    struct script_file *files;
    size_t count;
    stand_small_files(stand, body, &files, &count);
    return publish_files(stand, files, count);
}

static struct activation *activation_of(enum activation_kind kind, const char *release)
{
    struct activation *activation = activation_new(kind);
    activation->release = release ? arena_text(&activation->arena, release) : NULL;
    activation->why = "because";
    activation->is_forced = true; /* also without a pre-flight */
    activation->on_done = on_activated;
    return activation;
}

static int activate_as(struct stand *stand, enum activation_kind kind, const char *release)
{
    told = (struct told){.stand = stand};
    engine_activate(rehearsal_engine(stand->rehearsal), activation_of(kind, release));
    expect_told_once();
    return told.status;
}

/* Publishes a body and makes it active; gives its rowid. */
static int64_t go_on_with(struct stand *stand, const char *body)
{
    char text[2 * DIGEST_BYTES + 1];
    assert_int_equal(publish(stand, body), 0);
    int64_t release = told.release;
    assert_int_equal(activate_as(stand, ACTIVATION_PLAIN, digest_to_text(&told.digest, text)), 0);
    return release;
}

static int64_t active_in_memory(struct stand *stand)
{
    return rehearsal_engine(stand->rehearsal)->active->id;
}

static int64_t active_on_disk(struct stand *stand, size_t *count)
{
    struct release_row *rows;
    struct err err = {0};
    int64_t active;
    assert_int_equal(reader_release_heads(rehearsal_reader(stand->rehearsal), &stand->arena, &rows,
                                          count, &active, &err),
                     0);
    return active;
}

static struct slice dump(struct stand *stand)
{
    struct buf out = {0};
    disk_dump(rehearsal_disk(stand->rehearsal), &out);
    struct slice copy = arena_copy(&stand->arena, buf_slice(&out));
    buf_close(&out);
    return copy;
}

static void nothing_is_active_before_it_is_activated(void **state)
{
    struct stand stand;
    size_t count;
    (void)state;
    stand_open_small(&stand, one);
    int64_t first = active_in_memory(&stand);
    assert_int_equal(publish(&stand, two), 0);
    assert_false(told.is_known);
    assert_int_equal(value_len(told.findings), 0);
    assert_int_equal(active_on_disk(&stand, &count), first);
    assert_int_equal(count, 2);
    assert_int_equal(active_in_memory(&stand), first);
    int64_t second = told.release;

    assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, "active"), 0);
    assert_true(told.was_active);
    assert_int_equal(go_on_with(&stand, two), second); /* known, and made active now */
    assert_int_equal(told.former, first);
    assert_int_equal(active_on_disk(&stand, &count), second);
    assert_int_equal(active_in_memory(&stand), second);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_case(&stand).row.release, second);
    stand_crash(&stand);
    assert_int_equal(active_in_memory(&stand), second);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    stand_close(&stand);
}

static void the_same_files_are_recognised(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, one);
    struct slice before = dump(&stand);
    assert_int_equal(publish(&stand, one), 0);
    assert_true(told.is_known);
    assert_int_equal(told.release, active_in_memory(&stand));
    assert_true(slice_is_equal(before, dump(&stand)));
    stand_close(&stand);
}

static void a_fault_leaves_everything_as_it_was(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, one);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    struct slice before = dump(&stand);
    assert_int_equal(publish(&stand, FIRST("  case:task(\"decide\", { to = \n")), STATUS_INVALID);
    assert_string_equal(told.err.code, "findings");
    assert_int_not_equal(value_len(told.findings), 0);
    const char *where = value_get_text(value_item(told.findings, 0), "where");
    assert_non_null(where);
    assert_non_null(strstr(where, "w/workflow.lua:"));
    assert_true(slice_is_equal(before, dump(&stand)));
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_close(&stand);
}

#define SPEC(outcome)                                                                              \
    "spec \"it closes\" (function(t)\n  local c = t:start(\"w\", { subject = \"x\" })\n"           \
    "  t:as(\"clerk\"):complete(c, \"decide\", { outcome = \"yes\" })\n"                           \
    "  t:expect(c):outcome \"" outcome "\"\nend)\n"

static void a_list_of_days_that_cannot_be_read_refuses_a_release(void **state)
{
    struct stand stand;
    struct script_file *files, more[16];
    size_t count;
    (void)state;
    stand_open_small(&stand, one);
    struct slice before = dump(&stand);
    stand_small_files(&stand, two, &files, &count);
    assert_true(count < 16);
    memcpy(more, files, count * sizeof *files);
    more[count] = (struct script_file){
        .path = "calendars/cn.csv",
        .text =
            slice_of("date,kind,name,source\n2026-01-01,holiday,New Year,1\n2026-13-01,x,y,z\n")};
    assert_int_equal(publish_files(&stand, more, count + 1), STATUS_INVALID);
    assert_int_equal(value_len(told.findings), 1);
    const struct value *finding = value_item(told.findings, 0);
    assert_string_equal(value_get_text(finding, "code"), "bad_calendar");
    assert_string_equal(value_get_text(finding, "where"), "calendars/cn.csv:3:1");
    assert_true(slice_is_equal(before, dump(&stand)));
    more[count].text = slice_of("date,kind,name,source\n2026-01-01,holiday,New Year,1\n");
    assert_int_equal(publish_files(&stand, more, count + 1), 0);
    stand_close(&stand);
}

static void failing_specs_refuse_a_release(void **state)
{
    static const char *const specs[] = {SPEC("not_done"), SPEC("done")};
    struct stand stand;
    struct script_file *files, with[3];
    size_t count;
    (void)state;
    stand_open_small(&stand, one);
    stand_small_files(&stand, FIRST("  case:set { new = true }\n" TASK), &files, &count);
    memcpy(with, files, count * sizeof *files);
    struct slice before = dump(&stand);
    with[2] = (struct script_file){"w/spec.lua", slice_of(specs[0])};
    assert_int_equal(publish_files(&stand, with, 3), STATUS_INVALID);
    assert_string_equal(told.err.code, "specs_failed");
    const struct value *item = value_item(value_get(told.specs, "items"), 0);
    assert_string_equal(value_get_text(item, "title"), "it closes");
    assert_non_null(strstr(value_get_text(item, "where"), "w/spec.lua:4"));
    assert_true(slice_is_equal(before, dump(&stand)));
    with[2].text = slice_of(specs[1]);
    assert_int_equal(publish_files(&stand, with, 3), 0);
    assert_int_equal(value_get_int(told.specs, "passed", -1), 1);
    assert_int_equal(value_get_int(told.specs, "failed", -1), 0);
    stand_close(&stand);
}

static void files_are_bounded(void **state)
{
    static const char *const bad[] = {"",           "/w/a.lua",        "../a.lua",
                                      "w/../a.lua", "w//a.lua",        "w/.git",
                                      "w/a\nb.lua", "w\\workflow.lua", "w/"};
    struct stand stand;
    struct script_file files[2] = {
        {"w/workflow.lua", slice_of("")},
        {"w/workflow.lua", slice_of("")}
    };
    (void)state;
    stand_open_small(&stand, one);
    assert_int_equal(publish_files(&stand, files, 0), STATUS_MALFORMED);
    assert_int_equal(publish_files(&stand, files, 2), STATUS_MALFORMED); /* given twice */
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        files[0].path = bad[i];
        assert_int_equal(publish_files(&stand, files, 1), STATUS_MALFORMED);
    }
    struct buf large = {0};
    for (int i = 0; i < RELEASE_BYTES_MOST + 1; i += 64)
        buf_printf(&large, "%-64s", "--");
    files[0] = (struct script_file){"w/workflow.lua", buf_slice(&large)};
    assert_int_equal(publish_files(&stand, files, 1), STATUS_TOO_LARGE);
    buf_close(&large);
    stand_close(&stand);
}

static void releases_are_found_by_their_beginning(void **state)
{
    struct stand stand;
    char text[2 * DIGEST_BYTES + 1];
    (void)state;
    stand_open_small(&stand, one);
    int64_t second = go_on_with(&stand, two);
    digest_to_text(&told.digest, text);
    assert_int_equal(activate_as(&stand, ACTIVATION_ROLLBACK, NULL), 0);
    text[6] = '\0';
    assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, text), 0);
    assert_int_equal(active_in_memory(&stand), second);
    text[5] = '\0';
    assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, text), STATUS_MALFORMED);
    assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, "xyzxyz"), STATUS_MALFORMED);
    assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, "00000000"), STATUS_NOT_FOUND);
    stand_close(&stand);
}

/* A, B, C: back to B, back to A, no further; then forward again and back to where it came from. */
static void rollbacks_go_back_step_by_step(void **state)
{
    struct stand stand;
    char text[2 * DIGEST_BYTES + 1];
    (void)state;
    stand_open_small(&stand, one);
    int64_t a = active_in_memory(&stand);
    int64_t b = go_on_with(&stand, two), c = go_on_with(&stand, three);
    digest_to_text(&told.digest, text);
    assert_int_equal(active_in_memory(&stand), c);
    assert_int_equal(activate_as(&stand, ACTIVATION_ROLLBACK, NULL), 0);
    assert_int_equal(active_in_memory(&stand), b);
    assert_int_equal(told.former, c);
    assert_int_equal(activate_as(&stand, ACTIVATION_ROLLBACK, NULL), 0);
    assert_int_equal(active_in_memory(&stand), a);
    assert_int_equal(activate_as(&stand, ACTIVATION_ROLLBACK, NULL), STATUS_CONFLICT);
    assert_string_equal(told.err.code, "no_former");
    assert_int_equal(active_in_memory(&stand), a);
    assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, text), 0);
    stand_crash(&stand);
    assert_int_equal(active_in_memory(&stand), c);
    assert_int_equal(activate_as(&stand, ACTIVATION_ROLLBACK, NULL), 0);
    assert_int_equal(active_in_memory(&stand), a);
    stand_close(&stand);
}

static int busy_times, busy_status;

static void on_busy(struct activation *activation)
{
    busy_times++;
    busy_status = activation->status;
    activation_free(activation);
}

static void one_activation_at_a_time(void **state)
{
    struct stand stand;
    char text[2 * DIGEST_BYTES + 1];
    (void)state;
    stand_open_small(&stand, one);
    assert_int_equal(publish(&stand, two), 0);
    digest_to_text(&told.digest, text);
    struct activation *first = activation_of(ACTIVATION_PLAIN, text);
    struct activation *second = activation_of(ACTIVATION_PLAIN, text);
    second->on_done = on_busy;
    told = (struct told){.stand = &stand};
    busy_times = 0;
    engine_activate(rehearsal_engine(stand.rehearsal), first);
    engine_activate(rehearsal_engine(stand.rehearsal), second);
    assert_int_equal(told.times + busy_times, 0); /* always later */
    expect_told_once();
    assert_int_equal(told.status, 0);
    assert_int_equal(busy_times, 1);
    assert_int_equal(busy_status, STATUS_BUSY);
    stand_close(&stand);
}

/* Whatever a commit comes to: afterwards memory says what the disk says, and it can be repeated. */
static void memory_follows_the_disk(void **state)
{
    const struct store_faults kept = {.unknown_kept = 1000000}, lost = {.unknown_lost = 1000000};
    const struct store_faults refuse = {.refuse = 1000000};
    const struct store_faults full = {.full = 1000000, .full_lasts = 1};
    const struct store_faults *const faults[] = {&kept, &lost, &refuse, &full};
    static const int statuses[] = {STATUS_UNKNOWN, STATUS_UNKNOWN, STATUS_REFUSED, STATUS_FULL};
    static const struct store_faults none;
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct stand stand;
        size_t count;
        char text[2 * DIGEST_BYTES + 1];
        stand_open_small(&stand, one);
        int64_t first = active_in_memory(&stand);
        assert_int_equal(publish(&stand, two), 0);
        int64_t second = told.release;
        digest_to_text(&told.digest, text);
        disk_set_faults(rehearsal_disk(stand.rehearsal), faults[i]);
        assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, text), statuses[i]);
        disk_set_faults(rehearsal_disk(stand.rehearsal), &none);
        rehearsal_advance(stand.rehearsal, rehearsal_now_ms(stand.rehearsal) + 5000);
        bool is_kept = faults[i] == &kept;
        assert_int_equal(active_on_disk(&stand, &count), is_kept ? second : first);
        assert_int_equal(active_in_memory(&stand), is_kept ? second : first);
        assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, text), 0);
        assert_int_equal(told.was_active, is_kept);
        assert_int_equal(active_in_memory(&stand), second);
        stand_close(&stand);
    }
}

/* Asked again while the host finds out what became of the first: "it is active" is true of memory.
 */
static struct activation *again;
static struct stand *asked_of;
static int again_status, memory_then;

static void on_again(struct activation *activation)
{
    again_status = activation->status;
    memory_then = (int)active_in_memory(asked_of);
    activation_free(activation);
}

static void on_unknown_ask_again(struct activation *activation)
{
    static const struct store_faults none;
    assert_int_equal(activation->status, STATUS_UNKNOWN);
    activation_free(activation);
    disk_set_faults(rehearsal_disk(asked_of->rehearsal), &none);
    engine_activate(rehearsal_engine(asked_of->rehearsal), again);
}

static void nobody_is_told_before_memory_knows(void **state)
{
    const struct store_faults kept = {.unknown_kept = 1000000};
    struct stand stand;
    char text[2 * DIGEST_BYTES + 1];
    (void)state;
    stand_open_small(&stand, one);
    assert_int_equal(publish(&stand, two), 0);
    int64_t second = told.release;
    digest_to_text(&told.digest, text);
    struct activation *first = activation_of(ACTIVATION_PLAIN, text);
    first->on_done = on_unknown_ask_again;
    again = activation_of(ACTIVATION_PLAIN, text);
    again->on_done = on_again;
    asked_of = &stand;
    again_status = 1;
    disk_set_faults(rehearsal_disk(stand.rehearsal), &kept);
    engine_activate(rehearsal_engine(stand.rehearsal), first);
    rehearsal_settle(stand.rehearsal);
    rehearsal_advance(stand.rehearsal, rehearsal_now_ms(stand.rehearsal) + 5000);
    assert_true(again_status == STATUS_BUSY || (again_status == 0 && memory_then == second));
    assert_int_equal(active_in_memory(&stand), second);
    stand_close(&stand);
}

/* The host dies with the write set on its way: all of it or nothing. */
static void a_crash_leaves_all_or_nothing(void **state)
{
    int seen[2] = {0};
    (void)state;
    for (int steps = 0; steps < 12; steps++) {
        struct stand stand;
        size_t count;
        char text[2 * DIGEST_BYTES + 1];
        struct activation_row *rows;
        struct err err = {0};
        stand_open_small(&stand, one);
        int64_t first = active_in_memory(&stand);
        assert_int_equal(publish(&stand, two), 0);
        int64_t second = told.release;
        digest_to_text(&told.digest, text);
        told = (struct told){.stand = &stand};
        engine_activate(rehearsal_engine(stand.rehearsal), activation_of(ACTIVATION_PLAIN, text));
        for (int i = 0; i < steps; i++)
            loop_simulated_step(rehearsal_loop(stand.rehearsal));
        stand_crash(&stand);
        int64_t active = active_on_disk(&stand, &count);
        assert_int_equal(active_in_memory(&stand), active);
        assert_int_equal(reader_activations(rehearsal_reader(stand.rehearsal), 0, 9, &stand.arena,
                                            &rows, &count, &err),
                         0);
        assert_int_equal(rows[0].release, active);
        assert_int_equal(count, active == second ? 2 : 1);
        assert_true(active == first || active == second);
        seen[active == second]++;
        stand_close(&stand);
    }
    assert_true(seen[0] > 0 && seen[1] > 0);
}

/* Numbers of a workflow that comes with a release go on where the store has them. */
static void numbers_go_on_across_releases(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, one);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_true(slice_is(stand_case(&stand).row.number, "2026W000001"));
    go_on_with(&stand, two);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_true(slice_is(stand_case(&stand).row.number, "2026W000002"));
    assert_int_equal(activate_as(&stand, ACTIVATION_ROLLBACK, NULL), 0);
    stand_crash(&stand);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_true(slice_is(stand_case(&stand).row.number, "2026W000003"));
    stand_close(&stand);
}

static int activate_unforced(struct stand *stand, const char *release)
{
    struct activation *activation = activation_of(ACTIVATION_PLAIN, release);
    told = (struct told){.stand = stand};
    activation->is_forced = false;
    engine_activate(rehearsal_engine(stand->rehearsal), activation);
    expect_told_once();
    return told.status;
}

/* Somebody must have been told what becomes of the open cases; then the list of those that stay is
 * there in the moment of the activation, before any of them has been touched. */
static void a_preflight_goes_before(void **state)
{
    struct stand stand;
    struct err err = {0};
    char text[2 * DIGEST_BYTES + 1];
    (void)state;
    stand_open_small(&stand, one);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(publish(&stand, FIRST("  case:sleep(hours(1))\n")), 0);
    int64_t release = told.release;
    struct digest digest = told.digest;
    digest_to_text(&digest, text);
    struct slice before = dump(&stand);

    assert_int_equal(activate_unforced(&stand, text), STATUS_CONFLICT);
    assert_string_equal(told.err.code, "no_preflight");
    assert_true(slice_is_equal(before, dump(&stand)));

    assert_int_equal(engine_preflight(rehearsal_engine(stand.rehearsal), release, &digest, &err),
                     0);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(activate_unforced(&stand, text), 0);
    assert_int_equal(told.stays, 1);
    assert_int_equal(stand_stays(&stand), VERDICT_DIVERGES);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);

    /* Nobody is open any more: nothing is left to be looked at. */
    assert_int_equal(publish(&stand, two), 0);
    digest_to_text(&told.digest, text);
    assert_int_equal(activate_unforced(&stand, text), 0);
    stand_close(&stand);
}

static void differences_are_told(void **state)
{
    struct stand stand;
    struct value *out;
    struct err err = {0};
    char a[2 * DIGEST_BYTES + 1], b[2 * DIGEST_BYTES + 1];
    (void)state;
    stand_open_small(&stand, one);
    assert_int_equal(activate_as(&stand, ACTIVATION_PLAIN, "active"), 0);
    digest_to_text(&told.digest, a);
    assert_int_equal(
        publish(&stand, "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"
                        "  return case:close \"done\"\nend }\n"
                        "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" },\n"
                        "  function(case)\n  return \"second\"\nend }\n"),
        0);
    digest_to_text(&told.digest, b);
    assert_int_equal(
        release_diff(rehearsal_reader(stand.rehearsal), a, b, &stand.arena, &out, &err), 0);
    assert_int_equal(value_len(value_get(out, "files")), 1);
    const struct value *file = value_item(value_get(out, "files"), 0);
    assert_string_equal(value_get_text(file, "path"), "w/workflow.lua");
    assert_string_equal(value_get_text(file, "change"), "changed");
    assert_non_null(strstr(value_get_text(file, "diff"), "\n+  return \"second\"\n"));
    const struct value *declared = value_get(out, "declarations");
    assert_int_equal(value_len(declared), 2);
    assert_string_equal(value_get_text(value_item(declared, 0), "name"), "first");
    assert_string_equal(value_get_text(value_item(declared, 0), "change"), "changed");
    assert_string_equal(value_get_text(value_item(declared, 1), "name"), "second");
    assert_string_equal(value_get_text(value_item(declared, 1), "change"), "added");
    assert_int_equal(
        release_file(rehearsal_reader(stand.rehearsal), b, "w/none.lua", &stand.arena, &out, &err),
        STATUS_NOT_FOUND);
    assert_int_equal(release_file(rehearsal_reader(stand.rehearsal), a, "w/workflow.lua",
                                  &stand.arena, &out, &err),
                     0);
    assert_non_null(strstr(value_get_text(out, "text"), "stage \"first\""));
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_active_before_it_is_activated),
        cmocka_unit_test(the_same_files_are_recognised),
        cmocka_unit_test(a_fault_leaves_everything_as_it_was),
        cmocka_unit_test(a_list_of_days_that_cannot_be_read_refuses_a_release),
        cmocka_unit_test(failing_specs_refuse_a_release),
        cmocka_unit_test(files_are_bounded),
        cmocka_unit_test(releases_are_found_by_their_beginning),
        cmocka_unit_test(rollbacks_go_back_step_by_step),
        cmocka_unit_test(one_activation_at_a_time),
        cmocka_unit_test(memory_follows_the_disk),
        cmocka_unit_test(nobody_is_told_before_memory_knows),
        cmocka_unit_test(a_crash_leaves_all_or_nothing),
        cmocka_unit_test(numbers_go_on_across_releases),
        cmocka_unit_test(a_preflight_goes_before),
        cmocka_unit_test(differences_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
