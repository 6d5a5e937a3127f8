/* test_slots.c - what two lives in succession died with is struck; what ended cleanly is not. */
#include "lib/check.h"
#include <stdlib.h>
#include <unistd.h>
#include "base/slots.h"

static struct id id_of(uint8_t byte)
{
    struct id id = {
        {byte, 1, 2}
    };
    return id;
}

enum how { CRASHES, IS_KILLED };

/* A life that dies with `id` in slot 3 (none if zero); returns how many were struck at its start.
 */
static int live_and_die(const char *path, uint8_t byte, enum how how, struct id *struck_first)
{
    struct id struck[SLOTS_MOST], id = id_of(byte), other = id_of(99);
    struct slots *slots;
    struct err err = {0};
    int count;

    assert_int_equal(slots_open(path, &slots, struck, &count, &err), 0);
    if (count)
        *struck_first = struck[0];
    slots_set(slots, 0, &other);
    slots_clear(slots, 0);
    slots_set(slots, SLOTS_MOST, &other);
    if (byte)
        slots_set(slots, 3, &id);
    if (how == CRASHES)
        slots_mark_crash(slots);
    free(slots); /* as the dead do: the mapping is left as it is */
    return count;
}

static void two_deaths_in_succession_strike(void **state)
{
    char path[] = "/tmp/comity_slots.XXXXXX";
    struct id struck = {0}, seven = id_of(7);
    int fd = mkstemp(path);
    (void)state;
    close(fd);
    assert_int_equal(live_and_die(path, 7, CRASHES, &struck), 0);
    assert_int_equal(live_and_die(path, 7, CRASHES, &struck), 0);
    assert_int_equal(live_and_die(path, 8, CRASHES, &struck), 1);
    assert_true(id_is_equal(&struck, &seven));
    assert_int_equal(live_and_die(path, 7, CRASHES, &struck), 0); /* 8 once, 7 not in succession */
    assert_int_equal(live_and_die(path, 0, CRASHES, &struck), 0);
    unlink(path);
}

static void being_killed_is_no_crash(void **state)
{
    char path[] = "/tmp/comity_slots.XXXXXX";
    struct id struck = {0};
    int fd = mkstemp(path);
    (void)state;
    close(fd);
    assert_int_equal(live_and_die(path, 7, IS_KILLED, &struck), 0);
    assert_int_equal(live_and_die(path, 7, IS_KILLED, &struck), 0);
    assert_int_equal(live_and_die(path, 7, CRASHES, &struck), 0);
    assert_int_equal(live_and_die(path, 7, IS_KILLED, &struck), 0);
    assert_int_equal(live_and_die(path, 7, CRASHES, &struck), 0); /* not in succession */
    unlink(path);
}

static void a_clean_end_strikes_nothing(void **state)
{
    char path[] = "/tmp/comity_slots.XXXXXX";
    struct id struck[SLOTS_MOST], found = {0}, seven = id_of(7);
    struct slots *slots;
    struct err err = {0};
    int count, fd = mkstemp(path);
    (void)state;
    close(fd);
    assert_int_equal(live_and_die(path, 7, CRASHES, &found), 0);
    assert_int_equal(slots_open(path, &slots, struck, &count, &err), 0);
    slots_set(slots, 1, &seven);
    slots_close(slots);
    assert_int_equal(live_and_die(path, 7, CRASHES, &found), 0);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_deaths_in_succession_strike),
                                       cmocka_unit_test(being_killed_is_no_crash),
                                       cmocka_unit_test(a_clean_end_strikes_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
