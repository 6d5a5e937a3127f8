/* status.h - every way a call can fail, in one list.
 *
 * A function that can fail returns int: 0, or one of these, negative. Detail for people goes into
 * `struct err`. To add a failure: one row here; api/problem.c maps it to an HTTP answer.
 */
#pragma once

/*       name            value  code (stable, for programs)  text (for people, without detail) */
#define STATUS_LIST(X)                                                                             \
    X(STATUS_MALFORMED, -1, "malformed", "the input cannot be read")                               \
    X(STATUS_INVALID, -2, "invalid", "an answer in the form is not valid")                         \
    X(STATUS_UNAUTHORIZED, -3, "unauthorized", "no valid token was sent")                          \
    X(STATUS_FORBIDDEN, -4, "forbidden", "this person may not do that")                            \
    X(STATUS_NOT_FOUND, -5, "not_found", "there is no such thing")                                 \
    X(STATUS_CONFLICT, -6, "conflict", "it has changed or ended meanwhile")                        \
    X(STATUS_TOO_LARGE, -7, "too_large", "it is larger than allowed")                              \
    X(STATUS_KEY_REUSED, -8, "key_reused", "this Idempotency-Key was used with another request")   \
    X(STATUS_BUSY, -9, "busy", "the host is at its limit, try again soon")                         \
    X(STATUS_REFUSED, -10, "refused", "the store refused the write set")                           \
    X(STATUS_FULL, -11, "disk_full", "the disk is full or cannot be written")                      \
    X(STATUS_UNKNOWN, -12, "outcome_unknown", "it is not known whether this was recorded")         \
    X(STATUS_IO, -13, "io_error", "reading or writing failed")                                     \
    X(STATUS_CORRUPT, -14, "corrupt", "the data is damaged")                                       \
    X(STATUS_NEWER_SCHEMA, -15, "newer_schema", "the data was written by a newer Comity")          \
    X(STATUS_LOCKED, -16, "locked", "another process holds the data directory")                    \
    X(STATUS_NO_KEY, -17, "no_key", "the master key is missing")                                   \
    X(STATUS_ERASED, -18, "erased", "the value was erased")                                        \
    X(STATUS_SCRIPT_FAILED, -19, "script_failed", "the script raised an error")                    \
    X(STATUS_HOST_VERDICT, -20, "host_verdict", "the host stopped the script")                     \
    X(STATUS_LATER, -21, "comes_later", "this is not built yet")                                   \
    X(STATUS_USAGE, -22, "usage", "the command was called wrongly")                                \
    X(STATUS_CLOSED, -23, "closed", "the case is closed")                                          \
    X(STATUS_NOT_OFFERED, -24, "not_offered", "this is not offered now")                           \
    X(STATUS_NO_MEMORY, -25, "no_memory", "memory ran out")                                        \
    X(STATUS_STOPPING, -26, "stopping", "the host is shutting down")

enum status {
    STATUS_OK = 0,
#define X(name, value, code, text) name = value,
    STATUS_LIST(X)
#undef X
};

/* The stable code ("not_found") and the plain text of a status; "ok" and "unknown_status" exist. */
const char *status_code(int status);
const char *status_text(int status);

/* A call whose failure must not be overlooked. */
#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
