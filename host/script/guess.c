/* guess.c - making and joining guesses and facts (guess.h). */
#include "script/guess.h"

struct guess *guess_new(struct arena *arena, enum guess_kind kind)
{
    struct guess *guess = ARENA_NEW(arena, struct guess);
    guess->kind = kind;
    guess->nil = kind == GUESS_ANY ? NIL_UNKNOWN : kind == GUESS_NIL ? NIL_MAYBE : NIL_NEVER;
    return guess;
}

struct guess *guess_copy(struct arena *arena, const struct guess *from)
{
    struct guess *guess = ARENA_NEW(arena, struct guess);
    *guess = *from;
    return guess;
}

struct guess *guess_text(struct arena *arena, struct slice word)
{
    struct guess *guess = guess_new(arena, GUESS_TEXT);
    guess->texts = words_add(arena, NULL, word);
    return guess;
}

/* ---- words ----------------------------------------------------------------------------------- */

bool words_has(const struct words *words, struct slice word)
{
    for (; words; words = words->next) {
        if (slice_is_equal(words->word, word))
            return true;
    }
    return false;
}

struct words *words_add(struct arena *arena, struct words *words, struct slice word)
{
    if (words_has(words, word))
        return words;
    struct words *more = ARENA_NEW(arena, struct words);
    *more = (struct words){.word = word, .next = words};
    return more;
}

static struct words *words_join(struct arena *arena, struct words *a, const struct words *b)
{
    enum { WORDS_MAX = 200 };
    int count = 0;
    for (const struct words *word = a; word; word = word->next)
        count++;
    if (!a || !b || count > WORDS_MAX)
        return NULL;
    for (; b; b = b->next)
        a = words_add(arena, a, b->word);
    return a;
}

const char *words_listed(const struct words *words, struct arena *arena)
{
    const char *listed = "";
    for (; words; words = words->next)
        listed = arena_printf(arena, "\"%.*s\"%s%s", SLICE_ARG(words->word), *listed ? ", " : "",
                              listed);
    return *listed ? listed : "none";
}

/* ---- joining --------------------------------------------------------------------------------- */

const struct guess *guess_member(const struct guess *table, struct slice name)
{
    for (const struct guess_member *member = table->members; member; member = member->next) {
        if (slice_is_equal(member->name, name))
            return member->guess;
    }
    return NULL;
}

static enum guess_nil join_nil(const struct guess *a, const struct guess *b)
{
    if (a->nil == b->nil)
        return a->nil;
    return NIL_UNKNOWN; /* nil on one way only: the ways may differ in more */
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static struct guess *join_tables(struct arena *arena, const struct guess *a, const struct guess *b)
{
    struct guess *joined = guess_copy(arena, a);
    joined->has_hole = a->has_hole && b->has_hole;
    joined->is_closed = false;
    joined->members = NULL;
    if (a->item && b->item)
        joined->item = guess_join(arena, a->item, b->item);
    else
        joined->item = a->item ? a->item : b->item; /* one may be empty */
    return joined;
}

static struct guess *join_kinds(struct arena *arena, const struct guess *a, const struct guess *b)
{
    if (a->kind == GUESS_NIL)
        return guess_copy(arena, b);
    if (b->kind == GUESS_NIL)
        return guess_copy(arena, a);
    /* `list or {}` is still a list */
    if (b->kind == GUESS_TABLE && !b->members && !b->item && a->kind != GUESS_TABLE)
        return guess_copy(arena, a);
    if (a->kind != b->kind || a->decl != b->decl || a->function != b->function ||
        !same_text(a->name, b->name) || a->kind == GUESS_EITHER)
        return guess_new(arena, GUESS_ANY);
    if (a->kind == GUESS_TABLE)
        return join_tables(arena, a, b);
    struct guess *joined = guess_copy(arena, a);
    joined->outcomes = a->outcomes | b->outcomes;
    joined->is_silent = a->is_silent || b->is_silent;
    joined->is_real = a->is_real && b->is_real;
    if (a->kind == GUESS_TEXT)
        joined->texts = words_join(arena, a->texts, b->texts);
    if (a->item && b->item && a->item != b->item)
        joined->item = guess_join(arena, a->item, b->item);
    else if (!b->item)
        joined->item = NULL;
    return joined;
}

struct guess *guess_join(struct arena *arena, const struct guess *a, const struct guess *b)
{
    struct guess *joined;
    if (a == b)
        return guess_copy(arena, a);
    joined = join_kinds(arena, a, b);
    if (joined->kind != GUESS_NIL)
        joined->nil = joined->kind == GUESS_ANY ? NIL_UNKNOWN : join_nil(a, b);
    joined->is_outer = a->is_outer || b->is_outer;
    if (!same_text(a->path, b->path))
        joined->path = NULL;
    if (!same_text(a->alias, b->alias))
        joined->alias = NULL;
    if (!same_text(a->owner, b->owner))
        joined->owner = NULL;
    return joined;
}

/* ---- declarations ---------------------------------------------------------------------------- */

static const struct {
    const char *type;
    enum guess_kind kind;
} field_kinds[] = {
    {"text",      GUESS_TEXT    },
    {"choice",    GUESS_TEXT    },
    {"yes_no",    GUESS_BOOL    },
    {"number",    GUESS_NUMBER  },
    {"money",     GUESS_NUMBER  },
    {"date",      GUESS_TEXT    },
    {"time",      GUESS_TEXT    },
    {"duration",  GUESS_DURATION},
    {"people",    GUESS_PERSONAL},
    {"phone",     GUESS_PERSONAL},
    {"id_number", GUESS_PERSONAL},
    {"address",   GUESS_PERSONAL},
    {"rows",      GUESS_LIST    },
    {"office",    GUESS_TEXT    },
    {"files",     GUESS_PERSONAL},
    {"sheet",     GUESS_PERSONAL},
};

struct guess *guess_field(struct arena *arena, const struct value *field, const char *of)
{
    enum guess_kind kind = GUESS_ANY;
    for (size_t i = 0; i < sizeof field_kinds / sizeof *field_kinds; i++) {
        if (value_is_text(value_get(field, "type"), field_kinds[i].type))
            kind = field_kinds[i].kind;
    }
    if (value_get_bool(field, "personal", false) && kind != GUESS_LIST)
        kind = GUESS_PERSONAL;
    struct guess *guess = guess_new(arena, kind);
    guess->nil = value_get_bool(field, "required", false) ? NIL_NEVER : NIL_MAYBE;
    guess->what = arena_printf(arena, "field \"%s\" of %s", value_get_text(field, "name"), of);
    if (kind == GUESS_TEXT && value_is_text(value_get(field, "type"), "choice"))
        guess->decl = field;
    if (kind == GUESS_LIST) {
        guess->decl = field;
        guess->item = guess_new(arena, GUESS_ROW);
        guess->item->decl = field;
    }
    return guess;
}

uint64_t outcome_bit(const struct value *form, struct slice outcome)
{
    const struct value *outcomes = value_get(form, "outcomes");
    if (slice_is(outcome, "expired"))
        return OUTCOME_EXPIRED;
    for (size_t i = 0; i < value_len(outcomes); i++) {
        if (slice_is(outcome, value_text_or(value_get(value_item(outcomes, i), "id"), "")))
            return UINT64_C(1) << (i < OUTCOMES_MAX ? i : OUTCOMES_MAX);
    }
    return 0;
}

uint64_t outcomes_all(const struct value *form)
{
    size_t count = value_len(value_get(form, "outcomes"));
    if (count == 0)
        return OUTCOME_NONE;
    return count > OUTCOMES_MAX ? (UINT64_C(1) << (OUTCOMES_MAX + 1)) - 1
                                : (UINT64_C(1) << count) - 1;
}

/* ---- facts ----------------------------------------------------------------------------------- */

const struct guess *facts_find(const struct fact *facts, const char *path)
{
    for (; facts; facts = facts->older) {
        if (strcmp(facts->path, path) == 0)
            return facts->guess;
    }
    return NULL;
}

struct fact *facts_put(struct arena *arena, struct fact *facts, const char *path,
                       const struct guess *guess)
{
    struct fact *fact = ARENA_NEW(arena, struct fact);
    *fact = (struct fact){
        .path = path, .guess = guess, .older = facts, .depth = facts ? facts->depth + 1 : 1};
    return fact;
}

static bool is_below(const char *path, const char *above)
{
    size_t len = strlen(above);
    return strncmp(path, above, len) == 0 && path[len] == '.';
}

struct fact *facts_forget(struct arena *arena, struct fact *facts, const char *path)
{
    struct fact *result = facts_put(arena, facts, path, NULL);
    for (const struct fact *fact = facts; fact; fact = fact->older) {
        if (fact->guess && is_below(fact->path, path) && facts_find(result, fact->path))
            result = facts_put(arena, result, fact->path, NULL);
    }
    return result;
}

struct fact *facts_tidy(struct arena *arena, struct fact *facts)
{
    struct fact *result = NULL;
    for (const struct fact *fact = facts; fact; fact = fact->older) {
        bool is_known = false;
        for (const struct fact *kept = result; kept && !is_known; kept = kept->older)
            is_known = strcmp(kept->path, fact->path) == 0;
        if (!is_known)
            result = facts_put(arena, result, fact->path, fact->guess);
    }
    return result;
}

static const struct fact *common(const struct fact *a, const struct fact *b)
{
    while (a != b) {
        int a_depth = a ? a->depth : 0, b_depth = b ? b->depth : 0;
        if (a_depth >= b_depth)
            a = a->older;
        if (b_depth >= a_depth)
            b = b->older;
    }
    return a;
}

int facts_apart(const struct fact *a, const struct fact *b)
{
    const struct fact *shared = common(a, b);
    int depth = shared ? shared->depth : 0;
    return (a ? a->depth - depth : 0) + (b ? b->depth - depth : 0);
}

/* What is known of `path` on both ways. */
static struct fact *join_path(struct arena *arena, struct fact *result, const struct fact *ways[2],
                              const char *path)
{
    const struct guess *a = facts_find(ways[0], path), *b = facts_find(ways[1], path);
    const struct guess *joined = a && b ? guess_join(arena, a, b) : NULL;
    return facts_put(arena, result, path, joined);
}

static bool is_listed(const struct fact *from, const struct fact *to, const char *path)
{
    for (; from != to; from = from->older) {
        if (strcmp(from->path, path) == 0)
            return true;
    }
    return false;
}

struct fact *facts_join(struct arena *arena, struct fact *a, struct fact *b)
{
    if (a == b)
        return a;
    const struct fact *shared = common(a, b), *ways[2] = {a, b};
    struct fact *start = NULL, *result;
    /* the shared facts are not changed by putting others before them */
    start = a;
    while (start != shared)
        start = start->older;
    result = start;
    for (int way = 0; way < 2; way++) {
        for (const struct fact *fact = ways[way]; fact != shared; fact = fact->older) {
            if (!is_listed(result, start, fact->path))
                result = join_path(arena, result, ways, fact->path);
        }
    }
    return result;
}
