/* test_export.c - a case as a file: whole, without what is personal, verified and replayed without
 * a host; whatever is changed in it is found, in turns with their number. */
#include <stdio.h>
#include <stdlib.h>
#include "engine/export.h"
#include "engine/exported.h"
#include "engine/trace.h"
#include "stand.h"
#include "store/simulated_disk.h"

static const char body[] =
    "signal \"hello\" { zh = \"喂\", en = \"Hello\", from = { \"clerk\" }, form = \"word\" }\n"
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"
    "  case:task(\"decide\", { to = \"clerk\", with = { subject = case.data.subject } })\n"
    "  return \"second\"\n"
    "end }\n"
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"
    "  case:start_clock(\"C2\", { from = case:now() })\n"
    "  case:set { numbered = 12345 }\n"
    "  case:task(\"word\", { to = \"clerk\" })\n"
    "  case:all {\n"
    "    task = function() return case:task(\"decide\", { to = \"clerk\" }) end,\n"
    "    word = function() return case:await \"hello\" end,\n"
    "  }\n"
    "  case:stop_clock \"C2\"\n"
    "  return case:close \"done\"\n"
    "end }\n";

struct scene {
    struct stand stand;
    struct buf file;
};

static void on_bytes(void *owner, struct slice bytes)
{
    buf_add_slice(owner, bytes);
}

/* The file as the command writes it, from the pieces the host gives. */
static void export_file(struct scene *scene)
{
    struct reader *reader = rehearsal_reader(scene->stand.rehearsal);
    struct arena *arena = &scene->stand.arena;
    struct export_writer writer = {.write = on_bytes, .owner = &scene->file};
    struct value *piece;
    struct err err = {0};
    int64_t next, release;

    buf_clear(&scene->file);
    assert_int_equal(export_head(reader, &scene->stand.ref, arena, &piece, &err), 0);
    export_begin(&writer, value_get(piece, "head"));
    for (next = value_get_int(piece, "next", 0); next; next = value_get_int(piece, "next", 0)) {
        assert_int_equal(export_turns(reader, &scene->stand.ref, next, arena, &piece, &err), 0);
        const struct value *turns = value_get(piece, "journal");
        for (size_t i = 0; i < value_len(turns); i++)
            export_add_turn(&writer, value_item(turns, i));
    }
    while ((release = export_take_release(&writer))) {
        assert_int_equal(export_release(reader, release, arena, &piece, &err), 0);
        export_add_release(&writer, value_get(piece, "release"));
    }
    export_end(&writer);
    export_abandon(&writer);
}

/* In its second stage: a task, a signal and a clock are open. */
static void open_scene(struct scene *scene)
{
    struct stand *stand = &scene->stand;
    scene->file = (struct buf){0};
    stand_open_small(stand, body);
    assert_int_equal(stand_start(stand, "{\"subject\":\"canary\",\"amount\":3}"), 0);
    assert_int_equal(stand_complete(stand, "decide", "yes", "{}"), 0);
    assert_int_equal(stand_complete(stand, "word", NULL, "{\"say\":\"a\",\"quiet\":\"canary\"}"),
                     0);
    stand_expect(stand, "second", CASE_OPEN);
    export_file(scene);
}

static void close_scene(struct scene *scene)
{
    buf_close(&scene->file);
    stand_close(&scene->stand);
}

struct faults {
    size_t count;
    char text[sizeof(((struct err *)0)->text)];
};

static void on_fault(void *owner, const struct id *ref, const struct err *err)
{
    struct faults *faults = owner;
    (void)ref;
    faults->count++;
    snprintf(faults->text, sizeof faults->text, "%s", err->text);
}

/* Opened and verified; `said` is the first thing it says, "" if all is well. */
static int verify(struct slice text, struct verify_result *result, char said[800])
{
    struct exported exported;
    struct faults faults = {0};
    struct err err = {0};
    int rc = exported_open(&exported, text, &err);

    if (rc == 0) {
        rc = exported_verify(&exported, on_fault, &faults, result, &err);
        exported_close(&exported);
        snprintf(said, 800, "%s", faults.text);
        return rc;
    }
    assert_true(err.text[0]);
    snprintf(said, 800, "%s", err.text);
    return rc;
}

static void expect_said(const struct scene *scene, const char *words)
{
    struct verify_result result = {0};
    char said[800];
    int rc = verify(buf_slice(&scene->file), &result, said);

    if (rc == 0 || !strstr(said, words))
        fail_msg("said \"%s\", not \"%s\"", said, words);
}

/* The text is in the file once or more; the first is replaced. */
static void replace(struct scene *scene, const char *from, const char *to)
{
    struct buf *file = &scene->file, changed = {0};
    char *at = memmem(file->bytes, file->len, from, strlen(from));
    if (!at)
        fail_msg("no %s", from);
    buf_add(&changed, file->bytes, (size_t)(at - file->bytes));
    buf_add_text(&changed, to);
    at += strlen(from);
    buf_add(&changed, at, (size_t)(file->bytes + file->len - at));
    buf_close(file);
    *file = changed;
}

/* The digest at the end made to follow from what the file holds now. */
static void forge(struct scene *scene)
{
    struct buf *file = &scene->file;
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];
    size_t end = file->len - strlen("\"}\n") - 2 * DIGEST_BYTES;

    digest_of((struct slice){file->bytes, end - strlen(",\"whole\":\"")}, &digest);
    memcpy(file->bytes + end, digest_to_text(&digest, text), 2 * DIGEST_BYTES);
}

static void a_case_is_verified_from_its_file(void **state)
{
    struct scene scene;
    struct verify_result result;
    char said[800];
    (void)state;
    open_scene(&scene);
    assert_int_equal(verify(buf_slice(&scene.file), &result, said), 0);
    assert_int_equal(result.cases, 1);
    assert_int_equal(result.rows, 4);
    assert_int_equal(result.replayed, 2);
    assert_int_equal(stand_signal(&scene.stand, "hello", "{\"say\":\"b\"}"), 0);
    assert_int_equal(stand_complete(&scene.stand, "decide", "yes", "{}"), 0);
    stand_expect(&scene.stand, "second", CASE_CLOSED);
    export_file(&scene);
    assert_int_equal(verify(buf_slice(&scene.file), &result, said), 0);
    assert_int_equal(result.replayed, 2); /* closed ones are replayed as well */
    close_scene(&scene);
}

static void nothing_personal_is_in_it(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    assert_null(memmem(scene.file.bytes, scene.file.len, "canary", 6));
    assert_non_null(memmem(scene.file.bytes, scene.file.len, "$h", 2));
    close_scene(&scene);
}

static void it_replays_as_at_its_host(void **state)
{
    struct scene scene;
    struct exported exported;
    struct err err = {0};
    (void)state;
    open_scene(&scene);
    assert_int_equal(exported_open(&exported, buf_slice(&scene.file), &err), 0);
    for (int64_t at = 0; at <= 4; at++) {
        struct trace_ask ask = {.at = at, .limit = 50};
        struct value *here, *there;
        assert_int_equal(case_trace(exported.engine, exported.reader, &exported.ref, &ask,
                                    &scene.stand.arena, &here, &err),
                         0);
        assert_int_equal(case_trace(rehearsal_engine(scene.stand.rehearsal),
                                    rehearsal_reader(scene.stand.rehearsal), &scene.stand.ref, &ask,
                                    &scene.stand.arena, &there, &err),
                         0);
        assert_true(value_len(value_get(here, "items")) > 0);
        assert_true(value_is_equal(here, there));
    }
    exported_close(&exported);
    close_scene(&scene);
}

/* The same file again from what was read: nothing is lost on the way. */
static void the_same_case_gives_the_same_file(void **state)
{
    struct scene scene;
    struct buf first = {0};
    (void)state;
    open_scene(&scene);
    buf_add_slice(&first, buf_slice(&scene.file));
    export_file(&scene);
    assert_string_equal(first.bytes, scene.file.bytes);
    buf_close(&first);
    close_scene(&scene);
}

#define TASK "  case:task(\"decide\", { to = \"clerk\" })\n"
#define WORD "  case:task(\"word\", { to = \"clerk\" })\n"
#define FIRST(inner)                                                                               \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n" inner \
    "  return \"second\"\nend }\n"
#define SECOND(inner)                                                                              \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n" inner                      \
    "  return case:close \"done\"\nend }\n"
#define HEAD_MOVE(hooks)                                                                           \
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"        \
    "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" },\n"               \
    "  { \"not_done\", zh = \"未\", en = \"Not done\" } }, move = {\n" hooks " } }\n"

static void expect_clean(struct scene *scene, uint64_t stages)
{
    struct verify_result result;
    char said[800];
    export_file(scene);
    if (verify(buf_slice(&scene->file), &result, said) != 0)
        fail_msg("%s", said);
    assert_int_equal(result.replayed, stages);
}

/* In the middle of a stage: its turns name two releases, the last is what it is played on. */
static void a_case_that_moved_is_verified(void **state)
{
    struct scene scene = {0};
    struct stand *stand = &scene.stand;
    (void)state;
    stand_open_small(stand, FIRST(TASK TASK TASK) SECOND(TASK));
    assert_int_equal(stand_start(stand, "{\"subject\":\"x\"}"), 0);
    assert_int_equal(stand_complete(stand, "decide", "yes", "{}"), 0);
    int64_t former = stand_case(stand).row.release;
    stand_activate_small(stand, NULL, FIRST("  -- longer now\n" TASK TASK WORD) SECOND(TASK));
    assert_int_equal(stand_complete(stand, "decide", "yes", "{}"), 0);
    assert_int_not_equal(stand_case(stand).row.release, former);
    expect_clean(&scene, 1);
    assert_int_equal(stand_complete(stand, "word", NULL, "{}"), 0);
    assert_int_equal(stand_complete(stand, "decide", "yes", "{}"), 0);
    stand_expect(stand, "second", CASE_CLOSED);
    expect_clean(&scene, 2);
    close_scene(&scene);
}

/* Out of a stage whose script still waited. */
static void a_case_that_was_carried_is_verified(void **state)
{
    struct scene scene = {0};
    struct stand *stand = &scene.stand;
    (void)state;
    stand_open_small(stand, FIRST(TASK TASK) SECOND(TASK));
    assert_int_equal(stand_start(stand, "{\"subject\":\"x\"}"), 0);
    stand_activate_small(stand, HEAD_MOVE("first = function(old) return \"second\" end"),
                         FIRST("  case:sleep(hours(1))\n") SECOND(TASK TASK));
    rehearsal_settle(stand->rehearsal);
    stand_expect(stand, "second", CASE_OPEN);
    expect_clean(&scene, 2);
    close_scene(&scene);
}

static void a_changed_turn_is_named(void **state)
{
    static const struct {
        const char *from, *to, *said;
    } changes[] = {
        {"\\\"say\\\":\\\"a\\\"",        "\\\"say\\\":\\\"b\\\"",
         "turn 4 is not the one that was recorded"                                                                },
        {"\"seq\":3}",                   "\"seq\":5}",                   "turn 3 is missing"                      },
        {"\"release\":1,\"seq\":2",      "\"release\":2,\"seq\":2",
         "turn 2 is not the one that was recorded"                                                                },
        {"stage_opened",                 "stage_openes",                 "turn 3 is not the one that was recorded"},
        {"\\\"kind\\\":\\\"started\\\"", "\\\"kind\\\":\\\"startes\\\"",
         "turn 1 is not the one that was recorded"                                                                },
        {"\"seq\":2}",                   "\"seq\":2]",                   "turn 2 cannot be read"                  },
        {"\"seq\":4,\"stage\"",          "\"seq\":5,\"stage\"",          "turn 5 is missing"                      },
        {"\"seq\":4,\"stage\"",          "\"seq\":3,\"stage\"",          "turn 3 is missing"                      },
        {"\"case:set {",                 "\"case:set {",                 ""                                       },
    };
    (void)state;
    for (size_t i = 0; i + 1 < sizeof changes / sizeof *changes; i++) {
        struct scene scene;
        open_scene(&scene);
        replace(&scene, changes[i].from, changes[i].to);
        expect_said(&scene, changes[i].said);
        forge(&scene); /* a right digest at the end does not help */
        expect_said(&scene, changes[i].said);
        close_scene(&scene);
    }
}

static void changed_scripts_are_named(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    replace(&scene, "numbered = 12345", "numbered = 12346");
    expect_said(&scene, "release 1 is not the one that was published");
    forge(&scene);
    expect_said(&scene, "release 1 is not the one that was published");
    close_scene(&scene);
}

static void what_no_hash_covers_the_digest_does(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    replace(&scene, "\"workflow\":\"w\"}", "\"workflow\":\"v\"}");
    expect_said(&scene, "its digest is another");
    close_scene(&scene);
    open_scene(&scene);
    replace(&scene, "\"office\":\"office\",\"opened_at\"", "\"office\":\"offics\",\"opened_at\"");
    expect_said(&scene, "its digest is another");
    close_scene(&scene);
}

/* A file made to fit by a clever hand: what hangs on the case must still be what its turns tell. */
static void a_consistent_file_must_agree_with_its_journal(void **state)
{
    static const struct {
        const char *from, *to, *said;
    } changes[] = {
        {"\"stage\":\"second\",\"status\"",  "\"stage\":\"first\",\"status\"",
         "the case is in first, its journal in second"},
        {"\"status\":\"open\",\"workflow\"", "\"status\":\"closed\",\"workflow\"",
         "the case is closed, its journal says open"  },
    };
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct scene scene;
        open_scene(&scene);
        replace(&scene, changes[i].from, changes[i].to);
        forge(&scene);
        expect_said(&scene, changes[i].said);
        close_scene(&scene);
    }
}

/* The stored scripts are others than those that ran, under a digest of their own. */
static void a_divergence_is_told_with_its_line(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    struct table *releases = &rehearsal_disk(scene.stand.rehearsal)->tables[DISK_RELEASES];
    struct release_row *row = table_at(releases, 0);
    char *at = strstr(row->body.bytes, "case:set { numbered = 12345 }");
    struct value *release_body;
    struct err err = {0};
    memcpy(at, "case:sleep(hours(1))         ", strlen("case:sleep(hours(1))         "));
    assert_int_equal(canon_read(&scene.stand.arena, row->body, &release_body, &err), 0);
    const struct value *files = value_get(release_body, "files");
    struct script_file list[2];
    for (size_t i = 0; i < 2; i++)
        list[i] = (struct script_file){files->map.members[i].key.bytes,
                                       files->map.members[i].value->text};
    assert_int_equal(release_digest_of(list, 2, &row->digest, &err), 0);
    export_file(&scene);
    expect_said(&scene, "At turn 3");
    struct exported exported;
    struct trace_ask ask = {.limit = 50};
    struct value *page;
    assert_int_equal(exported_open(&exported, buf_slice(&scene.file), &err), 0);
    assert_int_equal(case_trace(exported.engine, exported.reader, &exported.ref, &ask,
                                &scene.stand.arena, &page, &err),
                     0);
    const struct value *fault = value_get(page, "fault");
    assert_int_equal(value_get_int(fault, "seq", 0), 3);
    assert_string_equal(value_get_text(fault, "line"), "case:sleep(hours(1))");
    exported_close(&exported);
    close_scene(&scene);
}

static void a_release_that_is_not_in_the_file(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    char *from = memmem(scene.file.bytes, scene.file.len, "\"releases\":[", 12);
    char *to = memmem(scene.file.bytes, scene.file.len, "],\"whole\"", 9);
    memmove(from + 12, to, (size_t)(scene.file.bytes + scene.file.len - to));
    scene.file.len -= (size_t)(to - from) - 12;
    forge(&scene);
    expect_said(&scene, "The release 1 with the workflow w");
    close_scene(&scene);
}

static void every_byte_counts(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    struct buf *file = &scene.file;
    /* its end, a line feed, may be missing */
    for (size_t i = 0; i + 1 < file->len; i += 1 + i % 13) {
        struct verify_result result = {0};
        char said[800], was = file->bytes[i];
        file->bytes[i] = (char)(was ^ (1 << i % 7));
        if (verify(buf_slice(file), &result, said) == 0)
            fail_msg("byte %zu of %zu was changed and not found", i, file->len);
        file->bytes[i] = was;
    }
    close_scene(&scene);
}

static void half_a_file_is_refused(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    for (size_t len = 0; len + 1 < scene.file.len; len += 1 + len % 7) {
        struct exported exported;
        struct err err = {0};
        /* a copy of its own, so that reading behind the end is noticed */
        char *half = mem_alloc(len + 1);
        memcpy(half, scene.file.bytes, len);
        assert_int_not_equal(exported_open(&exported, (struct slice){half, len}, &err), 0);
        assert_true(err.text[0]);
        free(half);
    }
    close_scene(&scene);
}

static void other_files_are_refused_in_one_sentence(void **state)
{
    static const struct {
        const char *text, *said;
        int status;
    } files[] = {
        {"",                                         "This is no exported case.",                 STATUS_CORRUPT},
        {"hello",                                    "This is no exported case.",                 STATUS_CORRUPT},
        {"{\"cases\":[]}",                           "This is no exported case.",                 STATUS_CORRUPT},
        {"{\"comity_case\":2,\"head\":{}}",          "version 2 of the format, this one reads 1",
         STATUS_NEWER_SCHEMA                                                                                    },
        {"{\"comity_case\":99999999999999999999,",   "version 999999999 of the format",
         STATUS_NEWER_SCHEMA                                                                                    },
        {"{\"comity_case\":1",                       "ends or changes shape in its head",         STATUS_CORRUPT},
        {"{\"comity_case\":0,\"head\":{}",           "in its head",                               STATUS_CORRUPT},
        {"{\"comity_case\":1,\"head\":{},",          "says of no case what it is",                STATUS_CORRUPT},
        {"{\"comity_case\":1,\"head\":{\"row\":[]}", "says of no case what it is",                STATUS_CORRUPT},
        {"{\"comity_case\":1,\"head\":[]",           "in its head",                               STATUS_CORRUPT},
        {"{\"comity_case\":1,\"head\":{\"a\":\"",    "in its head",                               STATUS_CORRUPT},
        {"{\"comity_case\":1,\"head\":{\"a\":\"\\",  "in its head",                               STATUS_CORRUPT},
        {"{\"comity_case\":1,\"head\":{{{{{{",       "in its head",                               STATUS_CORRUPT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct exported exported;
        struct err err = {0};
        assert_int_equal(exported_open(&exported, slice_of(files[i].text), &err), files[i].status);
        if (!strstr(err.text, files[i].said))
            fail_msg("%s: %s", files[i].text, err.text);
    }
}

static void refuses_what_is_not_of_the_case(void **state)
{
    struct scene scene;
    struct id other = {.bytes = {1}};
    struct value *piece;
    struct err err = {0};
    (void)state;
    open_scene(&scene);
    struct reader *reader = rehearsal_reader(scene.stand.rehearsal);
    struct arena *arena = &scene.stand.arena;
    struct id first = scene.stand.ref;
    assert_int_equal(export_head(reader, &other, arena, &piece, &err), STATUS_NOT_FOUND);
    assert_int_equal(export_turns(reader, &first, 99, arena, &piece, &err), STATUS_NOT_FOUND);
    assert_int_equal(export_release(reader, 9, arena, &piece, &err), STATUS_NOT_FOUND);
    assert_int_equal(stand_start(&scene.stand, "{\"subject\":\"y\"}"), 0);
    assert_int_equal(export_turns(reader, &first, 5, arena, &piece, &err), STATUS_NOT_FOUND);
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_verified_from_its_file),
        cmocka_unit_test(nothing_personal_is_in_it),
        cmocka_unit_test(it_replays_as_at_its_host),
        cmocka_unit_test(the_same_case_gives_the_same_file),
        cmocka_unit_test(a_case_that_moved_is_verified),
        cmocka_unit_test(a_case_that_was_carried_is_verified),
        cmocka_unit_test(a_changed_turn_is_named),
        cmocka_unit_test(changed_scripts_are_named),
        cmocka_unit_test(what_no_hash_covers_the_digest_does),
        cmocka_unit_test(a_consistent_file_must_agree_with_its_journal),
        cmocka_unit_test(a_divergence_is_told_with_its_line),
        cmocka_unit_test(a_release_that_is_not_in_the_file),
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(half_a_file_is_refused),
        cmocka_unit_test(other_files_are_refused_in_one_sentence),
        cmocka_unit_test(refuses_what_is_not_of_the_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
