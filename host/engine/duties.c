/* duties.c - what a stage owes when it ends (duties.h). A stage that leaves a duty unmet is a fault
 * of its script: what it asked for in that turn is dropped and the case is parked, so that a clock
 * that the law starts is never silently missing, nor one stopped that nobody stopped. The core does
 * not make up for it, since it does not know from which day the clock would run.
 */
#include "engine/duties.h"
#include "engine/inside.h"
#include "engine/letters.h"

/* Does a clock of that id run, of the case or of one of its rows? */
static bool is_running(const struct stage *stage, const char *id)
{
    size_t len = strlen(id);
    for (size_t i = 0; i < value_len(stage->clocks); i++) {
        const struct member *clock = &stage->clocks->map.members[i];
        bool is_it = clock->key.len >= len && memcmp(clock->key.bytes, id, len) == 0 &&
                     (clock->key.len == len || clock->key.bytes[len] == '#');
        if (is_it && value_get_bool(clock->value, "running", false))
            return true;
    }
    return false;
}

static int unmet(const struct turn *turn, const struct value *row, const char *id, bool is_start,
                 struct err *err)
{
    const char *replaced = value_get_text(value_get(row, "replaced"), "at");
    const char *at = value_get_text(row, "at");
    return err_set_at(
        err, STATUS_SCRIPT_FAILED, "duty_unmet", replaced ? replaced : at,
        "stage \"%s\" ends and clock %s %s: its duties (%s) say that it %s the clock. "
        "Call case:%s(\"%s\"%s) before it returns.",
        turn->cf->stage.name, id, is_start ? "was not started" : "still runs", at,
        is_start ? "starts" : "stops", is_start ? "start_clock" : "stop_clock", id,
        is_start ? ", { from = ... }" : "");
}

static bool owes_nothing(const struct turn *turn, const struct value *row, const char *signal)
{
    if (value_is_nil(value_get(row, "duties")))
        return true;
    if (turn->next && strcmp(turn->next, turn->cf->stage.name) == 0)
        return true;
    return signal && value_is_nil(value_get(workflow_signal(turn->cf->workflow, signal), "source"));
}

int duties_check(const struct turn *turn, const char *signal, struct err *err)
{
    const struct stage *stage = &turn->cf->stage;
    const struct value *row = workflow_stage(turn->cf->workflow, stage->name);
    if (owes_nothing(turn, row, signal))
        return 0;
    const struct value *starts = value_get(value_get(row, "duties"), "start");
    const struct value *stops = value_get(value_get(row, "duties"), "stop");
    for (size_t i = 0; turn->next && i < value_len(starts); i++) {
        const char *id = value_text_or(value_item(starts, i), "");
        if (!is_running(stage, id) && value_is_nil(value_get(stage->started, id)))
            return unmet(turn, row, id, true, err);
    }
    const struct value *letters = value_get(value_get(row, "duties"), "letters");
    for (size_t i = 0; turn->next && i < value_len(letters); i++) {
        const char *name = value_text_or(value_item(letters, i), "");
        if (!letter_was_issued(turn, name))
            return err_set_at(err, STATUS_SCRIPT_FAILED, "duty_unmet", value_get_text(row, "at"),
                              "stage \"%s\" ends and letter \"%s\" was not issued: its duties "
                              "say that it is. Call case:letter(\"%s\", { to = ... }) before it "
                              "returns.",
                              stage->name, name, name);
    }
    for (size_t i = 0; i < value_len(stops); i++) {
        const char *id = value_text_or(value_item(stops, i), "");
        if (is_running(stage, id))
            return unmet(turn, row, id, false, err);
    }
    return 0;
}
