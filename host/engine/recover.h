/* recover.h - what a life leaves to the next: found on disk and woken. The same after a start,
 * after the outcome of commits was unknown, and after a full disk has space again. */
#pragma once
#include "engine/engine.h"
#include "engine/event.h"

/* The last loan of a lost generation is back. */
void engine_lost_all(struct engine *engine);
/* What is to be done cannot be read and never will: better no host than one that sleeps over it. */
void engine_damaged(struct engine *engine, const struct err *err);
/* A loan failed: what it was about waits on disk and must be looked for again. */
void engine_loan_failed(struct engine *engine, int status);
/* Frees a casefile without a fiber; else keeps it within the residency budget. */
struct casefile;
void engine_put_away(struct engine *engine, struct casefile *cf, size_t heap_bytes);

/* Wakes the receiver of a message that has been committed. */
void message_deliver(struct engine *engine, const struct message_row *message);
/* False for one that was taken before: it is forgotten. Script thread. */
bool message_is_waiting(const struct casefile *cf, struct reader *reader,
                        const struct event *event);
bool message_is_start(const struct event *event);
