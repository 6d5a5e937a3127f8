/* rehearsal_rate.c - what a spec expects of a rate: over all cases of its host, whatever office,
 * nothing hidden. So a spec proves a formula on cases whose story it tells. */
#include "engine/facts.h"
#include "engine/inside.h"
#include "engine/rehearsal_spec.h"
#include "engine/report.h"
#include "duty/rate.h"

enum { CASES_AT_ONCE = 100 };

struct rehearsed {
    struct spec_act *spec;
    struct rate rate;
    struct case_facts **cases;
    struct id *refs;
    struct slice *numbers;
    size_t count, capacity;
    struct rate_sum sum;
    size_t minutes;
};

static void keep_case(struct rehearsed *all, const struct case_row *row, struct facts_fold *fold)
{
    struct arena *arena = all->spec->arena;

    if (all->count == all->capacity) {
        size_t capacity = all->capacity ? 2 * all->capacity : CASES_AT_ONCE;
        struct case_facts **cases = ARENA_ARRAY(arena, struct case_facts *, capacity);
        struct id *refs = ARENA_ARRAY(arena, struct id, capacity);
        struct slice *numbers = ARENA_ARRAY(arena, struct slice, capacity);
        for (size_t i = 0; i < all->count; i++) {
            cases[i] = all->cases[i];
            refs[i] = all->refs[i];
            numbers[i] = all->numbers[i];
        }
        all->cases = cases;
        all->refs = refs;
        all->numbers = numbers;
        all->capacity = capacity;
    }
    report_leave_out(facts_fold_facts(fold), row->extra);
    all->refs[all->count] = row->ref;
    all->numbers[all->count] = row->number;
    all->cases[all->count++] = facts_fold_facts(fold);
}

static int read_cases(struct rehearsed *all, struct err *err)
{
    struct rehearsal *rehearsal = all->spec->rehearsal;
    struct facts_source source = {.engine = rehearsal_engine(rehearsal),
                                  .reader = rehearsal_reader(rehearsal)};
    size_t count = CASES_AT_ONCE;
    int64_t after = 0;
    int rc = 0;

    while (rc == 0 && count == CASES_AT_ONCE) {
        struct case_row *rows;
        rc =
            reader_cases(source.reader, after, CASES_AT_ONCE, all->spec->arena, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            struct facts_fold *fold;
            after = rows[i].id;
            rc = facts_of_case(&source, &rows[i], all->spec->arena, &fold, err);
            if (rc == 0)
                keep_case(all, &rows[i], fold);
        }
    }
    facts_source_close(&source);
    return rc;
}

/* Each case knows who was linked to it. */
static void link_case(struct rehearsed *all, size_t number)
{
    struct case_facts *to = all->cases[number];
    size_t most = 0;

    for (size_t i = 0; i < all->count; i++)
        most += all->cases[i]->count;
    to->links = ARENA_ARRAY(all->spec->arena, struct fact_link, most + 1);
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->cases[i]->count; k++) {
            const struct fact *fact = &all->cases[i]->items[k];
            bool is_named = fact->where && slice_is(all->numbers[number], fact->where);
            if (fact->kind == FACT_LINK &&
                (is_named || id_is_equal(&fact->other, &all->refs[number])))
                to->links[to->link_count++] =
                    (struct fact_link){fact->name ? fact->name : "", fact->at_ms};
        }
}

static void on_hit(void *owner, const struct rate_hit *hit)
{
    struct rehearsed *all = owner;
    all->sum.of += hit->of;
    all->sum.count += hit->count;
    if (all->sum.minutes)
        all->sum.minutes[all->minutes] = hit->minutes;
    all->minutes++;
}

static void add_all(struct rehearsed *all, const char *workflow)
{
    all->sum.of = all->sum.count = 0;
    all->minutes = 0;
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->cases[i]->workflow, workflow) == 0)
            rate_add_case(&all->rate, all->cases[i], on_hit, all);
}

static int open_rate(struct rehearsed *all, const char *workflow, const char *name, struct err *err)
{
    const struct value *model = value_get(
        value_get(engine_model(rehearsal_engine(all->spec->rehearsal)), "workflows"), workflow);
    const struct value *declared = value_get(value_get(model, "rates"), name);

    if (value_is_nil(declared))
        return spec_failed(err, "no_rate", "workflow \"%s\" has no rate \"%s\".", workflow, name);
    return rate_open(name, declared, all->spec->arena, &all->rate, err);
}

/* t:expect_rate("petition", "on_time", { count = 1, of = 2, figure = "50.0" }) */
int spec_expect_rate(struct spec_act *spec, struct err *err)
{
    const char *workflow = value_text_or(value_get(spec->args, "workflow"), "");
    const char *name = value_text_or(value_get(spec->args, "name"), "");
    const struct value *wanted = value_get(spec->args, "data");
    struct rehearsed all = {.spec = spec};
    int rc = open_rate(&all, workflow, name, err);

    if (rc == 0)
        rc = read_cases(&all, err);
    if (rc != 0)
        return rc;
    for (size_t i = 0; i < all.count; i++)
        link_case(&all, i);
    add_all(&all, workflow);
    all.sum.minutes = ARENA_ARRAY(spec->arena, int64_t, all.minutes + 1);
    add_all(&all, workflow);
    const char *figure = rate_figure(&all.rate, &all.sum, spec->arena);
    bool is_met = value_get_int(wanted, "count", all.sum.count) == all.sum.count &&
                  value_get_int(wanted, "of", all.sum.of) == all.sum.of &&
                  (!value_get_text(wanted, "figure") ||
                   strcmp(value_get_text(wanted, "figure"), figure ? figure : "none") == 0);
    if (is_met)
        return 0;
    return spec_failed(err, "not_met", "the rate \"%s\" is %lld out of %lld, %s%s.", name,
                       (long long)all.sum.count, (long long)all.sum.of, figure ? figure : "none",
                       figure ? rate_unit(&all.rate) : "");
}
