/* group.c - findings of one cause, and what they mean in the words of an office (group.h). To say
 * something of another verdict: a row in `sentences`. */
#include "engine/group.h"
#include <stdlib.h>
#include <string.h>
#include "base/buf.h"

/* ---- gathering ---- */

static bool texts_differ(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

static bool is_of(const struct group *group, const struct finding *finding)
{
    const struct finding *like = &group->like;
    return like->verdict == finding->verdict && like->is_parked == finding->is_parked &&
           like->gets_past == finding->gets_past && !texts_differ(like->stage, finding->stage) &&
           !texts_differ(like->where, finding->where) && !texts_differ(like->now, finding->now) &&
           !texts_differ(like->recorded, finding->recorded) &&
           !texts_differ(like->workflow, finding->workflow) &&
           !texts_differ(like->moves_to, finding->moves_to);
}

static const char *keep(struct arena *arena, const char *text)
{
    return text ? arena_text(arena, text) : NULL;
}

static struct group *group_new(struct groups *groups, const struct edition *edition,
                               const struct finding *finding)
{
    struct arena *arena = &groups->arena;
    struct group *group = ARENA_NEW(arena, struct group);
    const struct workflow *workflow =
        edition_workflow(edition, slice_of(finding->office), slice_of(finding->workflow));
    const struct value *stage = workflow ? workflow_stage(workflow, finding->stage) : &value_nil;

    group->like = *finding;
    group->like.workflow = keep(arena, finding->workflow);
    group->like.office = NULL;
    group->like.number = NULL;
    group->like.command = NULL;
    group->like.message = keep(arena, finding->message);
    group->like.stage = keep(arena, finding->stage);
    group->like.where = keep(arena, finding->where);
    group->like.recorded = keep(arena, finding->recorded);
    group->like.now = keep(arena, finding->now);
    group->like.moves_to = keep(arena, finding->moves_to);
    group->stage_zh = keep(arena, value_text_or(value_get(stage, "zh"), finding->stage));
    group->stage_en = keep(arena, value_text_or(value_get(stage, "en"), finding->stage));
    group->next = groups->first;
    groups->first = group;
    groups->count++;
    return group;
}

void groups_add(struct groups *groups, const struct edition *edition, const struct finding *finding)
{
    struct group *group = groups->first;

    while (group && !is_of(group, finding))
        group = group->next;
    if (!group && groups->count >= GROUPS_MOST) {
        groups->beyond++;
        return;
    }
    if (!group)
        group = group_new(groups, edition, finding);
    group->count++;
    if (group->example_count < GROUP_EXAMPLES)
        group->examples[group->example_count++] =
            (struct group_example){.ref = finding->ref,
                                   .number = keep(&groups->arena, finding->number),
                                   .at_turn = finding->at_turn};
}

void groups_close(struct groups *groups)
{
    arena_close(&groups->arena);
    *groups = (struct groups){0};
}

/* ---- words ---- */

struct sentences {
    const char *one, *many, *zh;
};

static const struct sentences gets_past = {
    "{n} parked case in '{in}' can go on: the new release gets past what it is parked for.",
    "{n} parked cases in '{in}' can go on: the new release gets past what they are parked for.",
    "{n} 件暂停的案件可以继续：新版本不再有“{in}”环节中使其暂停的错误。"};

static const struct sentences same = {
    "{n} parked case in '{in}' stays parked: the script still fails there.",
    "{n} parked cases in '{in}' stay parked: the script still fails there.",
    "{n} 件暂停的案件停在“{in}”环节，脚本在那里仍然出错，将继续暂停。"};

static const struct sentences changed = {
    "{n} case in '{in}' goes on as before; what it has been given has changed since and stays as "
    "it was.",
    "{n} cases in '{in}' go on as before; what they have been given has changed since and stays "
    "as it was.",
    "{n} 件案件在“{in}”环节照常继续；其中已生效的内容此后有改动，仍按原样执行。"};

static const struct sentences moves = {
    "{n} case in '{in}', whose script changed before the point it has reached, is moved to '{to}' "
    "by the new release.",
    "{n} cases in '{in}', whose script changed before the point they have reached, are moved to "
    "'{to}' by the new release.",
    "{n} 件案件停在“{in}”环节，脚本在其已走到的位置之前有改动，由新版本转入“{to}”环节。"};

static const struct sentences held = {
    "{n} case in '{in}' finishes on its present release: the workflow changes for new cases only.",
    "{n} cases in '{in}' finish on their present release: the workflow changes for new cases only.",
    "{n} 件案件在“{in}”环节按现行版本办完：该流程的改动只用于新案件。"};

static const struct sentences diverges = {
    "{n} case waits in '{in}', whose script changed before the point it has reached. It finishes "
    "this stage on its present release.",
    "{n} cases wait in '{in}', whose script changed before the point they have reached. They "
    "finish this stage on their present release.",
    "{n} 件案件停在“{in}”环节，该环节的脚本在其已走到的位置之前有改动；这些案件按现行版本办完本环"
    "节。"};

static const struct sentences raises = {
    "{n} case waits in '{in}', where the new script fails. It finishes this stage on its present "
    "release.",
    "{n} cases wait in '{in}', where the new script fails. They finish this stage on their present "
    "release.",
    "{n} 件案件停在“{in}”环节，新脚本在此处出错；这些案件按现行版本办完本环节。"};

static const struct sentences gone = {
    "{n} case waits in '{in}', which the new release does not have. It finishes this stage on its "
    "present release.",
    "{n} cases wait in '{in}', which the new release does not have. They finish this stage on "
    "their present release.",
    "{n} 件案件停在“{in}”环节，新版本中没有这一环节；这些案件按现行版本办完本环节。"};

static const struct sentences *const sentences[VERDICT_COUNT] = {
    [VERDICT_SAME] = &same, [VERDICT_CHANGED] = &changed,   [VERDICT_MOVES] = &moves,
    [VERDICT_HELD] = &held, [VERDICT_DIVERGES] = &diverges, [VERDICT_RAISES] = &raises,
    [VERDICT_GONE] = &gone,
};

/* {n}, {in} and {to} are how many, the stage, and the stage they go to. */
static const char *sentence(struct arena *arena, const char *pattern, const struct group *group,
                            const char *stage)
{
    struct buf text = {0};

    for (const char *at = pattern; *at;) {
        if (strncmp(at, "{n}", 3) == 0)
            buf_printf(&text, "%llu", (unsigned long long)group->count), at += 3;
        else if (strncmp(at, "{in}", 4) == 0)
            buf_add_text(&text, stage), at += 4;
        else if (strncmp(at, "{to}", 4) == 0)
            buf_add_text(&text, group->like.moves_to ? group->like.moves_to : ""), at += 4;
        else
            buf_add(&text, at++, 1);
    }
    const char *kept = arena_copy(arena, buf_slice(&text)).bytes;
    buf_close(&text);
    return kept;
}

static void put_sentences(struct arena *arena, struct value *map, const struct group *group)
{
    const struct sentences *words =
        group->like.gets_past ? &gets_past : sentences[group->like.verdict];
    const char *en = group->count == 1 ? words->one : words->many;

    value_put(arena, map, "en", value_string(arena, sentence(arena, en, group, group->stage_en)));
    value_put(arena, map, "zh",
              value_string(arena, sentence(arena, words->zh, group, group->stage_zh)));
}

/* ---- as JSON ---- */

static void put_text(struct arena *arena, struct value *map, const char *key, const char *text)
{
    if (text && *text)
        value_put(arena, map, key, value_string(arena, text));
}

static struct value *examples_value(const struct group *group, struct arena *arena)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < group->example_count; i++) {
        const struct group_example *example = &group->examples[i];
        struct value *map = value_map(arena);
        char text[ID_TEXT_LEN + 1];
        put_text(arena, map, "case", id_to_text(&example->ref, text));
        put_text(arena, map, "number", example->number);
        if (example->at_turn)
            value_put(arena, map, "turn", value_int(arena, example->at_turn));
        value_push(arena, list, map);
    }
    return list;
}

static struct value *group_value(const struct group *group, struct arena *arena)
{
    const struct finding *like = &group->like;
    struct value *map = value_map(arena);

    put_text(arena, map, "workflow", like->workflow);
    put_text(arena, map, "stage", like->stage);
    put_text(arena, map, "verdict", verdict_word(like->verdict));
    put_text(arena, map, "where", like->where);
    put_text(arena, map, "recorded", like->recorded);
    put_text(arena, map, "now", like->now);
    put_text(arena, map, "moves_to", like->moves_to);
    if (like->is_parked && !like->gets_past)
        put_text(arena, map, "fault", like->message);
    value_put(arena, map, "parked", value_bool(arena, like->is_parked));
    value_put(arena, map, "gets_past", value_bool(arena, like->gets_past));
    value_put(arena, map, "count", value_int(arena, (int64_t)group->count));
    value_put(arena, map, "examples", examples_value(group, arena));
    put_sentences(arena, map, group);
    return map;
}

static int more_first(const void *a, const void *b)
{
    const struct group *left = *(const struct group *const *)a;
    const struct group *right = *(const struct group *const *)b;
    int order = (left->count < right->count) - (left->count > right->count);
    if (order == 0)
        order = strcmp(left->like.workflow, right->like.workflow);
    return order ? order : strcmp(left->like.stage, right->like.stage);
}

struct value *groups_value(const struct groups *groups, struct arena *arena)
{
    const struct group **all = ARENA_ARRAY(arena, const struct group *, groups->count + 1);
    struct value *list = value_list(arena);
    size_t count = 0;

    for (const struct group *group = groups->first; group; group = group->next)
        all[count++] = group;
    qsort(all, count, sizeof(struct group *), more_first);
    for (size_t i = 0; i < count; i++)
        value_push(arena, list, group_value(all[i], arena));
    return list;
}
