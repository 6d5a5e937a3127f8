/* letter_page.c - a document as a page to print (letter.h): one HTML file that loads nothing.
 *
 * No page has a seal or the code alone: what clings (paper.h) goes to the next page with two lines
 * at least of what it belongs to.
 *
 * The layout follows GB/T 9704-2012: A4, 37 mm above and 28 mm to the left of a text block of 156
 * by 225 mm, 22 lines of 28 characters of size 3 (16 pt, lines of 29 pt), the title in size 2 (22
 * pt), page numbers in size 4 (14 pt). The fonts are those offices have, with others behind them.
 */
#include "duty/letter.h"
#include "base/markup.h"

static const char style[] =
    "@page{size:%s;margin:37mm 26mm 35mm 28mm;"
    "@bottom-center{content:\"— \" counter(page) \" —\";font:14pt \"SimSun\",\"Songti SC\",serif}}"
    "*{box-sizing:border-box}:lang(zh) body{letter-spacing:-.21pt}"
    "body{margin:0 auto;max-width:156mm;color:#000;background:#fff;"
    "font:16pt/28.9pt \"FangSong_GB2312\",\"仿宋_GB2312\",\"FangSong\",\"仿宋\",\"STFangsong\","
    "\"Noto Serif CJK SC\",\"Songti SC\",serif;text-align:justify;"
    "overflow-wrap:anywhere;word-break:break-word}"
    "h1{margin:0;font:22pt/36pt \"FZXiaoBiaoSong-B05S\",\"方正小标宋简体\",\"SimSun\","
    "\"Songti SC\",\"Noto Serif CJK SC\",serif;text-align:center}"
    "h2{margin:0;font:16pt/28.9pt \"SimHei\",\"黑体\",\"Heiti SC\",\"Noto Sans CJK SC\",sans-serif}"
    "p{margin:0;text-indent:2em}p.flush{text-indent:0}"
    "p.centre{text-indent:0;text-align:center}"
    "p.right{text-indent:0;text-align:right;padding-right:2em}"
    ".clings,.track{break-before:avoid}p{orphans:2;widows:2}p.flush,hr{break-after:avoid}"
    ".whole{white-space:nowrap}"
    ":lang(en) :is(p,ul,ol){text-indent:0;margin:0 0 8pt}"
    ":lang(en) body,body:lang(en){font-size:12pt;line-height:18pt;text-align:left;font-family:"
    "\"Times New Roman\",\"Liberation Serif\",\"SimSun\",\"Noto Serif CJK SC\",serif}"
    ":lang(en) h1{font-size:18pt}:lang(en) h2{font-size:13pt;line-height:20pt;margin-top:6pt}"
    "h1+*:not(.centre){margin-top:28.9pt}h1+p.centre{margin-top:8pt}html "
    "p.centre{margin-bottom:28.9pt}"
    "p:not(.right)+p.right,:is(ul,ol,table)+p.right{margin-top:58pt}" /* room for the seal */
    ":lang(en) p:not(.right)+p.right{margin-top:36pt}"
    "ul,ol{margin:0;padding-left:3em}"
    "table{width:100%%;margin:8pt 0;border-collapse:collapse;table-layout:auto}"
    "th,td{border:0.5pt solid #000;padding:2pt 5pt;vertical-align:top;text-align:left;"
    "font-size:14pt;line-height:22pt;letter-spacing:0;overflow-wrap:break-word;"
    "word-break:normal}th{font-weight:bold}table.wide :is(th,td){font-size:12pt;line-height:19pt;"
    "padding:2pt 3pt}table.form th{width:30%%}"
    ":lang(en) :is(th,td){font-size:12pt;line-height:18pt}"
    ":lang(en) table.wide :is(th,td){font-size:11pt;line-height:16pt}"
    "tr,h1,h2{break-inside:avoid}h1,h2{break-after:avoid}hr{border:0;border-top:1pt solid #000}"
    ".track{display:flex;gap:5mm;align-items:center;margin-top:18pt;padding-top:2mm;"
    "border-top:0.5pt solid #000;break-inside:avoid;text-align:left}"
    ".track svg{width:24mm;height:24mm;flex:none}"
    ".track p,:lang(en) .track p{margin:0;text-indent:0;font-size:12pt;line-height:20pt}"
    "@media screen{body{padding:24px 16px;max-width:calc(156mm + 32px)}}";

enum { WORD_MOST = 20 };

/* A number with dashes stays in its line. */
static void add_text(struct buf *out, struct slice text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        size_t len = paper_number_at(text, i);
        if (len == 0)
            continue;
        markup_add(out, (struct slice){.bytes = text.bytes + from, .len = i - from});
        buf_printf(out, "<span class=\"whole\">%.*s</span>", (int)len, text.bytes + i);
        from = i + len;
        i = from - 1;
    }
    markup_add(out, (struct slice){.bytes = text.bytes + from, .len = text.len - from});
}

/* The number of a telephone or of a document stays whole, and makes its column as wide; a longer
 * run of letters may break. */
static void add_in_cell(struct buf *out, struct slice text)
{
    size_t from = 0, word = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        word = c > ' ' && c < 0x7f ? word + 1 : 0;
        if (word < WORD_MOST)
            continue;
        add_text(out, (struct slice){.bytes = text.bytes + from, .len = i + 1 - from});
        buf_add_text(out, "<wbr>");
        from = i + 1;
        word = 0;
    }
    add_text(out, (struct slice){.bytes = text.bytes + from, .len = text.len - from});
}

/* `after` follows a break: what people typed in several lines are paragraphs in Chinese. NULL:
 * these stand in a cell. */
static void add_runs(struct buf *out, const struct paper_run *run, const char *after)
{
    for (; run; run = run->next) {
        if (run->is_break) {
            buf_printf(out, "<br>%s", after ? after : "");
            continue;
        }
        buf_add_text(out, run->is_bold ? "<b>" : "");
        if (after)
            add_text(out, run->text);
        else
            add_in_cell(out, run->text);
        buf_add_text(out, run->is_bold ? "</b>" : "");
    }
}

static const char *tag_of(const struct paper_block *block)
{
    static const char *const tags[PAPER_KINDS] = {
        [PAPER_TITLE] = "h1", [PAPER_HEADING] = "h2",  [PAPER_PARAGRAPH] = "p", [PAPER_ITEM] = "li",
        [PAPER_ROW] = "tr",   [PAPER_TABLE] = "table", [PAPER_RULE] = "hr",
    };
    if (block->kind == PAPER_CELL)
        return block->is_head ? "th" : "td";
    return tags[block->kind];
}

static void add_blocks(struct buf *out, const struct paper_block *block, bool is_chinese);

/* ` class="..."`, or nothing. */
static void add_classes(struct buf *out, const struct paper_block *block)
{
    static const char *const places[PAPER_PLACES] = {
        [PAPER_FLUSH] = "flush", [PAPER_CENTRE] = "centre", [PAPER_RIGHT] = "right"};
    static const char *const tables[] = {[PAPER_WIDE] = "wide", [PAPER_FORM] = "form"};
    const char *look = block->kind == PAPER_PARAGRAPH ? places[block->place]
                       : block->kind == PAPER_TABLE   ? tables[paper_table(block)]
                                                      : NULL;
    bool clings = paper_clings(block);

    if (look || clings)
        buf_printf(out, " class=\"%s%s%s\"", look ? look : "", look && clings ? " " : "",
                   clings ? "clings" : "");
}

static void add_block(struct buf *out, const struct paper_block *block, bool is_chinese)
{
    const char *tag = tag_of(block);
    bool is_body = block->kind == PAPER_PARAGRAPH && block->place == PAPER_BODY;

    buf_printf(out, "<%s", tag);
    add_classes(out, block);
    buf_add_byte(out, '>');
    if (block->kind == PAPER_RULE) {
        buf_add_byte(out, '\n');
        return;
    }
    add_runs(out, block->runs, is_chinese && is_body ? "　　" : "");
    if (block->kind == PAPER_CELL && block->first) /* a paragraph of its own is not moved in */
        add_runs(out, block->first->runs, NULL);
    else
        add_blocks(out, block->first, is_chinese);
    buf_printf(out, "</%s>\n", tag);
}

/* Items that follow each other are one list. */
static void add_blocks(struct buf *out, const struct paper_block *block, bool is_chinese)
{
    for (; block; block = block->next) {
        if (block->kind != PAPER_ITEM) {
            add_block(out, block, is_chinese);
            continue;
        }
        const char *list = block->number > 0 ? "ol" : "ul";
        int next = block->number;
        buf_printf(out, "<%s>\n", list);
        add_block(out, block, is_chinese);
        while (block->next && block->next->kind == PAPER_ITEM &&
               block->next->number == (next ? ++next : 0))
            add_block(out, block = block->next, is_chinese);
        buf_printf(out, "</%s>\n", list);
    }
}

/* The square as one path, a piece for each run of dark fields, within four fields of white. */
static void add_square(struct buf *out, const struct paper_track *track)
{
    int side = track->side;
    buf_printf(out,
               "<svg viewBox=\"-4 -4 %d %d\" shape-rendering=\"crispEdges\" role=\"img\" "
               "aria-label=\"",
               side + 8, side + 8);
    markup_add(out, slice_of(track->lines[1]));
    buf_add_text(out, "\"><path d=\"");
    for (int y = 0; y < side; y++)
        for (int x = 0, from; x < side; x++) {
            for (from = x; x < side && track->dark[y * side + x];)
                x++;
            if (x > from)
                buf_printf(out, "M%d %dh%dv1h-%dz", from, y, x - from, x - from);
        }
    buf_add_text(out, "\"/></svg>\n");
}

static void add_track(struct buf *out, const struct paper_track *track)
{
    buf_add_text(out, "<div class=\"track\">\n");
    if (track->side > 0)
        add_square(out, track);
    buf_add_text(out, "<div>\n");
    for (size_t i = 0; i < sizeof track->lines / sizeof *track->lines; i++) {
        buf_add_text(out, "<p>");
        markup_add(out, slice_of(track->lines[i] ? track->lines[i] : ""));
        buf_add_text(out, "</p>\n");
    }
    buf_add_text(out, "</div></div>\n");
}

void paper_write_page(const struct paper *paper, struct buf *out)
{
    buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n<title>",
               strcmp(paper->lang, "zh") == 0 ? "zh-CN" : paper->lang);
    markup_add(out, paper->subject);
    buf_add_text(out, "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>");
    buf_printf(out, style, paper->size);
    buf_add_text(out, "</style></head>\n<body>\n");
    add_blocks(out, paper->first, strcmp(paper->lang, "zh") == 0);
    if (paper->track)
        add_track(out, paper->track);
    buf_add_text(out, "</body></html>\n");
}
