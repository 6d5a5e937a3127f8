/* public_address.h - how citizens reach this host: what the links and squares on letters begin
 * with.
 *
 * A setting of the host, kept as one record with every value it has had. A letter bears the address
 * that was in force when it was issued, so that a copy printed years later is the paper that was
 * brought. Where there was none, letters bear no code.
 */
#pragma once
#include "engine/engine.h"

enum { PUBLIC_ADDRESS_MOST = 120, PUBLIC_ADDRESSES_MOST = 200 };
#define PUBLIC_ADDRESS_RECORD "public_address"

/* "https://fuwu.example.gov.cn"; http for this machine only. STATUS_MALFORMED, said in full. */
MUST_CHECK int public_address_check(const char *url, struct err *err);

/* In force at that moment; NULL: none. Any thread; it lives as long as the engine. */
const char *public_address_at(const struct engine *engine, int64_t at_ms);

/* The body of the record after this change: url NULL, from now on there is none. */
MUST_CHECK int public_address_change(const struct value *former, const char *url, int64_t at_ms,
                                     struct arena *arena, struct value **out, struct err *err);

/* From the records: before workers start, and after commits whose outcome was unknown. */
MUST_CHECK int public_addresses_load(struct engine *engine, struct reader *reader, struct err *err);
/* What this committed write set has changed. */
void public_addresses_follow(struct engine *engine, const struct write_set *writes);
void public_addresses_close(struct engine *engine);
