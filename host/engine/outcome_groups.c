/* outcome_groups.c - what differs, gathered, and in words (outcome_groups.h). To say something of
 * another kind of difference: a row in each of the tables of sentences. */
#include "engine/outcome_groups.h"
#include <stdlib.h>
#include "base/buf.h"
#include "base/wallclock.h"

/* ---- gathering ---- */

struct mention {
    enum outcome_topic topic;
    int kind;
    const char *subject, *was, *now;
    int64_t shift_ms;
};

/* Less than a day is not told apart from none but by its sign. */
static int64_t days_of(int64_t shift_ms)
{
    return shift_ms / DAY_MS;
}

static bool is_like(const struct outcome_group *group, const struct outcome_group *like)
{
    return group->topic == like->topic && group->kind == like->kind &&
           group->shift_days == like->shift_days && strcmp(group->subject, like->subject) == 0 &&
           strcmp(group->was, like->was) == 0 && strcmp(group->now, like->now) == 0 &&
           strcmp(group->workflow, like->workflow) == 0;
}

/* The one like this, made if there is none; NULL if there are too many. */
static struct outcome_group *find_group(struct outcome_groups *groups,
                                        const struct outcome_group *like)
{
    struct arena *arena = &groups->arena;
    struct outcome_group *group = groups->first;

    while (group && !is_like(group, like))
        group = group->next;
    if (group || groups->count >= OUTCOME_GROUPS_MOST)
        return group;
    group = ARENA_NEW(arena, struct outcome_group);
    *group = (struct outcome_group){.next = groups->first,
                                    .topic = like->topic,
                                    .kind = like->kind,
                                    .workflow = arena_text(arena, like->workflow),
                                    .office = arena_text(arena, like->office),
                                    .subject = arena_text(arena, like->subject),
                                    .was = arena_text(arena, like->was),
                                    .now = arena_text(arena, like->now),
                                    .shift_days = like->shift_days};
    groups->first = group;
    groups->count++;
    return group;
}

static void add_example(struct outcome_groups *groups, struct outcome_group *group,
                        const struct id *ref, const char *number)
{
    if (group->example_count == OUTCOME_EXAMPLES)
        return;
    group->examples[group->example_count].ref = *ref;
    group->examples[group->example_count++].number = arena_text(&groups->arena, number);
}

void outcome_groups_merge(struct outcome_groups *groups, const struct outcome_groups *more)
{
    groups->beyond += more->beyond;
    for (const struct outcome_group *from = more->first; from; from = from->next) {
        struct outcome_group *group = find_group(groups, from);
        if (!group) {
            groups->beyond += from->cases;
            continue;
        }
        group->cases += from->cases;
        for (size_t i = 0; i < from->example_count; i++)
            add_example(groups, group, &from->examples[i].ref, from->examples[i].number);
    }
}

static void add_mention(struct outcome_groups *groups, const struct outcome *outcome,
                        const struct mention *mention)
{
    struct outcome_group like = {.topic = mention->topic,
                                 .kind = mention->kind,
                                 .workflow = outcome->workflow,
                                 .office = outcome->office,
                                 .subject = mention->subject,
                                 .was = mention->was,
                                 .now = mention->now,
                                 .shift_days = days_of(mention->shift_ms)};
    struct outcome_group *group = find_group(groups, &like);

    if (!group)
        groups->beyond++;
    if (!group || (group->cases > 0 && id_is_equal(&group->last, &outcome->ref)))
        return;
    group->last = outcome->ref;
    group->cases++;
    add_example(groups, group, &outcome->ref, outcome->number);
}

/* Of a reason what comes before its details. */
static const char *reason_kind(struct arena *arena, const char *reason)
{
    size_t len = strcspn(reason, ":(0123456789\"");
    while (len > 0 && (reason[len - 1] == ' ' || reason[len - 1] == ','))
        len--;
    return arena_copy(arena, (struct slice){.bytes = reason, .len = len}).bytes;
}

void outcome_groups_add(struct outcome_groups *groups, const struct outcome *outcome)
{
    if (outcome->verdict == OUTCOME_INCOMPARABLE) {
        struct arena arena = {0};
        struct mention mention = {.topic = TOPIC_INCOMPARABLE, .was = "", .now = ""};
        mention.subject = reason_kind(&arena, outcome->reason);
        add_mention(groups, outcome, &mention);
        arena_close(&arena);
        return;
    }
    for (const struct difference *at = outcome->differences.first; at; at = at->next) {
        struct mention mention = {.kind = (int)at->kind,
                                  .subject = at->subject,
                                  .was = at->was,
                                  .now = at->now,
                                  .shift_ms = at->shift_ms};
        add_mention(groups, outcome, &mention);
    }
    for (const struct retold_note *at = outcome->notes; at; at = at->next) {
        struct mention mention = {
            .topic = TOPIC_NOTE, .kind = (int)at->kind, .subject = at->name, .was = "", .now = ""};
        add_mention(groups, outcome, &mention);
    }
    for (const struct outcome_wait *at = outcome->waits; at; at = at->next) {
        struct mention mention = {
            .topic = TOPIC_WAIT, .subject = at->form, .was = "", .now = outcome->now.stage};
        add_mention(groups, outcome, &mention);
    }
}

void outcome_groups_close(struct outcome_groups *groups)
{
    arena_close(&groups->arena);
    *groups = (struct outcome_groups){0};
}

/* ---- words ---- */

/* {n} cases, {of} the subject, {was}, {now}, {by} how much: "3 days later". */
static const char *const differences_en[DIFFERENCE_KINDS] = {
    [DIFFERENCE_ENDED] = "{n}: would have ended as '{now}' instead of '{was}'.",
    [DIFFERENCE_STILL_OPEN] = "{n}: ended as '{was}', would still be open in '{now}'.",
    [DIFFERENCE_ENDED_NOW] = "{n}: open in '{was}', would have ended as '{now}'.",
    [DIFFERENCE_PARKED] = "{n}: would be parked in '{now}': the script fails there.",
    [DIFFERENCE_NOT_PARKED] = "{n}: parked in '{was}', would not be.",
    [DIFFERENCE_WAITS] = "{n}: open in '{was}', would be in '{now}'.",
    [DIFFERENCE_STAGE_MORE] = "{n}: would also have gone through '{of}'.",
    [DIFFERENCE_STAGE_LESS] = "{n}: would not have gone through '{of}'.",
    [DIFFERENCE_STAGE_TIME] = "{n}: would have come to '{of}' {by}.",
    [DIFFERENCE_END_TIME] = "{n}: would have ended {by}.",
    [DIFFERENCE_CLOCK_MORE] = "{n}: '{of}' would have run.",
    [DIFFERENCE_CLOCK_LESS] = "{n}: '{of}' would not have run.",
    [DIFFERENCE_CLOCK_MOVED] = "{n}: '{of}' would have been due {by}.",
    [DIFFERENCE_CLOCK_FALLS] = "{n}: '{of}' would have run out and has not.",
    [DIFFERENCE_CLOCK_SPARED] = "{n}: '{of}' has run out and would not have.",
    [DIFFERENCE_CLOCK_ENDED] = "{n}: '{of}' ended '{was}', would have ended '{now}'.",
    [DIFFERENCE_TASK_MORE] = "{n}: '{of}' would have been asked (once more).",
    [DIFFERENCE_TASK_LESS] = "{n}: '{of}' would not have been asked (so often).",
    [DIFFERENCE_TASK_TO] = "{n}: '{of}' would have been asked of {now} instead of {was}.",
    [DIFFERENCE_TASK_DUE] = "{n}: '{of}' would have been due {by}.",
    [DIFFERENCE_TASK_TIME] = "{n}: '{of}' would have been asked {by}.",
    [DIFFERENCE_TASK_ENDED] = "{n}: '{of}' ended '{was}', would have ended '{now}'.",
    [DIFFERENCE_INCIDENT_MORE] = "{n}: would have had an incident more ('{of}').",
    [DIFFERENCE_INCIDENT_LESS] = "{n}: would have had an incident less ('{of}').",
    [DIFFERENCE_STEP_MORE] = "{n}: '{of}' would have gone on to step '{now}'.",
    [DIFFERENCE_STEP_LESS] = "{n}: '{of}' would not have gone on to step '{was}'.",
    [DIFFERENCE_STEP_TIME] = "{n}: '{of}' would have come to step '{was}' {by}.",
    [DIFFERENCE_LETTER_MORE] = "{n}: the letter '{of}' would have been issued (once more).",
    [DIFFERENCE_LETTER_LESS] = "{n}: the letter '{of}' would not have been issued (so often).",
};
static const char *const differences_zh[DIFFERENCE_KINDS] = {
    [DIFFERENCE_ENDED] = "{n}件：会以“{now}”结案，而不是“{was}”。",
    [DIFFERENCE_STILL_OPEN] = "{n}件：已以“{was}”结案，那样则仍停在“{now}”环节。",
    [DIFFERENCE_ENDED_NOW] = "{n}件：现停在“{was}”环节，那样则已以“{now}”结案。",
    [DIFFERENCE_PARKED] = "{n}件：会因脚本出错而暂停在“{now}”环节。",
    [DIFFERENCE_NOT_PARKED] = "{n}件：现暂停在“{was}”环节，那样则不会暂停。",
    [DIFFERENCE_WAITS] = "{n}件：现停在“{was}”环节，那样则在“{now}”环节。",
    [DIFFERENCE_STAGE_MORE] = "{n}件：会多经过“{of}”环节。",
    [DIFFERENCE_STAGE_LESS] = "{n}件：不会经过“{of}”环节。",
    [DIFFERENCE_STAGE_TIME] = "{n}件：进入“{of}”环节的时间会{by}。",
    [DIFFERENCE_END_TIME] = "{n}件：结案时间会{by}。",
    [DIFFERENCE_CLOCK_MORE] = "{n}件：会计算“{of}”期限。",
    [DIFFERENCE_CLOCK_LESS] = "{n}件：不会计算“{of}”期限。",
    [DIFFERENCE_CLOCK_MOVED] = "{n}件：“{of}”的届满日会{by}。",
    [DIFFERENCE_CLOCK_FALLS] = "{n}件：“{of}”会届满，而实际没有。",
    [DIFFERENCE_CLOCK_SPARED] = "{n}件：“{of}”实际届满，那样则不会。",
    [DIFFERENCE_CLOCK_ENDED] = "{n}件：“{of}”结果为“{was}”，那样则为“{now}”。",
    [DIFFERENCE_TASK_MORE] = "{n}件：会（多）要求填写“{of}”。",
    [DIFFERENCE_TASK_LESS] = "{n}件：不会（再）要求填写“{of}”。",
    [DIFFERENCE_TASK_TO] = "{n}件：“{of}”会交给{now}，而不是{was}。",
    [DIFFERENCE_TASK_DUE] = "{n}件：“{of}”的办理时限会{by}。",
    [DIFFERENCE_TASK_TIME] = "{n}件：提出“{of}”的时间会{by}。",
    [DIFFERENCE_TASK_ENDED] = "{n}件：“{of}”结果为“{was}”，那样则为“{now}”。",
    [DIFFERENCE_INCIDENT_MORE] = "{n}件：会多出一起事件（“{of}”）。",
    [DIFFERENCE_INCIDENT_LESS] = "{n}件：会少一起事件（“{of}”）。",
    [DIFFERENCE_STEP_MORE] = "{n}件：“{of}”会督办到“{now}”一级。",
    [DIFFERENCE_STEP_LESS] = "{n}件：“{of}”不会督办到“{was}”一级。",
    [DIFFERENCE_STEP_TIME] = "{n}件：“{of}”督办到“{was}”一级的时间会{by}。",
    [DIFFERENCE_LETTER_MORE] = "{n}件：会（多）出具《{of}》。",
    [DIFFERENCE_LETTER_LESS] = "{n}件：不会（再）出具《{of}》。",
};
static const char *const notes_en[] = {
    [RETOLD_ANSWER_UNUSED] = "{n}: the answer to '{of}' has nothing to go to.",
    [RETOLD_ANSWER_REFUSED] = "{n}: the answer to '{of}' would not be taken.",
    [RETOLD_SIGNAL_REFUSED] = "{n}: '{of}' would be refused when it was sent.",
    [RETOLD_NOT_BEGUN] = "{n}: would not begin.",
    [RETOLD_NOT_GUESSED] = ("{n}: asks for '{of}', which nobody was asked, and its time would run "
                            "out: told no further."),
};
static const char *const notes_zh[] = {
    [RETOLD_ANSWER_UNUSED] = "{n}件：已填写的“{of}”无处可用。",
    [RETOLD_ANSWER_REFUSED] = "{n}件：已填写的“{of}”不会被接受。",
    [RETOLD_SIGNAL_REFUSED] = "{n}件：当时提出的“{of}”会被拒绝。",
    [RETOLD_NOT_BEGUN] = "{n}件：不会立案。",
    [RETOLD_NOT_GUESSED] = "{n}件：会要求填写“{of}”，而当时无人被要求；时限届满之后不再推断。",
};
static const char waits_en[] = "{n}: would wait in '{now}' for '{of}', which nobody was asked.";
static const char waits_zh[] = "{n}件：会停在“{now}”环节等待“{of}”，而当时无人被要求填写。";
static const char incomparable_en[] = "{n}: cannot be compared: {of}.";
static const char incomparable_zh[] = "{n}件：无法比较：{of}。";

static const char *pattern_of(const struct outcome_group *group, bool is_zh)
{
    if (group->topic == TOPIC_NOTE)
        return is_zh ? notes_zh[group->kind] : notes_en[group->kind];
    if (group->topic == TOPIC_WAIT)
        return is_zh ? waits_zh : waits_en;
    if (group->topic == TOPIC_INCOMPARABLE)
        return is_zh ? incomparable_zh : incomparable_en;
    return is_zh ? differences_zh[group->kind] : differences_en[group->kind];
}

static const char *by_how_much(struct arena *arena, int64_t days, bool is_zh)
{
    long long count = (long long)llabs(days);
    if (days == 0)
        return is_zh ? "相差不足一天" : "at another time of the day";
    if (is_zh)
        return arena_printf(arena, "%s%lld天", days > 0 ? "推迟" : "提前", count);
    return arena_printf(arena, "%lld day%s %s", count, count == 1 ? "" : "s",
                        days > 0 ? "later" : "earlier");
}

/* A stage, form, clock, signal or outcome as its declaration calls it; else the word itself. */
static const char *title_of(const struct workflow *workflow, const char *word, const char *lang)
{
    static const char *const lists[] = {"stages", "forms", "clocks", "signals", "letters"};

    for (size_t i = 0; workflow && i < sizeof lists / sizeof lists[0]; i++) {
        const struct value *row = value_get(value_get(workflow->model, lists[i]), word);
        if (value_get_text(row, lang))
            return value_get_text(row, lang);
    }
    const struct value *outcomes = workflow ? value_get(workflow->model, "outcomes") : &value_nil;
    for (size_t i = 0; i < value_len(outcomes); i++)
        if (value_is_text(value_get(value_item(outcomes, i), "id"), word))
            return value_text_or(value_get(value_item(outcomes, i), lang), word);
    return word;
}

/* A clock is known by its id: its title is told with it. */
static const char *subject_of(struct arena *arena, const struct workflow *workflow,
                              const struct outcome_group *group, const char *lang)
{
    const char *title = title_of(workflow, group->subject, lang);
    bool is_clock = group->topic == TOPIC_DIFFERENCE && group->kind >= DIFFERENCE_CLOCK_MORE &&
                    group->kind <= DIFFERENCE_CLOCK_ENDED;
    is_clock =
        is_clock || (group->topic == TOPIC_DIFFERENCE && group->kind >= DIFFERENCE_STEP_MORE &&
                     group->kind <= DIFFERENCE_STEP_TIME);
    return is_clock && strcmp(title, group->subject) != 0
               ? arena_printf(arena, "%s %s", group->subject, title)
               : title;
}

static const char *sentence(struct arena *arena, const struct outcome_group *group,
                            const struct workflow *workflow, const char *lang)
{
    bool is_zh = strcmp(lang, "zh") == 0;
    const char *dash = is_zh ? "无" : "none";
    struct buf text = {0};

    for (const char *at = pattern_of(group, is_zh); *at;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (!end) {
            buf_add(&text, at++, 1);
            continue;
        }
        if (strncmp(at, "{n}", 3) == 0 && is_zh)
            buf_printf(&text, "%llu", (unsigned long long)group->cases);
        else if (strncmp(at, "{n}", 3) == 0)
            buf_printf(&text, "%llu case%s", (unsigned long long)group->cases,
                       group->cases == 1 ? "" : "s");
        else if (strncmp(at, "{of}", 4) == 0)
            buf_add_text(&text, subject_of(arena, workflow, group, lang));
        else if (strncmp(at, "{was}", 5) == 0)
            buf_add_text(&text, *group->was ? title_of(workflow, group->was, lang) : dash);
        else if (strncmp(at, "{now}", 5) == 0)
            buf_add_text(&text, *group->now ? title_of(workflow, group->now, lang) : dash);
        else
            buf_add_text(&text, by_how_much(arena, group->shift_days, is_zh));
        at = end + 1;
    }
    const char *kept = arena_copy(arena, buf_slice(&text)).bytes;
    buf_close(&text);
    return kept;
}

/* ---- as JSON ---- */

static void put_text(struct arena *arena, struct value *map, const char *key, const char *text)
{
    if (text && *text)
        value_put(arena, map, key, value_string(arena, text));
}

static const char *group_word(const struct outcome_group *group)
{
    if (group->topic == TOPIC_NOTE)
        return retold_note_word((enum retold_note_kind)group->kind);
    if (group->topic == TOPIC_WAIT)
        return "waits_for";
    return group->topic == TOPIC_INCOMPARABLE ? "incomparable"
                                              : difference_word((enum difference_kind)group->kind);
}

static struct value *examples_value(const struct outcome_group *group, struct arena *arena)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < group->example_count; i++) {
        struct value *map = value_map(arena);
        char text[ID_TEXT_LEN + 1];
        put_text(arena, map, "case", id_to_text(&group->examples[i].ref, text));
        put_text(arena, map, "number", group->examples[i].number);
        value_push(arena, list, map);
    }
    return list;
}

static struct value *group_value(const struct outcome_group *group, const struct edition *candidate,
                                 struct arena *arena)
{
    const struct workflow *workflow =
        candidate ? edition_workflow(candidate, slice_of(group->office), slice_of(group->workflow))
                  : NULL;
    struct value *map = value_map(arena);

    put_text(arena, map, "kind", group_word(group));
    put_text(arena, map, "workflow", group->workflow);
    put_text(arena, map, "subject", group->subject);
    put_text(arena, map, "was", group->was);
    put_text(arena, map, "now", group->now);
    if (group->shift_days)
        value_put(arena, map, "shift_days", value_int(arena, group->shift_days));
    value_put(arena, map, "cases", value_int(arena, (int64_t)group->cases));
    put_text(arena, map, "en", sentence(arena, group, workflow, "en"));
    put_text(arena, map, "zh", sentence(arena, group, workflow, "zh"));
    value_put(arena, map, "examples", examples_value(group, arena));
    return map;
}

static int compare_groups(const void *a, const void *b)
{
    const struct outcome_group *left = *(const struct outcome_group *const *)a;
    const struct outcome_group *right = *(const struct outcome_group *const *)b;

    if (left->topic != right->topic)
        return left->topic < right->topic ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->cases != right->cases)
        return left->cases > right->cases ? -1 : 1;
    return strcmp(left->subject, right->subject);
}

struct value *outcome_groups_value(const struct outcome_groups *groups,
                                   const struct edition *candidate, struct arena *arena)
{
    const struct outcome_group **sorted =
        ARENA_ARRAY(arena, const struct outcome_group *, groups->count + 1);
    struct value *list = value_list(arena);
    size_t count = 0;

    for (const struct outcome_group *at = groups->first; at; at = at->next)
        sorted[count++] = at;
    qsort(sorted, count, sizeof *sorted, compare_groups);
    for (size_t i = 0; i < count; i++)
        value_push(arena, list, group_value(sorted[i], candidate, arena));
    return list;
}
