/* fuzz.h - what a fuzz target is: one function that must come back from any bytes at all. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A promise of the code under test; not an assert, so that it holds in every build. */
static inline void fuzz_require(int holds, const char *promise)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz: broken promise: %s\n", promise);
    abort();
}
