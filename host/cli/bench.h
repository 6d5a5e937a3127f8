/* bench.h - what the workloads of `comity bench` share: options, figures, a host of their own.
 *
 * A workload is a file bench_NAME.c and a row in bench.c. It opens what it needs under
 * bench->folder, which is new and removed at the end, and notes figures. A figure is a number with
 * its unit and, where design asks for one, a target; ratios are taken within one run.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/list.h"
#include "data/value.h"
#include "engine/engine.h"
#include "loop/loop.h"
#include "script/release.h"
#include "store/store.h"

struct bench {
    const char *folder;    /* for data directories; removed at the end */
    const char *program;   /* this binary, for hosts as processes of their own */
    const char *workflows; /* of the demonstration; NULL: as `comity demo` takes them */
    int64_t cases;         /* sleeping, waiting */
    int64_t in_flight;     /* cases under way at once (W1) */
    int threads;           /* that run scripts */
    bool is_quick, is_json;
    struct arena arena;
    struct value *figures;
    int missed;
};

enum bound { BOUND_NONE, BOUND_LEAST, BOUND_MOST };

struct figure {
    const char *id;   /* "w1.steps_per_second" */
    const char *what; /* one line for people */
    double value;
    const char *unit;
    enum bound bound; /* of the target */
    double target;
};

void bench_note(struct bench *bench, const struct figure *figure);
/* A line for people while it runs; nothing with --json. */
void bench_say(const struct bench *bench, const char *format, ...) PRINTF_LIKE(2, 3);
/* What the machine is, as figures are worth nothing without it. */
struct value *bench_machine(struct bench *bench);
const char *bench_path(struct bench *bench, const char *name); /* below the folder */
/* False in the process that is to go on and measure. True in the one that has waited for its end,
 * by whatever cause, and removed the folder: `code` is what to exit with, or a status (< 0). */
bool bench_guard(const char *folder, int *code, struct err *err);
/* Bytes of all files below a folder. */
int64_t bench_disk_bytes(const char *folder);

/* ---- times ---- */
struct times {
    int64_t *ns;
    size_t count, capacity;
};
void times_add(struct times *times, int64_t ns);
double times_ms(struct times *times, double part); /* 0.99: the 99th percentile; sorts */
void times_close(struct times *times);
double seconds_since(int64_t start_ns);

/* ---- a host in this process (bench_host.c) ---- */
struct bench_host {
    struct loop *loop;
    struct store *store;
    struct engine *engine;
    struct arena arena;
    struct actor actor;
    /* counted on the store's thread; read when nothing is under way */
    int64_t commits, write_sets, rows, body_bytes;
    int64_t refused;
    bool is_over;
    struct err err;
};

/* Opens the data directory `name` below the folder (bench_child_init makes it), with the workflows
 * of bench_workflows.c as release. */
MUST_CHECK int bench_host_open(struct bench *bench, const char *name, struct bench_host *host,
                               struct err *err);
void bench_host_close(struct bench_host *host); /* drains */
/* Starts a case; on_answer as of any act. */
void bench_host_start(struct bench_host *host, const char *workflow, struct value *data,
                      void (*on_answer)(struct act *act, const struct answer *answer), void *owner);
/* Starts `count` cases of a workflow and returns when all starts are committed. */
struct bench_fill {
    const char *workflow;
    int64_t count;
    struct value *(*data_of)(void *owner, int64_t n, struct arena *arena); /* NULL: none */
    void (*on_started)(void *owner, const struct id *ref, const struct value *data); /* NULL */
    void *owner;
};
MUST_CHECK int bench_host_fill(struct bench_host *host, const struct bench_fill *fill,
                               struct err *err);

/* ---- a host as a process of its own (bench_child.c) ---- */
struct bench_child {
    int pid;
    int out; /* its stdout */
    char address[64];
    int port;
    double ready_ms; /* from the start of the process to its line `ready` */
    char token[128];
};
MUST_CHECK int bench_child_init(struct bench *bench, const char *name, struct err *err);
MUST_CHECK int bench_child_start(struct bench *bench, const char *name, struct bench_child *child,
                                 struct err *err);
int64_t bench_child_resident(const struct bench_child *child); /* bytes */
void bench_child_kill(struct bench_child *child);              /* kill -9 */
void bench_child_stop(struct bench_child *child);              /* SIGTERM, waits */

/* ---- asking it (bench_load.c) ---- */
/* Tells waiting cases a word each, over connections kept open. Either so many at a time, the next
 * when one is answered, or so many a second, whatever is answered: times then count from when a
 * request was due, so that a stall is seen by all who would have come. */
struct bench_load {
    const struct bench_child *child;
    const struct id *ids; /* of waiting cases, taken in a scattered order */
    size_t id_count;
    int connections, pipelined;
    int64_t requests;
    double per_second;     /* 0: as answers come */
    int64_t kill_after_ms; /* 0: never; else the child is killed meanwhile and the rest left */
    uint8_t *sent, *acknowledged; /* by case; NULL */
    /* out */
    struct times times; /* of answered requests; owned by the caller */
    int64_t answered, failed;
    int64_t killed_at_ns;
    double seconds;
    struct err err; /* of the first that failed */
};
MUST_CHECK int bench_load_run(struct bench_load *load, struct err *err);
/* Waiting cases in a new data directory `name`; `ids` has room for `count`. */
MUST_CHECK int bench_fill_waiting(struct bench *bench, const char *name, struct id *ids,
                                  int64_t count, struct err *err);

/* ---- the workflows (bench_workflows.c) ---- */

extern const struct script_file bench_scripts[];
extern const size_t bench_script_count;
/* Writes them as files, for hosts that are given a folder. */
MUST_CHECK int bench_scripts_write(struct bench *bench, struct err *err);

/* ---- what bare SQLite does ---- */
struct bench_floor {
    double rows_per_second, commit_ms;
};
MUST_CHECK int bench_floor(struct bench *bench, int64_t rows, int64_t batch, size_t body_bytes,
                           struct bench_floor *out, struct err *err);

/* ---- the workloads ---- */
int bench_w1(struct bench *bench, struct err *err);
int bench_w2(struct bench *bench, struct err *err);
int bench_w3(struct bench *bench, struct err *err);
int bench_clocks(struct bench *bench, struct err *err); /* bench_w3.c */
int bench_w4(struct bench *bench, struct err *err);
int bench_w5(struct bench *bench, struct err *err);
int bench_w6(struct bench *bench, struct err *err);
int bench_claims(struct bench *bench, struct err *err);
int bench_reload(struct bench *bench, struct err *err);
MUST_CHECK int bench_demo(struct bench *bench, struct err *err);
