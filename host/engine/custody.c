/* custody.c - which office holds a case, and the way it went (custody.h).
 *
 *      handoff received         ladder, or a person: one level up
 *   A -----------------> B ---------------------------------------> C
 *   A <----------------------------------------------------------- C   given back: a leg of its own
 *
 * What is told of a leg is told twice: in the part, for who asks where the case is and was, and in
 * `done` of the row, for the journal. Nothing that replay needs stands in either: a stage knows by
 * its opening row whose changes it plays.
 */
#include "engine/custody.h"
#include "base/log.h"
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/inside.h"
#include "engine/notify.h"
#include "engine/recipients.h"
#include "engine/recusal.h"
#include "engine/tasks.h"
#include "engine/veil.h"
#include "script/tree.h"

static const struct value *tree_of(const struct turn *turn)
{
    const struct edition *active = turn->cf->loan.active;
    return active ? value_get(release_model(active->release), "tree") : &value_nil;
}

static int level_of(const struct turn *turn, const char *code)
{
    const struct staff_office *office = staff_office(turn_staff(turn), code);
    return office ? office->level : tree_depth(tree_of(turn), code);
}

/* Where a host keeps no records of offices, there are those of the active release. */
static const char *office_of_tree(const struct turn *turn, const char *word)
{
    const struct value *tree = tree_of(turn);
    const char *holder = arena_copy(turn->arena, turn->cf->row.office).bytes;
    const char *code = word;

    if (strcmp(word, "parent") == 0 || strcmp(word, "review_body") == 0 ||
        strcmp(word, "sealed_route") == 0)
        code = value_get_text(value_get(tree, holder), "parent");
    if (value_is_nil(tree))
        return code && strcmp(code, holder) == 0 ? code : NULL;
    return code && !value_is_nil(value_get(tree, code)) ? code : NULL;
}

const char *custody_office(const struct turn *turn, const char *word)
{
    const struct staff_office *offices;
    const char *code;

    if (!word)
        return NULL;
    code = staff_offices(turn_staff(turn), &offices) > 0 ? office_of_word(turn, word)
                                                         : office_of_tree(turn, word);
    return code ? arena_text(turn->arena, code) : NULL;
}

const char *custody_kind_word(enum custody_kind kind)
{
    static const char *const words[] = {[CUSTODY_RECEIVED] = "received",
                                        [CUSTODY_RAISED] = "raised",
                                        [CUSTODY_GIVEN_BACK] = "given_back",
                                        [CUSTODY_RULED] = "ruled"};
    return words[kind];
}

/* The legs of one turn are numbered: a key is never given twice. */
static const char *leg_key(struct turn *turn)
{
    const char *key;
    int n = 0;
    do
        key = arena_printf(turn->arena, "way/%010lld.%d", (long long)turn->seq, n++);
    while (parts_find(&turn->cf->parts, PART_CUSTODY, slice_of(key)));
    return key;
}

static const char *keep_leg(struct turn *turn, const struct custody_leg *leg, const char *from)
{
    struct arena *arena = turn->arena;
    struct value *body = value_map(arena), *done = value_map(arena);
    struct part part = {.kind = PART_CUSTODY, .status = CUSTODY_LEG};

    value_put(arena, body, "from", value_string(arena, from));
    value_put(arena, body, "to", value_string(arena, leg->to));
    value_put(arena, body, "at", value_int(arena, turn->at));
    value_put(arena, body, "kind", value_string(arena, custody_kind_word(leg->kind)));
    value_put(arena, body, "why", value_string(arena, leg->why));
    value_put(arena, body, "by",
              value_string(arena, turn->event->act && turn->event->act->actor
                                      ? turn->event->act->actor->id
                                      : NULL));
    value_put(arena, body, "level", value_int(arena, level_of(turn, leg->to)));
    part.key = slice_of(leg_key(turn));
    part.body = canon_text(arena, body);
    parts_put(&turn->cf->parts, &part);
    value_put(arena, done, "custody", value_string(arena, leg->to));
    value_put(arena, done, "from", value_string(arena, from));
    value_put(arena, done, "status", value_string(arena, custody_kind_word(leg->kind)));
    value_put(arena, done, "why", value_string(arena, leg->why));
    if (!turn->done)
        turn->done = value_list(arena);
    value_push(arena, turn->done, done);
    return part.key.bytes;
}

const char *custody_office_name(const struct turn *turn, const char *code, const char *language)
{
    const struct staff_office *office = staff_office(turn_staff(turn), code);
    const char *name = office ? (strcmp(language, "zh") == 0 ? office->zh : office->en)
                              : value_get_text(value_get(tree_of(turn), code), language);
    return name ? name : code;
}

const char *custody_office_organ(const struct turn *turn, const char *code, const char *language)
{
    const struct staff_office *office = staff_office(turn_staff(turn), code);
    const char *organ = !office                       ? NULL
                        : strcmp(language, "zh") == 0 ? office->organ_zh
                                                      : office->organ_en;
    return organ ? organ : custody_office_name(turn, code, language);
}

struct value *custody_citizens(const struct turn *turn)
{
    const struct value *people =
        turn->cf->workflow ? value_get(turn->cf->workflow->model, "people") : &value_nil;
    struct value *to = value_list(turn->arena);

    for (size_t i = 0; i < value_len(people); i++)
        value_push(turn->arena, to, value_text(turn->arena, people->map.members[i].key));
    return to;
}

/* Whoever the case is about is told who holds it now (domain: moving up, every handoff). */
static void tell_citizens(struct turn *turn, const char *office, const char *key)
{
    struct arena *arena = turn->arena;
    struct value *text = value_map(arena), *with = value_map(arena), *told;
    struct err err = {0};
    const struct notice_request request = {
        .name = "custody", .key = key, .text = text, .to = custody_citizens(turn), .with = with};

    if (value_len(request.to) == 0)
        return;
    value_put(arena, text, "zh", value_string(arena, "您的事项 {number} 现由{zh}办理。"));
    value_put(arena, text, "en", value_string(arena, "Your matter {number} is now with {en}."));
    value_put(arena, with, "number", value_text(arena, turn->cf->row.number));
    value_put(arena, with, "zh", value_string(arena, custody_office_name(turn, office, "zh")));
    value_put(arena, with, "en", value_string(arena, custody_office_name(turn, office, "en")));
    if (notice_send(turn, &request, &told, &err) != 0)
        log_error("engine", "a notice of who holds a case could not be made: %s", err.text);
}

void custody_move(struct turn *turn, const struct custody_leg *leg)
{
    struct casefile *cf = turn->cf;
    const char *from = arena_copy(turn->arena, cf->row.office).bytes;

    if (strcmp(from, leg->to) == 0)
        return;
    const char *key = keep_leg(turn, leg, from);
    casefile_set_office(cf, leg->to);
    turn->moves_hands = true;
    tasks_follow_holder(turn);
    tell_citizens(turn, leg->to, key);
}

/* What is sealed goes up the way of accusations: one level up there may be nobody who may know of
 * it, and it would be lost to everybody. */
static const char *office_above(const struct turn *turn, const char *to)
{
    bool is_sealed = case_is_sealed(turn->cf->marks);
    const char *word = is_sealed && strcmp(to, "parent") == 0 ? "sealed_route" : to;
    const char *office = custody_office(turn, word);
    struct err hidden = {0};
    return office && veil_check_receiver(turn, office, &hidden) != 0 ? NULL : office;
}

int custody_raise(struct turn *turn, const char *to, const char *reason, struct err *err)
{
    const char *office = office_above(turn, to);

    if (!office || slice_is(turn->cf->row.office, office))
        return err_set(err, STATUS_NOT_OFFERED,
                       "The case %.*s cannot go further up: above %.*s there is no office for it.",
                       SLICE_ARG(turn->cf->row.number), SLICE_ARG(turn->cf->row.office));
    if (strcmp(to, "review_body") == 0)
        recusal_note_decided(turn, office_of_word(turn, NULL));
    custody_move(turn, &(struct custody_leg){.to = office, .kind = CUSTODY_RAISED, .why = reason});
    return 0;
}

int64_t custody_came_from(const struct turn *turn, const char *office)
{
    const struct casefile *cf = turn->cf;
    struct part *part;
    int64_t at = 0;

    for (size_t i = 0; (part = parts_next((struct parts *)&cf->parts, PART_CUSTODY, &i));) {
        struct value *body;
        struct err ignored = {0};
        if (part->status != CUSTODY_LEG ||
            canon_read(turn->arena, part->body, &body, &ignored) != 0 ||
            value_is_text(value_get(body, "kind"), custody_kind_word(CUSTODY_RAISED)) ||
            !value_is_text(value_get(body, "from"), office) ||
            !slice_is(cf->row.office, value_text_or(value_get(body, "to"), "")))
            continue;
        if (value_get_int(body, "at", 0) > at)
            at = value_get_int(body, "at", 0);
    }
    return at;
}

/* ---- by a person ---- */

/* In the office that holds the case, or one above it. */
static bool holds_above(const struct turn *turn, const struct actor *actor, const char *role)
{
    const char *office = arena_copy(turn->arena, turn->cf->row.office).bytes;
    while (office && !actor_holds(actor, role, office)) {
        const struct staff_office *known = staff_office(turn_staff(turn), office);
        office = known ? known->parent : value_get_text(value_get(tree_of(turn), office), "parent");
    }
    return office != NULL;
}

bool custody_may_direct(const struct turn *turn, const struct actor *actor)
{
    static const char *const roles[] = {"supervisor", "leader_in_charge", "dispatcher",
                                        "unit_head"};
    bool may = actor->is_administrator;
    for (size_t i = 0; !may && i < sizeof roles / sizeof *roles; i++)
        may = holds_above(turn, actor, roles[i]);
    return may;
}

/* The office the case was with before it came to its holder; NULL: it has been there from the
 * beginning. */
static const char *office_before(const struct turn *turn)
{
    struct part *part;
    const char *from = NULL;
    struct slice last = {0};

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_CUSTODY, &i));) {
        struct value *body;
        struct err ignored = {0};
        if (part->status != CUSTODY_LEG || (from && slice_compare(part->key, last) < 0) ||
            canon_read(turn->arena, part->body, &body, &ignored) != 0)
            continue;
        last = arena_copy(turn->arena, part->key);
        from = value_get_text(body, "from");
    }
    return from;
}

int accept_custody(struct turn *turn, struct err *err)
{
    const struct act *act = turn->event->act;
    bool is_back = act->name && strcmp(act->name, "back") == 0;
    const char *to = is_back ? office_before(turn) : act->name;
    int rc = accept_needs_open(turn, err);

    if (rc == 0 && !custody_may_direct(turn, act->actor))
        rc = err_set(err, STATUS_FORBIDDEN,
                     "A supervisor, leader in charge, dispatcher or unit head of the office that "
                     "holds the case, or of one above it, directs where it goes.");
    if (rc == 0 && (!act->reason || !*act->reason))
        rc = err_set(err, STATUS_MALFORMED, "Say why: the reason is kept with the case.");
    if (rc == 0 && is_back && !to)
        rc = err_set(err, STATUS_CONFLICT,
                     "The case %.*s has been with %.*s from the beginning: there is nobody to give "
                     "it back to.",
                     SLICE_ARG(turn->cf->row.number), SLICE_ARG(turn->cf->row.office));
    if (rc == 0 && !is_back && to && !custody_office(turn, to) && strcmp(to, "parent") != 0 &&
        strcmp(to, "review_body") != 0)
        rc = err_set(err, STATUS_MALFORMED,
                     "There is no office \"%.*s\". See GET "
                     "/api/v1/offices for the codes.",
                     SLICE_ARG(slice_repeatable(slice_of(to))));
    if (rc == 0)
        rc = veil_check_receiver(turn, custody_office(turn, to), err);
    if (rc != 0)
        return rc;
    turn_put_by(turn);
    turn->skips_hearing = true;
    if (is_back)
        custody_move(
            turn, &(struct custody_leg){.to = to, .kind = CUSTODY_GIVEN_BACK, .why = act->reason});
    else
        rc = custody_raise(turn, to, act->reason, err);
    value_put(turn->arena, turn->event_value, "holder",
              value_text(turn->arena, turn->cf->row.office));
    return rc;
}
