/* veil.c - what of a case only the cleared may see: who is cleared (veil.h), and what a turn does
 * so that a sealed part leaves nothing behind.
 *
 *   turn of the split   rows gone from case.data, tasks about them gone, veil.seq = the next turn
 *   turns after it      the same stage: still behind the veil
 *   next stage opens    veil.seq = this turn; rows named without gaps: it shows from here on
 *
 * A veil is never lifted, only moved on when another part is drawn behind it.
 */
#include "engine/veil.h"
#include <stdlib.h>
#include "data/canon.h"
#include "engine/command.h"
#include "engine/custody.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/recipients.h"
#include "engine/tasks.h"

/* ---- who looks ---- */

static bool list_may_see(void *owner, const struct seen_case *seen)
{
    return eyes_may_see(owner, seen->office, seen->extra, seen->seq);
}

/* Which offices stand over which: the records, or the tree of the active release. */
struct offices {
    const struct staff *staff;
    const struct value *tree;
};

static const char *parent_of(const struct offices *offices, const char *code)
{
    const struct staff_office *office = staff_office(offices->staff, code);
    return office ? office->parent : value_get_text(value_get(offices->tree, code), "parent");
}

static void add_above(const struct offices *offices, const char *code, struct value *above,
                      struct arena *arena)
{
    while (code && !words_have(above, code)) {
        value_push(arena, above, value_string(arena, code));
        code = parent_of(offices, code);
    }
}

static struct eyes *eyes_of(const struct offices *offices, const struct actor *actor,
                            struct arena *arena)
{
    struct eyes *eyes = ARENA_NEW(arena, struct eyes);
    struct value *cleared = value_list(arena), *above = value_list(arena);

    eyes->list = (struct list_eyes){.may_see = list_may_see, .owner = eyes};
    /* as long as nobody is known, an administrator is everybody */
    eyes->is_everywhere = actor && !actor->is_person &&
                          (words_have(actor->roles, SEALED_ROLE) ||
                           (actor->is_administrator && staff_is_empty(offices->staff)));
    for (size_t i = 0; actor && i < actor->membership_count; i++) {
        const struct membership *held = &actor->memberships[i];
        add_above(offices, held->office, above, arena);
        if (strcmp(held->role, SEALED_ROLE) == 0)
            value_push(arena, cleared, value_string(arena, held->office));
    }
    eyes->actor = actor;
    eyes->cleared = cleared;
    eyes->above = above;
    return eyes;
}

const struct eyes *engine_eyes(struct engine *engine, const struct actor *actor,
                               struct arena *arena)
{
    const struct offices offices = {engine->staff, value_get(engine_model(engine), "tree")};
    struct eyes *eyes = eyes_of(&offices, actor, arena);

    eyes->staff = engine->staff;
    eyes->now_ms = loop_now_ms(engine->loop);
    return eyes;
}

static struct offices turn_offices(const struct turn *turn)
{
    const struct edition *active = turn->cf->loan.active;
    return (struct offices){
        turn_staff(turn), active ? value_get(release_model(active->release), "tree") : &value_nil};
}

static bool is_cleared(const struct eyes *eyes, const char *office, const struct value *units)
{
    for (size_t i = 0; i < value_len(units); i++)
        if (words_have(eyes->above, value_text_or(value_item(units, i), "")))
            return false;
    return eyes->is_everywhere || words_have(eyes->cleared, office);
}

/* Where it is held, or where something is asked of it: whoever is to receive it sees what. */
static bool is_cleared_for(const struct eyes *eyes, const char *office, const struct value *sealed)
{
    const struct value *units = value_get(sealed, "units"), *asked = value_get(sealed, "asked");
    bool is = is_cleared(eyes, office, units);
    for (size_t i = 0; !is && i < value_len(asked); i++)
        is = is_cleared(eyes, value_text_or(value_item(asked, i), ""), units);
    return is;
}

bool eyes_are_cleared(const struct eyes *eyes, struct slice office)
{
    struct arena arena = {0};
    bool is = is_cleared(eyes, arena_copy(&arena, office).bytes, &value_nil);
    arena_close(&arena);
    return is;
}

static bool has_word(struct slice text, const char *word)
{
    return text.len && memmem(text.bytes, text.len, word, strlen(word));
}

bool eyes_may_see(const struct eyes *eyes, struct slice office, struct slice extra, int64_t seq)
{
    struct arena arena = {0};
    struct value *marks;
    struct err ignored = {0};
    bool may = true;

    if (!eyes || (!has_word(extra, "\"sealed\"") && !has_word(extra, "\"veil\"")))
        return true;
    if (canon_read(&arena, extra, &marks, &ignored) != 0)
        marks = value_map(&arena);
    const struct value *sealed = value_get(marks, "sealed"), *veil = value_get(marks, "veil");
    if (!value_is_nil(sealed))
        may = is_cleared_for(eyes, arena_copy(&arena, office).bytes, sealed);
    if (may && seq > 0 && seq < value_get_int(veil, "seq", 0))
        may = is_cleared(eyes, value_text_or(value_get(veil, "office"), ""),
                         value_get(veil, "units"));
    arena_close(&arena);
    return may;
}

int64_t task_key_seq(struct slice key)
{
    char digits[16] = "";
    size_t len = key.len < sizeof digits - 1 ? key.len : sizeof digits - 1;
    memcpy(digits, key.bytes, len);
    return strtoll(digits, NULL, 10);
}

int eyes_check_case(const struct eyes *eyes, struct reader *reader, const struct id *ref,
                    struct arena *arena, struct err *err)
{
    struct case_image image;
    int rc = reader_load_live(reader, ref, arena, &image, err);

    if (rc == 0 && !eyes_may_see(eyes, image.row.office, image.row.extra, 0))
        rc = STATUS_NOT_FOUND;
    return rc == STATUS_NOT_FOUND ? err_set(err, rc, "There is no such case.") : rc;
}

int eyes_check_whole(const struct eyes *eyes, struct reader *reader, const struct id *ref,
                     struct arena *arena, struct err *err)
{
    struct case_image image;
    int rc = reader_load_live(reader, ref, arena, &image, err);

    if (rc == 0 && !eyes_may_see(eyes, image.row.office, image.row.extra, 0))
        rc = STATUS_NOT_FOUND;
    if (rc == STATUS_NOT_FOUND)
        return err_set(err, rc, "There is no such case.");
    if (rc == 0 && !eyes_may_see(eyes, image.row.office, image.row.extra, 1))
        rc = err_set(err, STATUS_FORBIDDEN,
                     "The whole journal of this case is for who holds the role \"" SEALED_ROLE
                     "\" in the office that held it.");
    return rc;
}

int eyes_check_task(const struct eyes *eyes, struct reader *reader, const struct id *task,
                    struct arena *arena, struct err *err)
{
    struct case_image image;
    struct part part;
    struct id ref;
    int rc = list_find_task(reader, task, arena, &part, &ref, err);

    if (rc == 0)
        rc = reader_load_live(reader, &ref, arena, &image, err);
    if (rc == 0 && !eyes_may_see(eyes, image.row.office, image.row.extra, task_key_seq(part.key)))
        rc = STATUS_NOT_FOUND;
    return rc == STATUS_NOT_FOUND ? err_set(err, rc, "There is no such task.") : rc;
}

/* ---- the marks of a case in hand ---- */

static struct value *marks_of(const struct casefile *cf, struct arena *arena)
{
    struct value *marks;
    struct err ignored = {0};
    if (!cf->marks.len || canon_read(arena, cf->marks, &marks, &ignored) != 0)
        marks = value_map(arena);
    return marks;
}

void casefile_mark(struct casefile *cf, const char *name, struct value *mark)
{
    struct arena scratch = {0};
    struct value *marks = marks_of(cf, &scratch);

    value_put(&scratch, marks, name, mark);
    cf->marks = arena_copy(&cf->arena, canon_text(&scratch, marks));
    arena_close(&scratch);
}

bool case_is_sealed(struct slice extra)
{
    return has_word(extra, "\"sealed\"");
}

bool case_is_veiled(struct slice extra)
{
    return has_word(extra, "\"veil\"");
}

bool case_is_veiled_at(struct slice extra, int64_t seq)
{
    struct arena arena = {0};
    struct value *marks;
    struct err ignored = {0};
    bool is = case_is_veiled(extra);

    if (is && canon_read(&arena, extra, &marks, &ignored) == 0) /* unreadable: all of it */
        is = seq < value_get_int(value_get(marks, "veil"), "seq", 0);
    arena_close(&arena);
    return is;
}

bool turn_may_see(const struct turn *turn, struct slice office, struct slice extra)
{
    const struct offices offices = turn_offices(turn);
    return eyes_may_see(eyes_of(&offices, turn->event->act->actor, turn->arena), office, extra, 0);
}

int veil_check_actor(const struct turn *turn, struct err *err)
{
    const struct casefile *cf = turn->cf;
    const struct act *act = turn->event->act;

    if (!act || !act->actor || !cf->marks.len || cf->row.seq == 0)
        return 0;
    const struct offices offices = turn_offices(turn);
    const struct eyes *eyes = eyes_of(&offices, act->actor, turn->arena);
    if (eyes_may_see(eyes, cf->row.office, cf->marks, 0))
        return 0;
    return err_set(err, STATUS_NOT_FOUND, "There is no such case.");
}

/* ---- drawing it ---- */

static bool names_row(const struct value *rows, const char *name)
{
    bool is = false;
    for (size_t i = 0; name && !is && i < value_len(rows); i++)
        is = slice_is(value_item(rows, i)->text, name);
    return is;
}

/* Tasks about the rows, ended ones too: who lists tasks must not find one too many. */
int veil_find_tasks(struct turn *turn, const struct value *rows, struct value *keys,
                    struct err *err)
{
    const struct casefile *cf = turn->cf;
    struct case_image image = {0};
    struct task task;
    int rc = cf->row.id ? reader_load(turn->worker->reader, &cf->ref, turn->arena, &image, err) : 0;

    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        const struct part *part = &image.parts[i];
        if (part->kind != PART_TASK)
            continue;
        rc = task_of_part(turn, part, &task, err);
        if (rc == 0 && names_row(rows, task.row))
            value_push(turn->arena, keys, value_text(turn->arena, part->key));
    }
    return rc;
}

/* Those that this loan has ended are in hand, the others in the store only. */
static void drop_tasks(struct turn *turn, const struct value *rows, const struct value *keys)
{
    struct part *part;
    struct task task;
    struct err ignored = {0};

    for (size_t i = 0; i < value_len(keys); i++) {
        struct slice key = value_item(keys, i)->text;
        if (!parts_find(&turn->cf->parts, PART_TASK, key)) {
            struct op *op = write_set_add(turn->writes, OP_DROP_PART);
            op->part = (struct part){.kind = PART_TASK, .key = key};
        }
    }
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));)
        if (task_of_part(turn, part, &task, &ignored) == 0 && names_row(rows, task.row))
            parts_drop(&turn->cf->parts, PART_TASK, part->key);
}

static void drop_seals(struct turn *turn, const struct value *rows)
{
    for (size_t i = 0; i < value_len(rows); i++)
        parts_drop(
            &turn->cf->parts, PART_CUSTODY,
            slice_of(arena_printf(turn->arena, "seal/%s", value_text_or(value_item(rows, i), ""))));
}

/* A sealed case knows its units by its mark, any other by what its data says. */
static const struct value *sealed_units(const struct turn *turn)
{
    return value_get(value_get(marks_of(turn->cf, turn->arena), "sealed"), "units");
}

struct value *veil_units(struct turn *turn)
{
    const struct value *marked = sealed_units(turn);
    struct value *units =
        marked->type == VALUE_LIST ? value_copy(turn->arena, marked) : value_list(turn->arena);
    struct part *part = parts_find(&turn->cf->parts, PART_FACT, slice_of("subject"));
    struct value *body = &value_nil;
    struct err ignored = {0};

    if (part && canon_read(turn->arena, part->body, &body, &ignored) != 0)
        body = &value_nil;
    const struct value *offices = value_get(body, "offices");
    for (size_t i = 0; i < value_len(offices); i++)
        if (!words_have(units, value_text_or(value_item(offices, i), "")))
            value_push(turn->arena, units, value_copy(turn->arena, value_item(offices, i)));
    return units;
}

void veil_draw(struct turn *turn, const struct value *rows, const struct value *tasks)
{
    struct arena *arena = turn->arena;
    struct value *veil = value_map(arena);

    value_put(arena, veil, "seq", value_int(arena, turn->seq + 1));
    value_put(arena, veil, "office", value_text(arena, turn->cf->row.office));
    value_put(arena, veil, "units", veil_units(turn));
    casefile_mark(turn->cf, "veil", veil);
    drop_tasks(turn, rows, tasks);
    drop_seals(turn, rows);
}

/* ---- the stage after it ---- */

/* Rows are numbered from 1 on without gaps; `names` says which are called otherwise now. */
static void close_gaps(struct arena *arena, const struct member *member, struct value *names)
{
    for (size_t i = 0; i < value_len(member->value); i++) {
        struct value *row = value_item(member->value, i);
        const char *former = value_get_text(row, "$row");
        const char *name = arena_printf(arena, "%.*s/%zu", SLICE_ARG(member->key), i + 1);
        if (!former || strcmp(former, name) == 0)
            continue;
        value_put(arena, names, former, value_string(arena, name));
        value_put(arena, row, "$row", value_string(arena, name));
    }
}

static struct value *renamed(struct arena *arena, const struct value *names, struct value *value)
{
    if (value->type == VALUE_ROW) {
        const char *name = value_text_or(value_get_slice(names, value->text), NULL);
        return name ? value_row(arena, slice_of(name)) : value;
    }
    for (size_t i = 0; value->type == VALUE_LIST && i < value_len(value); i++)
        value->list.items[i] = renamed(arena, names, value->list.items[i]);
    for (size_t i = 0; value->type == VALUE_MAP && i < value_len(value); i++)
        value->map.members[i].value = renamed(arena, names, value->map.members[i].value);
    return value;
}

void data_close_gaps(struct arena *arena, struct value *data, struct value *names)
{
    for (size_t i = 0; i < value_len(data); i++)
        if (data->map.members[i].value->type == VALUE_LIST)
            close_gaps(arena, &data->map.members[i], names);
    if (value_len(names))
        (void)renamed(arena, names, data);
}

/* A clock's key has its row behind "#": the new key, NULL if it stays. */
static const char *key_after(struct arena *arena, const struct value *names, struct slice key)
{
    const char *hash = memchr(key.bytes, '#', key.len);
    if (!hash || memchr(key.bytes, '@', key.len))
        return NULL;
    const char *row =
        arena_copy(arena, (struct slice){.bytes = hash + 1,
                                         .len = key.len - 1 - (size_t)(hash - key.bytes)})
            .bytes;
    const char *name = value_get_text(names, row);
    return name ? arena_printf(arena, "%.*s#%s", (int)(hash - key.bytes), key.bytes, name) : NULL;
}

/* All leave their keys before any takes a new one: what one row leaves, the next one takes. */
static void rename_clocks(struct turn *turn, const struct value *names, struct value *clocks)
{
    struct arena *arena = turn->arena;
    struct value *seen = value_copy(arena, clocks);
    struct clock *moved = ARENA_ARRAY(arena, struct clock, value_len(seen) + 1);
    struct err ignored = {0};

    for (size_t i = 0; i < value_len(seen); i++) {
        struct slice key = seen->map.members[i].key;
        struct part *part = parts_find(&turn->cf->parts, PART_CLOCK, key);
        if (!key_after(arena, names, key))
            continue;
        if (!part || clock_of_part(turn, part, &moved[i], &ignored) != 0)
            moved[i] = (struct clock){0};
        value_put_slice(arena, clocks, key, &value_nil);
        parts_drop(&turn->cf->parts, PART_CLOCK, key);
    }
    for (size_t i = 0; i < value_len(seen); i++) {
        const char *after = key_after(arena, names, seen->map.members[i].key);
        if (!after)
            continue;
        value_put(arena, clocks, after, seen->map.members[i].value);
        moved[i].row = strchr(after, '#') + 1;
        if (moved[i].id)
            clock_keep(turn, after, &moved[i]);
    }
}

static void rename_signals(struct turn *turn, const struct value *names)
{
    struct arena *arena = turn->arena;
    struct part *part;

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_SIGNAL, &i));) {
        struct part changed = *part;
        struct value *body;
        struct err ignored = {0};
        if (canon_read(arena, part->body, &body, &ignored) != 0)
            continue;
        changed.body = canon_text(arena, renamed(arena, names, body));
        parts_put(&turn->cf->parts, &changed);
    }
}

static void rename_seals(struct turn *turn, const struct value *names)
{
    struct arena *arena = turn->arena;
    struct parts *parts = &turn->cf->parts;
    struct part *seals = ARENA_ARRAY(arena, struct part, value_len(names) + 1);

    for (size_t i = 0; i < value_len(names); i++) {
        const struct member *name = &names->map.members[i];
        struct slice key = slice_of(arena_printf(arena, "seal/%.*s", SLICE_ARG(name->key)));
        const struct part *part = parts_find(parts, PART_CUSTODY, key);
        if (!part)
            continue;
        seals[i] = *part;
        seals[i].key = slice_of(arena_printf(arena, "seal/%s", value_text_or(name->value, "")));
        seals[i].body = arena_copy(arena, part->body);
        parts_drop(parts, PART_CUSTODY, key);
    }
    for (size_t i = 0; i < value_len(names); i++)
        if (seals[i].key.len)
            parts_put(parts, &seals[i]);
}

void veil_at_stage(struct turn *turn, struct value *data, struct value *clocks)
{
    struct arena *arena = turn->arena;
    struct value *veil = value_get(marks_of(turn->cf, arena), "veil"), *names = value_map(arena);

    if (value_get_int(veil, "seq", 0) <= turn->cf->stage.seq)
        return; /* none, or of a former stage */
    value_put(arena, veil, "seq", value_int(arena, turn->seq));
    casefile_mark(turn->cf, "veil", veil);
    data_close_gaps(arena, data, names);
    rename_clocks(turn, names, clocks);
    rename_signals(turn, names);
    rename_seals(turn, names);
}

/* ---- offices, fields, rows ---- */

static bool is_within(const struct turn *turn, const char *code, const char *unit)
{
    const struct offices offices = turn_offices(turn);
    while (code && strcmp(code, unit) != 0)
        code = parent_of(&offices, code);
    return code != NULL;
}

int veil_check_office(struct turn *turn, const struct asked *asked, const char *office,
                      struct err *err)
{
    const struct value *units = veil_units(turn);
    for (size_t i = 0; i < value_len(units); i++)
        if (is_within(turn, office, value_text_or(value_item(units, i), "")))
            return command_refuse(err, asked, "there is no office \"%s\".",
                                  value_text_or(value_get(asked->args, "office"), ""));
    return 0;
}

/* What he holds now is in one of those units, or under one. */
static bool belongs_to(const struct turn *turn, const char *id, const struct value *units)
{
    const struct staff *staff = turn_staff(turn);
    const struct staff_person *person = staff_person(staff, id);

    for (size_t i = 0; person && i < person->membership_count; i++) {
        const struct staff_membership *held = &person->memberships[i];
        const struct staff_office *now = staff_office_now(staff, held->office);
        if (!period_has(held->valid, turn->at))
            continue;
        for (size_t k = 0; k < value_len(units); k++)
            if (is_within(turn, now ? now->code : held->office,
                          value_text_or(value_item(units, k), "")))
                return true;
    }
    return false;
}

static bool holds_seal(const struct turn *turn, const char *person, const char *asked)
{
    const struct staff *staff = turn_staff(turn);
    const char *office = arena_copy(turn->arena, turn->cf->row.office).bytes;

    return staff_holds(staff, person, SEALED_ROLE, office, turn->at) ||
           (asked && staff_holds(staff, person, SEALED_ROLE, asked, turn->at));
}

/* As eyes_of has it: who stands in for somebody is what that one is, for as long. */
bool veil_may_be_told(const struct turn *turn, const char *person, const char *asked)
{
    const struct staff *staff = turn_staff(turn);

    if (!case_is_sealed(turn->cf->marks) || staff_is_empty(staff))
        return true;
    const struct value *units = sealed_units(turn);
    const struct value *covers = staff_covers(staff, person, turn->at, turn->arena);
    bool is_cleared = holds_seal(turn, person, asked);
    bool is_of_unit = belongs_to(turn, person, units);
    for (size_t i = 0; i < value_len(covers); i++) {
        const char *absent = value_text_or(value_item(covers, i), "");
        is_cleared |= holds_seal(turn, absent, asked);
        is_of_unit |= belongs_to(turn, absent, units);
    }
    return is_cleared && !is_of_unit;
}

void veil_note_asked(struct turn *turn)
{
    const char *holder = arena_copy(turn->arena, turn->cf->row.office).bytes;
    struct value *sealed = value_map(turn->arena), *asked = value_list(turn->arena);
    struct part *part;

    if (!turn->moves_hands || !case_is_sealed(turn->cf->marks))
        return;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct task task;
        struct err ignored = {0};
        if (!part_is_live(part) || task_of_part(turn, part, &task, &ignored) != 0 || !task.office)
            continue;
        const char *office = office_of_word(turn, task.office);
        if (office && strcmp(office, holder) != 0 && !words_have(asked, office))
            value_push(turn->arena, asked, value_string(turn->arena, office));
    }
    value_put(turn->arena, sealed, "units", value_copy(turn->arena, sealed_units(turn)));
    if (value_len(asked) > 0)
        value_put(turn->arena, sealed, "asked", asked);
    casefile_mark(turn->cf, "sealed", sealed);
}

void veil_pass_on(struct turn *turn, struct value *message)
{
    if (!case_is_sealed(turn->cf->marks))
        return;
    value_put(turn->arena, message, "sealed", value_bool(turn->arena, true));
    value_put(turn->arena, message, "units", value_copy(turn->arena, sealed_units(turn)));
}

void veil_take(struct turn *turn, const struct value *message)
{
    struct value *sealed = value_map(turn->arena);

    if (!value_get_bool(message, "sealed", false))
        return;
    value_put(turn->arena, sealed, "units", value_copy(turn->arena, value_get(message, "units")));
    casefile_mark(turn->cf, "sealed", sealed);
    value_put(turn->arena, turn->event_value, "sealed", value_bool(turn->arena, true));
}

int veil_check_receiver(const struct turn *turn, const char *office, struct err *err)
{
    const struct value *units = sealed_units(turn);
    for (size_t i = 0; office && i < value_len(units); i++)
        if (is_within(turn, office, value_text_or(value_item(units, i), "")))
            return err_set(err, STATUS_MALFORMED,
                           "There is no office \"%s\". See GET /api/v1/offices for the codes.",
                           office);
    return 0;
}

static bool holds(const struct value *where, const struct value *what)
{
    bool found = (where->type == VALUE_HANDLE || where->type == VALUE_ROW) &&
                 where->type == what->type && slice_is_equal(where->text, what->text);
    for (size_t i = 0; where->type == VALUE_LIST && !found && i < value_len(where); i++)
        found = holds(value_item(where, i), what);
    for (size_t i = 0; where->type == VALUE_MAP && !found && i < value_len(where); i++)
        found = holds(where->map.members[i].value, what);
    return found;
}

/* What is sealed now: by former turns, and by this one so far. Calls `is` with each name until it
 * says yes. */
static bool any_sealed(const struct turn *turn, const struct value *value,
                       bool (*is)(const struct turn *turn, const char *name,
                                  const struct value *value))
{
    struct part *part;

    for (const struct asked *asked = turn->first; asked; asked = asked->next)
        if (asked->verb == VERB_SEAL && !asked->refused &&
            is(turn, asked->row ? asked->row : asked->name, value))
            return true;
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_CUSTODY, &i));)
        if (part->status == CUSTODY_SEAL && is(turn, part->key.bytes + strlen("seal/"), value))
            return true;
    return false;
}

/* The sealed row itself, or a value that stands in the sealed field or row. */
static bool is_of_name(const struct turn *turn, const char *name, const struct value *value)
{
    const struct value *data = turn->cf->stage.data;
    const struct value *row = name ? data_row(data, name) : NULL;

    if (!name)
        return false;
    if (value->type == VALUE_ROW)
        return slice_is(value->text, name);
    return holds(row ? row : value_get(data, name), value);
}

static bool is_name(const struct turn *turn, const char *name, const struct value *value)
{
    (void)turn;
    return name && value_is_text(value, name);
}

bool seal_has_name(const struct turn *turn, const struct value *name)
{
    return name->type == VALUE_TEXT && any_sealed(turn, name, is_name);
}

static void leave_out_rows(const struct turn *turn, struct value *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->list.len; i++)
        if (!seal_has_name(turn, value_get(list->list.items[i], "$row")))
            list->list.items[kept++] = list->list.items[i];
    list->list.len = kept;
}

void seal_leave_out(const struct turn *turn, struct value *data)
{
    size_t kept = 0;
    for (size_t i = 0; i < data->map.len; i++) {
        struct member member = data->map.members[i];
        if (seal_has_name(turn, value_text(turn->arena, member.key)))
            continue;
        if (member.value->type == VALUE_LIST)
            leave_out_rows(turn, member.value);
        data->map.members[kept++] = member;
    }
    data->map.len = kept;
}

bool seal_is_within(const struct turn *turn, const struct value *value)
{
    bool is = (value->type == VALUE_HANDLE || value->type == VALUE_ROW) &&
              any_sealed(turn, value, is_of_name);
    for (size_t i = 0; value->type == VALUE_LIST && !is && i < value_len(value); i++)
        is = seal_is_within(turn, value_item(value, i));
    for (size_t i = 0; value->type == VALUE_MAP && !is && i < value_len(value); i++)
        is = seal_is_within(turn, value->map.members[i].value);
    return is;
}
