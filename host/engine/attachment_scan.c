/* attachment_scan.c - shows a file to the command the administrator has set (`serve --scan`).
 *
 * The command gets the file on its standard input and nothing else: no name, no path. Its end is
 * its word: 0 clean, 1 infected; anything else, or a minute without an end, and the file is kept as
 * "not_scanned", which whoever opens it is told. Another process runs it (cli/scanner.c).
 */
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "engine/attachment_file.h"

enum { SCAN_MS = 60 * 1000, STEP_MS = 50, DESCRIPTORS = 2 };

struct scan {
    int input;   /* where the file is written */
    int verdict; /* where the exit code comes from */
    int left_ms;
};

static bool ask(int socket, const int fds[DESCRIPTORS])
{
    union {
        char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    char byte = 1;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(DESCRIPTORS * sizeof(int));
    memcpy(CMSG_DATA(head), fds, DESCRIPTORS * sizeof(int));
    return sendmsg(socket, &message, MSG_NOSIGNAL) == 1;
}

static bool begin(struct scan *scan, int socket)
{
    int file[2], verdict[2];
    if (pipe2(file, O_CLOEXEC) != 0)
        return false;
    if (pipe2(verdict, O_CLOEXEC) != 0) {
        close(file[0]);
        close(file[1]);
        return false;
    }
    bool is_asked = ask(socket, (const int[]){file[0], verdict[1]});
    close(file[0]);
    close(verdict[1]);
    scan->input = file[1];
    scan->verdict = verdict[0];
    if (is_asked && fcntl(file[1], F_SETFL, O_NONBLOCK) == 0)
        return true; /* one that does not read is waited for, and no longer than that */
    close(file[1]);
    close(verdict[0]);
    return false;
}

/* A scanner that has made up its mind reads no more: that is no failure of ours. */
static int feed(void *owner, struct slice plain)
{
    struct scan *scan = owner;
    while (plain.len > 0) {
        ssize_t written = write(scan->input, plain.bytes, plain.len);
        if (written > 0) {
            plain.bytes += written;
            plain.len -= (size_t)written;
            continue;
        }
        struct pollfd ready = {.fd = scan->input, .events = POLLOUT};
        int count = poll(&ready, 1, STEP_MS);
        if (count == 0)
            scan->left_ms -= STEP_MS;
        if (count < 0 || scan->left_ms <= 0 || (ready.revents & (POLLERR | POLLHUP)))
            return STATUS_IO;
    }
    return 0;
}

static const char *read_verdict(const struct scan *scan)
{
    struct pollfd ready = {.fd = scan->verdict, .events = POLLIN};
    unsigned char code = 2;
    if (scan->left_ms <= 0 || poll(&ready, 1, scan->left_ms) != 1 ||
        read(scan->verdict, &code, 1) != 1)
        return "not_scanned";
    return code == 0 ? "clean" : code == 1 ? "infected" : "not_scanned";
}

const char *attachment_scan(int socket, const char *path, const struct secret_key *key,
                            const struct id *id)
{
    struct scan scan = {.left_ms = SCAN_MS};
    struct err ignored = {0};
    if (socket <= 0 || !begin(&scan, socket))
        return "not_scanned";
    int rc = attachment_read(path, key, id, feed, &scan, &ignored);
    close(scan.input);
    if (rc == STATUS_CORRUPT)
        scan.left_ms = 0; /* it has not seen the file: whatever it says does not count */
    const char *verdict = read_verdict(&scan);
    close(scan.verdict);
    return verdict;
}
