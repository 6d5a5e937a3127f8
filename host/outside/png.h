/* png.h - a black and white picture as a PNG file. */
#pragma once
#include <stdint.h>
#include "base/buf.h"

struct bitmap {
    int side;            /* pixels in a row, and rows */
    const uint8_t *dark; /* side * side: 1 black, 0 white */
};

/* Appends the file: one bit a pixel, not compressed, since what it goes into is. The same picture
 * gives the same bytes. Each pixel becomes a square of `scale` pixels, with `margin` white ones
 * (before scaling) around. */
void png_write(const struct bitmap *bitmap, int scale, int margin, struct buf *out);
