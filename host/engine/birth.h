/* birth.h - cases that others begin: what their first message does. */
#pragma once
#include "duty/signal.h"
#include "engine/turn.h"

/* A part that was split off another case (accept_split.c); the message is taken by the caller. */
MUST_CHECK int accept_split(struct turn *turn, const struct value *body, struct err *err);
/* A signal declared to begin a case of its own: turn->answer is what was said. */
MUST_CHECK int signal_begins(struct turn *turn, const struct signal_decl *decl, struct err *err);
/* The number that the cases of one letter share: that of the first. In the turn's arena. */
const char *custody_group(struct turn *turn);
