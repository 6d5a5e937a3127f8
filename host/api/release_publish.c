/* release_publish.c - POST /api/v1/releases { files, note }: checks the files as a release and
 * stores them. Nothing becomes active.
 *
 * 201 { digest, is_known, specs }; 200 if the same files were published before. Files with faults
 * are 422 with each of them in `errors` - field: file and line - and in `findings` as the check
 * gave it. Publishing twice does nothing the second time; with an Idempotency-Key it even gets the
 * first answer.
 *
 * A release may have megabytes: its JSON is read on a worker thread, not by the loop.
 */
#include "api/deeding.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/publish.h"

enum { NOTE_MOST = 500 };

const struct input_rule release_publish_input[] = {
    {.place = INPUT_BODY,
     .name = "files",
     .type = INPUT_MAP,
     .is_required = true,
     .about = "The text of each file by its path, as in {\"letter/workflow.lua\": \"...\"}"},
    {.place = INPUT_BODY,
     .name = "note",
     .most = NOTE_MOST,
     .about = "What is new, for who looks at the list of releases"  },
    INPUT_LAST,
};

static void add_error(struct arena *arena, struct value *errors, const struct value *finding,
                      const char *code)
{
    struct value *error = value_map(arena);
    const char *title = value_get_text(finding, "title");
    const char *message = value_get_text(finding, "message");

    value_put(arena, error, "field", value_get(finding, "where"));
    value_put(arena, error, "code", value_string(arena, code ? code : "fault"));
    value_put(arena, error, "message",
              title ? value_string(arena, arena_printf(arena, "\"%s\": %s", title, message))
                    : value_get(finding, "message"));
    value_push(arena, errors, error);
}

/* Faults of the files: all of them, for people as `errors`, for programs as they were found. */
static void answer_faults(struct call *call, const struct publish *publish)
{
    struct arena *arena = &call->arena;
    struct value *errors = value_list(arena), *extra = value_map(arena);
    const struct value *items = value_get(publish->specs, "items");
    char text[2 * DIGEST_BYTES + 1];

    for (size_t i = 0; i < value_len(publish->findings); i++) {
        const struct value *finding = value_item(publish->findings, i);
        add_error(arena, errors, finding, value_get_text(finding, "code"));
    }
    for (size_t i = 0; i < value_len(items); i++)
        if (!value_get_bool(value_item(items, i), "passed", false))
            add_error(arena, errors, value_item(items, i), "spec_failed");
    value_put(arena, extra, "digest", value_string(arena, digest_to_text(&publish->digest, text)));
    value_put(arena, extra, "findings", publish->findings);
    value_put(arena, extra, "specs", publish->specs);
    call_answer_problem(call, &(struct problem){
                                  .http_status = 422,
                                  .code = err_code(&publish->err),
                                  .title = "The release has faults",
                                  .detail = publish->err.text,
                                  .errors = errors,
                                  .extra = extra,
                              });
}

static void on_published(struct publish *publish)
{
    struct call *call = publish->owner;
    struct arena *arena = &call->arena;
    char text[2 * DIGEST_BYTES + 1];

    if (publish->status == STATUS_INVALID) {
        answer_faults(call, publish);
    } else if (publish->status != 0) {
        problem_answer(call, &publish->err);
    } else {
        digest_to_text(&publish->digest, text);
        call_add_header(call, "Location", arena_printf(arena, "/api/v1/releases/%s", text));
        call_answer_json(call, publish->is_known ? 200 : 201, publish_reply(publish, arena));
    }
    publish_free(publish);
}

static int take_files(struct publish *publish, const struct value *files, struct err *err)
{
    struct script_file *list = ARENA_ARRAY(&publish->arena, struct script_file, value_len(files));

    for (size_t i = 0; i < value_len(files); i++) {
        const struct member *member = &files->map.members[i];
        if (member->value->type != VALUE_TEXT)
            return err_set(err, STATUS_MALFORMED, "Each member of \"files\" must be a text.");
        list[i] = (struct script_file){.path = member->key.bytes, .text = member->value->text};
    }
    publish->files = list;
    publish->count = value_len(files);
    return 0;
}

/* What the worker made of the body: `input` in the arena of the call. */
struct intake {
    struct value *input;
    const struct once_digests *key;
};

static int read_body(struct reading *reading, struct reader *reader, struct err *err)
{
    struct intake *intake = reading->plan;
    (void)reader;
    return input_read(reading->call, &intake->input, err);
}

static void on_read(struct reading *reading)
{
    struct call *call = reading->call;
    const struct intake *intake = reading->plan;
    const struct value *input = intake->input;
    struct publish *publish = publish_new();
    struct err err = {0};

    publish->key = intake->key;
    publish->actor = call->actor;
    publish->note = value_get_text(input, "note");
    publish->on_done = on_published;
    publish->owner = call;
    if (take_files(publish, value_get(input, "files"), &err) == 0) {
        engine_publish(call->service->engine, publish);
        return;
    }
    publish_free(publish);
    problem_answer(call, &err);
}

static void go(struct call *call, void *intake_, const struct once_digests *key)
{
    struct intake *intake = intake_;
    intake->key = key;
    reading_start(call, intake, read_body, on_read);
}

void answer_release_publish(struct call *call)
{
    struct intake *intake = ARENA_NEW(&call->arena, struct intake);
    deeding_start(call, &(struct deeding){.plan = intake, .go = go});
}
