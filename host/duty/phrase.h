/* phrase.h - what the host says to people, always in Chinese and English: {zh = ..., en = ...}. */
#pragma once
#include "data/value.h"

enum language { LANGUAGE_ZH, LANGUAGE_EN };

/* Both texts are copied into the arena. */
struct value *phrase(struct arena *arena, const char *zh, const char *en);
