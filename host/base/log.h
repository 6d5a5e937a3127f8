/* log.h - one line per fact on stderr, for administrators: time, level, room, text.
 *
 * Lines carry ids, never names or values of people. The time comes from the wallclock given at
 * log_open (tests hold it). Safe from every thread. Control characters are shown escaped.
 */
#pragma once
#include "base/status.h"
#include "base/wallclock.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_open(struct wallclock *clock, enum log_level least);
void log_write(enum log_level level, const char *room, const char *format, ...) PRINTF_LIKE(3, 4);

#define log_debug(room, ...) log_write(LOG_DEBUG, room, __VA_ARGS__)
#define log_info(room, ...)  log_write(LOG_INFO, room, __VA_ARGS__)
#define log_warn(room, ...)  log_write(LOG_WARN, room, __VA_ARGS__)
#define log_error(room, ...) log_write(LOG_ERROR, room, __VA_ARGS__)
