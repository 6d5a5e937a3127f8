/* png.c - PNG files of two colours (png.h): signature, IHDR, one IDAT of stored blocks, IEND. */
#include "outside/png.h"

enum { BLOCK_MOST = 65535 };

static void add_big(struct buf *out, uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_add_byte(out, (char)(uint8_t)(number >> shift));
}

/* CRC-32 as PNG wants it, bit by bit: a letter has one picture of some kilobytes. */
static uint32_t crc_of(struct slice bytes)
{
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (uint8_t)bytes.bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static uint32_t adler_of(struct slice bytes)
{
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        a = (a + (uint8_t)bytes.bytes[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

static void add_chunk(struct buf *out, const char *type, struct slice data)
{
    add_big(out, (uint32_t)data.len);
    size_t from = out->len;
    buf_add(out, type, 4);
    buf_add_slice(out, data);
    add_big(out, crc_of((struct slice){.bytes = out->bytes + from, .len = 4 + data.len}));
}

/* Deflate without compression: every block says how long it is, twice. */
static void add_stored(struct buf *out, struct slice raw)
{
    buf_add(out, "\x78\x01", 2);
    for (size_t at = 0; at < raw.len;) {
        size_t len = raw.len - at < BLOCK_MOST ? raw.len - at : BLOCK_MOST;
        buf_add_byte(out, (char)(at + len == raw.len));
        buf_add_byte(out, (char)(uint8_t)(len & 0xff));
        buf_add_byte(out, (char)(uint8_t)(len >> 8));
        buf_add_byte(out, (char)(uint8_t)(~len & 0xff));
        buf_add_byte(out, (char)(uint8_t)(~len >> 8 & 0xff));
        buf_add(out, raw.bytes + at, len);
        at += len;
    }
    add_big(out, adler_of(raw));
}

static bool is_dark(const struct bitmap *bitmap, int x, int y)
{
    return x >= 0 && y >= 0 && x < bitmap->side && y < bitmap->side &&
           bitmap->dark[y * bitmap->side + x];
}

/* A row of pixels, eight a byte, behind the byte that says it is not filtered. White is 1. */
static void add_row(struct buf *out, const struct bitmap *bitmap, int y, int scale, int margin)
{
    int width = (bitmap->side + 2 * margin) * scale;
    uint8_t byte = 0;

    buf_add_byte(out, 0);
    for (int x = 0; x < (width + 7) / 8 * 8; x++) {
        bool is_white = x < width && !is_dark(bitmap, x / scale - margin, y / scale - margin);
        byte = (uint8_t)(byte << 1 | is_white);
        if (x % 8 == 7)
            buf_add_byte(out, (char)byte);
    }
}

void png_write(const struct bitmap *bitmap, int scale, int margin, struct buf *out)
{
    int width = (bitmap->side + 2 * margin) * scale;
    struct buf head = {0}, raw = {0}, packed = {0};

    buf_add(out, "\x89PNG\r\n\x1a\n", 8);
    add_big(&head, (uint32_t)width);
    add_big(&head, (uint32_t)width);
    buf_add(&head, "\x01\x00\x00\x00\x00", 5); /* one bit, grey; nothing else */
    add_chunk(out, "IHDR", buf_slice(&head));
    for (int y = 0; y < width; y++)
        add_row(&raw, bitmap, y, scale, margin);
    add_stored(&packed, buf_slice(&raw));
    add_chunk(out, "IDAT", buf_slice(&packed));
    add_chunk(out, "IEND", slice_of(""));
    buf_close(&head);
    buf_close(&raw);
    buf_close(&packed);
}
