/* docx_track.h - how a citizen follows his case, at the end of an office document. */
#pragma once
#include "base/buf.h"
#include "data/paper.h"

#define DOCX_TRACK_FILE "media/track.png" /* below word/ */

/* A row of the document without borders: the picture, with the lines beside it. It names its
 * picture by `relation`. */
void docx_add_track(struct buf *out, const struct paper_track *track, const char *relation);
/* The picture itself. */
void docx_track_picture(const struct paper_track *track, struct buf *out);
