/* attachment_type.c - the allow-list of files, by their first bytes (attachment_type.h).
 *
 * What an office gets: papers, pictures, recordings, tables, plain text. Nothing that a browser or
 * a system would run is on the list: no HTML, SVG, scripts or programs. A name and the sender's
 * Content-Type say nothing here. Container formats are told by what is packed in them first:
 * OOXML, OFD and ODF are zip files, and a zip that is none of them is refused.
 *
 * The OLE container is doc, xls, ppt and wps of old.
 *
 * To add a type: a row in `signatures`, or in `packed` for a kind of zip.
 */
#include "duty/attachment_type.h"

static const struct signature {
    size_t at;
    const char *bytes;
    size_t len;
    const char *type;
} signatures[] = {
    {0, "%PDF-",                            5, "application/pdf"          },
    {0, "\x89PNG\r\n\x1A\n",                8, "image/png"                },
    {0, "\xFF\xD8\xFF",                     3, "image/jpeg"               },
    {0, "GIF87a",                           6, "image/gif"                },
    {0, "GIF89a",                           6, "image/gif"                },
    {8, "WEBP",                             4, "image/webp"               },
    {0, "II*\0",                            4, "image/tiff"               },
    {0, "MM\0*",                            4, "image/tiff"               },
    {4, "ftypheic",                         8, "image/heic"               },
    {4, "ftypmif1",                         8, "image/heic"               },
    {4, "ftypM4A ",                         8, "audio/mp4"                },
    {4, "ftyp",                             4, "video/mp4"                },
    {8, "WAVE",                             4, "audio/wav"                },
    {0, "ID3",                              3, "audio/mpeg"               },
    {0, "\xFF\xFB",                         2, "audio/mpeg"               },
    {0, "#!AMR",                            5, "audio/amr"                },
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "application/x-ole-storage"},
};

#define OOXML "application/vnd.openxmlformats-officedocument."

static const struct packed {
    const char *inside, *type;
} packed[] = {
    {"mimetypeapplication/vnd.oasis.opendocument.text",        "application/vnd.oasis.opendocument.text"},
    {"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
     "application/vnd.oasis.opendocument.spreadsheet"                                                   },
    {"OFD.xml",                                                "application/ofd"                        },
    {"word/",                                                  OOXML "wordprocessingml.document"        },
    {"xl/",                                                    OOXML "spreadsheetml.sheet"              },
    {"ppt/",                                                   OOXML "presentationml.presentation"      },
};

static const char *packed_type(struct slice head)
{
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (memmem(head.bytes, head.len, packed[i].inside, strlen(packed[i].inside)))
            return packed[i].type;
    return NULL;
}

/* Text is what has no control characters in it and does not begin like something that is run. */
static bool is_plain_text(struct slice head)
{
    size_t start = 0;
    if (head.len >= 3 && memcmp(head.bytes, "\xEF\xBB\xBF", 3) == 0)
        start = 3;
    for (size_t i = start; i < head.len; i++) {
        unsigned char byte = (unsigned char)head.bytes[i];
        if ((byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || byte == 0x7f)
            return false;
    }
    while (start < head.len && strchr(" \t\r\n", head.bytes[start]))
        start++;
    bool is_run = head.len - start >= 2 && (head.bytes[start] == '<' || head.bytes[start] == '#') &&
                  (head.bytes[start] == '<' || head.bytes[start + 1] == '!');
    return head.len > start && !is_run;
}

const char *attachment_type_of(struct slice head)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const struct signature *signature = &signatures[i];
        if (head.len >= signature->at + signature->len &&
            memcmp(head.bytes + signature->at, signature->bytes, signature->len) == 0)
            return signature->type;
    }
    if (head.len >= 4 && memcmp(head.bytes, "PK\x03\x04", 4) == 0)
        return packed_type(head);
    return is_plain_text(head) ? "text/plain" : NULL;
}

struct value *attachment_types(struct arena *arena)
{
    struct value *list = value_list(arena);
    const char *before = "";
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        if (strcmp(signatures[i].type, before) != 0)
            value_push(arena, list, value_string(arena, signatures[i].type));
        before = signatures[i].type;
    }
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        value_push(arena, list, value_string(arena, packed[i].type));
    value_push(arena, list, value_string(arena, "text/plain"));
    return list;
}
