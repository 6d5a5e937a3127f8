/* limits.h - the sizes at which the store acts or stops. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Where it stops for its own good. Tests on small disks set their own. */
struct store_limits {
    int64_t ballast_bytes;    /* 64 MiB; a file that is given up when the disk is full */
    int64_t min_free_bytes;   /* 1 GiB and 5 %: below both nothing is accepted */
    int64_t min_free_percent; /* (STORE_FULL) until there is more again */
    int64_t checkpoint_pages; /* 4,000; the WAL may grow by so much between checkpoints */
    int64_t truncate_bytes;   /* 64 MiB; a longer WAL is cut as soon as no reader stands on it */
    int64_t alarm_bytes;      /* 256 MiB of WAL: said in the log */
    int64_t refuse_bytes;     /* 1 GiB of WAL: new cases settle as STATUS_FULL */
    int probe_ms;             /* 1,000; how often a full store looks for space */
    bool skips_wal_rewrite;   /* tests only: shows what the rewriting after UNKNOWN is for */
};
extern const struct store_limits store_limits_default;
