/* dispatch_deed.h - what people do to the places of a dispatch, and who they are to it. */
#pragma once
#include "duty/dispatch.h"

/* Who does it, as far as it matters here. */
struct dispatch_actor {
    const char *id;
    bool is_reached; /* by a wave that was opened; of a level: of its unit */
    bool has_skills, is_adult, has_consent, is_insured; /* consent: of a minor's guardian */
    bool leads;                                         /* an organiser of this dispatch */
    bool knows_code;                                    /* of the meeting point */
};

struct deed {
    const struct dispatch_actor *actor;
    int64_t now_ms;
    const char *post; /* of a claim: NULL where there is only one */
    int64_t serial;   /* of a place that comes into being: never used before in this dispatch */
    int64_t place;    /* serial; 0: his own, or the only one */
    int64_t other;    /* serial: what he would have for it; 0: nothing */
    const char *note, *result; /* note: a handle */
    int64_t minutes; /* of a check-out by who leads: hours as he confirms them; 0: as counted */
    int32_t rating;
    bool says_insured;
};

/* To add one: a row here and in dispatch.c. */
enum deed_kind {
    DEED_CLAIM,
    DEED_LEAVE,   /* for oneself only; a claim may become waiting, or a request */
    DEED_SWAP,    /* offer mine; take one that is offered; exchange by the word of both */
    DEED_CONFIRM, /* organisers: a request */
    DEED_DECLINE, /* organisers: a request, or somebody who holds a place */
    DEED_INSURE,  /* organisers: he is insured */
    DEED_CHECKIN,
    DEED_CHECKOUT,
    DEED_RATE,
    DEED_ACKNOWLEDGE, /* of levels, as the rest */
    DEED_DEPART,
    DEED_ARRIVE,
    DEED_RESULT,
    DEED_KINDS
};
const char *deed_word(enum deed_kind kind); /* "claim" */
/* 0 and the place it is about; or refused (FORBIDDEN, CONFLICT, NOT_FOUND, MALFORMED) with a finer
 * code, and nothing has changed. */
MUST_CHECK int dispatch_do(struct dispatch *dispatch, enum deed_kind kind, const struct deed *deed,
                           struct place **out, struct err *err);
