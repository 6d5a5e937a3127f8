/* case_clocks.c - `comity case clocks ID`: when each clock is due, and why. */
#include <stdio.h>

#include "cli/calendar_words.h"
#include "cli/case_words.h"
#include "cli/print.h"

void case_clocks_print(const struct cli *cli, const struct value *answer)
{
    const struct value *items = value_get(answer, "items");
    if (cli->is_json) {
        print_json(answer);
        return;
    }
    for (size_t i = 0; i < value_len(items); i++) {
        const struct value *clock = value_item(items, i);
        printf("%s  %s  %s  %s\n", value_text_or(value_get(clock, "key"), ""),
               value_text_or(value_get(clock, "state"), ""),
               value_text_or(value_get(clock, "owner"), ""),
               value_text_or(value_get(clock, "basis"), ""));
        calendar_print_due(cli, clock);
    }
    if (value_len(items) == 0)
        printf("(none)\n");
}
