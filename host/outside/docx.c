/* docx.c - a document as a .docx (docx.h): six XML parts in a zip.
 *
 * It says what the printed page says and looks like it (duty/letter_page.c): what clings there is
 * here kept with the paragraph before it, tables have the same sizes of type.
 *
 * Lengths are twentieths of a point, sizes of type half points. GB/T 9704: body 16 pt on lines of
 * 29 pt, title 22 pt, page number 14 pt, margins 37, 26, 35 and 28 mm.
 */
#include "outside/docx.h"
#include "base/markup.h"
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include "outside/docx_track.h"

#define NAMESPACES                                                                                 \
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                    \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

static const char content_types[] =
    XML_HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
             "<Default Extension=\"rels\" "
             "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
             "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
             "<Default Extension=\"png\" ContentType=\"image/png\"/>"
             "<Override PartName=\"/word/document.xml\" ContentType=\"application/"
             "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
             "<Override PartName=\"/word/styles.xml\" ContentType=\"application/"
             "vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
             "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/"
             "vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";

static const char package_relations[] =
    XML_HEAD "<Relationships "
             "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
             "Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
             "relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";

static const char document_relations[] =
    XML_HEAD "<Relationships "
             "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
             "Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
             "relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId2\" "
             "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" "
             "Target=\"footer1.xml\"/>%s</Relationships>";

/* Where there is a square to follow the case by. */
static const char track_relation[] =
    "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/image\" Target=\"" DOCX_TRACK_FILE "\"/>";

#define FONTS(latin, chinese)                                                                      \
    "<w:rFonts w:ascii=\"" latin "\" w:hAnsi=\"" latin "\" w:eastAsia=\"" chinese                  \
    "\" w:cs=\"" latin "\"/>"

/* %s: language, size, line of the body; size of the title */
static const char styles_format[] =
    XML_HEAD "<w:styles " NAMESPACES "><w:docDefaults><w:rPrDefault><w:rPr>" FONTS(
        "Times New Roman",
        "仿宋_GB2312") "<w:spacing w:val=\"%d\"/><w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/><w:lang "
                       "w:val=\"%s\" "
                       "w:eastAsia=\"zh-CN\"/></w:rPr></"
                       "w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
                       "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"%d\" "
                       "w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults>"
                       "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Body\">"
                       "<w:name w:val=\"Normal\"/></w:style>"
                       "<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name "
                       "w:val=\"Title\"/><w:basedOn w:val=\"Body\"/><w:pPr><w:keepNext/><w:spacing "
                       "w:after=\"0\" w:line=\"720\" w:lineRule=\"exact\"/><w:jc "
                       "w:val=\"center\"/></w:pPr><w:rPr>" FONTS(
                           "Times New Roman",
                           "方正小标宋简体") "<w:sz w:val=\"%d\"/><w:szCs "
                                             "w:val=\"%d\"/></w:rPr></w:style>"
                                             "<w:style w:type=\"paragraph\" w:styleId=\"Heading\">"
                                             "<w:name w:val=\"heading 1\"/><w:basedOn "
                                             "w:val=\"Body\"/><w:pPr><w:keepNext/></w:pPr><w:"
                                             "rPr>" FONTS(
                                                 "Times New Roman",
                                                 "黑体") "<w:b/></w:rPr></w:style></w:styles>";

static const char footer[] =
    XML_HEAD "<w:ftr " NAMESPACES "><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:sz "
             "w:val=\"28\"/></w:rPr><w:t xml:space=\"preserve\">— </w:t></w:r><w:r><w:rPr><w:sz "
             "w:val=\"28\"/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:rPr><w:sz "
             "w:val=\"28\"/></w:rPr><w:instrText xml:space=\"preserve\"> PAGE "
             "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:rPr><w:sz "
             "w:val=\"28\"/></w:rPr><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>";

/* The dashes of a number do not end a line. */
static void add_text(struct buf *out, struct slice text)
{
    size_t from = 0, number = 0; /* number: what is left of one */

    for (size_t i = 0; i < text.len; i++) {
        if (number == 0)
            number = paper_number_at(text, i);
        if (number > 0 && text.bytes[i] == '-') {
            markup_add(out, (struct slice){.bytes = text.bytes + from, .len = i - from});
            buf_add_text(out, "</w:t><w:noBreakHyphen/><w:t xml:space=\"preserve\">");
            from = i + 1;
        }
        number -= number > 0;
    }
    markup_add(out, (struct slice){.bytes = text.bytes + from, .len = text.len - from});
}

/* half_points: size of the type; 0: as the body. */
static void add_run(struct buf *out, struct slice text, bool is_bold, int half_points)
{
    buf_add_text(out, "<w:r><w:rPr>");
    buf_add_text(out, is_bold ? "<w:b/>" : "");
    if (half_points > 0)
        buf_printf(out, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>", half_points, half_points);
    buf_add_text(out, "</w:rPr><w:t xml:space=\"preserve\">");
    add_text(out, text);
    buf_add_text(out, "</w:t></w:r>");
}

/* `after` follows a break, as on the page. */
static void add_runs(struct buf *out, const struct paper_run *run, const char *after)
{
    for (; run; run = run->next)
        if (run->is_break)
            buf_printf(out, "<w:r><w:br/><w:t>%s</w:t></w:r>", after);
        else
            add_run(out, run->text, run->is_bold, 0);
}

/* Room above and below, as the page has it: under the title and the number, above who signs. */
static void add_spacing(struct buf *out, const struct paper_block *block,
                        const struct paper_block *former, bool is_chinese)
{
    int line = is_chinese ? 578 : 360, before = 0, after = 0;

    if (former && former->kind == PAPER_TITLE)
        before = block->place == PAPER_CENTRE ? 160 : 578;
    if (block->place == PAPER_RIGHT && former && former->place != PAPER_RIGHT)
        before = 2 * line; /* room for the seal */
    if (block->place == PAPER_CENTRE)
        after = 578;
    else if (!is_chinese && block->kind == PAPER_PARAGRAPH)
        after = 160;
    if (before > 0 || after > 0)
        buf_printf(out, "<w:spacing w:before=\"%d\" w:after=\"%d\"/>", before, after);
}

/* Does what follows stand on the same page? */
static bool keeps_next(const struct paper_block *block)
{
    return block->kind == PAPER_RULE ||
           (block->kind == PAPER_PARAGRAPH && block->place == PAPER_FLUSH) ||
           (block->next ? paper_clings(block->next) : paper_clings(block));
}

static void add_properties(struct buf *out, const struct paper_block *block,
                           const struct paper_block *former, bool is_chinese)
{
    static const char *const places[PAPER_PLACES] = {
        [PAPER_BODY] = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:jc "
                       "w:val=\"both\"/>",
        [PAPER_FLUSH] = "",
        [PAPER_CENTRE] = "<w:jc w:val=\"center\"/>",
        [PAPER_RIGHT] = "<w:ind w:rightChars=\"200\" w:right=\"640\"/><w:jc "
                        "w:val=\"right\"/>",
    };
    buf_add_text(out, "<w:pPr>");
    buf_add_text(out, block->kind == PAPER_TITLE     ? "<w:pStyle w:val=\"Title\"/>"
                      : block->kind == PAPER_HEADING ? "<w:pStyle w:val=\"Heading\"/>"
                      : keeps_next(block)            ? "<w:keepNext/>"
                                                     : "");
    if (block->kind == PAPER_RULE)
        buf_add_text(out, "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"1\" "
                          "w:color=\"000000\"/></w:pBdr>");
    if (block->kind != PAPER_TITLE)
        add_spacing(out, block, former, is_chinese);
    if (block->kind == PAPER_ITEM)
        buf_add_text(out, "<w:ind w:left=\"640\" w:hanging=\"320\"/>");
    else if (block->kind == PAPER_PARAGRAPH && (block->place != PAPER_BODY || is_chinese))
        buf_add_text(out, places[block->place]);
    buf_add_text(out, "</w:pPr>");
}

static void add_paragraph(struct buf *out, const struct paper_block *block,
                          const struct paper_block *former, bool is_chinese)
{
    buf_add_text(out, "<w:p>");
    add_properties(out, block, former, is_chinese);
    if (block->kind == PAPER_ITEM && block->number > 0) {
        char text[16] = {0};
        struct buf number = {0};
        buf_printf(&number, "%d. ", block->number);
        memcpy(text, number.bytes, number.len < sizeof text ? number.len : sizeof text - 1);
        buf_close(&number);
        add_run(out, slice_of(text), false, 0);
    } else if (block->kind == PAPER_ITEM)
        add_run(out, slice_of("· "), false, 0);
    bool is_body = block->kind == PAPER_PARAGRAPH && block->place == PAPER_BODY;
    add_runs(out, block->runs, is_chinese && is_body ? "　　" : "");
    buf_add_text(out, "</w:p>");
}

/* ---- tables ---- */

enum { TEXT_WIDTH = 8844, COLUMNS_MOST = 32, EMS_LEAST = 2, EMS_MOST = 9 }; /* 156 mm */

struct sheet {
    int columns, widths[COLUMNS_MOST];
    int half_points, line; /* of the type in it */
    bool is_kept;          /* its last row stands with what follows */
};

/* Half the width of a Chinese sign for each byte of a Latin one. */
static int half_ems(const struct paper_block *cell)
{
    int halves = 0, most = 0;
    const struct paper_run *run = cell->first ? cell->first->runs : NULL;

    for (; run; run = run->next) {
        halves = run->is_break ? 0 : halves;
        for (size_t i = 0; i < run->text.len; i++) {
            unsigned char c = (unsigned char)run->text.bytes[i];
            halves += c < 0x80 ? 1 : c >= 0xc0 ? 2 : 0;
        }
        most = halves > most ? halves : most;
    }
    return most;
}

/* As a browser would: by the longest that stands in a column. A form has labels of 30 %. */
static void set_widths(struct sheet *sheet, const struct paper_block *table)
{
    int wants[COLUMNS_MOST] = {0}, all = 0, i;

    for (const struct paper_block *row = table->first; row; row = row->next) {
        i = 0;
        for (const struct paper_block *cell = row->first; cell && i < COLUMNS_MOST;
             cell = cell->next, i++)
            wants[i] = half_ems(cell) > wants[i] ? half_ems(cell) : wants[i];
    }
    for (i = 0; i < sheet->columns; i++) {
        wants[i] = wants[i] < 2 * EMS_LEAST ? 2 * EMS_LEAST : wants[i];
        wants[i] = 2 + (wants[i] > 2 * EMS_MOST ? 2 * EMS_MOST : wants[i]); /* and the margins */
        all += wants[i];
    }
    for (i = 0; i < sheet->columns; i++)
        sheet->widths[i] = paper_table(table) == PAPER_FORM && sheet->columns == 2
                               ? TEXT_WIDTH * (i == 0 ? 3 : 7) / 10
                               : TEXT_WIDTH * wants[i] / all;
}

static void add_cell(struct buf *out, const struct paper_block *cell, const struct sheet *sheet,
                     int width, bool is_kept)
{
    buf_printf(out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr>%s",
               width, is_kept ? "<w:keepNext/>" : "");
    buf_printf(out, "<w:spacing w:line=\"%d\" w:lineRule=\"exact\"/></w:pPr>", sheet->line);
    for (const struct paper_run *run = cell->first ? cell->first->runs : NULL; run; run = run->next)
        if (run->is_break)
            buf_add_text(out, "<w:r><w:br/></w:r>");
        else
            add_run(out, run->text, run->is_bold, sheet->half_points);
    buf_add_text(out, "</w:p></w:tc>");
}

static void add_rows(struct buf *out, const struct paper_block *table, const struct sheet *sheet)
{
    bool has_heads = paper_table(table) != PAPER_FORM;

    for (const struct paper_block *row = table->first; row; row = row->next) {
        int i = 0;
        bool is_head = has_heads && row == table->first && row->next;
        buf_printf(out, "<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>", is_head ? "<w:tblHeader/>" : "");
        for (const struct paper_block *cell = row->first; cell && i < COLUMNS_MOST;
             cell = cell->next)
            add_cell(out, cell, sheet, sheet->widths[i++],
                     is_head || (!row->next && sheet->is_kept));
        buf_add_text(out, "</w:tr>");
    }
}

static void add_table(struct buf *out, const struct paper_block *table, bool is_chinese)
{
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    bool is_wide = paper_table(table) == PAPER_WIDE;
    int columns = paper_columns(table);
    struct sheet sheet = {
        .columns = columns < COLUMNS_MOST ? columns : COLUMNS_MOST,
        .half_points = is_chinese ? (is_wide ? 24 : 28) : (is_wide ? 22 : 24),
        .line = is_chinese ? (is_wide ? 380 : 440) : (is_wide ? 320 : 360),
        .is_kept = table->next && paper_clings(table->next),
    };

    set_widths(&sheet, table);
    buf_add_text(out, "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>");
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        buf_printf(out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
                   sides[i]);
    buf_add_text(out, "</w:tblBorders></w:tblPr><w:tblGrid>");
    for (int i = 0; i < sheet.columns; i++)
        buf_printf(out, "<w:gridCol w:w=\"%d\"/>", sheet.widths[i]);
    buf_add_text(out, "</w:tblGrid>");
    add_rows(out, table, &sheet);
    buf_add_text(out, "</w:tbl>");
    if (table->next && table->next->kind == PAPER_TABLE) /* or they would be one */
        buf_add_text(out, "<w:p><w:pPr><w:keepNext/><w:spacing w:line=\"160\" "
                          "w:lineRule=\"exact\"/></w:pPr></w:p>");
}

static void write_document(const struct paper *paper, bool is_chinese, struct buf *out)
{
    /* width and height in portrait */
    static const struct {
        const char *size;
        int width, height;
    } sizes[] = {
        {"A4", 11906, 16838},
        {"A3", 16838, 23811},
        {"A5", 8391,  11906}
    };
    size_t i = 0;
    while (i < 2 && strcmp(sizes[i].size, paper->size) != 0)
        i++;
    if (strcmp(sizes[i].size, paper->size) != 0)
        i = 0;
    buf_add_text(out, XML_HEAD "<w:document " NAMESPACES "><w:body>");
    for (const struct paper_block *block = paper->first, *former = NULL; block;
         former = block, block = block->next)
        if (block->kind == PAPER_TABLE)
            add_table(out, block, is_chinese);
        else
            add_paragraph(out, block, former, is_chinese);
    if (paper->track)
        docx_add_track(out, paper->track, "rId3");
    buf_printf(out,
               "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/><w:pgSz w:w=\"%d\" "
               "w:h=\"%d\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1985\" "
               "w:left=\"1588\" w:header=\"851\" w:footer=\"1361\" w:gutter=\"0\"/></w:sectPr>"
               "</w:body></w:document>",
               sizes[i].width, sizes[i].height);
}

static void write_styles(bool is_chinese, struct buf *out)
{
    int body = is_chinese ? 32 : 24, line = is_chinese ? 578 : 360, title = is_chinese ? 44 : 36;
    buf_printf(out, styles_format, is_chinese ? -4 : 0, body, body, is_chinese ? "zh-CN" : "en-GB",
               line, title, title);
}

/* ---- the zip ---- */

struct part {
    const char *name;
    struct slice bytes;
};

/* The same document gives the same bytes: every part has the first day a zip can name. */
static int add_part(zip_t *zip, const struct part *part)
{
    zip_source_t *source = zip_source_buffer(zip, part->bytes.bytes, part->bytes.len, 0);
    zip_int64_t index = source ? zip_file_add(zip, part->name, source, ZIP_FL_ENC_UTF_8) : -1;

    if (index < 0) {
        zip_source_free(source);
        return -1;
    }
    return zip_file_set_dostime(zip, (zip_uint64_t)index, 0, 1 << 5 | 1, 0);
}

static int take_bytes(zip_source_t *source, struct buf *out)
{
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
        return -1;
    size_t before = out->len;
    buf_reserve(out, (size_t)stat.size);
    zip_int64_t got = zip_source_read(source, out->bytes + before, stat.size);
    zip_source_close(source);
    if (got < 0 || (zip_uint64_t)got != stat.size)
        return -1;
    out->len = before + (size_t)got;
    out->bytes[out->len] = '\0';
    return 0;
}

static int write_zip(const struct part *parts, size_t count, struct buf *out)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    int rc = zip ? 0 : -1;

    if (zip)
        zip_source_keep(source); /* read after the zip is closed */
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = add_part(zip, &parts[i]);
    if (rc == 0)
        rc = zip_close(zip);
    else if (zip)
        zip_discard(zip);
    if (rc == 0)
        rc = take_bytes(source, out);
    if (source)
        zip_source_free(source);
    zip_error_fini(&error);
    return rc;
}

int docx_write(const struct paper *paper, struct buf *out, struct err *err)
{
    bool is_chinese = strcmp(paper->lang, "en") != 0;
    bool has_picture = paper->track && paper->track->side > 0;
    struct buf document = {0}, styles = {0}, relations = {0}, picture = {0};

    write_document(paper, is_chinese, &document);
    write_styles(is_chinese, &styles);
    buf_printf(&relations, document_relations, has_picture ? track_relation : "");
    if (has_picture)
        docx_track_picture(paper->track, &picture);
    const struct part parts[] = {
        {"[Content_Types].xml",          slice_of(content_types)    },
        {"_rels/.rels",                  slice_of(package_relations)},
        {"word/document.xml",            buf_slice(&document)       },
        {"word/styles.xml",              buf_slice(&styles)         },
        {"word/footer1.xml",             slice_of(footer)           },
        {"word/_rels/document.xml.rels", buf_slice(&relations)      },
        {"word/" DOCX_TRACK_FILE,        buf_slice(&picture)        }, /* the last */
    };
    int rc = write_zip(parts, sizeof parts / sizeof *parts - !has_picture, out);
    buf_close(&relations);
    buf_close(&picture);
    buf_close(&document);
    buf_close(&styles);
    return rc == 0 ? 0 : err_set(err, STATUS_IO, "The document could not be written as a file.");
}
