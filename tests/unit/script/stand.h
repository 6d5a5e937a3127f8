/* stand.h - a stand for fibers: a workflow given as text, a host that writes down what it is asked
 * and answers by rule. Used by the tests of script/.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/buf.h"
#include "data/canon.h"
#include "script/fiber.h"

/* The first line of every text: a workflow "w" with forms, signals, clocks, a setting. */
extern const char *const stand_prelude;

struct stand {
    struct release *release;
    struct fiber *fiber;
    struct arena arena;
    struct buf log;   /* "id verb name row args" of each command, "cancel path", in order */
    struct buf where; /* place of the last command */
    struct err err;
    enum fiber_state state;
    const char *refuse;    /* a verb the host refuses (code "not_now"); "*": every one */
    uint64_t asked;        /* a bit for each verb that reached the host, refused or not */
    const char *diverge;   /* a verb the host stops at */
    const char *result;    /* canonical JSON: what `on_result` gives */
    const char *on_result; /* verb whose command gets `result` */
    int added;
    struct fiber_limits limits;
    const char *data, *settings;
    uint8_t seed[16];
    int64_t at_ms;
    bool is_replay;
};

/* Opens a release of prelude + text as w/workflow.lua; stand->err says what is wrong. */
int stand_release(struct stand *stand, const char *text);
/* That, and begins stage "a"; the state is in stand->state. Fails the test if it cannot be read. */
void stand_play(struct stand *stand, const char *text);
void stand_hear(struct stand *stand, const char *id, const char *json);
void stand_hear_error(struct stand *stand, const char *id, const char *json);
void stand_signal(struct stand *stand, const char *id, const char *signal, const char *json);
void stand_close(struct stand *stand);
/* The log since the last time, compared. */
void stand_expect(struct stand *stand, const char *log);
/* The fiber has failed at that place with a text that holds `part`. */
void stand_expect_failed(struct stand *stand, const char *where, const char *part);
/* A stage "a" whose function has this body, from line 2 on; then plays it. */
void stand_body(struct stand *stand, const char *body);
