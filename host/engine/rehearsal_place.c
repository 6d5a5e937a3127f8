/* rehearsal_place.c - what specs ask of dispatches: the code of the meeting point, what somebody is
 * shown, who holds places (rehearsal_spec.h). */
#include "data/canon.h"
#include "engine/dispatch_show.h"
#include "engine/dispatches.h"
#include "engine/inside.h"
#include "engine/rehearsal_spec.h"

static const char *name_of(const struct spec_act *spec)
{
    return value_text_or(value_get(spec->args, "name"), "");
}

int spec_code(struct spec_act *spec, struct err *err)
{
    struct case_image image;
    char code[8];
    int rc = spec_load(spec, &image, err);

    if (rc == 0)
        *spec->out = value_string(spec->arena, dispatch_code(rehearsal_engine(spec->rehearsal),
                                                             &image.row.ref, name_of(spec), code));
    return rc;
}

/* As GET /dispatches/{id} shows it to him: what is opened is in the vault of the rehearsal. */
int spec_look(struct spec_act *spec, struct err *err)
{
    struct engine *engine = rehearsal_engine(spec->rehearsal);
    const char *text = value_text_or(value_get(spec->args, "case"), "");
    struct dispatch_request request = {.name = name_of(spec), .limit = 100, .is_personal = true};
    struct dispatch_look look;

    if (!id_from_text(text, strlen(text), &request.ref))
        return spec_failed(err, "not_found", "that is no case of this spec.");
    dispatch_look_open(engine, spec_actor(spec), &look);
    int rc = dispatch_show(engine, rehearsal_reader(spec->rehearsal), &look, &request, spec->arena,
                           spec->out, err);
    dispatch_look_close(&look);
    return rc;
}

bool spec_is_helper(struct spec_act *spec, const char *dispatch, const char *person)
{
    struct case_image image;
    struct err ignored = {0};
    bool is = false;

    if (spec_load(spec, &image, &ignored) != 0)
        return false;
    for (size_t i = 0; !is && i < image.part_count; i++) {
        struct value *body;
        is = image.parts[i].kind == PART_PLACE &&
             canon_read(spec->arena, image.parts[i].body, &body, &ignored) == 0 &&
             value_is_text(value_get(body, "dispatch"), dispatch) &&
             value_is_text(value_get(body, "person"), person);
    }
    return is;
}
