/* host_load.h - a real host under load, and the reckoning afterwards.
 *
 * The host is a process of its own on a directory of its own. Several connections start cases of
 * the workflow `counting` and send them numbers, each request with an Idempotency-Key of its own;
 * whoever had no answer, or one that says "not now" (503, 507), sends the same request with the
 * same key again. In the reckoning every case must have counted each acknowledged number exactly
 * once, and `comity verify` must find no fault. What goes wrong ends the test with the command that
 * repeats it.
 */
#pragma once
#include <sys/types.h>
#include "base/id.h"
#include "data/json.h"
#include "data/secret.h"
#include "http/client.h"
#include "loop/loop.h"

enum { LOAD_CLIENTS = 12, LOAD_CASES_EACH = 3 };

struct counted {
    char ref[ID_TEXT_LEN + 1];
    int64_t count, sum; /* acknowledged */
};

struct load;

struct caller {
    struct load *load;
    struct client *client;
    struct client_request request;
    struct loop_timer again;
    char target[128], key[64], body[128];
    struct counted cases[LOAD_CASES_EACH];
    int case_count, at;
    int64_t number;
    int sent_key;
    bool is_waiting, is_stopped;
};

struct load {
    const char *comity, *workflows;
    char repeat[512];            /* what to type to have the same again */
    char work[64];               /* holds all that follows, gone when all went well */
    char directory[80], log[80]; /* of the office; what hosts say on stderr */
    char token[128];
    struct chance chance;
    struct loop *loop;
    pid_t pid; /* 0: no host */
    int port;
    struct caller callers[LOAD_CLIENTS];
    uint64_t acknowledged, repeated;
    bool is_ending;  /* callers stop when they have their answer */
    bool may_refuse; /* the host may die before it is ready */
    /* NULL; after it was counted. */
    void (*on_answer)(struct load *load, const struct client_answer *answer);
    void *owner;
};

/* Before anything else: a directory with an office, the token, the loop. */
void load_open(struct load *load, int argc, char **argv);
/* Closes connections and loop, reckons, stops the host with SIGTERM, verifies, and takes the
 * directory away. */
void load_reckon(struct load *load);
_Noreturn void load_die(struct load *load, const char *what, const char *detail);

/* False if the host died before it was ready and may. */
bool load_start_host(struct load *load);
bool load_host_is_dead(const struct load *load);
/* Waits until it has ended; its status as waitpid has it. */
int load_wait_host(struct load *load);
void load_kill_host(struct load *load);

void load_connect(struct load *load); /* all callers, who send at once */
void load_hang_up(struct load *load);
bool load_all_stopped(const struct load *load);

/* Runs a program to its end; what it printed is added to `output`. Its exit code, or 128. */
int load_run(struct load *load, char *const argv[], struct buf *output);
/* One request on a connection of its own, outside of the loop: its HTTP status, 0 for no answer. */
int load_ask(struct load *load, const char *method, const char *target, struct buf *body);
