/* case_recuse.c - POST /api/v1/cases/{id}/recusals {person, why, end}: somebody has an interest in
 * the case, and acts nowhere in it from then on. Without a person it is said of oneself.
 */
#include "api/acting.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "duty/staff.h"

const struct input_rule case_recuse_input[] = {
    {.place = INPUT_BODY, .name = "person", .most = 32, .about = "Key or id; oneself unless said"},
    {.place = INPUT_BODY,
     .name = "why",
     .most = 20,
     .about = "kin, interest, former_handler, other"                                             },
    {.place = INPUT_BODY,
     .name = "end",
     .type = INPUT_YES_NO,
     .about = "It was wrong: take it back"                                                       },
    INPUT_LAST,
};

static bool is_reason(const char *why)
{
    static const char *const words[] = {"kin", "interest", "former_handler", "other"};
    for (size_t i = 0; why && i < sizeof words / sizeof *words; i++)
        if (strcmp(why, words[i]) == 0)
            return true;
    return !why;
}

void answer_case_recuse(struct call *call)
{
    const struct value *input = input_take(call);
    struct id ref;

    if (!input || !input_take_id(call, "id", &ref))
        return;
    const char *person = value_get_text(input, "person"), *why = value_get_text(input, "why");
    if (!is_reason(why)) {
        problem_answer_status(call, STATUS_MALFORMED,
                              "The member \"why\" is kin, interest, former_handler or other.");
        return;
    }
    struct act *act = acting_new(call, ACT_RECUSE, input);
    struct staff *staff = engine_staff(call->service->engine);
    const struct staff_person *known = person ? staff_person_by_key(staff, person) : NULL;
    act->case_ref = ref;
    act->name = person ? arena_text(&act->arena, known ? known->id : person) : NULL;
    act->reason = why ? arena_text(&act->arena, why) : NULL;
    act->is_for_good = value_get_bool(input, "end", false);
    staff_unref(staff);
    acting_post(call, act);
}
