/* case_words.h - words of `comity case` that have a file of their own. */
#pragma once
#include "cli/cli.h"

void case_clocks_print(const struct cli *cli, const struct value *answer);
int case_replay_run(struct cli *cli);
int case_export_run(struct cli *cli);
int case_move_run(struct cli *cli);
int case_raise_run(struct cli *cli);
int case_back_run(struct cli *cli);
int case_merge_run(struct cli *cli);
int case_unmerge_run(struct cli *cli);
int case_clock_run(struct cli *cli);
int case_card_run(struct cli *cli);
