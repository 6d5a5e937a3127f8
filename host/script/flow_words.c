/* flow_words.c - the names every script finds, and those it finds in stock Lua and not here
 * (flow.h). To add a name: a row in its table; the sandbox's own lists stand in lib_*.c.
 */
#include "script/flow.h"

/* Functions of Lua, and the declarations of docs/lua.md. */
static const char *const functions[] = {
    "assert",       "error",    "getmetatable", "ipairs",   "next",    "pairs",
    "pcall",        "rawequal", "rawget",       "rawlen",   "rawset",  "select",
    "setmetatable", "tonumber", "tostring",     "type",     "minutes", "hours",
    "days",         "workdays", "open_hours",   "age_under"};
static const char *const declarations[] = {
    "workflow", "setting", "clock", "form",      "signal",   "on",     "stage",   "ladder",
    "letter",   "notice",  "rate",  "customize", "outcome",  "text",   "choice",  "yes_no",
    "number",   "money",   "date",  "time",      "duration", "people", "phone",   "id_number",
    "address",  "files",   "rows",  "office",    "sheet",    "spec",   "example", "assessment"};

static const struct {
    const char *name;
    const char *members; /* with spaces around each */
} libraries[] = {
    {"string", " byte char find format gmatch gsub len lower match rep reverse sub upper "},
    {"table",  " concat insert move pack remove sort unpack "                             },
    {"math",   " abs ceil floor fmod max min modf sqrt tointeger type ult maxinteger mininteger "
             "pi huge "                                                       },
    {"utf8",   " char charpattern codepoint codes len offset "                            },
};

/* What stock Lua has and a case must not. */
static const struct {
    const char *name;
    const char *instead;
} refused[] = {
    {"os",              "The time is case:now() and case:today(); nothing else of os exists."     },
    {"io",              "A script reads and writes no files: case.data holds what is known."      },
    {"coroutine",       "Things that run side by side are branches: case:all { ... }, case:first."},
    {"debug",           "Leave it out; a mistake is shown with its file and line."                },
    {"package",         "All files of a workflow find each other by the names they declare."      },
    {"require",         "What one file of a workflow declares, all find by name; share functions "
                "by putting them in the same file."                                },
    {"load",            "Write the code where it is used: all that runs is in the release."       },
    {"loadstring",      "Write the code where it is used: all that runs is in the release."       },
    {"loadfile",        "Put the file into the workflow's folder."                                },
    {"dofile",          "Put the file into the workflow's folder."                                },
    {"collectgarbage",  "Leave it out: the host takes care of memory."                            },
    {"print",           "Write a line into the journal: case:note { zh = \"...\", en = \"...\" }."},
    {"warn",            "Write a line into the journal: case:note { zh = \"...\", en = \"...\" }."},
    {"xpcall",          "Use pcall."                                                              },
    {"math.random",     "Use case:random(n): a replay gets the same numbers."                     },
    {"math.randomseed", "Use case:random(n): a replay gets the same numbers."                     },
    {"string.dump",     "Leave it out: code is text."                                             },
    {"string.pack",     "Leave it out: values are kept by case:set."                              },
    {"string.unpack",   "Leave it out: values are kept by case:set."                              },
    {"string.packsize", "Leave it out: values are kept by case:set."                              },
    {"math.sin",        "Its last digits differ between machines; count in whole numbers."        },
    {"math.cos",        "Its last digits differ between machines; count in whole numbers."        },
    {"math.tan",        "Its last digits differ between machines; count in whole numbers."        },
    {"math.asin",       "Its last digits differ between machines; count in whole numbers."        },
    {"math.acos",       "Its last digits differ between machines; count in whole numbers."        },
    {"math.atan",       "Its last digits differ between machines; count in whole numbers."        },
    {"math.exp",        "Its last digits differ between machines; count in whole numbers."        },
    {"math.log",        "Its last digits differ between machines; count in whole numbers."        },
};

static bool is_among(struct slice name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_is(name, list[i]))
            return true;
    }
    return false;
}

static const char *refusal(struct slice name)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (slice_is(name, refused[i].name))
            return refused[i].instead;
    }
    return NULL;
}

static const struct guess *named(struct flow *flow, enum guess_kind kind, struct slice name)
{
    struct guess *guess = guess_new(flow->arena, kind);
    guess->name = arena_copy(flow->arena, name).bytes;
    return guess;
}

const struct guess *flow_global(struct flow *flow, struct node *node)
{
    struct slice name = node->text;
    const char *instead = refusal(name);
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        if (slice_is(name, libraries[i].name))
            return named(flow, GUESS_LIBRARY, name);
    }
    if (is_among(name, functions, sizeof functions / sizeof *functions))
        return named(flow, GUESS_BUILTIN, name);
    if (is_among(name, declarations, sizeof declarations / sizeof *declarations) ||
        slice_is(name, "_G") || slice_is(name, "_VERSION"))
        return guess_new(flow->arena, GUESS_ANY);
    if (instead)
        flow_report(flow, node, CHECK_REFUSED,
                    arena_printf(flow->arena, "%.*s does not exist here", SLICE_ARG(name)),
                    instead);
    else
        flow_report(flow, node, CHECK_UNKNOWN_GLOBAL,
                    arena_printf(flow->arena, "there is no \"%.*s\" here", SLICE_ARG(name)),
                    "Declare it with local before it is used, or correct the name.");
    return guess_new(flow->arena, GUESS_ANY);
}

const struct guess *flow_library(struct flow *flow, const struct node *at, const char *library,
                                 struct slice name)
{
    const char *whole = arena_printf(flow->arena, "%s.%.*s", library, SLICE_ARG(name));
    const char *padded = arena_printf(flow->arena, " %.*s ", SLICE_ARG(name));
    const char *instead = refusal(slice_of(whole));
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        if (strcmp(libraries[i].name, library) == 0 && strstr(libraries[i].members, padded))
            return named(flow, GUESS_BUILTIN, slice_of(whole));
    }
    if (instead)
        flow_report(flow, at, CHECK_REFUSED,
                    arena_printf(flow->arena, "%s does not exist here", whole), instead);
    else
        flow_report(flow, at, CHECK_UNKNOWN_GLOBAL,
                    arena_printf(flow->arena, "there is no \"%s\"", whole),
                    arena_printf(flow->arena, "Look at %s in docs/lua.md.", library));
    return guess_new(flow->arena, GUESS_ANY);
}
