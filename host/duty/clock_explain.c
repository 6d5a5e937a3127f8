/* clock_explain.c - why a clock is due then, day by day, for the people who ask.
 *
 * The walk of clock_period.c tells each step; this file only finds the words. One line a day, at
 * most CLOCK_EXPLAIN_DAYS_MAX, then one line that says how many were left out; the result itself is
 * always complete. To add a step: a function here and its row in line_makers.
 */
#include "duty/clock.h"

#include <inttypes.h>

#include "base/wallclock.h"
#include "duty/clock_period.h"

struct explanation {
    struct arena *arena;
    const struct clock *clock;
    const struct calendar *calendar;
    struct value *lines;
    int64_t left_out;
};

struct line {
    char *zh, *en;
    bool counts;
};

static const char *const weekdays_zh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
static const char *const weekdays_en[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday"};

/* --- words for a day -------------------------------------------------------------------------- */

static struct line line_of(char *zh, char *en)
{
    return (struct line){.zh = zh, .en = en};
}

/* "周六", "春节", "春节调休上班"; the name of a listed day is Chinese in both languages. */
static const char *day_zh(const struct explanation *why, int32_t date)
{
    struct calendar_day day = calendar_get_day(why->calendar, date);
    if (day.kind == DAY_CLOSED)
        return arena_printf(why->arena, "机关停止办公（%s）", day.name);
    return day.name ? day.name : weekdays_zh[date_weekday(date)];
}

static const char *day_en(const struct explanation *why, int32_t date)
{
    struct calendar_day day = calendar_get_day(why->calendar, date);
    if (!day.name)
        return weekdays_en[date_weekday(date)];
    static const char *const kinds[] = {[DAY_HOLIDAY] = "public holiday",
                                        [DAY_MAKEUP] = "make-up workday",
                                        [DAY_CLOSED] = "the office is closed"};
    return arena_printf(why->arena, "%s: %s", kinds[day.kind], day.name);
}

/* What is to be doubted about a day whose status decided. */
static struct line doubt(const struct explanation *why, int32_t date)
{
    struct calendar_day day = calendar_get_day(why->calendar, date);
    if (day.is_known)
        return line_of("", "");
    if (day.is_listed)
        return line_of("（次年放假安排未载入，暂定）",
                       " (next year's list is not loaded: provisional)");
    return line_of("（放假安排未载入，按周一至周五推定）",
                   " (calendar not loaded: by the weekday rule)");
}

/* --- words for a step ------------------------------------------------------------------------ */

static struct line line_start(const struct explanation *why, const struct period_step *step)
{
    char zh[DURATION_TEXT_SIZE], en[DURATION_TEXT_SIZE];
    duration_to_text(step->length, LANGUAGE_ZH, zh);
    duration_to_text(step->length, LANGUAGE_EN, en);
    if (clock_is_days(why->clock))
        return line_of(
            arena_printf(why->arena, "起算日，不计入；期限%s", zh),
            arena_printf(why->arena, "the start day is not counted; the period is %s", en));
    if (clock_is_open_hours(why->clock))
        return line_of(
            arena_printf(why->arena, "自此刻起算，期限%s，仅计办公时间", zh),
            arena_printf(why->arena, "from this instant, %s, only while the office is open", en));
    return line_of(arena_printf(why->arena, "自此刻起算，期限%s，昼夜连续计算", zh),
                   arena_printf(why->arena, "from this instant, %s, day and night", en));
}

static struct line line_counted(const struct explanation *why, const struct period_step *step)
{
    bool is_wd = step->length.unit == DUR_WORKDAY;
    struct line not_known = is_wd ? doubt(why, step->date) : line_of("", "");
    struct line line = {.counts = true};
    line.zh = arena_printf(why->arena, "%s，第%" PRId64 "%s%s", day_zh(why, step->date),
                           step->count, is_wd ? "个工作日" : "日", not_known.zh);
    line.en = arena_printf(why->arena, "%s, %s %" PRId64 "%s", day_en(why, step->date),
                           is_wd ? "working day" : "day", step->count, not_known.en);
    return line;
}

static struct line line_day_off(const struct explanation *why, const struct period_step *step)
{
    struct line not_known = doubt(why, step->date);
    return line_of(
        arena_printf(why->arena, "%s，不计入%s", day_zh(why, step->date), not_known.zh),
        arena_printf(why->arena, "%s, not counted%s", day_en(why, step->date), not_known.en));
}

static struct line line_open(const struct explanation *why, const struct period_step *step)
{
    char until[40];
    struct line not_known = doubt(why, date_of(step->at_ms));
    int64_t minutes = step->count / 60000;
    time_to_text(step->until_ms, until);
    struct line line = {.counts = true};
    line.zh = arena_printf(why->arena, "办公至%s，累计%" PRId64 "小时%" PRId64 "分%s", until,
                           minutes / 60, minutes % 60, not_known.zh);
    line.en = arena_printf(why->arena, "open until %s, %" PRId64 " h %" PRId64 " min so far%s",
                           until, minutes / 60, minutes % 60, not_known.en);
    return line;
}

static struct line line_never(const struct explanation *why, const struct period_step *step)
{
    (void)why;
    (void)step;
    return line_of("此后长期不办公，无法算出届满时间，请检查办公时间设置",
                   "the office does not open so long any more: there is no due time; check its "
                   "opening hours");
}

static struct line line_stopped(const struct explanation *why, const struct period_step *step)
{
    if (clock_is_days(why->clock))
        return line_of("期限中止，不计入", "the clock is paused, not counted");
    char until[40];
    time_to_text(step->until_ms, until);
    return line_of(arena_printf(why->arena, "期限中止，至%s恢复计算", until),
                   arena_printf(why->arena, "paused until %s, not counted", until));
}

static struct line line_set(const struct explanation *why, const struct period_step *step)
{
    (void)why;
    (void)step;
    return line_of("期限日期由当事各方或交办机关确定，不另行计算",
                   "the date was given, not computed");
}

static struct line line_extended(const struct explanation *why, const struct period_step *step)
{
    char zh[DURATION_TEXT_SIZE], en[DURATION_TEXT_SIZE];
    duration_to_text(step->length, LANGUAGE_ZH, zh);
    duration_to_text(step->length, LANGUAGE_EN, en);
    return line_of(arena_printf(why->arena, "延长%s，自原期限届满次日起算", zh),
                   arena_printf(why->arena, "extended by %s, counted from the day after", en));
}

static struct line line_rolled(const struct explanation *why, const struct period_step *step)
{
    struct line not_known = doubt(why, step->date);
    return line_of(
        arena_printf(why->arena, "%s，期限届满日顺延%s", day_zh(why, step->date), not_known.zh),
        arena_printf(why->arena, "%s, the last day moves on%s", day_en(why, step->date),
                     not_known.en));
}

static struct line line_held(const struct explanation *why, const struct period_step *step)
{
    (void)why;
    (void)step;
    return line_of("期限中止中，恢复后重新计算届满日",
                   "the clock is paused: there is no due date until it is resumed");
}

static struct line line_ended(const struct explanation *why, const struct period_step *step)
{
    if (!clock_is_days(why->clock))
        return line_of("期限届满", "the period ends at this instant");
    bool is_rolling = why->clock->owner == CLOCK_CITIZEN && !why->clock->is_set;
    struct line not_known = is_rolling ? doubt(why, step->date) : line_of("", "");
    return line_of(
        arena_printf(why->arena, "期限届满日，至当日24时止%s", not_known.zh),
        arena_printf(why->arena, "the last day: the period ends at 24:00%s", not_known.en));
}

static struct line (*const line_makers[])(const struct explanation *,
                                          const struct period_step *) = {
    [STEP_START] = line_start,       [STEP_COUNTED] = line_counted, [STEP_DAY_OFF] = line_day_off,
    [STEP_STOPPED] = line_stopped,   [STEP_SET] = line_set,         [STEP_ROLLED] = line_rolled,
    [STEP_EXTENDED] = line_extended, [STEP_HELD] = line_held,       [STEP_ENDED] = line_ended,
    [STEP_OPEN] = line_open,         [STEP_NEVER] = line_never,
};

/* --- putting it together --------------------------------------------------------------------- */

static void line_put(struct explanation *why, const struct line *line,
                     const struct period_step *step)
{
    char when[40];
    struct value *map = value_map(why->arena);
    if (clock_is_days(why->clock) || (step->kind == STEP_DAY_OFF && step->at_ms == 0))
        date_to_text(step->date, when);
    else if (step->at_ms != 0)
        time_to_text(step->at_ms, when);
    else
        when[0] = '\0';
    if (when[0])
        value_put(why->arena, map, "date", value_string(why->arena, when));
    value_put(why->arena, map, "counts", value_bool(why->arena, line->counts));
    if (line->counts && step->kind == STEP_COUNTED)
        value_put(why->arena, map, "day", value_int(why->arena, step->count));
    value_put(why->arena, map, "zh", value_string(why->arena, line->zh));
    value_put(why->arena, map, "en", value_string(why->arena, line->en));
    value_push(why->arena, why->lines, map);
}

static void on_step(void *owner, const struct period_step *step)
{
    struct explanation *why = owner;
    bool is_last = step->kind == STEP_ENDED || step->kind == STEP_HELD || step->kind == STEP_NEVER;
    if (!is_last && value_len(why->lines) >= CLOCK_EXPLAIN_DAYS_MAX) {
        why->left_out++;
        return;
    }
    if (is_last && why->left_out > 0) {
        struct line gap =
            line_of(arena_printf(why->arena, "此处略去%" PRId64 "行", why->left_out),
                    arena_printf(why->arena, "%" PRId64 " lines are left out here", why->left_out));
        line_put(why, &gap, step);
    }
    struct line line = line_makers[step->kind](why, step);
    line_put(why, &line, step);
}

/* What is to be doubted about the whole result, for everybody who reads it. */
static void note_put(struct arena *arena, struct value *map, const char *zh, const char *en)
{
    struct value *note = value_map(arena);
    value_put(arena, note, "zh", value_string(arena, zh));
    value_put(arena, note, "en", value_string(arena, en));
    value_put(arena, map, "note", note);
}

static void due_put(struct arena *arena, struct value *map, const struct due *due)
{
    char text[40];
    value_put(arena, map, "state", value_string(arena, clock_state_word(due->state)));
    value_put(arena, map, "is_provisional", value_bool(arena, due->is_provisional));
    value_put(arena, map, "is_not_loaded", value_bool(arena, due->is_not_loaded));
    if (due->is_never)
        value_put(arena, map, "is_never", value_bool(arena, true));
    if (due->is_not_loaded)
        note_put(arena, map, "放假安排未载入：届满日按周一至周五推定，暂定",
                 "calendar not loaded: by the weekday rule, provisional");
    else if (due->is_provisional)
        note_put(arena, map, "次年放假安排未载入，届满日暂定",
                 "next year's list is not loaded: provisional");
    else if (due->is_never)
        note_put(arena, map, "机关长期不办公，无法算出届满时间，请检查办公时间设置",
                 "the office does not open so long any more: check its opening hours");
    if (!due->has_date)
        return;
    value_put(arena, map, "due", value_string(arena, date_to_text(due->date, text)));
    value_put(arena, map, "at", value_string(arena, time_to_text(due->at_ms, text)));
}

static struct value *start_value(struct arena *arena, const struct clock *clock)
{
    char text[40];
    if (clock->is_start_date)
        return value_string(arena, date_to_text(clock->start_date, text));
    return value_string(arena, time_to_text(clock->start_ms, text));
}

struct value *clock_explain(struct arena *arena, const struct clock *clock,
                            const struct calendar *calendar)
{
    struct explanation why = {
        .arena = arena, .clock = clock, .calendar = calendar, .lines = value_list(arena)};
    struct period_visitor visitor = {.visit = on_step, .owner = &why};
    struct due due;
    period_walk(clock, calendar, &visitor, &due);

    struct value *map = value_map(arena);
    value_put(arena, map, "id", value_string(arena, clock->id));
    if (clock->row[0])
        value_put(arena, map, "row", value_string(arena, clock->row));
    value_put(arena, map, "owner", value_string(arena, clock_owner_word(clock->owner)));
    value_put(arena, map, "basis", value_string(arena, clock->basis));
    value_put(arena, map, "calendar", value_string(arena, calendar_version(calendar)));
    if (!clock->is_set)
        value_put(arena, map, "within", duration_to_value(arena, clock->within));
    value_put(arena, map, "start", start_value(arena, clock));
    due_put(arena, map, &due);
    value_put(arena, map, "lines", why.lines);
    return map;
}
