/* paper.c - what of a document stays together, and of what kind its tables are (paper.h): both ways
 * of writing it ask here, so that they do not differ. */
#include "data/paper.h"
#include <stddef.h>

enum { WIDE_FROM = 5, NUMBER_MOST = 20 };

static bool is_placed(const struct paper_block *block, enum paper_place place)
{
    return block && block->kind == PAPER_PARAGRAPH && block->place == place;
}

static bool ends_with(struct slice text, const char *end)
{
    struct slice tail = slice_of(end);
    return text.len >= tail.len &&
           memcmp(text.bytes + text.len - tail.len, tail.bytes, tail.len) == 0;
}

/* "Signature: ____" */
static bool is_to_be_signed(const struct paper_block *block)
{
    const struct paper_run *last = block->runs;
    while (last && last->next)
        last = last->next;
    return last && (ends_with(last->text, "＿") || ends_with(last->text, "_"));
}

bool paper_clings(const struct paper_block *block)
{
    const struct paper_block *next = block->next;

    if (block->kind != PAPER_PARAGRAPH)
        return block->kind == PAPER_RULE && is_placed(next, PAPER_RIGHT);
    if (block->place == PAPER_RIGHT || is_to_be_signed(block))
        return true;
    while (is_placed(next, PAPER_FLUSH)) /* "This is to" "the court" */
        next = next->next;
    return block->place == PAPER_FLUSH && is_placed(next, PAPER_RIGHT);
}

int paper_columns(const struct paper_block *table)
{
    int most = 1;
    for (const struct paper_block *row = table->first; row; row = row->next) {
        int cells = 0;
        for (const struct paper_block *cell = row->first; cell; cell = cell->next)
            cells++;
        most = cells > most ? cells : most;
    }
    return most;
}

enum paper_table paper_table(const struct paper_block *table)
{
    const struct paper_block *first = table->first ? table->first->first : NULL;

    if (first && first->is_head && first->next && !first->next->is_head)
        return PAPER_FORM;
    return paper_columns(table) >= WIDE_FROM ? PAPER_WIDE : PAPER_LIST;
}

static bool is_dial(char c)
{
    return (c >= '0' && c <= '9') || c == '-';
}

size_t paper_number_at(struct slice text, size_t at)
{
    size_t end = at, dashes = 0;

    if (text.bytes[at] == '-' || (at > 0 && is_dial(text.bytes[at - 1])))
        return 0;
    while (end < text.len && is_dial(text.bytes[end]))
        dashes += text.bytes[end++] == '-';
    return dashes > 0 && end - at <= NUMBER_MOST ? end - at : 0;
}
