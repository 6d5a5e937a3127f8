/* docx_track.c - the square and its lines in an office document (docx_track.h).
 *
 * Lengths of pictures are in EMU, 36,000 a millimetre; those of tables in twentieths of a point.
 */
#include "outside/docx_track.h"
#include "base/markup.h"
#include "outside/png.h"

enum { PICTURE_EMU = 26 * 36000, SCALE = 8, MARGIN = 4, PICTURE_WIDTH = 1600, LINES_WIDTH = 7244 };

#define DRAWING_SPACES                                                                             \
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "         \
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "                           \
    "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\""

static void add_picture(struct buf *out, const struct paper_track *track, const char *relation)
{
    buf_add_text(out, "<w:p><w:pPr><w:keepNext/><w:spacing w:line=\"240\" "
                      "w:lineRule=\"auto\"/></w:pPr><w:r><w:drawing>");
    buf_printf(out,
               "<wp:inline " DRAWING_SPACES "><wp:extent cx=\"%d\" cy=\"%d\"/>"
               "<wp:docPr id=\"1\" name=\"track\" descr=\"",
               PICTURE_EMU, PICTURE_EMU);
    markup_add(out, slice_of(track->lines[1]));
    buf_printf(out,
               "\"/><a:graphic><a:graphicData "
               "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
               "<pic:nvPicPr><pic:cNvPr id=\"1\" name=\"track.png\"/><pic:cNvPicPr/></pic:nvPicPr>"
               "<pic:blipFill><a:blip r:embed=\"%s\"/><a:stretch><a:fillRect/></a:stretch>"
               "</pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>"
               "<a:ext cx=\"%d\" cy=\"%d\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>"
               "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
               "</w:drawing></w:r></w:p>",
               relation, PICTURE_EMU, PICTURE_EMU);
}

static void add_line(struct buf *out, const char *text)
{
    buf_add_text(out, "<w:p><w:pPr><w:spacing w:line=\"400\" w:lineRule=\"exact\"/></w:pPr>"
                      "<w:r><w:rPr><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/></w:rPr>"
                      "<w:t xml:space=\"preserve\">");
    markup_add(out, slice_of(text));
    buf_add_text(out, "</w:t></w:r></w:p>");
}

void docx_add_track(struct buf *out, const struct paper_track *track, const char *relation)
{
    size_t lines = sizeof track->lines / sizeof *track->lines;

    /* or it would join a table before it; it stays with who signs, as on the page */
    buf_add_text(out, "<w:p><w:pPr><w:keepNext/><w:spacing w:line=\"360\" "
                      "w:lineRule=\"exact\"/></w:pPr></w:p>");
    buf_printf(out,
               "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders><w:top "
               "w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders>"
               "<w:tblLayout "
               "w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"%d\"/><w:gridCol "
               "w:w=\"%d\"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>",
               PICTURE_WIDTH, LINES_WIDTH);
    buf_printf(out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>", PICTURE_WIDTH);
    if (track->side > 0)
        add_picture(out, track, relation);
    else
        buf_add_text(out, "<w:p/>");
    buf_printf(out,
               "</w:tc><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:vAlign "
               "w:val=\"center\"/></w:tcPr>",
               LINES_WIDTH);
    for (size_t i = 0; i < lines; i++)
        if (track->lines[i])
            add_line(out, track->lines[i]);
    /* a document ends with a paragraph: as low as it may be, or it takes a page of its own */
    buf_add_text(out, "</w:tc></w:tr></w:tbl><w:p><w:pPr><w:spacing w:line=\"20\" "
                      "w:lineRule=\"exact\"/></w:pPr></w:p>");
}

void docx_track_picture(const struct paper_track *track, struct buf *out)
{
    const struct bitmap bitmap = {.side = track->side, .dark = track->dark};
    png_write(&bitmap, SCALE, MARGIN, out);
}
