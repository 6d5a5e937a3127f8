/* bench_guard.c - the folder of a bench goes away whatever becomes of the bench.
 *
 *   this process: waits, removes          the fork: measures, with the hosts it starts
 *     blocked: SIGINT, SIGTERM, SIGHUP      a process group of its own
 *
 * A gigabyte in /var/tmp was left by each bench that was interrupted. Threads that write cannot be
 * stopped from a signal handler, so who removes is not who writes: told to end, this process kills
 * the group, waits until the last of it is gone (it is the reaper of their children too) and
 * removes. SIGKILL of this process itself is the one end that leaves the folder.
 */
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cli/bench.h"

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info, (void)type, (void)walk;
    return remove(path);
}

/* Waits for the bench to end or for a signal; the number of that, 0 if the bench ended. */
static int wait_bench(pid_t bench, const sigset_t *signals, int *status)
{
    int number;

    while (waitpid(bench, status, WNOHANG) == 0)
        if (sigwait(signals, &number) == 0 && number != SIGCHLD)
            return number;
    return 0;
}

bool bench_guard(const char *folder, int *code, struct err *err)
{
    sigset_t signals, former;
    int status = 0;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, &former);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    fflush(NULL);
    pid_t bench = fork();
    if (bench == 0) {
        setpgid(0, 0);
        sigprocmask(SIG_SETMASK, &former, NULL);
        return false;
    }
    if (bench < 0) {
        *code = err_set(err, STATUS_NO_MEMORY, "No process can be started for the bench.");
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        return true;
    }
    setpgid(bench, bench); /* whoever of the two is first */
    int number = wait_bench(bench, &signals, &status);
    kill(-bench, SIGKILL);
    while (waitpid(-1, number ? &status : NULL, 0) > 0) /* hosts too */
        continue;
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (number == 0 && WIFEXITED(status))
        *code = WEXITSTATUS(status);
    else
        *code = 128 + (number ? number : WTERMSIG(status));
    return true;
}
