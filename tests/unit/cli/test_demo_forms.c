/* test_demo_forms.c - whatever form of any workflow that comes with Comity, as it is written and as
 * an office has it: an answer made up by chance is one that the form takes, with each of its
 * outcomes, with the words of demo.json and without. Also through the description that the API
 * gives, which is all that a demonstration knows of a form.
 */
#include <stdio.h>

#include "base/wallclock.h"
#include "cli/demo_words.h"
#include "cli/scripts.h"
#include "data/canon.h"
#include "data/json.h"
#include "lib/check.h"

static struct arena arena;

static int on_seal(void *owner, const struct seal_request *request, struct value **handle)
{
    (void)owner, (void)request;
    *handle = value_handle(&arena, slice_of("h"));
    return 0;
}

struct known {
    const struct value *offices, *files;
};

static bool on_is_office(void *owner, const char *code)
{
    const struct known *known = owner;
    for (size_t i = 0; i < value_len(known->offices); i++)
        if (value_is_text(value_item(known->offices, i), code))
            return true;
    return false;
}

static const char *on_find_file(void *owner, struct slice id, struct arena *into,
                                struct value **out)
{
    const struct known *known = owner;
    for (size_t i = 0; i < value_len(known->files); i++)
        if (slice_is_equal(value_item(known->files, i)->text, id)) {
            *out = value_map(into);
            value_put(into, *out, "id", value_text(into, id));
            return NULL;
        }
    return "no_such_file";
}

struct trial {
    const struct value *decl;
    struct known known;
    const struct demo_words *said;
    const char *workflow, *name;
    int tried;
};

static int32_t a_day(void)
{
    return date_from_civil(2026, 5, 12);
}

static void take(struct trial *trial, const struct form *form, const struct form_filled *filled,
                 uint64_t seed)
{
    struct form_sealer sealer = {.seal = on_seal};
    struct form_around around = {
        .is_office = on_is_office, .find_file = on_find_file, .owner = &trial->known};
    struct form_answer answer = {.outcome = filled->outcome,
                                 .data = filled->data,
                                 .today = a_day(),
                                 .sealer = &sealer,
                                 .around = &around};
    struct form_result result;
    struct err err = {0};
    if (form_check(form, &answer, &arena, &result, &err) != 0)
        fail_msg("%s, form %s, seed %llu: %s\n%s\n%s", trial->workflow, trial->name,
                 (unsigned long long)seed, err.text, canon_text(&arena, result.errors).bytes,
                 canon_text(&arena, filled->data).bytes);
    trial->tried++;
}

static void try_once(struct trial *trial, const struct form *form, const char *outcome,
                     uint64_t seed)
{
    struct form *described;
    struct form_filled filled;
    struct demo_story story;
    struct chance chance;
    struct err err = {0};
    chance_seeded(&chance, seed);
    struct demo_theme theme = {.form = trial->name, .outcome = outcome};
    demo_story_open(&story, trial->said, &theme, &chance);
    struct form_fill fill = {.outcome = outcome,
                             .today = a_day(),
                             .often = (int)(seed % 3) * 50,
                             .chance = &chance,
                             .offices = trial->known.offices,
                             .files = trial->known.files,
                             .words = seed % 2 ? &story.words : NULL};
    if (form_open(&arena, trial->name, form_describe(&arena, form), &described, &err) != 0 ||
        form_fill(described, &fill, &arena, &filled, &err) != 0)
        fail_msg("%s, form %s, seed %llu: %s", trial->workflow, trial->name,
                 (unsigned long long)seed, err.text);
    take(trial, form, &filled, seed);
}

static void try_form(struct trial *trial)
{
    enum { SEEDS = 12 };
    const struct value *outcomes = value_get(trial->decl, "outcomes");
    struct form *form;
    struct err err = {0};
    assert_int_equal(form_open(&arena, trial->name, trial->decl, &form, &err), 0);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        try_once(trial, form, NULL, seed);
        for (size_t i = 0; i < value_len(outcomes); i++)
            try_once(trial, form, value_get_text(value_item(outcomes, i), "id"), seed);
    }
}

static void try_workflow(struct trial *trial, const struct member *member)
{
    struct demo_words said;
    struct err err = {0};
    const struct value *forms = value_get(member->value, "forms");
    trial->workflow = member->key.bytes;
    trial->said = &said;
    if (demo_words_read(WORKFLOWS_DIR, trial->workflow, &arena, &said, &err) != 0)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < value_len(forms); i++) {
        trial->name = forms->map.members[i].key.bytes;
        trial->decl = forms->map.members[i].value;
        try_form(trial);
    }
}

static void try_workflows(struct trial *trial, const struct value *workflows)
{
    for (size_t i = 0; i < value_len(workflows); i++)
        try_workflow(trial, &workflows->map.members[i]);
}

static void know(struct trial *trial, const struct value *tree)
{
    static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    struct value *offices = value_list(&arena), *files = value_list(&arena);
    for (size_t i = 0; i < value_len(tree); i++)
        value_push(&arena, offices, value_text(&arena, tree->map.members[i].key));
    for (int copy = 0; copy < 20; copy++)
        for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
            value_push(&arena, files,
                       value_string(&arena, arena_printf(&arena, "%s%d", ids[i], copy)));
    trial->known = (struct known){.offices = offices, .files = files};
}

static void test_every_form_takes_what_is_made_up(void **state)
{
    struct scripts scripts;
    struct release *release;
    struct err err = {0};
    struct trial trial = {0};
    (void)state;
    assert_int_equal(scripts_read(WORKFLOWS_DIR, &scripts, &err), 0);
    if (release_open(scripts.files, scripts.count, &release, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    const struct value *model = release_model(release);
    const struct value *offices = value_get(model, "offices");
    know(&trial, value_get(model, "tree"));
    try_workflows(&trial, value_get(model, "workflows"));
    for (size_t i = 0; i < value_len(offices); i++)
        try_workflows(&trial, value_get(offices->map.members[i].value, "workflows"));
    assert_true(trial.tried > 1000);
    release_unref(release);
    scripts_close(&scripts);
    arena_close(&arena);
}

/* What demo.json names is there: a form, a field, an outcome that has gone is a word nobody hears.
 */
static void expect_known(const struct value *named, const struct value *there, const char *what,
                         const char *workflow)
{
    for (size_t i = 0; i < value_len(named); i++) {
        const char *name = named->map.members[i].key.bytes;
        size_t len = strcspn(name, "/");
        if (value_is_nil(value_get_slice(there, (struct slice){name, len})))
            fail_msg("workflows/%s/demo.json: there is no %s \"%s\"", workflow, what, name);
    }
}

static void test_what_is_said_is_heard(void **state)
{
    struct scripts scripts;
    struct release *release;
    struct err err = {0};
    (void)state;
    assert_int_equal(scripts_read(WORKFLOWS_DIR, &scripts, &err), 0);
    assert_int_equal(release_open(scripts.files, scripts.count, &release, &err), 0);
    const struct value *model = release_model(release);
    const struct value *workflows = value_get(model, "workflows");
    for (size_t i = 0; i < value_len(workflows); i++) {
        const struct member *member = &workflows->map.members[i];
        const struct value *forms = value_get(member->value, "forms");
        const char *name = member->key.bytes;
        struct demo_words words;
        assert_int_equal(demo_words_read(WORKFLOWS_DIR, name, &arena, &words, &err), 0);
        expect_known(value_get(words.said, "answers"), forms, "form", name);
        expect_known(value_get(words.said, "outcomes"), forms, "form", name);
        expect_known(value_get(words.said, "signals"), value_get(member->value, "signals"),
                     "signal", name);
        expect_known(value_get(words.said, "offices"), value_get(model, "tree"), "office", name);
    }
    release_unref(release);
    scripts_close(&scripts);
    arena_close(&arena);
}

/* Which of the stories is told: one that fits the case, or one that fits all. */
static void test_a_story_is_told_of_its_cases(void **state)
{
    struct value *told = &value_nil;
    struct demo_words said;
    struct demo_story story;
    struct chance chance;
    struct err err = {0};
    const char text[] =
        "{\"answers\": {\"post\": [{\"if\": {\"kind\": \"care\"}, \"title\": \"A\"},"
        "{\"if\": {\"kind\": \"home\"}, \"title\": \"B\"}, {\"title\": \"C\"}],"
        "\"plain\": [{\"title\": \"D\"}]}}";
    (void)state;
    assert_int_equal(json_read(&arena, slice_of(text), NULL, &told, &err), 0);
    said = (struct demo_words){.said = told};
    assert_true(demo_words_ask_case(&said, "post"));
    assert_false(demo_words_ask_case(&said, "plain"));
    assert_false(demo_words_ask_case(&said, "pos"));
    struct value *data = value_map(&arena);
    value_put(&arena, data, "kind", value_string(&arena, "home"));
    struct demo_theme theme = {.form = "post", .data = data};
    int own = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        chance_seeded(&chance, seed);
        demo_story_open(&story, &said, &theme, &chance);
        assert_false(value_is_text(value_get(story.told, "title"), "A"));
        own += value_is_text(value_get(story.told, "title"), "B");
    }
    assert_in_range(own, 5, 35);
    theme.data = NULL;
    chance_seeded(&chance, 1);
    demo_story_open(&story, &said, &theme, &chance);
    assert_true(value_is_text(value_get(story.told, "title"), "C"));
    arena_close(&arena);
}

/* ---- shares ---- */

/* What is rare comes as often as it weighs: one of fifty in each hundred twice, wherever the
 * counting begins. */
static void test_outcomes_are_shared_out(void **state)
{
    enum { ROUNDS = 100 };
    struct value *told, *form;
    struct chance chance;
    struct err err = {0};
    const char text[] = "{\"outcomes\": {\"post\": [{\"if\": {\"kind\": \"care\"}, \"c\": 1},"
                        "{\"a\": 49, \"b\": 1}]}}";
    const char asked[] = "{\"name\": \"post\", \"outcomes\": [{\"id\": \"a\"}, {\"id\": \"b\"},"
                         "{\"id\": \"c\"}]}";
    (void)state;
    assert_int_equal(json_read(&arena, slice_of(text), NULL, &told, &err), 0);
    assert_int_equal(json_read(&arena, slice_of(asked), NULL, &form, &err), 0);
    struct value *care = value_map(&arena);
    value_put(&arena, care, "kind", value_string(&arena, "care"));
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct demo_shares shares = {.arena = &arena};
        struct demo_words said = {.said = told, .shares = &shares};
        int rare = 0, said_yes = 0;
        chance_seeded(&chance, seed);
        for (int i = 0; i < ROUNDS; i++) {
            const char *drawn = demo_words_outcome(&said, form, NULL, &chance);
            assert_true(strcmp(drawn, "a") == 0 || strcmp(drawn, "b") == 0);
            rare += strcmp(drawn, "b") == 0;
            assert_string_equal(demo_words_outcome(&said, form, care, &chance), "c");
            said_yes += demo_words_happens(&said, "signals percent withdraw", 4, &chance);
        }
        assert_int_equal(rare, 2);
        assert_int_equal(said_yes, 4);
        assert_false(demo_words_happens(&said, "never", 0, &chance));
    }
    assert_true(demo_words_ask_case(&(struct demo_words){.said = told}, "post"));
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_takes_what_is_made_up),
        cmocka_unit_test(test_what_is_said_is_heard),
        cmocka_unit_test(test_a_story_is_told_of_its_cases),
        cmocka_unit_test(test_outcomes_are_shared_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
