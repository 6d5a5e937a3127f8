/* recipients.c - who is meant by a word (recipients.h): one row for each word that is no role.
 *
 * Where the host has no record of a person at all, a role stands for itself: tokens hold roles
 * everywhere then. As soon as there are people, roles are resolved to those who hold them now.
 */
#include "engine/recipients.h"

#include "data/canon.h"
#include "duty/staff.h"
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

    if (is_listed(finding, "person", person) || !veil_may_be_told(finding->turn, person))
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

static bool find_relation(struct meaning *finding, const char *word)
{
    struct turn *turn = finding->turn;
    struct arena *arena = turn->arena;
    const struct value *model = turn->cf->workflow ? turn->cf->workflow->model : &value_nil;
    const struct value *field = value_get(value_get(model, "people"), word);
    struct value *entry = value_map(arena);

    if (value_is_nil(field))
        return false;
    value_put(arena, entry, "relation", value_string(arena, word));
    value_put(arena, entry, "field", value_copy(arena, field));
    if (turn->cf->has_stage)
        value_put(arena, entry, "handle",
                  value_copy(arena, value_get(turn->cf->stage.data, value_text_or(field, ""))));
    if (!is_listed(finding, "relation", word))
        value_push(arena, finding->out, entry);
    return true;
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
    struct arena *arena = finding->turn->arena;
    struct value *entry;

    if (item->type == VALUE_TEXT) {
        find_word(finding, item->text.bytes);
    } else if (item->type == VALUE_MAP && value_get_text(item, "person")) {
        add_person(finding, value_get_text(item, "person"), NULL, NULL);
    } else if (item->type == VALUE_ROW || item->type == VALUE_HANDLE) {
        entry = value_map(arena);
        value_put(arena, entry, "relation",
                  value_string(arena, item->type == VALUE_ROW ? item->text.bytes : "person"));
        value_put(arena, entry, "handle", value_copy(arena, item));
        value_push(arena, finding->out, entry);
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
