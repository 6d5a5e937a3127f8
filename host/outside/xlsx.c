/* xlsx.c - a table as .xlsx with libxlsxwriter (xlsx.h). The library writes to a path only; the one
 * it is given leads to memory that has no name in any folder, so whatever a host dies of, no
 * figures are left lying about. Its own working files it unlinks before it writes to them. To add a
 * look: a format in `struct looks`.
 */
#include "outside/xlsx.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { WIDTH_LEAST = 10, WIDTH_MOST = 40, SHEET_NAME_MOST = 31 };

struct looks {
    lxw_format *title, *note, *head, *number;
};

struct sheet {
    lxw_workbook *book;
    lxw_worksheet *page;
    struct looks looks;
    lxw_row_t row;
};

static struct looks make_looks(lxw_workbook *book)
{
    struct looks looks = {workbook_add_format(book), workbook_add_format(book),
                          workbook_add_format(book), workbook_add_format(book)};
    format_set_bold(looks.title);
    format_set_font_size(looks.title, 14);
    format_set_font_color(looks.note, 0x555555);
    format_set_bold(looks.head);
    format_set_bottom(looks.head, LXW_BORDER_THIN);
    format_set_bg_color(looks.head, 0xEEEEEE);
    format_set_num_format(looks.number, "0");
    return looks;
}

/* A Chinese character is two wide. */
static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++)
        width += (*text & 0x80) == 0 ? 1 : (*text & 0xc0) == 0xc0 ? 2 : 0;
    return width;
}

static void set_widths(const struct sheet *sheet, const struct value *table)
{
    const struct value *columns = value_get(table, "columns"), *rows = value_get(table, "rows");

    for (size_t c = 0; c < value_len(columns); c++) {
        int width = width_of(value_text_or(value_item(columns, c), ""));
        for (size_t i = 0; i < value_len(rows); i++) {
            int here = width_of(value_text_or(value_item(value_item(rows, i), c), ""));
            width = here > width ? here : width;
        }
        width = width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
        worksheet_set_column(sheet->page, (lxw_col_t)c, (lxw_col_t)c, width + 2, NULL);
    }
}

static void write_head(struct sheet *sheet, const struct value *table)
{
    const struct value *notes = value_get(table, "notes"), *columns = value_get(table, "columns");

    worksheet_write_string(sheet->page, sheet->row++, 0,
                           value_text_or(value_get(table, "title"), ""), sheet->looks.title);
    for (size_t i = 0; i < value_len(notes); i++)
        worksheet_write_string(sheet->page, sheet->row++, 0,
                               value_text_or(value_item(notes, i), ""), sheet->looks.note);
    for (size_t c = 0; c < value_len(columns); c++)
        worksheet_write_string(sheet->page, sheet->row, (lxw_col_t)c,
                               value_text_or(value_item(columns, c), ""), sheet->looks.head);
    worksheet_freeze_panes(sheet->page, ++sheet->row, 0);
}

static void write_rows(struct sheet *sheet, const struct value *rows)
{
    for (size_t i = 0; i < value_len(rows); i++, sheet->row++) {
        const struct value *row = value_item(rows, i);
        for (size_t c = 0; c < value_len(row); c++) {
            const struct value *cell = value_item(row, c);
            if (cell->type == VALUE_INT)
                worksheet_write_number(sheet->page, sheet->row, (lxw_col_t)c, (double)cell->integer,
                                       sheet->looks.number);
            else if (cell->type == VALUE_REAL)
                worksheet_write_number(sheet->page, sheet->row, (lxw_col_t)c, cell->real, NULL);
            else
                worksheet_write_string(sheet->page, sheet->row, (lxw_col_t)c,
                                       value_text_or(cell, ""), NULL);
        }
    }
}

static int fail(struct err *err, const char *what, const char *why)
{
    return err_set(err, STATUS_IO, "The sheet could not be made: %s: %s.", what, why);
}

/* Ends the book, whatever happened before. */
static int write_book(const struct value *table, const char *path, char *directory, struct err *err)
{
    lxw_workbook_options options = {.tmpdir = directory};
    struct sheet sheet = {.book = workbook_new_opt(path, &options)};

    if (!sheet.book)
        return fail(err, path, "no memory");
    sheet.page =
        workbook_add_worksheet(sheet.book, value_text_or(value_get(table, "sheet"), "Report"));
    sheet.looks = make_looks(sheet.book);
    if (sheet.page) {
        write_head(&sheet, table);
        write_rows(&sheet, value_get(table, "rows"));
        set_widths(&sheet, table);
    }
    lxw_error rc = workbook_close(sheet.book);
    if (!sheet.page)
        return fail(err, "its sheet", "the name cannot be");
    return rc == LXW_NO_ERROR ? 0 : fail(err, "writing it", lxw_strerror(rc));
}

static int read_back(int fd, struct buf *out, struct err *err)
{
    char bytes[16384];
    off_t at = 0;
    ssize_t count;

    while ((count = pread(fd, bytes, sizeof bytes, at)) > 0) {
        buf_add(out, bytes, (size_t)count);
        at += count;
    }
    return count == 0 ? 0 : fail(err, "reading it back", strerror(errno));
}

int xlsx_write(const struct value *table, const char *directory, struct buf *out, struct err *err)
{
    int fd = memfd_create("report", MFD_CLOEXEC);
    char path[40];

    if (fd < 0)
        return fail(err, "no memory for it", strerror(errno));
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    char *copy = mem_copy_text(directory);
    int rc = write_book(table, path, copy, err);
    if (rc == 0)
        rc = read_back(fd, out, err);
    free(copy);
    close(fd);
    return rc;
}
