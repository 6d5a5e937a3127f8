/* comity_ext.h - native extensions: ways to send that Comity does not know, such as the gateway an
 * office has a contract with.
 *
 * An extension is a shared library that exports `comity_extension`. The administrator names its
 * file when the host starts (`comity serve --extension FILE`) and then makes a target of kind
 * "extension" that names it. It runs inside the host with all its rights: load only what you have
 * built or checked yourself.
 *
 * Every struct begins with its size, so that either side may be older: a field beyond the size is
 * not there. Fields are only ever added at the end.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { COMITY_EXT_VERSION = 1 };

enum comity_ext_status {
    COMITY_EXT_DONE,    /* the other side has taken it */
    COMITY_EXT_LATER,   /* not now: it is tried again, under the same key */
    COMITY_EXT_REFUSED, /* never: it is given up, and somebody is told */
};

/* One attempt. Everything is borrowed until `send` returns; nothing of it may be kept or logged. */
struct comity_ext_message {
    size_t size;
    const char *key;     /* idempotency key: the same in every attempt. Who has seen it is done */
    const char *target;  /* name of the target */
    const char *secret;  /* of the target; NULL: it has none */
    const char *address; /* phone or mail address; NULL: none was given */
    const char *text;    /* what a notice says; NULL: it is no notice */
    const char *json;    /* all of what goes out, as JSON */
    int timeout_s;       /* `send` should have returned by then */
};

struct comity_ext {
    size_t size;
    int version;      /* COMITY_EXT_VERSION it was built against */
    const char *name; /* letters, digits, _ and - */
    /* Before anything is sent, on one thread. 0, else the host does not start; `reason` takes one
     * line. NULL: nothing to do. */
    int (*open)(char *reason, size_t reason_size);
    /* On a sending thread; several at once. `reason` takes one line for people: nothing personal.
     */
    enum comity_ext_status (*send)(const struct comity_ext_message *message, char *reason,
                                   size_t reason_size);
    /* When the host ends; nothing is under way. NULL: nothing to do. */
    void (*close)(void);
};

/* What the library exports. */
const struct comity_ext *comity_extension(void);
typedef const struct comity_ext *comity_extension_fn(void);

#ifdef __cplusplus
}
#endif
