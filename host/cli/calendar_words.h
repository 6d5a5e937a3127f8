/* calendar_words.h - words of `comity calendar` that have a file of their own. */
#pragma once
#include "cli/cli.h"
#include "data/value.h"

int calendar_edit_run(struct cli *cli); /* import, hours */
/* clock_explain's answer for people: the due date, notes, and its lines. */
void calendar_print_due(const struct cli *cli, const struct value *due);
