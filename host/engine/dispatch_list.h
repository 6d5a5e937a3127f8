/* dispatch_list.h - the dispatches a casefile has in memory (engine/dispatches.h). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct dispatch;

struct dispatches {
    struct dispatch **items;
    size_t count;
    bool is_loaded;
};
void dispatches_close(struct dispatches *dispatches);
