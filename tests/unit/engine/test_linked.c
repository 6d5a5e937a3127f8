/* test_linked.c - cases that start cases (rules.md E6): told once, in whatever state the other is;
 * what is personal goes from vault to vault; what people send about rows (E16); erasing (E16). */
#include "stand.h"
#include "engine/inside.h"
#include "loop/simulated.h"

#define TASK "  case:task(\"decide\", { to = \"clerk\" })\n"
#define CHILD                                                                                      \
    "stage \"child\" { zh = \"子\", en = \"Child\", function(case)\n"                             \
    "  local from = case.from\n"                                                                   \
    "  if from and from.as then case:set { group = case.group,\n"                                  \
    "    came = table.concat({ from.workflow, from.number, from.office, from.as }, \" \") } end\n" \
    "  if case.data.amount == 7 then case:sleep(hours(1)) end\n"                                   \
    "  return case:close \"done\"\nend }\n"
/* The same workflow plays both parts: one with an amount is the child. */
#define PARENT(inner)                                                                              \
    "signal \"about\" { zh = \"关于\", en = \"About\", from = { \"clerk\" }, form = \"word\",\n" \
    "  about = \"items\" }\n"                                                                      \
    "signal \"go\" { zh = \"走\", en = \"Go\", from = { \"clerk\" }, form = \"word\" }\n"         \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"child\" }, function(case)\n"       \
    "  if case.data.amount then return \"child\" end\n" inner "  return case:close \"done\"\n"     \
    "end }\n" CHILD

static size_t cases_of(struct stand *stand, struct case_row **rows)
{
    struct err err = {0};
    size_t count;
    assert_int_equal(
        reader_cases(rehearsal_reader(stand->rehearsal), 0, 100, &stand->arena, rows, &count, &err),
        0);
    return count;
}

static size_t waiting_messages(struct stand *stand)
{
    struct message_row *rows;
    struct err err = {0};
    size_t count;
    assert_int_equal(reader_inbox(rehearsal_reader(stand->rehearsal), 0, 100, &stand->arena, &rows,
                                  &count, &err),
                     0);
    return count;
}

/* The child's end is known before anybody asks, and after a link was given another name. */
static void an_end_is_known_before_it_is_awaited(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand,
                     PARENT("  local child = case:start_case(\"w\", { carry = { \"subject\" },\n"
                            "    with = { amount = 1 } })\n" TASK "  case:link(\"twin\", child)\n"
                            "  case:set { how = case:await_case(child).outcome }\n" TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"canary-55\"}"), 0);
    struct case_row *rows;
    assert_int_equal(cases_of(&stand, &rows), 2);
    assert_int_equal(rows[1].status, CASE_CLOSED);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"how\":\"done\""));
    stand_verify(&stand);
    /* sealed anew there: the child shows it, no journal holds it */
    struct id parent = stand.ref;
    stand.ref = rows[1].ref;
    assert_non_null(strstr(stand_data(&stand), "canary-55"));
    stand.ref = parent;
    struct buf dump = {0};
    disk_dump(rehearsal_disk(stand.rehearsal), &dump);
    assert_null(strstr(dump.bytes, "canary-55"));
    buf_close(&dump);
    assert_int_equal(waiting_messages(&stand), 0);
    stand_close(&stand);
}

/* A parked parent remembers, a closed one takes the message away; each once. */
static void a_parked_or_closed_parent_is_told(void **state)
{
    static const char *const bodies[] = {
        PARENT("  local child = case:start_case(\"w\", { carry = { \"subject\" },\n"
               "    with = { amount = 7 } })\n"
               "  case:all { a = function() case:await_case(child) end,\n"
               "    b = function() case:await \"go\" error { code = \"E1\" } end }\n"),
        PARENT("  case:start_case(\"w\", { carry = { \"subject\" }, with = { amount = 7 } })\n"
               "  case:await \"go\"\n"),
    };
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct stand stand;
        stand_open_small(&stand, bodies[i]);
        assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
        assert_int_equal(stand_signal(&stand, "go", "{}"), 0);
        stand_expect(&stand, "first", i ? CASE_CLOSED : CASE_PARKED);
        int64_t seq = stand_case(&stand).row.seq;
        stand_crash(&stand);
        stand_advance(&stand, 2 * 3600 * 1000);
        assert_int_equal(stand_case(&stand).row.seq, seq + 1);
        assert_int_equal(waiting_messages(&stand), 0);
        stand_crash(&stand);
        assert_int_equal(stand_case(&stand).row.seq, seq + 1);
        stand_verify(&stand);
        stand_close(&stand);
    }
}

/* A child that its workflow refuses is an outcome, also when something personal would have stood
 * open in it; its number goes to the next case. */
static void a_personal_value_is_not_passed_into_the_open(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand, PARENT("  local child = case:start_case(\"w\", { carry = { \"subject\" },\n"
                       "    with = { amount = 1, note = case.data.subject } })\n"
                       "  local other = case:start_case(\"w\", { carry = { \"subject\" },\n"
                       "    with = { amount = 1, items = { { words = case.data.subject } } } })\n"
                       "  local third = case:start_case(\"w\", { with = { amount = 1 } })\n"
                       "  local a, b = case:await_case(child), case:await_case(other)\n"
                       "  case:set { a = a.outcome, b = b.outcome, c = "
                       "case:await_case(third).outcome }\n" TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"canary-56\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(
        strstr(stand_data(&stand), "\"a\":\"refused\",\"b\":\"refused\",\"c\":\"refused\""));
    struct case_row *rows;
    assert_int_equal(cases_of(&stand, &rows), 1);
    assert_int_equal(waiting_messages(&stand), 0);
    struct buf dump = {0};
    disk_dump(rehearsal_disk(stand.rehearsal), &dump);
    assert_null(strstr(dump.bytes, "canary-56"));
    buf_close(&dump);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "number"), "2026W000002");
    stand_close(&stand);
}

/* Where it comes from is known to the child in each of its stages; the parent hears its number,
 * asked for before or after it was there, whatever becomes of it. */
static void both_cases_know_each_others_number(void **state)
{
    struct stand stand;
    struct case_row *rows;
    (void)state;
    stand_open_small(&stand,
                     PARENT("  local child = case:start_case(\"w\", { as = \"part\",\n"
                            "    carry = { \"subject\" }, with = { amount = 7 } })\n"
                            "  case:set { early = case:await_start(child).number }\n" TASK
                            "  case:set { again = case:await_start(child).office }\n"
                            "  case:set { how = case:await_case(child).outcome }\n"
                            "  local none = case:start_case(\"w\", { with = { amount = 1 } })\n"
                            "  case:set { none = case:await_start(none).outcome }\n" TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_non_null(strstr(stand_data(&stand), "\"early\":\"2026W000002\""));
    assert_int_equal(cases_of(&stand, &rows), 2);
    struct id parent = stand.ref;
    stand.ref = rows[1].ref;
    assert_non_null(strstr(stand_data(&stand), "\"came\":\"w 2026W000001 office part\""));
    assert_non_null(strstr(stand_data(&stand), "\"group\":\"2026W000002\""));
    stand_verify(&stand);
    stand.ref = parent;
    stand_crash(&stand);
    stand_advance(&stand, 2 * 3600 * 1000);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_non_null(strstr(stand_data(&stand), "\"again\":\"office\",\"early\""));
    assert_non_null(strstr(stand_data(&stand), "\"none\":\"refused\""));
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(waiting_messages(&stand), 0);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Nobody would ever tell this case of the end of one it did not start. */
static void only_own_children_are_awaited(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, PARENT("  case:link(\"twin\", \"0123456789abcdefghjkmnpqrs\")\n"
                                    "  local ok, e = pcall(function()\n"
                                    "    case:await_case(\"0123456789abcdefghjkmnpqrs\") end)\n"
                                    "  case:set { code = e.code }\n" TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"code\":\"bad_command\""));
    stand_close(&stand);
}

static int send_about(struct stand *stand, const char *row)
{
    struct act *act = stand_signal_act(stand, "about", "{\"say\":\"x\"}");
    act->row = row;
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

static void a_signal_about_rows_names_one_of_them(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, PARENT("  case:set { other = { { n = 1 } } }\n"
                                    "  case:drop(case.data.items[1], \"gone\")\n"
                                    "  local s = case:await \"about\"\n"
                                    "  case:set { words = s.row.words, say = s.say }\n" TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\",\"items\":[{\"words\":\"one\"},{"
                                         "\"words\":\"two\"}]}"),
                     0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(send_about(&stand, NULL), STATUS_MALFORMED);
    assert_int_equal(send_about(&stand, "other/1"), STATUS_MALFORMED);
    assert_int_equal(send_about(&stand, "items/1"), STATUS_NOT_FOUND);
    assert_int_equal(send_about(&stand, "items/3"), STATUS_NOT_FOUND);
    assert_int_equal(send_about(&stand, "items/2"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"words\":\"two\""));
    stand_verify(&stand);
    stand_close(&stand);
}

/* The key of the case itself is destroyed: a tombstone, and the case goes on taking new words. */
static void an_erased_case_takes_new_words(void **state)
{
    struct stand stand;
    struct value *shown;
    struct err err = {0};
    (void)state;
    stand_open_small(&stand,
                     PARENT(TASK TASK "  case:set { new = case:await(\"go\").quiet }\n" TASK));
    assert_int_equal(stand_start(&stand, "{\"subject\":\"canary-57\"}"), 0);
    assert_int_equal(case_show(rehearsal_engine(stand.rehearsal), rehearsal_reader(stand.rehearsal),
                               &stand.ref, &(struct show_look){.is_personal = true}, &stand.arena,
                               &shown, &err),
                     0);
    const char *person = value_get_text(value_get(value_get(shown, "data"), "subject"), "person");
    assert_non_null(person);
    for (int i = 0; i < 2; i++) {
        struct act *act = act_new(ACT_ERASE);
        act->case_ref = stand.ref;
        act->name = arena_text(&act->arena, person);
        act->actor = rehearsal_actor(stand.rehearsal, "admin", "admin");
        rehearsal_act(stand.rehearsal, act, &stand.arena, &stand.answer);
        assert_int_equal(stand.answer.status, i ? STATUS_CONFLICT : 0);
    }
    assert_null(strstr(stand_data(&stand), "canary-57"));
    assert_non_null(strstr(stand_data(&stand), "\"erased\":true"));
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN); /* replayed over the tombstone */
    stand_verify(&stand);
    assert_int_equal(stand_signal(&stand, "go", "{\"quiet\":\"canary-58\"}"), 0);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    assert_non_null(strstr(stand_data(&stand), "canary-58"));
    stand_verify(&stand);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(an_end_is_known_before_it_is_awaited),
        STAND_BOTH(a_parked_or_closed_parent_is_told),
        STAND_BOTH(a_personal_value_is_not_passed_into_the_open),
        STAND_BOTH(both_cases_know_each_others_number),
        STAND_BOTH(only_own_children_are_awaited),
        STAND_BOTH(a_signal_about_rows_names_one_of_them),
        STAND_BOTH(an_erased_case_takes_new_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
