/* simulated_disk.h - what a simulated host has on its disk: sorted tables in memory. Inside store/
 * only.
 */
#pragma once
#include "store/simulated.h"

/* A sorted array of structs that own their texts. */
struct table_kind {
    size_t size;
    int (*compare)(const void *a, const void *b); /* by key; keys are unique */
    size_t texts[8];                              /* offsets of the slices a row owns */
    size_t text_count;
};

struct table {
    const struct table_kind *kind;
    char *items;
    size_t count, capacity;
};

struct kept_part {
    int64_t case_id;
    struct part part;
};

struct kept_vault {
    int64_t case_id;
    struct vault_row row;
};

struct kept_incident {
    int64_t order;
    struct incident_row row;
};

struct kept_token {
    int64_t order;
    struct token_row row;
};

struct kept_audit {
    int64_t order;
    struct audit_row row;
    struct digest hash;
};

/* Which case has this ref, this number? */
struct ref_entry {
    struct id ref;
    int64_t case_id;
};
struct number_entry {
    struct slice number;
    int64_t case_id;
};

struct kept_read {
    int64_t notice;
    struct notice_read_row row;
};

/* Effects in the order of their next attempt. */
struct next_entry {
    int64_t status, next_at, id;
};

enum disk_table {
    DISK_CASES,
    DISK_REFS,
    DISK_NUMBERS,
    DISK_JOURNAL,
    DISK_PARTS,
    DISK_DUE,
    DISK_TASK_REFS,
    DISK_INBOX,
    DISK_KEYS,
    DISK_INCIDENTS,
    DISK_VAULT_KEYS,
    DISK_VAULT,
    DISK_RELEASES,
    DISK_ACTIVATIONS,
    DISK_STAYS,
    DISK_TOKENS,
    DISK_AUDIT,
    DISK_RECORDS,
    DISK_EFFECTS,
    DISK_EFFECT_REFS, /* case_id: the row's id */
    DISK_EFFECTS_NEXT,
    DISK_NOTICES,
    DISK_NOTICE_REFS,
    DISK_NOTICE_READS,
    DISK_TABLES,
};

struct disk {
    struct table tables[DISK_TABLES];
    struct chance chance;
    struct store_faults faults;
    uint32_t full_left; /* batches this disk is still full for */
    int64_t epoch, last_message, active_release;
    bool is_restored; /* see store_mark_restored */
};

void *table_at(const struct table *table, size_t index);
/* The row with the key of `like`, or NULL. */
void *table_find(const struct table *table, const void *like);
/* Index of the first row whose key is not below that of `like`. */
size_t table_lower(const struct table *table, const void *like);
/* Copies the row with its texts; replaces what has the same key. */
void table_put(struct table *table, const void *row);
void table_drop(struct table *table, const void *like); /* nothing if it is not there */
/* A copy of row `index` with its texts in the arena. */
void table_copy_out(const struct table *table, size_t index, struct arena *arena, void *out);

struct case_row *disk_case(const struct disk *disk, const struct id *ref); /* or NULL */

/* simulated_office.c: records, effects and notices, as the calls below. */
const char *disk_office_objection(const struct disk *disk, const struct write_set *set,
                                  const struct op *op);
void disk_apply_office(struct disk *disk, const struct write_set *set, struct op *op);
void disk_dump_office(const struct disk *disk, struct buf *out);
void disk_hold_effects(struct disk *disk); /* all pending ones, if it was restored */
int compare_records(const void *a, const void *b);
int compare_next(const void *a, const void *b);
int compare_reads(const void *a, const void *b);

/* Why the store must refuse this set: a code of store.h, or NULL. Changes nothing. */
const char *disk_objection(const struct disk *disk, const struct write_set *set);
/* Writes it; there must be no objection. Fills in what the store fills in. */
void disk_apply(struct disk *disk, struct write_set *set);
