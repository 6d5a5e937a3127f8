/* diff.c - the shortest way from one text to another by lines (diff.h), after E. W. Myers, "An
 * O(ND) Difference Algorithm and Its Variations" (1986).
 *
 * What both texts begin and end with is put aside; the rest is searched for the least number of
 * lines to take and to add. For every number d the furthest point of each diagonal is kept, so that
 * the way can be walked back: d squared numbers, which EDITS_MOST bounds to 4 MiB.
 *
 *   lines -> trim -> search -> walk_back marks lines gone or come -> hunks
 */
#include "data/diff.h"

#include <stdlib.h>
#include <string.h>

enum { EDITS_MOST = 1000, AROUND = 3 };

struct side {
    struct slice *lines;
    bool *is_marked; /* gone from the left, come to the right */
    size_t count;
};

struct diff {
    struct side left, right;
    size_t head, tail; /* lines both begin and end with */
};

static void side_open(struct side *side, struct slice text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.bytes[i] == '\n';
    side->lines = mem_zero(lines * sizeof *side->lines);
    side->is_marked = mem_zero(lines * sizeof *side->is_marked);
    while (text.len) {
        const char *end = memchr(text.bytes, '\n', text.len);
        size_t len = end ? (size_t)(end - text.bytes) + 1 : text.len;
        side->lines[side->count++] = (struct slice){.bytes = text.bytes, .len = len};
        text.bytes += len;
        text.len -= len;
    }
}

static void side_close(struct side *side)
{
    free(side->lines);
    free(side->is_marked);
}

static bool is_same(const struct diff *diff, size_t left, size_t right)
{
    return slice_is_equal(diff->left.lines[left], diff->right.lines[right]);
}

static void trim(struct diff *diff)
{
    size_t least = diff->left.count < diff->right.count ? diff->left.count : diff->right.count;
    while (diff->head < least && is_same(diff, diff->head, diff->head))
        diff->head++;
    while (diff->head + diff->tail < least &&
           is_same(diff, diff->left.count - diff->tail - 1, diff->right.count - diff->tail - 1))
        diff->tail++;
}

/* ---- the search ---- */

/* Round d: reach[k + d] is how far down the left text diagonal k (left - right) was followed. */
struct rounds {
    int *reach[EDITS_MOST + 1];
    int count; /* the last of them arrived */
};

static int reach_of(const struct rounds *rounds, int d, int k)
{
    return rounds->reach[d][k + d];
}

/* Where diagonal k begins in round d: one line further than its better neighbour in round d - 1. */
static bool comes_from_above(const struct rounds *rounds, int d, int k)
{
    return k == -d || (k != d && reach_of(rounds, d - 1, k - 1) < reach_of(rounds, d - 1, k + 1));
}

static int start_of(const struct rounds *rounds, int d, int k)
{
    if (d == 0)
        return 0;
    return comes_from_above(rounds, d, k) ? reach_of(rounds, d - 1, k + 1)
                                          : reach_of(rounds, d - 1, k - 1) + 1;
}

/* True when the ends of both texts are reached. */
static bool search_round(const struct diff *diff, struct rounds *rounds, int d)
{
    int lefts = (int)(diff->left.count - diff->head - diff->tail);
    int rights = (int)(diff->right.count - diff->head - diff->tail);
    rounds->reach[d] = mem_zero((size_t)(2 * d + 1) * sizeof(int));
    for (int k = -d; k <= d; k += 2) {
        int x = start_of(rounds, d, k), y = x - k;
        while (x < lefts && y < rights && y >= 0 &&
               is_same(diff, diff->head + (size_t)x, diff->head + (size_t)y))
            x++, y++;
        rounds->reach[d][k + d] = x;
        if (x >= lefts && y >= rights)
            return true;
    }
    return false;
}

static void walk_back(struct diff *diff, const struct rounds *rounds)
{
    int x = (int)(diff->left.count - diff->head - diff->tail);
    int y = (int)(diff->right.count - diff->head - diff->tail);
    for (int d = rounds->count; d > 0; d--) {
        int k = x - y;
        bool is_come = comes_from_above(rounds, d, k);
        int former = is_come ? k + 1 : k - 1;
        x = reach_of(rounds, d - 1, former);
        y = x - former;
        if (is_come)
            diff->right.is_marked[diff->head + (size_t)y] = true;
        else
            diff->left.is_marked[diff->head + (size_t)x] = true;
    }
}

static void mark_all(struct side *side, size_t head, size_t tail)
{
    for (size_t i = head; i + tail < side->count; i++)
        side->is_marked[i] = true;
}

static void search(struct diff *diff)
{
    struct rounds *rounds = mem_zero(sizeof *rounds);
    int d = 0;
    while (d <= EDITS_MOST && !search_round(diff, rounds, d))
        d++;
    rounds->count = d;
    if (d <= EDITS_MOST) {
        walk_back(diff, rounds);
    } else {
        mark_all(&diff->left, diff->head, diff->tail);
        mark_all(&diff->right, diff->head, diff->tail);
    }
    for (int i = 0; i <= EDITS_MOST; i++)
        free(rounds->reach[i]);
    free(rounds);
}

/* ---- hunks ---- */

/* The same place in both texts. */
struct at {
    size_t left, right;
};

static bool is_change(const struct diff *diff, struct at at)
{
    return (at.left < diff->left.count && diff->left.is_marked[at.left]) ||
           (at.right < diff->right.count && diff->right.is_marked[at.right]);
}

static bool is_end(const struct diff *diff, struct at at)
{
    return at.left >= diff->left.count && at.right >= diff->right.count;
}

static struct at pass_change(const struct diff *diff, struct at at)
{
    while (at.left < diff->left.count && diff->left.is_marked[at.left])
        at.left++;
    while (at.right < diff->right.count && diff->right.is_marked[at.right])
        at.right++;
    return at;
}

/* Passes lines of both, at most `most`; stops before a change. */
static struct at pass_same(const struct diff *diff, struct at at, size_t most)
{
    for (; most > 0 && !is_end(diff, at) && !is_change(diff, at); most--)
        at.left++, at.right++;
    return at;
}

static void add_line(struct buf *out, char sign, struct slice line)
{
    buf_add_byte(out, sign);
    buf_add_slice(out, line);
    if (line.len == 0 || line.bytes[line.len - 1] != '\n')
        buf_add_text(out, "\n\\ No newline at end of file\n");
}

static void write_lines(struct buf *out, const struct diff *diff, struct at from, struct at to)
{
    while (from.left < to.left || from.right < to.right) {
        if (!is_change(diff, from)) {
            add_line(out, ' ', diff->left.lines[from.left]);
            from.left++, from.right++;
            continue;
        }
        struct at next = pass_change(diff, from);
        for (; from.left < next.left; from.left++)
            add_line(out, '-', diff->left.lines[from.left]);
        for (; from.right < next.right; from.right++)
            add_line(out, '+', diff->right.lines[from.right]);
    }
}

/* Numbers count from 1; an empty stretch is named by the line before it. */
static void write_hunk(struct buf *out, const struct diff *diff, struct at from, struct at to)
{
    size_t lefts = to.left - from.left, rights = to.right - from.right;
    buf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", from.left + (lefts > 0), lefts,
               from.right + (rights > 0), rights);
    write_lines(out, diff, from, to);
}

static void write_hunks(struct buf *out, const struct diff *diff)
{
    struct at at = {0};
    for (;;) {
        at = pass_same(diff, at, SIZE_MAX);
        if (is_end(diff, at))
            return;
        size_t back = at.left < AROUND ? at.left : AROUND; /* `right` has as many: all were same */
        back = at.right < back ? at.right : back;
        struct at from = {at.left - back, at.right - back};
        struct at to = pass_change(diff, at);
        struct at next = pass_same(diff, to, 2 * AROUND);
        while (!is_end(diff, next) && is_change(diff, next)) { /* near enough: the same hunk */
            to = pass_change(diff, next);
            next = pass_same(diff, to, 2 * AROUND);
        }
        at = pass_same(diff, to, AROUND);
        write_hunk(out, diff, from, at);
    }
}

void diff_texts(struct buf *out, struct slice from, struct slice to)
{
    struct diff diff = {0};
    if (slice_is_equal(from, to))
        return;
    side_open(&diff.left, from);
    side_open(&diff.right, to);
    trim(&diff);
    search(&diff);
    write_hunks(out, &diff);
    side_close(&diff.left);
    side_close(&diff.right);
}
