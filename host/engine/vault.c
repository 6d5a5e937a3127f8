/* vault.c - personal values (vault.h). What is authenticated with each sealed value is the id of
 * its case and its handle, so that no row can be moved to another place. */
#include "engine/vault.h"
#include <stdlib.h>
#include "data/canon.h"
#include "data/digest.h"
#include "engine/attachment.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/recusal.h"

static struct slice vault_context(struct arena *arena, const struct id *case_ref,
                                  const struct id *ref)
{
    char *bytes = arena_alloc(arena, 2 * ID_BYTES);
    memcpy(bytes, case_ref->bytes, ID_BYTES);
    memcpy(bytes + ID_BYTES, ref->bytes, ID_BYTES);
    return (struct slice){.bytes = bytes, .len = 2 * ID_BYTES};
}

static struct slice seal_bytes(const struct engine *engine, const struct secret_key *key,
                               struct slice plain, struct slice context, struct arena *arena)
{
    struct buf sealed = {0};
    secret_seal(key, engine->chance, plain, context, &sealed);
    struct slice copy = arena_copy(arena, buf_slice(&sealed));
    buf_close(&sealed);
    return copy;
}

static int open_key(const struct engine *engine, const struct id *case_ref,
                    const struct vault_key_row *row, struct arena *arena, struct secret_key *out,
                    struct err *err)
{
    struct buf plain = {0};

    if (row->sealed.len == 0)
        return err_set(err, STATUS_ERASED, "The value was erased with its person's key.");
    int rc = secret_unseal(&engine->master, row->sealed, vault_context(arena, case_ref, &row->ref),
                           &plain, err);
    if (rc == 0 && plain.len != sizeof out->bytes)
        rc = err_set(err, STATUS_CORRUPT, "a key of the vault has the wrong length");
    if (rc == 0)
        memcpy(out->bytes, plain.bytes, sizeof out->bytes);
    if (plain.bytes)
        secret_wipe(plain.bytes, plain.len);
    buf_close(&plain);
    return rc;
}

/* ---- keys ---- */

static void key_put(struct turn *turn, const struct id *ref, const struct secret_key *key)
{
    struct slice plain = {.bytes = (const char *)key->bytes, .len = sizeof key->bytes};
    struct op *op = write_set_add(turn->writes, OP_VAULT_KEY);

    op->vault_key.ref = *ref;
    op->vault_key.case_id = turn->cf->row.id;
    op->vault_key.sealed = seal_bytes(turn->engine, &turn->engine->master, plain,
                                      vault_context(turn->arena, &turn->cf->ref, ref), turn->arena);
    turn->writes->bytes += 128;
}

/* The row of a key as this write set leaves it; NULL if there is none. */
static const struct vault_key_row *find_key(const struct turn *turn,
                                            const struct vault_key_row *rows, size_t count,
                                            const struct id *ref)
{
    const struct vault_key_row *found = NULL;

    for (size_t i = 0; i < count && !found; i++)
        if (id_is_equal(&rows[i].ref, ref))
            found = &rows[i];
    for (const struct op *op = turn->writes->first_op; op; op = op->next)
        if (op->kind == OP_VAULT_KEY && id_is_equal(&op->vault_key.ref, ref))
            found = &op->vault_key;
    return found;
}

/* The key of a name within the case: its id follows from both, so that the name - who a person is -
 * stands nowhere. When it has been destroyed the next one follows: the case goes on. */
static int named_key(struct sealing *sealing, const char *name, struct id *ref,
                     struct secret_key *key)
{
    struct turn *turn = sealing->turn;
    struct casefile *cf = turn->cf;
    const struct vault_key_row *found;
    struct err err = {0};
    char text[ID_TEXT_LEN + 1];
    int rc = 0, generation = 0;

    if (cf->row.id != 0 && !sealing->rows)
        rc = reader_vault_keys(turn->worker->reader, cf->row.id, turn->arena, &sealing->rows,
                               &sealing->row_count, &err);
    if (rc != 0)
        return rc;
    do {
        const char *which =
            generation ? arena_printf(turn->arena, "%s/%d", name, generation) : name;
        digest_id(turn->engine->child_key, slice_of(which), slice_of(id_to_text(&cf->ref, text)),
                  ref);
        found = find_key(turn, sealing->rows, sealing->row_count, ref);
        generation++;
    } while (found && found->sealed.len == 0);
    if (found)
        return open_key(turn->engine, &cf->ref, found, turn->arena, key, &err);
    turn->engine->chance->fill(turn->engine->chance, key->bytes, sizeof key->bytes);
    key_put(turn, ref, key);
    return 0;
}

/* By what a person is the same in another answer: the number of a document, else name and phone
 * together; a name alone may be anybody's. NULL: not known. */
static const char *person_name(struct arena *arena, const struct value *person)
{
    const char *type = value_text_or(value_get(person, "id_type"), "");
    const char *number = value_get_text(person, "id_number");
    const char *name = value_get_text(person, "name"), *phone = value_get_text(person, "phone");

    if (number)
        return arena_printf(arena, "document/%s/%s", type, number);
    return name && phone ? arena_printf(arena, "person/%s/%s", phone, name) : NULL;
}

static int sealing_key(struct sealing *sealing, const struct seal_request *request, size_t *index)
{
    struct turn *turn = sealing->turn;
    int rc = 0;

    for (size_t i = 0; i < sealing->count; i++)
        if (sealing->known[i].person_key == request->person_key) {
            *index = i;
            return 0;
        }
    if (sealing->count == SEALING_PERSONS_MOST)
        return STATUS_TOO_LARGE;
    *index = sealing->count;
    struct id *ref = &sealing->known[*index].ref;
    struct secret_key *key = &sealing->known[*index].key;
    const char *name = request->person_key < 0 ? "own"
                       : request->person       ? person_name(turn->arena, request->person)
                                               : NULL;
    sealing->known[*index].person_key = request->person_key;
    if (name) {
        rc = named_key(sealing, name, ref, key);
    } else {
        chance_id(turn->engine->chance, ref);
        turn->engine->chance->fill(turn->engine->chance, key->bytes, SECRET_KEY_BYTES);
        key_put(turn, ref, key);
    }
    sealing->count += rc == 0;
    return rc;
}

/* "person", or "demands/named_staff" of a row. */
static bool is_of_field(const struct seal_request *request, const struct value *name)
{
    const char *slash = strchr(value_text_or(name, ""), '/');

    if (!request->rows || !slash)
        return !request->rows && value_is_text(name, request->field);
    return strlen(request->rows) == (size_t)(slash - name->text.bytes) &&
           strncmp(request->rows, name->text.bytes, strlen(request->rows)) == 0 &&
           strcmp(request->field, slash + 1) == 0;
}

/* People of the fields that are relations of the case are its parties, and those that the workflow
 * keeps out may act in it as little; others - a mediator chosen by name, a witness - are neither.
 */
static enum party party_of(const struct turn *turn, const struct seal_request *request)
{
    const struct value *people = value_get(turn->cf->workflow->model, "people");
    const struct value *kept_out = value_get(turn->cf->workflow->model, "kept_out");
    const char *field = request->rows ? request->rows : request->field;

    for (size_t i = 0; i < value_len(people); i++)
        if (value_is_text(people->map.members[i].value, field))
            return PARTY_OF_CASE;
    for (size_t i = 0; i < value_len(kept_out); i++)
        if (is_of_field(request, value_item(kept_out, i)))
            return PARTY_KEPT_OUT;
    return PARTY_NONE;
}

static int seal_under(struct sealing *sealing, size_t index, const struct value *value,
                      struct value **handle)
{
    struct turn *turn = sealing->turn;
    char text[ID_TEXT_LEN + 1];
    struct op *op = write_set_add(turn->writes, OP_VAULT);

    chance_id(turn->engine->chance, &op->vault.ref);
    op->vault.key = sealing->known[index].ref;
    struct slice plain = canon_text(turn->arena, value);
    op->vault.sealed =
        seal_bytes(turn->engine, &sealing->known[index].key, plain,
                   vault_context(turn->arena, &turn->cf->ref, &op->vault.ref), turn->arena);
    turn->writes->bytes += op->vault.sealed.len + 64;
    *handle = value_handle(turn->arena, slice_of(id_to_text(&op->vault.ref, text)));
    return 0;
}

/* The keys of files are values of their own, under the same person's key. */
struct sealing_files {
    struct sealing *sealing;
    size_t index;
};

static int seal_file_key(void *owner, const struct value *plain, struct value **handle)
{
    const struct sealing_files *files = owner;
    return seal_under(files->sealing, files->index, plain, handle);
}

static int seal_value(void *owner, const struct seal_request *request, struct value **handle)
{
    struct sealing *sealing = owner;
    struct value *plain = (struct value *)request->plain;
    size_t index;
    int rc = sealing_key(sealing, request, &index);
    struct sealing_files files = {sealing, index};
    enum party party = request->is_person ? party_of(sealing->turn, request) : PARTY_NONE;

    if (rc == 0 && party != PARTY_NONE)
        recusal_note_party(sealing->turn, &sealing->known[index].ref, request->plain, party);
    if (rc == 0 && request->type && strcmp(request->type, "files") == 0)
        rc = attachments_use(sealing->turn, request->plain, seal_file_key, &files, &plain);
    return rc == 0 ? seal_under(sealing, index, plain, handle) : rc;
}

void vault_sealer(struct turn *turn, struct sealing *sealing, struct form_sealer *sealer)
{
    sealing->turn = turn;
    sealing->rows = NULL;
    sealing->row_count = 0;
    sealing->count = 0;
    sealer->seal = seal_value;
    sealer->owner = sealing;
}

void vault_sealing_close(struct sealing *sealing)
{
    for (size_t i = 0; i < sealing->count; i++)
        secret_wipe(&sealing->known[i].key, sizeof sealing->known[i].key);
}

/* ---- opening, erasing, carrying ---- */

/* What lies under `row`, with the row of its key in hand. */
static int unseal(const struct engine *engine, const struct id *case_ref,
                  const struct vault_row *row, const struct vault_key_row *key_row,
                  struct arena *arena, struct value **plain, struct err *err)
{
    struct secret_key key;
    struct buf text = {0};
    int rc = open_key(engine, case_ref, key_row, arena, &key, err);

    if (rc != 0)
        return rc;
    rc = secret_unseal(&key, row->sealed, vault_context(arena, case_ref, &row->ref), &text, err);
    secret_wipe(&key, sizeof key);
    if (rc == 0)
        rc = canon_read(arena, buf_slice(&text), plain, err);
    if (text.bytes)
        secret_wipe(text.bytes, text.len);
    buf_close(&text);
    return rc;
}

int vault_open_value(const struct engine *engine, struct reader *reader, int64_t case_id,
                     const struct id *case_ref, struct slice handle, struct arena *arena,
                     struct value **plain, struct id *person, struct err *err)
{
    struct vault_row row;
    struct vault_key_row key_row;
    struct id ref;

    if (!id_from_text(handle.bytes, handle.len, &ref))
        return err_set(err, STATUS_CORRUPT, "a handle that is no id");
    int rc = reader_vault(reader, case_id, &ref, arena, &row, &key_row, err);
    if (rc != 0)
        return rc;
    *person = key_row.ref;
    row.ref = ref;
    return unseal(engine, case_ref, &row, &key_row, arena, plain, err);
}

int vault_open_here(struct turn *turn, struct slice handle, struct value **plain, struct err *err)
{
    struct casefile *cf = turn->cf;
    struct vault_key_row *rows = NULL;
    size_t count = 0;
    struct id ref, person;
    int rc = 0;

    if (!id_from_text(handle.bytes, handle.len, &ref))
        return err_set(err, STATUS_CORRUPT, "a handle that is no id");
    for (const struct op *op = turn->writes->first_op; op; op = op->next) {
        if (op->kind != OP_VAULT || !id_is_equal(&op->vault.ref, &ref))
            continue;
        if (cf->row.id != 0)
            rc = reader_vault_keys(turn->worker->reader, cf->row.id, turn->arena, &rows, &count,
                                   err);
        const struct vault_key_row *key = find_key(turn, rows, count, &op->vault.key);
        if (rc == 0 && !key)
            rc = err_set(err, STATUS_CORRUPT, "a value of the vault without its key");
        return rc != 0 ? rc
                       : unseal(turn->engine, &cf->ref, &op->vault, key, turn->arena, plain, err);
    }
    return vault_open_value(turn->engine, turn->worker->reader, cf->row.id, &cf->ref, handle,
                            turn->arena, plain, &person, err);
}

int vault_erase(struct turn *turn, const char *person, struct err *err)
{
    struct vault_key_row *rows;
    size_t count;
    struct id ref;

    if (!person || !id_from_text(person, strlen(person), &ref))
        return err_set(err, STATUS_NOT_FOUND, "That is no id of a person of this case.");
    int rc =
        reader_vault_keys(turn->worker->reader, turn->cf->row.id, turn->arena, &rows, &count, err);
    const struct vault_key_row *found = rc == 0 ? find_key(turn, rows, count, &ref) : NULL;
    if (rc == 0 && !found)
        rc = err_set(err, STATUS_NOT_FOUND, "There is no such person in this case.");
    if (rc == 0 && found->sealed.len == 0)
        rc = err_set(err, STATUS_CONFLICT, "The key of this person was destroyed before.");
    if (rc != 0)
        return rc;
    struct op *op = write_set_add(turn->writes, OP_VAULT_KEY);
    op->vault_key.ref = ref;
    op->vault_key.case_id = turn->cf->row.id;
    recusal_forget_party(turn, &ref);
    return 0;
}

struct carrying {
    struct turn *turn;
    struct case_image from;
    struct err *err;
};

static int carry(struct carrying *carrying, struct value **value)
{
    struct turn *turn = carrying->turn;
    struct id person;
    int rc = 0;

    if ((*value)->type == VALUE_HANDLE) {
        struct value *plain = &value_nil;
        rc = vault_open_value(turn->engine, turn->worker->reader, carrying->from.row.id,
                              &carrying->from.row.ref, (*value)->text, turn->arena, &plain, &person,
                              carrying->err);
        if (rc == STATUS_ERASED)
            rc = 0; /* as if it had not been given */
        *value = plain;
        return rc;
    }
    if ((*value)->type == VALUE_LIST)
        for (size_t i = 0; rc == 0 && i < value_len(*value); i++)
            rc = carry(carrying, &(*value)->list.items[i]);
    if ((*value)->type == VALUE_MAP)
        for (size_t i = 0; rc == 0 && i < value_len(*value); i++)
            rc = carry(carrying, &(*value)->map.members[i].value);
    return rc;
}

int vault_carry(struct turn *turn, const struct id *from, struct value *data, struct err *err)
{
    struct carrying carrying = {.turn = turn, .err = err};
    int rc = reader_load_live(turn->worker->reader, from, turn->arena, &carrying.from, err);
    return rc == 0 ? carry(&carrying, &data) : rc;
}

/* ---- moving ---- */

struct moved_value {
    struct value **at;   /* the handle, to be replaced */
    struct value *plain; /* NULL: its key was destroyed */
    struct id key;       /* under which it lay */
};

struct moving {
    struct carrying from;
    struct moved_value *items;
    size_t count, capacity;
};

static int move_open(struct moving *moving, struct value **value)
{
    struct carrying *from = &moving->from;
    struct value *plain;
    struct id key;
    int rc = vault_open_value(from->turn->engine, from->turn->worker->reader, from->from.row.id,
                              &from->from.row.ref, (*value)->text, from->turn->arena, &plain, &key,
                              from->err);

    if (rc == STATUS_ERASED) {
        err_clear(from->err);
        plain = NULL;
    } else if (rc != 0) {
        return rc;
    }
    if (moving->count == moving->capacity) {
        moving->capacity = moving->capacity ? 2 * moving->capacity : 16;
        moving->items = mem_resize(moving->items, moving->capacity * sizeof *moving->items);
    }
    moving->items[moving->count++] = (struct moved_value){value, plain, key};
    return 0;
}

static int move_find(struct moving *moving, struct value **value)
{
    int rc = 0;

    if ((*value)->type == VALUE_HANDLE)
        return move_open(moving, value);
    if ((*value)->type == VALUE_LIST)
        for (size_t i = 0; rc == 0 && i < value_len(*value); i++)
            rc = move_find(moving, &(*value)->list.items[i]);
    if ((*value)->type == VALUE_MAP)
        for (size_t i = 0; rc == 0 && i < value_len(*value); i++)
            rc = move_find(moving, &(*value)->map.members[i].value);
    return rc;
}

enum { OWN_GENERATIONS_MOST = 16 };

/* Was it the key of the other case itself, which names nobody? */
static bool is_own_key(const struct moving *moving, const struct id *key)
{
    struct turn *turn = moving->from.turn;
    char text[ID_TEXT_LEN + 1];
    struct id own;
    bool is = false;

    id_to_text(&moving->from.from.row.ref, text);
    for (int i = 0; !is && i < OWN_GENERATIONS_MOST; i++) {
        const char *name = i ? arena_printf(turn->arena, "own/%d", i) : "own";
        digest_id(turn->engine->child_key, slice_of(name), slice_of(text), &own);
        is = id_is_equal(&own, key);
    }
    return is;
}

/* What among the values under that key says who the person is; NULL: nothing does. */
static const struct value *person_of_key(const struct moving *moving, const struct id *key)
{
    for (size_t i = 0; i < moving->count; i++)
        if (moving->items[i].plain && id_is_equal(&moving->items[i].key, key) &&
            person_name(moving->from.turn->arena, moving->items[i].plain))
            return moving->items[i].plain;
    return NULL;
}

/* The first value under the same key stands for it: equal numbers belong to one person. */
static int key_number(const struct moving *moving, size_t index)
{
    const struct id *key = &moving->items[index].key;
    size_t first = 0;
    while (!id_is_equal(&moving->items[first].key, key))
        first++;
    return (int)first;
}

/* A party there is one here: who has an interest in a letter has it in each of its parts. */
static int move_party(struct moving *moving, struct sealing *sealing,
                      const struct seal_request *request, const struct id *key)
{
    struct turn *turn = moving->from.turn;
    size_t index;
    enum party party = person_name(turn->arena, request->plain)
                           ? recusal_was_party(turn, &moving->from.from, key)
                           : PARTY_NONE;

    if (party == PARTY_NONE)
        return 0;
    int rc = sealing_key(sealing, request, &index);
    if (rc == 0)
        recusal_note_party(turn, &sealing->known[index].ref, request->plain, party);
    return rc;
}

/* Erased there is erased here, and not as if it had not been given: a letter that needs it says so
 * and is issued. All such values lie under one key that has never been. */
static void move_erased(struct turn *turn, struct id *key, struct value **handle)
{
    char text[ID_TEXT_LEN + 1];

    if (id_is_zero(key)) {
        chance_id(turn->engine->chance, key);
        struct op *destroyed = write_set_add(turn->writes, OP_VAULT_KEY);
        destroyed->vault_key = (struct vault_key_row){.ref = *key, .case_id = turn->cf->row.id};
    }
    struct op *op = write_set_add(turn->writes, OP_VAULT);
    chance_id(turn->engine->chance, &op->vault.ref);
    op->vault.key = *key;
    op->vault.sealed = slice_of("");
    turn->writes->bytes += 64;
    *handle = value_handle(turn->arena, slice_of(id_to_text(&op->vault.ref, text)));
}

static int move_seal(struct moving *moving, struct sealing *sealing)
{
    struct id erased = {0};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < moving->count; i++) {
        const struct moved_value *item = &moving->items[i];
        if (!item->plain) {
            move_erased(moving->from.turn, &erased, item->at);
            continue;
        }
        bool is_own = is_own_key(moving, &item->key);
        struct seal_request request = {.row = -1,
                                       .person_key = is_own ? -1 : key_number(moving, i),
                                       .person = person_of_key(moving, &item->key),
                                       .plain = item->plain};
        rc = seal_value(sealing, &request, item->at);
        if (rc == 0)
            rc = move_party(moving, sealing, &request, &item->key);
    }
    return rc;
}

int vault_move(struct turn *turn, const struct id *from, struct value *data, struct err *err)
{
    struct moving moving = {
        .from = {.turn = turn, .err = err}
    };
    struct form_sealer sealer;
    struct sealing sealing;
    int rc = reader_load_live(turn->worker->reader, from, turn->arena, &moving.from.from, err);

    vault_sealer(turn, &sealing, &sealer);
    if (rc == 0)
        rc = move_find(&moving, &data);
    if (rc == 0)
        rc = move_seal(&moving, &sealing);
    vault_sealing_close(&sealing);
    free(moving.items);
    return rc;
}
