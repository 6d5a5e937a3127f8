/* disk_trouble.c - a disk that fills up, turns read-only or fails to sync, between the host and
 * libc.
 *
 * Preloaded into the host (LD_PRELOAD). It holds a page shared with the test (disk_trouble.h) from
 * before the host fences itself in, and looks there at each call whether the call is to succeed.
 * A full disk refuses to grow files and lets what is there be overwritten; half of what does not
 * fit is written first, every second time. The log (stderr) lies on another disk. Anything that is
 * no regular file (sockets, pipes, eventfds) is never touched.
 */
#include "disk_trouble.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct disk_trouble quiet, *trouble = &quiet;

__attribute__((constructor)) static void find_page(void)
{
    const char *path = getenv(DISK_TROUBLE_VARIABLE);
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *page =
        fd < 0 ? MAP_FAILED : mmap(NULL, sizeof quiet, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page != MAP_FAILED)
        trouble = page;
    if (fd >= 0)
        close(fd);
}

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static int is(enum disk_state state)
{
    return atomic_load(&trouble->state) == (int)state;
}

static int fails_with(int error)
{
    atomic_fetch_add(&trouble->failures, 1);
    errno = error;
    return -1;
}

static int is_file(int fd, off_t *size)
{
    struct stat info;
    int error = errno;
    int is_it = fd != STDERR_FILENO && fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    *size = is_it ? info.st_size : 0;
    errno = error;
    return is_it;
}

/* How many bytes of a write at `at` (-1: at the end) succeed; -1 and errno: none. */
static ssize_t writable(int fd, size_t len, off_t at)
{
    off_t size;
    if (is(DISK_FINE) || !is_file(fd, &size))
        return (ssize_t)len;
    if (is(DISK_READ_ONLY))
        return fails_with(EROFS);
    if (is(DISK_FULL) && (at < 0 || at + (off_t)len > size)) {
        if (len > 1 && atomic_fetch_add(&trouble->halves, 1) % 2)
            return (ssize_t)len / 2;
        return fails_with(ENOSPC);
    }
    return (ssize_t)len;
}

/* The test counts down how many syncs fail; negative: all of them. */
static int sync_fails(int fd)
{
    off_t size;
    if (!is_file(fd, &size))
        return 0;
    int left = atomic_load(&trouble->syncs_to_fail);
    while (left > 0 && !atomic_compare_exchange_weak(&trouble->syncs_to_fail, &left, left - 1))
        continue;
    return left != 0 && fails_with(EIO);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    ssize_t (*real)(int, const void *, size_t) = next("write");
    ssize_t most = writable(fd, len, -1);
    return most < 0 ? -1 : real(fd, bytes, (size_t)most);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    ssize_t (*real)(int, const void *, size_t, off_t) = next("pwrite");
    ssize_t most = writable(fd, len, at);
    return most < 0 ? -1 : real(fd, bytes, (size_t)most, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
    return pwrite(fd, bytes, len, at);
}

int fsync(int fd)
{
    int (*real)(int) = next("fsync");
    return sync_fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd)
{
    int (*real)(int) = next("fdatasync");
    return sync_fails(fd) ? -1 : real(fd);
}

int fallocate(int fd, int mode, off_t at, off_t len)
{
    int (*real)(int, int, off_t, off_t) = next("fallocate");
    return writable(fd, (size_t)len, at) < (ssize_t)len ? fails_with(is(DISK_FULL) ? ENOSPC : EROFS)
                                                        : real(fd, mode, at, len);
}

int fallocate64(int fd, int mode, off_t at, off_t len)
{
    return fallocate(fd, mode, at, len);
}

/* Making a file longer takes no blocks, shorter gives some back: only a read-only disk refuses. */
int ftruncate(int fd, off_t len)
{
    int (*real)(int, off_t) = next("ftruncate");
    return is(DISK_READ_ONLY) ? fails_with(EROFS) : real(fd, len);
}

int ftruncate64(int fd, off_t len)
{
    return ftruncate(fd, len);
}

int truncate(const char *path, off_t len)
{
    int (*real)(const char *, off_t) = next("truncate");
    return is(DISK_READ_ONLY) ? fails_with(EROFS) : real(path, len);
}

int truncate64(const char *path, off_t len)
{
    return truncate(path, len);
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *) = next("rename");
    return is(DISK_READ_ONLY) ? fails_with(EROFS) : real(from, to);
}

int unlink(const char *path)
{
    int (*real)(const char *) = next("unlink");
    return is(DISK_READ_ONLY) ? fails_with(EROFS) : real(path);
}

int mkdir(const char *path, mode_t mode)
{
    int (*real)(const char *, mode_t) = next("mkdir");
    return is(DISK_READ_ONLY) ? fails_with(EROFS) : real(path, mode);
}

/* A read-only disk opens no file for writing, a full one makes none. */
static int open_fails(const char *path, int flags)
{
    struct stat info;
    if (is(DISK_FINE) || (flags & (O_WRONLY | O_RDWR | O_CREAT)) == 0)
        return 0;
    int error = errno;
    int is_there = stat(path, &info) == 0;
    errno = error;
    if (is_there && !S_ISREG(info.st_mode))
        return 0;
    if (is(DISK_READ_ONLY))
        return fails_with(EROFS);
    return is(DISK_FULL) && !is_there ? fails_with(ENOSPC) : 0;
}

static mode_t mode_of(int flags, va_list rest)
{
    return flags & O_CREAT ? (mode_t)va_arg(rest, int) : 0;
}

int open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) = next("open");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_fails(path, flags) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) = next("open64");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_fails(path, flags) ? -1 : real(path, flags, mode);
}
