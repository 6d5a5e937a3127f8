/* docx.c - a document as a .docx (docx.h): six XML parts in a zip.
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
                       "w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
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

static void add_run(struct buf *out, struct slice text, bool is_bold)
{
    buf_printf(out, "<w:r>%s<w:t xml:space=\"preserve\">", is_bold ? "<w:rPr><w:b/></w:rPr>" : "");
    markup_add(out, text);
    buf_add_text(out, "</w:t></w:r>");
}

/* `after` follows a break, as on the page. */
static void add_runs(struct buf *out, const struct paper_run *run, const char *after)
{
    for (; run; run = run->next)
        if (run->is_break)
            buf_printf(out, "<w:r><w:br/><w:t>%s</w:t></w:r>", after);
        else
            add_run(out, run->text, run->is_bold);
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
    bool is_signature = block->kind == PAPER_PARAGRAPH && block->place == PAPER_RIGHT &&
                        block->next && block->next->place == PAPER_RIGHT;

    buf_add_text(out, "<w:pPr>");
    buf_add_text(out, block->kind == PAPER_TITLE     ? "<w:pStyle w:val=\"Title\"/>"
                      : block->kind == PAPER_HEADING ? "<w:pStyle w:val=\"Heading\"/>"
                      : is_signature                 ? "<w:keepNext/>"
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
        add_run(out, slice_of(text), false);
    } else if (block->kind == PAPER_ITEM)
        add_run(out, slice_of("· "), false);
    bool is_body = block->kind == PAPER_PARAGRAPH && block->place == PAPER_BODY;
    add_runs(out, block->runs, is_chinese && is_body ? "　　" : "");
    buf_add_text(out, "</w:p>");
}

static int widest_row(const struct paper_block *table)
{
    int widest = 1;
    for (const struct paper_block *row = table->first; row; row = row->next) {
        int cells = 0;
        for (const struct paper_block *cell = row->first; cell; cell = cell->next)
            cells++;
        widest = cells > widest ? cells : widest;
    }
    return widest;
}

enum { TEXT_WIDTH = 8844 }; /* 156 mm */

static void add_table(struct buf *out, const struct paper_block *table, bool is_chinese)
{
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    int columns = widest_row(table);

    buf_add_text(out, "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>");
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        buf_printf(out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
                   sides[i]);
    buf_add_text(out, "</w:tblBorders></w:tblPr><w:tblGrid>");
    for (int i = 0; i < columns; i++)
        buf_printf(out, "<w:gridCol w:w=\"%d\"/>", TEXT_WIDTH / columns);
    buf_add_text(out, "</w:tblGrid>");
    for (const struct paper_block *row = table->first; row; row = row->next) {
        buf_add_text(out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (const struct paper_block *cell = row->first; cell; cell = cell->next) {
            buf_printf(out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>",
                       TEXT_WIDTH / columns);
            for (const struct paper_block *block = cell->first; block; block = block->next)
                add_paragraph(out, block, NULL, is_chinese);
            buf_add_text(out, "</w:tc>");
        }
        buf_add_text(out, "</w:tr>");
    }
    buf_add_text(out, "</w:tbl>");
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
