/* person_rules.h - what may be said of a person: the same when one begins to work here and later.
 */
#pragma once
#include "api/input.h"

#define PERSON_RULE(NAME, TYPE, MOST, ABOUT)                                                       \
    {                                                                                              \
        .place = INPUT_BODY, .name = (NAME), .type = (TYPE), .most = (MOST), .about = (ABOUT)      \
    }
#define PERSON_RULES                                                                               \
    PERSON_RULE("name", INPUT_TEXT, 240, "Name"),                                                  \
        PERSON_RULE("phone", INPUT_TEXT, 30, "Telephone"),                                         \
        PERSON_RULE("email", INPUT_TEXT, 254, "Mail address"),                                     \
        PERSON_RULE("id_number", INPUT_TEXT, 60,                                                   \
                    "Number of a document; only a keyed digest of it is kept"),                    \
        PERSON_RULE("memberships", INPUT_LIST, 50,                                                 \
                    "[{office, role, from, until}], dates; the last day included"),                \
        PERSON_RULE("skills", INPUT_LIST, 50, "Words: first_aid, sign_language"),                  \
        PERSON_RULE("hours", INPUT_LIST, 50,                                                       \
                    "[{days: [1 to 7], from, until}]: when he can be asked; empty: always"),       \
        PERSON_RULE("notices", INPUT_MAP, 0, "{mail, sms}: true or false")
