/* climb.c - taking a step of a ladder (climb.h).
 *
 * A step may do several things; they are done in the order of the table below. Each either is done,
 * or is left out with a reason that the row keeps: { what, why }. Nobody to tell is such a reason,
 * and then, so that silence is not the end of it, others are told at once: who could take up the
 * work, else whom the next step that knows anybody would tell - its cards and the rest keep their
 * moment. If nobody is found, it is an incident of the office, once for the clock.
 *
 *   why            it was left out because
 *   nobody         the words name nobody now
 *   no_office      there is no office above
 *   no_script      the release of the case cannot be used, so its signals are not known
 *   incomplete     the letter needs what a step cannot give
 *   not_declared   the workflow knows no such signal, clock or letter (any more)
 *   later          the host cannot do it yet
 *
 * To add something a step may do: a function and a row in `deeds`, and a line in
 * scripts/ladder.lua.
 */
#include "engine/calendars.h"
#include "engine/climb.h"
#include "data/canon.h"
#include "engine/cards.h"
#include "engine/command.h"
#include "engine/clocks.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/letters.h"
#include "engine/notify.h"
#include "engine/letter_words.h"
#include "engine/recipients.h"
#include "engine/tasks.h"

struct climb {
    struct turn *turn;
    const char *key;
    struct clock *clock;
    const struct ladder_step *step;
    const struct value *words; /* who is to be told; NULL: nobody */
    struct value *told;        /* those they name now */
    struct value *skipped;     /* [{ what, why }] */
    bool is_nobody_told;       /* of those the step names */
};

static void leave_out(struct climb *climb, const char *what, const char *why)
{
    struct arena *arena = climb->turn->arena;
    struct value *entry = value_map(arena);

    value_put(arena, entry, "what", value_string(arena, what));
    value_put(arena, entry, "why", value_string(arena, why));
    value_push(arena, climb->skipped, entry);
}

static const struct value *term(const struct climb *climb, const char *name)
{
    return value_get(climb->step->terms, name);
}

/* ---- whom ---- */

static struct value *meant_by(struct climb *climb, const struct value *words)
{
    struct recipients_where where = {.clock = climb->key};
    return recipients_of(climb->turn, words, &where);
}

/* Whom to tell instead: who could take up the work that is due by the clock; else whom a later step
 * would tell, the nearest that knows anybody. */
static struct value *meant_later(struct climb *climb, const struct value **said, const char **step)
{
    const struct value *steps = value_get(climb->clock->ladder, "steps");
    struct value *candidates = value_string(climb->turn->arena, "candidates");
    struct value *takers = meant_by(climb, candidates);

    *said = candidates;
    *step = "candidates";
    if (value_len(takers) > 0)
        return takers;
    *said = NULL;
    for (size_t i = (size_t)climb->step->number; i < value_len(steps); i++) {
        const struct value *words = value_get(value_item(steps, i), "notify");
        struct value *meant = value_is_nil(words) ? NULL : meant_by(climb, words);
        *step = value_text_or(value_get(value_item(steps, i), "name"), "");
        if (meant && value_len(meant) > 0) {
            *said = words;
            return meant;
        }
    }
    return NULL;
}

/* An office whose ladder reaches nobody is told once for each clock. */
static void tell_of_nobody(struct climb *climb)
{
    struct err said = {0};

    for (size_t i = 0; i < climb->clock->ledger_len; i++)
        if (value_get_bool(climb->clock->ledger[i].detail, "incident", false))
            return;
    err_set_at(&said, STATUS_NOT_FOUND, "nobody_to_tell", NULL,
               "Clock %s: no step of its ladder reaches anybody from \"%s\" on. Give these roles "
               "to people of the office %.*s.",
               climb->clock->id, climb->step->name, SLICE_ARG(climb->turn->cf->row.office));
    incident_add(climb->turn, "ladder", &said);
    turn_note_done(climb->turn, "incident", slice_of("nobody_to_tell"), "opened");
}

static void find_told(struct climb *climb)
{
    struct arena *arena = climb->turn->arena;
    const char *instead = NULL;

    if (value_is_nil(term(climb, "notify")))
        return;
    climb->words = term(climb, "notify");
    climb->told = meant_by(climb, climb->words);
    if (value_len(climb->told) > 0)
        return;
    climb->is_nobody_told = true;
    leave_out(climb, "notify", "nobody");
    climb->words = NULL;
    climb->told = meant_later(climb, &climb->words, &instead);
    if (climb->told)
        value_put(arena, climb->turn->event_value, "instead", value_string(arena, instead));
    else
        tell_of_nobody(climb);
}

/* ---- what ---- */

static int do_card(struct climb *climb, struct err *err)
{
    struct card_order order = {.clock = climb->key,
                               .step = climb->step->name,
                               .to = climb->told,
                               .reply = value_text_or(term(climb, "reply"), NULL)};

    (void)err;
    if (!card_colour_of(value_text_or(term(climb, "card"), NULL), &order.colour)) {
        leave_out(climb, "card", "not_declared");
        return 0;
    }
    const char *key = card_put(climb->turn, &order);
    value_put(climb->turn->arena, climb->turn->event_value, "card",
              value_string(climb->turn->arena, key));
    return 0;
}

/* The first person meant who does not have it already and may act in the case. */
static const char *next_holder(struct climb *climb, const struct task *task,
                               const struct value *meant)
{
    struct err ignored = {0};
    for (size_t i = 0; i < value_len(meant); i++) {
        const char *person = value_get_text(value_item(meant, i), "person");
        if (person && (!task->assignee || strcmp(task->assignee, person) != 0) &&
            task_check_conflict(climb->turn, task, person, &ignored) == 0)
            return person;
    }
    return NULL;
}

/* Each open task that is due by the clock goes to the first who is meant; the row says to whom. */
static int do_reassign(struct climb *climb, struct err *err)
{
    struct turn *turn = climb->turn;
    struct value *meant = meant_by(climb, term(climb, "reassign"));
    struct value *moved = value_list(turn->arena);
    struct part *part;

    (void)err;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct task task;
        struct err ignored = {0};
        if (!part_is_live(part) || task_of_part(turn, part, &task, &ignored) != 0 || !task.due ||
            strcmp(task.due, climb->key) != 0)
            continue;
        struct task_act act = {.now_ms = turn->at, .arena = turn->arena};
        act.person = next_holder(climb, &task, meant);
        if (!act.person || task_assign(&task, &act, &ignored) != 0)
            continue;
        value_push(turn->arena, moved, value_string(turn->arena, act.person));
        task_note(turn, &task);
        task_keep(turn, part, &task);
    }
    if (value_len(moved) > 0)
        value_put(turn->arena, turn->event_value, "reassigned", moved);
    else
        leave_out(climb, "reassign", "nobody");
    return 0;
}

/* The same case, its number and its clocks, one level up. */
static int do_raise(struct climb *climb, struct err *err)
{
    const char *to = value_text_or(term(climb, "raise"), "");
    const char *why = arena_printf(climb->turn->arena, "%s, step %s of its ladder",
                                   climb->clock->id, climb->step->name);
    int rc = custody_raise(climb->turn, to, why, err);

    if (rc != STATUS_NOT_OFFERED)
        return rc;
    err_clear(err);
    leave_out(climb, "raise", "no_office");
    return 0;
}

/* Why a step writes: which clock, by its name, and until when it ran. */
static struct value *letter_reason(struct climb *climb)
{
    struct turn *turn = climb->turn;
    struct arena *arena = turn->arena;
    const struct value *decl =
        turn->cf->workflow ? workflow_clock(turn->cf->workflow, climb->clock->id) : &value_nil;
    const char *zh = value_get_text(decl, "zh"), *en = value_get_text(decl, "en");
    struct value *reason = value_map(arena), *last = &value_nil;
    struct due due;

    clock_due(climb->clock, turn_clock_calendar(turn, climb->clock), &due);
    if (due.has_date)
        last = letter_date(arena, due.date);
    bool is_late = due.has_date && date_of(turn->at) > due.date;
    value_put(arena, reason, "zh",
              value_string(arena, arena_printf(arena, "“%s”期限为%s%s", zh ? zh : climb->clock->id,
                                               value_text_or(value_get(last, "zh"), "暂停计算"),
                                               is_late ? "，现已逾期" : "")));
    value_put(
        arena, reason, "en",
        value_string(arena, arena_printf(arena, "\"%s\" %s due on %s%s", en ? en : climb->clock->id,
                                         is_late ? "was" : "is",
                                         value_text_or(value_get(last, "en"), "no day for now"),
                                         is_late ? " and is late" : "")));
    return reason;
}

static int do_letter(struct climb *climb, struct err *err)
{
    struct value *ref;
    const struct value *words = term(climb, "notify");
    struct letter_order order = {.name = value_text_or(term(climb, "letter"), NULL),
                                 .to = value_is_nil(words) ? climb->words : words,
                                 .clock = climb->key,
                                 .reason = letter_reason(climb)};

    int rc =
        climb->turn->cf->workflow ? letter_issue(climb->turn, &order, &ref, err) : STATUS_NOT_FOUND;
    if (rc == STATUS_NOT_FOUND || rc == STATUS_INVALID) { /* the step goes on without it */
        err_clear(err);
        leave_out(climb, "letter", rc == STATUS_INVALID ? "incomplete" : "not_declared");
        rc = 0;
    }
    return rc;
}

static int do_incident(struct climb *climb, struct err *err)
{
    const struct value *text = term(climb, "incident");
    struct err said = {0};

    (void)err;
    err_set_at(&said, STATUS_INVALID, "ladder", NULL, "%s / %s",
               value_text_or(value_get(text, "zh"), ""), value_text_or(value_get(text, "en"), ""));
    incident_add(climb->turn, "ladder", &said);
    turn_note_done(climb->turn, "incident", slice_of("ladder"), "opened");
    return 0;
}

/* Heard like any other signal: by its handler, by who awaits it, or kept. */
static int do_signal(struct climb *climb, struct err *err)
{
    struct turn *turn = climb->turn;
    struct arena *arena = turn->arena;
    const char *name = value_text_or(term(climb, "signal"), "");
    struct value *said = value_map(arena);

    if (!turn->cf->workflow || value_is_nil(workflow_signal(turn->cf->workflow, name))) {
        leave_out(climb, "signal", turn->cf->workflow ? "not_declared" : "no_script");
        return 0;
    }
    value_put(arena, said, "outcome", value_string(arena, climb->step->name));
    value_put(arena, said, "on", date_value(arena, date_of(climb->step->at_ms)));
    value_put(arena, said, "office", value_text(arena, turn->cf->row.office));
    if (climb->clock->row[0])
        value_put(arena, said, "row", value_row(arena, slice_of(climb->clock->row)));
    return signal_place(turn, name, said, err);
}

/* In the words of the office: the step by its card where it gives one. */
static void name_step(const struct climb *climb, const char **zh, const char **en)
{
    static const char *const cards[][3] = {
        {"blue",   "蓝色预警", "blue card"  },
        {"yellow", "黄牌提醒", "yellow card"},
        {"orange", "橙牌警示", "orange card"},
        {"red",    "红牌督办", "red card"   },
    };
    struct arena *arena = climb->turn->arena;
    const char *card = value_text_or(term(climb, "card"), "");

    *zh = arena_printf(arena, "已到“%s”步骤", climb->step->name);
    *en = arena_printf(arena, "step \"%s\"", climb->step->name);
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++)
        if (strcmp(cards[i][0], card) == 0)
            *zh = cards[i][1], *en = cards[i][2];
}

static struct value *text_of_step(const struct climb *climb)
{
    const struct workflow *workflow = climb->turn->cf->workflow;
    struct arena *arena = climb->turn->arena;
    struct value *text = value_map(arena);
    const char *id = climb->clock->id, *zh, *en;
    const struct value *clock = workflow ? workflow_clock(workflow, id) : &value_nil;

    name_step(climb, &zh, &en);
    zh = arena_printf(arena, "{number}号案件：“%s”（{clock}）期限{due}，%s。",
                      value_text_or(value_get(clock, "zh"), id), zh);
    en = arena_printf(arena, "Case {number}: \"%s\" ({clock}) is due {due}: %s.",
                      value_text_or(value_get(clock, "en"), id), en);
    value_put(arena, text, "zh", value_string(arena, zh));
    value_put(arena, text, "en", value_string(arena, en));
    return text;
}

static struct value *what_it_speaks_of(struct climb *climb)
{
    struct arena *arena = climb->turn->arena;
    struct value *with = value_map(arena), *due = clock_due_value(climb->turn, climb->clock);

    value_put(arena, with, "number", value_text(arena, climb->turn->cf->row.number));
    value_put(arena, with, "clock", value_string(arena, climb->clock->id));
    value_put(arena, with, "due", due->type == VALUE_TEXT ? due : value_string(arena, "-"));
    return with;
}

/* After the rest, so that who is told finds the card and the case where it is now. The step is
 * taken at its time; the notice is shown when the office opens, unless life is in danger. */
static int do_notify(struct climb *climb, struct err *err)
{
    struct arena *arena = climb->turn->arena;
    struct notice_request request = {.name = "ladder",
                                     .key = climb->key,
                                     .text = text_of_step(climb),
                                     .to = climb->words,
                                     .with = what_it_speaks_of(climb),
                                     .clock = climb->key,
                                     .is_life_safety =
                                         value_bool_or(term(climb, "is_life_safety"), false)};
    struct value *told;

    if (!climb->words)
        return 0;
    int rc = notice_send(climb->turn, &request, &told, err);
    if (rc == 0)
        value_put(arena, climb->turn->event_value, "shown_from", value_get(told, "not_before"));
    return rc;
}

static const struct deed_row {
    const char *term;
    int (*run)(struct climb *climb, struct err *err);
} deeds[] = {
    {"reassign", do_reassign},
    {"raise",    do_raise   },
    {"card",     do_card    },
    {"letter",   do_letter  },
    {"incident", do_incident},
    {"signal",   do_signal  },
    {"notify",   do_notify  },
};

/* ---- the row ---- */

static void tell_row(struct climb *climb)
{
    struct turn *turn = climb->turn;
    struct arena *arena = turn->arena;
    struct value *event = turn->event_value;

    value_put(arena, event, "clock", value_string(arena, climb->key));
    value_put(arena, event, "step", value_string(arena, climb->step->name));
    value_put(arena, event, "moment", value_int(arena, climb->step->at_ms));
    if (climb->told && value_len(climb->told) > 0)
        value_put(arena, event, "told", climb->told);
    if (value_len(climb->skipped) > 0)
        value_put(arena, event, "skipped", climb->skipped);
}

static int note_taken(struct climb *climb, struct err *err)
{
    struct turn *turn = climb->turn;
    struct value *detail = value_map(turn->arena);
    struct ladder_act act = {.now_ms = turn->at, .detail = detail};
    bool is_incident = climb->is_nobody_told && !climb->told;

    if (climb->is_nobody_told)
        value_put(turn->arena, detail, "nobody", value_bool(turn->arena, true));
    if (is_incident)
        value_put(turn->arena, detail, "incident", value_bool(turn->arena, true));
    if (value_len(detail) == 0)
        act.detail = NULL;
    return ladder_take(climb->clock, turn_clock_calendar(turn, climb->clock), climb->step, &act,
                       err);
}

int climb_step(struct turn *turn, const char *key, struct clock *clock,
               const struct ladder_step *step, struct err *err)
{
    struct climb climb = {
        .turn = turn, .key = key, .clock = clock, .step = step, .skipped = value_list(turn->arena)};
    int rc = 0;

    find_told(&climb);
    for (size_t i = 0; rc == 0 && i < sizeof deeds / sizeof *deeds; i++)
        if (!value_is_nil(term(&climb, deeds[i].term)))
            rc = deeds[i].run(&climb, err);
    if (rc == 0)
        rc = note_taken(&climb, err);
    if (rc == 0)
        tell_row(&climb);
    return rc;
}
