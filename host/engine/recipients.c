/* recipients.c - who is meant by a word (recipients.h): one row for each word that is no role.
 *
 * Where the host has no record of a person at all, a role stands for itself: tokens hold roles
 * everywhere then. As soon as there are people, roles are resolved to those who hold them now.
 */
#include "engine/recipients.h"

#include "data/canon.h"
#include "duty/staff.h"
#include "engine/dispatches.h"
#include "engine/inside.h"
#include "engine/recusal.h"
#include "engine/tasks.h"
#include "engine/veil.h"

struct meaning {
    struct turn *turn;
    const struct recipients_where *where;
    const char *office; /* resolved; "" if there is none */
    struct staff_subjects subjects;
    struct value *out;
};

/* ---- entries --------------------------------------------------------------------------------- */

static bool is_listed(const struct meaning *finding, const char *key, const char *text)
{
    for (size_t i = 0; i < value_len(finding->out); i++)
        if (value_is_text(value_get(value_item(finding->out, i), key), text))
            return true;
    return false;
}

static void add_person(struct meaning *finding, const char *person, const char *role,
                       const char *office)
{
    struct arena *arena = finding->turn->arena;
    struct value *entry = value_map(arena);
    const char *asked = finding->where->task ? finding->office : NULL;

    if (is_listed(finding, "person", person) || !veil_may_be_told(finding->turn, person, asked))
        return;
    value_put(arena, entry, "person", value_string(arena, person));
    value_put(arena, entry, "role", value_string(arena, role));
    value_put(arena, entry, "office", value_string(arena, office));
    value_push(arena, finding->out, entry);
}

static struct staff_query query_of(const struct meaning *finding, const char *role,
                                   const char *office)
{
    return (struct staff_query){.office = office,
                                .role = role,
                                .now_ms = finding->turn->at,
                                .except = finding->where->except,
                                .subjects = &finding->subjects};
}

/* Somebody meant by name: himself, or who stands in for him. */
static void add_named(struct meaning *finding, const char *person)
{
    const struct staff *staff = turn_staff(finding->turn);
    struct staff_query query = query_of(finding, NULL, NULL);
    const char *asked = staff_instead_of(staff, person, &query);
    if (asked)
        add_person(finding, asked, NULL, NULL);
}

static void add_role(struct meaning *finding, const char *role, const char *office)
{
    const struct staff *staff = turn_staff(finding->turn);
    struct arena *arena = finding->turn->arena;
    struct value *entry = value_map(arena);
    struct staff_query query = query_of(finding, role, office);

    if (!staff_is_empty(staff)) {
        struct value *found = staff_candidates(staff, &query, arena);
        for (size_t i = 0; i < value_len(found); i++)
            add_person(finding, value_text_or(value_item(found, i), ""), role, office);
        return;
    }
    value_put(arena, entry, "role", value_string(arena, role));
    value_put(arena, entry, "office", value_string(arena, office));
    for (size_t i = 0; i < value_len(finding->out); i++)
        if (value_is_equal(value_item(finding->out, i), entry))
            return;
    value_push(arena, finding->out, entry);
}

/* ---- words ----------------------------------------------------------------------------------- */

static void find_unit_head(struct meaning *finding, const char *word)
{
    add_role(finding, word, finding->office);
}

static void find_lead_unit(struct meaning *finding, const char *word)
{
    const char *office = office_of_word(finding->turn, NULL);
    (void)word;
    if (!office)
        return;
    add_role(finding, "unit_head", office);
    add_role(finding, "unit_clerk", office);
}

/* In the office, or the nearest above where anybody holds it. */
static void find_above(struct meaning *finding, const char *word)
{
    const struct staff *staff = turn_staff(finding->turn);
    const struct staff_office *office = staff_office_now(staff, finding->office);
    size_t before = value_len(finding->out);

    if (!office || staff_is_empty(staff)) {
        add_role(finding, word, finding->office);
        return;
    }
    while (office && value_len(finding->out) == before) {
        add_role(finding, word, office->code);
        office = staff_office_now(staff, office->parent);
    }
}

static void find_on_duty(struct meaning *finding, const char *word)
{
    const struct staff *staff = turn_staff(finding->turn);
    struct staff_query query = query_of(finding, NULL, finding->office);
    struct value *found = staff_on_duty(staff, &query, finding->turn->arena);

    if (staff_is_empty(staff))
        add_role(finding, word, finding->office);
    for (size_t i = 0; i < value_len(found); i++)
        add_person(finding, value_text_or(value_item(found, i), ""), word, finding->office);
}

/* The tasks meant: the one in hand, else those that are open and due by the clock. */
static void each_task(struct meaning *finding,
                      void (*find)(struct meaning *finding, const struct task *task))
{
    struct turn *turn = finding->turn;
    const char *clock = finding->where->clock;
    struct part *part;
    struct err ignored = {0};

    if (finding->where->task) {
        find(finding, finding->where->task);
        return;
    }
    for (size_t i = 0; clock && (part = parts_next(&turn->cf->parts, PART_TASK, &i));) {
        struct task task;
        if (part_is_live(part) && task_of_part(turn, part, &task, &ignored) == 0 &&
            ((task.due && strcmp(task.due, clock) == 0) ||
             (task.expires && strcmp(task.expires, clock) == 0)))
            find(finding, &task);
    }
}

static void find_assignee_of(struct meaning *finding, const struct task *task)
{
    if (task->assignee)
        add_named(finding, task->assignee);
}

static void find_candidates_of(struct meaning *finding, const struct task *task)
{
    const char *office = office_of_word(finding->turn, task->office);
    for (size_t i = 0; i < value_len(task->candidates); i++)
        add_named(finding, value_text_or(value_item(task->candidates, i), ""));
    for (size_t i = 0; office && i < value_len(task->to); i++)
        add_role(finding, value_text_or(value_item(task->to, i), ""), office);
}

static void find_assignee(struct meaning *finding, const char *word)
{
    (void)word;
    each_task(finding, find_assignee_of);
}

static void find_candidates(struct meaning *finding, const char *word)
{
    (void)word;
    each_task(finding, find_candidates_of);
}

static const struct word_row {
    const char *word;
    void (*find)(struct meaning *finding, const char *word);
} words[] = {
    {"assignee",         find_assignee  },
    {"candidates",       find_candidates},
    {"unit_head",        find_unit_head },
    {"lead_unit",        find_lead_unit },
    {"supervisor",       find_above     },
    {"leader_in_charge", find_above     },
    {"on_duty",          find_on_duty   },
};

/* ---- what the case binds --------------------------------------------------------------------- */

static bool find_bound(struct meaning *finding, const char *word)
{
    struct turn *turn = finding->turn;
    const char *key = arena_printf(turn->arena, "relation/%s", word);
    struct part *part = parts_find(&turn->cf->parts, PART_FACT, slice_of(key));
    struct value *body;
    struct err ignored = {0};

    if (!part || !part_is_live(part) || canon_read(turn->arena, part->body, &body, &ignored) != 0)
        return false;
    const char *person = value_get_text(body, "person");
    if (person)
        add_named(finding, person);
    return person != NULL;
}

static const struct value *model_of(const struct turn *turn)
{
    return turn->cf->workflow ? turn->cf->workflow->model : &value_nil;
}

/* The field of that type in the rows of a list, as any form declares them; NULL: none has. */
static const char *field_of_rows(const struct turn *turn, struct slice list, const char *type)
{
    const struct value *forms = value_get(model_of(turn), "forms");

    for (size_t i = 0; i < value_len(forms); i++) {
        const struct value *fields = value_get(forms->map.members[i].value, "fields");
        for (size_t k = 0; k < value_len(fields); k++) {
            const struct value *rows = value_item(fields, k), *inner = value_get(rows, "fields");
            if (!slice_is_equal(slice_of(value_text_or(value_get(rows, "name"), "")), list))
                continue;
            for (size_t n = 0; n < value_len(inner); n++)
                if (value_is_text(value_get(value_item(inner, n), "type"), type))
                    return value_get_text(value_item(inner, n), "name");
        }
    }
    return NULL;
}

/* The person that a row of the case names. */
static const struct value *person_of_row(const struct turn *turn, const struct value *row)
{
    const char *name = value_text_or(value_get(row, "$row"), "");
    const char *field =
        field_of_rows(turn, (struct slice){.bytes = name, .len = strcspn(name, "/")}, "people");
    return field ? value_get(row, field) : &value_nil;
}

static void add_citizen(struct meaning *finding, const char *relation, const char *row,
                        const struct value *handle)
{
    struct arena *arena = finding->turn->arena;
    struct value *entry = value_map(arena);

    if (row && is_listed(finding, "row", row))
        return;
    value_put(arena, entry, "relation", value_string(arena, relation));
    value_put(arena, entry, "row", value_string(arena, row));
    value_put(arena, entry, "handle", value_copy(arena, handle));
    value_push(arena, finding->out, entry);
}

/* Where the relation is a list, each of its rows is somebody: each gets a copy of his own. A letter
 * that nobody signed has no such list: there is nobody. */
static bool find_relation(struct meaning *finding, const char *word)
{
    struct turn *turn = finding->turn;
    const struct value *field = value_get(value_get(model_of(turn), "people"), word);
    const struct value *held = &value_nil;

    if (value_is_nil(field))
        return false;
    if (turn->cf->has_stage)
        held = value_get(turn->cf->stage.data, value_text_or(field, ""));
    for (size_t i = 0; held->type == VALUE_LIST && i < value_len(held); i++)
        if (value_is_nil(value_get(value_item(held, i), "$ended")))
            add_citizen(finding, word, value_get_text(value_item(held, i), "$row"),
                        person_of_row(turn, value_item(held, i)));
    bool is_nobody =
        value_is_nil(held) && field_of_rows(turn, slice_of(value_text_or(field, "")), "people");
    if (held->type == VALUE_LIST || is_nobody || is_listed(finding, "relation", word))
        return true;
    add_citizen(finding, word, NULL, held);
    value_put(turn->arena, value_item(finding->out, value_len(finding->out) - 1), "field",
              value_copy(turn->arena, field));
    return true;
}

/* A row of the case: the relation it is of, else its list, and the person it names. It may have
 * been dropped behind the verb that names it: who withdraws is told so. */
static void find_row(struct meaning *finding, const struct value *item)
{
    struct turn *turn = finding->turn;
    const struct value *people = value_get(model_of(turn), "people");
    const char *name = arena_copy(turn->arena, item->text).bytes;
    const struct value *row = turn->cf->has_stage ? data_any_row(turn->cf->stage.data, name) : NULL;
    const char *relation = name;

    for (size_t i = 0; i < value_len(people); i++) {
        const char *field = value_text_or(people->map.members[i].value, "");
        if (strncmp(field, name, strlen(field)) == 0 && name[strlen(field)] == '/')
            relation = arena_copy(turn->arena, people->map.members[i].key).bytes;
    }
    add_citizen(finding, relation, name, row ? person_of_row(turn, row) : item);
}

static bool find_places(struct meaning *finding, const char *word)
{
    struct turn *turn = finding->turn;
    struct part *part;
    struct value *body;
    struct err ignored = {0};
    bool is_dispatch = parts_find(&turn->cf->parts, PART_DISPATCH, slice_of(word)) != NULL;

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_PLACE, &i));) {
        if (!part_is_live(part) || canon_read(turn->arena, part->body, &body, &ignored) != 0 ||
            !value_is_text(value_get(body, "dispatch"), word))
            continue;
        is_dispatch = true;
        if (value_get_text(body, "person")) /* a held place is a promise: nobody stands in */
            add_person(finding, value_get_text(body, "person"), NULL, NULL);
    }
    return is_dispatch;
}

static bool find_person(struct meaning *finding, const char *word)
{
    struct id id;
    if (!id_from_text(word, strlen(word), &id))
        return false;
    add_named(finding, word);
    return true;
}

static void find_word(struct meaning *finding, const char *word)
{
    if (find_bound(finding, word) || find_relation(finding, word) || find_person(finding, word))
        return;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, word) == 0) {
            words[i].find(finding, word);
            return;
        }
    if (!find_places(finding, word))
        add_role(finding, word, finding->office);
}

/* A row of case.data, or what `places` gave: the person it names. */
static void find_item(struct meaning *finding, const struct value *item)
{
    const struct dispatch *of;
    const struct place *place =
        item->type == VALUE_ROW ? turn_place(finding->turn, item->text.bytes, &of) : NULL;
    if (item->type == VALUE_TEXT) {
        find_word(finding, item->text.bytes);
    } else if (place) { /* a held place is a promise: nobody stands in */
        add_person(finding, place->person, NULL, NULL);
    } else if (item->type == VALUE_MAP && value_get_text(item, "person")) {
        add_person(finding, value_get_text(item, "person"), NULL, NULL);
    } else if (item->type == VALUE_ROW) {
        find_row(finding, item);
    } else if (item->type == VALUE_HANDLE) {
        add_citizen(finding, "person", NULL, item);
    }
}

struct value *recipients_of(struct turn *turn, const struct value *to,
                            const struct recipients_where *where)
{
    static const struct recipients_where nowhere;
    struct meaning finding = {
        .turn = turn, .where = where ? where : &nowhere, .out = value_list(turn->arena)};
    const char *office = office_of_word(turn, finding.where->office);

    finding.office = office ? office : "";
    recusal_subjects(turn, finding.where->task, &finding.subjects);
    if (to->type == VALUE_LIST)
        for (size_t i = 0; i < value_len(to); i++)
            find_item(&finding, value_item(to, i));
    else
        find_item(&finding, to);
    return finding.out;
}

/* ---- offices --------------------------------------------------------------------------------- */

const char *office_of_word(const struct turn *turn, const char *word)
{
    const struct staff *staff = turn_staff(turn);
    const char *here = turn->cf->row.office.bytes;
    const struct staff_office *office = staff_office_now(staff, here);

    if (!word)
        return office ? office->code : here;
    if (strcmp(word, "parent") == 0) {
        office = office ? staff_office_now(staff, office->parent) : NULL;
        return office ? office->code : NULL;
    }
    if (strcmp(word, "review_body") == 0)
        return staff_review_body(staff, here);
    if (strcmp(word, "sealed_route") == 0)
        return staff_sealed_route(staff, here);
    office = staff_office_now(staff, word);
    return office ? office->code : NULL;
}

const struct staff *turn_staff(const struct turn *turn)
{
    return turn->cf->loan.staff ? turn->cf->loan.staff : turn->engine->staff_none;
}
