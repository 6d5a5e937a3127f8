/* test_shown.c - what whoever does a task is shown (`with`): rows as they stood, personal values
 * only to who may see them, and to who confirms a signal what was said. What is not built is
 * refused. */
#include "stand.h"
#include <stdio.h>

static const char forms[] =
    "form \"intake\" { zh = \"登记\", en = \"Intake\", text \"words\" { zh = \"话\", en = "
    "\"Words\" },\n"
    "  rows \"items\" { zh = \"条\", en = \"Items\", number \"n\" { zh = \"数\", en = \"N\" },"
    " text \"what\" { zh = \"事\", en = \"What\" } } }\n"
    "form \"look\" { zh = \"看\", en = \"Look\", outcome \"ok\" { zh = \"好\", en = \"OK\" } }\n"
    "form \"sure\" { zh = \"确认\", en = \"Sure\", outcome \"confirm\" { zh = \"是\", en = \"Yes\" "
    "} }\n"
    "form \"alarm\" { zh = \"报\", en = \"Alarm\", text \"what\" { zh = \"事\", en = \"What\" } "
    "}\n";

#define HEAD                                                                                       \
    "workflow \"w\" { zh = \"例\", en = \"Example\", intake = \"intake\", start = \"first\",\n"   \
    "  outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } }\n"                               \
    "signal \"alarm\" { zh = \"报\", en = \"Alarm\", from = { \"clerk\" }, form = \"alarm\",\n"   \
    "  confirm = { form = \"sure\", to = \"clerk\" } }\n"                                          \
    "on \"alarm\" (function(case) return case:close \"done\" end)\n"

static const char intake[] =
    "{\"words\":\"不外传\",\"items\":[{\"n\":5,\"what\":\"墙\"},{\"n\":6}]}";

/* `with` of the only open task of that form. */
static const struct value *shown(struct stand *stand, const char *form, bool is_personal)
{
    struct value *out;
    struct err err = {0};

    if (case_show(rehearsal_engine(stand->rehearsal), rehearsal_reader(stand->rehearsal),
                  &stand->ref, &(struct show_look){.is_personal = is_personal}, &stand->arena, &out,
                  &err) != 0)
        fail_msg("%s", err.text);
    const struct value *tasks = value_get(out, "tasks");
    for (size_t i = 0; i < value_len(tasks); i++)
        if (value_is_text(value_get(value_item(tasks, i), "form"), form))
            return value_get(value_item(tasks, i), "with");
    return &value_nil;
}

static void rows_are_shown_as_they_stood(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, forms,
               HEAD
               "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
               "  case:task(\"look\", { to = \"clerk\", with = { words = case.data.words, all = "
               "case.data.items, one = case.data.items[1], count = 2 } })\n"
               "  return case:close \"done\"\n"
               "end }\n",
               true);
    assert_int_equal(stand_start(&stand, intake), 0);
    const struct value *with = shown(&stand, "look", false);
    assert_int_equal(value_get_int(with, "count", 0), 2);
    assert_int_equal(value_get_int(value_get(with, "one"), "n", 0), 5);
    assert_string_equal(value_get_text(value_get(with, "one"), "row"), "items/1");
    assert_int_equal(value_get_int(value_item(value_get(with, "all"), 1), "n", 0), 6);
    assert_true(value_get_bool(value_get(with, "words"), "personal", false));
    assert_true(value_is_nil(value_get(value_get(with, "words"), "value")));
    with = shown(&stand, "look", true);
    assert_string_equal(value_get_text(value_get(with, "words"), "value"), "不外传");
    assert_string_equal(value_get_text(value_get(value_get(with, "one"), "what"), "value"), "墙");
    stand_verify(&stand);
    stand_close(&stand);
}

static void who_confirms_sees_what_was_said(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand, forms,
               HEAD "stage \"first\" { zh = \"一\", en = \"First\", function(case)\n"
                    "  case:task(\"look\", { to = \"clerk\" })\n"
                    "  return case:close \"done\"\n"
                    "end }\n",
               true);
    assert_int_equal(stand_start(&stand, intake), 0);
    assert_true(value_is_nil(shown(&stand, "look", true)));
    assert_int_equal(stand_signal(&stand, "alarm", "{\"what\":\"动手了\"}"), 0);
    const struct value *what = value_get(shown(&stand, "sure", true), "what");
    assert_string_equal(value_get_text(what, "value"), "动手了");
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_shown_as_they_stood),
        cmocka_unit_test(who_confirms_sees_what_was_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
