/* vault.h - personal values: sealed before anything is journalled, opened only at the edge.
 *
 * Each value is sealed (XChaCha20-Poly1305) under a key of one person in one case - or of the case
 * itself, where it names nobody else - and that key under the master key. Scripts, journal and
 * tables hold only the handle. Destroying a person's key leaves tombstones: the case replays, the
 * values are gone.
 */
#pragma once
#include "duty/form.h"
#include "engine/turn.h"

enum { SEALING_PERSONS_MOST = 512 };

struct sealing {
    struct turn *turn;
    struct {
        int person_key;
        struct id ref;
        struct secret_key key;
    } known[SEALING_PERSONS_MOST];
    size_t count;
    struct vault_key_row *rows; /* the keys of the case, once one was looked for; else NULL */
    size_t row_count;
};

/* The sealer of one form: new persons get new keys, which go into the turn's write set. */
void vault_sealer(struct turn *turn, struct sealing *sealing, struct form_sealer *sealer);
void vault_sealing_close(struct sealing *sealing); /* wipes the keys */

/* Destroys the key of a person of this case, by the id that case_show gives. */
MUST_CHECK int vault_erase(struct turn *turn, const char *person, struct err *err);
/* Replaces handles of another case in `data` by their plain values, to be sealed anew here. */
MUST_CHECK int vault_carry(struct turn *turn, const struct id *from, struct value *data,
                           struct err *err);
/* Handles of another case in `data` become handles of this one: opened there, sealed here, never
 * plain anywhere else. What lay under one person's key there lies under one key here, and what was
 * erased there is erased here. */
MUST_CHECK int vault_move(struct turn *turn, const struct id *from, struct value *data,
                          struct err *err);
/* The plain value of a handle and whose it is; STATUS_ERASED if its key was destroyed. */
MUST_CHECK int vault_open_value(const struct engine *engine, struct reader *reader, int64_t case_id,
                                const struct id *case_ref, struct slice handle, struct arena *arena,
                                struct value **plain, struct id *person, struct err *err);
/* The same of this very case, within a turn: also what this write set has only just sealed. */
MUST_CHECK int vault_open_here(struct turn *turn, struct slice handle, struct value **plain,
                               struct err *err);
