/* reached.c - which stages of the workflows the cases of all seeds came to (years.h).
 *
 * What no case reaches is proved by nothing here, whatever the seeds say. So the openings in the
 * journals are counted: of a run that is large enough, a stage without one is a failure. No stage
 * is excused: of 60 seeds of 100 cases the rarest, "securing" of the volunteers, is entered 13
 * times.
 */
#include <stdio.h>
#include <stdlib.h>
#include "engine/inside.h"
#include "engine/offices.h"
#include "years/kept.h"

/* Fewer cases may miss a rare stage by chance. */
enum { CASES_LEAST = 4000, NAME_MOST = 80 };

struct reached_stage {
    char name[NAME_MOST]; /* "petition: final" */
    uint64_t entered;
};

struct reached {
    struct reached_stage *items;
    size_t count, most;
    uint64_t cases;
};

struct reached *reached_new(void)
{
    return mem_zero(sizeof(struct reached));
}

void reached_free(struct reached *reached)
{
    free(reached->items);
    free(reached);
}

static struct reached_stage *stage_of(struct reached *reached, const char *workflow,
                                      const char *stage)
{
    char name[NAME_MOST];
    snprintf(name, sizeof name, "%s: %s", workflow, stage);
    for (size_t i = 0; i < reached->count; i++)
        if (strcmp(reached->items[i].name, name) == 0)
            return &reached->items[i];
    if (reached->count == reached->most) {
        reached->most = reached->most ? 2 * reached->most : 128;
        reached->items = mem_resize(reached->items, reached->most * sizeof *reached->items);
    }
    struct reached_stage *item = &reached->items[reached->count++];
    *item = (struct reached_stage){.entered = 0};
    memcpy(item->name, name, sizeof name);
    return item;
}

/* Also what only one office has. */
void reached_declare(struct years *years)
{
    struct engine *engine = years->run.world.engine;
    const struct value *workflows = value_get(engine_model(engine), "workflows");
    const struct staff_office *offices;
    size_t count = staff_offices(engine->staff, &offices);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < value_len(workflows); k++) {
            const char *name = workflows->map.members[k].key.bytes;
            const struct value *stages =
                value_get(engine_workflow_model(engine, offices[i].code, name), "stages");
            for (size_t n = 0; n < value_len(stages); n++)
                stage_of(years->options->reached, name, stages->map.members[n].key.bytes);
        }
}

void reached_note(const struct seen *seen)
{
    struct reached *reached = seen->years->options->reached;
    const char *workflow = arena_copy(seen->arena, seen->image->row.workflow).bytes;
    reached->cases++;
    for (size_t i = 0; i < seen->count; i++) {
        const char *stage = value_get_text(value_get(seen->rows[i], "opening"), "stage");
        if (stage)
            stage_of(reached, workflow, stage)->entered++;
    }
}

void reached_tell(const struct reached *reached)
{
    printf("stages entered by %llu cases:\n", (unsigned long long)reached->cases);
    for (size_t i = 0; i < reached->count; i++)
        printf("  %6llu %s\n", (unsigned long long)reached->items[i].entered,
               reached->items[i].name);
}

bool reached_check(const struct reached *reached)
{
    bool is_well = true;
    for (size_t i = 0; i < reached->count && reached->cases >= CASES_LEAST; i++) {
        if (reached->items[i].entered > 0)
            continue;
        fprintf(stderr, "none of %llu cases came to the stage %s\n",
                (unsigned long long)reached->cases, reached->items[i].name);
        is_well = false;
    }
    return is_well;
}
