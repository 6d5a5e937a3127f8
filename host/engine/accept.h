/* accept.h - what the accept functions share. */
#pragma once
#include "engine/turn.h"
#include "engine/vault.h"

/* Checks input against a form and seals what is personal; on failure turn->errors is filled. */
MUST_CHECK /* The release of the case cannot be used by this host: nothing that asks for a form is
              taken. */
    int
    accept_without_release(struct err *err);
int accept_form(struct turn *turn, const char *form, const char *outcome, const struct value *input,
                struct value **clean, struct err *err);
/* Forms of the host's own: a second person's word on an answer; a task given to another. */
enum own_form { OWN_FORM_SECOND, OWN_FORM_REASON, OWN_FORM_NOTE };
MUST_CHECK int own_form_open(struct arena *arena, enum own_form which, struct form **out,
                             struct err *err);
/* The same as accept_form, against one of them. */
MUST_CHECK int accept_own_form(struct turn *turn, enum own_form which, const char *outcome,
                               const struct value *input, struct value **clean, struct err *err);
/* The answer a script gets: the clean fields and outcome, by, on, office. */
struct value *accept_answer(struct turn *turn, struct value *clean, const char *outcome);
/* What became of an effect: a message of the outbox. */
MUST_CHECK int accept_effect(struct turn *turn, const struct value *body, struct err *err);
/* Who did it: the actor's id, or NULL for the host. */
const char *turn_by(const struct turn *turn);
void turn_put_by(struct turn *turn);
/* Who acts, as he stands towards an office (office_of_word); in the turn's arena. */
const struct actor *turn_actor(struct turn *turn, const char *office);
/* Refuses with STATUS_CLOSED unless the case is open or parked. */
MUST_CHECK int accept_needs_open(const struct turn *turn, struct err *err);
/* Puts the "begin" of the stage just opened in line. */
void begin_in_line(struct turn *turn);
/* A text of the act's data, sealed in the vault: its handle, NULL if it was not given. */
MUST_CHECK int accept_words(struct turn *turn, const char *field, const struct value **out,
                            struct err *err);
/* The same, STATUS_INVALID if it was not given. */
MUST_CHECK int accept_needed_words(struct turn *turn, const char *field, const struct value **out,
                                   struct err *err);
/* Opens stage `name` on an edition: the opening of this turn's row, and the case's stage. */
MUST_CHECK int accept_open_stage(struct turn *turn, const char *name, const struct value *data,
                                 const struct value *clocks, struct err *err);
/* Whoever started the case hears how it ended, unless it is a sealed part. */
void turn_tell_parent(struct turn *turn, const char *outcome);
/* What is common to messages between cases: { kind, from }. */
struct value *turn_message(struct turn *turn, const char *kind);
/* Sends a message to another case, with this write set. */
void turn_send(struct turn *turn, const struct id *to, struct value *body);
