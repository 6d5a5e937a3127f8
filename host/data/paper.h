/* paper.h - a document on its way to paper: blocks of runs of text, whatever it is written as.
 *
 * Made by duty/letter.h from a template; written as a page to print (duty/letter_page.c) or as an
 * office document (outside/docx.h). Everything lives in the arena it was made in.
 *
 *   title, heading, paragraph, item   have runs
 *   table -> rows -> cells -> blocks  have children
 *   rule                              has neither
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/slice.h"

enum paper_kind {
    PAPER_TITLE,
    PAPER_HEADING,
    PAPER_PARAGRAPH,
    PAPER_ITEM,
    PAPER_TABLE,
    PAPER_ROW,
    PAPER_CELL,
    PAPER_RULE,
    PAPER_KINDS
};

/* Where a paragraph stands. */
enum paper_place {
    PAPER_BODY,   /* its first line moved in by two characters, as Chinese offices write */
    PAPER_FLUSH,  /* from the left edge: the addressee, labels */
    PAPER_CENTRE, /* the number under the title */
    PAPER_RIGHT,  /* who signs, the date */
    PAPER_PLACES
};

/* What a table is. */
enum paper_table {
    PAPER_LIST, /* a row of heads, and rows under it */
    PAPER_WIDE, /* the same with many columns: set smaller */
    PAPER_FORM, /* each row has its head: labels to the left */
};

struct paper_run {
    struct paper_run *next;
    struct slice text; /* empty where is_break */
    bool is_bold, is_break;
};

struct paper_block {
    struct paper_block *next;
    enum paper_kind kind;
    enum paper_place place;
    int number;   /* of an item in a numbered list, from 1; 0: no number */
    bool is_head; /* a cell that names its row or column */
    struct paper_run *runs;
    struct paper_block *first; /* children */
};

/* How a citizen follows his case: under the text, next to a square that a camera reads. */
struct paper_track {
    const char *link;     /* what the square says: "https://.../t/CODE" */
    const char *lines[3]; /* beside it, in the language of the paper */
    int side;             /* fields in a row; 0: the square has not been drawn (outside/qr.h) */
    const uint8_t *dark;  /* side * side: 1 dark, 0 light */
};

struct paper {
    const char *lang;     /* "zh", "en" */
    const char *size;     /* "A4", "A5", "A3" */
    struct slice subject; /* for the name of a file: never personal */
    struct paper_block *first;
    struct paper_track *track; /* NULL: nothing to follow */
};

/* May it not stand first on a page? Who signs, lines to be signed, and what is said just above them
 * go with the text before them, or a seal would be put on a page that says nothing. */
bool paper_clings(const struct paper_block *block);
int paper_columns(const struct paper_block *table); /* of its widest row */
enum paper_table paper_table(const struct paper_block *table);
/* How long the number with dashes is that begins there, as of a telephone, which no line may break;
 * 0: none does. */
size_t paper_number_at(struct slice text, size_t at);
