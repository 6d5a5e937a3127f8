/* test_release.c - which files make a release, what it is called, and what is refused. */
#include "stand.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const minimal =
    "workflow \"%s\" { zh = \"工\", en = \"W\", start = \"a\", outcomes = { { \"done\", zh = "
    "\"完\", en = \"D\" } } }\n"
    "stage \"a\" { zh = \"甲\", en = \"A\", function(case) return case:close \"done\" end }\n";

static struct script_file file(const char *path, const char *text)
{
    return (struct script_file){.path = path, .text = slice_of(text)};
}

static char text_w[1024], text_v[1024];

static struct release *open_good(const struct script_file *files, size_t count)
{
    struct release *release;
    struct err err = {0};
    if (release_open(files, count, &release, &err))
        fail_msg("%s: %s", err.where, err.text);
    return release;
}

static void test_folders_are_workflows(void **state)
{
    (void)state;
    struct script_file files[] = {
        file("deep/down/v/workflow.lua", text_v),
        file("w/spec.lua", "spec \"x\" (function(t) t:nope() end)"),
        file("w/workflow.lua", text_w),
        file("w/README.md", "# not Lua: case:nope("),
        file("w/examples.lua", "example \"x\" { data = {} }"),
    };
    struct release *release = open_good(files, 5);
    assert_non_null(release_workflow(release, "", "w"));
    assert_non_null(release_workflow(release, "", "v"));
    assert_null(release_workflow(release, "", "x"));
    assert_int_equal(value_len(value_get(release_model(release), "workflows")), 2);
    assert_string_equal(value_get_text(release_workflow(release, "", "v"), "at"),
                        "deep/down/v/workflow.lua:1");
    struct fiber *fiber = NULL;
    struct err err = {0};
    assert_int_equal(fiber_open(&(struct fiber_play){.release = release, .workflow = "x"}, NULL,
                                NULL, NULL, &fiber, &err),
                     STATUS_NOT_FOUND);
    assert_null(fiber);
    release_unref(release);
    release_unref(NULL);
}

static void test_name_hangs_on_paths_and_texts_only(void **state)
{
    (void)state;
    struct script_file one[] = {file("w/workflow.lua", text_w), file("w/b.lua", "local x = 1"),
                                file("w/c.lua", "")};
    struct script_file turned[] = {one[2], one[0], one[1]};
    struct script_file moved[] = {one[0], file("w/b.lua", ""), file("w/c.lua", "local x = 1")};
    struct release *a = open_good(one, 3), *b = open_good(turned, 3), *c = open_good(moved, 3);
    assert_memory_equal(release_digest(a), release_digest(b), sizeof(struct digest));
    assert_memory_not_equal(release_digest(a), release_digest(c), sizeof(struct digest));
    release_unref(a);
    release_unref(b);
    release_unref(c);
}

#define LETTERS "letter \"slip\" { zh = \"单\", en = \"Slip\", file_en = \"slip_en.html\" } "

/* Templates are files of the release: its name hangs on them, and they are found by their path. */
static void test_letters_are_files_of_a_release(void **state)
{
    (void)state;
    struct script_file files[] = {
        file("deep/v/letters.lua", LETTERS),
        file("deep/v/letters/slip.html", "<p>一</p>"),
        file("deep/v/letters/slip_en.html", "<p>one</p>"),
        file("deep/v/workflow.lua", text_v),
    };
    struct release *a = open_good(files, 4);
    const struct value *slip =
        value_get(value_get(release_workflow(a, "", "v"), "letters"), "slip");
    assert_string_equal(value_get_text(slip, "path"), "deep/v/letters/slip.html");
    assert_true(slice_is(release_text(a, value_get_text(slip, "path")), "<p>一</p>"));
    assert_true(slice_is(release_text(a, value_get_text(slip, "path_en")), "<p>one</p>"));
    assert_int_equal(release_text(a, "deep/v/letters/none.html").len, 0);
    assert_int_equal(release_text(a, NULL).len, 0);
    files[1].text = slice_of("<p>二</p>");
    struct release *b = open_good(files, 4);
    assert_memory_not_equal(release_digest(a), release_digest(b), sizeof(struct digest));
    release_unref(a);
    release_unref(b);
}

/* Lua says "near <eof>" only. */
static void test_the_opening_is_named(void **state)
{
    (void)state;
    struct script_file files[] = {file("w/b.lua", "form \"f\" {\n zh = \"表\",\n en = (\n"),
                                  file("w/workflow.lua", text_w)};
    struct release *release;
    struct err err = {0};
    assert_int_equal(release_open(files, 2, &release, &err), STATUS_SCRIPT_FAILED);
    assert_string_equal(err.where, "w/b.lua:4");
    assert_non_null(
        strstr(err.text, "the \"(\" of line 3 is not closed before the end of the file"));
}

static void test_templates_are_bounded(void **state)
{
    (void)state;
    char *large = calloc(1, LETTER_BYTES_MOST + 1);
    const struct {
        const char *path;
        struct slice text;
        const char *says;
    } samples[] = {
        {"w/slip.html",              slice_of("<p>"),                "lies in no folder letters/"},
        {"w/letters/deep/slip.html", slice_of("<p>"),                "lies in no folder letters/"},
        {"w/letters/slip.html",      slice_of("<p>\xff</p>"),        "is not UTF-8"              },
        {"w/letters/slip.html",      {large, LETTER_BYTES_MOST + 1}, "at most 256 KiB"           },
    };
    memset(large, 'x', LETTER_BYTES_MOST + 1);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct script_file files[] = {
            {samples[i].path, samples[i].text},
            file("w/workflow.lua", text_w)
        };
        struct release *release;
        struct err err = {0};
        assert_int_equal(release_open(files, 2, &release, &err), STATUS_SCRIPT_FAILED);
        if (!strstr(err.text, samples[i].says))
            fail_msg("%s: %s", samples[i].path, err.text);
    }
    struct script_file most[] = {
        {"w/letters/slip.html", {large, LETTER_BYTES_MOST}},
        file("w/workflow.lua", text_w)
    };
    release_unref(open_good(most, 2));
    free(large);
}

/* One file of a workflow finds what another declares, whichever is read first. */
static void test_files_of_a_folder_share_names(void **state)
{
    (void)state;
    struct script_file files[] = {
        file("w/a.lua", "clock \"C1\" { zh = \"钟\", en = \"C\", owner = \"office\", basis = "
                        "\"assumed\", choose = \"c\", within = { x = days(1) } }"),
        file("w/workflow.lua", "workflow \"w\" { zh = \"工\", en = \"W\", start = \"a\", outcomes "
                               "= { { \"done\", zh = \"完\", en = \"D\" } } }"),
        file("w/forms.lua", "form \"f\" { zh = \"表\", en = \"F\", choice \"c\" { zh = \"选\", en "
                            "= \"C\", { \"x\", zh = \"甲\", en = \"X\" } } }"),
        file("w/stages.lua", "stage \"a\" { zh = \"甲\", en = \"A\", function(case) "
                             "case:task(\"f\", { due = \"C1\" }) return case:close \"done\" end }"),
    };
    struct release *release = open_good(files, 4);
    release_unref(release);
}

static void test_refused_sets(void **state)
{
    (void)state;
    static char big[70 * 1024];
    memset(big, '-', sizeof big - 1);
    const struct {
        struct script_file files[3];
        const char *where, *part;
    } rows[] = {
        {{{0}},                                                                                      "",               "a release has 1 to"          },
        {{file("w/README.md", "x")},                                                                 "",               "no folder has a workflow.lua"},
        {{file("workflow.lua", text_w)},                                                             "workflow.lua:1", "lies in the folder \"\""     },
        {{file("w/workflow.lua", text_w), file("x/w/workflow.lua", text_w)},
         "x/w/workflow.lua:1",                                                                                         "lies in two folders"         },
        {{file("w/workflow.lua", text_w), file("w/workflow.lua", text_w)},                           "",               "is given twice"              },
        {{file("w/workflow.lua", text_w), file("stray/a.lua", "local x = 1")},
         "stray/a.lua:1",                                                                                              "lies in no workflow's folder"},
        {{file("w/workflow.lua", text_w),
          file("offices/370102003/w.lua", "\ncustomize \"w\" { clocks = {} }")},
         "offices/370102003/w.lua:1",                                                                                  "there is no offices/tree.csv"},
        {{file("w/workflow.lua", text_w), file("w/spec.lua", "spec \"x\" (function(t)\n t:: end)")},
         "w/spec.lua:2",                                                                                               "Lua cannot read this"        },
        {{file("w/workflow.lua", text_w), file("w/b.lua", "\nerror \"own words\"")},
         "w/b.lua:2",                                                                                                  "own words"                   },
        {{file("w/workflow.lua", text_w),
          file("w/b.lua", "\n\nlocal t = setmetatable({}, { __mode = \"k\" })")},
         "w/b.lua:3",                                                                                                  "__mode"                      },
        {{file("w/workflow.lua", text_w), file("w/b.lua", "while true do end")},
         "w/b.lua:1",                                                                                                  "more than a turn may"        },
        {{file("w/workflow.lua", text_w), file("w/b.lua", big)},                                     "w/b.lua:1",      "64 KiB"                      },
        {{file("w/workflow.lua", text_w), file("w/b.lua", "\nlocal x = \"\xff\"")},
         "w/b.lua:2",                                                                                                  "UTF-8"                       },
        {{file("w/workflow.lua", text_w), file("w/b.lua", "\x1bLua")},                               "w/b.lua:1",      ""                            },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct release *release = NULL;
        struct err err = {0};
        size_t count = 0;
        while (count < 3 && rows[i].files[count].path)
            count++;
        int rc = release_open(rows[i].files, count, &release, &err);
        if (rc == 0 || release || strcmp(err.where, rows[i].where) != 0 ||
            !strstr(err.text, rows[i].part))
            fail_msg("set %zu: %d %s: %s", i, rc, err.where, err.text);
    }
}

/* ---- many threads, one release ----------------------------------------------------------------
 */

static int on_command(void *host, struct command *command, struct err *err)
{
    (void)host, (void)command, (void)err;
    return 0;
}

static int on_cancel(void *host, const char *branch, struct err *err)
{
    (void)host, (void)branch, (void)err;
    return 0;
}

static const struct script_host quiet = {.on_command = on_command, .on_cancel = on_cancel};

static void *play_many(void *release)
{
    struct fiber_stage stage = {
        .stage = "a", .data = &value_nil, .settings = &value_nil, .about = &value_nil};
    size_t closed = 0;
    for (int i = 0; i < 50; i++) {
        struct fiber *fiber;
        struct arena arena = {0};
        struct err err = {0};
        if (fiber_open(&(struct fiber_play){.release = release, .workflow = "w"}, NULL, &quiet,
                       NULL, &fiber, &err))
            return NULL;
        fiber_turn(fiber, 0, &arena, false);
        closed += fiber_begin(fiber, &stage, &err) == FIBER_CLOSED;
        fiber_close(fiber);
        arena_close(&arena);
    }
    return closed == 50 ? release : NULL;
}

static void test_threads_share_a_release(void **state)
{
    (void)state;
    struct script_file files[] = {file("w/workflow.lua", text_w)};
    struct release *release = open_good(files, 1);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, play_many, release), 0);
    for (int i = 0; i < 4; i++) {
        void *good;
        pthread_join(threads[i], &good);
        assert_ptr_equal(good, release);
    }
    release_unref(release);
}

/* Two workflows with a stage of the same name: each plays its own, whichever lies first. */
static void test_workflows_do_not_mix(void **state)
{
    (void)state;
    static const char *const names[] = {"v", "w", "x"};
    char texts[3][512], paths[3][32];
    struct script_file files[3];
    for (size_t i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/workflow.lua", names[i]);
        snprintf(texts[i], sizeof texts[i],
                 "workflow \"%s\" { zh = \"工\", en = \"W\", start = \"a\", outcomes = { { "
                 "\"of_%s\", zh = \"完\", en = \"D\" } } }\n"
                 "stage \"a\" { zh = \"甲\", en = \"A\", function(case) return case:close "
                 "\"of_%s\" end }\n",
                 names[i], names[i], names[i]);
        files[i] = file(paths[i], texts[i]);
    }
    struct release *release = open_good(files, 3);
    struct fiber_stage stage = {
        .stage = "a", .data = &value_nil, .settings = &value_nil, .about = &value_nil};
    for (size_t i = 0; i < 3; i++) {
        struct fiber *fiber;
        struct arena arena = {0};
        struct err err = {0};
        assert_int_equal(fiber_open(&(struct fiber_play){.release = release, .workflow = names[i]},
                                    NULL, &quiet, NULL, &fiber, &err),
                         0);
        fiber_turn(fiber, 0, &arena, false);
        if (fiber_begin(fiber, &stage, &err) != FIBER_CLOSED)
            fail_msg("%s: %s: %s", names[i], err.where, err.text);
        assert_string_equal(fiber_result_name(fiber) + 3, names[i]);
        fiber_close(fiber);
        arena_close(&arena);
    }
    release_unref(release);
}

/* ---- the shipped workflows ---------------------------------------------------------------------
 */

static char *read_file(const char *path, size_t *len)
{
    FILE *from = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);
    if (!from)
        fail_msg("%s cannot be read", path);
    *len = fread(text, 1, (1 << 20) - 1, from);
    fclose(from);
    return text;
}

/* Loads as it is shipped, and is played from its compiled chunks. */
static void test_mediation_opens(void **state)
{
    (void)state;
    static const char *const names[] = {"workflow", "ending",  "signals",  "deadlines",
                                        "forms",    "letters", "examples", "spec"};
    enum { NAMES = sizeof names / sizeof *names };
    struct script_file files[NAMES];
    char paths[NAMES][64], from[1024];
    for (size_t i = 0; i < NAMES; i++) {
        snprintf(paths[i], sizeof paths[i], "dispute_mediation/%s.lua", names[i]);
        snprintf(from, sizeof from, "%s/%s", WORKFLOWS_DIR, paths[i]);
        files[i].path = paths[i];
        files[i].text.bytes = read_file(from, &files[i].text.len);
    }
    struct release *release = open_good(files, NAMES);
    struct fiber_stage stage = {
        .stage = "registered", .data = &value_nil, .settings = &value_nil, .about = &value_nil};
    struct fiber *fiber;
    struct arena arena = {0};
    struct err err = {0};
    assert_true(
        value_len(value_get(release_workflow(release, "", "dispute_mediation"), "stages")) >= 10);
    assert_int_equal(
        fiber_open(&(struct fiber_play){.release = release, .workflow = "dispute_mediation"}, NULL,
                   &quiet, NULL, &fiber, &err),
        0);
    fiber_turn(fiber, 0, &arena, false);
    assert_int_equal(fiber_begin(fiber, &stage, &err), FIBER_WAITING);
    fiber_close(fiber);
    arena_close(&arena);
    release_unref(release);
    for (size_t i = 0; i < NAMES; i++)
        free((char *)files[i].text.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folders_are_workflows),
        cmocka_unit_test(test_name_hangs_on_paths_and_texts_only),
        cmocka_unit_test(test_letters_are_files_of_a_release),
        cmocka_unit_test(test_templates_are_bounded),
        cmocka_unit_test(test_the_opening_is_named),
        cmocka_unit_test(test_files_of_a_folder_share_names),
        cmocka_unit_test(test_refused_sets),
        cmocka_unit_test(test_threads_share_a_release),
        cmocka_unit_test(test_workflows_do_not_mix),
        cmocka_unit_test(test_mediation_opens),
    };
    snprintf(text_w, sizeof text_w, minimal, "w");
    snprintf(text_v, sizeof text_v, minimal, "v");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
