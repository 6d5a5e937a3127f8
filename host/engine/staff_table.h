/* staff_table.h - people as a table (CSV): what an office keeps in a spreadsheet.
 *
 * The first line names the columns, in English or Chinese, in any order; only `key` and `name` are
 * needed. A column that is not there is left as it is; a value that is empty is taken away (but
 * id_number: kept as a digest, it cannot be written out again).
 *
 *   key 账号 · name 姓名 · phone 电话 · email 邮箱 · id_number 证件号码
 *   memberships 任职      T:mediator; T:unit_head@2026-01-01~2026-12-31; C:clerk@2026-03-01~
 *   skills 技能           first_aid; sign_language
 *   hours 可用时间        1-5 08:00-18:00; 6 09:00-12:00
 *   mail 邮件通知, sms 短信通知    yes no 是 否
 *   status 状态           active 在岗, left 离岗
 *
 * To add a column: a row in `columns` of staff_table.c.
 */
#pragma once
#include "base/buf.h"
#include "engine/staff_input.h"

enum { TABLE_LINES_MOST = 20000 };

/* rows: [{ key, line, given = as person_input takes it, is_left }]. Every wrong line gets a fault
 * with { field, line, column }; a table that cannot be read at all fails. */
MUST_CHECK int people_table_read(struct staff_input *input, struct slice text, struct value **rows,
                                 struct err *err);
/* Adds where it stands to the faults from number `first` on. */
void people_table_place(struct staff_input *input, size_t first, int64_t line);
/* The line of columns, then one line for each body. */
void people_table_head(struct buf *out);
void people_table_add(struct buf *out, const struct value *body, const char *key);
