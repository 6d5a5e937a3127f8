/* test_sealed.c - fields and rows that only the cleared may see: no verb gives them away, and the
 * refusal does not tell of them; who is assigned; what a sealed case starts is sealed.
 */
#include "stand.h"
#include "engine/inside.h"
#include "engine/veil.h"

#define TRY(call)                                                                                  \
    "  do local ok, why = pcall(function() " call " end)\n"                                        \
    "    said[#said + 1] = ok and \"ok\" or why.code .. \" \" .. why.message end\n"
#define FIRST(inner)                                                                               \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"second\" }, function(case)\n"      \
    "  local said = {}\n" inner "  case:set { note = table.concat(said, \"; \") }\n"               \
    "  return \"second\"\nend }\n"                                                                 \
    "stage \"second\" { zh = \"二\", en = \"Second\", function(case)\n"                           \
    "  case:task(\"decide\", { to = \"clerk\" })\n"                                                \
    "  return case:close \"done\"\nend }\n"

static const char input[] = "{\"subject\":\"canary-71\",\"items\":[{\"words\":\"open\"},"
                            "{\"words\":\"hidden\"}]}";

static struct value *shown_to(struct stand *stand, const char *roles)
{
    const struct show_look look = {
        .eyes = engine_eyes(rehearsal_engine(stand->rehearsal),
                            rehearsal_actor(stand->rehearsal, roles, roles), &stand->arena)};
    struct value *shown;
    struct err err = {0};
    assert_int_equal(case_show(rehearsal_engine(stand->rehearsal),
                               rehearsal_reader(stand->rehearsal), &stand->ref, &look,
                               &stand->arena, &shown, &err),
                     0);
    return shown;
}

static const char *journal_for(struct stand *stand, const char *roles)
{
    const struct journal_page page = {
        .limit = 200,
        .eyes = engine_eyes(rehearsal_engine(stand->rehearsal),
                            rehearsal_actor(stand->rehearsal, roles, roles), &stand->arena)};
    struct value *rows;
    struct err err = {0};
    assert_int_equal(case_journal(rehearsal_engine(stand->rehearsal),
                                  rehearsal_reader(stand->rehearsal), &stand->ref, &page,
                                  &stand->arena, &rows, &err),
                     0);
    return canon_text(&stand->arena, rows).bytes;
}

static void what_is_sealed_shows_to_the_cleared(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST("  case:seal(\"subject\")\n"
                                   "  case:seal(case.data.items[2])\n"));
    assert_int_equal(stand_start(&stand, input), 0);
    const char *clerk = canon_text(&stand.arena, shown_to(&stand, "clerk")).bytes;
    const char *cleared = canon_text(&stand.arena, shown_to(&stand, "sealed")).bytes;
    assert_null(strstr(clerk, "subject"));
    assert_null(strstr(clerk, "items/2"));
    assert_null(strstr(clerk, "hidden"));
    assert_non_null(strstr(clerk, "items/1"));
    assert_non_null(strstr(cleared, "subject"));
    assert_non_null(strstr(cleared, "hidden"));
    clerk = journal_for(&stand, "clerk");
    assert_null(strstr(clerk, "subject"));
    assert_null(strstr(clerk, "items/2"));
    assert_null(strstr(clerk, "hidden"));
    assert_null(strstr(clerk, "seal"));
    assert_non_null(strstr(journal_for(&stand, "sealed"), "hidden"));
    stand_verify(&stand);
    stand_crash(&stand);
    stand_verify(&stand);
    stand_close(&stand);
}

/* The refusal is that of a value that was never given: it does not name the seal. */
static void no_verb_gives_it_away(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand,
        FIRST("  case:seal(\"subject\")\n"
              "  case:seal(case.data.items[2])\n" TRY(
                  "case:task(\"decide\", { to = \"clerk\", with = { a = case.data.subject } })")
                  TRY("case:task(\"decide\", { to = { \"sealed\", \"clerk\" }, with = { a = "
                      "case.data.items[2] } })")
                      TRY("case:task_each(\"decide\", case.data.items, { to = \"clerk\" })")
                          TRY("case:start_case(\"w\", { carry = { \"subject\" } })") TRY(
                              "case:start_case(\"w\", { with = { subject = case.data.subject } })")
                              TRY("case:start_case(\"w\", { with = { items = { case.data.items[2] "
                                  "} } })")));
    assert_int_equal(stand_start(&stand, input), 0);
    stand_expect(&stand, "second", CASE_OPEN);
    const char *note = value_get_text(value_get(shown_to(&stand, "sealed"), "data"), "note");
    assert_null(strstr(note, "seal"));
    assert_null(strstr(note, "ok"));
    int count = 0;
    for (const char *at = note; (at = strstr(at, "was not given")); at++)
        count++;
    assert_int_equal(count, 6);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Whoever is cleared is asked about it: that is what it is kept for. */
static void the_cleared_are_asked(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST("  case:seal(\"subject\")\n"
                                   "  case:task(\"decide\", { to = \"sealed\", with = { a = "
                                   "case.data.subject } })\n"));
    assert_int_equal(stand_start(&stand, input), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    stand_close(&stand);
}

/* From now on the relation means that person. */
static void a_relation_is_bound(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST("  local answer = case:task(\"decide\", { to = \"clerk\" })\n"
                                   "  case:assign(\"mediator\", answer.by)\n" TRY(
                                       "case:assign(\"mediator\", \"nobody\")")));
    assert_int_equal(stand_start(&stand, input), 0);
    struct act *act = stand_task_act(&stand, "decide", "yes");
    act->actor = rehearsal_actor(stand.rehearsal, "00000000000000000000000001", "clerk");
    rehearsal_act(stand.rehearsal, act, &stand.arena, &stand.answer);
    rehearsal_settle(stand.rehearsal);
    assert_int_equal(stand.answer.status, 0);
    struct case_image image = stand_case(&stand);
    bool is_bound = false;
    for (size_t i = 0; i < image.part_count; i++)
        is_bound |=
            image.parts[i].kind == PART_FACT && slice_is(image.parts[i].key, "relation/mediator");
    assert_non_null(strstr(stand_data(&stand), "bad_command"));
    assert_true(is_bound);
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(what_is_sealed_shows_to_the_cleared),
        STAND_BOTH(no_verb_gives_it_away),
        STAND_BOTH(the_cleared_are_asked),
        STAND_BOTH(a_relation_is_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
