/* replay_print.c - a replayed case for people (replay_print.h).
 *
 * A line is: indent, label, text. Labels stand in one table, a row for each, in both languages.
 */
#include "cli/replay_print.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli/print.h"

enum { LABEL_CELLS = 10, TEXT_INDENT = 16 };

enum label {
    LABEL_CASE,
    LABEL_STAGE,
    LABEL_TURN,
    LABEL_RELEASE,
    LABEL_ACCEPTED,
    LABEL_HEARD,
    LABEL_ASKED,
    LABEL_WAITS,
    LABEL_FOR,
    LABEL_STANDS,
    LABEL_NEXT,
    LABEL_CLOSED,
    LABEL_ERROR,
    LABEL_STACK,
    LABEL_RAN,
    LABEL_DATA,
    LABEL_OUTSIDE,
    LABEL_SHADOWED,
    LABEL_REFUSED,
    LABEL_MORE,
    LABEL_DIFFERS,
    LABEL_RETRY,
    LABEL_GOES_ON,
    LABEL_FAILS,
    LABEL_QUARANTINE,
};

static const char *const labels[][2] = {
    [LABEL_CASE] = {"case",                                                                                  "案件"            },
    [LABEL_STAGE] = {"stage",                                                                                 "阶段"            },
    [LABEL_TURN] = {"turn",                                                                                  "第"               },
    [LABEL_RELEASE] = {"release",                                                                               "发布版本"      },
    [LABEL_ACCEPTED] = {"accepted",                                                                              "已受理"         },
    [LABEL_HEARD] = {"heard",                                                                                 "脚本得知"      },
    [LABEL_ASKED] = {"asked for",                                                                             "脚本要求"      },
    [LABEL_WAITS] = {"waits",                                                                                 "等待"            },
    [LABEL_FOR] = {"for",                                                                                   "等候"            },
    [LABEL_STANDS] = {"stands",                                                                                "停在"            },
    [LABEL_NEXT] = {"goes on",                                                                               "转入阶段"      },
    [LABEL_CLOSED] = {"closes",                                                                                "结案"            },
    [LABEL_ERROR] = {"parked",                                                                                "已搁置"         },
    [LABEL_STACK] = {"stack",                                                                                 "调用栈"         },
    [LABEL_RAN] = {"ran",                                                                                   "执行过"         },
    [LABEL_DATA] = {"data",                                                                                  "案件数据"      },
    [LABEL_OUTSIDE] = {"from outside",                                                                          "外层变量"      },
    [LABEL_SHADOWED] = {"hidden by a later one",                                                                 "被后者遮蔽"   },
    [LABEL_REFUSED] = {"refused",                                                                               "被拒绝"         },
    [LABEL_MORE] = {"more left out",                                                                         "项未显示"      },
    [LABEL_DIFFERS] = {"differs",                                                                               "不一致"         },
    [LABEL_RETRY] = {"if it were retried now",                                                                "如果现在重试"},
    [LABEL_GOES_ON] = {"it would go on",                                                                        "可以继续"      },
    [LABEL_QUARANTINE] =
        {"not played here, since the host died of it twice; export the case and replay the file",
                    "主机曾两次因此崩溃，故不在此重演；请先导出案件，再重演该文件"                 },
    [LABEL_FAILS] = {"fails",                                                                                 "仍出错"         },
};

struct printing {
    struct buf out;
    enum replay_lang lang;
    bool is_full;
};

static const char *word(const struct printing *printing, enum label label)
{
    return labels[label][printing->lang];
}

static void add_spaces(struct printing *printing, int count)
{
    for (int i = 0; i < count; i++)
        buf_add_byte(&printing->out, ' ');
}

/* "    heard     ": the text comes behind it. */
static void begin_line(struct printing *printing, enum label label)
{
    const char *text = word(printing, label);
    int cells = print_width(slice_of(text));
    add_spaces(printing, TEXT_INDENT - LABEL_CELLS - 2);
    buf_add_text(&printing->out, text);
    add_spaces(printing, cells < LABEL_CELLS ? LABEL_CELLS - cells + 2 : 2);
}

static void end_line(struct printing *printing)
{
    buf_add_byte(&printing->out, '\n');
}

/* Columns of spaces, as before a comment, become two. */
static void add_source(struct buf *out, const char *line)
{
    for (; *line; line++)
        if (line[0] != ' ' || line[1] != ' ' || line[2] != ' ')
            buf_add_byte(out, *line);
}

/* "dispute_mediation/workflow.lua:48  local answer = ..." */
static void add_place(struct printing *printing, const struct value *at, int indent)
{
    const char *where = value_get_text(at, "where"), *line = value_get_text(at, "line");
    if (!where)
        return;
    add_spaces(printing, indent);
    buf_printf(&printing->out, "%s  ", where);
    add_source(&printing->out, line ? line : "");
    end_line(printing);
}

/* ---- values ---- */

static void add_value(struct buf *out, const struct value *value);

static void add_list(struct buf *out, const struct value *list)
{
    buf_add_byte(out, '[');
    for (size_t i = 0; i < value_len(list); i++) {
        buf_add_text(out, i ? ", " : "");
        add_value(out, value_item(list, i));
    }
    buf_add_byte(out, ']');
}

/* A row as its name, and what stands in it behind that. */
static void add_map(struct buf *out, const struct value *map)
{
    const char *row = value_get_text(map, "row");
    size_t count = 0;

    if (row)
        buf_add_text(out, row);
    if (row && value_len(map) == 1)
        return;
    buf_add_text(out, row ? " {" : "{");
    for (size_t i = 0; i < value_len(map); i++) {
        const struct member *member = &map->map.members[i];
        if (row && slice_is(member->key, "row"))
            continue;
        buf_printf(out, "%s%.*s: ", count++ ? ", " : "", SLICE_ARG(member->key));
        add_value(out, member->value);
    }
    buf_add_byte(out, '}');
}

static void add_value(struct buf *out, const struct value *value)
{
    if (value->type == VALUE_LIST)
        add_list(out, value);
    else if (value->type == VALUE_MAP && !value_get_bool(value, "personal", false))
        add_map(out, value);
    else
        print_add(out, value);
}

/* ---- what happened ---- */

static bool is_one_of(struct slice name, const char *const *names)
{
    for (; *names; names++)
        if (slice_is(name, *names))
            return true;
    return false;
}

/* " name: cell" of every member but these. */
static void add_members(struct printing *printing, const struct value *map,
                        const char *const *left_out)
{
    for (size_t i = 0; i < value_len(map); i++) {
        const struct member *member = &map->map.members[i];
        if (is_one_of(member->key, left_out))
            continue;
        buf_printf(&printing->out, "  %.*s: ", SLICE_ARG(member->key));
        add_value(&printing->out, member->value);
    }
}

static void add_turn_head(struct printing *printing, const struct value *turn)
{
    static const char *const left_out[] = {"kind", "answer", NULL};
    const struct value *event = value_get(turn, "event");
    const char *at = value_text_or(value_get(turn, "at"), "");
    long long seq = (long long)value_get_int(turn, "seq", 0);

    end_line(printing);
    if (printing->lang == REPLAY_ZH)
        buf_printf(&printing->out, "第 %lld 步", seq);
    else
        buf_printf(&printing->out, "turn %lld", seq);
    buf_printf(&printing->out, "  %.10s %.8s  %s", at, strlen(at) > 11 ? at + 11 : "",
               value_text_or(value_get(event, "kind"), "?"));
    add_members(printing, event, left_out);
    end_line(printing);
}

/* "task 1: done" */
static void add_done(struct printing *printing, const struct value *done)
{
    for (size_t i = 0; i < value_len(done); i++) {
        const struct value *entry = value_item(done, i);
        bool is_first = true;
        begin_line(printing, LABEL_ACCEPTED);
        for (size_t k = 0; k < value_len(entry); k++) {
            const struct member *member = &entry->map.members[k];
            if (slice_is(member->key, "status"))
                continue;
            buf_printf(&printing->out, "%s%.*s ", is_first ? "" : ", ", SLICE_ARG(member->key));
            add_value(&printing->out, member->value);
            is_first = false;
        }
        const char *status = value_get_text(entry, "status");
        if (status)
            buf_printf(&printing->out, ": %s", status);
        end_line(printing);
    }
}

static void add_heard(struct printing *printing, const struct value *turn)
{
    const struct value *heard = value_get(turn, "heard");
    const struct value *answer = value_get(value_get(turn, "event"), "answer");

    for (size_t i = 0; i < value_len(heard); i++) {
        const struct value *entry = value_item(heard, i), *value = value_get(entry, "value");
        const char *signal = value_get_text(entry, "signal");
        if (value_is_text(value_get(entry, "from"), "event"))
            value = answer;
        if (!value_is_nil(value_get(entry, "error")))
            value = value_get(entry, "error");
        begin_line(printing, LABEL_HEARD);
        if (signal)
            buf_printf(&printing->out, "%s ", signal);
        buf_add_text(&printing->out, value_text_or(value_get(entry, "id"), "?"));
        if (!value_is_nil(value)) {
            buf_add_text(&printing->out, "  ");
            add_value(&printing->out, value);
        }
        end_line(printing);
    }
}

static void add_command(struct printing *printing, const struct value *command)
{
    const char *name = value_get_text(command, "name"), *row = value_get_text(command, "row");
    const struct value *args = value_get(command, "args"), *result = value_get(command, "result");
    const struct value *refused = value_get(command, "refused");

    begin_line(printing, LABEL_ASKED);
    buf_printf(&printing->out, "%s  %s", value_text_or(value_get(command, "id"), "?"),
               value_text_or(value_get(command, "kind"), "?"));
    if (name)
        buf_printf(&printing->out, " %s", name);
    if (row)
        buf_printf(&printing->out, " %s", row);
    if (!value_is_nil(args)) {
        buf_add_byte(&printing->out, ' ');
        add_value(&printing->out, args);
    }
    if (!value_is_nil(result)) {
        buf_add_text(&printing->out, " -> ");
        add_value(&printing->out, result);
    }
    if (!value_is_nil(refused))
        buf_printf(&printing->out, "  %s: %s", word(printing, LABEL_REFUSED),
                   value_text_or(value_get(refused, "message"), ""));
    end_line(printing);
    add_place(printing, command, TEXT_INDENT + 3);
}

/* ---- what is left ---- */

static void add_variables(struct printing *printing, const struct value *variables, bool is_outside)
{
    for (size_t i = 0; i < value_len(variables); i++) {
        const struct value *variable = value_item(variables, i);
        add_spaces(printing, TEXT_INDENT + 3);
        buf_printf(&printing->out, "%s = %s", value_text_or(value_get(variable, "name"), "?"),
                   value_text_or(value_get(variable, "value"), "?"));
        if (is_outside)
            buf_printf(&printing->out, "  (%s)", word(printing, LABEL_OUTSIDE));
        if (value_get_bool(variable, "shadowed", false))
            buf_printf(&printing->out, "  (%s)", word(printing, LABEL_SHADOWED));
        end_line(printing);
    }
}

static void add_more(struct printing *printing, const struct value *at)
{
    int64_t more = value_get_int(at, "more", 0);
    if (more == 0)
        return;
    add_spaces(printing, TEXT_INDENT + 3);
    buf_printf(&printing->out, "... %lld %s\n", (long long)more, word(printing, LABEL_MORE));
}

/* A stack of one function needs no numbers. */
static void add_frames(struct printing *printing, const struct value *branch, bool is_told)
{
    const struct value *frames = value_get(branch, "frames");
    bool is_numbered = value_len(frames) > 1;

    for (size_t i = 0; i < value_len(frames); i++) {
        const struct value *frame = value_item(frames, i);
        const char *name = value_get_text(frame, "name");
        if (is_numbered) {
            add_spaces(printing, TEXT_INDENT);
            buf_printf(&printing->out, "#%zu %s%s", i, name ? name : "", name ? "  " : "");
            add_place(printing, frame, 0);
        } else if (!is_told) {
            add_place(printing, frame, TEXT_INDENT + 3);
        }
        add_variables(printing, value_get(frame, "locals"), false);
        add_variables(printing, value_get(frame, "upvalues"), true);
        add_more(printing, frame);
    }
    add_more(printing, branch);
}

static bool is_asked_now(const struct value *turn, const char *id)
{
    const struct value *commands = value_get(turn, "commands");
    for (size_t i = 0; id && i < value_len(commands); i++)
        if (value_is_text(value_get(value_item(commands, i), "id"), id))
            return true;
    return false;
}

static void add_branches(struct printing *printing, const struct value *from)
{
    const struct value *branches = value_get(from, "branches");

    for (size_t i = 0; i < value_len(branches); i++) {
        const struct value *branch = value_item(branches, i), *waits = value_get(branch, "waits");
        const char *id = value_get_text(waits, "id"), *name = value_get_text(waits, "name");
        begin_line(printing, value_is_nil(waits) ? LABEL_STANDS : LABEL_WAITS);
        buf_add_text(&printing->out, value_text_or(value_get(branch, "name"), "?"));
        if (!value_is_nil(waits))
            buf_printf(&printing->out, "  %s %s%s%s", word(printing, LABEL_FOR),
                       value_text_or(value_get(waits, "verb"), "?"), name ? " " : "",
                       name ? name : "");
        if (id)
            buf_printf(&printing->out, " (%s)", id);
        end_line(printing);
        const char *where = value_get_text(from, "where"); /* of what failed: told above */
        bool is_told =
            is_asked_now(from, id) || (where && value_is_text(value_get(branch, "where"), where));
        add_frames(printing, branch, is_told);
    }
}

static void add_ran(struct printing *printing, const struct value *turn)
{
    const struct value *ran = value_get(turn, "ran");

    for (size_t i = 0; i < value_len(ran); i++) {
        const struct value *line = value_item(ran, i);
        int64_t times = value_get_int(line, "times", 1);
        begin_line(printing, LABEL_RAN);
        if (times > 1)
            buf_printf(&printing->out, "%lldx ", (long long)times);
        add_place(printing, line, 0);
    }
}

/* Each line of the stack on one of its own. */
static void add_stack(struct printing *printing, const char *stack)
{
    begin_line(printing, LABEL_STACK);
    for (bool is_first = true; *stack; is_first = false) {
        size_t len = strcspn(stack, "\n");
        struct slice line = {stack, len};
        while (line.len && (line.bytes[0] == '\t' || line.bytes[0] == ' ')) {
            line.bytes++;
            line.len--;
        }
        if (!is_first)
            add_spaces(printing, TEXT_INDENT);
        buf_printf(&printing->out, "%.*s\n", SLICE_ARG(line));
        stack += len + (stack[len] == '\n');
    }
}

static void add_error(struct printing *printing, const struct value *turn)
{
    const struct value *error = value_get(turn, "error"), *incident = value_get(turn, "incident");
    const char *stack = value_get_text(incident, "stack");

    if (value_is_nil(error))
        return;
    begin_line(printing, LABEL_ERROR);
    buf_printf(&printing->out, "%s: %s\n", value_text_or(value_get(error, "code"), "?"),
               value_text_or(value_get(error, "message"), ""));
    add_place(printing, incident, TEXT_INDENT + 3);
    if (stack)
        add_stack(printing, stack);
}

static void add_end(struct printing *printing, const struct value *turn, const char *member,
                    enum label label)
{
    const char *name = value_get_text(turn, member);
    if (!name)
        return;
    begin_line(printing, label);
    buf_printf(&printing->out, "%s\n", name);
}

static void add_data(struct printing *printing, const struct value *turn)
{
    const struct value *data = value_get(turn, "data");

    for (size_t i = 0; i < value_len(data); i++) {
        const struct member *member = &data->map.members[i];
        if (i == 0)
            begin_line(printing, LABEL_DATA);
        else
            add_spaces(printing, TEXT_INDENT);
        buf_printf(&printing->out, "%.*s = ", SLICE_ARG(member->key));
        add_value(&printing->out, member->value);
        end_line(printing);
    }
}

static void add_turn(struct printing *printing, const struct value *turn)
{
    const struct value *commands = value_get(turn, "commands"), *ran = value_get(turn, "ran");

    add_turn_head(printing, turn);
    add_done(printing, value_get(turn, "done"));
    add_heard(printing, turn);
    for (size_t i = 0; i < value_len(commands); i++)
        add_command(printing, value_item(commands, i));
    if (printing->is_full)
        add_ran(printing, turn);
    add_end(printing, turn, "next", LABEL_NEXT);
    add_end(printing, turn, "closed", LABEL_CLOSED);
    if (!printing->is_full && (value_get_text(turn, "next") || value_get_text(turn, "closed")))
        add_place(printing, value_item(ran, value_len(ran) ? value_len(ran) - 1 : 0),
                  TEXT_INDENT + 3);
    add_error(printing, turn);
    add_branches(printing, turn);
    if (printing->is_full)
        add_data(printing, turn);
}

/* A parked case: where its script fails, and what its variables hold there. */
static void add_retry(struct printing *printing, const struct value *retry)
{
    if (value_is_nil(retry))
        return;
    bool goes_on = value_get_bool(retry, "goes_on", false);
    bool is_kept = value_get_bool(retry, "is_quarantined", false);
    buf_printf(&printing->out, "\n%s", word(printing, LABEL_RETRY));
    if (goes_on || is_kept)
        buf_printf(&printing->out, ": %s",
                   word(printing, goes_on ? LABEL_GOES_ON : LABEL_QUARANTINE));
    end_line(printing);
    if (goes_on || is_kept)
        return;
    begin_line(printing, LABEL_FAILS);
    buf_printf(&printing->out, "%s: %s\n", value_text_or(value_get(retry, "code"), "?"),
               value_text_or(value_get(retry, "message"), ""));
    add_place(printing, retry, TEXT_INDENT + 3);
    if (printing->is_full)
        add_ran(printing, retry);
    add_branches(printing, retry);
}

static void add_fault(struct printing *printing, const struct value *fault)
{
    if (value_is_nil(fault))
        return;
    end_line(printing);
    buf_printf(&printing->out, "%s  %s: %s\n", word(printing, LABEL_DIFFERS),
               value_text_or(value_get(fault, "code"), "?"),
               value_text_or(value_get(fault, "message"), ""));
    add_place(printing, fault, TEXT_INDENT + 3);
    add_branches(printing, fault);
}

/* What a file says must not steer the terminal: control characters become '?'. */
static void print_and_close(struct printing *printing)
{
    struct buf *out = &printing->out;

    for (size_t i = 0; i < out->len; i++) {
        unsigned char *at = (unsigned char *)&out->bytes[i];
        if ((at[0] < 0x20 && at[0] != '\n') || at[0] == 0x7F)
            at[0] = '?';
        else if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0)
            at[0] = at[1] = '?';
    }
    printf("%.*s", SLICE_ARG(buf_slice(&printing->out)));
    buf_close(&printing->out);
}

void replay_print_case(const struct value *page, enum replay_lang lang)
{
    struct printing printing = {.lang = lang};
    const struct value *shown = value_get(page, "case");
    const char *outcome = value_get_text(shown, "outcome");
    const char *number = value_get_text(shown, "number");

    buf_printf(&printing.out, "%s %s  %s  %s  %s%s%s\n", word(&printing, LABEL_CASE),
               number ? number : value_text_or(value_get(shown, "id"), "?"),
               value_text_or(value_get(shown, "workflow"), "?"),
               value_text_or(value_get(shown, "stage"), "?"),
               value_text_or(value_get(shown, "status"), "?"), outcome ? "  " : "",
               outcome ? outcome : "");
    print_and_close(&printing);
}

void replay_print_stage(const struct value *page, enum replay_lang lang)
{
    struct printing printing = {.lang = lang};

    buf_printf(&printing.out, "\n== %s %s  %s %lld\n", word(&printing, LABEL_STAGE),
               value_text_or(value_get(page, "stage"), "?"), word(&printing, LABEL_RELEASE),
               (long long)value_get_int(page, "release", 0));
    print_and_close(&printing);
}

void replay_print_page(const struct value *page, bool is_full, enum replay_lang lang)
{
    struct printing printing = {.lang = lang, .is_full = is_full};
    const struct value *items = value_get(page, "items");

    for (size_t i = 0; i < value_len(items); i++)
        add_turn(&printing, value_item(items, i));
    add_retry(&printing, value_get(page, "retry"));
    add_fault(&printing, value_get(page, "fault"));
    print_and_close(&printing);
}
