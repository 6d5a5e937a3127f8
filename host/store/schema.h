/* schema.h - the tables, by version. Inside store/ only. */
#pragma once
#include "store/db.h"

/* All tables into a new file. */
MUST_CHECK int schema_create(struct db *db, struct err *err);
/* Brings a database to the newest schema, one transaction for each step. STATUS_NEWER_SCHEMA,
 * STATUS_CORRUPT (it is empty or not one of ours), or what writing failed with. */
MUST_CHECK int schema_migrate(struct db *db, struct err *err);
/* The same checks without writing: an older schema is STATUS_IO with the way out. */
MUST_CHECK int schema_check(struct db *db, struct err *err);
/* STATUS_CORRUPT with its sentence. */
int schema_refuse_empty(struct err *err);
