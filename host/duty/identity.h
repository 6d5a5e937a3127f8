/* identity.h - the numbers by which people and organisations are known, checked by their own
 * digits. Nothing is looked up and nothing is kept.
 */
#pragma once
#include <stdbool.h>
#include "base/slice.h"

/* Mobile (1[3-9] and nine digits) or landline with area code: 010-12345678, 0531-8600004-123. */
bool phone_is_valid(struct slice text);

/* 18 digits of GB 11643: a date of birth that exists and a right check digit ('X' or 'x' for 10).
 */
bool id_card_is_valid(struct slice text);

/* 18 characters of GB 32100 (unified social credit code) with a right check character; capitals. */
bool unified_code_is_valid(struct slice text);
