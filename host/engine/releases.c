/* releases.c - releases as people ask for them (releases.h).
 *
 * A release is text in the store. What it declares is learned by compiling it, which takes
 * milliseconds and happens on the reading thread; one that this host does not take any more is
 * still listed and shown, without its declarations.
 */
#include "engine/releases.h"
#include <string.h>
#include "data/canon.h"
#include "data/diff.h"
#include "engine/inside.h"
#include "engine/publish.h"
#include "engine/shadow.h"
#include "engine/veil.h"
#include "store/lists.h"
#include "store/releases.h"

/* ---- by name ---- */

static bool is_digest_part(const char *name)
{
    size_t len = strlen(name);
    return len >= RELEASE_NAME_LEAST && len <= 2 * (size_t)DIGEST_BYTES &&
           name[strspn(name, "0123456789abcdef")] == '\0';
}

static bool is_named(const struct release_row *row, int64_t active, const char *name)
{
    char text[2 * DIGEST_BYTES + 1];
    if (strcmp(name, "active") == 0)
        return row->id == active;
    return strncmp(digest_to_text(&row->digest, text), name, strlen(name)) == 0;
}

static int release_unknown(const char *name, struct err *err)
{
    if (strcmp(name, "active") == 0)
        return err_set(err, STATUS_NOT_FOUND, "No release is active.");
    return err_set(err, STATUS_NOT_FOUND,
                   "There is no release %s. `comity release list` shows them.", name);
}

int release_find(struct reader *reader, const char *name, struct arena *arena,
                 struct release_found *out, struct err *err)
{
    struct release_row *rows;
    size_t count, matches = 0;

    *out = (struct release_found){0};
    if (strcmp(name, "active") != 0 && !is_digest_part(name))
        return err_set(err, STATUS_MALFORMED,
                       "Name a release by its digest: 64 characters 0-9 a-f, or the first %d or "
                       "more of them; or \"active\".",
                       RELEASE_NAME_LEAST);
    int rc = reader_release_heads(reader, arena, &rows, &count, &out->active, err);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (is_named(&rows[i], out->active, name)) {
            out->row = rows[i];
            matches++;
        }
    if (rc == 0 && matches == 0)
        rc = release_unknown(name, err);
    if (rc == 0 && matches > 1)
        rc = err_set_at(err, STATUS_CONFLICT, "ambiguous", NULL,
                        "%zu releases begin with %s. Give more of the digest.", matches, name);
    return rc;
}

/* ---- list and show ---- */

static struct value *head_value(struct arena *arena, const struct release_row *row, int64_t active)
{
    struct value *item = value_map(arena);
    char text[2 * DIGEST_BYTES + 1];

    value_put(arena, item, "digest", value_string(arena, digest_to_text(&row->digest, text)));
    value_put(arena, item, "at", value_int(arena, row->at));
    if (row->by.len)
        value_put(arena, item, "by", value_text(arena, row->by));
    if (row->note.len)
        value_put(arena, item, "note", value_text(arena, row->note));
    value_put(arena, item, "is_active", value_bool(arena, row->id == active));
    return item;
}

/* Whoever may publish need not be cleared: what is sealed is not there. */
static void put_open_cases(struct arena *arena, struct value *item, int64_t release,
                           const struct release_count *counts, size_t count)
{
    int64_t open = 0;
    for (size_t i = 0; i < count; i++)
        if (counts[i].release == release)
            open = counts[i].open_cases - counts[i].sealed_cases;
    value_put(arena, item, "open_cases", value_int(arena, open));
}

int release_list(struct reader *reader, struct arena *arena, struct value **out, struct err *err)
{
    struct value *items = value_list(arena);
    struct release_count *counts;
    struct release_row *rows;
    size_t count, counted;
    int64_t active;
    int rc = reader_release_heads(reader, arena, &rows, &count, &active, err);

    if (rc == 0)
        rc = list_release_counts(reader, arena, &counts, &counted, err);
    for (size_t i = count; rc == 0 && i-- > 0;) {
        struct value *item = head_value(arena, &rows[i], active);
        put_open_cases(arena, item, rows[i].id, counts, counted);
        value_push(arena, items, item);
    }
    *out = value_map(arena);
    value_put(arena, *out, "items", items);
    value_put_null(arena, *out, "next");
    return rc;
}

static int read_files(struct reader *reader, int64_t release, struct arena *arena,
                      const struct value **files, struct err *err)
{
    struct release_row row;
    struct value *body;
    int rc = reader_release(reader, release, arena, &row, err);

    *files = &value_nil;
    if (rc == 0)
        rc = canon_read(arena, row.body, &body, err);
    if (rc == 0)
        *files = value_get(body, "files");
    return rc;
}

/* What the files declare, copied into the arena; nil if this host does not take them. */
static const struct value *read_model(const struct value *files, struct arena *arena)
{
    struct script_file *list = ARENA_ARRAY(arena, struct script_file, value_len(files) + 1);
    struct release *release = NULL;
    struct err ignored = {0};

    for (size_t i = 0; i < value_len(files); i++)
        list[i] = (struct script_file){.path = files->map.members[i].key.bytes,
                                       .text = files->map.members[i].value->text};
    if (release_open(list, value_len(files), &release, &ignored) != 0)
        return &value_nil;
    const struct value *model = value_copy(arena, release_model(release));
    release_unref(release);
    return model;
}

static int add_activations(struct reader *reader, int64_t release, struct arena *arena,
                           struct value *out, struct err *err)
{
    struct value *list = value_list(arena);
    struct activation_row *rows;
    size_t count;
    int rc = reader_activations(reader, 0, SIZE_MAX, arena, &rows, &count, err);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (rows[i].release != release)
            continue;
        struct value *item = value_map(arena);
        value_put(arena, item, "at", value_int(arena, rows[i].at));
        value_put(arena, item, "kind", value_text(arena, rows[i].kind));
        if (rows[i].by.len)
            value_put(arena, item, "by", value_text(arena, rows[i].by));
        if (rows[i].why.len)
            value_put(arena, item, "why", value_text(arena, rows[i].why));
        value_push(arena, list, item);
    }
    value_put(arena, out, "activations", list);
    return rc;
}

int release_show(struct reader *reader, const char *name, struct arena *arena, struct value **out,
                 struct err *err)
{
    struct release_found found;
    struct release_count *counts;
    const struct value *files = &value_nil;
    size_t counted;
    int rc = release_find(reader, name, arena, &found, err);

    if (rc == 0)
        rc = read_files(reader, found.row.id, arena, &files, err);
    if (rc == 0)
        rc = list_release_counts(reader, arena, &counts, &counted, err);
    if (rc != 0)
        return rc;
    struct value *list = value_list(arena), *names = value_list(arena);
    *out = head_value(arena, &found.row, found.active);
    put_open_cases(arena, *out, found.row.id, counts, counted);
    for (size_t i = 0; i < value_len(files); i++) {
        struct value *item = value_map(arena);
        value_put(arena, item, "path", value_text(arena, files->map.members[i].key));
        value_put(arena, item, "bytes",
                  value_int(arena, (int64_t)files->map.members[i].value->text.len));
        value_push(arena, list, item);
    }
    const struct value *workflows = value_get(read_model(files, arena), "workflows");
    for (size_t i = 0; i < value_len(workflows); i++)
        value_push(arena, names, value_text(arena, workflows->map.members[i].key));
    value_put(arena, *out, "files", list);
    value_put(arena, *out, "workflows", names);
    return add_activations(reader, found.row.id, arena, *out, err);
}

int release_file(struct reader *reader, const char *name, const char *path, struct arena *arena,
                 struct value **out, struct err *err)
{
    struct release_found found;
    const struct value *files;
    int rc = release_find(reader, name, arena, &found, err);

    if (rc == 0)
        rc = read_files(reader, found.row.id, arena, &files, err);
    if (rc != 0)
        return rc;
    const struct value *text = value_get(files, path);
    if (value_is_nil(text))
        return err_set(err, STATUS_NOT_FOUND,
                       "That release has no such file. `comity release show` lists its files.");
    *out = value_map(arena);
    value_put(arena, *out, "path", value_string(arena, path));
    value_put(arena, *out, "text", value_copy(arena, text));
    return 0;
}

/* ---- diff ---- */

struct compared {
    struct arena *arena;
    struct value *items;
};

static struct value *add_change(struct compared *compared, const char *change)
{
    struct value *item = value_map(compared->arena);
    value_put(compared->arena, item, "change", value_string(compared->arena, change));
    value_push(compared->arena, compared->items, item);
    return item;
}

static const char *change_of(const struct value *from, const struct value *to)
{
    if (value_is_nil(from))
        return "added";
    return value_is_nil(to) ? "removed" : "changed";
}

static struct slice text_of(const struct value *text)
{
    return text->type == VALUE_TEXT ? text->text : slice_of("");
}

static void compare_file(struct compared *compared, struct slice path, const struct value *from,
                         const struct value *to)
{
    struct buf diff = {0};
    struct value *item;

    if (value_is_equal(from, to))
        return;
    item = add_change(compared, change_of(from, to));
    diff_texts(&diff, text_of(from), text_of(to));
    value_put(compared->arena, item, "path", value_text(compared->arena, path));
    value_put(compared->arena, item, "diff", value_text(compared->arena, buf_slice(&diff)));
    buf_close(&diff);
}

/* Calls `compare` for each key of either map, those of `from` first. */
static void for_each_key(struct compared *compared, const struct value *from,
                         const struct value *to,
                         void (*compare)(struct compared *, struct slice, const struct value *,
                                         const struct value *))
{
    for (size_t i = 0; i < value_len(from); i++) {
        const struct member *member = &from->map.members[i];
        compare(compared, member->key, member->value, value_get_slice(to, member->key));
    }
    for (size_t i = 0; i < value_len(to); i++) {
        const struct member *member = &to->map.members[i];
        if (value_is_nil(value_get_slice(from, member->key)))
            compare(compared, member->key, &value_nil, member->value);
    }
}

/* A copy without the members "at": a declaration that only stands on another line is the same. */
static struct value *without_places(struct arena *arena, const struct value *from)
{
    struct value *copy;
    if (from->type == VALUE_LIST) {
        copy = value_list(arena);
        for (size_t i = 0; i < value_len(from); i++)
            value_push(arena, copy, without_places(arena, value_item(from, i)));
        return copy;
    }
    if (from->type != VALUE_MAP)
        return value_copy(arena, from);
    copy = value_map(arena);
    for (size_t i = 0; i < from->map.len; i++)
        if (!slice_is(from->map.members[i].key, "at"))
            value_put_slice(arena, copy, from->map.members[i].key,
                            without_places(arena, from->map.members[i].value));
    return copy;
}

/* What a person sees of a workflow, by the member of its model; how one of them is called. */
static const struct kind_row {
    const char *member, *kind;
} kind_rows[] = {
    {"stages",      "stage"     },
    {"forms",       "form"      },
    {"clocks",      "clock"     },
    {"ladders",     "ladder"    },
    {"letters",     "letter"    },
    {"notices",     "notice"    },
    {"signals",     "signal"    },
    {"settings",    "setting"   },
    {"rates",       "rate"      },
    {"assessments", "assessment"},
};

struct declared {
    struct compared compared; /* first: handed to compare_declaration */
    struct slice workflow;
    const char *kind;
};

static void compare_declaration(struct compared *compared, struct slice name,
                                const struct value *from, const struct value *to)
{
    struct declared *declared = (struct declared *)(void *)compared;
    struct arena *arena = compared->arena;

    if (value_is_equal(without_places(arena, from), without_places(arena, to)))
        return;
    struct value *item = add_change(compared, change_of(from, to));
    value_put(arena, item, "workflow", value_text(arena, declared->workflow));
    value_put(arena, item, "kind", value_string(arena, declared->kind));
    value_put(arena, item, "name", value_text(arena, name));
    const struct value *was = value_get(from, "value"), *is = value_get(to, "value");
    if (strcmp(declared->kind, "setting") == 0 && !value_is_equal(was, is)) {
        value_put(arena, item, "from", value_copy(arena, was));
        value_put(arena, item, "to", value_copy(arena, is));
    }
}

/* What a workflow says of itself: a copy of its model without its parts. */
static struct value *own_words(struct arena *arena, const struct value *model)
{
    struct value *copy = without_places(arena, model);
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++)
        value_put(arena, copy, kind_rows[i].member, &value_nil);
    return copy;
}

static void compare_workflow(struct compared *compared, struct slice name, const struct value *from,
                             const struct value *to)
{
    struct declared declared = {.compared = *compared, .workflow = name};

    if (value_is_nil(from) || value_is_nil(to) ||
        !value_is_equal(own_words(compared->arena, from), own_words(compared->arena, to))) {
        struct value *item = add_change(compared, change_of(from, to));
        value_put(compared->arena, item, "workflow", value_text(compared->arena, name));
        value_put(compared->arena, item, "kind", value_string(compared->arena, "workflow"));
        value_put(compared->arena, item, "name", value_text(compared->arena, name));
    }
    if (value_is_nil(from) || value_is_nil(to))
        return;
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++) {
        declared.kind = kind_rows[i].kind;
        for_each_key(&declared.compared, value_get(from, kind_rows[i].member),
                     value_get(to, kind_rows[i].member), compare_declaration);
    }
}

int release_diff(struct reader *reader, const char *from, const char *to, struct arena *arena,
                 struct value **out, struct err *err)
{
    const char *const names[2] = {from, to};
    const struct value *files[2];
    struct release_found found[2];
    struct compared compared = {.arena = arena, .items = value_list(arena)};
    char text[2 * DIGEST_BYTES + 1];

    *out = value_map(arena);
    for (int i = 0; i < 2; i++) {
        int rc = release_find(reader, names[i], arena, &found[i], err);
        if (rc == 0)
            rc = read_files(reader, found[i].row.id, arena, &files[i], err);
        if (rc != 0)
            return rc;
        value_put(arena, *out, i == 0 ? "from" : "to",
                  value_string(arena, digest_to_text(&found[i].row.digest, text)));
    }
    for_each_key(&compared, files[0], files[1], compare_file);
    value_put(arena, *out, "files", compared.items);
    compared.items = value_list(arena);
    const struct value *was = read_model(files[0], arena), *is = read_model(files[1], arena);
    if (!value_is_nil(was) && !value_is_nil(is))
        for_each_key(&compared, value_get(was, "workflows"), value_get(is, "workflows"),
                     compare_workflow);
    value_put(arena, *out, "declarations", compared.items);
    return 0;
}

/* ---- who stays ---- */

/* A finding about a stage that began behind the veil tells what was done there. */
static bool may_see_stay(const struct eyes *eyes, const struct stay_row *row,
                         const struct case_row *of)
{
    const struct finding finding = {
        .verdict = (enum verdict)row->verdict, .stage_seq = row->stage_seq, .marks = of->extra};
    return !finding_is_hidden(&finding) ||
           eyes_may_see(eyes, of->office, of->extra, row->stage_seq);
}

/* What the finding says, and of which case: numbers and stages are for people, and of the case as
 * it is now. */
static int stay_value(struct reader *reader, const struct stay_row *row, const struct eyes *eyes,
                      struct arena *arena, struct value **out, struct err *err)
{
    struct case_row *cases;
    size_t count;
    char text[ID_TEXT_LEN + 1];
    int rc = canon_read(arena, row->body, out, err);

    if (rc == 0)
        rc = reader_cases(reader, row->case_id - 1, 1, arena, &cases, &count, err);
    if (rc != 0 || count == 0 || cases[0].id != row->case_id)
        return rc;
    if (cases[0].status == CASE_CLOSED || cases[0].release == row->release ||
        !may_see_stay(eyes, row, &cases[0])) {
        *out = NULL; /* it has gone on since it was looked at, or it is not for him */
        return 0;
    }
    value_put(arena, *out, "case", value_string(arena, id_to_text(&cases[0].ref, text)));
    value_put(arena, *out, "number", value_text(arena, cases[0].number));
    value_put(arena, *out, "workflow", value_text(arena, cases[0].workflow));
    value_put(arena, *out, "office", value_text(arena, cases[0].office));
    value_put(arena, *out, "stage", value_text(arena, cases[0].stage));
    value_put(arena, *out, "seq", value_int(arena, row->seq));
    if (row->verdict >= 0 && row->verdict < VERDICT_COUNT)
        value_put(arena, *out, "verdict",
                  value_string(arena, verdict_word((enum verdict)row->verdict)));
    return 0;
}

int release_stays(struct reader *reader, const char *name, const struct stays_page *page,
                  struct arena *arena, struct value **out, struct err *err)
{
    struct value *items = value_list(arena);
    struct release_found found;
    struct stay_row *rows;
    size_t count = 0;
    int rc = release_find(reader, name, arena, &found, err);

    if (rc == 0)
        rc = reader_stays(reader, page->after, page->limit + 1, arena, &rows, &count, err);
    for (size_t i = 0; rc == 0 && i < count && i < page->limit; i++) {
        struct value *item;
        if (rows[i].release != found.row.id)
            continue; /* of another: this release is not the active one */
        rc = stay_value(reader, &rows[i], page->eyes, arena, &item, err);
        if (rc == 0 && item)
            value_push(arena, items, item);
    }
    if (rc != 0)
        return rc;
    *out = value_map(arena);
    value_put(arena, *out, "items", items);
    value_put_null(arena, *out, "next");
    if (count > page->limit)
        value_put(arena, *out, "next", value_int(arena, rows[page->limit - 1].case_id));
    return 0;
}
