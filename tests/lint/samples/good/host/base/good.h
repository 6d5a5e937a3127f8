/* good.h - what passes. */
#pragma once
#include <stddef.h>
size_t good_size(const char *text);
