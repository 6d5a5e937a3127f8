/* merge_news.c - what cases that were merged tell each other and people (merge_news.h).
 *
 *   forward { what, name, answer, vault }: a signal or an answer that came to a duplicate; its
 *     handles lie in the vault of the case it came to and are re-sealed here
 *   parent_moved { to }: the case that started this one has been merged, report to that one; or it
 *     is open again and asks for itself: whoever ended meanwhile says so once more
 *   lead_ended { outcome }: the case this one was merged into has ended
 *
 * A duplicate of a duplicate sends on what comes to it, message by message, until it is where work
 * goes on. Nothing that was sent on is ever dropped: what the script of the case has no place for
 * is recorded, and the holder is told.
 */
#include "engine/merge_news.h"
#include "base/log.h"
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/merge.h"
#include "engine/notify.h"
#include "engine/tasks.h"

/* ---- telling people ---- */

static const struct news_text {
    const char *what, *zh, *en;
} news_texts[] = {
    {"joined",     "案件 {other} 已并入 {number}。",                                     "The case {other} has been merged into {number}."},
    {"not_joined", "案件 {number} 未能并入 {other}。",
     "The case {number} could not be merged into {other}."                                                                                      },
    {"came",       "并入 {number} 的案件收到新内容,脚本未等待它,请查看。",
     "Something came through a case merged into {number} that its script does not wait for. Please "
     "look."                                                                                                                                    },
    {"lead_ended", "与您的事项 {number} 合并办理的 {other} 已办结。",
     "Your matter {number} was handled together with {other}, which has ended."                                                                 },
};

static void tell(struct turn *turn, const char *what, struct value *to, const char *other)
{
    struct arena *arena = turn->arena;
    struct value *text = value_map(arena), *with = value_map(arena), *told;
    struct notice_request request = {.name = what,
                                     .key =
                                         arena_printf(arena, "%s/%lld", what, (long long)turn->seq),
                                     .text = text,
                                     .to = to,
                                     .with = with};
    struct err err = {0};

    for (size_t i = 0; i < sizeof news_texts / sizeof *news_texts; i++)
        if (strcmp(news_texts[i].what, what) == 0) {
            value_put(arena, text, "zh", value_string(arena, news_texts[i].zh));
            value_put(arena, text, "en", value_string(arena, news_texts[i].en));
        }
    value_put(arena, with, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, with, "other", value_string(arena, other));
    if (value_len(to) > 0 && notice_send(turn, &request, &told, &err) != 0)
        log_error("engine", "a notice of a merged case could not be made: %s", err.text);
}

void merge_tell_holder(struct turn *turn, const char *what, const char *number)
{
    struct value *to = value_list(turn->arena);
    value_push(turn->arena, to, value_string(turn->arena, "assignee"));
    value_push(turn->arena, to, value_string(turn->arena, "unit_head"));
    tell(turn, what, to, number);
}

/* ---- cases ---- */

struct value *merge_news_body(struct turn *turn, const char *kind)
{
    struct value *body = turn_message(turn, kind);
    value_put(turn->arena, body, "number", value_text(turn->arena, turn->cf->row.number));
    return body;
}

void merge_tell_children(struct turn *turn, const struct id *to)
{
    struct part *part;
    char text[ID_TEXT_LEN + 1];

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_LINK, &i));) {
        struct value *body, *about;
        struct err ignored = {0};
        if (canon_read(turn->arena, part->body, &about, &ignored) != 0 ||
            !value_get_bool(about, "is_child", false) || !value_is_nil(value_get(about, "ended")))
            continue;
        body = merge_news_body(turn, "parent_moved");
        value_put(turn->arena, body, "to", value_string(turn->arena, id_to_text(to, text)));
        turn_send(turn, &part->ref, body);
    }
}

/* How this case ended, as its parent was told; NULL: nothing was told yet. */
static const char *outcome_told(struct turn *turn, const struct part *parent)
{
    struct value *about;
    struct err ignored = {0};

    if (turn->cf->row.status != CASE_CLOSED)
        return NULL;
    if (!case_is_merged(turn->cf))
        return arena_copy(turn->arena, turn->cf->row.outcome).bytes;
    return canon_read(turn->arena, parent->body, &about, &ignored) == 0
               ? value_get_text(about, "told")
               : NULL;
}

/* A parent that is open again waits as it did before, and what was told while it was merged went to
 * the other case. */
static void on_parent_moved(struct turn *turn, const struct value *body)
{
    struct part *part = parts_find(&turn->cf->parts, PART_LINK, slice_of("parent"));
    const char *to = value_text_or(value_get(body, "to"), "");
    bool is_back = value_is_text(value_get(body, "from"), to);

    turn->skips_hearing = true;
    if (!part)
        return;
    struct part changed = *part;
    if (!id_from_text(to, strlen(to), &changed.ref))
        return;
    const char *outcome = is_back ? outcome_told(turn, part) : NULL;
    parts_put(&turn->cf->parts, &changed);
    turn_note_done(turn, "parent", slice_of(to), "moved");
    if (outcome)
        turn_tell_parent(turn, outcome);
}

void merge_tell_ended(struct turn *turn, const struct id *to, const char *outcome)
{
    struct value *body = merge_news_body(turn, "lead_ended");

    value_put(turn->arena, body, "outcome", value_string(turn->arena, outcome));
    turn_send(turn, to, body);
}

void merge_tell_end(struct turn *turn, const char *outcome)
{
    static const char prefix[] = "merge/from/";
    struct part *part;

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_CUSTODY, &i));) {
        struct id to;
        if (part->status != MERGE_FROM || part->key.len != strlen(prefix) + ID_TEXT_LEN ||
            !id_from_text(part->key.bytes + strlen(prefix), ID_TEXT_LEN, &to))
            continue;
        merge_tell_ended(turn, &to, outcome);
    }
}

/* The end of a duplicate is the lead's, and nothing else of it keeps which that was. */
static void tell_parent_of_lead(struct turn *turn, const char *outcome)
{
    struct part *parent = parts_find(&turn->cf->parts, PART_LINK, slice_of("parent"));
    struct value *about;
    struct err ignored = {0};

    turn_tell_parent(turn, outcome);
    if (!parent || canon_read(turn->arena, parent->body, &about, &ignored) != 0)
        return;
    struct part changed = *parent;
    value_put(turn->arena, about, "told", value_string(turn->arena, outcome));
    changed.body = canon_text(turn->arena, about);
    parts_put(&turn->cf->parts, &changed);
}

/* The duplicate tells its own people and whoever waits for its end; and those merged into it. */
static void on_lead_ended(struct turn *turn, const struct value *body)
{
    struct arena *arena = turn->arena;
    const char *outcome = value_text_or(value_get(body, "outcome"), "");
    const struct value *people =
        turn->cf->workflow ? value_get(turn->cf->workflow->model, "people") : &value_nil;
    struct value *to = value_list(arena);

    turn->skips_hearing = true;
    value_put(arena, turn->event_value, "outcome", value_string(arena, outcome));
    if (!case_is_merged(turn->cf))
        return;
    for (size_t i = 0; i < value_len(people); i++)
        value_push(arena, to, value_text(arena, people->map.members[i].key));
    tell(turn, "lead_ended", to, value_text_or(value_get(body, "number"), ""));
    tell_parent_of_lead(turn, outcome);
    merge_tell_end(turn, outcome);
}

/* ---- what was sent on ---- */

void merge_forward_answer(struct turn *turn, const char *what, const char *name,
                          const struct value *answer)
{
    struct value *body = merge_news_body(turn, "forward");
    struct value *copy = value_copy(turn->arena, answer);

    value_put(turn->arena, copy, "row", &value_nil); /* rows have other names there */
    value_put(turn->arena, body, "what", value_string(turn->arena, what));
    value_put(turn->arena, body, "name", value_string(turn->arena, name));
    value_put(turn->arena, body, "answer", copy);
    value_put(turn->arena, body, "vault", value_get(body, "from"));
    merge_forward(turn, body);
}

static int on_forward(struct turn *turn, struct value *body, struct err *err)
{
    struct value *answer = value_get(body, "answer");
    const char *name = value_text_or(value_get(body, "name"), "");
    const char *vault = value_text_or(value_get(body, "vault"), "");
    struct id from;
    bool is_signal = value_is_text(value_get(body, "what"), "signal");
    int rc = id_from_text(vault, strlen(vault), &from)
                 ? 0
                 : err_set(err, STATUS_CORRUPT, "a message sent on without its vault");

    if (rc == 0)
        rc = vault_move(turn, &from, answer, err);
    if (rc != 0)
        return rc;
    turn->answer = answer;
    turn->is_outside = true; /* somebody said it, to another case */
    value_put(turn->arena, turn->event_value, "what", value_get(body, "what"));
    value_put(turn->arena, turn->event_value, is_signal ? "signal" : "form",
              value_string(turn->arena, name));
    value_put(turn->arena, turn->event_value, "through", value_get(body, "number"));
    if (is_signal && turn->cf->row.status != CASE_CLOSED && signal_is_open(turn, name))
        return signal_arrived(turn, name, err);
    turn->skips_hearing = true;
    turn_note_done(turn, "came", slice_of(name), "recorded");
    merge_tell_holder(turn, "came", value_text_or(value_get(body, "number"), ""));
    return 0;
}

int merge_news(struct turn *turn, const struct value *body, const struct id *from, bool *is_it,
               struct err *err)
{
    const char *kind = value_text_or(value_get(body, "kind"), "");
    struct value *copy = value_copy(turn->arena, body);

    (void)from;
    *is_it = true;
    if (strcmp(kind, "parent_moved") == 0) {
        on_parent_moved(turn, body);
    } else if (strcmp(kind, "lead_ended") == 0) {
        on_lead_ended(turn, body);
    } else if (strcmp(kind, "forward") == 0 && case_is_merged(turn->cf)) {
        turn->skips_hearing = true;
        merge_forward(turn, copy);
    } else if (strcmp(kind, "forward") == 0) {
        return on_forward(turn, copy, err);
    } else if (strcmp(kind, "ended") == 0 && case_is_merged(turn->cf)) {
        turn->skips_hearing = true;
        merge_forward(turn, copy);
    } else {
        *is_it = false;
    }
    return 0;
}
