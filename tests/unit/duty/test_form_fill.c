/* test_form_fill.c - answers made up by chance: the form takes every one of them, the same chance
 * makes the same, and what is wanted and cannot be had is said.
 */
#include "world.h"
#include "data/canon.h"
#include "duty/form_fill.h"
#include "duty/form_fill_words.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static int on_seal(void *owner, const struct seal_request *request, struct value **handle)
{
    (void)owner, (void)request;
    *handle = value_handle(&arena, slice_of("h"));
    return 0;
}

static bool on_is_office(void *owner, const char *code)
{
    (void)owner;
    return strcmp(code, "370102003") == 0 || strcmp(code, "370102004") == 0;
}

static const char *on_find_file(void *owner, struct slice id, struct arena *into,
                                struct value **out)
{
    (void)owner;
    if (id.len != 1 || *id.bytes < 'a' || *id.bytes > 'e')
        return "no_such_file";
    *out = value_map(into);
    value_put(into, *out, "id", value_text(into, id));
    return NULL;
}

static struct form *open_form(const char *decl)
{
    struct form *form;
    struct err err = {0};
    assert_status(form_open(&arena, "test", json(&arena, decl), &form, &err), 0, &err);
    return form;
}

/* The form takes it; says what it does not take. */
static void assert_taken(const struct form *form, const struct form_filled *filled)
{
    struct form_sealer sealer = {.seal = on_seal};
    struct form_around around = {.is_office = on_is_office, .find_file = on_find_file};
    struct form_answer answer = {.outcome = filled->outcome,
                                 .data = filled->data,
                                 .today = day("2026-02-10"),
                                 .sealer = &sealer,
                                 .around = &around};
    struct form_result result;
    struct err err = {0};
    int rc = form_check(form, &answer, &arena, &result, &err);
    if (rc != 0)
        print_message("%s\n", canon_text(&arena, result.errors).bytes);
    assert_status(rc, 0, &err);
}

struct wanted {
    const char *outcome;
    uint64_t seed;
    int often;
    const struct form_words *words;
};

static struct form_filled fill(const struct form *form, struct wanted wanted)
{
    struct chance chance;
    struct form_filled filled;
    struct err err = {0};
    chance_seeded(&chance, wanted.seed);
    struct form_fill with = {.outcome = wanted.outcome,
                             .today = day("2026-02-10"),
                             .often = wanted.often,
                             .chance = &chance,
                             .offices = json(&arena, "[\"370102003\", \"370102004\"]"),
                             .files = json(&arena, "[\"a\", \"b\", \"c\", \"d\", \"e\"]"),
                             .words = wanted.words};
    assert_status(form_fill(form, &with, &arena, &filled, &err), 0, &err);
    return filled;
}

/* Every type there is, with limits that leave little room. */
static const char all_types[] =
    "{\"fields\": ["
    "{\"name\": \"short\", \"type\": \"text\", \"max\": 1, \"required\": true},"
    "{\"name\": \"long\", \"type\": \"text\", \"min\": 400, \"max\": 401},"
    "{\"name\": \"usual\", \"type\": \"text\"},"
    "{\"name\": \"kind\", \"type\": \"choice\", \"choices\": [{\"id\": \"x\"}, {\"id\": \"y\"}]},"
    "{\"name\": \"sure\", \"type\": \"yes_no\"},"
    "{\"name\": \"few\", \"type\": \"number\", \"min\": 3, \"max\": 4},"
    "{\"name\": \"below\", \"type\": \"number\", \"max\": -5},"
    "{\"name\": \"above\", \"type\": \"number\", \"min\": 1000},"
    "{\"name\": \"any\", \"type\": \"number\"},"
    "{\"name\": \"fen\", \"type\": \"money\", \"min\": 1, \"max\": 9},"
    "{\"name\": \"price\", \"type\": \"money\", \"min\": 5000000},"
    "{\"name\": \"past\", \"type\": \"date\", \"max\": \"2020-01-31\"},"
    "{\"name\": \"future\", \"type\": \"date\", \"min\": \"2030-01-01\", \"max\": \"2030-01-02\"},"
    "{\"name\": \"latest\", \"type\": \"date\", \"min\": \"today\"},"
    "{\"name\": \"done\", \"type\": \"date\", \"max\": \"today\"},"
    "{\"name\": \"born\", \"type\": \"date\", \"facts\": {\"minor\": {\"kind\": \"age_under\","
    " \"n\": 18}}},"
    "{\"name\": \"when\", \"type\": \"time\"},"
    "{\"name\": \"span\", \"type\": \"duration\"},"
    "{\"name\": \"who\", \"type\": \"people\"},"
    "{\"name\": \"phone\", \"type\": \"phone\"},"
    "{\"name\": \"number\", \"type\": \"id_number\"},"
    "{\"name\": \"where\", \"type\": \"address\", \"max\": 4},"
    "{\"name\": \"home\", \"type\": \"address\"},"
    "{\"name\": \"papers\", \"type\": \"files\", \"min\": 2},"
    "{\"name\": \"more\", \"type\": \"files\"},"
    "{\"name\": \"unit\", \"type\": \"office\"},"
    "{\"name\": \"plan\", \"type\": \"sheet\", \"max\": 2},"
    "{\"name\": \"parties\", \"type\": \"rows\", \"min\": 2, \"max\": 5, \"fields\": ["
    "  {\"name\": \"person\", \"type\": \"people\", \"required\": true},"
    "  {\"name\": \"born\", \"type\": \"date\", \"facts\": {\"minor\": {\"kind\": \"age_under\","
    "   \"n\": 18}}}]}]}";

static void test_every_type_is_taken(void **state)
{
    const struct form *form = open_form(all_types);
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++)
        for (int often = 0; often <= 100; often += 50) {
            struct form_filled filled = fill(form, (struct wanted){.seed = seed, .often = often});
            assert_taken(form, &filled);
        }
}

static void test_all_or_only_what_must_be(void **state)
{
    const struct form *form = open_form(all_types);
    (void)state;
    struct form_filled all = fill(form, (struct wanted){.seed = 1, .often = 100});
    assert_int_equal(value_len(all.data), 28);
    assert_int_equal(all.files_used, 3);
    struct form_filled least = fill(form, (struct wanted){.seed = 1});
    assert_true(!value_is_nil(value_get(least.data, "short")));
    assert_true(!value_is_nil(value_get(least.data, "parties"))); /* rows with a min, no outcome */
    assert_int_equal(value_len(least.data), 2);
    assert_int_equal(value_len(value_item(value_get(least.data, "parties"), 0)), 1);
}

static void test_an_outcome_has_what_it_needs(void **state)
{
    const struct form *form = open_form("{\"outcomes\": [{\"id\": \"yes\", \"needs\": [\"why\"]},"
                                        " {\"id\": \"no\"}], \"fields\": [{\"name\": \"why\","
                                        " \"type\": \"text\"}]}");
    (void)state;
    int yes = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct form_filled filled = fill(form, (struct wanted){.seed = seed});
        assert_taken(form, &filled);
        bool is_yes = strcmp(filled.outcome, "yes") == 0;
        assert_int_equal(value_len(filled.data), is_yes);
        yes += is_yes;
        filled = fill(form, (struct wanted){.seed = seed, .outcome = "no"});
        assert_string_equal(filled.outcome, "no");
    }
    assert_in_range(yes, 10, 50);
}

static void test_the_same_chance_makes_the_same(void **state)
{
    const struct form *form = open_form(all_types);
    (void)state;
    struct form_filled one = fill(form, (struct wanted){.seed = 7, .often = 70});
    struct form_filled same = fill(form, (struct wanted){.seed = 7, .often = 70});
    struct form_filled other = fill(form, (struct wanted){.seed = 8, .often = 70});
    assert_string_equal(canon_text(&arena, one.data).bytes, canon_text(&arena, same.data).bytes);
    assert_string_not_equal(canon_text(&arena, one.data).bytes,
                            canon_text(&arena, other.data).bytes);
}

static void test_later_fields_are_not_earlier(void **state)
{
    const struct form *form = open_form(
        "{\"fields\": [{\"name\": \"from\", \"type\": \"date\"}, {\"name\": \"until\", \"type\": "
        "\"date\"}, {\"name\": \"starts\", \"type\": \"time\"}, {\"name\": \"ends\", \"type\": "
        "\"time\"}]}");
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct form_filled filled = fill(form, (struct wanted){.seed = seed, .often = 100});
        const char *starts = value_get_text(filled.data, "starts");
        assert_true(
            strcmp(value_get_text(filled.data, "from"), value_get_text(filled.data, "until")) <= 0);
        assert_true(strcmp(starts, value_get_text(filled.data, "ends")) < 0);
        assert_true(strcmp(starts, "2026-02-10") >= 0);
    }
}

/* Words of the caller: the good one is taken as it is, the wrong ones never. */
static const struct value *on_give(void *owner, const struct form_wish *wish, struct arena *into)
{
    (void)owner;
    if (strcmp(wish->field, "usual") == 0)
        return value_string(into, "院墙越界");
    if (strcmp(wish->field, "few") == 0)
        return value_int(into, 99);
    if (strcmp(wish->field, "unit") == 0)
        return value_string(into, "370102009"); /* there is none such */
    if (strcmp(wish->field, "sure") == 0 || strcmp(wish->field, "short") == 0)
        return &value_nil;
    return strcmp(wish->field, "person") == 0 && wish->rows && strcmp(wish->rows, "parties") == 0
               ? json(into, "{\"name\": \"贺远帆\"}")
               : NULL;
}

static int on_often(void *owner, const struct form_wish *wish)
{
    (void)owner;
    return strcmp(wish->field, "price") == 0 ? 100 : -1;
}

static void test_words_are_taken_where_they_fit(void **state)
{
    const struct form *form = open_form(all_types);
    const struct form_words words = {.give = on_give};
    (void)state;
    struct form_filled filled =
        fill(form, (struct wanted){.seed = 1, .often = 100, .words = &words});
    assert_taken(form, &filled);
    assert_string_equal(value_get_text(filled.data, "usual"), "院墙越界");
    assert_in_range(value_get_int(filled.data, "few", 0), 3, 4);
    assert_true(value_is_nil(value_get(filled.data, "sure")));   /* may be left empty, and is */
    assert_false(value_is_nil(value_get(filled.data, "short"))); /* required: made up then */
    const struct value *row = value_item(value_get(filled.data, "parties"), 1);
    assert_string_equal(value_get_text(value_get(row, "person"), "name"), "贺远帆");
    /* what words give stands though nothing else that may be empty is filled */
    filled = fill(form, (struct wanted){.seed = 1, .words = &words});
    assert_string_equal(value_get_text(filled.data, "usual"), "院墙越界");
    assert_int_equal(value_len(filled.data), 3);
    const struct form_words more = {.give = on_give, .often = on_often};
    filled = fill(form, (struct wanted){.seed = 1, .words = &more});
    assert_true(value_get_int(filled.data, "price", 0) >= 5000000);
    assert_int_equal(value_len(filled.data), 4);
}

/* Words say when it starts, chance when it ends: behind it. */
static const struct value *on_give_start(void *owner, const struct form_wish *wish,
                                         struct arena *into)
{
    (void)owner;
    if (strcmp(wish->field, "starts") == 0)
        return value_string(into, "2026-04-01T09:00:00+08:00");
    return strcmp(wish->field, "from") == 0 ? value_string(into, "2026-04-01") : NULL;
}

static void test_what_words_give_is_not_earlier_either(void **state)
{
    const struct form *form = open_form(
        "{\"fields\": [{\"name\": \"from\", \"type\": \"date\"}, {\"name\": \"until\", \"type\": "
        "\"date\"}, {\"name\": \"starts\", \"type\": \"time\"}, {\"name\": \"ends\", \"type\": "
        "\"time\"}]}");
    const struct form_words words = {.give = on_give_start};
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct form_filled filled =
            fill(form, (struct wanted){.seed = seed, .often = 100, .words = &words});
        assert_true(strcmp(value_get_text(filled.data, "ends"), "2026-04-01T09:00:00") > 0);
        assert_true(strcmp(value_get_text(filled.data, "until"), "2026-04-01") >= 0);
    }
}

static void refuse(const char *decl, const char *outcome, int status, const char *says)
{
    const struct form *form = open_form(decl);
    struct chance chance;
    struct form_filled filled;
    struct err err = {0};
    chance_seeded(&chance, 1);
    struct form_fill with = {.outcome = outcome, .today = day("2026-02-10"), .chance = &chance};
    assert_int_equal(form_fill(form, &with, &arena, &filled, &err), status);
    assert_non_null(strstr(err.text, says));
}

static void test_what_cannot_be_had_is_said(void **state)
{
    (void)state;
    refuse("{\"fields\": [{\"name\": \"photo\", \"type\": \"files\", \"required\": true}]}", NULL,
           STATUS_INVALID, "\"photo\" wants an upload");
    refuse("{\"fields\": [{\"name\": \"unit\", \"type\": \"office\", \"required\": true}]}", NULL,
           STATUS_INVALID, "\"unit\" wants an office");
    refuse("{\"fields\": [{\"name\": \"on_site\", \"type\": \"text\"}], \"outcomes\": [{\"id\":"
           " \"yes\"}]}",
           "no", STATUS_NOT_FOUND, "has no outcome \"no\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_type_is_taken),
        cmocka_unit_test(test_all_or_only_what_must_be),
        cmocka_unit_test(test_an_outcome_has_what_it_needs),
        cmocka_unit_test(test_the_same_chance_makes_the_same),
        cmocka_unit_test(test_later_fields_are_not_earlier),
        cmocka_unit_test(test_words_are_taken_where_they_fit),
        cmocka_unit_test(test_what_words_give_is_not_earlier_either),
        cmocka_unit_test(test_what_cannot_be_had_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
