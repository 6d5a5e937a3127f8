/* staff_inside.h - a snapshot from within: for staff.c and staff_choice.c only. */
#pragma once
#include "duty/staff.h"

struct staff_holder {
    const char *office, *role;
    struct staff_period valid;
    const struct staff_person *person;
};

struct staff {
    atomic_int refs;
    struct arena arena;
    struct staff_office *offices; /* by code */
    size_t office_count;
    struct staff_person **people, **by_key; /* by id; by key; references in the first */
    size_t person_count;
    struct staff_holder *holders; /* by office, role, id of the person */
    size_t holder_count;
    const struct staff_absence *absences;
    size_t absence_count;
    const struct staff_conflict *conflicts;
    size_t conflict_count;
    struct roster *rosters;
    size_t roster_count;
    const char **left; /* sorted */
    size_t left_count;
    int64_t *changes; /* of roles, absences, conflicts; sorted */
    size_t change_count;
};

int staff_compare_holders(const void *a, const void *b);
/* The code of staff_office_now, or the code itself if it is unknown. */
const char *staff_code_now(const struct staff *staff, const char *code);
