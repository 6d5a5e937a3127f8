/* kill_load.c - kill -9 at random moments under load: nothing acknowledged is lost, nothing is done
 * twice.
 *
 *   kill_load COMITY WORKFLOWS [--kills N] [--seed S] [--how moment|point|memory|trouble] [--from
 * N] [--life MS]
 *
 * A real host in a process of its own; several connections start cases and send them numbers, each
 * request with an Idempotency-Key of its own. At a random moment the host is killed and started
 * again (--how point: it dies by itself at the n-th passage of a named fault point; --how memory:
 * its n-th allocation fails, n counted up from --from; --life: how long a host
 * lives at most, 150 unless it is one that sanitizers slow down); whoever had no answer sends the
 * same request with the same key until it has one. A host that dies by itself must die as planned:
 * at a point by SIGKILL, without memory by abort, in trouble by an exit code of its own. In the end
 * every case must have counted each number exactly once, and `comity verify` must find no fault. A
 * failure prints the command that repeats it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include "host_load.h"

enum how { BY_MOMENT, BY_POINT, BY_MEMORY, BY_TROUBLE };

static const char *const how_words[] = {"moment", "point", "memory", "trouble"};

static const char *const points[] = {
    "store.before_commit", "store.after_commit", "store.settle",     "loan.before_submit",
    "loan.before_outbox",  "loan.before_answer", "recover.gathered",
};

enum { LIFE_MS = 150, POLL_MS = 5, POINT_WAITED = 30, MEMORY_WAITED = 6000 };

struct killing {
    struct load load;
    struct loop_timer timer;
    uint64_t seed;
    int kills, kills_done, from, life_ms;
    int own_ends; /* lives that ended by themselves */
    enum how how;
    int waited;
};

/* The plan of faults of this life, in the environment of the host to be started. */
static void plan_life(struct killing *killing)
{
    struct chance *chance = &killing->load.chance;
    char plan[120];

    unsetenv("COMITY_FAULT");
    killing->load.may_refuse = killing->how != BY_MOMENT && !killing->load.is_ending;
    if (killing->load.is_ending || killing->how == BY_MOMENT)
        return;
    if (killing->how == BY_TROUBLE)
        snprintf(plan, sizeof plan, "store.full=%d,store.unknown_lost=%d,store.unknown_kept=%d",
                 1 + (int)(chance_next(chance) % 20), 1 + (int)(chance_next(chance) % 40),
                 1 + (int)(chance_next(chance) % 60));
    else if (killing->how == BY_MEMORY)
        snprintf(plan, sizeof plan, "memory=%d", killing->from + killing->kills_done);
    else
        snprintf(plan, sizeof plan, "%s=%d!",
                 points[chance_next(chance) % (sizeof points / sizeof points[0])],
                 1 + (int)(chance_next(chance) % 60));
    setenv("COMITY_FAULT", plan, 1);
}

/* ---- lives ---- */

/* A host that segfaults where memory is short must not pass as one that was killed. */
static void expect_planned_end(struct killing *killing, int status)
{
    bool is_planned = false;
    char text[80];

    switch (killing->how) {
    case BY_MOMENT:
        break;
    case BY_POINT:
        is_planned = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        break;
    case BY_MEMORY:
        is_planned = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
        break;
    case BY_TROUBLE:
        is_planned = WIFEXITED(status) && WEXITSTATUS(status) != 0;
        break;
    }
    snprintf(text, sizeof text, "wait status 0x%x at kill %d", (unsigned)status,
             killing->kills_done);
    if (!is_planned)
        load_die(&killing->load, "the host ended as nobody planned:", text);
}

/* `is_ending`: it closed its stdout, so it is dying if it is not dead yet. */
static void note_kill(struct killing *killing, bool is_ending)
{
    struct load *load = &killing->load;

    if (is_ending || load_host_is_dead(load)) {
        expect_planned_end(killing, load_wait_host(load));
        killing->own_ends++;
    } else
        load_kill_host(load);
    killing->kills_done++;
    load->is_ending = killing->kills_done >= killing->kills;
}

static void life_begin(struct killing *killing)
{
    struct load *load = &killing->load;

    for (plan_life(killing); !load_start_host(load); plan_life(killing))
        note_kill(killing, true);
    load_connect(load);
    loop_timer_start(load->loop, &killing->timer,
                     1 + (int64_t)(chance_next(&load->chance) % (uint64_t)killing->life_ms));
}

/* Polls until it comes to its point by itself. Each n of --how memory must be met, else a slow
 * machine would pass for one that was tested; a point may be one this life never comes to. */
static int patience(enum how how)
{
    return how == BY_POINT ? POINT_WAITED : how == BY_MEMORY ? MEMORY_WAITED : 0;
}

static void on_killing(struct loop_timer *timer)
{
    struct killing *killing = timer->owner;
    struct load *load = &killing->load;

    if (load->is_ending) {
        if (load_all_stopped(load))
            loop_stop(load->loop);
        else
            loop_timer_start(load->loop, timer, 10);
        return;
    }
    if (!load_host_is_dead(load) && killing->waited++ < patience(killing->how)) {
        loop_timer_start(load->loop, timer, POLL_MS);
        return;
    }
    if (killing->how == BY_MEMORY && !load_host_is_dead(load))
        load_die(load, "the allocation that is to fail never came", NULL);
    killing->waited = 0;
    note_kill(killing, false);
    load_hang_up(load);
    life_begin(killing);
}

static enum how how_of(const char *word)
{
    for (int i = 0; i < (int)(sizeof how_words / sizeof how_words[0]); i++)
        if (strcmp(how_words[i], word) == 0)
            return (enum how)i;
    fprintf(stderr, "kill_load: --how moment|point|memory|trouble\n");
    exit(2);
}

static bool read_arguments(struct killing *killing, int argc, char **argv)
{
    if (argc < 3)
        return false;
    killing->load.comity = argv[1];
    killing->load.workflows = argv[2];
    for (int i = 3; i + 1 < argc; i += 2)
        if (strcmp(argv[i], "--kills") == 0)
            killing->kills = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--from") == 0)
            killing->from = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--life") == 0)
            killing->life_ms = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--how") == 0)
            killing->how = how_of(argv[i + 1]);
        else
            killing->seed = strtoull(argv[i + 1], NULL, 10);
    return killing->life_ms > 0;
}

int main(int argc, char **argv)
{
    static struct killing killing = {.kills = 50, .seed = 1, .from = 1, .life_ms = LIFE_MS};
    struct load *load = &killing.load;

    if (!read_arguments(&killing, argc, argv))
        return 2;
    chance_seeded(&load->chance, killing.seed);
    load_open(load, argc, argv);
    killing.timer = (struct loop_timer){.on_timer = on_killing, .owner = &killing};
    life_begin(&killing);
    loop_run(load->loop);
    load_reckon(load);
    printf(
        "%d kills, %d of them ends of its own, %llu acknowledged, %llu sent again, nothing lost, "
        "nothing twice, verify clean\n",
        killing.kills_done, killing.own_ends, (unsigned long long)load->acknowledged,
        (unsigned long long)load->repeated);
    return 0;
}
