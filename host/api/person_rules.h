/* person_rules.h - what may be said of a person: the same when one begins to work here and later.
 */
#pragma once
#include "api/input.h"

#define PERSON_RULES                                                                               \
    INPUT_MEMBER("name", INPUT_TEXT, 240, "Name"),                                                 \
        INPUT_MEMBER("phone", INPUT_TEXT, 30, "Telephone"),                                        \
        INPUT_MEMBER("email", INPUT_TEXT, 254, "Mail address"),                                    \
        INPUT_MEMBER("id_number", INPUT_TEXT, 60,                                                  \
                     "Number of a document; only a keyed digest of it is kept"),                   \
        INPUT_MEMBER("memberships", INPUT_LIST, 50,                                                \
                     "[{office, role, from, until}], dates; the last day included"),               \
        INPUT_MEMBER("skills", INPUT_LIST, 50, "Words: first_aid, sign_language"),                 \
        INPUT_MEMBER("hours", INPUT_LIST, 50,                                                      \
                     "[{days: [1 to 7], from, until}]: when he can be asked; empty: always"),      \
        INPUT_MEMBER("notices", INPUT_MAP, 0, "{mail, sms}: true or false")
