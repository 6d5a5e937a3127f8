/* calendar_check.h - the list of days of a release, read before it is published. */
#pragma once
#include "data/value.h"
#include "script/release.h"

/* Where a release keeps its list of days, if it has one of its own. */
#define CALENDAR_PATH "calendars/cn.csv"

/* Adds a finding (script/report.h) if the list cannot be read. False: there was one. */
bool calendar_check(const struct script_file *files, size_t count, struct arena *arena,
                    struct value *findings);
