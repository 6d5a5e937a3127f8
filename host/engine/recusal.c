/* recusal.c - what a case forbids people to do in it (recusal.h). Who is recused by it is told by
 * duty/staff_choice.c; here the facts are kept and gathered.
 */
#include "engine/recusal.h"

#include <ctype.h>
#include "data/canon.h"
#include "engine/inside.h"
#include "engine/recipients.h"

enum { NUMBER_MOST = 64 };

/* ---- facts ----------------------------------------------------------------------------------- */

static void put_fact(struct turn *turn, const char *key, const struct value *body)
{
    struct part part = {.kind = PART_FACT,
                        .key = slice_of(key),
                        .status = 1,
                        .body = canon_text(turn->arena, body)};
    turn->moves_hands = true;
    parts_put(&turn->cf->parts, &part);
}

/* The rest of the key behind "recused/"; NULL if it is another fact. */
static const char *fact_name(struct arena *arena, const struct part *part, const char *prefix)
{
    size_t len = strlen(prefix);
    if (part->key.len <= len || memcmp(part->key.bytes, prefix, len) != 0)
        return NULL;
    return arena_copy(arena,
                      (struct slice){.bytes = part->key.bytes + len, .len = part->key.len - len})
        .bytes;
}

static int hex_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool digest_from_text(const char *text, struct digest *out)
{
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = hex_of(text[2 * i]), low = high < 0 ? -1 : hex_of(text[2 * i + 1]);
        if (low < 0)
            return false;
        out->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return text[2 * DIGEST_BYTES] == '\0';
}

/* ---- gathering ------------------------------------------------------------------------------- */

struct gathering {
    struct arena *arena;
    struct value *units, *people, *decided;
    const char *level; /* the office whose own work is no review of itself */
    struct digest *digests;
    size_t count, capacity;
};

static void gather_digests(struct gathering *gathering, const struct value *digests)
{
    struct arena *arena = gathering->arena;

    for (size_t i = 0; i < value_len(digests); i++) {
        if (gathering->count == gathering->capacity) {
            size_t capacity = gathering->capacity ? 2 * gathering->capacity : 8;
            struct digest *larger = ARENA_ARRAY(arena, struct digest, capacity);
            if (gathering->count)
                memcpy(larger, gathering->digests, gathering->count * sizeof *larger);
            gathering->digests = larger;
            gathering->capacity = capacity;
        }
        if (digest_from_text(value_text_or(value_item(digests, i), ""),
                             &gathering->digests[gathering->count]))
            gathering->count++;
    }
}

/* Of "DIGEST/KEY"; "" of what is damaged. */
static const char *digest_named(struct arena *arena, const char *name)
{
    const char *slash = strchr(name, '/');
    size_t len = slash ? (size_t)(slash - name) : 0;
    return arena_copy(arena, (struct slice){.bytes = name, .len = len}).bytes;
}

struct value *recusal_digests(struct arena *arena, const struct part *part)
{
    const char *name = part_is_live(part) ? fact_name(arena, part, "party/") : NULL;
    struct value *list = value_list(arena);

    if (name)
        value_push(arena, list, value_string(arena, digest_named(arena, name)));
    return list;
}

static void gather_fact(struct gathering *gathering, const struct part *part)
{
    struct arena *arena = gathering->arena;
    struct value *body;
    struct err ignored = {0};
    const char *name;

    if (!part_is_live(part))
        return;
    if ((name = fact_name(arena, part, "recused/")) != NULL) {
        value_push(arena, gathering->people, value_string(arena, name));
    } else if ((name = fact_name(arena, part, "decided/")) != NULL) {
        if (!gathering->level || strcmp(name, gathering->level) != 0)
            value_push(arena, gathering->decided, value_string(arena, name));
    } else if (canon_read(arena, part->body, &body, &ignored) != 0) {
        return;
    } else if ((name = fact_name(arena, part, "kept/")) != NULL) {
        struct value *one = value_list(arena);
        value_push(arena, one, value_string(arena, digest_named(arena, name)));
        gather_digests(gathering, one);
    } else if (slice_is(part->key, "subject")) {
        gathering->units = value_get(body, "offices");
    } else if (fact_name(arena, part, "party/")) {
        gather_digests(gathering, recusal_digests(arena, part));
    }
}

static struct gathering gathering_begin(struct arena *arena)
{
    return (struct gathering){
        .arena = arena, .people = value_list(arena), .decided = value_list(arena)};
}

static struct staff_subjects gathered(const struct gathering *gathering)
{
    return (struct staff_subjects){
        .units = gathering->units,
        .people = gathering->people,
        .decided = gathering->decided,
        .parties = {.items = gathering->digests, .count = gathering->count}
    };
}

void recusal_subjects(struct turn *turn, const struct task *task, struct staff_subjects *out)
{
    struct gathering gathering = gathering_begin(turn->arena);
    struct part *part;

    gathering.level = office_of_word(turn, task ? task->office : NULL);
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_FACT, &i));)
        gather_fact(&gathering, part);
    *out = gathered(&gathering);
}

bool recusal_closes(const struct case_image *image, const struct staff *staff, const char *person,
                    int64_t now_ms)
{
    struct arena arena = {0};
    struct gathering gathering = gathering_begin(&arena);

    for (size_t i = 0; i < image->part_count; i++)
        if (image->parts[i].kind == PART_FACT)
            gather_fact(&gathering, &image->parts[i]);
    gathering.decided = value_list(&arena); /* who decided knows it already */
    const struct staff_subjects subjects = gathered(&gathering);
    bool closes = staff_is_recused(staff, person, now_ms, &subjects);
    arena_close(&arena);
    return closes;
}

int recusal_check(struct turn *turn, const struct task *task, const char *person, struct err *err)
{
    struct staff_subjects subjects;

    if (turn->engine->telling || !person) /* what happened is told, not judged again */
        return 0;
    recusal_subjects(turn, task, &subjects);
    if (!staff_is_recused(turn_staff(turn), person, turn->at, &subjects))
        return 0;
    return err_set_at(err, STATUS_FORBIDDEN, "recused", NULL,
                      "This person may not act in this case. Somebody else has to; the head of "
                      "the office can assign it.");
}

/* ---- noting ---------------------------------------------------------------------------------- */

static void add_offices(struct arena *arena, const struct value *from, struct value *out)
{
    if (from->type == VALUE_TEXT && from->text.len > 0)
        value_push(arena, out, value_copy(arena, from));
    for (size_t i = 0; from->type == VALUE_LIST && i < value_len(from); i++)
        add_offices(arena, value_item(from, i), out);
}

/* "subject", or "field" of the rows of a list: "demands/unit". */
static void add_named_offices(struct arena *arena, const struct value *data, const char *name,
                              struct value *out)
{
    const char *slash = strchr(name, '/');
    if (!slash) {
        add_offices(arena, value_get(data, name), out);
        return;
    }
    const struct value *rows =
        value_get_slice(data, (struct slice){.bytes = name, .len = (size_t)(slash - name)});
    for (size_t i = 0; i < value_len(rows); i++)
        add_offices(arena, value_get(value_item(rows, i), slash + 1), out);
}

void recusal_note_subject(struct turn *turn)
{
    struct casefile *cf = turn->cf;
    struct arena *arena = turn->arena;
    const struct value *named =
        cf->workflow ? value_get(cf->workflow->model, "subject") : &value_nil;
    struct value *offices = value_list(arena), *body = value_map(arena);

    if (value_is_nil(named) || !cf->has_stage)
        return;
    if (named->type == VALUE_TEXT)
        add_named_offices(arena, cf->stage.data, named->text.bytes, offices);
    for (size_t i = 0; named->type == VALUE_LIST && i < value_len(named); i++)
        add_named_offices(arena, cf->stage.data, value_text_or(value_item(named, i), ""), offices);
    value_put(arena, body, "offices", offices);
    struct part *part = parts_find(&cf->parts, PART_FACT, slice_of("subject"));
    if (part ? !slice_is_equal(part->body, canon_text(arena, body)) : value_len(offices) > 0)
        put_fact(turn, "subject", body);
}

bool recusal_is_declared(struct turn *turn, const char *person)
{
    const char *key = arena_printf(turn->arena, "recused/%s", person);
    return parts_find(&turn->cf->parts, PART_FACT, slice_of(key)) != NULL;
}

void recusal_declare(struct turn *turn, const char *person, bool has_interest)
{
    const char *key = arena_printf(turn->arena, "recused/%s", person);
    struct value *body = value_map(turn->arena);

    value_put(turn->arena, body, "by", value_string(turn->arena, turn->event->act->actor->id));
    value_put(turn->arena, body, "at", value_int(turn->arena, turn->at));
    turn->moves_hands = true;
    if (has_interest)
        put_fact(turn, key, body);
    else
        parts_drop(&turn->cf->parts, PART_FACT, slice_of(key));
}

void recusal_note_decided(struct turn *turn, const char *office)
{
    struct value *body = value_map(turn->arena);
    value_put(turn->arena, body, "at", value_int(turn->arena, turn->at));
    put_fact(turn, arena_printf(turn->arena, "decided/%s", office), body);
}

/* The id of the key in a fact of a person, "DIGEST/KEY"; NULL: it is another fact. */
static const char *key_named(struct arena *arena, const struct part *part, const char *prefix)
{
    const char *name = fact_name(arena, part, prefix);
    const char *slash = name ? strchr(name, '/') : NULL;
    return slash ? slash + 1 : NULL;
}

static bool is_of_key(struct arena *arena, const struct part *part, const char *prefix,
                      const char *key)
{
    const char *named = part->kind == PART_FACT ? key_named(arena, part, prefix) : NULL;
    return named && strcmp(named, key) == 0;
}

static const char *const prefixes[] = {[PARTY_OF_CASE] = "party/", [PARTY_KEPT_OUT] = "kept/"};

/* A party and who acts for him share a key. */
void recusal_note_party(struct turn *turn, const struct id *key, const struct value *person,
                        enum party as)
{
    struct digest digests[PERSON_DIGESTS_MOST];
    char hex[2 * DIGEST_BYTES + 1], text[ID_TEXT_LEN + 1];
    size_t count = person_digests(turn->engine, value_get_text(person, "phone"),
                                  value_get_text(person, "id_number"), digests);

    id_to_text(key, text);
    for (size_t i = 0; i < count; i++)
        put_fact(turn,
                 arena_printf(turn->arena, "%s%s/%s", prefixes[as],
                              digest_to_text(&digests[i], hex), text),
                 value_map(turn->arena));
}

void recusal_forget_party(struct turn *turn, const struct id *key)
{
    struct part *part;
    char text[ID_TEXT_LEN + 1];

    id_to_text(key, text);
    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_FACT, &i));)
        if (is_of_key(turn->arena, part, prefixes[PARTY_OF_CASE], text) ||
            is_of_key(turn->arena, part, prefixes[PARTY_KEPT_OUT], text))
            parts_drop(&turn->cf->parts, PART_FACT, arena_copy(turn->arena, part->key));
}

enum party recusal_was_party(struct turn *turn, const struct case_image *image,
                             const struct id *key)
{
    char text[ID_TEXT_LEN + 1];
    enum party as = PARTY_NONE;

    id_to_text(key, text);
    for (size_t i = 0; i < image->part_count && as != PARTY_OF_CASE; i++) {
        if (is_of_key(turn->arena, &image->parts[i], prefixes[PARTY_OF_CASE], text))
            as = PARTY_OF_CASE;
        else if (is_of_key(turn->arena, &image->parts[i], prefixes[PARTY_KEPT_OUT], text))
            as = PARTY_KEPT_OUT;
    }
    return as;
}

/* ---- a part that is split off ---- */

/* Who has decided and who keeps out, there as here. */
struct value *recusal_along(struct turn *turn)
{
    struct arena *arena = turn->arena;
    struct value *along = value_map(arena), *body;
    struct err ignored = {0};
    struct part *part;

    for (size_t i = 0; (part = parts_next(&turn->cf->parts, PART_FACT, &i));)
        if (part_is_live(part) &&
            (fact_name(arena, part, "decided/") || fact_name(arena, part, "recused/")) &&
            canon_read(arena, part->body, &body, &ignored) == 0)
            value_put_slice(arena, along, part->key, body);
    return along;
}

void recusal_take(struct turn *turn, const struct value *along)
{
    for (size_t i = 0; i < value_len(along); i++)
        put_fact(turn, arena_copy(turn->arena, along->map.members[i].key).bytes,
                 along->map.members[i].value);
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* As one would compare by eye: without spaces and dashes, letters large. A phone also without the
 * code of the country. */
static size_t plain_number(const char *text, char out[NUMBER_MOST])
{
    size_t len = 0;
    for (; *text && len < NUMBER_MOST; text++)
        if (isalnum((unsigned char)*text))
            out[len++] = (char)toupper((unsigned char)*text);
    return len;
}

static bool number_digest(const struct engine *engine, const char *kind, const char *text,
                          struct digest *out)
{
    enum { COUNTRY_DIGITS = 2, MOBILE_DIGITS = 11 };
    char plain[NUMBER_MOST];
    const char *at = plain;
    struct digest_state state;
    size_t len = text ? plain_number(text, plain) : 0;

    if (len == 0)
        return false;
    if (len == COUNTRY_DIGITS + MOBILE_DIGITS && memcmp(plain, "86", COUNTRY_DIGITS) == 0) {
        at += COUNTRY_DIGITS;
        len -= COUNTRY_DIGITS;
    }
    digest_init(&state, engine->child_key, sizeof engine->child_key);
    digest_add(&state, kind, strlen(kind) + 1);
    digest_add(&state, at, len);
    digest_end(&state, out);
    return true;
}

size_t person_digests(const struct engine *engine, const char *phone, const char *id_number,
                      struct digest out[PERSON_DIGESTS_MOST])
{
    size_t count = 0;
    count += number_digest(engine, "person phone", phone, &out[count]);
    count += number_digest(engine, "person number", id_number, &out[count]);
    return count;
}
