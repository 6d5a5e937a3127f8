/* rehearsal_expect.c - what a spec expects of a case (rehearsal_spec.h).
 *
 * Expectations about what happened - a card, a notice, a letter - look at what came since the last
 * act: before each act the turn of every case of the spec is noted, and the last notice. To add an
 * expectation: a row in `expectations`, its word in script/spec.c.
 */
#include "engine/rehearsal_spec.h"
#include <stdio.h>
#include <stdlib.h>
#include "data/canon.h"
#include "duty/card.h"
#include "duty/staff.h"
#include "engine/calendars.h"
#include "engine/inside.h"
#include "store/lists.h"
#include "store/office.h"

/* ---- since the last act ---- */

static struct spec_case *case_of(const struct spec_act *spec, const struct case_image *image)
{
    struct spec_case *one = spec->specs->cases;
    while (one && memcmp(&one->ref, &image->row.ref, sizeof one->ref) != 0)
        one = one->next;
    return one;
}

void spec_remember(struct specs *specs, const struct id *ref)
{
    for (const struct spec_case *known = specs->cases; known; known = known->next)
        if (id_is_equal(&known->ref, ref))
            return;
    struct spec_case *one = mem_zero(sizeof *one);
    one->ref = *ref;
    one->next = specs->cases;
    specs->cases = one;
}

void spec_forget(struct specs *specs)
{
    while (specs->cases) {
        struct spec_case *one = specs->cases;
        specs->cases = one->next;
        free(one);
    }
    specs->last_notice = 0;
}

enum { NOTICES_AT_ONCE = 500 };

static int last_notice(struct specs *specs, struct arena *arena, struct err *err)
{
    struct notice_row *rows;
    size_t count = NOTICES_AT_ONCE;
    int rc = 0;

    while (rc == 0 && count == NOTICES_AT_ONCE) {
        rc = reader_notices(rehearsal_reader(specs->rehearsal), specs->last_notice, NOTICES_AT_ONCE,
                            arena, &rows, &count, err);
        if (rc == 0 && count > 0)
            specs->last_notice = rows[count - 1].id;
    }
    return rc;
}

int spec_mark(struct specs *specs, struct err *err)
{
    struct arena arena = {0};
    int rc = 0;

    for (struct spec_case *one = specs->cases; one && rc == 0; one = one->next) {
        struct case_image image;
        rc = reader_load_live(rehearsal_reader(specs->rehearsal), &one->ref, &arena, &image, err);
        if (rc != 0)
            break;
        one->seq = image.row.seq;
        snprintf(one->office, sizeof one->office, "%.*s", SLICE_ARG(image.row.office));
    }
    if (rc == 0 && specs->cases)
        rc = last_notice(specs, &arena, err);
    arena_close(&arena);
    return rc;
}

/* ---- what is there ---- */

static int clock_due_date(struct spec_act *spec, struct value **out, struct err *err)
{
    const char *key =
        clock_key(spec->arena, value_text_or(value_get(spec->args, "name"), ""), spec_row(spec));
    struct case_image image;
    int rc = spec_load(spec, &image, err);

    *out = &value_nil;
    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        const struct part *part = &image.parts[i];
        const char *at = memchr(part->key.bytes, '@', part->key.len);
        size_t len = at ? (size_t)(at - part->key.bytes) : part->key.len;
        struct value *body;
        struct clock clock;
        struct due due;
        char text[16];
        if (part->kind != PART_CLOCK || len != strlen(key) ||
            memcmp(part->key.bytes, key, len) != 0)
            continue;
        rc = canon_read(spec->arena, part->body, &body, err);
        if (rc == 0)
            rc = clock_from_value(spec->arena, body, &clock, err);
        if (rc != 0 || clock_is_stopped(&clock))
            continue;
        clock_due(&clock,
                  clock_calendar(engine_calendars(rehearsal_engine(spec->rehearsal)), &clock),
                  &due);
        if (due.has_date) /* while it stands still there is no last day */
            *out = value_string(spec->arena, date_to_text(due.date, text));
    }
    return rc;
}

static int act_due(struct spec_act *spec, struct err *err)
{
    return clock_due_date(spec, spec->out, err);
}

static int expect_due(struct spec_act *spec, struct err *err)
{
    struct value *due;
    const struct value *wanted = value_get(spec->args, "value");
    int rc = clock_due_date(spec, &due, err);

    if (rc != 0 || value_is_equal(due, wanted))
        return rc;
    return spec_failed(
        err, "not_met", "%s is due %s, not %s.", value_text_or(value_get(spec->args, "name"), ""),
        value_text_or(due, "never (it does not run)"), value_text_or(wanted, "never"));
}

static int expect_text(struct spec_act *spec, const char *what, struct slice is, struct err *err)
{
    const char *wanted = value_text_or(value_get(spec->args, "name"), "");
    if (slice_is(is, wanted))
        return 0;
    return spec_failed(err, "not_met", "the %s is \"%.*s\", not \"%s\".", what, SLICE_ARG(is),
                       wanted);
}

/* Why a case is parked belongs to what a failed expectation says. */
static void add_incident(struct spec_act *spec, const struct case_image *image, struct err *err)
{
    struct incident_row *rows;
    struct err ignored = {0}, said = *err;
    size_t count;

    if (image->row.status != CASE_PARKED ||
        reader_incidents(rehearsal_reader(spec->rehearsal), image->row.id, true, spec->arena, &rows,
                         &count, &ignored) != 0 ||
        count == 0)
        return;
    err_set_at(err, said.status, said.code, NULL, "%s The case is parked: %.*s", said.text,
               SLICE_ARG(rows[count - 1].body));
}

static int expect_stage(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    int rc = spec_load(spec, &image, err);
    if (rc == 0)
        rc = expect_text(spec, "stage", image.row.stage, err);
    if (rc == STATUS_SCRIPT_FAILED)
        add_incident(spec, &image, err);
    return rc;
}

static int expect_status(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    int rc = spec_load(spec, &image, err);
    if (rc == 0)
        rc = expect_text(spec, "status", slice_of(case_status_word(image.row.status)), err);
    if (rc == STATUS_SCRIPT_FAILED)
        add_incident(spec, &image, err);
    return rc;
}

static int expect_outcome(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    int rc = spec_load(spec, &image, err);
    return rc == 0 ? expect_text(spec, "outcome", image.row.outcome, err) : rc;
}

static int expect_task(struct spec_act *spec, struct err *err)
{
    struct case_image image = {0};
    struct id task;
    int rc = spec_find_task(spec, &task, err);
    struct err ignored = {0};

    if (rc == STATUS_SCRIPT_FAILED && spec_load(spec, &image, &ignored) == 0)
        add_incident(spec, &image, err);
    return rc;
}

static int expect_incident(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    struct incident_row *rows;
    size_t count;
    const char *code = value_text_or(value_get(spec->args, "name"), NULL);
    int rc = spec_load(spec, &image, err);
    if (rc == 0)
        rc = reader_incidents(rehearsal_reader(spec->rehearsal), image.row.id, true, spec->arena,
                              &rows, &count, err);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!code || slice_is(rows[i].code, code) || slice_is(rows[i].kind, code))
            return 0;
    return rc != 0 ? rc
                   : spec_failed(err, "not_met", "there is no open incident%s%s.", code ? " " : "",
                                 code ? code : "");
}

/* ---- what came ---- */

static const char *name_of(const struct spec_act *spec)
{
    return value_text_or(value_get(spec->args, "name"), "");
}

/* The turn in which a part with a key like "57-1" was made. */
static int64_t turn_of_key(struct slice key)
{
    char digits[24] = "";
    memcpy(digits, key.bytes, key.len < sizeof digits - 1 ? key.len : sizeof digits - 1);
    return strtoll(digits, NULL, 10);
}

static int expect_card(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    const char *seen = "none";
    int rc = spec_load(spec, &image, err);
    const struct spec_case *before = rc == 0 ? case_of(spec, &image) : NULL;

    for (size_t i = 0; rc == 0 && i < image.part_count; i++) {
        const struct part *part = &image.parts[i];
        struct value *body;
        struct card card;
        if (part->kind != PART_CARD || (before && turn_of_key(part->key) <= before->seq))
            continue;
        rc = canon_read(spec->arena, part->body, &body, err);
        if (rc == 0)
            rc = card_from_value(spec->arena, body, &card, err);
        if (rc != 0)
            return rc;
        seen = card_colour_word(card.colour);
        if (strcmp(seen, name_of(spec)) == 0)
            return 0;
    }
    return rc != 0 ? rc
                   : spec_failed(err, "not_met",
                                 "no %s card was given since the last act; the last one is %s.",
                                 name_of(spec), seen);
}

/* Is that person, or one of that role, who was told? */
static bool is_told(struct spec_act *spec, const struct notice_row *row, const char *who)
{
    const struct staff *staff = rehearsal_engine(spec->rehearsal)->staff;
    const char *id = arena_copy(spec->arena, row->person).bytes;
    const struct staff_person *person = row->person.len ? staff_person(staff, id) : NULL;

    if (slice_is(row->role, who) || slice_is(row->person, who))
        return true;
    for (size_t i = 0; person && i < person->membership_count; i++)
        if (strcmp(person->memberships[i].role, who) == 0)
            return true;
    return row->person.len && spec_is_helper(spec, who, id);
}

/* A role; a person of the county as "officer@370102", else his id. */
static struct slice who_was_told(struct spec_act *spec, const struct notice_row *row)
{
    const struct staff *staff = rehearsal_engine(spec->rehearsal)->staff;
    const struct staff_person *person =
        row->person.len ? staff_person(staff, arena_copy(spec->arena, row->person).bytes) : NULL;
    if (person)
        return slice_of(person->name);
    return row->role.len ? row->role : row->person;
}

/* Adds the word once: who was told, for the message. */
static const char *add_word(struct arena *arena, const char *listed, struct slice word)
{
    const char *quoted = arena_printf(arena, "\"%.*s\"", SLICE_ARG(word));
    if (strstr(listed, quoted))
        return listed;
    return arena_printf(arena, "%s%s%s", listed, *listed ? ", " : "", quoted);
}

static int expect_notified(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    struct notice_row *rows;
    int64_t after = spec->specs->last_notice;
    size_t count = NOTICES_AT_ONCE;
    const char *told = "";
    int rc = spec_load(spec, &image, err);

    while (rc == 0 && count == NOTICES_AT_ONCE) {
        rc = reader_notices(rehearsal_reader(spec->rehearsal), after, NOTICES_AT_ONCE, spec->arena,
                            &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            after = rows[i].id;
            if (memcmp(&rows[i].case_ref, &image.row.ref, sizeof image.row.ref) != 0)
                continue;
            if (is_told(spec, &rows[i], name_of(spec)))
                return 0;
            told = add_word(spec->arena, told, who_was_told(spec, &rows[i]));
        }
    }
    return rc != 0
               ? rc
               : spec_failed(
                     err, "not_met", "\"%s\" was not told since the last act; %s.", name_of(spec),
                     *told ? arena_printf(spec->arena, "told were %s", told) : "nobody was told");
}

/* Does a row of the case say that it issued, or owes, that letter? */
static bool has_letter(const struct value *body, const char *name)
{
    const struct value *done = value_get(body, "done");
    for (size_t i = 0; i < value_len(done); i++)
        if (value_is_text(value_get(value_item(done, i), "letter"), name))
            return true;
    return false;
}

enum { ROWS_LOOKED_AT = 2000 };

static int expect_letter(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    struct journal_row *rows = NULL;
    size_t count = 0;
    int rc = spec_load(spec, &image, err);
    const struct spec_case *before = rc == 0 ? case_of(spec, &image) : NULL;

    if (rc == 0)
        rc = reader_back(rehearsal_reader(spec->rehearsal), image.row.head, ROWS_LOOKED_AT,
                         spec->arena, &rows, &count, err);
    for (size_t i = 0; rc == 0 && i < count && (!before || rows[i].seq > before->seq); i++) {
        struct value *body;
        rc = canon_read(spec->arena, rows[i].body, &body, err);
        if (rc == 0 && has_letter(body, name_of(spec)))
            return 0;
    }
    return rc != 0
               ? rc
               : spec_failed(err, "not_met", "no letter \"%s\" since the last act.", name_of(spec));
}

/* The office above the one that held the case before the last act. */
static const char *parent_before(struct spec_act *spec, const struct spec_case *before)
{
    const struct engine *engine = rehearsal_engine(spec->rehearsal);
    const struct value *tree = value_get(engine_model((struct engine *)engine), "tree");
    const struct staff_office *office = before ? staff_office(engine->staff, before->office) : NULL;
    if (office)
        return office->parent;
    return before ? value_get_text(value_get(tree, before->office), "parent") : NULL;
}

static int expect_held_by(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    const char *wanted = name_of(spec);
    int rc = spec_load(spec, &image, err);

    if (rc != 0)
        return rc;
    if (strcmp(wanted, "parent") == 0)
        wanted = parent_before(spec, case_of(spec, &image));
    if (wanted && slice_is(image.row.office, wanted))
        return 0;
    return spec_failed(err, "not_met", "the case is held by \"%.*s\", not by \"%s\"%s%s.",
                       SLICE_ARG(image.row.office), name_of(spec),
                       wanted && wanted != name_of(spec) ? ", which is " : "",
                       wanted && wanted != name_of(spec) ? wanted : "");
}

/* ---- the table ---- */

static const struct {
    const char *word;
    int (*expect)(struct spec_act *spec, struct err *err);
} expectations[] = {
    {"due",             act_due           },
    {"linked",          spec_linked       },
    {"expect_rate",     spec_expect_rate  },
    {"code",            spec_code         },
    {"look",            spec_look         },
    {"cannot_see",      spec_cannot_see   },
    {"reads_nothing",   spec_reads_nothing},
    {"expect.stage",    expect_stage      },
    {"expect.status",   expect_status     },
    {"expect.task",     expect_task       },
    {"expect.due",      expect_due        },
    {"expect.outcome",  expect_outcome    },
    {"expect.incident", expect_incident   },
    {"expect.card",     expect_card       },
    {"expect.notified", expect_notified   },
    {"expect.letter",   expect_letter     },
    {"expect.held_by",  expect_held_by    },
};

bool spec_expect(struct spec_act *spec, const char *word, int *rc, struct err *err)
{
    for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++)
        if (strcmp(expectations[i].word, word) == 0) {
            *rc = expectations[i].expect(spec, err);
            return true;
        }
    return false;
}
