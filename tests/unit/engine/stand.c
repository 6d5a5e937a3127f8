/* stand.c - a rehearsal on one small workflow (stand.h). */
#include "stand.h"
#include "data/json.h"
#include "duty/task.h"
#include "engine/inside.h"
#include "engine/verify.h"
#include "store/releases.h"

bool stand_evicts, stand_skips_sweep;

void stand_open(struct stand *stand, const char *forms, const char *text, bool evicts_always)
{
    struct script_file files[] = {
        {"w/forms.lua",    slice_of(forms)},
        {"w/workflow.lua", slice_of(text) }
    };
    struct rehearsal_options options = {.seed = 1,
                                        .evicts_always = evicts_always,
                                        .skips_sweep = stand_skips_sweep,
                                        .files = files,
                                        .file_count = 2};
    struct err err = {0};

    *stand = (struct stand){0};
    /* the files must outlive the rehearsal, which boots again after a crash */
    struct script_file *kept = ARENA_ARRAY(&stand->arena, struct script_file, 2);
    memcpy(kept, files, sizeof files);
    for (size_t i = 0; i < 2; i++)
        kept[i].text = arena_copy(&stand->arena, files[i].text);
    options.files = kept;
    int rc = rehearsal_open(&options, &stand->rehearsal, &err);
    if (rc != 0)
        fail_msg("%s %s", err.where, err.text);
}

static const char small_forms[] =
    "form \"intake\" { zh = \"登记\", en = \"Intake\",\n"
    "  text \"subject\" { zh = \"事由\", en = \"Subject\", required = true },\n"
    "  number \"amount\" { zh = \"数\", en = \"Amount\", min = 0 },\n"
    "  text \"note\" { zh = \"注\", en = \"Note\", plain = true },\n"
    "  rows \"items\" { zh = \"条\", en = \"Items\",\n"
    "    text \"words\" { zh = \"话\", en = \"Words\", plain = true } } }\n"
    "form \"decide\" { zh = \"决定\", en = \"Decide\",\n"
    "  outcome \"yes\" { zh = \"是\", en = \"Yes\" },\n"
    "  outcome \"no\" { zh = \"否\", en = \"No\", needs = { \"reason\" } },\n"
    "  text \"reason\" { zh = \"理由\", en = \"Reason\", plain = true } }\n"
    "form \"word\" { zh = \"话\", en = \"Word\",\n"
    "  text \"say\" { zh = \"说\", en = \"Say\", plain = true },\n"
    "  text \"quiet\" { zh = \"悄悄\", en = \"Quiet\" } }\n";

static const char small_head[] =
    "workflow \"w\" { zh = \"例\", en = \"Example\", code = \"W\", intake = \"intake\",\n"
    "  start = \"first\", outcomes = { { \"done\", zh = \"完\", en = \"Done\" },\n"
    "  { \"not_done\", zh = \"未\", en = \"Not done\" } } }\n"
    "clock \"C1\" { zh = \"钟\", en = \"Clock\", owner = \"citizen\", basis = \"assumed\",\n"
    "  within = days(3) }\n"
    "clock \"C2\" { zh = \"办\", en = \"Office clock\", owner = \"office\", basis = \"assumed\",\n"
    "  within = days(3) }\n";

int stand_keep_fibers(void **state)
{
    (void)state;
    stand_evicts = stand_skips_sweep = false;
    return 0;
}

int stand_evict_fibers(void **state)
{
    (void)state;
    stand_evicts = true;
    stand_skips_sweep = false;
    return 0;
}

void stand_open_small(struct stand *stand, const char *body)
{
    struct arena arena = {0};
    stand_open(stand, small_forms, arena_printf(&arena, "%s%s", small_head, body), stand_evicts);
    arena_close(&arena);
}

void stand_open_with(struct stand *stand, const char *declarations, const char *body)
{
    struct arena arena = {0};
    stand_open(stand, small_forms, arena_printf(&arena, "%s%s%s", small_head, declarations, body),
               stand_evicts);
    arena_close(&arena);
}

void stand_small_files(struct stand *stand, const char *body, struct script_file **files,
                       size_t *count)
{
    *files = ARENA_ARRAY(&stand->arena, struct script_file, 2);
    *count = 2;
    (*files)[0] = (struct script_file){"w/forms.lua", slice_of(small_forms)};
    (*files)[1] = (struct script_file){
        "w/workflow.lua", slice_of(arena_printf(&stand->arena, "%s%s", small_head, body))};
}

void stand_change_small(struct stand *stand, const char *head, const char *body)
{
    struct script_file *files = ARENA_ARRAY(&stand->arena, struct script_file, 2);
    const char *text = arena_printf(&stand->arena, "%s%s", head ? head : small_head, body);

    files[0] = (struct script_file){"w/forms.lua", slice_of(small_forms)};
    files[1] = (struct script_file){"w/workflow.lua", slice_of(text)};
    rehearsal_use_files(stand->rehearsal, files, 2);
}

void stand_activate_small(struct stand *stand, const char *head, const char *body)
{
    struct err err = {0};

    stand_change_small(stand, head, body);
    if (rehearsal_use_scripts(stand->rehearsal, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
}

struct release *stand_release(struct stand *stand, const char *head, const char *body)
{
    const char *text = arena_printf(&stand->arena, "%s%s", head ? head : small_head, body);
    struct script_file files[] = {
        {"w/forms.lua",         slice_of(small_forms)    },
        {"w/letters/slip.html", slice_of("<p>催办</p>")},
        {"w/workflow.lua",      slice_of(text)           }
    };
    struct release *release;
    struct err err = {0};

    if (release_open(files, 3, &release, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    return release;
}

void stand_play_otherwise(struct stand *stand, const char *head, const char *body)
{
    struct engine *engine = rehearsal_engine(stand->rehearsal);
    struct release *release = stand_release(stand, head, body);
    const struct edition *edition;
    struct err err = {0};

    if (engine_open_edition(engine, engine->active->id, release, &edition, &err) != 0)
        fail_msg("%s %s", err.where, err.text);
    engine_set_active(engine, edition);
    edition_unref(edition);
}

void stand_close(struct stand *stand)
{
    rehearsal_close(stand->rehearsal);
    arena_close(&stand->arena);
}

static struct value *json(struct stand *stand, struct arena *arena, const char *text)
{
    struct value *value;
    struct err err = {0};

    (void)stand;
    if (!text)
        return &value_nil;
    if (json_read(arena, slice_of(text), NULL, &value, &err) != 0)
        fail_msg("%s", err.text);
    return value;
}

static int post(struct stand *stand, struct act *act)
{
    act->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

int stand_post_as(struct stand *stand, struct act *act, const char *name, const char *roles)
{
    act->actor = rehearsal_actor(stand->rehearsal, name, roles);
    rehearsal_act(stand->rehearsal, act, &stand->arena, &stand->answer);
    rehearsal_settle(stand->rehearsal);
    return stand->answer.status;
}

int stand_start(struct stand *stand, const char *data_json)
{
    struct act *act = act_new(ACT_START);

    act->workflow = "w";
    act->data = json(stand, &act->arena, data_json);
    int rc = post(stand, act);
    if (rc == 0) {
        const char *id = value_get_text(stand->answer.reply, "id");
        assert_true(id_from_text(id, strlen(id), &stand->ref));
    }
    return rc;
}

struct case_image stand_case(struct stand *stand)
{
    struct case_image image;
    struct err err = {0};

    if (reader_load(rehearsal_reader(stand->rehearsal), &stand->ref, &stand->arena, &image, &err))
        fail_msg("%s", err.text);
    return image;
}

int stand_stays(struct stand *stand)
{
    const struct edition *active = rehearsal_engine(stand->rehearsal)->active;
    struct case_image image = stand_case(stand);
    struct stay_row stay;
    struct err err = {0};
    int rc =
        reader_stay(rehearsal_reader(stand->rehearsal), image.row.id, &stand->arena, &stay, &err);

    assert_true(rc == 0 || rc == STATUS_NOT_FOUND);
    return rc == 0 && stay.release == active->id ? stay.verdict : -1;
}

static bool find_task(struct stand *stand, const char *form, struct id *ref)
{
    struct case_image image = stand_case(stand);
    for (size_t i = 0; i < image.part_count; i++)
        if (image.parts[i].kind == PART_TASK && slice_is(image.parts[i].form, form) &&
            image.parts[i].status <= TASK_CLAIMED) {
            *ref = image.parts[i].ref;
            return true;
        }
    return false;
}

size_t stand_open_tasks(struct stand *stand, const char *form)
{
    struct case_image image = stand_case(stand);
    size_t count = 0;
    for (size_t i = 0; i < image.part_count; i++)
        count += image.parts[i].kind == PART_TASK && slice_is(image.parts[i].form, form) &&
                 image.parts[i].status <= TASK_CLAIMED;
    return count;
}

struct act *stand_task_act(struct stand *stand, const char *form, const char *outcome)
{
    struct act *act = act_new(ACT_COMPLETE);

    if (!find_task(stand, form, &act->task))
        fail_msg("no open task %s", form);
    act->case_ref = stand->ref;
    act->outcome = outcome;
    act->data = value_map(&act->arena);
    return act;
}

int stand_complete(struct stand *stand, const char *form, const char *outcome,
                   const char *data_json)
{
    struct act *act = stand_task_act(stand, form, outcome);
    act->data = json(stand, &act->arena, data_json);
    return post(stand, act);
}

struct act *stand_signal_act(struct stand *stand, const char *name, const char *data_json)
{
    struct act *act = act_new(ACT_SIGNAL);

    act->case_ref = stand->ref;
    act->name = name;
    act->data = json(stand, &act->arena, data_json);
    return act;
}

int stand_signal(struct stand *stand, const char *name, const char *data_json)
{
    return post(stand, stand_signal_act(stand, name, data_json));
}

static void on_first(struct act *act, const struct answer *answer)
{
    *(int *)act->owner = answer->status;
}

int stand_post_both(struct stand *stand, struct act *first, struct act *second)
{
    int status = 1;

    first->actor = rehearsal_actor(stand->rehearsal, "admin", "admin");
    first->on_answer = on_first;
    first->owner = &status;
    engine_post(rehearsal_engine(stand->rehearsal), first);
    int rc = post(stand, second);
    assert_int_equal(status, 0);
    return rc;
}

int stand_act(struct stand *stand, enum act_kind kind)
{
    struct act *act = act_new(kind);
    act->case_ref = stand->ref;
    return post(stand, act);
}

void stand_crash(struct stand *stand)
{
    struct err err = {0};
    if (rehearsal_crash(stand->rehearsal, &err) != 0)
        fail_msg("%s", err.text);
}

void stand_advance(struct stand *stand, int64_t by_ms)
{
    rehearsal_advance(stand->rehearsal, rehearsal_now_ms(stand->rehearsal) + by_ms);
}

void stand_expect(struct stand *stand, const char *stage, enum case_status status)
{
    struct case_image image = stand_case(stand);
    struct incident_row *rows;
    struct err err = {0};
    size_t count = 0;

    if (image.row.status == CASE_PARKED && status != CASE_PARKED &&
        reader_incidents(rehearsal_reader(stand->rehearsal), image.row.id, true, &stand->arena,
                         &rows, &count, &err) == 0 &&
        count > 0)
        fail_msg("parked: %s", rows[count - 1].body.bytes);
    assert_string_equal(image.row.stage.bytes, stage);
    assert_int_equal(image.row.status, status);
}

const char *stand_data(struct stand *stand)
{
    struct value *shown;
    struct err err = {0};
    if (case_show(rehearsal_engine(stand->rehearsal), rehearsal_reader(stand->rehearsal),
                  &stand->ref, &(struct show_look){.is_personal = true}, &stand->arena, &shown,
                  &err) != 0)
        fail_msg("%s", err.text);
    return canon_text(&stand->arena, value_get(shown, "data")).bytes;
}

static void on_fault(void *owner, const struct id *ref, const struct err *err)
{
    (void)owner, (void)ref;
    print_error("%s %s\n", err->where, err->text);
}

void stand_verify(struct stand *stand)
{
    struct verify_result result;
    struct err err = {0};
    if (verify_all(rehearsal_engine(stand->rehearsal), rehearsal_reader(stand->rehearsal), on_fault,
                   NULL, &result, &err) != 0)
        fail_msg("%s", err.text);
}
