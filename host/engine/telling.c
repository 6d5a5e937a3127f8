/* telling.c - what a case's journal tells of the outside (telling.h). */
#include "engine/telling.h"
#include "engine/veil.h"
#include "data/canon.h"
#include "data/digest.h"
#include "engine/inside.h"
#include "engine/row.h"
#include "engine/veil.h"

static enum event_kind kind_of(const char *word)
{
    for (enum event_kind kind = 0; kind < EVENT_KINDS; kind++)
        if (strcmp(event_word(kind), word) == 0)
            return kind;
    return EVENT_KINDS;
}

static void *one_more(struct arena *arena, void *items, size_t size, size_t count, size_t *capacity)
{
    if (count < *capacity)
        return items;
    size_t wanted = *capacity ? 2 * *capacity : 16;
    void *larger = arena_zero(arena, wanted * size);
    if (count)
        memcpy(larger, items, count * size);
    *capacity = wanted;
    return larger;
}

static void things_add(struct telling *telling, struct told_things *things, const char *name,
                       const struct value *value)
{
    things->items = one_more(&telling->arena, things->items, sizeof *things->items, things->count,
                             &things->capacity);
    things->items[things->count++] = (struct told_thing){.name = name, .value = value};
}

static void read_things(struct telling *telling, const struct value *body)
{
    const struct value *opening = value_get(body, "opening");
    const struct value *commands = value_get(body, "commands");

    const struct value *begins = value_get(value_get(body, "event"), "begins");

    if (!value_is_nil(begins))
        things_add(telling, &telling->children,
                   arena_copy(&telling->arena, telling->image.row.workflow).bytes, begins);
    if (value_get_text(opening, "stage"))
        things_add(telling, &telling->seeds, value_get_text(opening, "stage"), opening);
    for (size_t i = 0; i < value_len(commands); i++) {
        const struct value *command = value_item(commands, i);
        enum verb verb = verb_of(value_text_or(value_get(command, "kind"), ""));
        const char *name = value_get_text(command, "name");
        if (verb == VERB_SPLIT && value_is_nil(value_get(command, "refused")))
            things_add(telling, &telling->children,
                       arena_copy(&telling->arena, telling->image.row.workflow).bytes,
                       value_get(command, "result"));
        if (!name || !value_is_nil(value_get(command, "refused")))
            continue;
        if (verb == VERB_RECORD)
            things_add(telling, &telling->records, name, value_get(command, "result"));
        if (verb == VERB_START_CASE)
            things_add(telling, &telling->children, name, value_get(command, "result"));
    }
}

static int read_journal(struct telling *telling, struct reader *reader, struct err *err)
{
    const struct case_row *row = &telling->image.row;
    struct journal_row *rows;
    size_t count, bytes = 0;

    if (row->seq > TELLING_ROWS_MOST)
        return err_set(err, STATUS_TOO_LARGE, "its journal has %lld turns, more than %d",
                       (long long)row->seq, TELLING_ROWS_MOST);
    int rc = reader_back(reader, row->head, (size_t)row->seq, &telling->arena, &rows, &count, err);
    if (rc == 0 && count != (size_t)row->seq)
        rc = err_set(err, STATUS_CORRUPT, "its journal is not whole");
    if (rc != 0)
        return rc;
    for (size_t i = 0; i < count / 2; i++) {
        struct journal_row swapped = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = swapped;
    }
    for (size_t i = 0; i < count; i++)
        bytes += rows[i].body.len;
    if (bytes > TELLING_BYTES_MOST)
        return err_set(err, STATUS_TOO_LARGE, "its journal has more than %d MiB",
                       TELLING_BYTES_MOST >> 20);
    telling->journal = rows;
    telling->count = count;
    return 0;
}

static bool is_heard(const struct value *body, const char *id)
{
    const struct value *heard = value_get(body, "heard");
    for (size_t i = 0; i < value_len(heard); i++)
        if (value_is_text(value_get(value_item(heard, i), "id"), id))
            return true;
    return false;
}

bool event_follows(enum event_kind kind)
{
    return kind == EVENT_GO || kind == EVENT_STAGE || kind == EVENT_DISPATCH;
}

/* Of the value that was recorded in row `from` under this id: events before it is heard were in its
 * loan, that which hears it - or fails of it - in the next. */
static void mark_loan(struct telling *telling, size_t from, const char *id)
{
    for (size_t i = from + 1; i < telling->count && !telling->journal[i].is_opening; i++) {
        struct told_row *row = &telling->rows[i];
        bool is_end = is_heard(row->body, id) || !value_is_nil(value_get(row->body, "error"));
        if (!event_follows(row->kind) && row->loan != LOAN_THE_NEXT)
            row->loan = is_end ? LOAN_THE_NEXT : LOAN_THE_SAME;
        if (is_end)
            return;
    }
}

static void mark_loans(struct telling *telling)
{
    for (size_t i = 0; i < telling->count; i++) {
        const struct value *commands = value_get(telling->rows[i].body, "commands");
        for (size_t k = 0; k < value_len(commands); k++)
            if (value_is_text(value_get(value_item(commands, k), "kind"), "record"))
                mark_loan(telling, i, value_text_or(value_get(value_item(commands, k), "id"), ""));
    }
}

/* Deliberately one sentence, without a turn: of its own it would tell which case has lost a part
 * that is sealed. */
#define OF_OTHERS                                                                                  \
    "it was carried to another stage, or another case took part in it: split or merged"

/* What only two cases together could live again: one is not told of the other's state. */
static bool is_of_others(enum event_kind kind, const struct value *event)
{
    return kind == EVENT_MERGE || kind == EVENT_UNMERGE ||
           (kind == EVENT_START && !value_is_nil(value_get(event, "group"))) ||
           (kind == EVENT_MESSAGE && value_is_text(value_get(event, "message"), "forward"));
}

int telling_read(struct reader *reader, const struct id *ref, struct telling *out, struct err *err)
{
    *out = (struct telling){0};
    int rc = reader_load(reader, ref, &out->arena, &out->image, err);
    /* tasks about what moved out are gone, and the reason is nobody's to read */
    if (rc == 0 && case_is_veiled(out->image.row.extra))
        rc = err_set(err, STATUS_LATER, OF_OTHERS);
    if (rc == 0)
        rc = read_journal(out, reader, err);
    if (rc != 0)
        return rc;
    out->rows = ARENA_ARRAY(&out->arena, struct told_row, out->count);
    for (size_t i = 0; rc == 0 && i < out->count; i++) {
        struct value *body;
        rc = row_read(&out->arena, &out->journal[i], &body, err);
        if (rc != 0)
            break;
        const char *word = value_text_or(value_get(value_get(body, "event"), "kind"), "");
        out->rows[i] =
            (struct told_row){.row = &out->journal[i], .body = body, .kind = kind_of(word)};
        if (out->rows[i].kind == EVENT_MOVE ||
            is_of_others(out->rows[i].kind, value_get(body, "event")))
            rc = err_set(err, STATUS_LATER, OF_OTHERS);
        else if (out->rows[i].kind == EVENT_KINDS)
            rc = err_set(err, STATUS_LATER, "turn %lld: an event \"%s\" cannot be told again",
                         (long long)out->journal[i].seq, word);
        read_things(out, body);
    }
    if (rc == 0)
        mark_loans(out);
    return rc;
}

void telling_close(struct telling *telling)
{
    arena_close(&telling->arena);
    *telling = (struct telling){0};
}

void telling_rewind(struct telling *telling)
{
    telling->seeds_given.count = telling->records_given.count = telling->children_given.count = 0;
}

/* ---- asked by turns ---- */

/* How many of this name were given before; it is given now. */
static size_t give(struct turn *turn, struct given_things *given, const char *name)
{
    struct telling *telling = turn->engine->telling;
    size_t before = 0;

    for (size_t i = 0; i < given->count; i++)
        before += strcmp(given->items[i].name, name) == 0;
    given->items = one_more(&telling->arena, given->items, sizeof *given->items, given->count,
                            &given->capacity);
    given->items[given->count++] =
        (struct given){.name = arena_text(&telling->arena, name), .seq = turn->seq};
    return before;
}

/* The one of this name with as many of the name before it; NULL: there were not so many. */
static const struct value *take(struct turn *turn, const struct told_things *things,
                                struct given_things *given, const char *name, size_t *before)
{
    size_t left = *before = give(turn, given, name);

    for (size_t i = 0; i < things->count; i++)
        if (strcmp(things->items[i].name, name) == 0 && left-- == 0)
            return things->items[i].value;
    return NULL;
}

/* A stage nobody entered draws what every retelling of this case draws there. */
void telling_seed(struct turn *turn, const char *stage, uint8_t seed[16])
{
    struct telling *telling = turn->engine->telling;
    struct digest digest;
    struct err ignored = {0};
    struct stage opened;
    size_t before;
    const struct value *opening =
        take(turn, &telling->seeds, &telling->seeds_given, stage, &before);

    if (opening && stage_open(&opened, opening, 0, &ignored) == 0) {
        memcpy(seed, opened.seed, 16);
        stage_close(&opened);
        return;
    }
    char ref[ID_TEXT_LEN + 1];
    digest_of(slice_of(arena_printf(turn->arena, "%s/%s/%zu", id_to_text(&turn->cf->ref, ref),
                                    stage, before)),
              &digest);
    memcpy(seed, digest.bytes, 16);
}

struct value *telling_record(struct turn *turn, const char *name, struct value *value)
{
    struct telling *telling = turn->engine->telling;
    size_t before;
    const struct value *recorded =
        take(turn, &telling->records, &telling->records_given, name ? name : "", &before);
    return recorded ? value_copy(turn->arena, recorded) : value;
}

void telling_child(struct turn *turn, const char *workflow, struct id *child)
{
    struct telling *telling = turn->engine->telling;
    size_t before;
    const struct value *ref =
        take(turn, &telling->children, &telling->children_given, workflow, &before);
    const char *text = ref ? value_text_or(ref, "") : "";
    struct id known;
    if (id_from_text(text, strlen(text), &known))
        *child = known;
}

struct value *telling_posts(struct turn *turn, const char *dispatch)
{
    const struct case_image *image = &turn->engine->telling->image;
    const char *prefix = arena_printf(turn->arena, "%s#", dispatch);
    struct value *posts = value_list(turn->arena), *body;
    struct err ignored = {0};

    for (size_t i = 0; i < image->part_count; i++) { /* in order of their keys */
        const struct part *part = &image->parts[i];
        if (part->kind != PART_DISPATCH || part->key.len < strlen(prefix) ||
            memcmp(part->key.bytes, prefix, strlen(prefix)) != 0 ||
            canon_read(turn->arena, part->body, &body, &ignored) != 0)
            continue;
        const struct value *rows = value_get(body, "posts");
        for (size_t k = 0; k < value_len(rows); k++)
            value_push(turn->arena, posts, value_copy(turn->arena, value_item(rows, k)));
    }
    return value_len(posts) ? posts : NULL;
}

static void take_back(struct given_things *given, int64_t seq)
{
    while (given->count > 0 && given->items[given->count - 1].seq >= seq)
        given->count--;
}

/* The stage that this turn may have opened stays open: its seed was used. */
void telling_take_back(struct turn *turn)
{
    take_back(&turn->engine->telling->records_given, turn->seq);
    take_back(&turn->engine->telling->children_given, turn->seq);
}

int telling_answer(struct turn *turn, const struct form *form, const char *outcome,
                   const struct value *answer, struct value **clean, struct err *err)
{
    struct form_answer given = {
        .outcome = outcome, .data = answer, .today = date_of(turn->at), .sealer = NULL};
    struct form_result result = {0};
    int rc = form_retake(form, &given, turn->arena, &result, err);
    turn->errors = result.errors;
    *clean = result.clean;
    return rc;
}
