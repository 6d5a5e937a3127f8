/* folder.h - a data directory in the making: under another name beside its own, which it gets when
 * all in it is whole and synced. Neither a crash nor a full disk leaves a half-made one, and who
 * stops it by SIGINT, SIGTERM or SIGHUP finds nothing left of it.
 */
#pragma once
#include "cli/host.h"

/* A new empty folder beside `data`; signals to stop are heard until folder_end. STATUS_CONFLICT if
 * something is there already. */
MUST_CHECK int folder_begin(const char *data, char folder[HOST_PATH], struct err *err);
/* STATUS_STOPPING if somebody has asked to stop: whoever takes long asks it now and then. */
MUST_CHECK int folder_was_stopped(struct err *err);
/* Database and master key. */
MUST_CHECK int folder_fill(const char *folder, struct err *err);
/* `rc`: of what filled it. 0: it is synced and renamed; STATUS_CONFLICT if `data` is there and not
 * empty. After any failure the folder is gone. Gives rc, or why it was not moved. */
MUST_CHECK int folder_end(const char *folder, const char *data, int rc, struct err *err);
