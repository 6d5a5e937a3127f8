/* letter_words.h - values as letters say them, in both languages. */
#pragma once
#include "engine/turn.h"

/* What is not personal becomes { zh, en } by the type of the field of that name in the workflow's
 * forms: a choice its label, an office its name, money with its unit, a date written out. Handles
 * stay. */
struct value *letter_words(struct turn *turn, const struct value *with);
struct letter_office_names {
    const char *zh, *en, *organ_zh, *organ_en; /* given; borrowed until the turn ends */
};
/* { name, organ }, each { zh, en }: what an office is called, and what signs for it. */
struct value *letter_office(struct arena *arena, const struct letter_office_names *names);
/* { zh, en } of a date. */
struct value *letter_date(struct arena *arena, int32_t date);
/* One language of what letter_words made, with handles opened by case_show_value: what letter_fill
 * takes. */
struct value *letter_in(struct arena *arena, const struct value *words, const char *lang);
