/* people.h - who may speak to this host, and who works here.
 *
 * The loop thread keeps the tokens, known only by keyed digest, and the records of people,
 * absences, rosters and conflicts; of these and of the offices of the active release it makes the
 * snapshot that loans take along (duty/staff.h). Whatever changes them - a record, an activation,
 * what was found after an unknown commit - ends in people_rebuild: the next request and the next
 * loan see it, those under way keep what they began with.
 */
#pragma once
#include "duty/staff.h"
#include "engine/engine.h"

struct known_person;
struct known_token;
struct kept_record;

enum { PEOPLE_BUCKETS = 8192 };

struct people {
    struct known_person **persons;   /* by key of the record: PEOPLE_BUCKETS chains */
    size_t person_count, left_count; /* they are kept too: what they have is nobody's */
    struct known_token **tokens;     /* by digest: the same */
    struct kept_record *records;     /* absences, rosters, conflicts: those in force */
};

/* Of a store: any thread. */
MUST_CHECK int people_read(const struct engine *engine, struct reader *reader, struct people *out,
                           struct err *err);
void people_close(struct people *people);
/* Takes what was read in the place of what there was. Loop thread, as all that follows. */
void people_take(struct engine *engine, struct people *people);
/* What this committed write set has changed: its OP_TOKEN and OP_RECORD. */
void people_follow(struct engine *engine, const struct write_set *writes);
/* Another snapshot: after the active release has changed. */
void people_rebuild(struct engine *engine);

/* ---- tokens ---- */

/* engine_actor_by_token for who keeps the digest of a token, as a stream does. Loop thread. */
struct actor *engine_actor_by_digest(struct engine *engine, const struct digest *digest,
                                     struct arena *arena);
void token_digest(const struct engine *engine, struct slice token, struct digest *out);
/* "token/" and the beginning of the digest: the record that makes or revokes it. */
const char *token_record_key(struct arena *arena, const struct digest *digest);

/* ---- bodies of records, as plain structs in the arena (people_rows.c) ---- */

/* False: a damaged row, left out. */
bool person_of_body(const struct value *body, const char *key, struct arena *arena,
                    struct staff_person *out);
bool absence_of_body(const struct value *body, struct arena *arena, struct staff_absence *out);
/* One body may name several numbers of a party: as many conflicts, at most CONFLICTS_MOST. */
enum { CONFLICTS_MOST = 4 };
size_t conflicts_of_body(const struct value *body, struct staff_conflict out[CONFLICTS_MOST]);
bool roster_of_body(const struct value *body, const char *key, struct arena *arena,
                    struct roster *out);
/* Of a release's table (script/tree.h). */
size_t offices_of_tree(const struct value *tree, struct arena *arena,
                       const struct staff_office **out);
