/* stepped.h - a SQLite store without a thread (store_options.is_stepped): it commits when it is
 * stepped, in the thread of the caller, and syncs nothing before it is closed. For a run in virtual
 * time on a directory that nobody relies on until it is whole.
 */
#pragma once
#include <stdbool.h>

/* A source of the simulated loop (loop/simulated.h), `store` being a struct store: was something
 * submitted that is not settled yet; commits and settles one batch of it. */
bool store_has_work(void *store);
void store_step(void *store);
