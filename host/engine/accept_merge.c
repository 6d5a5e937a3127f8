/* accept_merge.c - merging a case into another, and taking it back (merge.h).
 *
 * The duplicate asks, the other decides in its own turn, the duplicate closes when it hears of it:
 * so two cases merged into each other at once refuse both, and no ring can come about. A frozen
 * case keeps all its parts; only their timers are put aside, each with the time it was set for.
 */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/command.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/merge.h"
#include "engine/merge_news.h"
#include "engine/veil.h"

#define KEY_INTO "merge/into"

bool case_is_merged(const struct casefile *cf)
{
    return cf->row.status == CASE_CLOSED && slice_is(cf->row.outcome, MERGED_OUTCOME);
}

/* ---- the part that says so ---- */

static struct part *into_part(struct turn *turn, struct value **body)
{
    struct part *part = parts_find(&turn->cf->parts, PART_CUSTODY, slice_of(KEY_INTO));
    struct err ignored = {0};

    *body = &value_nil;
    if (part && canon_read(turn->arena, part->body, body, &ignored) != 0)
        *body = value_map(turn->arena);
    return part;
}

static const char *merge_word(int status)
{
    switch (status) {
    case MERGE_ASKED:
        return "asked";
    case MERGE_DONE:
        return "merged";
    case MERGE_FROM:
        return "joined";
    case MERGE_LEAVING:
        return "leaving";
    default:
        return "gone";
    }
}

static void put_merge(struct turn *turn, const char *key, int status, const struct value *body)
{
    struct part part = {.kind = PART_CUSTODY, .status = status, .key = slice_of(key)};

    part.body = canon_text(turn->arena, body);
    parts_put(&turn->cf->parts, &part);
    turn_note_done(turn, "merge", slice_of(key), merge_word(status));
}

static void drop_merge(struct turn *turn, const char *key)
{
    parts_drop(&turn->cf->parts, PART_CUSTODY, slice_of(key));
    turn_note_done(turn, "merge", slice_of(key), merge_word(0));
}

static const char *from_key(struct turn *turn, const struct id *from)
{
    char text[ID_TEXT_LEN + 1];
    return arena_printf(turn->arena, "merge/from/%s", id_to_text(from, text));
}

static bool into_id(const struct value *body, struct id *out)
{
    const char *text = value_text_or(value_get(body, "case"), "");
    return id_from_text(text, strlen(text), out);
}

/* ---- asking (at the duplicate) ---- */

static int check_actor(const struct turn *turn, struct err *err)
{
    static const char *const roles[] = {"clerk", "intake_clerk", "unit_clerk"};
    const struct actor *actor = turn->event->act->actor;
    const char *office = arena_copy(turn->arena, turn->cf->row.office).bytes;
    bool may = custody_may_direct(turn, actor);

    for (size_t i = 0; !may && i < sizeof roles / sizeof *roles; i++)
        may = actor_holds(actor, roles[i], office);
    if (may)
        return 0;
    return err_set(err, STATUS_FORBIDDEN,
                   "A clerk, dispatcher or head of the office that holds the case merges it.");
}

/* What can be known of the other case before it is asked. */
static int check_other(struct turn *turn, struct case_row *other, struct err *err)
{
    const struct act *act = turn->event->act;
    struct case_image image;
    int rc = reader_load_live(turn->worker->reader, &act->other, turn->arena, &image, err);

    if (rc == 0 && !turn_may_see(turn, image.row.office, image.row.extra))
        rc = STATUS_NOT_FOUND;
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such case to merge into.");
    if (rc != 0)
        return rc;
    *other = image.row;
    if (id_is_equal(&act->other, &turn->cf->ref))
        return err_set(err, STATUS_CONFLICT, "A case is not merged into itself.");
    if (case_is_sealed(image.row.extra) || case_is_sealed(turn->cf->marks))
        return err_set(err, STATUS_CONFLICT, "A sealed case stays by itself: it is not merged.");
    if (image.row.status == CASE_CLOSED)
        return err_set(err, STATUS_CONFLICT,
                       "The case %.*s is closed. Merge into one that is open.",
                       SLICE_ARG(image.row.number));
    return 0;
}

int accept_merge(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena), *asked;
    struct case_row other;
    char text[ID_TEXT_LEN + 1];
    int rc = accept_needs_open(turn, err);

    if (rc == 0)
        rc = check_actor(turn, err);
    if (rc == 0 && turn->cf->row.status == CASE_PARKED)
        rc = err_set(err, STATUS_CONFLICT,
                     "The case %.*s is parked: its script has failed. Have it retried first.",
                     SLICE_ARG(turn->cf->row.number));
    if (rc == 0 && (!act->reason || !*act->reason))
        rc = err_set(err, STATUS_MALFORMED, "Say why: the reason is kept with both cases.");
    if (rc == 0)
        rc = check_other(turn, &other, err);
    if (rc == 0 && into_part(turn, &asked))
        rc = err_set(err, STATUS_CONFLICT, "The case %.*s is being merged already, into %s.",
                     SLICE_ARG(turn->cf->row.number),
                     value_text_or(value_get(asked, "number"), "another"));
    if (rc != 0)
        return rc;
    turn_put_by(turn);
    turn->skips_hearing = true;
    value_put(arena, turn->event_value, "into", value_string(arena, id_to_text(&act->other, text)));
    value_put(arena, turn->event_value, "reason", value_string(arena, act->reason));
    value_put(arena, body, "case", value_string(arena, text));
    value_put(arena, body, "number", value_text(arena, other.number));
    put_merge(turn, KEY_INTO, MERGE_ASKED, body);
    turn_send(turn, &act->other, merge_news_body(turn, "merge"));
    return 0;
}

int accept_unmerge(struct turn *turn, struct err *err)
{
    struct value *body;
    struct part *part = into_part(turn, &body);
    struct id other;
    int rc = check_actor(turn, err);

    if (rc == 0 && (!part || part->status != MERGE_DONE || !into_id(body, &other)))
        rc = err_set(err, STATUS_CONFLICT, "The case %.*s is not merged into another.",
                     SLICE_ARG(turn->cf->row.number));
    if (rc == 0 && value_get_int(body, "forwarded", 0) > 0)
        rc = err_set(err, STATUS_CONFLICT,
                     "Something was sent to %.*s after the merge and has gone on to %s. Go on "
                     "there: the merge stays.",
                     SLICE_ARG(turn->cf->row.number),
                     value_text_or(value_get(body, "number"), "the other case"));
    if (rc != 0)
        return rc;
    turn_put_by(turn);
    turn->skips_hearing = true;
    value_put(turn->arena, turn->event_value, "reason",
              value_string(turn->arena, turn->event->act->reason));
    put_merge(turn, KEY_INTO, MERGE_LEAVING, body);
    turn_send(turn, &other, merge_news_body(turn, "unmerge"));
    return 0;
}

/* ---- at the other ---- */

static void on_asked(struct turn *turn, const struct value *body, const struct id *from)
{
    struct arena *arena = turn->arena;
    struct value *about = value_map(arena), *into;
    bool is_busy = into_part(turn, &into) != NULL;

    turn->skips_hearing = true;
    if (turn->cf->row.status == CASE_CLOSED || is_busy) {
        turn_send(turn, from, merge_news_body(turn, "merge_refused"));
        return;
    }
    value_put(arena, about, "number", value_get(body, "number"));
    put_merge(turn, from_key(turn, from), MERGE_FROM, about);
    turn_send(turn, from, merge_news_body(turn, "merge_taken"));
    merge_tell_holder(turn, "joined", value_text_or(value_get(body, "number"), ""));
}

static void on_leaving(struct turn *turn, const struct id *from)
{
    const char *key = from_key(turn, from);

    turn->skips_hearing = true;
    if (turn->cf->row.status == CASE_CLOSED) {
        turn_send(turn, from, merge_news_body(turn, "unmerge_refused"));
        return;
    }
    if (parts_find(&turn->cf->parts, PART_CUSTODY, slice_of(key)))
        drop_merge(turn, key);
    turn_send(turn, from, merge_news_body(turn, "unmerge_taken"));
}

/* It was let go, but something came to it before it heard so: it is a duplicate as before. */
static void on_stays(struct turn *turn, const struct value *body, const struct id *from)
{
    struct arena *arena = turn->arena;
    struct value *about = value_map(arena);

    turn->skips_hearing = true;
    if (turn->cf->row.status == CASE_CLOSED && !case_is_merged(turn->cf)) {
        merge_tell_ended(turn, from, arena_copy(arena, turn->cf->row.outcome).bytes);
        return;
    }
    value_put(arena, about, "number", value_get(body, "number"));
    put_merge(turn, from_key(turn, from), MERGE_FROM, about);
}

/* ---- at the duplicate again ---- */

/* Timers are put aside, each under its kind and key. */
static struct value *freeze(struct turn *turn)
{
    struct arena *arena = turn->arena;
    struct value *frozen = value_map(arena);

    for (int kind = PART_WAIT; kind < PART_KINDS; kind++) {
        struct part *part;
        for (size_t i = 0; (part = parts_next(&turn->cf->parts, (enum part_kind)kind, &i));) {
            struct part still = *part;
            if (part->due_ms == 0)
                continue;
            value_put(arena, frozen, arena_printf(arena, "%d/%.*s", kind, SLICE_ARG(part->key)),
                      value_int(arena, part->due_ms));
            still.due_ms = 0;
            parts_put(&turn->cf->parts, &still);
        }
    }
    return frozen;
}

static void thaw(struct turn *turn, const struct value *frozen)
{
    for (size_t i = 0; i < value_len(frozen); i++) {
        const struct member *member = &frozen->map.members[i];
        char *key;
        long kind = strtol(member->key.bytes, &key, 10);
        struct slice rest = {.bytes = key + 1,
                             .len = member->key.len - (size_t)(key + 1 - member->key.bytes)};
        struct part *part = parts_find(&turn->cf->parts, (enum part_kind)kind, rest);
        if (!part)
            continue;
        struct part again = *part;
        again.due_ms = value_int_or(member->value, 0);
        parts_put(&turn->cf->parts, &again);
    }
}

static void on_taken(struct turn *turn, const struct id *from)
{
    struct casefile *cf = turn->cf;
    struct arena *arena = turn->arena;
    struct value *body;
    struct part *part = into_part(turn, &body);

    turn->skips_hearing = true;
    if (!part || part->status != MERGE_ASKED || cf->row.status != CASE_OPEN) {
        turn_send(
            turn, from,
            merge_news_body(turn, "unmerge")); /* it has ended or failed by itself meanwhile */
        if (part)
            drop_merge(turn, KEY_INTO);
        return;
    }
    value_put(arena, body, "frozen", freeze(turn));
    put_merge(turn, KEY_INTO, MERGE_DONE, body);
    merge_tell_children(turn, from);
    cf->row.status = CASE_CLOSED;
    cf->closed_at = turn->at;
    casefile_set_outcome(cf, MERGED_OUTCOME);
    turn->ends_as = MERGED_OUTCOME;
}

static void on_refused(struct turn *turn)
{
    struct value *body;
    struct part *part = into_part(turn, &body);

    turn->skips_hearing = true;
    if (!part || part->status != MERGE_ASKED)
        return;
    drop_merge(turn, KEY_INTO);
    merge_tell_holder(turn, "not_joined", value_text_or(value_get(body, "number"), ""));
}

static void on_left(struct turn *turn, const struct id *from)
{
    struct casefile *cf = turn->cf;
    struct value *body;
    struct part *part = into_part(turn, &body);
    struct id other;

    turn->skips_hearing = true;
    if (!part || !into_id(body, &other) || !id_is_equal(&other, from))
        return;
    if (part->status == MERGE_DONE) /* called off meanwhile: merge_forward */
        turn_send(turn, from, merge_news_body(turn, "merge_stays"));
    if (part->status != MERGE_LEAVING)
        return;
    thaw(turn, value_get(body, "frozen"));
    cf->row.status = CASE_OPEN;
    cf->closed_at = 0;
    casefile_set_outcome(cf, "");
    drop_merge(turn, KEY_INTO);
    turn_note_done(turn, "case", cf->row.number, case_status_word(cf->row.status));
    merge_tell_children(turn, &cf->ref);
    turn->skips_hearing = false;
}

static void on_not_left(struct turn *turn)
{
    struct value *body;
    struct part *part = into_part(turn, &body);

    turn->skips_hearing = true;
    if (part && part->status == MERGE_LEAVING)
        put_merge(turn, KEY_INTO, MERGE_DONE, body);
}

int merge_message(struct turn *turn, const struct value *body, const struct id *from, bool *is_it,
                  struct err *err)
{
    const char *kind = value_text_or(value_get(body, "kind"), "");

    *is_it = true;
    if (strcmp(kind, "merge") == 0)
        on_asked(turn, body, from);
    else if (strcmp(kind, "merge_taken") == 0)
        on_taken(turn, from);
    else if (strcmp(kind, "merge_refused") == 0)
        on_refused(turn);
    else if (strcmp(kind, "unmerge") == 0)
        on_leaving(turn, from);
    else if (strcmp(kind, "unmerge_taken") == 0)
        on_left(turn, from);
    else if (strcmp(kind, "unmerge_refused") == 0)
        on_not_left(turn);
    else if (strcmp(kind, "merge_stays") == 0)
        on_stays(turn, body, from);
    else
        return merge_news(turn, body, from, is_it, err);
    return 0;
}

/* ---- what is sent on ---- */

/* Something that goes on while the case is leaving calls that off: a task that was answered for the
 * other would else be waited for here, by a case that is open again and never hears. */
void merge_forward(struct turn *turn, struct value *message)
{
    struct value *body;
    struct part *part = into_part(turn, &body);
    struct id other;

    if (!part || !into_id(body, &other))
        return;
    value_put(turn->arena, body, "forwarded",
              value_int(turn->arena, value_get_int(body, "forwarded", 0) + 1));
    put_merge(turn, KEY_INTO, MERGE_DONE, body);
    turn_send(turn, &other, message);
    turn_note_done(turn, "forwarded", slice_of(value_text_or(value_get(body, "case"), "")), "sent");
}
