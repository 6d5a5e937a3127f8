/* verb.h - the verbs of a case: one row each, the same names in Lua, in the journal, in the docs.
 *
 * To add a verb: a row here, its check and its effect in engine/ (command_*.c), a paragraph with
 * an example in docs/lua.md.
 */
#pragma once

/* shape of the first arguments:
 *   NAME    case:verb("name", {options})        TABLE  case:verb{...}
 *   ROWS    case:verb("name", rows, {options})  FN     case:verb("name", function)
 *   ROW     case:verb(row or "list", {...})     TIME   case:verb(duration or date)
 *   ANY     case:verb(reference)                TEXT   case:verb(row, "text")
 *   PARTS   case:verb(rows, {options})          BIND   case:verb("name", value)
 * waits:  does the script wait for it?
 */
/* What stands in struct command besides the options as written:
 *   a `row` option      command.row; args keep it too     rows of ROWS   args.rows
 *   sleep               args is the DURATION              sleep_until    args is the date or time
 *   await_case, link    args.ref (link: name is `as`)     drop           row, args.reason
 *   await_start         args.ref
 *   seal                row, or name where a field is     assign         name, args.who
 *                       named; args.ref as written        split          args.rows
 *   set{...}            args are the members              set(row, ...)  row, args the members
 *   add("list", {...})  name, args the members            all, first     args.branches, in order
 *   record              args.value or args.error {code, message}; nil in replay, where the function
 *                       is not called: the journal has the value
 * What the host hands back: for set it may put args with its rows named ("$row"), which is what the
 * script then sees; for add the result is the new row; other results go to the script as they are.
 * A command that the host refuses has taken its number too: the refusal can be recorded under its
 * id, and a script that catches it with pcall finds the same in replay.
 */
/*    enum              word           shape  waits */
#define VERB_LIST(X)                                                                               \
    X(VERB_TASK, "task", NAME, 1)                                                                  \
    X(VERB_TASK_EACH, "task_each", ROWS, 1)                                                        \
    X(VERB_ASK, "ask", NAME, 1)                                                                    \
    X(VERB_ASK_EACH, "ask_each", ROWS, 1)                                                          \
    X(VERB_AWAIT, "await", NAME, 1)                                                                \
    X(VERB_AWAIT_CLOCK, "await_clock", NAME, 1)                                                    \
    X(VERB_AWAIT_CASE, "await_case", ANY, 1)                                                       \
    X(VERB_AWAIT_START, "await_start", ANY, 1)                                                     \
    X(VERB_SLEEP, "sleep", TIME, 1)                                                                \
    X(VERB_SLEEP_UNTIL, "sleep_until", TIME, 1)                                                    \
    X(VERB_RECORD, "record", FN, 1)                                                                \
    X(VERB_INCIDENT, "incident", TABLE, 1)                                                         \
    X(VERB_ALL, "all", TABLE, 1)                                                                   \
    X(VERB_FIRST, "first", TABLE, 1)                                                               \
    X(VERB_START_CLOCK, "start_clock", NAME, 0)                                                    \
    X(VERB_STOP_CLOCK, "stop_clock", NAME, 0)                                                      \
    X(VERB_START_CASE, "start_case", NAME, 0)                                                      \
    X(VERB_PAUSE_CLOCK, "pause_clock", NAME, 0)                                                    \
    X(VERB_RESUME_CLOCK, "resume_clock", NAME, 0)                                                  \
    X(VERB_EXTEND_CLOCK, "extend_clock", NAME, 0)                                                  \
    X(VERB_DISPATCH, "dispatch", NAME, 1)                                                          \
    X(VERB_ATTEND, "attend", NAME, 1)                                                              \
    X(VERB_PLACES, "places", NAME, 0)                                                              \
    X(VERB_HANDOFF, "handoff", NAME, 1)                                                            \
    X(VERB_OFFICE_OF, "office_of", NAME, 0)                                                        \
    X(VERB_SPLIT, "split", PARTS, 0)                                                               \
    X(VERB_ASSIGN, "assign", BIND, 0)                                                              \
    X(VERB_SEAL, "seal", ANY, 0)                                                                   \
    X(VERB_LETTER, "letter", NAME, 0)                                                              \
    X(VERB_SERVE, "serve", NAME, 1)                                                                \
    X(VERB_NOTIFY, "notify", NAME, 0)                                                              \
    X(VERB_EFFECT, "effect", NAME, 1)                                                              \
    X(VERB_CARD, "card", NAME, 0)                                                                  \
    X(VERB_LINK, "link", BIND, 0)                                                                  \
    X(VERB_SET, "set", ROW, 0)                                                                     \
    X(VERB_ADD, "add", ROW, 0)                                                                     \
    X(VERB_DROP, "drop", TEXT, 0)                                                                  \
    X(VERB_NOTE, "note", TABLE, 0)                                                                 \
    X(VERB_CLOSE, "close", NAME, 0)                                                                \
    X(VERB_CANCEL, "cancel", NAME, 0) /* by the core: a branch or stage closed what it had open */

enum verb {
    VERB_NONE,
#define X(name, word, shape, waits) name,
    VERB_LIST(X)
#undef X
        VERB_COUNT
};

const char *verb_word(enum verb verb);
enum verb verb_of(const char *word); /* VERB_NONE if there is none */
int verb_waits(enum verb verb);
