/* fact.c - facts as text and against what is declared (fact.h).
 *
 * A line has twelve columns with tabs between; no name holds a tab or a line break, for names are
 * words of declarations, and `where` is written with ';'. An empty column is what there is none of.
 */
#include "duty/fact.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MOST = 6, FACTS_FIRST = 32 };

struct fact_words {
    const char *kind;
    const char *words[WORDS_MOST + 1];
};

/* "due" of a clock is no fact of its own: met or late. */
static const struct fact_words words[FACT_KINDS] = {
    [FACT_CASE] = {"case",   {"started", "closed"}                                           },
    [FACT_STAGE] = {"stage",  {"entered", "left"}                                             },
    [FACT_CLOCK] = {"clock",  {"started", "met", "late", "extended", "paused"}                },
    [FACT_TASK] = {"task",   {"opened", "done", "expired", "returned"}                       },
    [FACT_LETTER] = {"letter", {"issued", "served", "failed"}                                  },
    [FACT_PLACE] = {"place",  {"needed", "filled", "claimed", "attended", "missed", "minutes"}},
    [FACT_SIGNAL] = {"signal", {"taken", "refused"}                                            },
    [FACT_LINK] = {"link",   {"made"}                                                        },
    [FACT_CARD] = {"card",   {"issued", "answered", "withdrawn"}                             },
    [FACT_MONEY] = {"money",  {"stated"}                                                      },
};

const char *fact_kind_word(enum fact_kind kind)
{
    return words[kind].kind;
}

const char *fact_word(enum fact_kind kind, const char *word)
{
    for (int i = 0; word && words[kind].words[i]; i++)
        if (strcmp(words[kind].words[i], word) == 0)
            return words[kind].words[i];
    return NULL;
}

struct fact *fact_add(struct case_facts *facts, struct arena *arena, enum fact_kind kind,
                      const char *word)
{
    if (facts->count == facts->capacity) {
        size_t capacity = facts->capacity ? 2 * facts->capacity : FACTS_FIRST;
        struct fact *items = ARENA_ARRAY(arena, struct fact, capacity);
        if (facts->count)
            memcpy(items, facts->items, facts->count * sizeof *items);
        facts->items = items;
        facts->capacity = capacity;
    }
    struct fact *fact = &facts->items[facts->count++];
    *fact = (struct fact){.kind = kind, .word = fact_word(kind, word), .amount = 1};
    return fact;
}

static bool texts_are_equal(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

bool fact_is_equal(const struct fact *a, const struct fact *b)
{
    return a->kind == b->kind && texts_are_equal(a->word, b->word) &&
           texts_are_equal(a->name, b->name) && texts_are_equal(a->outcome, b->outcome) &&
           texts_are_equal(a->where, b->where) && texts_are_equal(a->office, b->office) &&
           a->thing == b->thing && a->at_ms == b->at_ms && a->since_ms == b->since_ms &&
           a->amount == b->amount && a->seq == b->seq && id_is_equal(&a->other, &b->other);
}

/* ---- against a declaration ---- */

/* `list` nil: anything will do. */
static bool is_one_of(const char *text, const struct value *list)
{
    if (value_is_nil(list))
        return true;
    for (size_t i = 0; i < value_len(list); i++)
        if (text && value_is_text(value_item(list, i), text))
            return true;
    return false;
}

/* Is "field=choice" one of the lines, with one of the choices? */
static bool has_choice(const char *where, struct slice field, const struct value *choices)
{
    for (const char *line = where; line && *line;) {
        size_t len = strcspn(line, "\n");
        const char *sign = memchr(line, '=', len);
        size_t name_len = sign ? (size_t)(sign - line) : len;
        struct slice name = {line, name_len};
        struct slice choice = {line + name_len + 1, sign ? len - name_len - 1 : 0};
        for (size_t i = 0; slice_is_equal(name, field) && i < value_len(choices); i++)
            if (slice_is(choice, value_text_or(value_item(choices, i), "")))
                return true;
        line += len + (line[len] == '\n');
    }
    return false;
}

static bool where_matches(const char *where, const struct value *declared)
{
    for (size_t i = 0; i < value_len(declared); i++)
        if (!has_choice(where, declared->map.members[i].key, declared->map.members[i].value))
            return false;
    return true;
}

int fact_pattern_open(const struct value *declared, struct fact_pattern *out, struct err *err)
{
    static const char *const naming[FACT_KINDS] = {[FACT_CLOCK] = "id", [FACT_LINK] = "as"};
    int kind = 0;
    const char *word = NULL;

    for (; kind < FACT_KINDS; kind++)
        if ((word = value_get_text(declared, fact_kind_word((enum fact_kind)kind))))
            break;
    if (!word)
        return err_set(err, STATUS_INVALID, "a fact that is none");
    bool is_due = kind == FACT_CLOCK && strcmp(word, "due") == 0;
    const char *name = naming[kind] ? naming[kind] : "name";
    *out = (struct fact_pattern){.kind = (enum fact_kind)kind,
                                 .word = fact_word((enum fact_kind)kind, word),
                                 .names = value_get(declared, name),
                                 .outcomes = value_get(declared, "outcome"),
                                 .where = value_get(declared, "where")};
    if (!out->word && !is_due)
        return err_set(err, STATUS_INVALID, "there is no fact \"%s\" of a %s", word,
                       fact_kind_word(out->kind));
    return 0;
}

static bool is_judged(const struct fact *fact)
{
    return strcmp(fact->word, "met") == 0 || strcmp(fact->word, "late") == 0;
}

bool fact_matches(const struct fact_pattern *pattern, const struct fact *fact)
{
    if (fact->kind != pattern->kind || (pattern->word && fact->word != pattern->word))
        return false; /* words are static: the same word is the same text */
    return (pattern->word || is_judged(fact)) && is_one_of(fact->name, pattern->names) &&
           is_one_of(fact->outcome, pattern->outcomes) &&
           where_matches(fact->where, pattern->where);
}

bool fact_pattern_is_akin(const struct fact_pattern *a, const struct fact_pattern *b)
{
    if (a->kind != b->kind)
        return false;
    if (value_is_nil(a->names) || value_is_nil(b->names))
        return true;
    for (size_t i = 0; i < value_len(a->names); i++)
        if (is_one_of(value_text_or(value_item(a->names, i), ""), b->names))
            return true;
    return false;
}

bool fact_pattern_is_link(const struct fact_pattern *pattern, const char *as)
{
    return pattern->kind == FACT_LINK && is_one_of(as, pattern->names);
}

/* ---- as text ---- */

/* A name as a column: what could break the line is not in any name; it would be a fault of ours. */
static void add_column(struct buf *out, const char *text, char line_break)
{
    for (; text && *text; text++)
        buf_add_byte(out, *text == '\n' ? line_break : *text == '\t' ? ' ' : *text);
    buf_add_byte(out, '\t');
}

void facts_write(const struct case_facts *facts, struct buf *out)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        char other[ID_TEXT_LEN + 1];
        buf_printf(out, "%d\t", (int)fact->kind);
        add_column(out, fact->word, ' ');
        add_column(out, fact->name, ' ');
        add_column(out, fact->outcome, ' ');
        add_column(out, fact->where, ';');
        add_column(out, fact->office, ' ');
        buf_printf(out, "%d\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%s\n", fact->thing,
                   fact->at_ms, fact->since_ms, fact->amount, fact->seq,
                   id_is_zero(&fact->other) ? "" : id_to_text(&fact->other, other));
    }
}

/* What is not read yet, of a copy that is cut into texts where it lies. */
struct rest {
    char *bytes;
    size_t len;
};

/* The next column, ended by `end`; NULL if it is empty. */
static const char *take_column(struct rest *rest, char end, bool *is_good)
{
    char *text = rest->bytes, *stop = memchr(text, end, rest->len);
    if (!stop) {
        *is_good = false;
        return NULL;
    }
    *stop = '\0';
    rest->bytes = stop + 1;
    rest->len -= (size_t)(stop + 1 - text);
    return stop > text ? text : NULL;
}

static int64_t take_number(struct rest *rest, bool *is_good)
{
    int64_t number = 0;
    bool is_negative = rest->len > 0 && rest->bytes[0] == '-', has_digit = false;
    size_t i = is_negative;

    for (; i < rest->len && rest->bytes[i] >= '0' && rest->bytes[i] <= '9' && i < 19; i++) {
        number = 10 * number + (rest->bytes[i] - '0');
        has_digit = true;
    }
    if (!has_digit || i >= rest->len || rest->bytes[i] != '\t') {
        *is_good = false;
        return 0;
    }
    rest->bytes += i + 1;
    rest->len -= i + 1;
    return is_negative ? -number : number;
}

static const char *lines_of(const char *where)
{
    char *at = (char *)where; /* it lies in our copy */
    while (at && (at = strchr(at, ';')))
        *at = '\n';
    return where;
}

static bool read_line(struct rest *rest, struct arena *arena, struct case_facts *out)
{
    bool is_good = true;
    int64_t kind = take_number(rest, &is_good);
    const char *word = is_good ? take_column(rest, '\t', &is_good) : NULL;

    if (!is_good || kind < 0 || kind >= FACT_KINDS || !fact_word((enum fact_kind)kind, word))
        return false;
    struct fact *fact = fact_add(out, arena, (enum fact_kind)kind, word);
    fact->name = take_column(rest, '\t', &is_good);
    fact->outcome = is_good ? take_column(rest, '\t', &is_good) : NULL;
    fact->where = is_good ? lines_of(take_column(rest, '\t', &is_good)) : NULL;
    fact->office = is_good ? take_column(rest, '\t', &is_good) : NULL;
    int64_t *const numbers[] = {&fact->at_ms, &fact->since_ms, &fact->amount, &fact->seq};
    fact->thing = is_good ? (int32_t)take_number(rest, &is_good) : 0;
    for (size_t i = 0; is_good && i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i] = take_number(rest, &is_good);
    const char *other = is_good ? take_column(rest, '\n', &is_good) : NULL;
    return is_good && (!other || id_from_text(other, strlen(other), &fact->other));
}

int facts_read(struct slice text, struct arena *arena, struct case_facts *out, struct err *err)
{
    struct rest rest = {(char *)arena_copy(arena, text).bytes, text.len};
    while (rest.len > 0)
        if (!read_line(&rest, arena, out))
            return err_set(err, STATUS_CORRUPT, "facts of a case that no host has written");
    return 0;
}
