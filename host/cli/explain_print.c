/* explain_print.c - a workflow as an office ends up with it, in words (release_explain.h): one line
 * for each part, and behind it the line it was written in and who changed what of it.
 *
 * All words stand in one table, in both languages. To add a kind of part: a row in `kinds` and a
 * function that says what is in one.
 */
#include <stdio.h>
#include <string.h>

#include "cli/print.h"
#include "cli/release_explain.h"

enum word {
    WORD_AS_OFFICE,
    WORD_SETTINGS,
    WORD_CLOCKS,
    WORD_FORMS,
    WORD_LADDERS,
    WORD_LETTERS,
    WORD_NOTICES,
    WORD_SIGNALS,
    WORD_STAGES,
    WORD_LEADS_TO,
    WORD_VIA,
    WORD_CLOSES,
    WORD_BEFORE,
    WORD_AFTER,
    WORD_REPLACED,
    WORD_DUTY_START,
    WORD_DUTY_STOP,
    WORD_REQUIRED,
    WORD_BY,
    WORD_SET_BY,
    WORD_LADDER,
    WORD_LEFT,
    WORD_DUE,
    WORD_LATE,
    WORD_CARD,
    WORD_TELLS,
    WORD_REASSIGN,
    WORD_RAISE,
    WORD_LETTER,
    WORD_SIGNAL,
    WORD_REPLY,
    WORD_DUTY_LETTER,
};

static const char *const words[][2] = {
    [WORD_AS_OFFICE] = {"as it is for office", "适用机构"   },
    [WORD_SETTINGS] = {"Settings",            "参数"         },
    [WORD_CLOCKS] = {"Clocks",              "期限"         },
    [WORD_FORMS] = {"Forms",               "表单"         },
    [WORD_SIGNALS] = {"Signals",             "信号"         },
    [WORD_STAGES] = {"Stages",              "环节"         },
    [WORD_LEADS_TO] = {"leads to",            "转到"         },
    [WORD_VIA] = {"through",             "途经"         },
    [WORD_CLOSES] = {"ends the case",       "结案"         },
    [WORD_BEFORE] = {"before it",           "之前执行"   },
    [WORD_AFTER] = {"after it",            "之后执行"   },
    [WORD_REPLACED] = {"taken over by",       "改由"         },
    [WORD_DUTY_START] = {"must start",          "应启动"      },
    [WORD_DUTY_STOP] = {"must stop",           "应停止"      },
    [WORD_REQUIRED] = {"required",            "必填"         },
    [WORD_BY] = {"by office",           "机构"         },
    [WORD_SET_BY] = {"set by",              "由其确定："},
    [WORD_LADDERS] = {"Ladders",             "督办阶梯"   },
    [WORD_LETTERS] = {"Letters",             "文书"         },
    [WORD_NOTICES] = {"Notices",             "通知"         },
    [WORD_LADDER] = {"ladder",              "督办阶梯"   },
    [WORD_LEFT] = {"left",                "剩余"         },
    [WORD_DUE] = {"when due",            "到期时"      },
    [WORD_LATE] = {"late",                "逾期"         },
    [WORD_CARD] = {"card",                "督办牌"      },
    [WORD_TELLS] = {"tells",               "通知"         },
    [WORD_REASSIGN] = {"goes to",             "改派"         },
    [WORD_RAISE] = {"raised to",           "升级至"      },
    [WORD_LETTER] = {"letter",              "文书"         },
    [WORD_SIGNAL] = {"signal",              "信号"         },
    [WORD_REPLY] = {"answer within",       "回复期限"   },
    [WORD_DUTY_LETTER] = {"must issue",          "应出具"      },
};

/* What an office may have done to a part, by the word of the model. */
static const char *const deeds[][3] = {
    {"declared",  "declared",        "新增"      },
    {"within",    "length changed",  "调整时长"},
    {"value",     "value changed",   "调整取值"},
    {"text",      "wording changed", "调整文字"},
    {"stricter",  "made stricter",   "从严"      },
    {"steps",     "steps changed",   "调整步骤"},
    {"added",     "added",           "新增"      },
    {"changed",   "changed",         "调整"      },
    {"letter",    "replaced",        "更换"      },
    {"ladder",    "ladder given",    "增设督办"},
    {"fields",    "fields changed",  "调整字段"},
    {"customize", "changed",         "调整"      },
};

static const char *const units[][3] = {
    {"min", "minutes",       "分钟"         },
    {"h",   "hours",         "小时"         },
    {"cd",  "days",          "日"            },
    {"wd",  "working days",  "个工作日"   },
    {"oh",  "opening hours", "个办公小时"},
};

enum { WIDTH = 62 }; /* cells before the places */

struct explaining {
    int lang; /* 0 en, 1 zh */
    struct buf line;
    struct buf places;
};

static const char *say(const struct explaining *explaining, enum word word)
{
    return words[word][explaining->lang];
}

static const char *title(const struct explaining *explaining, const struct value *part)
{
    const char *text = value_get_text(part, explaining->lang ? "zh" : "en");
    return text ? text : "";
}

static const char *deed(const struct explaining *explaining, const char *what)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (strcmp(deeds[i][0], what) == 0)
            return deeds[i][1 + explaining->lang];
    return what;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void add_place(struct explaining *explaining, const char *at)
{
    if (!at)
        return;
    if (explaining->places.len)
        buf_add_text(&explaining->places, "; ");
    buf_add_text(&explaining->places, at);
}

/* Where the part was written, and each change of it. */
static void add_places(struct explaining *explaining, const struct value *part)
{
    const struct value *source = value_get(part, "source");
    const struct value *first = value_item(source, 0);
    if (!value_is_text(value_get(first, "what"), "declared"))
        add_place(explaining, value_get_text(part, "at"));
    for (size_t i = 0; i < value_len(source); i++) {
        const struct value *change = value_item(source, i);
        add_place(explaining, value_get_text(change, "at"));
        buf_printf(&explaining->places, " (%s %s)", value_get_text(change, "office"),
                   deed(explaining, value_text_or(value_get(change, "what"), "")));
    }
}

static void end_line(struct explaining *explaining)
{
    int width = print_width(buf_slice(&explaining->line));
    printf("%.*s", SLICE_ARG(buf_slice(&explaining->line)));
    if (explaining->places.len)
        printf("%*s%.*s", width < WIDTH ? WIDTH - width : 2, "",
               SLICE_ARG(buf_slice(&explaining->places)));
    putchar('\n');
    buf_clear(&explaining->line);
    buf_clear(&explaining->places);
}

static void add_length(struct explaining *explaining, const struct value *length)
{
    const char *unit = value_text_or(value_get(length, "unit"), "");
    long long n = value_get_int(length, "n", 0);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const char *word = units[i][1 + explaining->lang];
        size_t len = strlen(word);
        if (strcmp(units[i][0], unit) != 0)
            continue;
        len -= n == 1 && !explaining->lang; /* the s of many */
        buf_printf(&explaining->line, "%lld%s%.*s", n, explaining->lang ? "" : " ", (int)len, word);
    }
}

static void add_value(struct explaining *explaining, const struct value *value)
{
    if (!value_is_nil(value_get(value, "unit")))
        add_length(explaining, value);
    else
        print_add(&explaining->line, value);
}

static void begin_part(struct explaining *explaining, const struct member *member)
{
    buf_printf(&explaining->line, "  %.*s  %s", SLICE_ARG(member->key),
               title(explaining, member->value));
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void explain_setting(struct explaining *explaining, const struct member *member)
{
    begin_part(explaining, member);
    buf_add_text(&explaining->line, ": ");
    add_value(explaining, value_get(member->value, "value"));
    add_places(explaining, member->value);
    end_line(explaining);
}

static void explain_clock(struct explaining *explaining, const struct member *member)
{
    const struct value *within = value_get(member->value, "within");
    begin_part(explaining, member);
    buf_add_text(&explaining->line, ": ");
    if (!value_is_nil(value_get(within, "unit"))) {
        add_length(explaining, within);
    } else if (value_is_nil(within)) {
        buf_printf(&explaining->line, "%s %s", say(explaining, WORD_SET_BY),
                   value_text_or(value_get(member->value, "set_by"), ""));
    } else {
        for (size_t i = 0; i < value_len(within); i++) {
            buf_printf(&explaining->line, "%s%.*s ", i ? ", " : "",
                       SLICE_ARG(within->map.members[i].key));
            add_length(explaining, within->map.members[i].value);
        }
    }
    buf_printf(&explaining->line, " (%s)", value_text_or(value_get(member->value, "basis"), ""));
    if (value_get_text(member->value, "ladder"))
        buf_printf(&explaining->line, ", %s %s", say(explaining, WORD_LADDER),
                   value_get_text(member->value, "ladder"));
    add_places(explaining, member->value);
    end_line(explaining);
}

static void explain_fields(struct explaining *explaining, const struct value *fields, int indent)
{
    for (size_t i = 0; i < value_len(fields); i++) {
        const struct value *field = value_item(fields, i);
        buf_printf(&explaining->line, "%*s%s %s  %s", indent, "", value_get_text(field, "type"),
                   value_get_text(field, "name"), title(explaining, field));
        if (value_get_bool(field, "required", false))
            buf_printf(&explaining->line, " (%s)", say(explaining, WORD_REQUIRED));
        add_places(explaining, field);
        end_line(explaining);
        explain_fields(explaining, value_get(field, "fields"), indent + 2);
    }
}

static void explain_form(struct explaining *explaining, const struct member *member)
{
    begin_part(explaining, member);
    add_places(explaining, member->value);
    end_line(explaining);
    explain_fields(explaining, value_get(member->value, "fields"), 4);
}

/* "25% left", "when due", "1 working day late" */
static void add_moment(struct explaining *explaining, const struct value *step)
{
    const struct value *left = value_get(step, "left"), *late = value_get(step, "late");
    if (value_is_nil(left) && value_is_nil(late)) {
        buf_add_text(&explaining->line, say(explaining, WORD_DUE));
        return;
    }
    add_value(explaining, value_is_nil(left) ? late : left);
    buf_printf(&explaining->line, " %s",
               say(explaining, value_is_nil(left) ? WORD_LATE : WORD_LEFT));
}

/* ", tells assignee unit_head" */
static void add_act(struct explaining *explaining, const struct value *act, enum word word)
{
    if (value_is_nil(act))
        return;
    buf_printf(&explaining->line, ", %s", say(explaining, word));
    if (act->type == VALUE_TEXT)
        buf_printf(&explaining->line, " %.*s", SLICE_ARG(act->text));
    for (size_t i = 0; act->type == VALUE_LIST && i < value_len(act); i++)
        buf_printf(&explaining->line, " %s", value_text_or(value_item(act, i), ""));
}

static void explain_step(struct explaining *explaining, const struct value *step)
{
    static const struct {
        const char *act;
        enum word word;
    } acts[] = {
        {"card",     WORD_CARD    },
        {"notify",   WORD_TELLS   },
        {"reassign", WORD_REASSIGN},
        {"raise",    WORD_RAISE   },
        {"letter",   WORD_LETTER  },
        {"signal",   WORD_SIGNAL  },
        {"reply",    WORD_REPLY   },
    };
    buf_printf(&explaining->line, "    %s  ", value_text_or(value_get(step, "name"), ""));
    add_moment(explaining, step);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        add_act(explaining, value_get(step, acts[i].act), acts[i].word);
    add_places(explaining, step);
    end_line(explaining);
}

static void explain_ladder(struct explaining *explaining, const struct member *member)
{
    const struct value *steps = value_get(member->value, "steps");
    buf_printf(&explaining->line, "  %.*s", SLICE_ARG(member->key));
    add_places(explaining, member->value);
    end_line(explaining);
    for (size_t i = 0; i < value_len(steps); i++)
        explain_step(explaining, value_item(steps, i));
}

static void explain_letter(struct explaining *explaining, const struct member *member)
{
    begin_part(explaining, member);
    buf_printf(&explaining->line, ": %s", value_text_or(value_get(member->value, "path"), ""));
    if (value_get_text(member->value, "path_en"))
        buf_printf(&explaining->line, ", %s", value_get_text(member->value, "path_en"));
    add_places(explaining, member->value);
    end_line(explaining);
}

static void explain_signal(struct explaining *explaining, const struct member *member)
{
    begin_part(explaining, member);
    add_places(explaining, member->value);
    end_line(explaining);
}

/* One way out of a stage, with what was bent of it. */
static void explain_way(struct explaining *explaining, const struct value *stage, const char *to)
{
    const char *via = value_get_text(value_get(stage, "route"), to);
    const struct value *bent = value_get(value_get(stage, "bent"), to);
    buf_printf(&explaining->line, "    %s %s", say(explaining, WORD_LEADS_TO), to);
    if (via) {
        buf_printf(&explaining->line, ", %s %s", say(explaining, WORD_VIA), via);
        add_place(explaining, value_get_text(bent, "at"));
        buf_printf(&explaining->places, " (%s)", value_get_text(bent, "office"));
    }
    end_line(explaining);
}

static void explain_hook(struct explaining *explaining, enum word word, const struct value *hook)
{
    if (value_is_nil(hook))
        return;
    buf_printf(&explaining->line, "    %s: %s %s", say(explaining, word), say(explaining, WORD_BY),
               value_text_or(value_get(hook, "office"), ""));
    add_place(explaining, value_get_text(hook, "at"));
    end_line(explaining);
}

static void explain_duties(struct explaining *explaining, enum word word, const struct value *owed)
{
    for (size_t i = 0; i < value_len(owed); i++) {
        buf_printf(&explaining->line, "    %s %s", say(explaining, word),
                   value_text_or(value_item(owed, i), ""));
        end_line(explaining);
    }
}

static void explain_stage(struct explaining *explaining, const struct member *member)
{
    const struct value *stage = member->value;
    const struct value *next = value_get(stage, "next"), *duties = value_get(stage, "duties");
    const struct value *before = value_get(stage, "before"), *after = value_get(stage, "after");

    begin_part(explaining, member);
    if (value_len(next) == 0)
        buf_printf(&explaining->line, " (%s)", say(explaining, WORD_CLOSES));
    add_places(explaining, stage);
    end_line(explaining);
    for (size_t i = 0; i < value_len(before); i++)
        explain_hook(explaining, WORD_BEFORE, value_item(before, i));
    explain_hook(explaining, WORD_REPLACED, value_get(stage, "replaced"));
    for (size_t i = value_len(after); i > 0; i--)
        explain_hook(explaining, WORD_AFTER, value_item(after, i - 1));
    explain_duties(explaining, WORD_DUTY_START, value_get(duties, "start"));
    explain_duties(explaining, WORD_DUTY_STOP, value_get(duties, "stop"));
    explain_duties(explaining, WORD_DUTY_LETTER, value_get(duties, "letters"));
    for (size_t i = 0; i < value_len(next); i++)
        explain_way(explaining, stage, value_text_or(value_item(next, i), ""));
}

static const struct {
    const char *map;
    enum word title;
    void (*explain)(struct explaining *explaining, const struct member *member);
} kinds[] = {
    {"settings", WORD_SETTINGS, explain_setting},
    {"clocks",   WORD_CLOCKS,   explain_clock  },
    {"forms",    WORD_FORMS,    explain_form   },
    {"ladders",  WORD_LADDERS,  explain_ladder },
    {"letters",  WORD_LETTERS,  explain_letter },
    {"notices",  WORD_NOTICES,  explain_signal },
    {"signals",  WORD_SIGNALS,  explain_signal },
    {"stages",   WORD_STAGES,   explain_stage  },
};

void explain_print(const struct value *answer, const char *lang)
{
    struct explaining explaining = {.lang = lang && strcmp(lang, "zh") == 0};
    const struct value *workflow = value_get(answer, "workflow");

    buf_printf(&explaining.line, "%s  %s (%s %s)", value_text_or(value_get(workflow, "name"), ""),
               title(&explaining, workflow), say(&explaining, WORD_AS_OFFICE),
               value_text_or(value_get(answer, "office"), ""));
    add_places(&explaining, workflow);
    end_line(&explaining);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct value *parts = value_get(workflow, kinds[i].map);
        if (value_len(parts))
            printf("\n%s\n", say(&explaining, kinds[i].title));
        for (size_t k = 0; k < value_len(parts); k++)
            kinds[i].explain(&explaining, &parts->map.members[k]);
    }
    buf_close(&explaining.line);
    buf_close(&explaining.places);
}
