/* demo_words.c - reads demo.json and draws from it (demo_words.h). What is drawn is only offered:
 * form_fill takes it if the field does, so a file that a form has outgrown does no harm.
 */
#include "cli/demo_words.h"

#include "base/wallclock.h"
#include "cli/host.h"
#include "cli/scripts.h"
#include "data/json.h"

enum { FILE_MOST = 1 << 20 };

int demo_words_read(const char *folder, const char *workflow, struct arena *arena,
                    struct demo_words *out, struct err *err)
{
    const struct json_bounds bounds = {.max_bytes = FILE_MOST};
    const char *path = arena_printf(arena, "%s/%s/demo.json", folder, workflow);
    struct value *said = &value_nil;
    struct slice text;

    *out = (struct demo_words){.said = &value_nil, .shares = ARENA_NEW(arena, struct demo_shares)};
    out->shares->arena = arena;
    int rc = file_read(path, FILE_MOST, arena, &text, err);
    if (rc == STATUS_NOT_FOUND) {
        err_clear(err);
        return 0;
    }
    if (rc == 0)
        rc = json_read(arena, text, &bounds, &said, err);
    if (rc != 0)
        return err_set(err, rc, "%s: %s", path, arena_text(arena, err->text));
    out->said = said;
    return 0;
}

/* ---- drawing --------------------------------------------------------------------------------- */

const char *demo_words_draw(const struct value *weights, struct chance *chance)
{
    int64_t sum = 0;
    for (size_t i = 0; i < value_len(weights); i++)
        sum += value_int_or(weights->map.members[i].value, 0);
    if (sum <= 0)
        return NULL;
    int64_t pick = chance_below(chance, sum);
    for (size_t i = 0; i < value_len(weights); i++) {
        pick -= value_int_or(weights->map.members[i].value, 0);
        if (pick < 0)
            return weights->map.members[i].key.bytes;
    }
    return NULL;
}

int64_t demo_words_between(const struct value *pair, struct chance *chance, int64_t otherwise)
{
    int64_t low = value_int_or(value_item(pair, 0), 0), high = value_int_or(value_item(pair, 1), 0);
    return value_len(pair) == 2 && high >= low ? low + chance_below(chance, high - low + 1)
                                               : otherwise;
}

/* ---- shares ---------------------------------------------------------------------------------- */

/* Each round every choice is credited its weight, and the one with the most credit pays for all. So
 * in a row of as many rounds as the weights come to, each comes up as often as it weighs. */
struct demo_share {
    struct demo_share *next;
    const char *what;
    size_t count;
    int64_t sum;
    int64_t *weights, *credits;
};

static struct demo_share *share_new(struct arena *arena, const char *what,
                                    const struct value *weights, struct chance *chance)
{
    struct demo_share *share = ARENA_NEW(arena, struct demo_share);

    share->what = arena_text(arena, what);
    share->count = value_len(weights);
    share->weights = ARENA_ARRAY(arena, int64_t, share->count + 1);
    share->credits = ARENA_ARRAY(arena, int64_t, share->count + 1);
    for (size_t i = 0; i < share->count; i++) {
        int64_t weight = value_int_or(weights->map.members[i].value, 0);
        share->weights[i] = weight > 0 ? weight : 0;
        share->sum += share->weights[i];
    }
    for (size_t i = 0; i < share->count && share->sum > 0; i++)
        share->credits[i] = chance_below(chance, share->sum);
    return share;
}

/* Of the members of `weights`, counted under that name; the count if there is nothing to choose. */
static size_t share_out(struct demo_shares *shares, const char *what, const struct value *weights,
                        struct chance *chance)
{
    struct demo_share *share = shares->first;
    size_t most = value_len(weights);

    while (share && strcmp(share->what, what) != 0)
        share = share->next;
    if (!share) {
        share = share_new(shares->arena, what, weights, chance);
        share->next = shares->first;
        shares->first = share;
    }
    for (size_t i = 0; i < share->count; i++) {
        share->credits[i] += share->weights[i];
        if (share->weights[i] > 0 &&
            (most == share->count || share->credits[i] > share->credits[most]))
            most = i;
    }
    if (most < share->count)
        share->credits[most] -= share->sum;
    return most;
}

static const char *draw_share(const struct demo_words *said, const char *what,
                              const struct value *weights, struct chance *chance)
{
    if (!said->shares || !said->shares->arena)
        return demo_words_draw(weights, chance);
    size_t drawn = share_out(said->shares, what, weights, chance);
    return drawn < value_len(weights) ? weights->map.members[drawn].key.bytes : NULL;
}

bool demo_words_happens(const struct demo_words *said, const char *what, int64_t percent,
                        struct chance *chance)
{
    struct arena arena = {0};
    struct value *weights = value_map(&arena);
    value_put(&arena, weights, "yes", value_int(&arena, percent));
    value_put(&arena, weights, "no", value_int(&arena, 100 - percent));
    const char *drawn = draw_share(said, what, weights, chance);
    bool is = drawn && strcmp(drawn, "yes") == 0;
    arena_close(&arena);
    return is;
}

/* "if" is a word of Lua, so no field is called so. */
static const char condition[] = "if";

static bool is_told_of(const struct value *story, const struct value *data)
{
    const struct value *of = value_get(story, condition);
    for (size_t i = 0; i < value_len(of); i++) {
        const struct member *wanted = &of->map.members[i];
        if (!data || !value_is_equal(value_get_slice(data, wanted->key), wanted->value))
            return false;
    }
    return true;
}

/* Weights, or of a list of them the first that fit the case; *what: under which they are counted.
 */
static const struct value *weights_of(const struct value *given, const char *form,
                                      const struct value *data, struct arena *arena,
                                      const char **what)
{
    size_t at = 0;
    if (given->type == VALUE_LIST)
        while (at < value_len(given) && !is_told_of(value_item(given, at), data))
            at++;
    *what = arena_printf(arena, "%s %zu", form, at);
    return given->type == VALUE_LIST ? value_item(given, at) : given;
}

/* The first is what usually happens; a form of two is a question of yes or no all the same. */
const char *demo_words_outcome(const struct demo_words *said, const struct value *form,
                               const struct value *data, struct chance *chance)
{
    enum { FIRST_OF_TEN = 8 };
    const struct value *outcomes = value_get(form, "outcomes");
    const char *name = value_text_or(value_get(form, "name"), ""), *what;
    struct arena arena = {0};
    const struct value *weights =
        weights_of(value_get(value_get(said->said, "outcomes"), name), name, data, &arena, &what);
    const char *drawn = draw_share(said, what, weights, chance);
    size_t count = value_len(outcomes);

    arena_close(&arena);
    for (size_t i = 0; drawn && i < count; i++)
        if (value_is_text(value_get(value_item(outcomes, i), "id"), drawn))
            return drawn;
    if (count == 0)
        return NULL;
    size_t pick =
        chance_below(chance, 10) < FIRST_OF_TEN ? 0 : (size_t)chance_below(chance, (int64_t)count);
    return value_get_text(value_item(outcomes, pick), "id");
}

/* ---- stories --------------------------------------------------------------------------------- */

static const struct value *draw_item(const struct value *list, struct chance *chance)
{
    size_t count = list->type == VALUE_LIST ? value_len(list) : 0;
    return count ? value_item(list, (size_t)chance_below(chance, (int64_t)count)) : &value_nil;
}

/* A day from today; of a time its hours lie in the working day. */
static const struct value *draw_day(const struct value *pair, const struct form_wish *wish,
                                    struct arena *arena)
{
    enum { FIRST_HOUR = 9, HOURS = 8, HOUR_MS = 3600 * 1000 };
    char text[40];
    int32_t date = wish->today + (int32_t)demo_words_between(pair, wish->chance, 0);
    if (strcmp(wish->type, "date") == 0)
        return value_string(arena, date_to_text(date, text));
    int64_t at = date_start_ms(date) + HOUR_MS * (FIRST_HOUR + chance_below(wish->chance, HOURS));
    return strcmp(wish->type, "time") == 0 ? value_string(arena, time_to_text(at, text)) : NULL;
}

/* "form/field" before "field". */
static const struct value *find(const struct demo_words *said, const char *part,
                                const struct form_wish *wish, struct arena *arena)
{
    const struct value *map = value_get(said->said, part);
    const char *own = arena_printf(arena, "%s/%s", wish->form, wish->field);
    const struct value *found = value_get(map, own);
    return value_is_nil(found) ? value_get(map, wish->field) : found;
}

static const struct value *on_give(void *owner, const struct form_wish *wish, struct arena *arena)
{
    const struct demo_story *story = owner;
    const struct value *days = find(story->said, "days", wish, arena);
    const struct value *told = wish->rows ? &value_nil : value_get(story->told, wish->field);

    if (!value_is_nil(told))
        return told;
    if (value_len(days) == 2)
        return draw_day(days, wish, arena);
    const struct value *list = find(story->said, "fields", wish, arena);
    return value_len(list) > 0 ? draw_item(list, wish->chance) : NULL;
}

static int on_often(void *owner, const struct form_wish *wish)
{
    const struct demo_story *story = owner;
    struct arena arena = {0};
    int often = (int)value_int_or(find(story->said, "filled", wish, &arena), -1);
    arena_close(&arena);
    return often;
}

/* One of those that fit, each as likely. */
static const struct value *draw_story(const struct value *list, const struct value *data,
                                      struct chance *chance)
{
    const struct value *drawn = &value_nil;
    int64_t met = 0;
    for (size_t i = 0; list->type == VALUE_LIST && i < value_len(list); i++)
        if (is_told_of(value_item(list, i), data) && chance_below(chance, ++met) == 0)
            drawn = value_item(list, i);
    return drawn;
}

void demo_story_open(struct demo_story *story, const struct demo_words *said,
                     const struct demo_theme *theme, struct chance *chance)
{
    const struct value *answers = value_get(said->said, "answers");
    struct arena arena = {0};
    const char *own =
        arena_printf(&arena, "%s/%s", theme->form, theme->outcome ? theme->outcome : "");
    const struct value *list = value_get(answers, own);

    if (value_is_nil(list))
        list = value_get(answers, theme->form);
    *story = (struct demo_story){
        .words = {.give = on_give, .often = on_often, .owner = story},
        .said = said,
        .told = draw_story(list, theme->data, chance)
    };
    arena_close(&arena);
}

bool demo_words_ask_case(const struct demo_words *said, const char *form)
{
    const struct value *answers = value_get(said->said, "answers");
    size_t len = strlen(form);
    bool asks = false;
    for (size_t i = 0; i < value_len(answers); i++) {
        const struct member *named = &answers->map.members[i];
        bool is_of = strncmp(named->key.bytes, form, len) == 0 &&
                     (named->key.len == len || named->key.bytes[len] == '/');
        for (size_t k = 0; is_of && !asks && k < value_len(named->value); k++)
            asks = !value_is_nil(value_get(value_item(named->value, k), condition));
    }
    return asks || value_get(value_get(said->said, "outcomes"), form)->type == VALUE_LIST;
}
