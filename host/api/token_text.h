/* token_text.h - what a token looks like: "comity_" and 52 small letters and digits. */
#pragma once
#include "base/arena.h"
#include "data/secret.h"

char *token_text_new(struct arena *arena, struct chance *chance);
