/* report_table.h - a report (engine/report.h) as a table in one language, for CSV and XLSX. */
#pragma once
#include "base/buf.h"
#include "data/value.h"
#include "duty/phrase.h"

/* As outside/xlsx.h takes it. */
struct value *report_table(struct arena *arena, const struct value *report, enum language language);
/* With a byte order mark, as spreadsheets want it to see that it is UTF-8. */
void report_csv(const struct value *table, struct buf *out);
