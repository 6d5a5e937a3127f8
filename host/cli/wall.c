/* wall.c - the outer wall around a serving host (wall.h).
 *
 * What the kernel cannot do is left out with a line in the log: an old kernel must not keep an
 * office from working. Inner walls (sandbox, budget, memory cap) do not rely on it.
 */
#include "cli/wall.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/log.h"
#include "base/slots.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 }; /* its shadow needs terabytes of address space */
#else
enum { IS_SANITIZED = 0 };
#endif

#ifndef WALL_COUNTERS
#define WALL_COUNTERS NULL /* the folder where a coverage build leaves its counters */
#endif

static const rlim_t address_space_most = (rlim_t)16 << 30;

void wall_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    limit = (struct rlimit){0, 0};
    setrlimit(RLIMIT_CORE, &limit);
    if (!IS_SANITIZED && getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_max > address_space_most) {
        limit.rlim_cur = address_space_most;
        setrlimit(RLIMIT_AS, &limit);
    }
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    signal(SIGPIPE, SIG_IGN);
}

/* ---- crashes ---- */

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
enum { CRASH_SIGNALS = sizeof crash_signals / sizeof crash_signals[0] };
static struct sigaction former_actions[CRASH_SIGNALS];
static struct slots *watched_slots;

/* Marks it and hands the signal back to whoever had it: the fault strikes again there. */
static void on_crash(int signal_number)
{
    slots_mark_crash(watched_slots);
    for (int i = 0; i < CRASH_SIGNALS; i++)
        if (crash_signals[i] == signal_number)
            sigaction(signal_number, &former_actions[i], NULL);
    raise(signal_number);
}

void wall_watch_crashes(struct slots *slots)
{
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};

    watched_slots = slots;
    sigfillset(&action.sa_mask);
    for (int i = 0; i < CRASH_SIGNALS; i++)
        sigaction(crash_signals[i], &action, &former_actions[i]);
}

/* ---- Landlock: which files ---- */

enum {
    READS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    WRITES = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
             LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
             LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SYM |
             LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
             LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_CHAR,
    RUNS = LANDLOCK_ACCESS_FS_EXECUTE,
};

static void allow(int rules, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr beneath = {.allowed_access = access};

    beneath.parent_fd = path ? open(path, O_PATH | O_CLOEXEC) : -1;
    if (beneath.parent_fd < 0)
        return;
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    close(beneath.parent_fd);
}

void wall_fence(const char *data, const char *reads)
{
    static const char *const system_folders[] = {"/etc",  "/usr", "/lib", "/lib64",
                                                 "/proc", "/sys", "/dev", "/run/systemd/resolve"};
    struct landlock_ruleset_attr all = {.handled_access_fs = READS | WRITES | RUNS};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);

    if (rules < 0) {
        log_info("wall", "this kernel has no Landlock: files are fenced by permissions alone");
        return;
    }
    allow(rules, data, READS | WRITES);
    allow(rules, reads, READS);
    allow(rules, WALL_COUNTERS, READS | WRITES);
    for (size_t i = 0; i < sizeof system_folders / sizeof system_folders[0]; i++)
        allow(rules, system_folders[i], READS);
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        log_warn("wall", "cannot fence off files: %s", strerror(errno));
    close(rules);
}

/* ---- seccomp: which calls ---- */

#if defined(__x86_64__)
enum { WALL_ARCH = AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { WALL_ARCH = AUDIT_ARCH_AARCH64 };
#else
enum { WALL_ARCH = 0 };
#endif

#define REFUSE(call)                                                                               \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1),                                             \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

void wall_close(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)WALL_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        REFUSE(__NR_execve),
        REFUSE(__NR_execveat),
        REFUSE(__NR_listen),
        REFUSE(__NR_bind),
        REFUSE(IS_SANITIZED ? UINT32_MAX
                            : __NR_ptrace), /* the leak check of a test build needs it */
        REFUSE(__NR_process_vm_readv),
        REFUSE(__NR_process_vm_writev),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};

    if (WALL_ARCH == 0 ||
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
        log_info("wall", "this machine has no seccomp filters for us: calls are not fenced");
}

/* ---- the service manager ---- */

static const char *notify_socket, *watchdog_usec;

void wall_environment(const char *notify, const char *watchdog)
{
    notify_socket = notify;
    watchdog_usec = watchdog;
}

void wall_notify(const char *state)
{
    const char *path = notify_socket;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = path ? strlen(path) : 0;

    if (len < 2 || len >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, len);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
    (void)sent; /* a manager that does not listen is no reason to stop */
    close(fd);
}

int64_t wall_watchdog_ms(void)
{
    int64_t usec = watchdog_usec ? strtoll(watchdog_usec, NULL, 10) : 0;
    return usec > 0 ? usec / 2000 : 0;
}
