/* test_overlay.c - what offices may change (scripts/customize_spec.lua), which files they may have,
 * who inherits what, and that no office sees another's.
 */
#include <lauxlib.h>
#include <lualib.h>
#include "stand.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "script/check.h"
#include "script/tree.h"

/* County C; under it towns T and U; under T village V. */
static const char tree[] = "code,parent,kind,zh,en\n"
                           "C,,county,县,County\n"
                           "T,C,town,镇,Town\n"
                           "V,T,village,村,Village\n"
                           "U,C,town,乡,Other town\n";

static char *base; /* text of the workflow w */

enum { FILES_MOST = 12 };

struct scripts {
    struct script_file files[FILES_MOST];
    size_t count;
};

static void add(struct scripts *scripts, const char *path, const char *text)
{
    assert_true(scripts->count < FILES_MOST);
    scripts->files[scripts->count++] = (struct script_file){.path = path, .text = slice_of(text)};
}

static struct scripts with_base(void)
{
    struct scripts scripts = {0};
    add(&scripts, "w/workflow.lua", base);
    add(&scripts, "offices/tree.csv", tree);
    return scripts;
}

static struct release *open_good(const struct scripts *scripts)
{
    struct release *release;
    struct err err = {0};
    if (release_open(scripts->files, scripts->count, &release, &err))
        fail_msg("%s: %s", err.where, err.text);
    return release;
}

static void refuse(const struct scripts *scripts, const char *where, const char *says)
{
    struct release *release;
    struct err err = {0};
    assert_int_equal(release_open(scripts->files, scripts->count, &release, &err),
                     STATUS_SCRIPT_FAILED);
    assert_null(release);
    if (strcmp(err.where, where) != 0 || !strstr(err.text, says))
        fail_msg("%s: %s\nexpected %s: ...%s", err.where, err.text, where, says);
}

/* ---- the spec beside the module ---------------------------------------------------------------
 */

/* "forms.f.fields.6.name" */
static const struct value *find(const struct value *value, const char *path)
{
    char part[64];
    while (*path) {
        size_t len = strcspn(path, ".");
        snprintf(part, sizeof part, "%.*s", (int)len, path);
        value = value->type == VALUE_LIST ? value_item(value, (size_t)atoll(part))
                                          : value_get(value, part);
        path += len + (path[len] == '.');
    }
    return value;
}

/* The entry on top: its own text, and that of the office above. */
static struct scripts entry_scripts(lua_State *L)
{
    struct scripts scripts = with_base();
    lua_rawgeti(L, -1, 1);
    add(&scripts, "offices/T/w.lua", lua_tostring(L, -1));
    lua_pop(L, 1);
    if (lua_getfield(L, -1, "above") == LUA_TSTRING)
        add(&scripts, "offices/C/w.lua", lua_tostring(L, -1));
    lua_pop(L, 1);
    return scripts;
}

static int check_takes(lua_State *L, int number)
{
    struct scripts scripts = entry_scripts(L);
    struct arena arena = {0};
    struct err err = {0};
    struct release *release;
    int wrong = 0;
    if (release_open(scripts.files, scripts.count, &release, &err)) {
        print_message("takes %d: refused at %s: %s\n", number, err.where, err.text);
        return 1;
    }
    for (int i = 2; lua_rawgeti(L, -1, i) == LUA_TTABLE; i++, lua_pop(L, 1)) {
        lua_rawgeti(L, -1, 1);
        lua_rawgeti(L, -2, 2);
        struct slice is =
            canon_text(&arena, find(release_workflow(release, "T", "w"), lua_tostring(L, -2)));
        if (!slice_is(is, lua_tostring(L, -1))) {
            print_message("takes %d: %s is %s, not %s\n", number, lua_tostring(L, -2), is.bytes,
                          lua_tostring(L, -1));
            wrong = 1;
        }
        lua_pop(L, 2);
    }
    lua_pop(L, 1);
    arena_close(&arena);
    release_unref(release);
    return wrong;
}

static int check_refuses(lua_State *L, int number)
{
    struct scripts scripts = entry_scripts(L);
    struct err err = {0};
    struct release *release;
    char where[64];
    lua_getfield(L, -1, "at");
    lua_getfield(L, -2, "says");
    if (lua_isinteger(L, -2))
        snprintf(where, sizeof where, "offices/T/w.lua:%d", (int)lua_tointeger(L, -2));
    else
        snprintf(where, sizeof where, "%s", lua_tostring(L, -2));
    int rc = release_open(scripts.files, scripts.count, &release, &err);
    int wrong = rc != STATUS_SCRIPT_FAILED || strcmp(err.where, where) != 0 ||
                !strstr(err.text, lua_tostring(L, -1));
    if (wrong)
        print_message("refuses %d: gave %d %s: %s\n   expected %s: ...%s\n", number, rc, err.where,
                      err.text, where, lua_tostring(L, -1));
    release_unref(release);
    lua_pop(L, 2);
    return wrong;
}

static void each(lua_State *L, const char *part, int (*check)(lua_State *, int))
{
    int count = 0, wrong = 0;
    lua_getfield(L, 1, part);
    for (int i = 1; lua_rawgeti(L, -1, i) == LUA_TTABLE; i++, count++) {
        wrong += check(L, i);
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
    assert_true(count > 10);
    assert_int_equal(wrong, 0);
}

static void with_spec(const char *part, int (*check)(lua_State *, int))
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    if (luaL_dofile(L, SCRIPTS_DIR "/customize_spec.lua") != LUA_OK)
        fail_msg("%s", lua_tostring(L, -1));
    each(L, part, check);
    lua_close(L);
}

static void test_takes(void **state)
{
    (void)state;
    with_spec("takes", check_takes);
}

static void test_refuses(void **state)
{
    (void)state;
    with_spec("refuses", check_refuses);
}

/* ---- who inherits ------------------------------------------------------------------------------
 */

static int64_t law_days(const struct release *release, const char *office)
{
    return value_get_int(find(release_workflow(release, office, "w"), "clocks.LAW.within"), "n", 0);
}

/* County 14 days, town nothing, village 9: each has the nearest, the neighbour the county's. */
static void test_nearest_wins(void **state)
{
    (void)state;
    struct scripts scripts = with_base();
    add(&scripts, "offices/C/w.lua",
        "customize \"w\" { clocks = { LAW = { within = days(14) } } }");
    add(&scripts, "offices/V/w.lua", "customize \"w\" { clocks = { LAW = { within = days(9) } } }");
    struct release *release = open_good(&scripts);
    assert_int_equal(law_days(release, "C"), 14);
    assert_int_equal(law_days(release, "T"), 14);
    assert_int_equal(law_days(release, "V"), 9);
    assert_int_equal(law_days(release, "U"), 14);
    assert_int_equal(law_days(release, ""), 14);       /* nobody named: the office at the top */
    assert_int_equal(law_days(release, "office"), 14); /* a case from before there were offices */
    assert_int_equal(law_days(release, "nowhere"), 15);
    assert_null(release_workflow(release, "V", "x"));
    const struct value *offices = value_get(release_model(release), "offices");
    assert_int_equal(value_len(offices), 4);
    assert_int_equal(find(offices, "V.workflows.w.clocks.LAW.within.n")->integer, 9);
    assert_int_equal(find(release_model(release), "workflows.w.clocks.LAW.within.n")->integer, 15);
    release_unref(release);
}

/* Town T is changed; county and the other town are not. */
static void test_only_those_below(void **state)
{
    (void)state;
    struct scripts scripts = with_base();
    add(&scripts, "offices/T/w.lua", "customize \"w\" { clocks = { LAW = { within = days(7) } } }");
    struct release *release = open_good(&scripts);
    const struct value *offices = value_get(release_model(release), "offices");
    assert_int_equal(law_days(release, "C"), 15);
    assert_int_equal(law_days(release, "U"), 15);
    assert_int_equal(law_days(release, "T"), 7);
    assert_int_equal(law_days(release, "V"), 7);
    assert_int_equal(value_len(offices), 2);
    release_unref(release);
}

/* One office can neither name, see, read nor change what another declares, at reading or later. */
static void test_offices_are_apart(void **state)
{
    (void)state;
    static const char *const tries[] = {
        "customize \"w\" { clocks = { [\"of-t\"] = { within = days(1) } } }",
        "customize \"w\" { route = { a = { b = \"of_t\" } } }",
        "customize \"w\" { before = { of_t = function(case) end } }",
        ("customize \"w\" { before = { a = function(case) case:task(\"of_t\", { to = \"x\" }) end "
         "} "
         "}"),
        "local x = leaked customize \"w\" {}",
    };
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        struct scripts scripts = with_base();
        add(&scripts, "offices/T/w.lua",
            "customize \"w\" { route = { a = { b = \"of_t\" } } } "
            "clock \"of-t\" { zh = \"钟\", en = \"T\", owner = \"office\", basis = \"assumed\", "
            "within = days(3) } form \"of_t\" { zh = \"表\", en = \"T\", text \"x\" { zh = \"文\", "
            "en = \"X\" } } stage \"of_t\" { zh = \"镇\", en = \"T\", next = { \"b\" }, "
            "function(case) return \"b\" end } local leaked = 5");
        add(&scripts, "offices/U/w.lua", tries[i]);
        struct release *release;
        struct err err = {0};
        assert_int_equal(release_open(scripts.files, scripts.count, &release, &err),
                         STATUS_SCRIPT_FAILED);
        assert_string_equal(err.where, "offices/U/w.lua:1");
        /* the same names of its own are free */
        scripts.files[scripts.count - 1] = (struct script_file){
            .path = "offices/U/w.lua",
            .text =
                slice_of("customize \"w\" { route = { a = { c = \"of_t\" } } } stage \"of_t\" { "
                         "zh = \"乡\", en = \"U\", next = { \"c\" }, function(case) return "
                         "\"c\" end }")};
        release = open_good(&scripts);
        assert_string_equal(find(release_workflow(release, "U", "w"), "stages.of_t.en")->text.bytes,
                            "U");
        assert_string_equal(find(release_workflow(release, "V", "w"), "stages.of_t.en")->text.bytes,
                            "T");
        release_unref(release);
    }
}

/* ---- the files ---------------------------------------------------------------------------------
 */

static void test_files_of_offices(void **state)
{
    (void)state;
    static const struct {
        const char *path, *where, *says;
    } wrong[] = {
        {"offices/w.lua",        "offices/w.lua:1",        "lies in no office's folder"  },
        {"offices/T/deep/w.lua", "offices/T/deep/w.lua:1", "lies in no office's folder"  },
        {"offices/X/w.lua",      "offices/X/w.lua:1",      "there is no office \"X\""    },
        {"offices/T/x.lua",      "offices/T/x.lua:1",      "which is not in this release"},
        {"offices/workflow.lua", "offices/workflow.lua:1", "lies in no office's folder"  },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct scripts scripts = with_base();
        add(&scripts, wrong[i].path, "customize \"w\" {}");
        refuse(&scripts, wrong[i].where, wrong[i].says);
    }
    struct scripts alone = {0};
    add(&alone, "w/workflow.lua", base);
    add(&alone, "offices/T/w.lua", "customize \"w\" {}");
    refuse(&alone, "offices/T/w.lua:1", "there is no offices/tree.csv");
}

/* The workflow is written anew and what the office changes is gone: its file and line are named. */
static void test_base_breaks_overlay(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "customize \"w\" {\n before = { b = function(case) end } }",
        "customize \"w\" {\n clocks = { LAW = { within = days(3) } } }",
        "customize \"w\" {\n forms = { f = { number \"count\" { zh = \"数\", en = \"Count\", min = "
        "1, max = 9 } } } }",
        "customize \"w\" {\n route = { a = { b = \"v\" } } } stage \"v\" { zh = \"访\", en = "
        "\"V\", "
        "next = { \"b\" }, function(case) return \"b\" end }",
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct scripts scripts = with_base();
        add(&scripts, "offices/V/w.lua", changes[i]);
        release_unref(open_good(&scripts));
        scripts.files[0].text = slice_of("workflow \"w\" { zh = \"工\", en = \"W\", start = \"a\", "
                                         "outcomes = { { \"done\", zh = "
                                         "\"完\", en = \"Done\" } } } form \"f\" { zh = \"表\", en "
                                         "= \"F\", text \"count\" { zh = "
                                         "\"数\", en = \"Count\" } } stage \"a\" { zh = \"甲\", en "
                                         "= \"A\", function(case) return "
                                         "case:close \"done\" end }");
        refuse(&scripts, "offices/V/w.lua:2", "");
    }
}

/* ---- the static check --------------------------------------------------------------------------
 */

/* "code line:column ..." of the findings, each in T's file. */
static const char *found_in(struct arena *arena, const char *text, const char *above)
{
    struct scripts scripts = with_base();
    struct value *findings = value_list(arena);
    const char *found = "";
    add(&scripts, "offices/T/w.lua", text);
    add(&scripts, "w/letters/slip.html", "<p>{n}</p>");
    add(&scripts, "w/letters/both.html", "<p></p>");
    add(&scripts, "w/letters/both_en.html", "<p></p>");
    if (above)
        add(&scripts, "offices/C/w.lua", above);
    (void)check_release(scripts.files, scripts.count, arena, findings);
    for (size_t i = 0; i < value_len(findings); i++) {
        const struct value *finding = value_item(findings, i);
        assert_string_equal(value_get_text(finding, "file"), "offices/T/w.lua");
        found = arena_printf(
            arena, "%s%s%s %d:%d", found, *found ? ", " : "", value_get_text(finding, "code"),
            (int)value_get_int(finding, "line", 0), (int)value_get_int(finding, "column", 0));
    }
    return found;
}

#define VIA(returned)                                                                              \
    " stage \"v\" { zh = \"访\", en = \"V\", next = { \"b\" }, function(case)\n" returned " end }"
#define ROUTE "customize \"w\" { route = { a = { b = \"v\" } } }"

static void test_static_check(void **state)
{
    (void)state;
    static const struct {
        const char *text, *found, *above;
    } samples[] = {
        {"customize \"w\" { before = { a = function(case) case:task(\"f\", { to = \"clerk\" }) end "
         "} }",                                                                       "",                    NULL                     },
        {"customize \"w\" { before = { a = function(case)\nreturn \"b\" end } }",              "bad_return 2:8",
         NULL                                                                                                                                  },
        {"customize \"w\" { after = { a = function(case)\nreturn case:close \"done\" end } }",
         "bad_return 2:8",                                                                                            NULL                     },
        {"customize \"w\" { after = { a = function(case) return end } }",                      "",                    NULL                     },
        {"customize \"w\" { before = { a = function(case)\ncase:nope() end } }",               "unknown_verb 2:6",
         NULL                                                                                                                                  },
        {"customize \"w\" { replace = { a = function(case)\nreturn \"z\" end } }",
         "not_in_next 2:8",                                                                                           NULL                     },
        {"customize \"w\" { replace = { b = function(case)\nreturn \"a\" end } }",
         "not_in_next 2:8",                                                                                           NULL                     },
        {"customize \"w\" { replace = { b = function(case)\n end } }",                         "no_return 2:1",       NULL                     },
        {"customize \"w\" { replace = { a = function(case) return \"c\" end } }",              "",                    NULL                     },
        {ROUTE VIA("return \"b\""),                                                            "",                    NULL                     },
        {ROUTE VIA("return \"c\""),                                                            "not_in_next 2:8",     NULL                     },
        {"customize \"w\" { before = { v = function(case) end } }",                            "",                    ROUTE VIA("return \"b\"")},
        {"customize \"w\" { replace = { v = function(case)\nreturn \"c\" end } }",
         "not_in_next 2:8",                                                                                           ROUTE VIA("return \"b\"")},
        {"customize \"w\" {\n letters = { slip = { file = \"ours.html\" } } }",                "missing_file 2:1",
         NULL                                                                                                                                  },
        {"customize \"w\" { }\nletter \"own\" { zh = \"自\", en = \"Own\" }",                 "missing_file 2:1",
         NULL                                                                                                                                  },
        {"customize \"w\" { clocks = { LAW = { within = days(16) } } }",                       "bad_declaration 1:1",
         NULL                                                                                                                                  },
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct arena arena = {0};
        const char *found = found_in(&arena, samples[i].text, samples[i].above);
        if (strcmp(found, samples[i].found) != 0)
            fail_msg("%zu: found \"%s\", expected \"%s\"\n%s", i, found, samples[i].found,
                     samples[i].text);
        arena_close(&arena);
    }
}

/* ---- the tree ----------------------------------------------------------------------------------
 */

static void test_tree(void **state)
{
    (void)state;
    static const char good[] = "\xef\xbb\xbf"
                               "code,parent,kind,zh,en\r\nT,C,town,\"镇,东\",\"Town "
                               "\"\"East\"\"\"\r\n\r\nC,,county,县,County";
    struct arena arena = {0};
    struct value *read;
    const char *root;
    struct err err = {0};
    assert_int_equal(tree_read(slice_of(good), "t.csv", &arena, &read, &root, &err), 0);
    assert_string_equal(root, "C");
    assert_string_equal(value_get_text(value_get(read, "T"), "zh"), "镇,东");
    assert_string_equal(value_get_text(value_get(read, "T"), "en"), "Town \"East\"");
    assert_string_equal(value_get_text(value_get(read, "T"), "at"), "t.csv:2");
    assert_null(value_get_text(value_get(read, "C"), "parent"));
    assert_int_equal(tree_depth(read, "T"), 1);
    arena_close(&arena);
}

static void test_tree_faults(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        int line;
        const char *says;
    } wrong[] = {
        {"",                                               1, "there is no office here"             },
        {"C,,county,县,County\nT,X,town,镇,Town\n",      3, "the parent X, which is not"          },
        {"C,,county,县,C\nT,V,town,镇,T\nV,T,a,村,V\n", 3, "lead round"                          },
        {"T,T,town,镇,Town\n",                            2, "lead round"                          },
        {"C,,county,县,C\nC,,county,县,C\n",             3, "twice, first at offices/tree.csv:2"  },
        {"C,,county,县,C\nD,,county,县,D\n",             3, "has no parent, and neither has C"    },
        {"C,,county,县\xff,C\n",                          2, "is not UTF-8"                        },
        {"C,,county,县\n",                                2, "has 4 values; the first line names 5"},
        {"C,,county,县,C,D\n",                            2, "has 6 values"                        },
        {"C,,county,\"县,C\n",                            2, "does not end with one"               },
        {"C,,county,\"县\"x,C\n",                         2, "does not end with one"               },
        {"C,,county,,C\n",                                 2, "office C needs zh"                   },
        {"C D,,county,县,C\n",                            2, "is no code of an office"             },
        {",,county,县,C\n",                               2, "is no code of an office"             },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct buf text = {0};
        char where[40];
        struct scripts scripts = {0};
        buf_printf(&text, "code,parent,kind,zh,en\n%s", wrong[i].lines);
        add(&scripts, "w/workflow.lua", base);
        scripts.files[scripts.count++] =
            (struct script_file){.path = "offices/tree.csv", .text = buf_slice(&text)};
        snprintf(where, sizeof where, "offices/tree.csv:%d", wrong[i].line);
        refuse(&scripts, *wrong[i].lines ? where : "offices/tree.csv:2", wrong[i].says);
        buf_close(&text);
    }
    struct scripts headless = {0};
    add(&headless, "w/workflow.lua", base);
    add(&headless, "offices/tree.csv", "C,,county,县,County\n");
    refuse(&headless, "offices/tree.csv:1", "names the columns");
}

/* What a tree says besides: levels, areas, where reviews and accusations go, who has succeeded. */
static void test_tree_more(void **state)
{
    (void)state;
    static const char good[] =
        "code,parent,kind,zh,en,successor,level,area,review_body,sealed_route\n"
        "C,,county,县,County,,2,370102,,X\n"
        "T,C,town,镇,Town,,,370102003,X,\n"
        "O,C,town,旧镇,Old town,T,,,,\n"
        "X,C,department,信访局,Petitions,,,,,\n";
    static const struct {
        const char *line;
        const char *says;
    } wrong[] = {
        {"T,C,town,镇,T,Z,,,,\n",                       "the successor Z, which is not"        },
        {"T,C,town,镇,T,T,,,,\n",                       "the successor T, which is not"        },
        {"T,C,town,镇,T,,,,Z,\n",                       "the review_body Z, which is not"      },
        {"T,C,town,镇,T,,,,,Z\n",                       "the sealed_route Z, which is not"     },
        {"T,C,town,镇,T,,x,,,\n",                       "level is a number"                    },
        {"T,C,town,镇,T,,,37010,,\n",                   "area is a code of 6"                  },
        {"T,C,town,镇,T,U,,,,\nU,C,town,镇,U,T,,,,\n", "its successors lead round"            },
        {"T,C,town,镇,T,,\n",                           "has 7 values; the first line names 10"},
    };
    struct arena arena = {0};
    struct value *read;
    const char *root;
    struct err err = {0};
    assert_int_equal(tree_read(slice_of(good), "t.csv", &arena, &read, &root, &err), 0);
    assert_int_equal(value_get_int(value_get(read, "C"), "level", -1), 2);
    assert_int_equal(value_get_int(value_get(read, "T"), "level", -1), -1);
    assert_string_equal(value_get_text(value_get(read, "T"), "area"), "370102003");
    assert_string_equal(value_get_text(value_get(read, "T"), "review_body"), "X");
    assert_string_equal(value_get_text(value_get(read, "C"), "sealed_route"), "X");
    assert_string_equal(value_get_text(value_get(read, "O"), "successor"), "T");
    assert_int_equal(tree_read(slice_of("code,parent,kind,zh,en,organ_zh,organ_en\n"
                                        "C,,county,县,County,县政府,Government\n"),
                               "t.csv", &arena, &read, &root, &err),
                     0);
    assert_string_equal(value_get_text(value_get(read, "C"), "organ_zh"), "县政府");
    assert_int_not_equal(tree_read(slice_of("code,parent,kind,zh,en,organ_zh,organ_en\n"
                                            "C,,county,县,County,县政府,\n"),
                                   "t.csv", &arena, &read, &root, &err),
                         0);
    assert_non_null(strstr(err.text, "organ_zh and organ_en are both given"));
    err_clear(&err);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const char *text = arena_printf(&arena,
                                        "code,parent,kind,zh,en,successor,level,area,review_body,"
                                        "sealed_route\nC,,county,县,C,,,,,\n%s",
                                        wrong[i].line);
        assert_int_not_equal(tree_read(slice_of(text), "t.csv", &arena, &read, &root, &err), 0);
        if (!strstr(err.text, wrong[i].says))
            fail_msg("%zu: %s", i, err.text);
    }
    assert_int_not_equal(
        tree_read(slice_of("code,parent,kind,zh,en,colour\n"), "t.csv", &arena, &read, &root, &err),
        0);
    assert_int_not_equal(
        tree_read(slice_of("parent,code,kind,zh,en\n"), "t.csv", &arena, &read, &root, &err), 0);
    arena_close(&arena);
}

static int read_base(void **state)
{
    (void)state;
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    if (luaL_dofile(L, SCRIPTS_DIR "/customize_spec.lua") != LUA_OK)
        fail_msg("%s", lua_tostring(L, -1));
    lua_getfield(L, -1, "base");
    base = mem_copy_text(lua_tostring(L, -1));
    lua_close(L);
    return 0;
}

static int free_base(void **state)
{
    (void)state;
    free(base);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_nearest_wins),
        cmocka_unit_test(test_only_those_below),
        cmocka_unit_test(test_offices_are_apart),
        cmocka_unit_test(test_files_of_offices),
        cmocka_unit_test(test_base_breaks_overlay),
        cmocka_unit_test(test_static_check),
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_tree_more),
        cmocka_unit_test(test_tree_faults),
    };
    return cmocka_run_group_tests(tests, read_base, free_base);
}
