/* retold.h - what a spec has lived, lived again on the very scripts. */
#pragma once
#include "engine/rehearsal.h"

/* Every case of the rehearsal must come out as it did; else a sentence is printed. */
size_t golden_retold(struct rehearsal *rehearsal, const char *title, size_t *cases);
