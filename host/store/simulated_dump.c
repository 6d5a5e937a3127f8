/* simulated_dump.c - everything on a simulated disk as text, for comparing two worlds.
 *
 * One line for each fact. Numbers that depend on the order of commits between cases (rowids) are
 * left out; what hangs on a case is told under it, cases in order of their ref.
 */
#include <inttypes.h>
#include "store/simulated_disk.h"

static void add_id(struct buf *out, const struct id *id)
{
    char text[ID_TEXT_LEN + 1];
    buf_add_byte(out, ' ');
    buf_add_text(out, id_is_zero(id) ? "-" : id_to_text(id, text));
}

static void add_digest(struct buf *out, const struct digest *digest)
{
    char text[2 * DIGEST_BYTES + 1];
    buf_add_byte(out, ' ');
    buf_add_text(out, digest_to_text(digest, text));
}

static void add_text(struct buf *out, struct slice text)
{
    buf_printf(out, " %zu:", text.len);
    buf_add_slice(out, text);
}

static void add_hex(struct buf *out, struct slice bytes)
{
    struct digest digest; /* of sealed bytes only equality matters */
    digest_of(bytes, &digest);
    add_digest(out, &digest);
}

static void add_int(struct buf *out, int64_t number)
{
    buf_printf(out, " %" PRId64, number);
}

static void dump_journal(const struct disk *disk, const struct case_row *row, struct buf *out)
{
    struct arena arena = {0};
    int64_t *ids = ARENA_ARRAY(&arena, int64_t, (size_t)row->seq);
    for (int64_t id = row->head, at = row->seq; id > 0 && at > 0;) {
        const struct journal_row *turn = table_find(&disk->tables[DISK_JOURNAL], &id);
        ids[--at] = id;
        id = turn->prev;
    }
    for (int64_t at = 0; at < row->seq; at++) {
        const struct journal_row *turn = table_find(&disk->tables[DISK_JOURNAL], &ids[at]);
        buf_add_text(out, "  turn");
        add_int(out, turn->seq);
        add_int(out, turn->release);
        add_int(out, turn->at);
        buf_add_text(out, turn->is_opening ? " opening" : turn->is_replayed ? " heard" : " aside");
        add_text(out, turn->body);
        add_digest(out, &turn->hash);
        buf_add_byte(out, '\n');
    }
    arena_close(&arena);
}

static void dump_parts(const struct disk *disk, int64_t case_id, struct buf *out)
{
    const struct table *parts = &disk->tables[DISK_PARTS];
    const struct kept_part like = {.case_id = case_id};
    for (size_t i = table_lower(parts, &like); i < parts->count; i++) {
        const struct kept_part *kept = table_at(parts, i);
        if (kept->case_id != case_id)
            break;
        const struct part *part = &kept->part;
        buf_printf(out, "  part %d", (int)part->kind);
        add_text(out, part->key);
        add_int(out, part->status);
        add_int(out, part->due_ms);
        add_text(out, part->body);
        if (part->kind == PART_TASK) {
            add_id(out, &part->ref);
            add_text(out, part->form);
            add_text(out, part->to);
            add_text(out, part->assignee);
            add_int(out, part->opened_at);
            add_int(out, part->due_at);
        }
        buf_add_byte(out, '\n');
    }
}

static void dump_vault(const struct disk *disk, int64_t case_id, struct buf *out)
{
    const struct table *keys = &disk->tables[DISK_VAULT_KEYS], *vault = &disk->tables[DISK_VAULT];
    const struct vault_key_row first_key = {.case_id = case_id};
    for (size_t i = table_lower(keys, &first_key); i < keys->count; i++) {
        const struct vault_key_row *key = table_at(keys, i);
        if (key->case_id != case_id)
            break;
        buf_add_text(out, key->sealed.len ? "  key" : "  key destroyed");
        add_id(out, &key->ref);
        add_hex(out, key->sealed);
        buf_add_byte(out, '\n');
    }
    const struct kept_vault first = {.case_id = case_id};
    for (size_t i = table_lower(vault, &first); i < vault->count; i++) {
        const struct kept_vault *kept = table_at(vault, i);
        if (kept->case_id != case_id)
            break;
        buf_add_text(out, "  value");
        add_id(out, &kept->row.ref);
        add_id(out, &kept->row.key);
        add_hex(out, kept->row.sealed);
        buf_add_byte(out, '\n');
    }
}

static void dump_stay(const struct disk *disk, int64_t case_id, struct buf *out)
{
    const struct stay_row *stay = table_find(&disk->tables[DISK_STAYS], &case_id);
    if (!stay)
        return;
    buf_add_text(out, "  stays");
    add_int(out, stay->release);
    add_int(out, stay->stage_seq);
    add_int(out, stay->seq);
    add_int(out, stay->verdict);
    add_text(out, stay->body);
    buf_add_byte(out, '\n');
}

/* Messages for `to` in their order. */
static void dump_inbox(const struct disk *disk, const struct id *to, struct buf *out)
{
    const struct table *inbox = &disk->tables[DISK_INBOX];
    for (size_t i = 0; i < inbox->count; i++) {
        const struct message_row *message = table_at(inbox, i);
        if (!id_is_equal(&message->to, to))
            continue;
        buf_add_text(out, "  message");
        add_text(out, message->body);
        buf_add_byte(out, '\n');
    }
}

static void dump_case(const struct disk *disk, const struct case_row *row, struct buf *out)
{
    buf_add_text(out, "case");
    add_id(out, &row->ref);
    add_text(out, row->number);
    add_text(out, row->workflow);
    add_text(out, row->office);
    add_text(out, row->stage);
    add_text(out, row->outcome);
    add_int(out, row->status);
    add_int(out, row->is_ready);
    add_int(out, row->release);
    add_int(out, row->seq);
    add_int(out, row->opened_at);
    add_int(out, row->at);
    add_text(out, row->extra);
    add_digest(out, &row->hash);
    buf_add_byte(out, '\n');
    dump_journal(disk, row, out);
    dump_parts(disk, row->id, out);
    dump_vault(disk, row->id, out);
    dump_stay(disk, row->id, out);
    dump_inbox(disk, &row->ref, out);
}

static void dump_incidents(const struct disk *disk, struct buf *out)
{
    const struct table *incidents = &disk->tables[DISK_INCIDENTS];
    for (size_t i = 0; i < incidents->count; i++) {
        const struct incident_row *row = &((struct kept_incident *)table_at(incidents, i))->row;
        buf_add_text(out, "incident");
        add_id(out, &row->ref);
        add_id(out, &row->case_ref);
        add_int(out, row->at);
        add_int(out, row->ended_at);
        add_text(out, row->kind);
        add_text(out, row->code);
        add_text(out, row->body);
        buf_add_byte(out, '\n');
    }
}

static void dump_host(const struct disk *disk, struct buf *out)
{
    const struct table *keys = &disk->tables[DISK_KEYS];
    for (size_t i = 0; i < keys->count; i++) {
        const struct key_row *key = table_at(keys, i);
        buf_add_text(out, "key");
        add_digest(out, &key->digest);
        add_digest(out, &key->request);
        add_id(out, &key->case_ref);
        add_int(out, key->at);
        add_text(out, key->reply);
        buf_add_byte(out, '\n');
    }
    const struct table *releases = &disk->tables[DISK_RELEASES];
    for (size_t i = 0; i < releases->count; i++) {
        const struct release_row *release = table_at(releases, i);
        buf_add_text(out, release->id == disk->active_release ? "active release" : "release");
        add_digest(out, &release->digest);
        add_text(out, release->by);
        add_text(out, release->note);
        buf_add_byte(out, '\n');
    }
    const struct table *activations = &disk->tables[DISK_ACTIVATIONS];
    for (size_t i = 0; i < activations->count; i++) {
        const struct activation_row *row = table_at(activations, i);
        buf_add_text(out, "activation");
        add_int(out, row->release);
        add_int(out, row->former);
        add_int(out, row->at);
        add_text(out, row->by);
        add_text(out, row->why);
        add_text(out, row->kind);
        buf_add_byte(out, '\n');
    }
    const struct table *audit = &disk->tables[DISK_AUDIT];
    for (size_t i = 0; i < audit->count; i++) {
        const struct kept_audit *kept = table_at(audit, i);
        buf_add_text(out, "audit");
        add_digest(out, &kept->hash);
        buf_add_byte(out, '\n');
    }
}

void disk_dump(const struct disk *disk, struct buf *out)
{
    const struct table *refs = &disk->tables[DISK_REFS], *inbox = &disk->tables[DISK_INBOX];
    for (size_t i = 0; i < refs->count; i++)
        dump_case(disk, disk_case(disk, &((struct ref_entry *)table_at(refs, i))->ref), out);
    for (size_t i = 0; i < inbox->count; i++) { /* for cases not born yet */
        const struct message_row *message = table_at(inbox, i);
        if (disk_case(disk, &message->to))
            continue;
        buf_add_text(out, "message to");
        add_id(out, &message->to);
        add_text(out, message->body);
        buf_add_byte(out, '\n');
    }
    dump_incidents(disk, out);
    disk_dump_office(disk, out);
    dump_host(disk, out);
}
