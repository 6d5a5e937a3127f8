/* replay_print.h - a replayed case for people, like the backtrace of a debugger. */
#pragma once
#include "data/value.h"

enum replay_lang { REPLAY_EN, REPLAY_ZH };

/* "case 2026M000001 (dispute_mediation), open in mediating" */
void replay_print_case(const struct value *page, enum replay_lang lang);
void replay_print_stage(const struct value *page, enum replay_lang lang);
/* One page as engine/trace.h describes it: its turns, its fault. `is_full`: a turn that was asked
 * for alone. */
void replay_print_page(const struct value *page, bool is_full, enum replay_lang lang);
