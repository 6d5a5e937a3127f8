/* office_rows.h - rows that belong to the office rather than to one case: records, effects,
 * notices. Texts are borrowed as in rows.h.
 */
#pragma once
#include <stdint.h>
#include "base/id.h"
#include "base/slice.h"

/* What an office keeps about itself, one table for all kinds; no journal holds it. The name and
 * phone of an officer may stand in a body, never those of a citizen. */
enum record_kind {
    RECORD_PERSON = 1,
    RECORD_OFFICE,
    RECORD_CALENDAR,
    RECORD_ROSTER,
    RECORD_ABSENCE,
    RECORD_CONFLICT,
    RECORD_TARGET,
    RECORD_DRAFT,
    RECORD_SETTING,
    RECORD_ATTACHMENT,
    RECORD_ASSESSMENT,
    RECORD_KINDS
};

struct record_row {
    int64_t id; /* given by the store */
    enum record_kind kind;
    struct slice key; /* unique in its kind */
    int64_t version;  /* 1, 2, ... filled in by the store: the expected one and one more */
    int status;       /* 0: ended; kept, and not listed unless asked for */
    int64_t at;
    struct slice body; /* canonical JSON */
};

/* Something to be sent outside.
 *
 *   PENDING --sent--> DONE
 *      |  ^--resend-- DEAD <--given up
 *      `--restored--> HELD --resend--> PENDING
 */
enum effect_status { EFFECT_PENDING = 1, EFFECT_DONE, EFFECT_DEAD, EFFECT_HELD, EFFECT_STATUSES };
/* "pending" "done" "dead" "held"; "unknown" for what a damaged row holds. */
const char *effect_status_word(int64_t status);

struct effect_row {
    int64_t id;    /* given by the store */
    struct id ref; /* also its idempotency key outside */
    int64_t case_id;
    struct id case_ref; /* zero: of no case. Case, key, kind and at stay what they were at first */
    struct slice key;   /* of the command in the case; may be empty */
    struct slice target, kind;
    enum effect_status status;
    int64_t version; /* as of records */
    int attempts;
    int64_t next_at, at; /* when to try, when it was asked for */
    struct slice body;   /* canonical JSON: handles, never what they stand for */
    struct slice error;  /* of the last attempt: one line, nothing personal; may be empty */
};

/* Told to a person, or to all who hold a role in an office. One row for each recipient. */
struct notice_row {
    int64_t id; /* given by the store */
    struct id ref;
    int64_t case_id;
    struct id case_ref;        /* zero: of no case */
    int64_t at, not_before;    /* shown from not_before on */
    struct slice office;       /* empty: everywhere */
    struct slice person, role; /* one of them is empty */
    struct slice name;         /* of the declaration, or of what the host tells itself */
    struct slice body;         /* canonical JSON: ids and handles only */
};

/* That a person has seen it; the first time counts. */
struct notice_read_row {
    struct id notice;
    struct slice person;
    int64_t at;
};
