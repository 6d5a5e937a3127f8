/* terms.c - "same, changed since" (terms.h). To compare another kind of declaration: a member of
 * struct terms, a line in terms_between, a branch in names_changed. */
#include "engine/terms.h"
#include <string.h>

/* ---- equal but for where it is written ---- */

static bool is_same(const struct value *a, const struct value *b, const char *but);

/* Where a declaration is written: its line, and the lines of the offices that changed it. */
static bool is_skipped(const struct value *map, size_t i, const char *but)
{
    const struct member *member = i < map->map.len ? &map->map.members[i] : NULL;
    return member && (slice_is(member->key, but) ||
                      (strcmp(but, "at") == 0 && slice_is(member->key, "source") &&
                       member->value->type == VALUE_LIST));
}

static bool is_same_map(const struct value *a, const struct value *b, const char *but)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (is_skipped(a, i, but))
            i++;
        while (is_skipped(b, k, but))
            k++;
        if (i >= a->map.len || k >= b->map.len)
            return i >= a->map.len && k >= b->map.len;
        const struct member *left = &a->map.members[i++], *right = &b->map.members[k++];
        if (!slice_is_equal(left->key, right->key) || !is_same(left->value, right->value, but))
            return false;
    }
}

static bool is_empty(const struct value *value)
{
    return value_is_nil(value) ||
           ((value->type == VALUE_MAP || value->type == VALUE_LIST) && value_len(value) == 0);
}

/* A Lua table that is empty is a list or a map as one likes, and left out of a row. */
static bool is_same(const struct value *a, const struct value *b, const char *but)
{
    if (is_empty(a) || is_empty(b))
        return is_empty(a) && is_empty(b);
    if (a->type != b->type)
        return false;
    if (a->type == VALUE_MAP)
        return is_same_map(a, b, but);
    if (a->type != VALUE_LIST)
        return value_is_equal(a, b);
    if (value_len(a) != value_len(b))
        return false;
    for (size_t i = 0; i < value_len(a); i++)
        if (!is_same(value_item(a, i), value_item(b, i), but))
            return false;
    return true;
}

/* ---- declarations ---- */

static struct value *changed_names(struct arena *arena, const struct value *then,
                                   const struct value *now)
{
    struct value *changed = value_map(arena);
    for (size_t i = 0; i < value_len(then); i++) {
        const struct member *member = &then->map.members[i];
        if (!is_same(member->value, value_get_slice(now, member->key), "at"))
            value_put_slice(arena, changed, member->key, value_bool(arena, true));
    }
    return changed;
}

static struct value *changed_of(struct arena *arena, const char *kind, const struct workflow *then,
                                const struct workflow *now)
{
    return changed_names(arena, value_get(then->model, kind), value_get(now->model, kind));
}

/* A clock takes its ladder along when it starts. */
static struct value *changed_clocks(struct arena *arena, const struct workflow *then,
                                    const struct workflow *now)
{
    struct value *changed = changed_of(arena, "clocks", then, now);
    const struct value *ladders = changed_of(arena, "ladders", then, now);
    const struct value *clocks = value_get(then->model, "clocks");

    for (size_t i = 0; i < value_len(clocks); i++) {
        const struct member *clock = &clocks->map.members[i];
        const char *ladder = value_get_text(clock->value, "ladder");
        if (ladder && !value_is_nil(value_get(ladders, ladder)))
            value_put_slice(arena, changed, clock->key, value_bool(arena, true));
    }
    return changed;
}

const struct terms *terms_between(struct terms **list, struct arena *arena,
                                  const struct workflow *then, const struct workflow *now)
{
    for (const struct terms *terms = *list; terms; terms = terms->next)
        if (terms->then == then && terms->now == now)
            return terms;
    struct terms *terms = ARENA_NEW(arena, struct terms);
    *terms = (struct terms){
        .next = *list,
        .then = then,
        .now = now,
        .forms = changed_of(arena, "forms", then, now),
        .clocks = changed_clocks(arena, then, now),
        .signals = changed_of(arena, "signals", then, now),
        .letters = changed_of(arena, "letters", then, now),
        .notices = changed_of(arena, "notices", then, now),
    };
    *list = terms;
    return terms;
}

/* ---- commands ---- */

static bool has(const struct value *changed, const char *name)
{
    return name && !value_is_nil(value_get(changed, name));
}

static bool names_changed(const struct terms *terms, const struct command *made)
{
    switch (made->verb) {
    case VERB_TASK:
    case VERB_TASK_EACH:
    case VERB_ASK:
    case VERB_ASK_EACH:
    case VERB_HANDOFF:
        return has(terms->forms, made->name);
    case VERB_LETTER:
    case VERB_SERVE:
        return has(terms->letters, made->name);
    case VERB_NOTIFY:
        return has(terms->notices, made->name);
    case VERB_START_CLOCK:
    case VERB_STOP_CLOCK:
    case VERB_PAUSE_CLOCK:
    case VERB_RESUME_CLOCK:
    case VERB_EXTEND_CLOCK:
    case VERB_AWAIT_CLOCK:
        return has(terms->clocks, made->name);
    case VERB_AWAIT:
        return has(terms->signals, made->name);
    default:
        return false;
    }
}

bool terms_changed(const struct terms *terms, const struct value *recorded,
                   const struct command *made)
{
    static const char *const clock_options[] = {"due", "expires"};

    /* the core gave the names of new rows; the value of a record is not asked for again */
    if (made->verb != VERB_RECORD && !is_same(value_get(recorded, "args"), made->args, "$row"))
        return true;
    if (!terms)
        return false;
    for (size_t i = 0; i < sizeof clock_options / sizeof *clock_options; i++)
        if (has(terms->clocks, value_get_text(made->args, clock_options[i])))
            return true;
    return names_changed(terms, made);
}
