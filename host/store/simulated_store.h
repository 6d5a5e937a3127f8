/* simulated_store.h - what the files of the simulated journal half share. Inside store/ only. */
#pragma once
#include "store/calls.h"
#include "store/simulated_disk.h"

struct simulated_store {
    struct store base;
    struct store_options options;
    struct disk *disk;
    struct list queue;
    int64_t epoch, generation;
    enum store_state state;
};

struct simulated_reader {
    struct reader base;
    struct simulated_store *store;
};

const struct table *table_of(struct reader *reader, enum disk_table which);
/* One more item in a list on its way out. */
void *found_add(struct found *found, size_t size, size_t *capacity);
/* The row with this id in a table whose rows begin with it, or STATUS_NOT_FOUND. */
int copy_one(const struct table *table, int64_t id, struct arena *arena, void *out);

/* simulated_office_read.c: the calls of office.h. */
int simulated_part(struct reader *reader, int64_t case_id, const struct part *like,
                   struct arena *arena, struct part *out, struct err *err);
int simulated_record(struct reader *reader, enum record_kind kind, struct slice key,
                     struct arena *arena, struct record_row *out, struct err *err);
int simulated_records(struct reader *reader, const struct record_span *span, struct found *found,
                      struct err *err);
int simulated_effect(struct reader *reader, const struct id *ref, struct arena *arena,
                     struct effect_row *out, struct err *err);
int simulated_effects(struct reader *reader, const struct effect_span *span, struct found *found,
                      struct err *err);
int simulated_notice(struct reader *reader, const struct id *ref, struct arena *arena,
                     struct notice_row *out, struct err *err);
int simulated_notices(struct reader *reader, int64_t after, size_t limit, struct found *found,
                      struct err *err);
