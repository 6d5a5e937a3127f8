/* virtual_host.h - a whole host on a directory of its own, in virtual time and on one thread: what
 * is asked of it goes through the same table of endpoints as HTTP, and nothing goes past it.
 *
 * The order of all that happens is drawn from the seed, and so are ids; the same seed and the same
 * calls make the same cases. The master key and tokens are real chance: whoever knows the seed does
 * not know them. Nothing is synced before virtual_host_close: the directory is made under another
 * name and gets its own when it is whole.
 */
#pragma once
#include "base/err.h"
#include "data/secret.h"
#include "data/value.h"
#include "script/release.h"
#include "store/store.h"

struct virtual_host;

struct virtual_host_options {
    const char *data; /* made before: store_create, vault.key */
    uint64_t seed;
    int64_t start_ms;
    const struct script_file *files;
    size_t file_count;
};
MUST_CHECK int virtual_host_open(const struct virtual_host_options *options,
                                 struct virtual_host **out, struct err *err);
/* Settles all that runs, then syncs the database. NULL allowed. */
void virtual_host_close(struct virtual_host *host);

struct virtual_call {
    const char *method, *path; /* with its query */
    const char *token;
    const struct value *body; /* NULL: none */
};
struct virtual_reply {
    int status;         /* of HTTP */
    struct value *body; /* in the arena; nil if there was none */
    const char *code;   /* of a problem; "" else */
    const char *text;   /* of a letter: what came if it was no JSON; else NULL */
};
/* Asks, and runs the host until it has answered. */
void virtual_host_call(struct virtual_host *host, const struct virtual_call *call,
                       struct arena *arena, struct virtual_reply *reply);
/* A token of that name and role, of real chance; persons have theirs by the API. */
MUST_CHECK int virtual_host_token(struct virtual_host *host, const char *name, const char *role,
                                  char token[64], struct err *err);

int64_t virtual_host_now_ms(const struct virtual_host *host);
/* Lets time pass; what falls due on the way happens. */
void virtual_host_advance(struct virtual_host *host, int64_t to_ms);
struct engine *virtual_host_engine(struct virtual_host *host);
struct reader *virtual_host_reader(struct virtual_host *host);
/* What came of the store while it ran: 0, or why it could not go on. */
MUST_CHECK int virtual_host_trouble(const struct virtual_host *host, struct err *err);
