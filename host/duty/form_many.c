/* form_many.c - fields that hold many: rows, files, and the sheet of posts and shifts.
 *
 * Of files only the ids come in with an answer: each was uploaded before (engine/attachment.h) and
 * is looked up through form_around. What is kept of it is what whoever may see the answer wants to
 * know: name, type, bytes, digest.
 */
#include <inttypes.h>

#include "duty/form_field.h"
#include "duty/sheet.h"

/* --- files ----------------------------------------------------------------------------------- */

static const struct upload_fault {
    const char *code, *zh, *en;
} upload_faults[] = {
    {"no_such_file",  "没有这个已上传的文件，请重新上传",
     "there is no such upload: send the file again"                                                                  },
    {"not_your_file", "这个文件不是本人上传的",                      "somebody else uploaded this file"   },
    {"file_used",     "这个文件已用于另一份材料，请重新上传",
     "the file belongs to an answer already: send it again"                                                          },
    {"file_infected", "安全检查未通过，此文件不能使用",          "the virus scanner refused this file"},
};

static struct value *note_upload(struct checking *checking, const char *path, const char *code)
{
    const struct upload_fault *fault = &upload_faults[0];
    for (size_t i = 0; i < sizeof upload_faults / sizeof *upload_faults; i++)
        if (strcmp(upload_faults[i].code, code) == 0)
            fault = &upload_faults[i];
    return checking_note(checking, path, fault->code, fault->zh, fault->en);
}

static bool is_listed(const struct value *list, size_t count, const struct value *id)
{
    for (size_t i = 0; i < count; i++)
        if (value_is_equal(value_item(list, i), id))
            return true;
    return false;
}

static struct value *file_check(struct checking *checking, const char *path,
                                const struct value *given)
{
    const struct form_around *around = checking->around;
    struct value *file = NULL;
    if (given->type != VALUE_TEXT)
        return checking_note(checking, path, "not_a_file", "应填写上传文件的编号",
                             "must be the id that the upload of the file gave");
    const char *code = around && around->find_file
                           ? around->find_file(around->owner, given->text, checking->arena, &file)
                           : "no_such_file";
    return code ? note_upload(checking, path, code) : file;
}

struct value *check_files(struct checking *checking, const struct form_field *field,
                          const char *path, const struct value *given)
{
    struct arena *arena = checking->arena;
    int64_t min = field->has_min ? field->min : 0;
    int64_t max = field->has_max ? field->max : FORM_FILES_USUAL;
    int64_t len = (int64_t)value_len(given);
    bool is_right = true;
    if (given->type != VALUE_LIST)
        return checking_note(checking, path, "not_files", "应填写上传文件的编号列表",
                             "must be a list of ids of uploaded files");
    if (len < min || len > max)
        return checking_note(checking, path, len < min ? "too_few" : "too_many",
                             arena_printf(arena, "应有%" PRId64 "至%" PRId64 "个文件", min, max),
                             arena_printf(arena, "%" PRId64 " to %" PRId64 " files", min, max));
    struct value *files = value_list(arena);
    for (size_t i = 0; i < (size_t)len; i++) {
        const char *at = arena_printf(arena, "%s[%zu]", path, i);
        struct value *file = is_listed(given, i, value_item(given, i))
                                 ? checking_note(checking, at, "listed_twice", "同一文件列了两次",
                                                 "the same file is listed twice")
                                 : file_check(checking, at, value_item(given, i));
        is_right = is_right && file;
        if (file)
            value_push(arena, files, file);
    }
    return is_right ? files : NULL;
}

/* --- rows ------------------------------------------------------------------------------------ */

static struct value *row_check(struct checking *checking, const struct form_field *field,
                               const char *path, const struct value *given)
{
    if (given->type != VALUE_MAP)
        return checking_note(checking, path, "not_a_row", "此行应逐项填写",
                             "a row is a map of fields");
    struct fields_answer answer = {.fields = field->fields,
                                   .count = field->field_count,
                                   .prefix = arena_printf(checking->arena, "%s.", path),
                                   .given = given};
    return fields_check(checking, &answer);
}

struct value *check_rows(struct checking *checking, const struct form_field *field,
                         const char *path, const struct value *given)
{
    struct arena *arena = checking->arena;
    int64_t min = field->has_min ? field->min : 0;
    int64_t max = field->has_max ? field->max : FORM_ROWS_MAX;
    if (given->type != VALUE_LIST)
        return checking_note(checking, path, "not_rows", "应逐行填写", "must be a list of rows");
    int64_t len = (int64_t)value_len(given);
    if (len < min)
        return checking_note(checking, path, "too_few",
                             arena_printf(arena, "至少%" PRId64 "行", min),
                             arena_printf(arena, "at least %" PRId64 " rows", min));
    if (len > max)
        return checking_note(checking, path, "too_many",
                             arena_printf(arena, "最多%" PRId64 "行", max),
                             arena_printf(arena, "at most %" PRId64 " rows", max));
    struct value *rows = value_list(arena);
    for (int64_t i = 0; i < len; i++) {
        struct value *row =
            row_check(checking, field, arena_printf(arena, "%s[%" PRId64 "]", path, i),
                      value_item(given, (size_t)i));
        value_push(arena, rows, row ? row : &value_nil);
    }
    return rows;
}

/* --- sheets ---------------------------------------------------------------------------------- */

/* A plan as a list of rows, or as the text of a CSV file with a line of names. */
struct value *check_sheet(struct checking *checking, const struct form_field *field,
                          const char *path, const struct value *given)
{
    struct arena *arena = checking->arena;
    int64_t max = field->has_max ? field->max : FORM_SHEET_MAX;
    struct value *rows = value_list(arena);
    size_t before = value_len(checking->errors);

    if (given->type == VALUE_TEXT && !sheet_from_csv(given->text, arena, &given))
        return checking_note(checking, path, "bad_csv",
                             "表格无法读取：第一行应为列名post、place、starts、ends、need",
                             "the table cannot be read: its first line names the columns post, "
                             "place, starts, ends, need");
    if (given->type != VALUE_LIST)
        return checking_note(checking, path, "not_rows", "应为表格(CSV)或者逐行填写",
                             "must be a list of rows or the text of a CSV file");
    int64_t len = (int64_t)value_len(given);
    if (len < (field->has_min ? field->min : 1) || len > max)
        return checking_note(checking, path, len > max ? "too_many" : "too_few",
                             arena_printf(arena, "最多%" PRId64 "行，至少一行", max),
                             arena_printf(arena, "at least 1 row, at most %" PRId64, max));
    for (size_t i = 0; i < (size_t)len; i++) {
        const char *part, *fault;
        struct value *row = sheet_row(value_item(given, i), arena, &part, &fault);
        if (row)
            value_push(arena, rows, row);
        else
            checking_note(checking, arena_printf(arena, "%s[%zu].%s", path, i, part), "bad_row",
                          arena_printf(arena, "此项不正确，%s", sheet_hint(part)), fault);
    }
    return value_len(checking->errors) == before ? rows : NULL;
}
