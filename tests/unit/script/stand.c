/* stand.c - see stand.h. */
#include "stand.h"
#include <stdio.h>
#include <string.h>

const char *const stand_prelude =
    "workflow \"w\" { zh = \"工\", en = \"W\", intake = \"f\", start = \"a\", code = \"W\", people "
    "= { party = \"parties\" }, "
    "outcomes = { { \"done\", zh = \"完\", en = \"Done\" } } } "
    "setting \"most\" { 3, basis = \"assumed\", zh = \"多\", en = \"Most\" } "
    "clock \"C1\" { zh = \"钟\", en = \"Clock\", owner = \"office\", basis = \"assumed\", within = "
    "days(3) } "
    "form \"f\" { zh = \"表\", en = \"Form\", "
    "outcome \"agree\" { zh = \"同\", en = \"Agree\" }, outcome \"refuse\" { zh = \"拒\", en = "
    "\"Refuse\" }, "
    "text \"reason\" { zh = \"由\", en = \"Reason\" }, number \"count\" { zh = \"数\", en = "
    "\"Count\" }, "
    "date \"born\" { zh = \"生\", en = \"Born\", personal = true, facts = { minor = age_under(18) "
    "} }, "
    "rows \"parties\" { zh = \"方\", en = \"Parties\", yes_no \"here\" { zh = \"在\", en = "
    "\"Here\" } } } "
    "signal \"paid\" { zh = \"付\", en = \"Paid\", from = \"party\", form = \"f\" } "
    "signal \"stop\" { zh = \"停\", en = \"Stop\", from = \"party\", form = \"f\" } "
    "letter \"l\" { zh = \"函\", en = \"Letter\" } notice \"n\" { zh = \"知\", en = \"Notice\" }\n";

static const char *const default_data =
    "{\"list\":[1,2],\"name\":{\"$h\":\"h1\"},\"parties\":[{\"$row\":\"parties/1\",\"here\":true},"
    "{\"$ended\":1,\"$row\":\"parties/2\",\"here\":false},{\"$row\":\"parties/"
    "3\",\"here\":false}],\"risk\":\"low\"}";

static struct value *read_json(struct stand *stand, const char *json)
{
    struct value *value;
    struct err err = {0};
    if (canon_read(&stand->arena, slice_of(json), &value, &err))
        fail_msg("%s: %s", json, err.text);
    return value;
}

static int on_command(void *data, struct command *command, struct err *err)
{
    struct stand *stand = data;
    const char *word = verb_word(command->verb);
    stand->asked |= UINT64_C(1) << command->verb;
    if (stand->refuse && (strcmp(stand->refuse, word) == 0 || strcmp(stand->refuse, "*") == 0))
        return err_set_at(err, STATUS_SCRIPT_FAILED, "not_now", NULL, "%s is refused", word);
    if (stand->diverge && strcmp(stand->diverge, word) == 0)
        return err_set_at(err, STATUS_HOST_VERDICT, "diverged", NULL,
                          "the journal has another verb than %s", word);
    buf_printf(&stand->log, "%s %s %s %s ", command->id, word, command->name ? command->name : "-",
               command->row ? command->row : "-");
    canon_write(&stand->log, command->args);
    buf_add_text(&stand->log, "\n");
    buf_clear(&stand->where);
    buf_add_text(&stand->where, command->where);
    if (command->verb == VERB_ADD) {
        char name[64];
        snprintf(name, sizeof name, "%s/%d", command->name, 10 + ++stand->added);
        command->result = value_copy(&stand->arena, command->args);
        value_put(&stand->arena, command->result, "$row", value_string(&stand->arena, name));
    }
    if (stand->on_result && strcmp(stand->on_result, word) == 0)
        *(command->verb == VERB_SET ? &command->args : &command->result) =
            read_json(stand, stand->result);
    return 0;
}

static int on_query(void *data, const char *query, const char *name, const struct value *args,
                    struct value **out, struct err *err)
{
    struct stand *stand = data;
    (void)err;
    buf_printf(&stand->log, "? %s %s ", query, name ? name : "-");
    canon_write(&stand->log, args);
    buf_add_text(&stand->log, "\n");
    *out = strcmp(query, "running") == 0 ? value_bool(&stand->arena, true)
                                         : value_string(&stand->arena, "2026-03-01");
    return 0;
}

static int on_cancel(void *data, const char *branch, struct err *err)
{
    struct stand *stand = data;
    (void)err;
    buf_printf(&stand->log, "cancel %s\n", branch);
    return 0;
}

static const struct script_host host = {on_command, on_query, on_cancel};

int stand_release(struct stand *stand, const char *text)
{
    struct buf whole = {0};
    buf_add_text(&whole, stand_prelude);
    buf_add_text(&whole, text);
    struct script_file file = {.path = "w/workflow.lua", .text = buf_slice(&whole)};
    int rc = release_open(&file, 1, &stand->release, &stand->err);
    buf_close(&whole);
    return rc;
}

static void turn(struct stand *stand)
{
    fiber_turn(stand->fiber, stand->at_ms, &stand->arena, stand->is_replay);
}

void stand_play(struct stand *stand, const char *text)
{
    if (stand_release(stand, text))
        fail_msg("%s: %s", stand->err.where, stand->err.text);
    if (fiber_open(&(struct fiber_play){.release = stand->release, .workflow = "w"}, &stand->limits,
                   &host, stand, &stand->fiber, &stand->err))
        fail_msg("%s: %s", stand->err.where, stand->err.text);
    if (!stand->at_ms)
        stand->at_ms = 1770685200000; /* 2026-02-10T09:00+08:00 */
    struct fiber_stage stage = {
        .stage = "a",
        .data = read_json(stand, stand->data ? stand->data : default_data),
        .settings = read_json(stand, stand->settings ? stand->settings : "{\"most\":3}"),
        .about = read_json(
            stand, "{\"id\":\"x\",\"number\":\"2026W1\",\"office\":\"370102\",\"workflow\":\"w\"}"),
    };
    memcpy(stage.seed, stand->seed, sizeof stage.seed);
    turn(stand);
    stand->state = fiber_begin(stand->fiber, &stage, &stand->err);
}

void stand_hear(struct stand *stand, const char *id, const char *json)
{
    turn(stand);
    stand->state = fiber_hear(stand->fiber, id, read_json(stand, json), false, &stand->err);
}

void stand_hear_error(struct stand *stand, const char *id, const char *json)
{
    turn(stand);
    stand->state = fiber_hear(stand->fiber, id, read_json(stand, json), true, &stand->err);
}

void stand_signal(struct stand *stand, const char *id, const char *signal, const char *json)
{
    turn(stand);
    stand->state = fiber_signal(stand->fiber, id, signal, read_json(stand, json), &stand->err);
}

void stand_close(struct stand *stand)
{
    fiber_close(stand->fiber);
    release_unref(stand->release);
    arena_close(&stand->arena);
    buf_close(&stand->log);
    buf_close(&stand->where);
    *stand = (struct stand){0};
}

void stand_expect(struct stand *stand, const char *log)
{
    if (stand->state == FIBER_FAILED || stand->state == FIBER_STOPPED)
        print_message("%s: %s %s\n", stand->err.where, err_code(&stand->err), stand->err.text);
    assert_string_equal(stand->log.bytes ? stand->log.bytes : "", log);
    buf_clear(&stand->log);
}

void stand_expect_failed(struct stand *stand, const char *where, const char *part)
{
    if (stand->state != FIBER_FAILED || strcmp(stand->err.where, where) != 0 ||
        !strstr(stand->err.text, part))
        fail_msg("state %d, %s: %s\n   expected %s: ...%s", stand->state, stand->err.where,
                 stand->err.text, where, part);
}

void stand_body(struct stand *stand, const char *body)
{
    struct buf text = {0};
    buf_printf(
        &text,
        "stage \"a\" { zh = \"甲\", en = \"A\", next = { \"a\", \"b\" }, function(case) local x; "
        "%s\nend }\n"
        "stage \"b\" { zh = \"乙\", en = \"B\", function(case) return case:close \"done\" end }\n",
        body);
    stand_play(stand, text.bytes);
    buf_close(&text);
}
