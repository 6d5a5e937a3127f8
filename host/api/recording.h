/* recording.h - from a call to changed records and back: what all endpoints that change people,
 * absences, rosters and conflicts have in common.
 *
 *   call -> [key known: the first answer] -> prepare on a worker: reads, checks, plans
 *        -> engine_change_records -> answer
 *
 * Who changes what he has read sends its version as If-Match; another version is 409.
 */
#pragma once
#include "api/call.h"
#include "engine/people.h"
#include "engine/records.h"
#include "engine/staff_input.h"

struct recording {
    struct call *call; /* loop thread only */
    struct engine *engine;
    const struct actor *actor;
    const struct value *input;
    const char *target;  /* {key} or {id} of the path; "" */
    struct staff *staff; /* counted */
    int64_t now_ms;
    int64_t expected; /* If-Match; -1: not sent */
    bool is_preview;  /* prepare has set it: nothing is recorded, `reply` is the answer */
    struct records_change *change;
    struct staff_input checked; /* in the change's arena */
    struct value *reply;        /* of the change's arena */
    /* On a worker. Fills change and reply; faults in checked.errors make it STATUS_INVALID. */
    int (*prepare)(struct recording *recording, struct reader *reader, struct err *err);
    const struct once_digests *key;
};

/* `what` stands in the audit log. */
void recording_start(struct call *call, const struct value *input, const char *what,
                     int (*prepare)(struct recording *, struct reader *, struct err *));

/* In prepare: the record as it stands, or STATUS_NOT_FOUND; ended ones are not there. */
MUST_CHECK int recording_read(struct recording *recording, struct reader *reader,
                              enum record_kind kind, const char *key, struct record_row *row,
                              struct value **body, struct err *err);
/* Plans a change of it from that version (0: a new one) and notes the version in the reply. */
void recording_put(struct recording *recording, enum record_kind kind, const char *key,
                   int64_t version, const struct value *body);
void recording_end(struct recording *recording, enum record_kind kind, const char *key,
                   int64_t version, const struct value *body);
/* Reads, checks and ends the record that the path names; for who leads the person it is about. */
MUST_CHECK int recording_end_led(struct recording *recording, struct reader *reader,
                                 enum record_kind kind, struct err *err);
/* 409 if If-Match names another version than this. */
MUST_CHECK int recording_expect(const struct recording *recording, int64_t version,
                                struct err *err);
/* The key of the person that the path names by key or id. */
const char *recording_person_key(const struct recording *recording);
const char *call_person_key(struct call *call);
/* STATUS_FORBIDDEN, in the words of a person who is no head there. */
MUST_CHECK int recording_refuse(struct err *err);

/* ---- lists of records ---- */

struct record_listing {
    enum record_kind kind;
    struct slice after;
    size_t limit;
    const struct value *input;
    const struct actor *actor;
    struct staff *staff; /* counted while the call runs */
    int64_t now_ms;
    /* The record as it is shown, or NULL: it is not for this list. */
    struct value *(*show)(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena);
};
/* Takes the input and answers with the page that cursor and limit name. */
void record_list_start(struct call *call, enum record_kind kind,
                       struct value *(*show)(const struct record_listing *listing, const char *key,
                                             const struct value *body, struct arena *arena));
/* One record by {key} of the path, shown the same way; ETag is its version. */
void record_show_start(struct call *call, const struct record_listing *listing, const char *key);
