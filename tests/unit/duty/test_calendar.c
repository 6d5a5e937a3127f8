/* test_calendar.c - working days of the published lists, and of years without one. */
#include "world.h"
#include "data/secret.h"
#include "holidays.h"

static struct calendar *published;

static int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    assert_status(calendar_load(slice_of(holidays_csv), &published, &err), 0, &err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    calendar_unref(published);
    return 0;
}

static void test_year_counts(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        int64_t count;
    } years[] = {
        {"2023-12-31", "2024-12-31", 251},
        {"2024-12-31", "2025-12-31", 248},
        {"2025-12-31", "2026-12-31", 248}
    };
    for (int i = 0; i < 3; i++)
        assert_int_equal(calendar_workdays_between(published, day(years[i].from), day(years[i].to)),
                         years[i].count);
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        enum day_kind kind;
        bool is_working;
        const char *name;
    } days[] = {
        {"2026-02-10", DAY_WEEKDAY, true,  NULL                },
        {"2026-02-07", DAY_WEEKEND, false, NULL                },
        {"2026-02-16", DAY_HOLIDAY, false, "春节"            },
        {"2026-02-15", DAY_HOLIDAY, false, "春节"            }, /* a Sunday inside the break */
        {"2026-02-14", DAY_MAKEUP,  true,  "春节调休上班"},
    };
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct calendar_day got = calendar_get_day(published, day(days[i].date));
        assert_int_equal(got.kind, days[i].kind);
        assert_int_equal(got.is_working, days[i].is_working);
        assert_true(got.is_known);
        if (days[i].name)
            assert_string_equal(got.name, days[i].name);
        else
            assert_null(got.name);
    }
}

static void test_known(void **state)
{
    (void)state;
    bool is_known;
    assert_true(calendar_is_working(published, day("2025-12-31"), &is_known));
    assert_true(is_known); /* 2026 is loaded, so the end of 2025 is final */
    calendar_is_working(published, day("2026-12-24"), &is_known);
    assert_true(is_known);
    calendar_is_working(published, day("2026-12-25"), &is_known);
    assert_false(is_known);
    assert_true(calendar_get_day(published, day("2026-12-25")).is_listed);
    assert_true(calendar_is_working(published, day("2027-01-01"), &is_known)); /* a Friday */
    assert_false(is_known);
    assert_false(calendar_get_day(published, day("2027-01-01")).is_listed);
    calendar_is_working(published, day("2023-12-29"), &is_known);
    assert_false(is_known);
    calendar_is_working(calendar_weekdays(), day("2026-02-10"), &is_known);
    assert_false(is_known);
    assert_true(calendar_is_working(calendar_weekdays(), day("2026-02-16"), NULL));
    assert_false(calendar_is_working(calendar_weekdays(), day("2026-02-14"), NULL));
}

/* A row about a December does not make a year of it listed. */
static void test_listed_by_new_year(void **state)
{
    (void)state;
    static const char csv[] = "date,kind,name,source\n"
                              "2029-12-31,holiday,元旦,x\n"
                              "2030-01-01,holiday,元旦,x\n";
    struct calendar *calendar;
    struct err err = {0};
    assert_status(calendar_load(slice_of(csv), &calendar, &err), 0, &err);
    struct calendar_day eve = calendar_get_day(calendar, day("2029-12-31"));
    assert_false(eve.is_working);
    assert_false(eve.is_listed);
    assert_true(calendar_get_day(calendar, day("2030-03-01")).is_known);
    calendar_unref(calendar);
}

static void test_add_and_roll(void **state)
{
    (void)state;
    bool is_known;
    struct duration five = {5, DUR_WORKDAY};
    assert_day(calendar_add(published, day("2026-02-10"), five, &is_known), "2026-02-24");
    assert_true(is_known);
    assert_day(calendar_add(published, day("2025-12-31"), (struct duration){0, DUR_WORKDAY}, NULL),
               "2025-12-31");
    assert_day(calendar_add(published, day("2026-12-23"), five, &is_known), "2026-12-30");
    assert_false(is_known);
    assert_day(calendar_add(published, day("2025-12-03"), (struct duration){60, DUR_DAY}, NULL),
               "2026-02-01");
    assert_day(calendar_roll(published, day("2026-02-01"), &is_known), "2026-02-02");
    assert_true(is_known);
    assert_day(calendar_roll(published, day("2024-02-04"), NULL), "2024-02-04");
    assert_day(calendar_roll(published, day("2026-12-27"), &is_known), "2026-12-28");
    assert_false(is_known);
}

static void test_add_then_between_is_identity(void **state)
{
    (void)state;
    struct chance chance;
    chance_seeded(&chance, 20260210);
    for (int i = 0; i < 5000; i++) {
        const struct calendar *calendar = i % 4 ? published : calendar_weekdays();
        int32_t from = day("2023-11-01") + (int32_t)(chance_next(&chance) % 1300);
        struct duration length = {(int64_t)(chance_next(&chance) % 300), DUR_WORKDAY};
        int32_t to = calendar_add(calendar, from, length, NULL);
        if (calendar_workdays_between(calendar, from, to) != length.n)
            fail_msg("%d + %d wd", (int)from, (int)length.n);
        if (length.n > 0)
            assert_true(calendar_is_working(calendar, to, NULL));
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *says;
    } wrong[] = {
        {"",                                                                        "line 1"            },
        {"date,kind,name\n",                                                        "line 1"            },
        {"date,kind,name,source\n",                                                 "lists no day"      },
        {"date,kind,name,source\n2026-02-30,holiday,x,y\n",                         "line 2"            },
        {"date,kind,name,source\n2026-01-01,holiday,x,y\n2026-1-2,holiday,x,y\n",   "line 3"            },
        {"date,kind,name,source\n2026-01-01,free,x,y\n",                            "holiday or workday"},
        {"date,kind,name,source\n2026-01-01,holiday,,y\n",                          "name"              },
        {"date,kind,name,source\n2026-01-01,holiday,x\n",                           "four fields"       },
        {"date,kind,name,source\n2026-01-01,holiday,x,y,z\n",                       "four fields"       },
        {"date,kind,name,source\n2026-01-01,holiday,\"x\",y\n",                     "quotes"            },
        {"date,kind,name,source\n2026-01-01,holiday,x,y\n2026-01-01,workday,x,y\n",
         "2026-01-01 is listed twice"                                                                   },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct err err = {0};
        struct calendar *calendar;
        assert_status(calendar_load(slice_of(wrong[i].csv), &calendar, &err), STATUS_MALFORMED,
                      &err);
        assert_null(calendar);
        assert_says(&err, wrong[i].says);
    }
}

static void test_spreadsheet_habits(void **state)
{
    (void)state;
    struct err err = {0};
    struct calendar *calendar;
    static const char csv[] = "\xEF\xBB\xBF"
                              "date,kind,name,source\r\n2026-01-02,holiday,b,\r\n\r\n"
                              "2026-01-01,holiday,a,y";
    assert_status(calendar_load(slice_of(csv), &calendar, &err), 0, &err);
    assert_string_equal(calendar_get_day(calendar, day("2026-01-01")).name, "a");
    assert_string_equal(calendar_get_day(calendar, day("2026-01-02")).name, "b");
    assert_int_equal(strlen(calendar_version(calendar)), 16);
    assert_string_not_equal(calendar_version(calendar), calendar_version(published));
    assert_string_equal(calendar_version(calendar_weekdays()), "weekdays");
    assert_ptr_equal(calendar_ref(calendar), calendar);
    calendar_unref(calendar);
    assert_true(calendar_get_day(calendar, day("2026-01-01")).is_listed); /* still held once */
    calendar_unref(calendar);
    calendar_unref(calendar_ref(calendar_weekdays()));
    calendar_unref(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_year_counts),  cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_known),        cmocka_unit_test(test_listed_by_new_year),
        cmocka_unit_test(test_add_and_roll), cmocka_unit_test(test_add_then_between_is_identity),
        cmocka_unit_test(test_refused),      cmocka_unit_test(test_spreadsheet_habits),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
