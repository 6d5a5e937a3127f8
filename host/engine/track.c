/* track.c - codes by which citizens follow their cases (track.h).
 *
 *   whose = D("whose", id of the case, name)     name: of the person in the case
 *   proof = D("proof", case, whose)
 *   mask  = D("mask", proof)                     D is keyed by the master key
 *
 * The mask keeps the number of the case from being read off a letter; since proof covers what it
 * hides, no other case can be asked for by changing a letter of a code one has.
 */
#include "engine/track.h"
#include <stdio.h>
#include "engine/inside.h"
#include "engine/veil.h"

enum {
    PROOF_BYTES = 10,
    CASE_BYTES = 5,
    CODE_BYTES = PROOF_BYTES + CASE_BYTES + TRACK_WHOSE_BYTES
};

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static void keyed(const struct engine *engine, const char *what, struct slice a, struct slice b,
                  struct digest *out)
{
    struct digest_state state;
    digest_init(&state, engine->child_key, sizeof engine->child_key);
    digest_add(&state, "track", 5);
    digest_add(&state, what, 5);
    digest_add_int(&state, (int64_t)a.len);
    digest_add(&state, a.bytes, a.len);
    digest_add(&state, b.bytes, b.len);
    digest_end(&state, out);
}

static struct slice slice_from(const void *bytes, size_t len)
{
    return (struct slice){.bytes = bytes, .len = len};
}

static void prove(const struct engine *engine, const uint8_t *rest, uint8_t proof[PROOF_BYTES])
{
    struct digest digest;
    keyed(engine, "proof", slice_from(rest, CASE_BYTES),
          slice_from(rest + CASE_BYTES, TRACK_WHOSE_BYTES), &digest);
    memcpy(proof, digest.bytes, PROOF_BYTES);
}

static void mask(const struct engine *engine, const uint8_t *proof, uint8_t *rest)
{
    struct digest digest;
    keyed(engine, "mask ", slice_from(proof, PROOF_BYTES), slice_of(""), &digest);
    for (size_t i = 0; i < CASE_BYTES + TRACK_WHOSE_BYTES; i++)
        rest[i] ^= digest.bytes[i];
}

char *track_to_text(const struct engine *engine, const struct track *track,
                    char text[TRACK_TEXT_LEN + 1])
{
    uint8_t bytes[CODE_BYTES], *rest = bytes + PROOF_BYTES;
    uint64_t number = (uint64_t)track->case_id, pending = 0;
    unsigned bits = 0;
    int at = 0;

    for (size_t i = 0; i < CASE_BYTES; i++)
        rest[i] = (uint8_t)(number >> 8 * (CASE_BYTES - 1 - i));
    memcpy(rest + CASE_BYTES, track->whose, TRACK_WHOSE_BYTES);
    prove(engine, rest, bytes);
    mask(engine, bytes, rest);
    for (size_t i = 0; i < sizeof bytes; i++)
        for (pending = (pending << 8 | bytes[i]) & 0xFFFF, bits += 8; bits >= 5; bits -= 5)
            text[at++] = alphabet[pending >> (bits - 5) & 31];
    text[at] = '\0';
    return text;
}

/* -1: it stands for nothing; -2: it does not count. */
static int digit_of(char c)
{
    if (c == ' ' || c == '-')
        return -2;
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    if (c == 'o')
        c = '0';
    if (c == 'i' || c == 'l')
        c = '1';
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

bool track_from_text(const struct engine *engine, struct slice text, struct track *out)
{
    uint8_t bytes[CODE_BYTES], proof[PROOF_BYTES], *rest = bytes + PROOF_BYTES;
    uint64_t pending = 0;
    unsigned bits = 0;
    size_t at = 0;

    for (size_t i = 0; i < text.len; i++) {
        int digit = digit_of(text.bytes[i]);
        if (digit == -2)
            continue;
        if (digit < 0 || at == sizeof bytes)
            return false;
        pending = (pending << 5 | (unsigned)digit) & 0xFFFF;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes[at++] = (uint8_t)(pending >> bits);
        }
    }
    if (at != sizeof bytes)
        return false;
    mask(engine, bytes, rest);
    prove(engine, rest, proof);
    if (!secret_is_equal(proof, bytes, sizeof proof))
        return false;
    *out = (struct track){0};
    for (size_t i = 0; i < CASE_BYTES; i++)
        out->case_id = out->case_id << 8 | rest[i];
    memcpy(out->whose, rest + CASE_BYTES, sizeof out->whose);
    return true;
}

/* ---- whose ---- */

/* The key under which a value of this person lies: the same in all letters of the case. */
static int name_by_key(struct reader *reader, const struct case_row *row,
                       const struct value *handle, struct arena *arena, const char **name)
{
    struct vault_row value;
    struct vault_key_row key;
    struct id ref;
    struct err ignored = {0};
    char text[ID_TEXT_LEN + 1];

    if (handle->type != VALUE_HANDLE || !id_from_text(handle->text.bytes, handle->text.len, &ref) ||
        reader_vault(reader, row->id, &ref, arena, &value, &key, &ignored) != 0 ||
        key.sealed.len == 0)
        return STATUS_NOT_FOUND;
    *name = arena_printf(arena, "key/%s", id_to_text(&key.ref, text));
    return 0;
}

/* A person who is a row of the case: the first of its values that is personal says who. */
static const struct value *first_handle(const struct value *value)
{
    if (value->type == VALUE_HANDLE)
        return value;
    for (size_t i = 0; value->type == VALUE_MAP && i < value_len(value); i++)
        if (value->map.members[i].value->type == VALUE_HANDLE)
            return value->map.members[i].value;
    return &value_nil;
}

/* Codes of the case itself are others as soon as a key was destroyed. */
static int name_of_case(struct reader *reader, const struct case_row *row, struct arena *arena,
                        const char **name)
{
    struct vault_key_row *rows;
    size_t count, destroyed = 0;
    struct err ignored = {0};

    if (reader_vault_keys(reader, row->id, arena, &rows, &count, &ignored) != 0)
        return STATUS_NOT_FOUND;
    for (size_t i = 0; i < count; i++)
        destroyed += rows[i].sealed.len == 0;
    *name = arena_printf(arena, "case/%zu", destroyed);
    return 0;
}

int track_of_copy(const struct engine *engine, struct reader *reader, const struct case_row *row,
                  const struct value *copy, struct track *out)
{
    struct arena arena = {0};
    struct digest digest;
    const char *name = NULL;
    int rc = STATUS_NOT_FOUND;

    if (value_is_nil(copy))
        rc = name_of_case(reader, row, &arena, &name);
    else if (value_get_text(copy, "person") && !value_get_text(copy, "role")) {
        name = arena_printf(&arena, "person/%s", value_get_text(copy, "person"));
        rc = 0;
    } else if (value_get_text(copy, "relation") &&
               !value_is_text(value_get(copy, "relation"), "person"))
        rc = name_by_key(reader, row, first_handle(value_get(copy, "handle")), &arena, &name);
    if (rc == 0) {
        keyed(engine, "whose", slice_from(row->ref.bytes, ID_BYTES), slice_of(name), &digest);
        *out = (struct track){.case_id = row->id};
        memcpy(out->whose, digest.bytes, sizeof out->whose);
    }
    arena_close(&arena);
    return rc;
}

int track_of_check(const struct engine *engine, struct reader *reader, const struct case_row *row,
                   const struct value *letter, const struct value *copy, struct track *out)
{
    struct arena arena = {0};
    struct digest digest;
    const char *person = value_get_text(copy, "person"), *name = NULL;
    int64_t ordinal = value_get_int(letter, "ordinal", 0);
    int rc = 0;

    if (person && !value_get_text(copy, "role"))
        name = arena_printf(&arena, "person/%s", person);
    else
        rc = name_by_key(reader, row, first_handle(value_get(copy, "handle")), &arena, &name);
    if (rc == 0) {
        name = arena_printf(&arena, "%lld/%s", (long long)ordinal, name);
        keyed(engine, "check", slice_from(row->ref.bytes, ID_BYTES), slice_of(name), &digest);
        *out = (struct track){.case_id = row->id};
        memcpy(out->whose, digest.bytes, sizeof out->whose);
    }
    arena_close(&arena);
    return rc;
}

const char *track_link(const struct engine *engine, struct reader *reader,
                       const struct case_row *row, const struct value *copy, const char *public,
                       struct arena *arena, const char **code)
{
    char text[TRACK_TEXT_LEN + 1];
    struct track track;

    if (case_is_sealed(row->extra) || track_of_copy(engine, reader, row, copy, &track) != 0)
        return NULL;
    track_to_text(engine, &track, text);
    if (code)
        *code = arena_text(arena, text);
    return arena_printf(arena, "%s/t/%s", public, text);
}

int track_load_case(struct reader *reader, const struct track *track, const struct eyes *eyes,
                    struct arena *arena, struct case_image *out, struct err *err)
{
    struct case_row *rows;
    size_t count;
    int rc = reader_cases(reader, track->case_id - 1, 1, arena, &rows, &count, err);

    if (rc == 0 && (count == 0 || rows[0].id != track->case_id))
        return STATUS_NOT_FOUND;
    if (rc == 0)
        rc = reader_load_live(reader, &rows[0].ref, arena, out, err);
    if (rc == 0 &&
        (case_is_sealed(out->row.extra) || !eyes_may_see(eyes, out->row.office, out->row.extra, 0)))
        rc = STATUS_NOT_FOUND;
    return rc;
}
