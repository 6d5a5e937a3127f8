/* extension.c - native extensions (include/comity_ext.h): loaded at the start, asked by name. */
#include <comity_ext.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"
#include "data/json.h"
#include "outside/inside.h"

struct extension {
    struct extension *next;
    void *library;
    const struct comity_ext *ext;
};

enum { TIMEOUT_S = 30 };

/* Fields a library must have been built with. */
enum { SIZE_LEAST = offsetof(struct comity_ext, send) + sizeof(void *) };

static int check(const char *path, const struct comity_ext *ext, struct err *err)
{
    if (!ext || ext->size < SIZE_LEAST || !ext->name || !ext->send)
        return err_set(err, STATUS_MALFORMED,
                       "%s is no extension of Comity: what comity_extension gives is not whole.",
                       path);
    if (ext->version < 1 || ext->version > COMITY_EXT_VERSION)
        return err_set(err, STATUS_MALFORMED,
                       "%s was built for version %d of extensions; this Comity knows 1 to %d.",
                       path, ext->version, COMITY_EXT_VERSION);
    return 0;
}

static int open_extension(const struct comity_ext *ext, const char *path, struct err *err)
{
    char reason[SENT_REASON_MOST] = "";
    if (!ext->open || ext->open(reason, sizeof reason) == 0)
        return 0;
    reason[sizeof reason - 1] = '\0';
    return err_set(err, STATUS_IO, "The extension %s (%s) does not start: %s", ext->name, path,
                   reason);
}

int outside_load(struct outside *outside, const char *path, struct err *err)
{
    void *library = strchr(path, '/') ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    comity_extension_fn *find = NULL;

    if (!strchr(path, '/'))
        return err_set(err, STATUS_USAGE, "Name the file of the extension with its folder: ./%s.",
                       path);
    if (!library)
        return err_set(err, STATUS_MALFORMED, "The extension cannot be loaded: %s.", dlerror());
    void *symbol = dlsym(library, "comity_extension");
    memcpy(&find, &symbol, sizeof find);
    const struct comity_ext *ext = find ? find() : NULL;
    int rc = check(path, ext, err);
    if (rc == 0)
        rc = open_extension(ext, path, err);
    if (rc != 0) {
        dlclose(library);
        return rc;
    }
    struct extension *extension = mem_zero(sizeof *extension);
    *extension = (struct extension){outside->extensions, library, ext};
    outside->extensions = extension;
    log_info("outside", "extension %s from %s", ext->name, path);
    return 0;
}

void extensions_close(struct outside *outside)
{
    while (outside->extensions) {
        struct extension *extension = outside->extensions;
        const struct comity_ext *ext = extension->ext;
        outside->extensions = extension->next;
        if (ext->size >= offsetof(struct comity_ext, close) + sizeof ext->close && ext->close)
            ext->close();
        dlclose(extension->library);
        free(extension);
    }
}

static const struct comity_ext *find_extension(const struct outside *outside, const char *name)
{
    for (const struct extension *at = outside->extensions; at; at = at->next)
        if (name && strcmp(at->ext->name, name) == 0)
            return at->ext;
    return NULL;
}

static const char *address_of(const struct outgoing *outgoing)
{
    struct sent ignored = {0};
    return value_is_nil(value_get(outgoing->with, "to")) ? NULL
                                                         : message_address(outgoing, &ignored);
}

void send_extension(struct outside *outside, const struct outgoing *outgoing, struct arena *arena,
                    struct sent *sent)
{
    const char *name = value_get_text(outgoing->target, "extension");
    const struct comity_ext *ext = find_extension(outside, name);
    struct buf json = {0};
    struct arena scratch = {0};
    char reason[SENT_REASON_MOST] = "";

    (void)arena;
    if (!ext) {
        sent_note(sent, SENT_LATER, "The host was started without the extension %s.",
                  name ? name : "");
        return;
    }
    json_write(&json, outgoing->with, 0);
    const struct comity_ext_message message = {
        .size = sizeof message,
        .key = outgoing->key,
        .target = outgoing->name,
        .secret = outgoing->secret,
        .address = address_of(outgoing),
        .text = message_text(outgoing, &scratch),
        .json = arena_copy(&scratch, buf_slice(&json)).bytes,
        .timeout_s = (int)value_get_int(outgoing->target, "timeout_s", TIMEOUT_S),
    };
    enum comity_ext_status status = ext->send(&message, reason, sizeof reason);
    reason[sizeof reason - 1] = '\0';
    if (status != COMITY_EXT_DONE)
        sent_note(sent, status == COMITY_EXT_REFUSED ? SENT_REFUSED : SENT_LATER, "%s",
                  *reason ? reason : "The extension gives no reason.");
    buf_close(&json);
    arena_close(&scratch);
}
