/* dispatch_inside.h - what the files of dispatches share in this room. */
#pragma once
#include "engine/dispatches.h"

void dispatch_write(struct turn *turn, struct dispatch *dispatch); /* if it has changed */
void dispatch_write_posts(struct turn *turn, const struct dispatch *dispatch);
void dispatch_drop_posts(struct turn *turn, const struct dispatch *dispatch);
void dispatch_write_place(struct turn *turn, const struct dispatch *dispatch,
                          const struct place *place);
/* Notices: who is told of what was moved (dispatch_tell.c). */
void dispatch_tell_place(struct turn *turn, const struct dispatch *dispatch,
                         const struct place *place);
void dispatch_tell_wave(struct turn *turn, const struct dispatch *dispatch);
void dispatch_tell_late(struct turn *turn, const struct dispatch *dispatch);
