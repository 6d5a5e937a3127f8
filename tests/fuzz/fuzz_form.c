/* fuzz_form.c - any answer against any form.
 *
 * The form has a field of every type and is drawn from the first bytes; the answer is JSON text
 * behind a '{', else a tree drawn from the bytes: members that are declared and others, values that
 * fit and others. All wrong fields are named or nothing is; no error quotes what was given; what
 * was given is unchanged; what is clean has handles for all that is personal, and passes again.
 */
#include <string.h>
#include "base/wallclock.h"
#include "data/canon.h"
#include "data/json.h"
#include "duty/form.h"
#include "fuzz/fuzz.h"

enum { DEPTH_MOST = 4, MEMBERS_MOST = 12, RECORDS = 3 };

/* Stands in all texts that are given and must never come back in an error. */
static const char canary[] = "KANARI";

struct draw {
    const uint8_t *at, *end;
    struct arena arena;
    size_t seals;
};

static unsigned draw_below(struct draw *draw, unsigned limit)
{
    unsigned byte = draw->at < draw->end ? *draw->at++ : 0;
    return byte % limit;
}

static const char *draw_text(struct draw *draw)
{
    static const char *const texts[] = {
        "",
        "  ",
        "KANARI",
        "KANARI\n\t<b>&amp;",
        "周桂兰KANARI",
        "2026-02-10",
        "2026-02-30",
        "1999-12-31T23:59:59+14:00",
        "2026-01-05T09:00:00Z",
        "13711112222",
        "+86 571 8888 1234",
        "11010519491231002X",
        "110105194912310021",
        "resident_id",
        "passport",
        "a",
        "b",
        "min",
        "wd",
        "\xef\xbf\xbf",
        "KANARI\xf0\x9f\x99\x82\xe2\x80\xae",
        "post,starts,ends,need\nKANARI,2026-05-01 08:30,2026-05-01 12:30,1\n",
        "post,starts,ends,need\n\"KANARI",
    };
    unsigned n = draw_below(draw, sizeof texts / sizeof *texts + 1);
    if (n < sizeof texts / sizeof *texts)
        return texts[n];
    size_t len = 40 * draw_below(draw, 256); /* beyond FORM_TEXT_MAX too */
    char *text = arena_alloc(&draw->arena, len + sizeof canary);
    memcpy(text, canary, sizeof canary);
    memset(text + sizeof canary - 1, 'x', len);
    text[sizeof canary - 1 + len] = '\0';
    return text;
}

static const char *const names[] = {
    "t",    "c",      "yes",  "n",     "m",     "d",       "when",    "span",      "who",
    "tel",  "no",     "home", "items", "name",  "phone",   "id_type", "id_number", "address",
    "area", "text",   "unit", "k",     "said",  "outcome", "other",   "$row",      "$h",
    "",     "papers", "plan", "post",  "place", "starts",  "ends",    "need",
};
enum { NAMES = sizeof names / sizeof *names };

static struct value *draw_value(struct draw *draw, int depth);

static struct value *draw_map(struct draw *draw, int depth)
{
    struct value *map = value_map(&draw->arena);
    for (unsigned i = draw_below(draw, MEMBERS_MOST); i > 0; i--)
        value_put(&draw->arena, map, names[draw_below(draw, NAMES)], draw_value(draw, depth));
    return map;
}

static struct value *draw_value(struct draw *draw, int depth)
{
    static const int64_t numbers[] = {
        0, 1, -1, 5, 12, 100, 1000000, INT64_MAX, INT64_MIN, 9007199254740991, 9007199254740993};
    struct arena *arena = &draw->arena;
    switch (draw_below(draw, depth > 0 ? 12 : 8)) {
    case 0:
        return &value_nil;
    case 1:
        return value_bool(arena, draw_below(draw, 2) == 1);
    case 2:
        return value_int(arena, numbers[draw_below(draw, sizeof numbers / sizeof *numbers)]);
    case 3:
        return value_real(arena, (double)draw_below(draw, 256) / 4 - 3);
    case 4:
        return value_handle(arena, slice_of(canary));
    case 8:
    case 9: {
        struct value *list = value_list(arena);
        for (unsigned i = draw_below(draw, MEMBERS_MOST); i > 0; i--)
            value_push(arena, list, draw_value(draw, depth - 1));
        return list;
    }
    case 10:
    case 11:
        return draw_map(draw, depth - 1);
    default:
        return value_string(arena, draw_text(draw));
    }
}

/* ---- the form ---- */

static struct value *record(struct arena *arena, const char *text)
{
    struct value *value = NULL;
    struct err err = {0};
    fuzz_require(canon_read(arena, slice_of(text), &value, &err) == 0, "a declaration is a value");
    return value;
}

/* Fields of every type, as the model tells them; bits of the first byte make them compulsory,
 * plain, limited. */
static struct form *open_form(struct draw *draw)
{
    static const char *const fields[] = {
        "{\"name\":\"t\",\"type\":\"text\"}",
        "{\"choices\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"name\":\"c\",\"type\":\"choice\"}",
        "{\"name\":\"yes\",\"type\":\"yes_no\"}",
        "{\"max\":1000,\"min\":-3,\"name\":\"n\",\"type\":\"number\"}",
        "{\"min\":0,\"name\":\"m\",\"type\":\"money\"}",
        "{\"facts\":{\"minor\":{\"kind\":\"age_under\",\"n\":18}},\"name\":\"d\",\"type\":"
        "\"date\"}",
        "{\"name\":\"when\",\"type\":\"time\"}",
        "{\"name\":\"span\",\"type\":\"duration\"}",
        "{\"name\":\"who\",\"type\":\"people\"}",
        "{\"name\":\"tel\",\"type\":\"phone\"}",
        "{\"name\":\"no\",\"type\":\"id_number\"}",
        "{\"name\":\"home\",\"sealed\":true,\"type\":\"address\"}",
        "{\"fields\":[{\"name\":\"k\",\"required\":true,\"type\":\"number\"},"
        "{\"name\":\"who\",\"type\":\"people\"},{\"name\":\"said\",\"type\":\"text\"}],"
        "\"max\":4,\"name\":\"items\",\"type\":\"rows\"}",
        "{\"name\":\"unit\",\"type\":\"office\"}",
        "{\"max\":3,\"name\":\"papers\",\"type\":\"files\"}",
        "{\"max\":4,\"name\":\"plan\",\"type\":\"sheet\"}",
    };
    struct arena *arena = &draw->arena;
    struct value *decl = value_map(arena), *list = value_list(arena);
    struct form *form = NULL;
    struct err err = {0};
    unsigned bits = draw_below(draw, 256), needed = draw_below(draw, 256);

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct value *field = record(arena, fields[i]);
        if (needed == i)
            value_put(arena, field, "required", value_bool(arena, true));
        if (i == 0 && bits & 1)
            value_put(arena, field, "plain", value_bool(arena, true));
        if (i == 0 && bits & 2)
            value_put(arena, field, "max", value_int(arena, 8));
        value_push(arena, list, field);
    }
    if (bits & 4)
        value_put(arena, decl, "outcomes",
                  record(arena, "[{\"id\":\"a\",\"needs\":[\"n\"]},{\"id\":\"b\"}]"));
    value_put(arena, decl, "fields", list);
    fuzz_require(form_open(arena, "fuzz", decl, &form, &err) == 0, err.text);
    return form;
}

/* ---- the check ---- */

static int on_seal(void *owner, const struct seal_request *request, struct value **handle)
{
    struct draw *draw = owner;
    fuzz_require(request->plain && !value_is_nil(request->plain), "a value is sealed");
    fuzz_require(request->row < 0 || request->rows, "a row is of a list");
    draw->seals++;
    *handle = value_handle(&draw->arena, slice_of("handle"));
    return 0;
}

/* Names of undeclared members are said; what they hold is not. */
static bool is_in_a_name(const struct value *value)
{
    bool is_map = value->type == VALUE_MAP;
    for (size_t i = 0; i < value_len(value); i++) {
        struct slice name = is_map ? value->map.members[i].key : slice_of("");
        if (name.len && memmem(name.bytes, name.len, canary, sizeof canary - 1))
            return true;
        if (is_in_a_name(is_map ? value->map.members[i].value : value->list.items[i]))
            return true;
    }
    return false;
}

static void check_wrong(struct draw *draw, const struct form_result *result, int rc,
                        const struct value *given, const struct err *err)
{
    fuzz_require(rc == STATUS_INVALID || rc == STATUS_MALFORMED, "it is wrong in a known way");
    fuzz_require(err->status == rc && err->text[0], "and a sentence says so");
    fuzz_require(value_len(result->errors) > 0, "what is wrong is named");
    fuzz_require(draw->seals == 0, "what fails seals nothing");
    struct slice said = canon_text(&draw->arena, result->errors);
    fuzz_require(is_in_a_name(given) || !memmem(said.bytes, said.len, canary, sizeof canary - 1),
                 "no error quotes a value");
    fuzz_require(!strstr(err->text, canary), "nor does the sentence");
}

static void check_clean(struct draw *draw, const struct form *form, const struct value *clean)
{
    struct value *again;
    struct err err = {0};
    struct slice text = canon_text(&draw->arena, clean);

    fuzz_require(canon_read(&draw->arena, text, &again, &err) == 0 && value_is_equal(clean, again),
                 "what is clean has a text that reads back equal");
    for (size_t i = 0; i < value_len(clean); i++) {
        const struct member *member = &clean->map.members[i];
        fuzz_require(!form_field_is_personal(form, member->key.bytes) ||
                         member->value->type == VALUE_HANDLE,
                     "what is personal is a handle");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct draw draw = {.at = bytes, .end = bytes + len};
    struct form *form = open_form(&draw);
    struct form_sealer sealer = {.seal = on_seal, .owner = &draw};
    struct form_answer answer = {.today = date_from_civil(2026, 2, 10), .sealer = &sealer};
    struct form_result result = {0};
    struct value *data = &value_nil;
    struct err err = {0};
    static const char *const outcomes[] = {NULL, "a", "b", "KANARI"};

    answer.outcome = outcomes[draw_below(&draw, 4)];
    struct slice rest = {(const char *)draw.at, (size_t)(draw.end - draw.at)};
    if (rest.len == 0 || rest.bytes[0] != '{')
        data = draw_map(&draw, DEPTH_MOST);
    else if (json_read(&draw.arena, rest, NULL, &data, &err) != 0)
        data = &value_nil;
    answer.data = data;
    struct slice before = canon_text(&draw.arena, data);
    err_clear(&err);
    int rc = form_check(form, &answer, &draw.arena, &result, &err);
    fuzz_require(slice_is_equal(before, canon_text(&draw.arena, data)),
                 "what was given is unchanged");
    if (rc == 0)
        check_clean(&draw, form, result.clean);
    else
        check_wrong(&draw, &result, rc, data, &err);
    arena_close(&draw.arena);
    return 0;
}
