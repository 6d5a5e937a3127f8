/* disk.c - the disk of a host under load fills up, turns read-only or fails to sync at random
 * moments.
 *
 *   disk COMITY WORKFLOWS LIBRARY --how full|read_only|sync [--moments N] [--seed S]
 *
 * The host runs on a disk that obeys us (disk_trouble.c, the LIBRARY). A moment:
 *
 *   CALM --so many acknowledged--> STRUCK --a caller heard 507--> looked at, space again -->
 * MENDING ^                              |                                                       |
 *     |                              +--sync: heard 503, or exit code 74 and a new host------+
 *     +---------------------------------a caller heard 2xx-----------------------------------+
 *
 * While nothing can be written every read is answered and every act gets 507. A failed sync that
 * may be repeated closes all connections; one that may not ends the host with a sentence. In the
 * end nothing acknowledged is lost and nothing was done twice.
 */
#include "disk_trouble.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/wallclock.h"
#include "host_load.h"

enum { POLL_MS = 2, CALM_MOST = 40, PATIENCE_S = 120, EXIT_DISK = 74 };

enum moment { CALM, STRUCK, MENDING };

struct storm {
    struct load load;
    struct loop_timer timer;
    struct disk_trouble *trouble;
    const char *library, *how;
    enum disk_state state; /* of a strike */
    bool is_sync;
    enum moment moment;
    int moments, done, deaths, unheard;
    uint64_t seed, until, struck_at; /* in acknowledgements */
    int64_t since_ns, slowest_ms;
    int idle; /* a connection that nobody uses */
    bool has_heard;
};

static struct storm *storm_of(struct load *load)
{
    return load->owner;
}

/* ---- the disk ---- */

static void make_trouble(struct storm *storm, char path[128])
{
    snprintf(path, 128, "%s/trouble", storm->load.work);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof *storm->trouble) != 0)
        load_die(&storm->load, "cannot make", path);
    void *page = mmap(NULL, sizeof *storm->trouble, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (page == MAP_FAILED)
        load_die(&storm->load, "cannot map", path);
    storm->trouble = page;
}

static void start_host(struct storm *storm)
{
    setenv("LD_PRELOAD", storm->library, 1);
    load_start_host(&storm->load);
    unsetenv("LD_PRELOAD");
}

/* ---- looking at the host ---- */

static void expect(struct storm *storm, const char *method, const char *target, int http_status,
                   const char *text)
{
    struct buf body = {0};
    char said[600];
    int got = load_ask(&storm->load, method, target, &body);

    buf_add(&body, "", 1);
    if (got != http_status || !strstr(body.bytes, text)) {
        snprintf(said, sizeof said, "%s %s answered %d, not %d with %s: %.300s", method, target,
                 got, http_status, text, body.bytes);
        load_die(&storm->load, storm->how, said);
    }
    buf_close(&body);
}

/* The first case that was acknowledged, with what it counted. */
static void expect_case(struct storm *storm)
{
    const struct caller *caller = &storm->load.callers[0];
    const struct counted *counted = &caller->cases[0];
    struct arena arena = {0};
    struct buf body = {0};
    struct value *shown;
    struct err err = {0};
    char target[64];

    if (caller->case_count == 0)
        return;
    snprintf(target, sizeof target, "/api/v1/cases/%s", counted->ref);
    if (load_ask(&storm->load, "GET", target, &body) != 200 ||
        json_read(&arena, buf_slice(&body), NULL, &shown, &err) != 0)
        load_die(&storm->load, "a case cannot be read on a full disk:", target);
    if (value_get_int(value_get(shown, "data"), "count", 0) < counted->count)
        load_die(&storm->load, "a case has lost what was acknowledged:", target);
    arena_close(&arena);
    buf_close(&body);
}

static void expect_claim_refused(struct storm *storm)
{
    struct arena arena = {0};
    struct buf body = {0};
    struct value *list;
    struct err err = {0};
    char target[128];

    if (load_ask(&storm->load, "GET", "/api/v1/tasks?status=open&limit=1", &body) != 200 ||
        json_read(&arena, buf_slice(&body), NULL, &list, &err) != 0)
        load_die(&storm->load, "tasks cannot be listed on a full disk", NULL);
    const struct value *task = value_item(value_get(list, "items"), 0);
    if (!value_is_nil(task)) {
        snprintf(target, sizeof target, "/api/v1/tasks/%s/claim",
                 value_text_or(value_get(task, "id"), ""));
        expect(storm, "POST", target, 507, "\"disk_full\"");
    }
    arena_close(&arena);
    buf_close(&body);
}

static void look_at_full(struct storm *storm)
{
    expect(storm, "GET", "/healthz", 200, "ok");
    expect(storm, "GET", "/readyz", 200, "\"disk_full\":true");
    expect(storm, "GET", "/metrics", 200, "comity_disk_full 1");
    expect(storm, "GET", "/api/v1/cases?limit=5", 200, "items");
    expect(storm, "GET", "/api/v1/me", 200, "admin");
    expect_case(storm);
    expect_claim_refused(storm);
}

/* ---- a connection that nobody uses ---- */

static void idle_open(struct storm *storm)
{
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)storm->load.port)};
    char answer[2048];

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    storm->idle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (storm->idle < 0 || connect(storm->idle, (struct sockaddr *)&to, sizeof to) != 0 ||
        write(storm->idle, request, sizeof request - 1) != sizeof request - 1 ||
        read(storm->idle, answer, sizeof answer) < 12 || memcmp(answer + 9, "200", 3) != 0)
        load_die(&storm->load, "an idle connection is not answered", NULL);
}

static void idle_close(struct storm *storm)
{
    if (storm->idle >= 0)
        close(storm->idle);
    storm->idle = -1;
}

static void expect_closed(struct storm *storm)
{
    struct pollfd wait = {.fd = storm->idle, .events = POLLIN};
    char byte;
    if (poll(&wait, 1, PATIENCE_S * 1000) != 1 || read(storm->idle, &byte, 1) > 0)
        load_die(&storm->load, "after an unknown outcome an idle connection stays open", NULL);
}

/* ---- moments ---- */

static void enter(struct storm *storm, enum moment moment)
{
    storm->moment = moment;
    storm->since_ns = wallclock_ticks_ns();
    storm->has_heard = false;
}

static void mend(struct storm *storm)
{
    atomic_store(&storm->trouble->state, DISK_FINE);
    atomic_store(&storm->trouble->syncs_to_fail, 0);
    storm->until = storm->load.acknowledged + 1;
    idle_close(storm);
    enter(storm, MENDING);
}

static void strike(struct storm *storm)
{
    storm->struck_at = storm->load.acknowledged;
    enter(storm, STRUCK);
    if (storm->is_sync) {
        bool is_final = chance_next(&storm->load.chance) % 4 == 0;
        idle_open(storm);
        atomic_store(&storm->trouble->syncs_to_fail, is_final ? -1 : 1);
    } else {
        atomic_store(&storm->trouble->state, storm->state);
    }
}

static void expect_sentence(struct storm *storm)
{
    char text[65536];
    FILE *file = fopen(storm->load.log, "r");
    size_t len = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[len] = '\0';
    if (file)
        fclose(file);
    if (!strstr(text, "the store cannot go on"))
        load_die(&storm->load, "the host ended without a sentence", NULL);
}

static void look_at_death(struct storm *storm)
{
    int status = load_wait_host(&storm->load);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_DISK)
        load_die(&storm->load, "the host did not end with 74", NULL);
    expect_sentence(storm);
    storm->deaths++;
    load_hang_up(&storm->load);
    mend(storm);
    start_host(storm);
    load_connect(&storm->load);
}

static void on_struck(struct storm *storm)
{
    if (!storm->is_sync) {
        if (!storm->has_heard)
            return; /* it may still find room in its files */
        look_at_full(storm);
        mend(storm);
    } else if (load_host_is_dead(&storm->load)) {
        look_at_death(storm);
    } else if (storm->has_heard && atomic_load(&storm->trouble->syncs_to_fail) >= 0) {
        expect_closed(storm);
        mend(storm);
    } else if (storm->load.acknowledged > storm->struck_at + CALM_MOST &&
               atomic_load(&storm->trouble->syncs_to_fail) == 0) {
        storm->unheard++; /* it met a checkpoint, which is done again */
        mend(storm);
    }
}

static void on_mended(struct storm *storm)
{
    int64_t ms = (wallclock_ticks_ns() - storm->since_ns) / 1000000;
    storm->slowest_ms = ms > storm->slowest_ms ? ms : storm->slowest_ms;
    storm->load.is_ending = ++storm->done >= storm->moments;
    storm->until = storm->load.acknowledged + 1 + chance_next(&storm->load.chance) % CALM_MOST;
    enter(storm, CALM);
}

static void on_poll(struct loop_timer *timer)
{
    struct storm *storm = timer->owner;
    bool is_reached = storm->load.acknowledged >= storm->until;

    if (storm->load.is_ending && load_all_stopped(&storm->load)) {
        loop_stop(storm->load.loop);
        return;
    }
    if (storm->moment == STRUCK)
        on_struck(storm);
    else if (storm->moment == MENDING && is_reached)
        on_mended(storm);
    else if (storm->moment == CALM && is_reached && !storm->load.is_ending)
        strike(storm);
    if (wallclock_ticks_ns() - storm->since_ns > (int64_t)PATIENCE_S * 1000000000)
        load_die(&storm->load, "nothing happens any more", storm->how);
    loop_timer_start(storm->load.loop, timer, POLL_MS);
}

static void on_answer(struct load *load, const struct client_answer *answer)
{
    struct storm *storm = storm_of(load);
    bool is_told = answer->http_status == (storm->is_sync ? 503 : 507);

    if (storm->is_sync && is_told) {
        struct slice body = answer->body;
        if (!memmem(body.bytes, body.len, "outcome_unknown", strlen("outcome_unknown")))
            is_told = false; /* "starting", "busy": the store is being opened again */
    }
    storm->has_heard |= is_told;
}

/* ---- */

static bool read_arguments(struct storm *storm, int argc, char **argv)
{
    if (argc < 4)
        return false;
    storm->load.comity = argv[1];
    storm->load.workflows = argv[2];
    storm->library = argv[3];
    for (int i = 4; i + 1 < argc; i += 2)
        if (strcmp(argv[i], "--moments") == 0)
            storm->moments = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--how") == 0)
            storm->how = argv[i + 1];
        else
            storm->seed = strtoull(argv[i + 1], NULL, 10);
    storm->is_sync = strcmp(storm->how, "sync") == 0;
    storm->state = strcmp(storm->how, "read_only") == 0 ? DISK_READ_ONLY : DISK_FULL;
    return storm->is_sync || storm->state == DISK_READ_ONLY || strcmp(storm->how, "full") == 0;
}

int main(int argc, char **argv)
{
    static struct storm storm = {.how = "full", .moments = 20, .seed = 1, .idle = -1};
    struct load *load = &storm.load;
    char path[128];

    if (!read_arguments(&storm, argc, argv))
        return 2;
    chance_seeded(&load->chance, storm.seed);
    load->owner = &storm;
    load->on_answer = on_answer;
    load_open(load, argc, argv);
    make_trouble(&storm, path);
    setenv(DISK_TROUBLE_VARIABLE, path, 1);
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1); /* the library comes before libasan */
    start_host(&storm);
    load_connect(load);
    storm.until = 20; /* some cases first */
    storm.timer = (struct loop_timer){.on_timer = on_poll, .owner = &storm};
    enter(&storm, CALM);
    loop_timer_start(load->loop, &storm.timer, POLL_MS);
    loop_run(load->loop);
    int failures = atomic_load(&storm.trouble->failures);
    load_reckon(load);
    printf("%s: %d moments, %d calls failed, %d ends with 74, %d unheard, back after %lld ms at "
           "most, %llu acknowledged, %llu sent again, nothing lost, nothing twice, verify clean\n",
           storm.how, storm.done, failures, storm.deaths, storm.unheard,
           (long long)storm.slowest_ms, (unsigned long long)load->acknowledged,
           (unsigned long long)load->repeated);
    return failures < storm.moments; /* else the library was not there */
}
