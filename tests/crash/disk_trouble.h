/* disk_trouble.h - what the test tells the disk of a host to do (disk_trouble.c): a page of a file,
 * mapped by both. */
#pragma once
#include <stdatomic.h>

/* Names the file; set for the host alone. */
#define DISK_TROUBLE_VARIABLE "DISK_TROUBLE"

enum disk_state { DISK_FINE, DISK_FULL, DISK_READ_ONLY };

struct disk_trouble {
    atomic_int state;         /* enum disk_state */
    atomic_int syncs_to_fail; /* so many; -1: all */
    atomic_int failures;      /* calls that did not succeed */
    atomic_int halves;
};
