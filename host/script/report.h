/* report.h - what `comity check` finds, and its codes (for check.h and flow.h).
 *
 * To add a code: a row below, a paragraph with an example in docs/lua.md, a test in
 * tests/unit/script/test_check.c.
 */
#pragma once
#include "data/value.h"

enum check_severity {
    CHECK_ERROR,
    CHECK_WARNING,
};

/* why: the reason behind the rule, where a finding gives none of its own.
 *    code               text               severity  why */
#define CHECK_CODES(X)                                                                             \
    X(SYNTAX, "syntax", ERROR, "Lua cannot read the file, so none of it can run.")                 \
    X(BAD_SOURCE, "bad_source", ERROR, "Beyond these bounds Lua itself becomes slow or wrong.")    \
    X(BAD_DECLARATION, "bad_declaration", ERROR, "A release is taken whole or not at all.")        \
    X(MISSING_LANGUAGE, "missing_language", ERROR, "All that a person reads has zh and en.")       \
    X(UNKNOWN_NAME, "unknown_name", ERROR, "Every name must be declared in the same workflow.")    \
    X(MISSING_FILE, "missing_file", ERROR, "A letter without its template could not be issued.")   \
    X(BAD_LETTER, "bad_letter", ERROR, "What cannot be read cannot be printed.")                   \
    X(LETTER_HOLE, "letter_hole", ERROR, "A letter never goes out with a hole in it.")             \
    X(OPTIONAL_PLACE, "optional_place", WARNING, "A letter never goes out with a hole in it.")     \
    X(BAD_CALENDAR, "bad_calendar", ERROR, "Days that cannot be read cannot be counted.")          \
    X(UNKNOWN_OUTCOME, "unknown_outcome", ERROR, "The comparison can never hold.")                 \
    X(UNKNOWN_SETTING, "unknown_setting", ERROR, "Every setting is declared with its bounds.")     \
    X(UNKNOWN_GLOBAL, "unknown_global", ERROR, "Only local names and those of docs/lua.md exist.") \
    X(REFUSED, "refused", ERROR, "It would not run the same way again after a restart.")           \
    X(UNKNOWN_VERB, "unknown_verb", ERROR, "A case has the verbs of docs/lua.md only.")            \
    X(BAD_OPTION, "bad_option", ERROR, "The verb would refuse it when it is called.")              \
    X(UNKNOWN_FIELD, "unknown_field", ERROR, "Nothing ever gives it a value.")                     \
    X(UNKNOWN_ROLE, "unknown_role", WARNING, "A task for a role nobody has stays open for ever.")  \
    X(NOT_LITERAL, "not_literal", ERROR, "Names are literal, so that the check can follow them.")  \
    X(NOT_IN_NEXT, "not_in_next", ERROR, "next is what people read as the way of the procedure.")  \
    X(BAD_RETURN, "bad_return", ERROR, "A stage ends with another stage or closes the case.")      \
    X(NO_RETURN, "no_return", ERROR, "The case would not know where to go on.")                    \
    X(UNUSED_NEXT, "unused_next", ERROR, "next is what people read as the way of the procedure.")  \
    X(UNREACHABLE, "unreachable", ERROR, "No case can ever come to this stage.")                   \
    X(ENDLESS, "endless", ERROR, "A case that comes here could never leave.")                      \
    X(SILENCE, "silence", ERROR, "Silence is never consent: an expired answer has no fields.")     \
    X(OPTIONAL_VALUE, "optional_value", ERROR, "What may be empty cannot be used as it is.")       \
    X(PERSONAL_VALUE, "personal_value", ERROR,                                                     \
      "A personal value lies in the vault; a script "                                              \
      "holds only a handle to pass on.")                                                           \
    X(BAD_RESULT, "bad_result", ERROR,                                                             \
      "What a verb gives is data; only lists of answers have "                                     \
      ":has, :only and :count.")                                                                   \
    X(WAIT_IN_LOOP, "wait_in_loop", ERROR,                                                         \
      "Each round would make the history to replay longer, "                                       \
      "and the stage could not be updated.")                                                       \
    X(WAIT_IN_CALLBACK, "wait_in_callback", ERROR,                                                 \
      "Lua cannot wait inside a function it was "                                                  \
      "given to call.")                                                                            \
    X(WAIT_IN_HANDLER, "wait_in_handler", ERROR, "A handler gives orders at once and returns.")    \
    X(VERB_IN_RECORD, "verb_in_record", ERROR,                                                     \
      "The function of a record runs once in the life "                                            \
      "of the case; its orders would be lost.")                                                    \
    X(OUTER_WRITE, "outer_write", ERROR,                                                           \
      "What stands outside of a stage is forgotten whenever "                                      \
      "the case sleeps; only case.data is kept.")                                                  \
    X(FRACTION, "fraction", ERROR, "The journal holds whole numbers; money is whole fen.")         \
    X(HOLE, "hole", ERROR, "The length of a list with a nil in it is not fixed.")                  \
    X(TOO_MUCH, "too_much", WARNING, "The file is too entangled to be followed to its end.")

enum check_code {
#define X(name, text, severity, why) CHECK_##name,
    CHECK_CODES(X)
#undef X
        CHECK_COUNT
};

/* One finding. Texts are borrowed while it is reported. */
struct check_finding {
    enum check_code code;
    const char *file;
    int line, column;
    const char *what, *why, *instead; /* why: NULL takes the code's own */
};

const char *check_code_text(enum check_code code);
enum check_severity check_code_severity(enum check_code code);

struct report {
    struct arena *arena;
    struct value *findings; /* maps: file line column code severity what why instead */
    struct value *letters;  /* of check_release_letters; NULL: nobody asks */
    int errors;
};

enum { REPORT_MOST = 1000 }; /* findings; more of them are counted only */

/* Adds it, unless the same code is reported there already. */
void report_add(struct report *report, const struct check_finding *finding);
void report_sort(struct report *report); /* by file, line, column */
/* "w/workflow.lua:3:7: what. why instead [code]": a finding as a person reads it. */
const char *report_sentence(const struct value *finding, struct arena *arena);
