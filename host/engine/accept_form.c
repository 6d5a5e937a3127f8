/* accept_form.c - what comes from outside against its form: of the workflow, or one of the host's
 * own for acts that every workflow knows.
 *
 * To add a form of the host's own: a value of enum own_form and its declaration here.
 */
#include "data/canon.h"
#include "engine/accept.h"
#include "engine/attachment.h"
#include "engine/inside.h"
#include "engine/recipients.h"
#include "engine/telling.h"

#define REASON_FIELD(required)                                                                     \
    "{\"en\":\"Reason\",\"max\":2000,\"name\":\"reason\"," required                                \
    "\"type\":\"text\",\"zh\":\"理由\"}"

static const char *const own_forms[] = {
    [OWN_FORM_SECOND] = "{\"en\":\"Agree to an answer\",\"fields\":[" REASON_FIELD(
        "") "],\"outcomes\":["
            "{\"en\":\"Agree\",\"id\":\"agree\",\"zh\":\"同意\"},"
            "{\"en\":\"Send back\",\"id\":\"refuse\",\"needs\":[\"reason\"],"
            "\"zh\":\"退回\"}],\"zh\":\"复核\"}",
    [OWN_FORM_REASON] = "{\"en\":\"Give to another\",\"fields\":[" REASON_FIELD(
        "\"required\":true,") "],\"zh\":\"转办\"}",
    [OWN_FORM_NOTE] =
        "{\"en\":\"Give to somebody\",\"fields\":[" REASON_FIELD("") "],\"zh\":\"交办\"}",
};

int own_form_open(struct arena *arena, enum own_form which, struct form **out, struct err *err)
{
    static const char *const names[] = {[OWN_FORM_SECOND] = "second_person",
                                        [OWN_FORM_REASON] = "reassign",
                                        [OWN_FORM_NOTE] = "assign"};
    struct value *decl;
    int rc = canon_read(arena, slice_of(own_forms[which]), &decl, err);
    return rc == 0 ? form_open(arena, names[which], decl, out, err) : rc;
}

/* A host without a tree of offices takes any code. */
static bool is_office(void *owner, const char *code)
{
    const struct staff *staff = turn_staff(owner);
    const struct staff_office *offices;
    return staff_offices(staff, &offices) == 0 || staff_office_now(staff, code) != NULL;
}

static int check_form(struct turn *turn, const struct form *form, const char *outcome,
                      const struct value *input, struct value **clean, struct err *err)
{
    struct form_result result = {0};
    struct form_sealer sealer;
    struct sealing sealing;
    const struct form_around around = {
        .is_office = is_office, .find_file = attachment_find, .owner = turn};

    turn->form = form_name(form);
    vault_sealer(turn, &sealing, &sealer);
    struct form_answer answer = {.outcome = outcome,
                                 .data = input,
                                 .today = date_of(turn->at),
                                 .sealer = &sealer,
                                 .around = &around};
    int rc = form_check(form, &answer, turn->arena, &result, err);
    vault_sealing_close(&sealing);
    turn->errors = result.errors;
    *clean = result.clean;
    return rc;
}

int accept_form(struct turn *turn, const char *form_name_, const char *outcome,
                const struct value *input, struct value **clean, struct err *err)
{
    const struct form *form =
        turn->cf->workflow ? workflow_form(turn->cf->workflow, form_name_) : NULL;

    if (!turn->cf->workflow)
        return accept_without_release(err);
    if (!form)
        return err_set(err, STATUS_CORRUPT, "The form %s is not in this case's release.",
                       form_name_ ? form_name_ : "(none)");
    turn->form = form_name(form);
    if (turn->engine->telling)
        return telling_answer(turn, form, outcome, input, clean, err);
    return check_form(turn, form, outcome, input, clean, err);
}

int accept_own_form(struct turn *turn, enum own_form which, const char *outcome,
                    const struct value *input, struct value **clean, struct err *err)
{
    struct form *form;
    if (turn->engine->telling) { /* as it was recorded */
        *clean = input ? value_copy(turn->arena, input) : value_map(turn->arena);
        return 0;
    }
    int rc = own_form_open(turn->arena, which, &form, err);
    return rc == 0 ? check_form(turn, form, outcome, input, clean, err) : rc;
}
