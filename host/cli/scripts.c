/* scripts.c - reads folders of workflows (scripts.h). Symbolic links are followed for files and not
 * for folders, so that a walk ends.
 */
#include "cli/scripts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MOST = 2000, BYTES_MOST = 16 << 20, DEPTH_MOST = 12, FILE_MOST = 1 << 20 };

struct walk {
    struct scripts *scripts;
    size_t capacity, bytes;
    struct err *err;
};

int file_read(const char *path, size_t most, struct arena *arena, struct slice *out,
              struct err *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    struct buf text = {0};
    char block[8192];
    size_t got;
    int rc = 0;

    if (!file)
        return err_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "Cannot open %s: %s.",
                       path, strerror(errno));
    while (text.len <= most && (got = fread(block, 1, sizeof block, file)) > 0)
        buf_add(&text, block, got);
    if (ferror(file))
        rc = err_set(err, STATUS_IO, "Cannot read %s: %s.", path, strerror(errno));
    else if (text.len > most)
        rc = err_set(err, STATUS_TOO_LARGE, "%s is larger than %zu KiB.", path, most / 1024);
    else
        *out = arena_copy(arena, buf_slice(&text));
    buf_close(&text);
    if (file != stdin)
        fclose(file);
    return rc;
}

static int add_file(struct walk *walk, const char *path, const char *name)
{
    struct scripts *scripts = walk->scripts;
    struct slice text;
    int rc = file_read(path, FILE_MOST, &scripts->arena, &text, walk->err);
    if (rc < 0)
        return rc;
    walk->bytes += text.len;
    if (scripts->count == FILES_MOST || walk->bytes > BYTES_MOST)
        return err_set(walk->err, STATUS_TOO_LARGE,
                       "A release holds at most %d files and %d MiB of scripts.", FILES_MOST,
                       BYTES_MOST >> 20);
    if (scripts->count == walk->capacity) {
        walk->capacity = walk->capacity ? walk->capacity * 2 : 16;
        scripts->files = mem_resize(scripts->files, walk->capacity * sizeof *scripts->files);
    }
    scripts->files[scripts->count++] =
        (struct script_file){.path = arena_text(&scripts->arena, name), .text = text};
    return 0;
}

static bool ends_with(const char *name, const char *end)
{
    size_t len = strlen(name), end_len = strlen(end);
    return len > end_len && strcmp(name + len - end_len, end) == 0;
}

/* Workflows, what offices change of them, which offices there are, and templates of letters. */
static bool is_of_release(const char *name)
{
    const char *slash = strrchr(name, '/');
    bool is_letter = slash && slash - name >= 7 && strncmp(slash - 7, "letters", 7) == 0 &&
                     (slash - name == 7 || slash[-8] == '/');
    return ends_with(name, ".lua") || strcmp(name, "offices/tree.csv") == 0 ||
           strcmp(name, "calendars/cn.csv") == 0 || (is_letter && ends_with(name, ".html"));
}

static int walk_folder(struct walk *walk, const char *path, const char *name, int depth);

static int walk_entry(struct walk *walk, const char *path, const char *name, int depth)
{
    struct stat info;
    if (lstat(path, &info) != 0)
        return err_set(walk->err, STATUS_IO, "Cannot look at %s: %s.", path, strerror(errno));
    if (S_ISDIR(info.st_mode))
        return walk_folder(walk, path, name, depth + 1);
    return is_of_release(name) ? add_file(walk, path, name) : 0;
}

static int walk_folder(struct walk *walk, const char *path, const char *name, int depth)
{
    struct arena *arena = &walk->scripts->arena;
    int rc = 0;

    if (depth > DEPTH_MOST)
        return err_set(walk->err, STATUS_TOO_LARGE, "%s lies more than %d folders deep.", path,
                       DEPTH_MOST);
    DIR *folder = opendir(path);
    if (!folder)
        return err_set(walk->err, STATUS_IO, "Cannot open the folder %s: %s.", path,
                       strerror(errno));
    for (struct dirent *entry; rc == 0 && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        rc =
            walk_entry(walk, arena_printf(arena, "%s/%s", path, entry->d_name),
                       arena_printf(arena, "%s%s%s", name, *name ? "/" : "", entry->d_name), depth);
    }
    closedir(folder);
    return rc;
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct script_file *)a)->path, ((const struct script_file *)b)->path);
}

/* The last part of a path without slashes at its end; "." becomes the folder's real name. */
static const char *last_part(struct arena *arena, const char *path)
{
    char *real = realpath(path, NULL);
    const char *slash = real ? strrchr(real, '/') : NULL;
    const char *part = arena_text(arena, slash ? slash + 1 : path);
    free(real);
    return part;
}

static int read_path(struct walk *walk, const char *path)
{
    struct arena *arena = &walk->scripts->arena;
    struct stat info;
    if (stat(path, &info) != 0)
        return err_set(walk->err, STATUS_NOT_FOUND, "Cannot find %s: %s.", path, strerror(errno));
    if (!S_ISDIR(info.st_mode)) {
        const char *slash = strrchr(path, '/');
        char *parent = arena_text(arena, slash ? path : ".");
        if (slash)
            parent[slash - path] = '\0';
        const char *folder = last_part(arena, *parent ? parent : "/");
        return add_file(walk, path, arena_printf(arena, "%s/%s", folder, slash ? slash + 1 : path));
    }
    bool is_workflow =
        stat(arena_printf(arena, "%s/workflow.lua", path), &info) == 0 && S_ISREG(info.st_mode);
    return walk_folder(walk, path, is_workflow ? last_part(arena, path) : "", 0);
}

int scripts_read(const char *path, struct scripts *out, struct err *err)
{
    *out = (struct scripts){0};
    struct walk walk = {.scripts = out, .err = err};
    int rc = read_path(&walk, path);
    if (rc == 0 && out->count == 0)
        rc = err_set(err, STATUS_NOT_FOUND, "There is no *.lua file in %s.", path);
    if (rc < 0) {
        scripts_close(out);
        return rc;
    }
    qsort(out->files, out->count, sizeof *out->files, compare_files);
    return 0;
}

void scripts_close(struct scripts *scripts)
{
    arena_close(&scripts->arena);
    free(scripts->files);
    *scripts = (struct scripts){0};
}
