/* facts.c - the facts of a case, folded from its journal (facts.h).
 *
 * A row is told in the order in which its turn went: what the event is, what the core moved
 * (`done`), what was heard, what the script asked for, how the stage ended. Of what goes on - a
 * clock, a task - the fold remembers when it began, so that the fact that ends it says since when.
 *
 *   clock   started -> met                  stopped in time
 *                   -> late [-> stopped]    fell due while it ran; late once, whenever it is
 * stopped One that a task or a wait brings with it ends with it: met, unless it fell due before.
 *   task    opened -> done | expired | (cancelled: no fact);  done -> returned, by a second person
 *   letter  issued -> served | failed, of its first copy
 *   money   stated: what the money fields of an answer come to
 *   place   claimed as people come; needed, filled, attended, missed, minutes when they are heard
 *
 * What is cancelled with its stage ends without a fact. To add a kind: duty/fact.h.
 */
#include "engine/facts.h"
#include "engine/facts_answer.h"
#include <stdlib.h>
#include <string.h>
#include "engine/row.h"
#include "script/verb.h"

enum thing_status { THING_OPEN, THING_LATE, THING_ENDED };

/* What goes on, or went on, in the case. */
struct thing {
    struct thing *next; /* of its kind, the newest first */
    const char *key;    /* clock key, "seq:label" of a task, command id of a dispatch */
    const char *name, *command;
    enum thing_status status;
    int32_t number;
    int64_t since_ms;
    bool is_of_stage;            /* ends with it */
    bool has_held;               /* a task whose answer waits for a second person */
    const char *outcome, *where; /* of that answer; of a signal to be confirmed */
    int64_t money;               /* of that answer, in fen */
};

struct facts_fold {
    struct arena *arena;
    struct case_facts facts;
    struct thing *things[FACT_KINDS];
    struct value *claimed; /* { key of a place = true }: once held */
    int32_t last[FACT_KINDS];
    const char *stage;
    int64_t stage_at, stage_seq, started_at;
    bool is_closed;
    /* of the row at hand */
    const struct journal_row *row;
    const struct value *body, *event;
    const struct workflow *workflow;
};

struct facts_fold *facts_fold_new(struct arena *arena)
{
    struct facts_fold *fold = ARENA_NEW(arena, struct facts_fold);
    fold->arena = arena;
    return fold;
}

struct case_facts *facts_fold_facts(struct facts_fold *fold)
{
    return &fold->facts;
}

/* ---- what goes on ---- */

static struct thing *find(const struct facts_fold *fold, enum fact_kind kind, const char *key)
{
    struct thing *thing = fold->things[kind];
    while (thing && strcmp(thing->key, key) != 0)
        thing = thing->next;
    return thing;
}

static struct thing *begin(struct facts_fold *fold, enum fact_kind kind, const char *key,
                           const char *name)
{
    struct thing *thing = ARENA_NEW(fold->arena, struct thing);

    *thing = (struct thing){.next = fold->things[kind],
                            .key = arena_text(fold->arena, key),
                            .name = name ? arena_text(fold->arena, name) : NULL,
                            .number = ++fold->last[kind],
                            .since_ms = fold->row->at};
    fold->things[kind] = thing;
    return thing;
}

/* What has ended is not looked for again. */
static void forget_ended(struct facts_fold *fold, enum fact_kind kind)
{
    struct thing **at = &fold->things[kind];
    while (*at)
        if ((*at)->status == THING_ENDED)
            *at = (*at)->next;
        else
            at = &(*at)->next;
}

static struct fact *tell(struct facts_fold *fold, enum fact_kind kind, const char *word)
{
    struct fact *fact = fact_add(&fold->facts, fold->arena, kind, word);
    fact->office = fold->facts.office;
    fact->at_ms = fold->row->at;
    fact->seq = fold->row->seq;
    return fact;
}

static struct fact *tell_thing(struct facts_fold *fold, enum fact_kind kind, const char *word,
                               const struct thing *thing)
{
    struct fact *fact = tell(fold, kind, word);
    fact->name = thing->name;
    fact->thing = thing->number;
    fact->since_ms = thing->since_ms;
    return fact;
}

/* ---- words and money ---- */

static const char *copy_text(const struct facts_fold *fold, const char *text)
{
    return text ? arena_text(fold->arena, text) : NULL;
}

static void tell_money(struct facts_fold *fold, const char *form, int64_t fen)
{
    if (fen <= 0)
        return;
    struct fact *fact = tell(fold, FACT_MONEY, "stated");
    fact->name = copy_text(fold, form);
    fact->amount = fen;
    fact->thing = ++fold->last[FACT_MONEY];
}

/* ---- clocks ---- */

/* "TJ-D6#obligations/2", "VS-D1@2" -> the id it was declared with. */
static const char *clock_id(const struct facts_fold *fold, const char *key)
{
    size_t len = strcspn(key, "#@");
    return arena_copy(fold->arena, (struct slice){key, len}).bytes;
}

static struct thing *clock_starts(struct facts_fold *fold, const char *key)
{
    struct thing *clock = find(fold, FACT_CLOCK, key);

    if (clock)
        clock->status = THING_ENDED; /* started anew: one run more */
    forget_ended(fold, FACT_CLOCK);
    clock = begin(fold, FACT_CLOCK, key, clock_id(fold, key));
    tell_thing(fold, FACT_CLOCK, "started", clock);
    return clock;
}

/* Met if it had not fallen due before; late is told when it falls due. */
static void clock_ends(struct facts_fold *fold, const char *key, const char *result)
{
    struct thing *clock = find(fold, FACT_CLOCK, key);

    if (!clock)
        return;
    if (clock->status == THING_OPEN && result)
        tell_thing(fold, FACT_CLOCK, result, clock);
    clock->status = THING_ENDED;
    forget_ended(fold, FACT_CLOCK);
}

static void clock_falls_due(struct facts_fold *fold, const char *key)
{
    struct thing *clock = find(fold, FACT_CLOCK, key);

    if (!clock)
        clock = clock_starts(fold, key);
    if (clock->status == THING_OPEN)
        tell_thing(fold, FACT_CLOCK, "late", clock);
    clock->status = THING_LATE;
}

static void clock_moves(struct facts_fold *fold, const char *key, const char *word)
{
    const struct thing *clock = find(fold, FACT_CLOCK, key);
    if (clock)
        tell_thing(fold, FACT_CLOCK, word, clock);
}

static const char *row_key(const struct facts_fold *fold, const char *id, const char *row)
{
    return row ? arena_printf(fold->arena, "%s#%s", id, row) : id;
}

static bool clock_runs(const struct facts_fold *fold, const char *key)
{
    return find(fold, FACT_CLOCK, key) != NULL;
}

/* A clock that a task or a wait names and that does not run yet: it brings it with it. */
static void own_clock_starts(struct facts_fold *fold, const struct value *command, const char *id)
{
    const char *row = value_get_text(command, "row");
    const char *number = value_get_text(command, "id");

    if (!id || clock_runs(fold, row_key(fold, id, row)) || clock_runs(fold, id))
        return;
    const char *key = arena_printf(fold->arena, "%s@%s", row_key(fold, id, row), number);
    if (clock_runs(fold, key)) /* `due` and `expires` may be one clock */
        return;
    struct thing *clock = clock_starts(fold, key);
    clock->command = arena_text(fold->arena, number);
    clock->is_of_stage = true;
}

/* Those of a command that has ended; result NULL: it was cancelled. */
static void own_clocks_end(struct facts_fold *fold, const char *command, const char *result)
{
    for (struct thing *clock = fold->things[FACT_CLOCK], *next; clock; clock = next) {
        next = clock->next;
        if (clock->command && strcmp(clock->command, command) == 0)
            clock_ends(fold, clock->key, result);
    }
}

/* What the opening row says of the clocks of the case is what counts: a case may have been carried
 * into the stage, or split off with clocks of its parent. */
static void clocks_as_opened(struct facts_fold *fold, const struct value *clocks)
{
    for (size_t i = 0; i < value_len(clocks); i++) {
        const char *key = clocks->map.members[i].key.bytes;
        bool runs = value_get_bool(clocks->map.members[i].value, "running", false);
        if (runs && !clock_runs(fold, key))
            clock_starts(fold, key);
        else if (!runs)
            clock_ends(fold, key, NULL);
    }
}

/* ---- tasks ---- */

static const char *task_key(const struct facts_fold *fold, const char *label)
{
    bool is_of_stage = strncmp(label, "confirm/", strlen("confirm/")) != 0;
    return arena_printf(fold->arena, "%lld:%s", is_of_stage ? (long long)fold->stage_seq : 0LL,
                        label);
}

static void task_opens(struct facts_fold *fold, const char *label, const char *form)
{
    struct thing *task = begin(fold, FACT_TASK, task_key(fold, label), form);
    task->is_of_stage = strncmp(label, "confirm/", strlen("confirm/")) != 0;
    tell_thing(fold, FACT_TASK, "opened", task);
}

/* A task that a signal opens has no name in the row that opens it: only its form is known until
 * somebody moves it. */
static const char *confirming_key(const struct facts_fold *fold, const char *form)
{
    return arena_printf(fold->arena, "0:confirm?%s", form ? form : "");
}

static void confirmation_opens(struct facts_fold *fold, const char *signal)
{
    const struct value *model = fold->workflow ? fold->workflow->model : &value_nil;
    const struct value *decl = value_get(value_get(model, "signals"), signal);
    const char *form = value_get_text(value_get(decl, "confirm"), "form");

    tell_thing(fold, FACT_TASK, "opened", begin(fold, FACT_TASK, confirming_key(fold, form), form));
}

/* The answer of this row stands for it, unless an earlier one waited for a second person. */
static void take_answer(struct facts_fold *fold, struct thing *task)
{
    const struct value *answer = value_get(fold->event, "answer");
    if (task->has_held)
        return;
    task->outcome = copy_text(fold, value_get_text(answer, "outcome"));
    task->where =
        answer_choices(fold->arena, fold->workflow, value_get_text(fold->event, "form"), answer);
    task->money = answer_money(fold->workflow, value_get_text(fold->event, "form"), answer);
}

static void task_is_done(struct facts_fold *fold, struct thing *task)
{
    take_answer(fold, task);
    struct fact *fact = tell_thing(fold, FACT_TASK, "done", task);
    fact->outcome = task->outcome;
    fact->where = task->where;
    task->status = THING_ENDED;
    tell_money(fold, task->name, task->money);
}

/* Answered, and not done: somebody else must agree first, or has sent it back. */
static void task_is_answered(struct facts_fold *fold, struct thing *task)
{
    if (task->has_held && !value_get_text(fold->event, "phase")) {
        tell_thing(fold, FACT_TASK, "returned", task);
        task->has_held = false;
        return;
    }
    take_answer(fold, task);
    task->has_held = true;
}

static void task_moves(struct facts_fold *fold, const char *label, const char *status)
{
    const char *form = value_get_text(fold->event, "form");
    bool is_answer = value_is_text(value_get(fold->event, "kind"), "task_completed");
    struct thing *task = find(fold, FACT_TASK, task_key(fold, label));

    if (!task && (task = find(fold, FACT_TASK, confirming_key(fold, form))))
        task->key = task_key(fold, label);
    if (!task)
        return;
    if (strcmp(status, "done") == 0)
        task_is_done(fold, task);
    else if (strcmp(status, "expired") == 0)
        tell_thing(fold, FACT_TASK, "expired", task)->outcome = "expired";
    else if (is_answer)
        task_is_answered(fold, task);
    if (strcmp(status, "expired") == 0 || strcmp(status, "cancelled") == 0)
        task->status = THING_ENDED;
    if (task->status == THING_ENDED && !strchr(label, '#'))
        own_clocks_end(fold, label, strcmp(status, "done") == 0 ? "met" : NULL);
    forget_ended(fold, FACT_TASK);
}

/* ---- letters, signals, places, cards ---- */

static void letter_moves(struct facts_fold *fold, const struct value *entry, const char *status)
{
    if (strcmp(status, "issued") == 0) {
        struct thing *letter = begin(fold, FACT_LETTER, "", value_get_text(entry, "letter"));
        tell_thing(fold, FACT_LETTER, "issued", letter);
        return;
    }
    int64_t ordinal = value_get_int(fold->event, "letter", 0);
    struct thing *letter = fold->things[FACT_LETTER];
    while (letter && letter->number != ordinal)
        letter = letter->next;
    if (!letter || letter->status == THING_ENDED || !fact_word(FACT_LETTER, status))
        return;
    tell_thing(fold, FACT_LETTER, fact_word(FACT_LETTER, status), letter);
    letter->status = THING_ENDED; /* other copies tell nothing more; it stays for its number */
}

static const char *signal_form(const struct facts_fold *fold, const char *name)
{
    const struct value *model = fold->workflow ? fold->workflow->model : &value_nil;
    return value_get_text(value_get(value_get(model, "signals"), name), "form");
}

static void signal_moves(struct facts_fold *fold, const char *name, const char *status)
{
    struct thing *kept = find(fold, FACT_SIGNAL, name);
    bool is_arriving = value_is_text(value_get(fold->event, "kind"), "signal");

    if (is_arriving || !kept) {
        const struct value *answer = is_arriving ? value_get(fold->event, "answer") : &value_nil;
        kept = begin(fold, FACT_SIGNAL, name, name);
        kept->outcome = copy_text(fold, value_get_text(answer, "outcome"));
        kept->where = answer_choices(fold->arena, fold->workflow, signal_form(fold, name), answer);
    }
    if (strcmp(status, "to_confirm") == 0) {
        confirmation_opens(fold, name);
        return;
    }
    bool is_refused = strcmp(status, "not_confirmed") == 0;
    struct fact *fact = tell_thing(fold, FACT_SIGNAL, is_refused ? "refused" : "taken", kept);
    fact->outcome = kept->outcome;
    fact->where = kept->where;
    kept->status = THING_ENDED;
    forget_ended(fold, FACT_SIGNAL);
}

/* "helpers/12" has come to be held, for the first time. Who holds it is not looked at. */
static void place_moves(struct facts_fold *fold, const char *key, const char *status)
{
    const char *slash = strrchr(key, '/');
    if (!slash || strcmp(status, "held") != 0)
        return;
    const char *name = arena_copy(fold->arena, (struct slice){key, (size_t)(slash - key)}).bytes;
    const struct thing *dispatch = fold->things[FACT_PLACE];
    while (dispatch && strcmp(dispatch->name, name) != 0)
        dispatch = dispatch->next;
    if (!fold->claimed)
        fold->claimed = value_map(fold->arena);
    if (dispatch && value_is_nil(value_get(fold->claimed, key)))
        tell_thing(fold, FACT_PLACE, "claimed", dispatch);
    value_put(fold->arena, fold->claimed, key, value_bool(fold->arena, true));
}

static void tell_places(struct facts_fold *fold, const struct thing *dispatch,
                        const struct value *value)
{
    static const char *const told[][2] = {
        {"need",     "needed"  },
        {"filled",   "filled"  },
        {"done",     "attended"},
        {"no_shows", "missed"  },
        {"minutes",  "minutes" },
    };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        int64_t amount = value_get_int(value, told[i][0], -1);
        if (amount >= 0)
            tell_thing(fold, FACT_PLACE, told[i][1], dispatch)->amount = amount;
    }
}

static void card_moves(struct facts_fold *fold, const char *key, const char *status)
{
    struct thing *card = find(fold, FACT_CARD, key);
    if (!card)
        card = begin(fold, FACT_CARD, key, NULL);
    if (fact_word(FACT_CARD, status))
        tell_thing(fold, FACT_CARD, fact_word(FACT_CARD, status), card);
}

/* ---- a row ---- */

static void leave_stage(struct facts_fold *fold, const char *next)
{
    if (!fold->stage)
        return;
    struct fact *fact = tell(fold, FACT_STAGE, "left");
    fact->name = fold->stage;
    fact->outcome = copy_text(fold, next);
    fact->thing = fold->last[FACT_STAGE];
    fact->since_ms = fold->stage_at;
    fold->stage = NULL;
    for (enum fact_kind kind = 0; kind < FACT_KINDS; kind++) {
        for (struct thing *thing = fold->things[kind]; thing; thing = thing->next)
            if (thing->is_of_stage)
                thing->status = THING_ENDED;
        if (kind == FACT_CLOCK || kind == FACT_TASK)
            forget_ended(fold, kind);
    }
}

static void note_type(struct facts_fold *fold, const struct value *data)
{
    const char *field = fold->workflow ? value_get_text(fold->workflow->model, "type") : NULL;
    const struct value *type = field ? value_get(data, field) : &value_nil;
    if (type->type == VALUE_TEXT)
        fold->facts.type = arena_copy(fold->arena, type->text).bytes;
}

static void tell_opening(struct facts_fold *fold)
{
    const struct value *opening = value_get(fold->body, "opening");

    if (!fold->row->is_opening)
        return;
    leave_stage(fold, value_get_text(opening, "stage")); /* it was carried */
    fold->stage = copy_text(fold, value_get_text(opening, "stage"));
    fold->stage_at = fold->row->at;
    fold->stage_seq = fold->row->seq;
    struct fact *fact = tell(fold, FACT_STAGE, "entered");
    fact->name = fold->stage;
    fact->thing = ++fold->last[FACT_STAGE];
    note_type(fold, value_get(opening, "data"));
}

/* "2026P000001": four digits, one or two letters, six digits. */
static bool is_case_number(const char *word, size_t len)
{
    enum { YEAR = 4, SERIAL = 6 };
    if (len != YEAR + 1 + SERIAL && len != YEAR + 2 + SERIAL)
        return false;
    for (size_t i = 0; i < len; i++) {
        bool is_letter = word[i] >= 'A' && word[i] <= 'Z',
             is_digit = word[i] >= '0' && word[i] <= '9';
        if (i >= YEAR && i < len - SERIAL ? !is_letter : !is_digit)
            return false;
    }
    return true;
}

/* Who names an earlier case comes again: the numbers in the field that the workflow says holds
 * them, and nothing else of it. Which cases they are is found by who keeps the facts. */
static void tell_repeats(struct facts_fold *fold, const struct value *data)
{
    const char *field = fold->workflow ? value_get_text(fold->workflow->model, "repeats") : NULL;
    const struct value *text = field ? value_get(data, field) : &value_nil;
    const char *word = text->type == VALUE_TEXT ? text->text.bytes : "";

    while (*word) {
        size_t len = 0;
        while ((word[len] >= '0' && word[len] <= '9') || (word[len] >= 'A' && word[len] <= 'Z'))
            len++;
        if (is_case_number(word, len)) {
            struct fact *fact = tell(fold, FACT_LINK, "made");
            fact->name = FACT_REPEATS;
            fact->where = arena_copy(fold->arena, (struct slice){word, len}).bytes;
            fact->thing = ++fold->last[FACT_LINK];
        }
        word += len ? len : 1;
    }
}

static void tell_beginning(struct facts_fold *fold)
{
    fold->facts.workflow = copy_text(fold, value_get_text(fold->event, "workflow"));
    fold->facts.office = copy_text(fold, value_get_text(fold->event, "office"));
    fold->started_at = fold->row->at;
    const char *intake = fold->workflow ? value_get_text(fold->workflow->model, "intake") : NULL;
    const struct value *data = value_get(value_get(fold->body, "opening"), "data");
    tell(fold, FACT_CASE, "started")->where =
        answer_choices(fold->arena, fold->workflow, intake, data);
    tell_money(fold, intake, answer_money(fold->workflow, intake, data));
    if (value_is_nil(value_get(fold->event, "parent"))) /* else the parent has said so */
        tell_repeats(fold, value_get(value_get(fold->body, "opening"), "data"));
}

/* It was merged into another and is its own again. */
static void reopen(struct facts_fold *fold)
{
    struct case_facts *facts = &fold->facts;
    for (size_t i = facts->count; i-- > 0;)
        if (facts->items[i].kind == FACT_CASE && strcmp(facts->items[i].word, "closed") == 0) {
            memmove(&facts->items[i], &facts->items[i + 1],
                    (facts->count - i - 1) * sizeof *facts->items);
            facts->count--;
            break;
        }
    fold->is_closed = false;
}

static void tell_done(struct facts_fold *fold, const struct value *entry)
{
    const char *status = value_text_or(value_get(entry, "status"), ""), *key;

    if (value_get_text(entry, "custody"))
        fold->facts.office = copy_text(fold, value_get_text(entry, "custody"));
    if ((key = value_get_text(entry, "clock"))) {
        if (strcmp(status, "due") == 0)
            clock_falls_due(fold, key);
        else if (strcmp(status, "running") == 0 || strcmp(status, "kept") == 0)
            clock_starts(fold, key);
        else if (strcmp(status, "met") == 0 || strcmp(status, "late") == 0)
            clock_ends(fold, key, fact_word(FACT_CLOCK, status));
    }
    if ((key = value_get_text(entry, "task")))
        task_moves(fold, key, status);
    if (value_get_text(entry, "letter"))
        letter_moves(fold, entry, status);
    if ((key = value_get_text(entry, "signal")))
        signal_moves(fold, key, status);
    if ((key = value_get_text(entry, "place")))
        place_moves(fold, key, status);
    if ((key = value_get_text(entry, "card")))
        card_moves(fold, key, status);
    if (value_get_text(entry, "case"))
        reopen(fold);
}

/* A wait that was closed unheard, perhaps in the turn that asked: so this is told after what the
 * script asked for. Its tasks are cancelled, and the clocks it brought with it. */
static void tell_cancelled(struct facts_fold *fold, const struct value *entry)
{
    const char *command = value_get_text(entry, "wait");
    if (!command || !value_is_text(value_get(entry, "status"), "cancelled"))
        return;
    const char *label = task_key(fold, command);
    size_t len = strlen(label);
    for (struct thing *task = fold->things[FACT_TASK]; task; task = task->next)
        if (strncmp(task->key, label, len) == 0 && (!task->key[len] || task->key[len] == '#'))
            task->status = THING_ENDED;
    forget_ended(fold, FACT_TASK);
    own_clocks_end(fold, command, NULL);
}

static void tell_heard(struct facts_fold *fold, const struct value *entry)
{
    const char *id = value_get_text(entry, "id");
    const struct value *value = value_get(entry, "value");

    if (!id)
        return;
    own_clocks_end(fold, id, "met");
    for (const struct thing *dispatch = fold->things[FACT_PLACE]; dispatch;
         dispatch = dispatch->next)
        if (dispatch->command && strcmp(dispatch->command, id) == 0) {
            tell_places(fold, dispatch, value);
            return;
        }
}

static void tell_link(struct facts_fold *fold, const struct value *command, enum verb verb)
{
    const struct value *args = value_get(command, "args");
    const char *as =
        verb == VERB_LINK ? value_get_text(command, "name") : value_get_text(args, "as");
    const char *other = verb == VERB_LINK ? (args->type == VALUE_MAP ? value_get_text(args, "ref")
                                                                     : value_text_or(args, NULL))
                                          : value_get_text(command, "result");
    struct fact *fact;

    if (!other) /* a sealed part shows no link */
        return;
    fact = tell(fold, FACT_LINK, "made");
    fact->name = copy_text(fold, as);
    fact->thing = ++fold->last[FACT_LINK];
    if (!id_from_text(other, strlen(other), &fact->other))
        fact->other = (struct id){0};
}

/* dispatch and attend of one name are about the same places. */
static void tell_dispatch(struct facts_fold *fold, const struct value *command, enum verb verb)
{
    const char *name = value_text_or(value_get(command, "name"), "");
    struct thing *dispatch = fold->things[FACT_PLACE];

    while (dispatch && strcmp(dispatch->name, name) != 0)
        dispatch = dispatch->next;
    if (!dispatch || verb == VERB_DISPATCH)
        dispatch = begin(fold, FACT_PLACE, name, name);
    dispatch->command = copy_text(fold, value_get_text(command, "id"));
}

static void tell_asking(struct facts_fold *fold, const struct value *command)
{
    const struct value *args = value_get(command, "args");
    const struct value *many = value_get(value_get(command, "result"), "tasks");
    const char *id = value_text_or(value_get(command, "id"), "");
    const char *form = value_get_text(command, "name");

    if (value_get_text(value_get(command, "result"), "task"))
        task_opens(fold, id, form);
    for (size_t i = 0; i < value_len(many); i++)
        task_opens(fold, arena_printf(fold->arena, "%s#%zu", id, i), form);
    if (value_is_nil(value_get(value_get(command, "result"), "tasks")) || value_len(many) > 0) {
        own_clock_starts(fold, command, value_get_text(args, "due"));
        own_clock_starts(fold, command, value_get_text(args, "expires"));
    }
}

static void tell_clock_command(struct facts_fold *fold, const struct value *command, enum verb verb)
{
    const char *key = row_key(fold, value_text_or(value_get(command, "name"), ""),
                              value_get_text(command, "row"));
    if (verb == VERB_START_CLOCK)
        clock_starts(fold, key);
    else if (verb == VERB_STOP_CLOCK)
        clock_ends(fold, key, fact_word(FACT_CLOCK, value_get_text(command, "result")));
    else if (verb != VERB_RESUME_CLOCK)
        clock_moves(fold, key, verb == VERB_PAUSE_CLOCK ? "paused" : "extended");
}

static void tell_command(struct facts_fold *fold, const struct value *command)
{
    enum verb verb = verb_of(value_text_or(value_get(command, "kind"), ""));

    if (!value_is_nil(value_get(command, "refused")))
        return;
    switch (verb) {
    case VERB_START_CLOCK:
    case VERB_STOP_CLOCK:
    case VERB_PAUSE_CLOCK:
    case VERB_RESUME_CLOCK:
    case VERB_EXTEND_CLOCK:
        tell_clock_command(fold, command, verb);
        return;
    case VERB_LINK:
    case VERB_SPLIT:
    case VERB_START_CASE:
        tell_link(fold, command, verb);
        return;
    case VERB_DISPATCH:
    case VERB_ATTEND:
        tell_dispatch(fold, command, verb);
        return;
    case VERB_SET:
        if (!value_get_text(command, "row"))
            note_type(fold, value_get(command, "args"));
        return;
    default:
        if (verb != VERB_NONE && verb_waits(verb))
            tell_asking(fold, command);
    }
}

/* An act from outside on a clock: { clock, act, entry = "extended" }. */
static void tell_clock_act(struct facts_fold *fold)
{
    const char *entry = value_get_text(fold->event, "entry");
    const char *key = value_get_text(fold->event, "clock");
    if (!entry || !key)
        return;
    if (strcmp(entry, "extended") == 0 || strcmp(entry, "paused") == 0)
        clock_moves(fold, key, entry);
}

static void tell_end(struct facts_fold *fold)
{
    const char *next = value_get_text(fold->body, "next");
    const char *closed = value_get_text(fold->body, "closed");

    if (!closed)
        closed = value_get_text(fold->body, "ends_as");
    if (next || value_get_text(fold->body, "closed"))
        leave_stage(fold, next);
    if (!closed)
        return;
    struct fact *fact = tell(fold, FACT_CASE, "closed");
    fact->outcome = copy_text(fold, closed);
    fact->since_ms = fold->started_at;
    fold->is_closed = true;
}

static void tell_row(struct facts_fold *fold)
{
    const struct value *body = fold->body;
    const struct value *done = value_get(body, "done"), *heard = value_get(body, "heard");
    const struct value *commands = value_get(body, "commands");

    if (fold->row->seq == 1)
        tell_beginning(fold);
    tell_opening(fold);
    for (size_t i = 0; i < value_len(done); i++)
        tell_done(fold, value_item(done, i));
    if (fold->row->is_opening)
        clocks_as_opened(fold, value_get(value_get(body, "opening"), "clocks"));
    tell_clock_act(fold);
    for (size_t i = 0; i < value_len(heard); i++)
        tell_heard(fold, value_item(heard, i));
    for (size_t i = 0; i < value_len(commands); i++)
        tell_command(fold, value_item(commands, i));
    for (size_t i = 0; i < value_len(done); i++)
        tell_cancelled(fold, value_item(done, i));
    tell_end(fold);
    fold->facts.seq = fold->row->seq;
}

int facts_fold_row(struct facts_fold *fold, const struct journal_row *row,
                   const struct workflow *workflow, struct err *err)
{
    struct arena arena = {0};
    struct value *body;
    int rc = row_read(&arena, row, &body, err);

    if (rc == 0) {
        fold->row = row;
        fold->body = body;
        fold->event = value_get(body, "event");
        fold->workflow = workflow;
        tell_row(fold);
    }
    arena_close(&arena);
    return rc;
}

struct facts_open facts_fold_open(const struct facts_fold *fold)
{
    struct facts_open open = {.stage = fold->stage, .is_closed = fold->is_closed};
    for (const struct thing *thing = fold->things[FACT_CLOCK]; thing; thing = thing->next)
        open.clocks += thing->command == NULL && !strchr(thing->key, '@');
    for (const struct thing *thing = fold->things[FACT_TASK]; thing; thing = thing->next)
        open.tasks++;
    return open;
}
