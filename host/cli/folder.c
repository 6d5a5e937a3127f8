/* folder.c - makes data directories whole or not at all (folder.h). */
#include "cli/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/secret.h"

/* ---- who does not want it any more ---- */

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOP_COUNT = sizeof stops / sizeof *stops };
static struct sigaction former[STOP_COUNT];
static volatile sig_atomic_t is_stopped;

static void on_stop(int signal_number)
{
    (void)signal_number;
    is_stopped = 1;
}

static void hear_stops(void)
{
    struct sigaction action = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
    is_stopped = 0;
    for (int i = 0; i < STOP_COUNT; i++)
        sigaction(stops[i], &action, &former[i]);
}

static void forget_stops(void)
{
    for (int i = 0; i < STOP_COUNT; i++)
        sigaction(stops[i], &former[i], NULL);
}

int folder_was_stopped(struct err *err)
{
    return is_stopped ? err_set(err, STATUS_STOPPING,
                                "Stopped. Nothing was made: what was there of it is removed.")
                      : 0;
}

/* ---- at the beginning ---- */

/* What would be refused at the end is refused before the work. */
static int check_place(const char *data, struct err *err)
{
    DIR *folder = opendir(data);
    int count = 0;

    if (!folder && errno == ENOTDIR)
        return err_set(err, STATUS_CONFLICT,
                       "%s, or what it would lie in, is a file. Name a new folder.", data);
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count > 2 /* itself and its parent */
               ? err_set(err, STATUS_CONFLICT,
                         "%s exists and is not empty; nothing in it was changed. Name a new "
                         "folder.",
                         data)
               : 0;
}

int folder_begin(const char *data, char folder[HOST_PATH], struct err *err)
{
    size_t len = strlen(data);
    int rc = check_place(data, err);
    if (rc != 0)
        return rc;
    while (len > 1 && data[len - 1] == '/')
        len--;
    int printed = snprintf(folder, HOST_PATH, "%.*s.new-XXXXXX", (int)len, data);
    if (printed < 0 || printed >= HOST_PATH)
        return err_set(err, STATUS_USAGE, "The path is too long.");
    if (!mkdtemp(folder))
        return err_set(err, errno == ENOSPC || errno == EROFS ? STATUS_FULL : STATUS_IO,
                       "Cannot make a folder beside %s: %s.", data, strerror(errno));
    hear_stops();
    return 0;
}

int folder_fill(const char *folder, struct err *err)
{
    struct secret_key key = {0};
    char path[HOST_PATH];

    int rc = secret_open(err);
    if (rc == 0)
        rc = store_create(folder, err);
    if (rc == 0)
        rc = host_path(folder, "vault.key", path, err);
    if (rc == 0)
        rc = secret_key_create(path, &key, err);
    if (rc == 0)
        rc = host_note_key(folder, &key, err);
    secret_wipe(&key, sizeof key);
    return rc;
}

/* ---- at the end ---- */

/* Does `act` with the path of everything in the folder; 0, or what it gave first. */
static int for_each(const char *path, int (*act)(const char *path))
{
    DIR *folder = opendir(path);
    char name[HOST_PATH];
    struct err ignored;
    int rc = folder ? 0 : -1;

    for (struct dirent *entry; rc == 0 && (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.' && host_path(path, entry->d_name, name, &ignored) == 0)
            rc = act(name);
    if (folder)
        closedir(folder);
    return rc;
}

static int sync_one(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0)
        close(fd);
    return rc;
}

static int sync_parent(const char *folder)
{
    char path[HOST_PATH];
    struct err ignored;
    return host_path(folder, "..", path, &ignored) < 0 ? -1 : sync_one(path);
}

/* The folder is our own, made a moment ago under a name nobody else has: all in it goes. */
static int remove_one(const char *path)
{
    if (unlink(path) != 0)
        rmdir(path); /* an empty folder of attachments */
    return 0;
}

static void remove_folder(const char *path)
{
    for_each(path, remove_one);
    rmdir(path);
}

/* rename() takes the place of an empty folder and refuses any other. */
static int move_into_place(const char *folder, const char *data, struct err *err)
{
    if (for_each(folder, sync_one) == 0 && sync_one(folder) == 0 && rename(folder, data) == 0 &&
        sync_parent(data) == 0)
        return 0;
    if (errno == ENOTEMPTY || errno == EEXIST)
        return err_set(err, STATUS_CONFLICT,
                       "%s exists and is not empty; nothing in it was changed. Name a new folder.",
                       data);
    return err_set(err, STATUS_IO, "Cannot make %s: %s.", data, strerror(errno));
}

int folder_end(const char *folder, const char *data, int rc, struct err *err)
{
    if (rc == 0)
        rc = folder_was_stopped(err);
    if (rc == 0)
        rc = move_into_place(folder, data, err);
    if (rc < 0)
        remove_folder(folder);
    forget_stops();
    return rc;
}
