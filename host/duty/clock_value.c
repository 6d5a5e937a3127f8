/* clock_value.c - a clock as one canonical value, and back.
 *
 *   {"basis":"law: XF 34","cal":"weekdays","from":"2025-12-03","id":"XF-D6",
 *    "ledger":[{"at":1764748800000,"is":"started"}],"owner":"office","within":{"n":60,"unit":"cd"}}
 *
 * `row`, `basis`, `ladder`, `pausable`, `pause_by` and `extend` are left out when empty; a set
 * clock has `set` instead of `within`; `from` is a date or milliseconds. Reading takes nothing that
 * writing would not give: what was read is written again and compared, so a damaged row never
 * becomes a wrong deadline.
 *
 * To add a field of the ledger: a row in entry_put and in entry_read.
 */
#include "duty/clock.h"

#include "base/wallclock.h"
#include "duty/clock_period.h"

static const char *const owner_words[] = {[CLOCK_OFFICE] = "office", [CLOCK_CITIZEN] = "citizen"};
static const char *const state_words[] = {
    [CLOCK_RUNNING] = "running", [CLOCK_PAUSED] = "paused", [CLOCK_STOPPED] = "stopped"};
static const char *const result_words[] = {[CLOCK_MET] = "met", [CLOCK_LATE] = "late"};
static const char *const kind_words[] = {
    [LEDGER_STARTED] = "started",
    [LEDGER_PAUSED] = "paused",
    [LEDGER_RESUMED] = "resumed",
    [LEDGER_EXCLUDED] = "excluded",
    [LEDGER_EXTENDED] = "extended",
    [LEDGER_DUE] = "due",
    [LEDGER_HANDED] = "handed",
    [LEDGER_STOPPED] = "stopped",
    [LEDGER_APPLIED] = "applied",
    [LEDGER_DENIED] = "denied",
    [LEDGER_STEPPED] = "step",
    [LEDGER_ACKNOWLEDGED] = "seen",
    [LEDGER_HELD] = "held",
    [LEDGER_WITHDRAWN] = "withdrawn",
    [LEDGER_RECALCULATED] = "recalculated",
};

/* Do entries of this kind carry a number? */
static const bool kind_is_numbered[] = {
    [LEDGER_PAUSED] = true,       [LEDGER_RESUMED] = true,    [LEDGER_EXTENDED] = true,
    [LEDGER_APPLIED] = true,      [LEDGER_DENIED] = true,     [LEDGER_STEPPED] = true,
    [LEDGER_ACKNOWLEDGED] = true, [LEDGER_WITHDRAWN] = false, [LEDGER_RECALCULATED] = false,
};

#define WORD_COUNT(words) (sizeof(words) / sizeof((words)[0]))

const char *clock_entry_word(enum ledger_kind kind)
{
    return kind_words[kind];
}

const char *clock_owner_word(enum clock_owner owner)
{
    return owner_words[owner];
}

const char *clock_state_word(enum clock_state state)
{
    return state_words[state];
}

const char *clock_result_word(enum clock_result result)
{
    return result_words[result];
}

/* --- writing --------------------------------------------------------------------------------- */

static struct value *date_value(struct arena *arena, int32_t date)
{
    char text[16];
    return value_string(arena, date_to_text(date, text));
}

static struct value *entry_to_value(struct arena *arena, const struct ledger_entry *entry)
{
    struct value *map = value_map(arena);
    value_put(arena, map, "is", value_string(arena, kind_words[entry->kind]));
    value_put(arena, map, "at", value_int(arena, entry->at_ms));
    if (entry->number > 0)
        value_put(arena, map, "n", value_int(arena, entry->number));
    if (entry->from_ms != 0)
        value_put(arena, map, "from", value_int(arena, entry->from_ms));
    if (entry->to_ms != 0)
        value_put(arena, map, "to", value_int(arena, entry->to_ms));
    if (entry->kind == LEDGER_EXCLUDED) {
        value_put(arena, map, "first", date_value(arena, entry->from_date));
        value_put(arena, map, "last", date_value(arena, entry->to_date));
    }
    if (entry->kind == LEDGER_EXTENDED || entry->kind == LEDGER_APPLIED)
        value_put(arena, map, "by", duration_to_value(arena, entry->length));
    if (entry->detail)
        value_put(arena, map, "why", value_copy(arena, entry->detail));
    return map;
}

struct value *clock_to_value(struct arena *arena, const struct clock *clock)
{
    struct value *map = value_map(arena);
    value_put(arena, map, "id", value_string(arena, clock->id));
    if (clock->row[0])
        value_put(arena, map, "row", value_string(arena, clock->row));
    value_put(arena, map, "owner", value_string(arena, owner_words[clock->owner]));
    if (clock->basis[0])
        value_put(arena, map, "basis", value_string(arena, clock->basis));
    value_put(arena, map, "cal", value_string(arena, clock->calendar));
    value_put(arena, map, "from",
              clock->is_start_date ? date_value(arena, clock->start_date)
                                   : value_int(arena, clock->start_ms));
    if (clock->is_set)
        value_put(arena, map, "set", date_value(arena, clock->set_date));
    else
        value_put(arena, map, "within", duration_to_value(arena, clock->within));
    if (clock->ladder)
        value_put(arena, map, "ladder", value_copy(arena, clock->ladder));
    if (clock->pausable)
        value_put(arena, map, "pausable", value_copy(arena, clock->pausable));
    if (clock->pause_by)
        value_put(arena, map, "pause_by", value_copy(arena, clock->pause_by));
    if (clock->extend)
        value_put(arena, map, "extend", value_copy(arena, clock->extend));
    struct value *ledger = value_list(arena);
    for (size_t i = 0; i < clock->ledger_len; i++)
        value_push(arena, ledger, entry_to_value(arena, &clock->ledger[i]));
    value_put(arena, map, "ledger", ledger);
    return map;
}

/* --- reading --------------------------------------------------------------------------------- */

/* The index of the text in the words, or -1. */
static int word_find(const struct value *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (value_is_text(text, words[i]))
            return (int)i;
    return -1;
}

static bool date_read(const struct value *value, int32_t *date)
{
    return value->type == VALUE_TEXT && date_from_text(value->text, date);
}

/* Years 970 to 4970 or so, so that every sum of them stays far from overflow. */
static bool time_read(const struct value *value, int64_t *at_ms)
{
    const int64_t most = INT64_C(1000) * 366 * DAY_MS;
    *at_ms = value_int_or(value, 0);
    return value->type == VALUE_INT && *at_ms >= -most && *at_ms <= 3 * most;
}

/* False for an entry nobody wrote. Left-over members show in the final comparison. */
static bool entry_read(struct arena *arena, const struct value *map, struct ledger_entry *entry)
{
    int kind = word_find(value_get(map, "is"), kind_words, WORD_COUNT(kind_words));
    int64_t at_ms, from_ms = 0, to_ms = 0;
    if (kind < 0 || !time_read(value_get(map, "at"), &at_ms))
        return false;
    if (!value_is_nil(value_get(map, "from")) && !time_read(value_get(map, "from"), &from_ms))
        return false;
    if (!value_is_nil(value_get(map, "to")) && !time_read(value_get(map, "to"), &to_ms))
        return false;
    int64_t number = value_get_int(map, "n", 0);
    if (kind_is_numbered[kind] ? number < 1 || number > CLOCK_LEDGER_MAX : number != 0)
        return false;
    *entry = (struct ledger_entry){.kind = (enum ledger_kind)kind,
                                   .at_ms = at_ms,
                                   .number = (int32_t)number,
                                   .from_ms = from_ms,
                                   .to_ms = to_ms};
    const struct value *why = value_get(map, "why");
    entry->detail = value_is_nil(why) ? NULL : value_copy(arena, why);
    if (kind == LEDGER_EXCLUDED)
        return date_read(value_get(map, "first"), &entry->from_date) &&
               date_read(value_get(map, "last"), &entry->to_date) &&
               entry->from_date <= entry->to_date;
    if (kind == LEDGER_EXTENDED || kind == LEDGER_APPLIED)
        return duration_from_value(value_get(map, "by"), &entry->length, NULL) == 0;
    return true;
}

static bool ledger_read(struct clock *clock, const struct value *list)
{
    if (list->type != VALUE_LIST || value_len(list) > CLOCK_LEDGER_MAX)
        return false;
    clock->ledger_capacity = value_len(list);
    clock->ledger = ARENA_ARRAY(clock->arena, struct ledger_entry, clock->ledger_capacity + 1);
    for (size_t i = 0; i < value_len(list); i++)
        if (!entry_read(clock->arena, value_item(list, i), &clock->ledger[clock->ledger_len++]))
            return false;
    return true;
}

/* L1 to L3 of clock.c, but for the instants: a span that ends before it begins counts nothing. */
static bool ledger_is_sound(const struct clock *clock)
{
    int counts[WORD_COUNT(kind_words)] = {0};
    bool is_seen[WORD_COUNT(kind_words)][CLOCK_LEDGER_MAX + 1] = {{false}}; /* numbers used */
    int32_t step = 0;
    for (size_t i = 0; i < clock->ledger_len; i++) {
        const struct ledger_entry *entry = &clock->ledger[i];
        counts[entry->kind]++;
        bool is_again = entry->number > 0 && is_seen[entry->kind][entry->number];
        if (is_again && entry->kind != LEDGER_ACKNOWLEDGED)
            return false;
        is_seen[entry->kind][entry->number] = true;
        if (entry->kind == LEDGER_STEPPED && entry->number <= step)
            return false;
        step = entry->kind == LEDGER_STEPPED ? entry->number : step;
    }
    for (int n = 1; n <= CLOCK_LEDGER_MAX; n++)
        if (is_seen[LEDGER_EXTENDED][n] != (n <= counts[LEDGER_EXTENDED]) ||
            is_seen[LEDGER_PAUSED][n] != (n <= counts[LEDGER_PAUSED]) ||
            is_seen[LEDGER_APPLIED][n] != (n <= counts[LEDGER_APPLIED]) ||
            (is_seen[LEDGER_RESUMED][n] && !is_seen[LEDGER_PAUSED][n]) ||
            (is_seen[LEDGER_DENIED][n] && !is_seen[LEDGER_APPLIED][n]) ||
            (is_seen[LEDGER_ACKNOWLEDGED][n] && !is_seen[LEDGER_STEPPED][n]))
            return false;
    return counts[LEDGER_STARTED] == 1 && counts[LEDGER_DUE] <= 1 && counts[LEDGER_STOPPED] <= 1 &&
           counts[LEDGER_WITHDRAWN] <= 1 && counts[LEDGER_HANDED] <= counts[LEDGER_DUE] &&
           (size_t)step <= value_len(value_get(clock->ladder, "steps"));
}

static bool terms_read(struct clock *clock, const struct value *map)
{
    const struct value *from = value_get(map, "from"), *set = value_get(map, "set");
    clock->is_start_date = from->type == VALUE_TEXT;
    if (clock->is_start_date ? !date_read(from, &clock->start_date)
                             : !time_read(from, &clock->start_ms))
        return false;
    if (!clock->is_start_date)
        clock->start_date = date_of(clock->start_ms);
    clock->is_set = !value_is_nil(set);
    if (clock->is_set)
        return date_read(set, &clock->set_date);
    return duration_from_value(value_get(map, "within"), &clock->within, NULL) == 0 &&
           (clock_is_days(clock) || !clock->is_start_date);
}

/* A term kept from the declaration; NULL if there is none. */
static const struct value *term_read(struct arena *arena, const struct value *map, const char *key)
{
    const struct value *term = value_get(map, key);
    return value_is_nil(term) ? NULL : value_copy(arena, term);
}

static const char *text_read(struct arena *arena, const struct value *map, const char *key)
{
    const char *text = value_get_text(map, key);
    return arena_text(arena, text ? text : "");
}

int clock_from_value(struct arena *arena, const struct value *value, struct clock *out,
                     struct err *err)
{
    *out = (struct clock){.arena = arena,
                          .id = text_read(arena, value, "id"),
                          .row = text_read(arena, value, "row"),
                          .basis = text_read(arena, value, "basis"),
                          .calendar = text_read(arena, value, "cal"),
                          .ladder = term_read(arena, value, "ladder"),
                          .pausable = term_read(arena, value, "pausable"),
                          .pause_by = term_read(arena, value, "pause_by"),
                          .extend = term_read(arena, value, "extend")};
    int owner = word_find(value_get(value, "owner"), owner_words, WORD_COUNT(owner_words));
    bool is_sound = out->id[0] && owner >= 0 && terms_read(out, value) &&
                    ledger_read(out, value_get(value, "ledger")) && ledger_is_sound(out);
    if (is_sound) {
        out->owner = (enum clock_owner)owner;
        is_sound = value_is_equal(clock_to_value(arena, out), value);
    }
    if (!is_sound)
        return err_set(err, STATUS_CORRUPT, "the stored clock \"%s\" cannot be read", out->id);
    return 0;
}
