/* public_address.c - how citizens reach this host (public_address.h).
 *
 *   record  { url, since, former = [{ url, since }, ...] }   the oldest first; url "": none then
 *   memory  the same as an array, replaced whole; threads that print may still read the former one,
 *           so it is kept until the engine closes: there are as many as somebody has set addresses
 */
#include "engine/public_address.h"
#include <stdlib.h>
#include <string.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "store/office.h"

struct public_addresses {
    struct arena arena;
    size_t count;
    struct {
        int64_t since;
        const char *url; /* "": none */
    } rows[PUBLIC_ADDRESSES_MOST + 1];
    const struct public_addresses *former;
};

/* The code in the link is all that guards a case, so it goes over plain http to this machine only.
 */
int public_address_check(const char *url, struct err *err)
{
    static const char *const own[] = {"http://127.0.0.1", "http://[::1]", "http://localhost"};
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._~:/[]";
    size_t len = strlen(url);
    bool is_own = false;

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        is_own |=
            strncmp(url, own[i], strlen(own[i])) == 0 && strchr(":/", url[strlen(own[i])]) != NULL;
    if ((is_own || (strncmp(url, "https://", 8) == 0 && len > 8)) && len <= PUBLIC_ADDRESS_MOST &&
        url[len - 1] != '/' && strspn(url, plain) == len)
        return 0;
    return err_set(err, STATUS_MALFORMED,
                   "This cannot be printed as the address by which citizens reach the host. Write "
                   "it as in https://fuwu.example.gov.cn: https, at most %d letters of ASCII, "
                   "without a slash at the end. http is for this machine only, as in "
                   "http://127.0.0.1:8080.",
                   PUBLIC_ADDRESS_MOST);
}

int public_address_change(const struct value *former, const char *url, int64_t at_ms,
                          struct arena *arena, struct value **out, struct err *err)
{
    struct value *rows = value_list(arena), *row = value_map(arena), *body = value_map(arena);
    const struct value *before = value_get(former, "former");

    if (value_len(before) + 1 >= PUBLIC_ADDRESSES_MOST)
        return err_set(err, STATUS_REFUSED,
                       "The address has been changed %d times already, and each of them is kept "
                       "for letters issued under it. Nothing was changed.",
                       PUBLIC_ADDRESSES_MOST);
    for (size_t i = 0; i < value_len(before); i++)
        value_push(arena, rows, value_copy(arena, value_item(before, i)));
    value_put(arena, row, "url", value_copy(arena, value_get(former, "url")));
    value_put(arena, row, "since", value_copy(arena, value_get(former, "since")));
    if (value_len(row) == 2)
        value_push(arena, rows, row);
    value_put(arena, body, "url", value_string(arena, url ? url : ""));
    value_put(arena, body, "since", value_int(arena, at_ms));
    value_put(arena, body, "former", rows);
    *out = body;
    return 0;
}

/* ---- in memory ---- */

static void add_row(struct public_addresses *all, const struct value *row)
{
    const char *url = value_get_text(row, "url");
    if (!url || all->count > PUBLIC_ADDRESSES_MOST)
        return;
    all->rows[all->count].since = value_get_int(row, "since", INT64_MAX);
    all->rows[all->count++].url = arena_text(&all->arena, url);
}

static void use(struct engine *engine, const struct value *body)
{
    struct public_addresses *all = mem_zero(sizeof *all);
    const struct value *former = value_get(body, "former");
    const struct public_addresses *was = atomic_load(&engine->public_addresses);

    if (engine->options.public_url)
        all->rows[all->count++].url = arena_text(&all->arena, engine->options.public_url);
    for (size_t i = 0; i < value_len(former); i++)
        add_row(all, value_item(former, i));
    add_row(all, body);
    do
        all->former = was;
    while (!atomic_compare_exchange_weak(&engine->public_addresses, &was, all));
}

const char *public_address_at(const struct engine *engine, int64_t at_ms)
{
    const struct public_addresses *all = atomic_load(&((struct engine *)engine)->public_addresses);
    const char *url = "";

    for (size_t i = 0; all && i < all->count && all->rows[i].since <= at_ms; i++)
        url = all->rows[i].url;
    return *url ? url : NULL;
}

int public_addresses_load(struct engine *engine, struct reader *reader, struct err *err)
{
    struct arena arena = {0};
    struct record_row row;
    struct value *body = &value_nil;
    int rc =
        reader_record(reader, RECORD_SETTING, slice_of(PUBLIC_ADDRESS_RECORD), &arena, &row, err);

    if (rc == 0)
        rc = canon_read(&arena, row.body, &body, err);
    else if (rc == STATUS_NOT_FOUND) {
        err_clear(err);
        rc = 0;
    }
    if (rc == 0)
        use(engine, body);
    arena_close(&arena);
    return rc;
}

void public_addresses_follow(struct engine *engine, const struct write_set *writes)
{
    struct arena arena = {0};
    struct value *body;
    struct err ignored = {0};

    for (const struct op *op = writes->first_op; op; op = op->next)
        if (op->kind == OP_RECORD && op->record.kind == RECORD_SETTING &&
            slice_is(op->record.key, PUBLIC_ADDRESS_RECORD) &&
            canon_read(&arena, op->record.body, &body, &ignored) == 0)
            use(engine, body);
    arena_close(&arena);
}

void public_addresses_close(struct engine *engine)
{
    struct public_addresses *all =
        (struct public_addresses *)atomic_load(&engine->public_addresses);
    while (all) {
        struct public_addresses *former = (struct public_addresses *)all->former;
        arena_close(&all->arena);
        free(all);
        all = former;
    }
}
