/* rule.c - the table of rule.h, and the few questions asked of a workflow's model by name. */
#include "script/rule.h"
#include <stdio.h>
#include <string.h>

static const enum verb_shape shapes[VERB_COUNT] = {
#define X(name, word, shape, waits) [name] = SHAPE_##shape,
    VERB_LIST(X)
#undef X
};

/* The options of each verb, ended by one without a name. */
static const struct option_rule no_options[] = {
    {NULL, OPTION_ANY}
};
static const struct option_rule task_options[] = {
    {"to",          OPTION_TO},
    {"office",             OPTION_TEXT},
    {"except",OPTION_TO},
    {"due",      OPTION_CLOCK},
    {"expires",             OPTION_CLOCK},
    {"approve",OPTION_TO},
    {"show",     OPTION_TEXTS},
    {"with",             OPTION_MAP},
    {0        },
};
static const struct option_rule task_each_options[] = {
    {"to",          OPTION_TO},
    {"office",             OPTION_TEXT},
    {"except",OPTION_TO},
    {"due",      OPTION_CLOCK},
    {"expires",             OPTION_CLOCK},
    {"approve",OPTION_TO},
    {"show",     OPTION_TEXTS},
    {"with",             OPTION_MAP},
    {"stop_on",         OPTION_TEXT},
    {0       },
};
static const struct option_rule ask_options[] = {
    {"to",          OPTION_TO},
    {"due",             OPTION_CLOCK},
    {"expires",OPTION_CLOCK},
    {"with",     OPTION_MAP},
    {0            },
};
static const struct option_rule ask_each_options[] = {
    {"to",      OPTION_TO   },
    {"due",     OPTION_CLOCK},
    {"expires", OPTION_CLOCK},
    {"with",    OPTION_MAP  },
    {"stop_on", OPTION_TEXT },
    {NULL,      OPTION_ANY  },
};
static const struct option_rule await_options[] = {
    {"expires", OPTION_CLOCK},
    {0        }
};
static const struct option_rule await_clock_options[] = {
    {"row",  OPTION_ROW },
    {"left", OPTION_TEXT},
    {NULL,   OPTION_ANY },
};
static const struct option_rule start_clock_options[] = {
    {"from",      OPTION_NEEDED_DATE},
    {"row",           OPTION_ROW},
    {"due",OPTION_DATE},
    {"approval",       OPTION_ANY},
    {0          },
};
static const struct option_rule stop_clock_options[] = {
    {"row", OPTION_ROW},
    {0    }
};
static const struct option_rule start_case_options[] = {
    {"office",     OPTION_TEXT},
    {"as",            OPTION_TEXT},
    {"carry",OPTION_TEXTS},
    {"with",      OPTION_MAP},
    {0           },
};
static const struct option_rule text_options[] = {
    {"zh", OPTION_NEEDED_TEXT},
    {"en", OPTION_NEEDED_TEXT},
    {NULL, OPTION_ANY        },
};

static const struct verb_rule rules[VERB_COUNT] = {
    [VERB_NONE] = {NAMED_NOTHING,  no_options         },
    [VERB_TASK] = {NAMED_FORM,     task_options       },
    [VERB_TASK_EACH] = {NAMED_FORM,     task_each_options  },
    [VERB_ASK] = {NAMED_FORM,     ask_options        },
    [VERB_ASK_EACH] = {NAMED_FORM,     ask_each_options   },
    [VERB_AWAIT] = {NAMED_SIGNAL,   await_options      },
    [VERB_AWAIT_CLOCK] = {NAMED_CLOCK,    await_clock_options},
    [VERB_AWAIT_CASE] = {NAMED_NOTHING,  no_options         },
    [VERB_SLEEP] = {NAMED_NOTHING,  no_options         },
    [VERB_SLEEP_UNTIL] = {NAMED_NOTHING,  no_options         },
    [VERB_RECORD] = {NAMED_FREE,     no_options         },
    [VERB_INCIDENT] = {NAMED_NOTHING,  text_options       },
    [VERB_ALL] = {NAMED_NOTHING,  no_options         },
    [VERB_FIRST] = {NAMED_NOTHING,  no_options         },
    [VERB_START_CLOCK] = {NAMED_CLOCK,    start_clock_options},
    [VERB_STOP_CLOCK] = {NAMED_CLOCK,    stop_clock_options },
    [VERB_START_CASE] = {NAMED_WORKFLOW, start_case_options },
    [VERB_LINK] = {NAMED_FREE,     no_options         },
    [VERB_SET] = {NAMED_NOTHING,  no_options         },
    [VERB_ADD] = {NAMED_LIST,     no_options         },
    [VERB_DROP] = {NAMED_NOTHING,  no_options         },
    [VERB_NOTE] = {NAMED_NOTHING,  text_options       },
    [VERB_CLOSE] = {NAMED_OUTCOME,  no_options         },
    [VERB_CANCEL] = {NAMED_NOTHING,  no_options         },
};

static const char *const later_verbs[] = {
    "dispatch", "attend", "places",      "handoff",      "split",
    "assign",   "seal",   "letter",      "notify",       "effect",
    "serve",    "card",   "pause_clock", "resume_clock", "extend_clock",
};

static const char *const queries[] = {"now", "today", "after", "random", "uuid", "due", "running"};

const struct verb_rule *verb_rule(enum verb verb)
{
    return &rules[verb];
}

enum verb_shape verb_shape(enum verb verb)
{
    return shapes[verb];
}

const struct option_rule *verb_option(enum verb verb, struct slice name)
{
    const struct option_rule *option = rules[verb].options;
    for (; option->name; option++) {
        if (slice_is(name, option->name))
            return option;
    }
    return NULL;
}

/* Adds `"name"` behind what is there, with a comma between. */
static const char *list_add(struct arena *arena, const char *listed, struct slice name)
{
    return arena_printf(arena, "%s%s\"%.*s\"", listed, *listed ? ", " : "", SLICE_ARG(name));
}

const char *verb_options_listed(enum verb verb, struct arena *arena)
{
    const char *listed = "";
    const struct option_rule *option = rules[verb].options;
    for (; option->name; option++)
        listed = list_add(arena, listed, slice_of(option->name));
    return *listed ? listed : "none";
}

static bool is_among(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, words[i]) == 0)
            return true;
    }
    return false;
}

bool verb_is_later(const char *word)
{
    return is_among(word, later_verbs, sizeof later_verbs / sizeof *later_verbs);
}

bool query_is(const char *word)
{
    return is_among(word, queries, sizeof queries / sizeof *queries);
}

const char *named_map(enum named named)
{
    switch (named) {
    case NAMED_FORM:
        return "forms";
    case NAMED_SIGNAL:
        return "signals";
    case NAMED_CLOCK:
        return "clocks";
    default:
        return NULL;
    }
}

const char *named_word(enum named named)
{
    static const char *const words[] = {
        [NAMED_NOTHING] = "nothing", [NAMED_FORM] = "form",         [NAMED_SIGNAL] = "signal",
        [NAMED_CLOCK] = "clock",     [NAMED_WORKFLOW] = "workflow", [NAMED_LIST] = "list of rows",
        [NAMED_OUTCOME] = "outcome", [NAMED_FREE] = "name",
    };
    return words[named];
}

const char *value_listed(const struct value *from, const char *key, struct arena *arena)
{
    const char *listed = "";
    for (size_t i = 0; i < value_len(from); i++) {
        struct slice name;
        if (from->type == VALUE_MAP)
            name = from->map.members[i].key;
        else
            name = slice_of(value_text_or(
                key ? value_get(value_item(from, i), key) : value_item(from, i), "?"));
        listed = list_add(arena, listed, name);
    }
    return *listed ? listed : "none";
}

bool value_has_id(const struct value *list, struct slice id)
{
    for (size_t i = 0; i < value_len(list); i++) {
        const char *own = value_get_text(value_item(list, i), "id");
        if (own && slice_is(id, own))
            return true;
    }
    return false;
}

bool workflow_has_list(const struct value *workflow, struct slice name)
{
    const struct value *forms = value_get(workflow, "forms");
    for (size_t i = 0; forms->type == VALUE_MAP && i < forms->map.len; i++) {
        const struct value *fields = value_get(forms->map.members[i].value, "fields");
        for (size_t k = 0; k < value_len(fields); k++) {
            const struct value *field = value_item(fields, k);
            const char *own = value_get_text(field, "name");
            if (value_is_text(value_get(field, "type"), "rows") && own && slice_is(name, own))
                return true;
        }
    }
    return false;
}
