/* qr.c - squares for cameras, by libqrencode (qr.h).
 *
 * Eight bits a character and correction level M: a link of 80 bytes makes 37 by 37 fields, which on
 * 26 mm are 0.6 mm each, what the camera of an old telephone reads from a copy of a copy.
 */
#include "outside/qr.h"
#include <qrencode.h>
#include <string.h>

enum { TEXT_MOST = 200 };

int qr_draw(struct paper_track *track, struct arena *arena, struct err *err)
{
    size_t len = strlen(track->link);
    QRcode *code =
        len > 0 && len <= TEXT_MOST
            ? QRcode_encodeData((int)len, (const unsigned char *)track->link, 0, QR_ECLEVEL_M)
            : NULL;
    if (!code)
        return err_set(err, STATUS_INVALID, "The link is too long for a square on paper.");
    size_t count = (size_t)code->width * (size_t)code->width;
    uint8_t *dark = arena_alloc(arena, count);
    for (size_t i = 0; i < count; i++)
        dark[i] = code->data[i] & 1;
    track->side = code->width;
    track->dark = dark;
    QRcode_free(code);
    return 0;
}
