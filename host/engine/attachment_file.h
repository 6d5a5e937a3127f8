/* attachment_file.h - what the files of attachment.h share. */
#pragma once
#include "engine/attachment.h"

#define ATTACHMENT_MAGIC "CMTYATT1"

struct attachment_path {
    char bytes[4200];
};
/* DIR/attachments/ID and what follows it. */
void attachment_path_of(const struct engine *engine, const struct id *id, const char *tail,
                        struct attachment_path *out);

struct attachment_facts {
    const struct id *id;
    const char *by, *name, *type, *scan;
    int64_t bytes, at_ms;
    struct digest digest, hash; /* of what lies on the disk, of what is in it */
    const struct secret_key *key;
};
/* The new record into the change, and the reply. */
void attachment_record(struct engine *engine, const struct attachment_facts *facts,
                       struct records_change *change);

/* "clean", "infected" or "not_scanned": no command, or it could not say. A worker, for as long as
 * the command takes, a minute at most. */
const char *attachment_scan(int socket, const char *path, const struct secret_key *key,
                            const struct id *id);

/* Reads a sealed file piece by piece. */
MUST_CHECK int attachment_read(const char *path, const struct secret_key *key, const struct id *id,
                               int (*take)(void *owner, struct slice plain), void *owner,
                               struct err *err);

/* Hexadecimal, as records hold bytes. */
const char *hex_of(struct arena *arena, struct slice bytes);
bool hex_read(struct arena *arena, struct slice text, struct slice *out);
