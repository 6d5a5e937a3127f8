/* people.h - who may speak to this host: tokens and the actors they stand for. Tokens are known
 * only by keyed digest. */
#pragma once
#include "engine/engine.h"

struct person {
    struct digest digest;
    struct actor actor;
    const char *name;
    struct arena arena;
    struct person *next;
};

struct people {
    struct person *first;
};

MUST_CHECK int people_load(struct engine *engine, struct reader *reader, struct err *err);
void people_close(struct people *people);
