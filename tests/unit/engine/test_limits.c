/* test_limits.c - what a stage may grow to (rules.md E5): case.data to the byte, rows heard, bytes
 * written, stages entered while nothing happens outside. Beyond it is an incident, never a hang. */
#include "stand.h"
#include "engine/inside.h"
#include "loop/simulated.h"

#define FIRST                                                                                      \
    "stage \"first\" { zh = \"一\", en = \"First\", next = { \"first\" }, function(case)\n"
#define TASK  "  case:task(\"decide\", { to = \"clerk\" })\n"
#define CLOSE "  return case:close \"done\"\nend }\n"

#define CLOSE_INSIDE "  return case:close \"done\" end\n"

/* The code of the newest open incident of the case. */
static const char *incident_code(struct stand *stand)
{
    struct case_image image = stand_case(stand);
    struct incident_row *rows;
    struct err err = {0};
    size_t count = 0;

    assert_int_equal(reader_incidents(rehearsal_reader(stand->rehearsal), image.row.id, true,
                                      &stand->arena, &rows, &count, &err),
                     0);
    return count ? rows[count - 1].code.bytes : "";
}

/* 65,536 bytes as text, not one more; what is replaced does not count twice. */
static void data_has_64_kib(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand,
        FIRST "  case:set { subject = false, a = string.rep(\"x\", 60000) }\n" TASK
              "  case:set { a = string.rep(\"y\", 60000) }\n"
              "  case:set { a = string.rep(\"z\", 60000), b = \"\" }\n"
              /* {"a":"...","b":"...","subject":false} is 31 bytes and the texts */
              "  local ok, e = pcall(function() case:set { b = string.rep(\"b\", 65536 - 60000 - "
              "30) } end)\n"
              "  case:set { b = string.rep(\"b\", 65536 - 60000 - 31) }\n"
              "  local more, e2 = pcall(function() case:set { b = case.data.b .. \"b\" } end)\n"
              "  if ok or more then error { code = \"too_much\" } end\n"
              "  case:set { b = e.code .. \" \" .. e2.code }\n" TASK CLOSE);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_non_null(strstr(stand_data(&stand), "\"b\":\"bad_command bad_command\""));
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_case_does_not_begin_with_more(void **state)
{
    struct stand stand;
    struct buf data = {0};
    (void)state;
    stand_open_small(&stand, FIRST TASK CLOSE);
    buf_add_text(&data, "{\"subject\":\"x\",\"items\":[");
    for (int i = 0; i < 40; i++) {
        buf_printf(&data, "%s{\"words\":\"", i ? "," : "");
        for (int k = 0; k < 2000; k++)
            buf_add_byte(&data, 'w');
        buf_add_text(&data, "\"}");
    }
    buf_add_text(&data, "]}");
    buf_add_byte(&data, '\0');
    assert_int_equal(stand_start(&stand, data.bytes), STATUS_TOO_LARGE);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    assert_string_equal(value_get_text(stand.answer.reply, "number"), "2026W000001");
    struct buf dump = {0};
    disk_dump(rehearsal_disk(stand.rehearsal), &dump);
    assert_null(strstr(dump.bytes, "wwww"));
    buf_close(&dump);
    buf_close(&data);
    stand_verify(&stand);
    stand_close(&stand);
}

static void a_stage_hears_10000_turns(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(
        &stand,
        FIRST "  for i = 1, 10100 do case:record(\"x\", function() return i end) end\n" CLOSE);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_string_equal(incident_code(&stand), "stage_too_long");
    assert_int_equal(stand_case(&stand).row.seq, 10001);
    stand_close(&stand);
}

static void a_stage_writes_8_mib(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST
                     "  for i = 1, 200 do\n"
                     "    case:record(\"x\", function() return string.rep(\"x\", 100000) end)\n"
                     "  end\n" CLOSE);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_string_equal(incident_code(&stand), "stage_too_long");
    assert_in_range(stand_case(&stand).row.seq, 82, 88);
    stand_close(&stand);
}

/* 100 MiB in one turn would fit its budget. */
static void a_turn_asks_for_16_mib(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand,
                     FIRST "  local s = string.rep(\"x\", 400000)\n"
                           "  for i = 1, 60 do case:note { zh = s, en = s } end\n" TASK CLOSE);
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_PARKED);
    assert_string_equal(incident_code(&stand), "turn_too_large");
    stand_close(&stand);
}

/* Stages that each write megabytes and follow each other at once: several write sets, in which the
 * next stage is open and begins later. */
static void large_stages_are_written_one_by_one(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST "  local n = (case.data.n or 0) + 1\n"
                                   "  case:set { n = n }\n"
                                   "  if n > 6 then " TASK CLOSE_INSIDE
                                   "  local s = string.rep(\"x\", 400000)\n"
                                   "  for i = 1, 9 do case:note { zh = s, en = s } end\n"
                                   "  return \"first\"\nend }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_int_equal(stand_open_tasks(&stand, "decide"), 1);
    assert_true(stand_case(&stand).row.seq > 7); /* some began in a turn of their own */
    stand_verify(&stand);
    stand_crash(&stand);
    assert_int_equal(stand_complete(&stand, "decide", "yes", "{}"), 0);
    stand_expect(&stand, "first", CASE_CLOSED);
    stand_verify(&stand);
    stand_close(&stand);
}

/* Steps with a clock that goes on by itself, as a real one does. */
static void run_with_time(struct stand *stand, int steps)
{
    struct wallclock_held *clock = rehearsal_clock(stand->rehearsal);
    for (int i = 0; i < steps && loop_simulated_step(rehearsal_loop(stand->rehearsal)); i++) {
        clock->now += 3;
        clock->boot += 3;
    }
}

static void on_started(struct act *act, const struct answer *answer)
{
    struct stand *stand = act->owner;
    const char *id = value_get_text(answer->reply, "id");
    assert_true(id_from_text(id, strlen(id), &stand->ref));
}

static void start_and_run(struct stand *stand)
{
    struct act *act = act_new(ACT_START);
    act->workflow = "w";
    act->data = value_map(&act->arena);
    value_put(&act->arena, act->data, "subject", value_string(&act->arena, "x"));
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    act->on_answer = on_started;
    act->owner = stand;
    engine_post(rehearsal_engine(stand->rehearsal), act);
    run_with_time(stand, 20000);
}

/* Work of its own is nothing that happened, however long it takes. */
static void stages_do_not_go_round_by_themselves(void **state)
{
    static const char *const loops[] = {
        FIRST "  return \"first\"\nend }\n",
        FIRST "  case:record(\"x\", function() return 1 end)\n  return \"first\"\nend }\n",
        FIRST "  case:sleep_until \"2026-01-01\"\n  return \"first\"\nend }\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
        struct stand stand;
        stand_open_small(&stand, loops[i]);
        start_and_run(&stand);
        stand_expect(&stand, "first", CASE_PARKED);
        assert_string_equal(incident_code(&stand), "stage_loop");
        stand_close(&stand);
    }
}

/* But a loop that waits for a time to come goes on for years. */
static void a_loop_that_waits_goes_on(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST "  case:sleep(hours(24))\n  return \"first\"\nend }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(&stand, (int64_t)250 * DAY_MS);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_true(stand_case(&stand).row.seq > 400);
    stand_close(&stand);
}

/* Nor does a case in memory grow by the stages it has been through. */
static void a_long_loop_leaves_nothing_in_memory(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST "  case:sleep(hours(1))\n  return \"first\"\nend }\n");
    assert_int_equal(stand_start(&stand, "{\"subject\":\"x\"}"), 0);
    stand_advance(&stand, (int64_t)100 * DAY_MS);
    stand_expect(&stand, "first", CASE_OPEN);
    assert_true(stand_case(&stand).row.seq > 4000);
    const struct casefile *cf =
        directory_find(&rehearsal_engine(stand.rehearsal)->directory, &stand.ref);
    assert_non_null(cf);
    assert_true(cf->arena.used < 20000);
    assert_true(cf->stage.arena.used < 20000);
    stand_close(&stand);
}

static size_t count_cases(struct stand *stand)
{
    struct case_row *rows;
    struct err err = {0};
    size_t count = 0;
    assert_int_equal(reader_cases(rehearsal_reader(stand->rehearsal), 0, 5000, &stand->arena, &rows,
                                  &count, &err),
                     0);
    return count;
}

/* Each case starts the next and ends: they stop as well. */
static void cases_do_not_start_each_other_for_ever(void **state)
{
    struct stand stand;
    (void)state;
    stand_open_small(&stand, FIRST "  case:start_case(\"w\", { carry = { \"subject\" } })\n" CLOSE);
    start_and_run(&stand);
    assert_in_range(count_cases(&stand), 100, 103);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAND_BOTH(data_has_64_kib),
        STAND_BOTH(a_case_does_not_begin_with_more),
        cmocka_unit_test_setup(a_stage_hears_10000_turns, stand_keep_fibers),
        cmocka_unit_test_setup(a_stage_writes_8_mib, stand_keep_fibers),
        cmocka_unit_test_setup(a_turn_asks_for_16_mib, stand_keep_fibers),
        STAND_BOTH(large_stages_are_written_one_by_one),
        STAND_BOTH(stages_do_not_go_round_by_themselves),
        STAND_BOTH(a_loop_that_waits_goes_on),
        cmocka_unit_test_setup(a_long_loop_leaves_nothing_in_memory, stand_keep_fibers),
        STAND_BOTH(cases_do_not_start_each_other_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
