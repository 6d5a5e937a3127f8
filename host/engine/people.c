/* people.c - who may speak to this host, and who works here (people.h).
 *
 *   store --people_read--> struct people --people_take--> engine->people --people_rebuild--> staff
 *                                           ^
 *   a committed write set --people_follow---+
 *
 * P1. engine->staff says what engine->people and the tree of the active release say; it is replaced
 *     whole and never changed.
 * P2. A token that stands for a person is good while that person's record is in force; what he may
 *     do is read from the snapshot at each request.
 *
 * Tables of chains by hash, so that ten thousand people cost a request nothing. A token is found by
 * its keyed digest: how long that takes says nothing of the token.
 *
 * To keep another kind of record in memory: a branch in take_record and one in people_rebuild.
 */
#include "engine/people.h"
#include <stdlib.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/recusal.h"
#include "engine/roster_news.h"
#include "store/office.h"

enum { TOKEN_KEY_DIGITS = 16, RECORDS_PAGE = 1000 };

struct known_person {
    struct known_person *next;
    struct staff_person *person; /* a reference */
    bool has_left;
};

struct known_token {
    struct known_token *next;
    struct digest digest;
    struct arena arena;
    const char *person; /* id of a person of the records; NULL: it stands for itself */
    const char *name;
    struct id actor;
    const struct value *roles;
    bool is_administrator, is_revoked;
};

struct kept_record {
    struct kept_record *next;
    enum record_kind kind;
    const char *key;
    struct value *body;
    struct arena arena;
};

/* ---- tables ---------------------------------------------------------------------------------- */

static size_t bucket_of_key(const char *key)
{
    uint64_t hash = 14695981039346656037ULL; /* FNV-1a */
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 1099511628211ULL;
    return (size_t)(hash % PEOPLE_BUCKETS);
}

static size_t bucket_of_digest(const struct digest *digest)
{
    uint64_t hash;
    memcpy(&hash, digest->bytes, sizeof hash);
    return (size_t)(hash % PEOPLE_BUCKETS);
}

static void people_open(struct people *people)
{
    *people = (struct people){0};
    people->persons = mem_zero(PEOPLE_BUCKETS * sizeof *people->persons);
    people->tokens = mem_zero(PEOPLE_BUCKETS * sizeof *people->tokens);
}

static void token_free(struct known_token *token)
{
    arena_close(&token->arena);
    free(token);
}

static void record_free(struct kept_record *record)
{
    arena_close(&record->arena);
    free(record);
}

static void known_person_free(struct known_person *known)
{
    staff_person_unref(known->person);
    free(known);
}

void people_close(struct people *people)
{
    for (size_t i = 0; people->persons && i < PEOPLE_BUCKETS; i++) {
        for (struct known_person *known = people->persons[i], *next; known; known = next) {
            next = known->next;
            known_person_free(known);
        }
        for (struct known_token *token = people->tokens[i], *next; token; token = next) {
            next = token->next;
            token_free(token);
        }
    }
    while (people->records) {
        struct kept_record *record = people->records;
        people->records = record->next;
        record_free(record);
    }
    free(people->persons);
    free(people->tokens);
    *people = (struct people){0};
}

/* ---- tokens ---------------------------------------------------------------------------------- */

void token_digest(const struct engine *engine, struct slice token, struct digest *out)
{
    struct digest_state state;
    digest_init(&state, engine->child_key, sizeof engine->child_key);
    digest_add(&state, "token", 5);
    digest_add(&state, token.bytes, token.len);
    digest_end(&state, out);
}

const char *token_record_key(struct arena *arena, const struct digest *digest)
{
    char text[2 * DIGEST_BYTES + 1];
    return arena_printf(arena, "token/%.*s", TOKEN_KEY_DIGITS, digest_to_text(digest, text));
}

static struct known_token *token_find(const struct people *people, const struct digest *digest)
{
    struct known_token *token = people->tokens[bucket_of_digest(digest)];
    while (token && !secret_is_equal(&token->digest, digest, sizeof *digest))
        token = token->next;
    return token;
}

static struct known_token *token_put(struct people *people, const struct digest *digest)
{
    struct known_token *token = token_find(people, digest);
    if (token)
        return token;
    token = mem_zero(sizeof *token);
    token->digest = *digest;
    token->next = people->tokens[bucket_of_digest(digest)];
    people->tokens[bucket_of_digest(digest)] = token;
    return token;
}

static void take_token(struct people *people, const struct token_row *row)
{
    struct known_token *token = token_put(people, &row->digest);
    struct value *list = value_list(&token->arena);
    struct slice roles = row->roles;

    while (roles.len) {
        const char *end = memchr(roles.bytes, '\n', roles.len);
        size_t len = end ? (size_t)(end - roles.bytes) : roles.len;
        struct slice role = {.bytes = roles.bytes, .len = len};
        value_push(&token->arena, list, value_text(&token->arena, role));
        token->is_administrator |= slice_is(role, "admin");
        roles.bytes += len + (end ? 1 : 0);
        roles.len -= len + (end ? 1 : 0);
    }
    token->roles = list;
    token->name = arena_copy(&token->arena, row->name).bytes;
    token->actor = row->actor;
}

/* { digest, person }: a token of a person; without person: only that one is revoked. */
static void take_token_record(struct people *people, const struct value *body, int status)
{
    const char *person = value_get_text(body, "person");
    struct digest digest;

    if (!digest_from_text(value_text_or(value_get(body, "digest"), ""), &digest))
        return;
    struct known_token *token = token_put(people, &digest);
    token->is_revoked = status == 0;
    if (person)
        token->person = arena_text(&token->arena, person);
}

/* ---- records --------------------------------------------------------------------------------- */

static struct known_person **person_place(struct people *people, const char *key)
{
    struct known_person **at = &people->persons[bucket_of_key(key)];
    while (*at && strcmp((*at)->person->key, key) != 0)
        at = &(*at)->next;
    return at;
}

static void drop_person(struct people *people, struct known_person **at)
{
    struct known_person *known = *at;
    if (!known)
        return;
    *at = known->next;
    people->person_count -= !known->has_left;
    people->left_count -= known->has_left;
    known_person_free(known);
}

static void take_person(struct people *people, const char *key, const struct value *body,
                        int status, struct arena *arena)
{
    struct staff_person person;

    drop_person(people, person_place(people, key));
    if (!person_of_body(body, key, arena, &person))
        return;
    struct known_person *known = mem_zero(sizeof *known), **at = person_place(people, key);
    if (status == 0)
        person = (struct staff_person){.id = person.id, .key = key};
    known->person = staff_person_new(&person);
    known->has_left = status == 0;
    known->next = *at;
    *at = known;
    people->person_count += !known->has_left;
    people->left_count += known->has_left;
}

static void keep_record(struct people *people, const struct record_row *row,
                        const struct value *body)
{
    struct kept_record **at = &people->records, *record;

    while (*at && !((*at)->kind == row->kind && slice_is(row->key, (*at)->key)))
        at = &(*at)->next;
    record = *at;
    if (record) {
        *at = record->next;
        record_free(record);
    }
    if (row->status == 0)
        return;
    record = mem_zero(sizeof *record);
    record->kind = row->kind;
    record->key = arena_copy(&record->arena, row->key).bytes;
    record->body = value_copy(&record->arena, body);
    record->next = people->records;
    people->records = record;
}

static bool is_ours(const struct record_row *row)
{
    static const char token[] = "token/";
    return row->kind == RECORD_PERSON || row->kind == RECORD_ROSTER ||
           row->kind == RECORD_ABSENCE || row->kind == RECORD_CONFLICT ||
           (row->kind == RECORD_SETTING && row->key.len > strlen(token) &&
            memcmp(row->key.bytes, token, strlen(token)) == 0);
}

/* False: it changes nobody. */
static bool take_record(struct people *people, const struct record_row *row)
{
    struct arena arena = {0};
    struct value *body;
    struct err ignored = {0};
    bool is_taken = is_ours(row) && canon_read(&arena, row->body, &body, &ignored) == 0;

    if (!is_taken)
        ;
    else if (row->kind == RECORD_PERSON)
        take_person(people, arena_copy(&arena, row->key).bytes, body, row->status, &arena);
    else if (row->kind == RECORD_SETTING)
        take_token_record(people, body, row->status);
    else
        keep_record(people, row, body);
    arena_close(&arena);
    return is_taken;
}

/* ---- reading --------------------------------------------------------------------------------- */

static int read_records(struct reader *reader, enum record_kind kind, struct people *out,
                        struct err *err)
{
    struct record_span span = {.kind = kind, .limit = RECORDS_PAGE, .has_ended = true};
    struct record_row *rows;
    size_t count = RECORDS_PAGE;
    struct arena pages[2] = {{0}, {0}}; /* `after` lies in the page before */
    int rc = 0;

    for (int page = 0; rc == 0 && count == RECORDS_PAGE; page ^= 1) {
        arena_clear(&pages[page]);
        rc = reader_records(reader, &span, &pages[page], &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++)
            take_record(out, &rows[i]);
        if (rc == 0 && count > 0)
            span.after = rows[count - 1].key;
    }
    arena_close(&pages[0]);
    arena_close(&pages[1]);
    return rc;
}

int people_read(const struct engine *engine, struct reader *reader, struct people *out,
                struct err *err)
{
    static const enum record_kind kinds[] = {RECORD_PERSON, RECORD_ROSTER, RECORD_ABSENCE,
                                             RECORD_CONFLICT, RECORD_SETTING};
    struct arena arena = {0};
    struct token_row *rows;
    size_t count;

    (void)engine;
    people_open(out);
    int rc = reader_tokens(reader, &arena, &rows, &count, err);
    for (size_t i = 0; rc == 0 && i < count; i++)
        take_token(out, &rows[i]);
    for (size_t i = 0; rc == 0 && i < sizeof kinds / sizeof *kinds; i++)
        rc = read_records(reader, kinds[i], out, err);
    arena_close(&arena);
    if (rc != 0)
        people_close(out);
    return rc;
}

/* ---- the snapshot ---------------------------------------------------------------------------- */

static void plan_people(const struct people *people, struct arena *arena, struct staff_plan *plan)
{
    struct staff_person **persons =
        ARENA_ARRAY(arena, struct staff_person *, people->person_count + 1);
    const char **left = ARENA_ARRAY(arena, const char *, people->left_count + 1);
    for (size_t i = 0; people->persons && i < PEOPLE_BUCKETS; i++)
        for (struct known_person *known = people->persons[i]; known; known = known->next)
            if (known->has_left)
                left[plan->left_count++] = known->person->id;
            else
                persons[plan->person_count++] = known->person;
    plan->people = persons;
    plan->left = left;
}

static void plan_records(const struct people *people, struct arena *arena, struct staff_plan *plan)
{
    size_t count = 1;
    for (const struct kept_record *record = people->records; record; record = record->next)
        count++;
    struct staff_absence *absences = ARENA_ARRAY(arena, struct staff_absence, count);
    struct roster *rosters = ARENA_ARRAY(arena, struct roster, count);
    struct staff_conflict *conflicts =
        ARENA_ARRAY(arena, struct staff_conflict, count * CONFLICTS_MOST);

    for (const struct kept_record *record = people->records; record; record = record->next) {
        if (record->kind == RECORD_ABSENCE)
            plan->absence_count +=
                absence_of_body(record->body, arena, &absences[plan->absence_count]);
        else if (record->kind == RECORD_ROSTER)
            plan->roster_count +=
                roster_of_body(record->body, record->key, arena, &rosters[plan->roster_count]);
        else
            plan->conflict_count +=
                conflicts_of_body(record->body, &conflicts[plan->conflict_count]);
    }
    plan->absences = absences;
    plan->rosters = rosters;
    plan->conflicts = conflicts;
}

void people_rebuild(struct engine *engine)
{
    struct arena arena = {0};
    struct staff_plan plan = {0};

    plan.office_count =
        offices_of_tree(value_get(engine_model(engine), "tree"), &arena, &plan.offices);
    plan_people(&engine->people, &arena, &plan);
    plan_records(&engine->people, &arena, &plan);
    staff_unref(engine->staff);
    engine->staff = staff_new(&plan);
    arena_close(&arena);
    roster_watch(engine);
    hands_watch_begin(engine);
}

struct staff *engine_staff(struct engine *engine)
{
    return staff_ref(engine->staff);
}

void people_take(struct engine *engine, struct people *people)
{
    people_close(&engine->people);
    engine->people = *people;
    *people = (struct people){0};
    people_rebuild(engine);
}

void people_follow(struct engine *engine, const struct write_set *writes)
{
    bool is_changed = false;

    for (const struct op *op = writes->first_op; op; op = op->next) {
        if (op->kind == OP_TOKEN)
            take_token(&engine->people, &op->token);
        else if (op->kind == OP_RECORD)
            is_changed |= take_record(&engine->people, &op->record);
    }
    if (is_changed)
        people_rebuild(engine);
}

/* ---- actors ---------------------------------------------------------------------------------- */

struct acting_person {
    struct engine *engine;
    struct arena *arena;
    struct actor *actor;
    struct membership *memberships;
    size_t capacity;
    int64_t now_ms;
};

static void add_membership(struct acting_person *acting, const char *office, const char *role,
                           const char *covering)
{
    struct actor *actor = acting->actor;

    if (actor->membership_count == acting->capacity) {
        size_t capacity = acting->capacity ? 2 * acting->capacity : 8;
        struct membership *larger = ARENA_ARRAY(acting->arena, struct membership, capacity);
        if (actor->membership_count)
            memcpy(larger, acting->memberships, actor->membership_count * sizeof *larger);
        acting->memberships = larger;
        acting->capacity = capacity;
    }
    acting->memberships[actor->membership_count++] =
        (struct membership){.office = arena_text(acting->arena, office),
                            .role = arena_text(acting->arena, role),
                            .covering = covering};
    actor->memberships = acting->memberships;
}

/* The role in its office as that is called now, and in those it has succeeded. */
static void add_everywhere(struct acting_person *acting, const struct staff_membership *membership,
                           const char *covering)
{
    const struct staff *staff = acting->engine->staff;
    const struct staff_office *now = staff_office_now(staff, membership->office), *offices;
    const char *code = now ? now->code : membership->office;
    size_t count = staff_offices(staff, &offices);

    add_membership(acting, code, membership->role, covering);
    for (size_t i = 0; now && i < count; i++)
        if (offices[i].successor && staff_office_now(staff, offices[i].code) == now)
            add_membership(acting, offices[i].code, membership->role, covering);
    if (!covering && strcmp(membership->role, "admin") == 0 && (!now || !now->parent))
        acting->actor->is_administrator = true;
}

static void add_memberships_of(struct acting_person *acting, const struct staff_person *person,
                               const char *covering)
{
    for (size_t i = 0; i < person->membership_count; i++)
        if (period_has(person->memberships[i].valid, acting->now_ms))
            add_everywhere(acting, &person->memberships[i], covering);
}

/* Everything is copied: the snapshot may be replaced while the request is under way. */
static struct actor *actor_of_person(struct engine *engine, const struct staff_person *person,
                                     struct arena *arena)
{
    struct acting_person acting = {.engine = engine,
                                   .arena = arena,
                                   .actor = ARENA_NEW(arena, struct actor),
                                   .now_ms = loop_now_ms(engine->loop)};
    struct actor *actor = acting.actor;

    actor->id = arena_text(arena, person->id);
    actor->name = arena_text(arena, person->key);
    actor->is_person = true;
    add_memberships_of(&acting, person, NULL);
    actor->covers = staff_covers(engine->staff, person->id, acting.now_ms, arena);
    for (size_t i = 0; i < value_len(actor->covers); i++) {
        const char *absent = value_text_or(value_item(actor->covers, i), "");
        const struct staff_person *covered = staff_person(engine->staff, absent);
        if (covered)
            add_memberships_of(&acting, covered, absent);
    }
    return actor;
}

struct actor *engine_actor_by_token(struct engine *engine, struct slice text, struct arena *arena)
{
    struct digest digest;
    token_digest(engine, text, &digest);
    return engine_actor_by_digest(engine, &digest, arena);
}

struct actor *engine_actor_by_digest(struct engine *engine, const struct digest *digest,
                                     struct arena *arena)
{
    char id[ID_TEXT_LEN + 1];
    const struct known_token *token = token_find(&engine->people, digest);
    if (!token || token->is_revoked)
        return NULL;
    if (token->person) {
        const struct staff_person *person = staff_person(engine->staff, token->person);
        return person ? actor_of_person(engine, person, arena) : NULL; /* P2 */
    }
    if (!token->name)
        return NULL;
    struct actor *actor = ARENA_NEW(arena, struct actor);
    actor->id = arena_text(arena, id_to_text(&token->actor, id));
    actor->name = arena_text(arena, token->name);
    actor->roles = value_copy(arena, token->roles);
    actor->is_administrator = token->is_administrator;
    return actor;
}
