/* scanner.c - the process that runs the virus scanner (scanner.h).
 *
 *   host --[file, verdict]--> scanner --fork--> runner --fork--> COMMAND < file
 *                                                 `-- its exit code --> verdict
 *
 * One runner for each file, so that a slow one holds up no other. What the command says on its
 * standard output is thrown away; its errors go where the host's log goes.
 */
#include "cli/scanner.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DESCRIPTORS = 2, NOT_RUN = 127 };

/* False: the host is gone. */
static bool receive(int socket, int fds[DESCRIPTORS])
{
    union {
        char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
        struct cmsghdr align;
    } control;
    char byte;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got;
    while ((got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
        message.msg_controllen = sizeof control.bytes;
    const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (got != 1 || !head || head->cmsg_len != CMSG_LEN(DESCRIPTORS * sizeof(int)))
        return false;
    memcpy(fds, CMSG_DATA(head), DESCRIPTORS * sizeof(int));
    return true;
}

static void run_command(const char *command, int file)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(file, STDIN_FILENO) >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0)
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(NOT_RUN);
}

static void run_one(const char *command, const int fds[DESCRIPTORS])
{
    unsigned char verdict = NOT_RUN;
    int status;
    signal(SIGCHLD, SIG_DFL);
    pid_t child = fork();
    if (child == 0)
        run_command(command, fds[0]);
    close(fds[0]);
    if (child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status))
        verdict = (unsigned char)WEXITSTATUS(status);
    _exit(write(fds[1], &verdict, 1) == 1 ? 0 : 1);
}

static void serve_scans(const char *command, int socket)
{
    int fds[DESCRIPTORS];
    signal(SIGCHLD, SIG_IGN); /* nobody waits for runners */
    signal(SIGINT, SIG_IGN);  /* a key in the terminal is the host's to hear */
    signal(SIGTERM, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (receive(socket, fds)) {
        if (fork() == 0)
            run_one(command, fds);
        close(fds[0]);
        close(fds[1]);
    }
    _exit(0);
}

int scanner_start(const char *command, int *socket, struct err *err)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_set(err, STATUS_IO, "the scanner cannot be started: %s", strerror(errno));
    pid_t child = fork();
    if (child < 0) {
        close(pair[0]);
        close(pair[1]);
        return err_set(err, STATUS_IO, "the scanner cannot be started: %s", strerror(errno));
    }
    if (child == 0) {
        close(pair[0]);
        serve_scans(command, pair[1]);
    }
    close(pair[1]);
    *socket = pair[0];
    return 0;
}
