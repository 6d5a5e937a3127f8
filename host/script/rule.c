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
/* clang-format off */
#define MAY(name, kind)  {name, kind, false}
#define MUST(name, kind) {name, kind, true}
#define LAST             {0}
/* clang-format on */
static const struct option_rule no_options[] = {
    LAST,
};
static const struct option_rule task_options[] = {
    MAY("to", OPTION_TO),         MAY("office", OPTION_TEXT),
    MAY("except", OPTION_TO),     MAY("due", OPTION_CLOCK),
    MAY("expires", OPTION_CLOCK), MAY("approve", OPTION_TO),
    MAY("show", OPTION_TEXTS),    MAY("with", OPTION_MAP),
    MAY("priority", OPTION_TEXT), LAST,
};
static const struct option_rule task_each_options[] = {
    MAY("to", OPTION_TO),
    MAY("office", OPTION_TEXT),
    MAY("except", OPTION_TO),
    MAY("due", OPTION_CLOCK),
    MAY("expires", OPTION_CLOCK),
    MAY("approve", OPTION_TO),
    MAY("show", OPTION_TEXTS),
    MAY("with", OPTION_MAP),
    MAY("stop_on", OPTION_TEXT),
    MAY("priority", OPTION_TEXT),
    LAST,
};
static const struct option_rule ask_options[] = {
    MAY("to", OPTION_TO),
    MAY("due", OPTION_CLOCK),
    MAY("expires", OPTION_CLOCK),
    MAY("with", OPTION_MAP),
    LAST,
};
static const struct option_rule ask_each_options[] = {
    MAY("to", OPTION_TO),    MAY("due", OPTION_CLOCK),    MAY("expires", OPTION_CLOCK),
    MAY("with", OPTION_MAP), MAY("stop_on", OPTION_TEXT), LAST,
};
static const struct option_rule await_options[] = {
    MAY("expires", OPTION_CLOCK),
    LAST,
};
static const struct option_rule await_clock_options[] = {
    MAY("row", OPTION_ROW),
    MAY("left", OPTION_LEFT),
    LAST,
};
static const struct option_rule start_clock_options[] = {
    MUST("from", OPTION_DATE),
    MAY("row", OPTION_ROW),
    MAY("due", OPTION_DATE),
    MAY("approval", OPTION_ANSWER),
    LAST,
};
static const struct option_rule stop_clock_options[] = {
    MAY("row", OPTION_ROW),
    LAST,
};
static const struct option_rule pause_clock_options[] = {
    MUST("reason", OPTION_TEXT),
    MUST("approval", OPTION_ANSWER),
    MAY("row", OPTION_ROW),
    LAST,
};
static const struct option_rule resume_clock_options[] = {
    MAY("row", OPTION_ROW),
    MAY("reason", OPTION_REASON),
    MAY("approval", OPTION_ANSWER),
    LAST,
};
static const struct option_rule extend_clock_options[] = {
    MUST("by", OPTION_DURATION),
    MUST("reason", OPTION_REASON),
    MUST("approval", OPTION_ANSWER),
    MAY("row", OPTION_ROW),
    LAST,
};
static const struct option_rule start_case_options[] = {
    MAY("office", OPTION_TEXT), MAY("as", OPTION_TEXT),    MAY("carry", OPTION_TEXTS),
    MAY("with", OPTION_MAP),    MAY("final", OPTION_FLAG), LAST,
};
static const struct option_rule dispatch_options[] = {
    MAY("need", OPTION_NUMBER),
    MAY("fewest", OPTION_NUMBER),
    MAY("starts", OPTION_ANY),
    MAY("ends", OPTION_ANY),
    MAY("skills", OPTION_ANY),
    MAY("risk", OPTION_TEXT),
    MAY("waves", OPTION_WAVES),
    MAY("levels", OPTION_LEVELS),
    MAY("at_once", OPTION_NUMBER),
    MAY("area", OPTION_TEXT),
    MAY("show", OPTION_TEXTS),
    MAY("with", OPTION_MAP),
    MAY("swap", OPTION_TEXT),
    MAY("waitlist", OPTION_NUMBER),
    MAY("no_show", OPTION_CLOCK),
    MAY("finish", OPTION_FORM),
    MAY("posts", OPTION_POSTS),
    MAY("approve", OPTION_TO),
    MAY("except", OPTION_TO),
    MAY("office", OPTION_TEXT),
    MAY("minors", OPTION_TEXT),
    MAY("tell", OPTION_MAP),
    LAST,
};
static const struct option_rule places_options[] = {
    MAY("served", OPTION_FLAG),
    LAST,
};
static const struct option_rule attend_options[] = {
    MAY("expires", OPTION_CLOCK),
    LAST,
};
static const struct option_rule handoff_options[] = {
    MUST("office", OPTION_TEXT),
    MUST("to", OPTION_TO),
    MAY("expires", OPTION_CLOCK),
    MAY("final", OPTION_FLAG),
    MAY("show", OPTION_TEXTS),
    MAY("with", OPTION_MAP),
    LAST,
};
static const struct option_rule office_of_options[] = {
    MAY("sealed", OPTION_FLAG),
    LAST,
};
static const struct option_rule split_options[] = {
    MUST("start", OPTION_STAGE), MAY("office", OPTION_TEXT),   MUST("as", OPTION_TEXT),
    MAY("sealed", OPTION_FLAG),  MAY("clocks", OPTION_CLOCKS), LAST,
};
static const struct option_rule letter_options[] = {
    MUST("to", OPTION_TO),
    MAY("with", OPTION_MAP),
    LAST,
};
static const struct option_rule serve_options[] = {
    MUST("to", OPTION_TO),
    MAY("with", OPTION_MAP),
    MAY("expires", OPTION_CLOCK),
    LAST,
};
static const struct option_rule effect_options[] = {
    MAY("with", OPTION_MAP),
    LAST,
};
static const struct option_rule card_options[] = {
    MUST("reason", OPTION_REASON),
    MAY("to", OPTION_TO),
    MAY("reply", OPTION_CLOCK),
    LAST,
};
static const struct option_rule text_options[] = {
    MUST("zh", OPTION_TEXT),
    MUST("en", OPTION_TEXT),
    LAST,
};

static const struct verb_rule rules[VERB_COUNT] = {
    [VERB_NONE] = {NAMED_NOTHING,  no_options          },
    [VERB_TASK] = {NAMED_FORM,     task_options        },
    [VERB_TASK_EACH] = {NAMED_FORM,     task_each_options   },
    [VERB_ASK] = {NAMED_FORM,     ask_options         },
    [VERB_ASK_EACH] = {NAMED_FORM,     ask_each_options    },
    [VERB_AWAIT] = {NAMED_SIGNAL,   await_options       },
    [VERB_AWAIT_CLOCK] = {NAMED_CLOCK,    await_clock_options },
    [VERB_AWAIT_CASE] = {NAMED_NOTHING,  no_options          },
    [VERB_AWAIT_START] = {NAMED_NOTHING,  no_options          },
    [VERB_SLEEP] = {NAMED_NOTHING,  no_options          },
    [VERB_SLEEP_UNTIL] = {NAMED_NOTHING,  no_options          },
    [VERB_RECORD] = {NAMED_FREE,     no_options          },
    [VERB_INCIDENT] = {NAMED_NOTHING,  text_options        },
    [VERB_ALL] = {NAMED_NOTHING,  no_options          },
    [VERB_FIRST] = {NAMED_NOTHING,  no_options          },
    [VERB_START_CLOCK] = {NAMED_CLOCK,    start_clock_options },
    [VERB_STOP_CLOCK] = {NAMED_CLOCK,    stop_clock_options  },
    [VERB_PAUSE_CLOCK] = {NAMED_CLOCK,    pause_clock_options },
    [VERB_RESUME_CLOCK] = {NAMED_CLOCK,    resume_clock_options},
    [VERB_EXTEND_CLOCK] = {NAMED_CLOCK,    extend_clock_options},
    [VERB_START_CASE] = {NAMED_WORKFLOW, start_case_options  },
    [VERB_DISPATCH] = {NAMED_DISPATCH, dispatch_options    },
    [VERB_ATTEND] = {NAMED_DISPATCH, attend_options      },
    [VERB_PLACES] = {NAMED_DISPATCH, places_options      },
    [VERB_HANDOFF] = {NAMED_FORM,     handoff_options     },
    [VERB_OFFICE_OF] = {NAMED_FREE,     office_of_options   },
    [VERB_SPLIT] = {NAMED_NOTHING,  split_options       },
    [VERB_ASSIGN] = {NAMED_FREE,     no_options          },
    [VERB_SEAL] = {NAMED_NOTHING,  no_options          },
    [VERB_LETTER] = {NAMED_LETTER,   letter_options      },
    [VERB_SERVE] = {NAMED_LETTER,   serve_options       },
    [VERB_NOTIFY] = {NAMED_NOTICE,   letter_options      },
    [VERB_EFFECT] = {NAMED_FREE,     effect_options      },
    [VERB_CARD] = {NAMED_COLOUR,   card_options        },
    [VERB_LINK] = {NAMED_FREE,     no_options          },
    [VERB_SET] = {NAMED_NOTHING,  no_options          },
    [VERB_ADD] = {NAMED_LIST,     no_options          },
    [VERB_DROP] = {NAMED_NOTHING,  no_options          },
    [VERB_NOTE] = {NAMED_NOTHING,  text_options        },
    [VERB_CLOSE] = {NAMED_OUTCOME,  no_options          },
    [VERB_CANCEL] = {NAMED_NOTHING,  no_options          },
};

static const char *const colours[] = {"blue", "yellow", "orange", "red"};

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

bool query_is(const char *word)
{
    return is_among(word, queries, sizeof queries / sizeof *queries);
}

bool colour_is(struct slice word)
{
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        if (slice_is(word, colours[i]))
            return true;
    }
    return false;
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
    case NAMED_LETTER:
        return "letters";
    case NAMED_NOTICE:
        return "notices";
    default:
        return NULL;
    }
}

const char *named_word(enum named named)
{
    static const char *const words[] = {
        [NAMED_NOTHING] = "nothing", [NAMED_FORM] = "form",         [NAMED_SIGNAL] = "signal",
        [NAMED_CLOCK] = "clock",     [NAMED_WORKFLOW] = "workflow", [NAMED_LIST] = "list of rows",
        [NAMED_OUTCOME] = "outcome", [NAMED_FREE] = "name",         [NAMED_LETTER] = "letter",
        [NAMED_NOTICE] = "notice",   [NAMED_COLOUR] = "colour",     [NAMED_DISPATCH] = "dispatch",
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

static bool has_field(const struct value *workflow, struct slice name, const char *type)
{
    const struct value *forms = value_get(workflow, "forms");
    for (size_t i = 0; forms->type == VALUE_MAP && i < forms->map.len; i++) {
        const struct value *fields = value_get(forms->map.members[i].value, "fields");
        for (size_t k = 0; k < value_len(fields); k++) {
            const struct value *field = value_item(fields, k);
            const char *own = value_get_text(field, "name");
            if (value_is_text(value_get(field, "type"), type) && own && slice_is(name, own))
                return true;
        }
    }
    return false;
}

bool workflow_has_list(const struct value *workflow, struct slice name)
{
    return has_field(workflow, name, "rows");
}

bool workflow_has_posts(const struct value *workflow, struct slice name)
{
    return has_field(workflow, name, "rows") || has_field(workflow, name, "sheet");
}
