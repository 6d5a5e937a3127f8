/* letter.c - templates of letters, read and filled in (letter.h).
 *
 *   text --letter_parse--> nodes --letter_fill(values)--> paper
 *
 * L1. A value is text: what it holds is never read as a template or as HTML.
 * L2. Inline nodes stand in blocks that take runs; blocks stand in the document, a cell, a list.
 *     Sections are of either kind, by where they stand.
 */
#include "duty/letter.h"
#include <stdio.h>

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_SECTION, NODE_UNLESS, NODE_ELEMENT };

enum element {
    EL_DOCUMENT,
    EL_H1,
    EL_H2,
    EL_P,
    EL_UL,
    EL_OL,
    EL_LI,
    EL_TABLE,
    EL_TR,
    EL_TH,
    EL_TD,
    EL_BOLD,
    EL_BR,
    EL_HR,
    EL_COUNT
};

/* What an element holds, and where it may stand. */
enum content { HOLDS_NOTHING, HOLDS_RUNS, HOLDS_BLOCKS, HOLDS_ITEMS, HOLDS_ROWS, HOLDS_CELLS };

static const struct element_row {
    const char *tag;
    enum content holds, stands_in;
} elements[EL_COUNT] = {
    [EL_DOCUMENT] = {"",      HOLDS_BLOCKS,  HOLDS_NOTHING},
    [EL_H1] = {"h1",    HOLDS_RUNS,    HOLDS_BLOCKS },
    [EL_H2] = {"h2",    HOLDS_RUNS,    HOLDS_BLOCKS },
    [EL_P] = {"p",     HOLDS_RUNS,    HOLDS_BLOCKS },
    [EL_UL] = {"ul",    HOLDS_ITEMS,   HOLDS_BLOCKS },
    [EL_OL] = {"ol",    HOLDS_ITEMS,   HOLDS_BLOCKS },
    [EL_LI] = {"li",    HOLDS_RUNS,    HOLDS_ITEMS  },
    [EL_TABLE] = {"table", HOLDS_ROWS,    HOLDS_BLOCKS },
    [EL_TR] = {"tr",    HOLDS_CELLS,   HOLDS_ROWS   },
    [EL_TH] = {"th",    HOLDS_RUNS,    HOLDS_CELLS  },
    [EL_TD] = {"td",    HOLDS_RUNS,    HOLDS_CELLS  },
    [EL_BOLD] = {"b",     HOLDS_RUNS,    HOLDS_RUNS   },
    [EL_BR] = {"br",    HOLDS_NOTHING, HOLDS_RUNS   },
    [EL_HR] = {"hr",    HOLDS_NOTHING, HOLDS_BLOCKS },
};

static const char *const place_words[PAPER_PLACES] = {
    [PAPER_FLUSH] = "flush", [PAPER_CENTRE] = "centre", [PAPER_RIGHT] = "right"};

struct node {
    struct node *next, *first, *last;
    enum node_kind kind;
    enum element element;
    enum content holds; /* of a section: as where it stands */
    enum paper_place place;
    struct slice text; /* TEXT; name of a value or section */
    int line;
};

struct letter_template {
    const char *file;
    struct node *root;
};

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    const char *file;
    const char *at, *end;
    int line, depth;
    struct err *err;
};

static int fault(struct reading *reading, int line, const char *text)
{
    char where[160];
    snprintf(where, sizeof where, "%s:%d", reading->file, line);
    return err_set_at(reading->err, STATUS_INVALID, "letter", where, "%s", text);
}

static bool starts(const struct reading *reading, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(reading->end - reading->at) >= len && memcmp(reading->at, text, len) == 0;
}

static void skip(struct reading *reading, size_t len)
{
    for (; len > 0 && reading->at < reading->end; len--, reading->at++)
        if (*reading->at == '\n')
            reading->line++;
}

/* The text up to `stop`, which is skipped; false: it does not come. */
static bool take_until(struct reading *reading, const char *stop, struct slice *out)
{
    const char *from = reading->at;
    while (reading->at < reading->end && !starts(reading, stop))
        skip(reading, 1);
    *out = (struct slice){.bytes = from, .len = (size_t)(reading->at - from)};
    bool is_there = reading->at < reading->end;
    skip(reading, is_there ? strlen(stop) : 0);
    return is_there;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct slice trimmed(struct slice text)
{
    while (text.len > 0 && is_space(text.bytes[0]))
        text.bytes++, text.len--;
    while (text.len > 0 && is_space(text.bytes[text.len - 1]))
        text.len--;
    return text;
}

static struct node *node_add(struct reading *reading, struct node *parent, enum node_kind kind)
{
    struct node *node = ARENA_NEW(reading->arena, struct node);
    node->kind = kind;
    node->line = reading->line;
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    return node;
}

static bool is_name(struct slice name)
{
    if (slice_is(name, "."))
        return true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.bytes[i];
        bool is_letter = (c >= 'a' && c <= 'z') || c == '_' || (c >= 'A' && c <= 'Z');
        bool is_inner = i > 0 && ((c >= '0' && c <= '9') || c == '-' ||
                                  (c == '.' && i + 1 < name.len && name.bytes[i - 1] != '.'));
        if (!is_letter && !is_inner)
            return false;
    }
    return name.len > 0 && name.len <= 128;
}

static int read_nodes(struct reading *reading, struct node *parent);

/* {{name}}, {{#name}}, {{^name}}; {{/name}} ends the parent. */
static int read_place(struct reading *reading, struct node *parent, bool *is_end)
{
    struct slice name;
    int line = reading->line;

    skip(reading, 2);
    if (!take_until(reading, "}}", &name))
        return fault(reading, line, "{{ has no }}. Write {{name}}.");
    name = trimmed(name);
    char sign = name.len > 0 && strchr("#^/", name.bytes[0]) ? name.bytes[0] : 0;
    if (sign)
        name = trimmed((struct slice){.bytes = name.bytes + 1, .len = name.len - 1});
    if (!is_name(name))
        return fault(reading, line, "a place is a name, as in {{reason}} or {{requester.name}}.");
    if (sign == '/') {
        *is_end = true;
        bool is_open = parent->kind == NODE_SECTION || parent->kind == NODE_UNLESS;
        if (is_open && slice_is_equal(parent->text, name))
            return 0;
        return fault(reading, line,
                     arena_printf(reading->arena,
                                  "{{/%.*s}} ends nothing that begins in this element. A section "
                                  "begins and ends within the same element.",
                                  SLICE_ARG(name)));
    }
    if (!sign && parent->holds != HOLDS_RUNS)
        return fault(reading, line, "a place stands in a paragraph: <p>{{...}}</p>.");
    struct node *node = node_add(reading, parent,
                                 sign == '#'   ? NODE_SECTION
                                 : sign == '^' ? NODE_UNLESS
                                               : NODE_VALUE);
    node->text = name;
    node->line = line;
    node->holds = parent->holds;
    return sign ? read_nodes(reading, node) : 0;
}

static enum element element_of(struct slice tag)
{
    for (int i = EL_H1; i < EL_COUNT; i++)
        if (slice_is(tag, elements[i].tag))
            return (enum element)i;
    return slice_is(tag, "strong") ? EL_BOLD : EL_DOCUMENT;
}

/* class="right", or nothing. */
static int read_class(struct reading *reading, struct node *node, struct slice attributes)
{
    attributes = trimmed(attributes);
    if (attributes.len == 0)
        return 0;
    for (int place = PAPER_FLUSH; node->element == EL_P && place < PAPER_PLACES; place++) {
        char text[40];
        snprintf(text, sizeof text, "class=\"%s\"", place_words[place]);
        node->place = (enum paper_place)place;
        if (slice_is(attributes, text))
            return 0;
    }
    return fault(reading, node->line,
                 "the only attribute is class on <p>: class=\"flush\", \"centre\" or \"right\".");
}

static int check_stands(struct reading *reading, const struct node *parent, enum element element,
                        int line)
{
    static const char *const where[] = {
        [HOLDS_RUNS] = "in a paragraph, a heading, an item or a cell",
        [HOLDS_BLOCKS] = "by itself, not within a paragraph or a cell",
        [HOLDS_ITEMS] = "in <ul> or <ol>",
        [HOLDS_ROWS] = "in <table>",
        [HOLDS_CELLS] = "in <tr>",
    };
    if (elements[element].stands_in == parent->holds)
        return 0;
    return fault(reading, line,
                 arena_printf(reading->arena, "<%s> stands %s.", elements[element].tag,
                              where[elements[element].stands_in]));
}

/* <tag ...>...</tag>; </tag> ends the parent. */
static int read_element(struct reading *reading, struct node *parent, bool *is_end)
{
    struct slice inside;
    int line = reading->line;

    if (starts(reading, "<!--")) {
        skip(reading, 4);
        return take_until(reading, "-->", &inside) ? 0 : fault(reading, line, "<!-- has no -->.");
    }
    skip(reading, 1);
    if (!take_until(reading, ">", &inside))
        return fault(reading, line, "< has no >. Write &lt; for the sign itself.");
    bool is_closing = inside.len > 0 && inside.bytes[0] == '/';
    if (is_closing)
        inside.bytes++, inside.len--;
    else if (inside.len > 0 && inside.bytes[inside.len - 1] == '/')
        inside.len--; /* <br/> */
    size_t len = 0;
    while (len < inside.len && !is_space(inside.bytes[len]))
        len++;
    enum element element = element_of((struct slice){.bytes = inside.bytes, .len = len});
    if (element == EL_DOCUMENT)
        return fault(reading, line,
                     "a letter is made of h1 h2 p ul ol li table tr th td b strong br hr and "
                     "nothing else.");
    if (is_closing) {
        *is_end = true;
        return parent->kind == NODE_ELEMENT && parent->element == element
                   ? 0
                   : fault(reading, line,
                           arena_printf(reading->arena, "</%s> ends nothing that is open here.",
                                        elements[element].tag));
    }
    int rc = check_stands(reading, parent, element, line);
    if (rc != 0)
        return rc;
    struct node *node = node_add(reading, parent, NODE_ELEMENT);
    node->element = element;
    node->holds = elements[element].holds;
    node->line = line;
    rc = read_class(reading, node,
                    (struct slice){.bytes = inside.bytes + len, .len = inside.len - len});
    return rc == 0 && node->holds != HOLDS_NOTHING ? read_nodes(reading, node) : rc;
}

/* &amp; and its like, blanks run together as HTML does. */
static struct slice plain_text(struct arena *arena, struct slice from)
{
    static const struct {
        const char *word, *text;
    } entities[] = {
        {"&amp;",  "&"  },
        {"&lt;",   "<"  },
        {"&gt;",   ">"  },
        {"&quot;", "\"" },
        {"&nbsp;", "　"},
    };
    struct buf buf = {0};
    for (size_t i = 0; i < from.len;) {
        size_t j = 0, count = sizeof entities / sizeof *entities;
        while (j < count && (from.len - i < strlen(entities[j].word) ||
                             memcmp(from.bytes + i, entities[j].word, strlen(entities[j].word))))
            j++;
        if (j < count) {
            buf_add_text(&buf, entities[j].text);
            i += strlen(entities[j].word);
            continue;
        }
        bool is_blank = is_space(from.bytes[i]);
        if (!is_blank)
            buf_add_byte(&buf, from.bytes[i]);
        else if (i == 0 || !is_space(from.bytes[i - 1]))
            buf_add_byte(&buf, ' ');
        i++;
    }
    struct slice text = arena_copy(arena, buf_slice(&buf));
    buf_close(&buf);
    return text;
}

static int read_text(struct reading *reading, struct node *parent)
{
    const char *from = reading->at;
    int line = reading->line;
    while (reading->at < reading->end && *reading->at != '<' && !starts(reading, "{{"))
        skip(reading, 1);
    struct slice text = {.bytes = from, .len = (size_t)(reading->at - from)};
    if (parent->holds != HOLDS_RUNS)
        return trimmed(text).len == 0
                   ? 0
                   : fault(reading, line, "text stands in a paragraph: <p>...</p>.");
    node_add(reading, parent, NODE_TEXT)->text = plain_text(reading->arena, text);
    return 0;
}

static int read_nodes(struct reading *reading, struct node *parent)
{
    bool is_end = false;
    int rc = 0;

    if (++reading->depth > LETTER_DEPTH_MOST)
        return fault(reading, reading->line, "elements stand in each other too deeply.");
    while (rc == 0 && !is_end && reading->at < reading->end) {
        if (starts(reading, "{{"))
            rc = read_place(reading, parent, &is_end);
        else if (*reading->at == '<')
            rc = read_element(reading, parent, &is_end);
        else
            rc = read_text(reading, parent);
    }
    reading->depth--;
    if (rc == 0 && !is_end && parent->line > 0)
        rc = fault(
            reading, parent->line,
            parent->kind == NODE_ELEMENT
                ? arena_printf(reading->arena, "<%s> is not closed.", elements[parent->element].tag)
                : arena_printf(reading->arena, "{{#%.*s}} is not closed.",
                               SLICE_ARG(parent->text)));
    return rc;
}

int letter_parse(struct arena *arena, const char *file, struct slice text,
                 struct letter_template **out, struct err *err)
{
    struct reading reading = {.arena = arena,
                              .file = file,
                              .at = text.bytes,
                              .end = text.bytes + text.len,
                              .line = 1,
                              .err = err};
    struct letter_template *letter = ARENA_NEW(arena, struct letter_template);

    if (text.len > LETTER_TEXT_MOST)
        return fault(&reading, 1, "a letter has at most 256 KiB.");
    letter->file = arena_text(arena, file);
    letter->root = ARENA_NEW(arena, struct node);
    letter->root->kind = NODE_ELEMENT;
    letter->root->holds = HOLDS_BLOCKS;
    int rc = read_nodes(&reading, letter->root);
    if (rc == 0 && !letter->root->first)
        rc = fault(&reading, 1, "the letter is empty.");
    *out = letter;
    return rc;
}

/* ---- names ---- */

static struct slice first_name(struct slice name)
{
    const char *dot = name.len > 1 ? memchr(name.bytes, '.', name.len) : NULL;
    if (dot)
        name.len = (size_t)(dot - name.bytes);
    return name;
}

static void add_name(struct arena *arena, struct value *names, struct slice name)
{
    for (size_t i = 0; i < value_len(names); i++)
        if (slice_is_equal(value_item(names, i)->text, name))
            return;
    value_push(arena, names, value_text(arena, name));
}

static void gather_names(struct arena *arena, const struct node *node, bool only_needed,
                         struct value *names)
{
    for (const struct node *child = node->first; child; child = child->next) {
        bool is_section = child->kind == NODE_SECTION || child->kind == NODE_UNLESS;
        if ((child->kind == NODE_VALUE || (is_section && !only_needed)) &&
            !slice_is(child->text, "."))
            add_name(arena, names, first_name(child->text));
        if (!is_section || !only_needed)
            gather_names(arena, child, only_needed, names);
    }
}

struct value *letter_needs(const struct letter_template *letter, struct arena *arena)
{
    struct value *names = value_list(arena);
    gather_names(arena, letter->root, true, names);
    return names;
}

struct value *letter_names(const struct letter_template *letter, struct arena *arena)
{
    struct value *names = value_list(arena);
    gather_names(arena, letter->root, false, names);
    return names;
}

/* ---- filling in ---- */

/* What names mean, the innermost section first. */
struct scope {
    const struct scope *outer;
    const struct value *value;
};

struct filling {
    const struct letter_template *letter;
    struct arena *arena;
    struct err *err;
    size_t rows;
    struct paper_block **block_at; /* where the next block goes */
    struct paper_run **run_at;
    struct paper_run *newest, *said; /* said: it is the end of a value, and nothing follows yet */
    int number;                      /* of the next item; 0: not numbered */
};

static const struct value *find(const struct scope *scope, struct slice name)
{
    struct slice head = first_name(name);
    const struct value *value = &value_nil;

    if (slice_is(name, "."))
        return scope->value;
    for (; scope && value_is_nil(value); scope = scope->outer)
        if (scope->value->type == VALUE_MAP)
            value = value_get_slice(scope->value, head);
    while (head.len < name.len && !value_is_nil(value)) {
        name.bytes += head.len + 1;
        name.len -= head.len + 1;
        head = first_name(name);
        value = value->type == VALUE_MAP ? value_get_slice(value, head) : &value_nil;
    }
    return value;
}

/* Nothing, false, and what is empty are not: of {} Lua cannot say whether it is a list. */
static bool is_given(const struct value *value)
{
    return !value_is_nil(value) && !(value->type == VALUE_BOOL && !value->boolean) &&
           !((value->type == VALUE_LIST || value->type == VALUE_MAP) && value_len(value) == 0) &&
           !(value->type == VALUE_TEXT && value->text.len == 0);
}

static struct paper_run *add_run(struct filling *filling, bool is_bold)
{
    struct paper_run *run = ARENA_NEW(filling->arena, struct paper_run);
    run->is_bold = is_bold;
    *filling->run_at = run;
    filling->run_at = &run->next;
    filling->newest = run;
    return run;
}

static const char *const stops[] = {"。", "；", "，", "、", ".", ";", ",", NULL};
static const char *const closers[] = {"）", "”", ")", "\"", NULL};
static const char *const calls[] = {"？", "！", "?", "!", NULL};
static const char *const ends[] = {"。", ".", NULL};

/* How long the one of `words` is that stands at the start of the text; 0: none does. */
static size_t word_at_start(struct slice text, const char *const words[])
{
    for (; *words; words++)
        if (text.len >= strlen(*words) && memcmp(text.bytes, *words, strlen(*words)) == 0)
            return strlen(*words);
    return 0;
}

static size_t word_at_end(struct slice text, const char *const words[])
{
    for (; *words; words++) {
        size_t len = strlen(*words);
        if (text.len > len && memcmp(text.bytes + text.len - len, *words, len) == 0)
            return len;
    }
    return 0;
}

/* What people typed ends with a stop or does not; where the template goes on with one, or closes a
 * bracket, theirs goes. Behind a question the template's goes: what is left of it. */
static struct slice give_way(struct filling *filling, struct slice following)
{
    struct slice *said = filling->said ? &filling->said->text : NULL;

    filling->said = NULL;
    if (!said)
        return following;
    if (word_at_start(following, stops) > 0 || word_at_start(following, closers) > 0)
        said->len -= word_at_end(*said, stops);
    size_t skipped = word_at_end(*said, calls) > 0 ? word_at_start(following, ends) : 0;
    return (struct slice){.bytes = following.bytes + skipped, .len = following.len - skipped};
}

/* Lines of a text as people typed them. */
static void add_text(struct filling *filling, struct slice text, bool is_bold)
{
    while (text.len > 0) {
        const char *end = memchr(text.bytes, '\n', text.len);
        struct slice line = {.bytes = text.bytes,
                             .len = end ? (size_t)(end - text.bytes) : text.len};
        if (line.len > 0)
            add_run(filling, is_bold)->text = arena_copy(filling->arena, line);
        if (end)
            add_run(filling, is_bold)->is_break = true;
        text.bytes += line.len + (end ? 1 : 0);
        text.len -= line.len + (end ? 1 : 0);
    }
}

static int fill_fault(struct filling *filling, const struct node *node, const char *text)
{
    char where[160];
    snprintf(where, sizeof where, "%s:%d", filling->letter->file, node->line);
    return err_set_at(filling->err, STATUS_INVALID, "letter", where, "{{%.*s}} %s",
                      SLICE_ARG(node->text), text);
}

static int fill_value(struct filling *filling, const struct node *node, const struct scope *scope,
                      bool is_bold)
{
    const struct value *value = find(scope, node->text);
    if (value->type == VALUE_MAP) /* a person is called by the name, an address is its text */
        value = value_get(value, value_is_nil(value_get(value, "name")) ? "text" : "name");
    switch (value->type) {
    case VALUE_TEXT:
        add_text(filling, value->text, is_bold);
        filling->said = value->text.len > 0 ? filling->newest : NULL;
        return 0;
    case VALUE_INT:
        add_text(filling, slice_of(arena_printf(filling->arena, "%lld", (long long)value->integer)),
                 is_bold);
        return 0;
    case VALUE_HANDLE:
    case VALUE_ROW:
        return err_set(filling->err, STATUS_CORRUPT, "a letter was given a closed value");
    case VALUE_NIL:
        return fill_fault(filling, node,
                          "is not given. Give it with the letter, or put it into a section: "
                          "{{#name}}...{{/name}}.");
    default:
        return fill_fault(filling, node, "is a list or a map. Write a section, or name a member.");
    }
}

static int fill_nodes(struct filling *filling, const struct node *parent, const struct scope *scope,
                      bool is_bold);

/* "{{#parties}}{{name}}、{{/parties}}": what stands between rows does not stand behind the last. */
static void end_rows(struct filling *filling, const struct paper_run *before)
{
    static const char *const between[] = {"、", ", ", "　"};
    struct paper_run *last = filling->newest;

    for (size_t i = 0; last && last != before && i < sizeof between / sizeof *between; i++) {
        size_t len = strlen(between[i]);
        if (last->text.len >= len &&
            memcmp(last->text.bytes + last->text.len - len, between[i], len) == 0) {
            last->text.len -= len;
            return;
        }
    }
}

static int fill_section(struct filling *filling, const struct node *node, const struct scope *scope,
                        bool is_bold)
{
    const struct value *value = find(scope, node->text);
    int rc = 0;

    if ((node->kind == NODE_SECTION) != is_given(value))
        return 0;
    if (node->kind == NODE_UNLESS || value->type == VALUE_BOOL)
        return fill_nodes(filling, node, scope, is_bold);
    if (value->type != VALUE_LIST) {
        struct scope inner = {.outer = scope, .value = value};
        return fill_nodes(filling, node, &inner, is_bold);
    }
    const struct paper_run *before = filling->newest;
    for (size_t i = 0; rc == 0 && i < value_len(value); i++) {
        struct scope inner = {.outer = scope, .value = value_item(value, i)};
        if (++filling->rows > LETTER_ROWS_MOST)
            return fill_fault(filling, node, "makes the letter longer than 2,000 rows.");
        rc = fill_nodes(filling, node, &inner, is_bold);
    }
    end_rows(filling, before);
    return rc;
}

static const enum paper_kind block_kinds[EL_COUNT] = {
    [EL_H1] = PAPER_TITLE, [EL_H2] = PAPER_HEADING,  [EL_P] = PAPER_PARAGRAPH,
    [EL_LI] = PAPER_ITEM,  [EL_TABLE] = PAPER_TABLE, [EL_TR] = PAPER_ROW,
    [EL_TH] = PAPER_CELL,  [EL_TD] = PAPER_CELL,     [EL_HR] = PAPER_RULE,
};

static struct paper_block *add_block(struct filling *filling, enum paper_kind kind)
{
    struct paper_block *block = ARENA_NEW(filling->arena, struct paper_block);
    block->kind = kind;
    *filling->block_at = block;
    filling->block_at = &block->next;
    return block;
}

/* A block with what it holds; the place where the next one goes is behind it again. */
static int fill_block(struct filling *filling, const struct node *node, const struct scope *scope)
{
    struct paper_block *block = add_block(filling, block_kinds[node->element]);
    struct paper_block **behind = filling->block_at;
    struct paper_run **former_run = filling->run_at;

    block->place = block->kind == PAPER_TITLE ? PAPER_CENTRE : node->place;
    block->is_head = node->element == EL_TH;
    if (block->kind == PAPER_ITEM && filling->number > 0)
        block->number = filling->number++;
    filling->run_at = &block->runs;
    filling->block_at = &block->first;
    filling->said = NULL;
    if (block->kind == PAPER_CELL) { /* what stands in it is one paragraph */
        struct paper_block *inner = add_block(filling, PAPER_PARAGRAPH);
        inner->place = PAPER_FLUSH;
        filling->run_at = &inner->runs;
    }
    int rc = fill_nodes(filling, node, scope, block->is_head);
    filling->block_at = behind;
    filling->run_at = former_run;
    return rc;
}

static int fill_element(struct filling *filling, const struct node *node, const struct scope *scope,
                        bool is_bold)
{
    int former = filling->number, rc;

    switch (node->element) {
    case EL_BOLD:
        return fill_nodes(filling, node, scope, true);
    case EL_BR:
        filling->said = NULL;
        add_run(filling, is_bold)->is_break = true;
        return 0;
    case EL_UL:
    case EL_OL:
        filling->number = node->element == EL_OL;
        rc = fill_nodes(filling, node, scope, is_bold);
        filling->number = former;
        return rc;
    default:
        return fill_block(filling, node, scope);
    }
}

static int fill_nodes(struct filling *filling, const struct node *parent, const struct scope *scope,
                      bool is_bold)
{
    int rc = 0;
    for (const struct node *node = parent->first; rc == 0 && node; node = node->next) {
        if (node->kind == NODE_TEXT)
            add_text(filling, give_way(filling, node->text), is_bold);
        else if (node->kind == NODE_VALUE)
            rc = fill_value(filling, node, scope, is_bold);
        else if (node->kind == NODE_ELEMENT)
            rc = fill_element(filling, node, scope, is_bold);
        else
            rc = fill_section(filling, node, scope, is_bold);
    }
    return rc;
}

int letter_fill(const struct letter_template *letter, const struct value *values,
                struct arena *arena, struct paper *out, struct err *err)
{
    struct paper_run *nowhere = NULL;
    struct filling filling = {
        .letter = letter, .arena = arena, .err = err, .block_at = &out->first, .run_at = &nowhere};
    struct scope scope = {.value = values};
    out->first = NULL;
    return fill_nodes(&filling, letter->root, &scope, false);
}
