/* fuzz_export.c - an exported case that nobody has exported.
 *
 * Whatever the file says, opening it ends in a case or in a sentence. Most changes break its
 * hashes, so the input is tried twice: as it is, and - where it can be read as a value - written
 * anew with hashes and digests that follow from what it holds, and with scripts that open (those of
 * a golden journal, FUZZ_SCRIPTS). What opens is verified and shown turn by turn.
 */
#include <string.h>
#include "data/canon.h"
#include "engine/export.h"
#include "engine/exported.h"
#include "engine/trace.h"
#include "fuzz/fuzz.h"
#include "script/release.h"
#include "script/shelf.h"

enum { FILES_MOST = 256, PAGES_MOST = 8 };

/* Lives as long as the process. */
struct scripts {
    struct arena arena;
    struct value *files;
    char digest[2 * DIGEST_BYTES + 1];
    struct shelf *shelf; /* with these scripts only */
};

static struct slice read_whole(struct arena *arena, const char *path)
{
    struct buf text = {0};
    char block[65536];
    FILE *from = fopen(path, "rb");
    fuzz_require(from != NULL, "the golden journal is there");
    for (size_t n; (n = fread(block, 1, sizeof block, from)) > 0;)
        buf_add(&text, block, n);
    fclose(from);
    while (text.len > 0 && text.bytes[text.len - 1] == '\n')
        text.len--;
    struct slice whole = arena_copy(arena, buf_slice(&text));
    buf_close(&text);
    return whole;
}

static const struct scripts *scripts_get(void)
{
    static struct scripts scripts;
    struct script_file list[FILES_MOST];
    struct digest digest;
    struct value *root;
    struct err err = {0};

    if (scripts.files)
        return &scripts;
    fuzz_require(secret_open(&err) == 0, "libsodium starts");
    fuzz_require(
        canon_read(&scripts.arena, read_whole(&scripts.arena, FUZZ_SCRIPTS), &root, &err) == 0,
        "the golden journal is a value");
    scripts.files = value_get(root, "files");
    fuzz_require(value_len(scripts.files) < FILES_MOST, "the scripts are few");
    for (size_t i = 0; i < value_len(scripts.files); i++)
        list[i] = (struct script_file){.path = scripts.files->map.members[i].key.bytes,
                                       .text = scripts.files->map.members[i].value->text};
    fuzz_require(release_digest_of(list, value_len(scripts.files), &digest, &err) == 0,
                 "the scripts have a digest");
    digest_to_text(&digest, scripts.digest);
    scripts.shelf = shelf_new();
    return &scripts;
}

/* ---- looking at what opens ---- */

static void on_fault(void *owner, const struct id *ref, const struct err *err)
{
    size_t *faults = owner;
    (void)ref;
    fuzz_require(err->text[0] != '\0', "a fault is a sentence");
    ++*faults;
}

static void look_at_page(struct exported *exported, const struct trace_ask *ask, int64_t *next)
{
    struct arena arena = {0};
    struct value *page = &value_nil;
    struct err err = {0};
    int rc =
        case_trace(exported->engine, exported->reader, &exported->ref, ask, &arena, &page, &err);

    fuzz_require(rc == 0 ? value_get(page, "items")->type == VALUE_LIST : err.text[0] != '\0',
                 "there is a page, or a sentence");
    *next = rc == 0 ? value_get_int(page, "next", 0) : 0;
    arena_close(&arena);
}

static void look(struct exported *exported)
{
    struct verify_result result;
    struct err err = {0};
    size_t faults = 0;
    int rc = exported_verify(exported, on_fault, &faults, &result, &err);
    int64_t next = 0, at = exported->image.row.seq;

    fuzz_require((rc == 0) == (faults == 0) && (rc == 0 || err.text[0]),
                 "a file is in order, or its faults are told");
    for (int i = 0; i == 0 || (i < PAGES_MOST && next > 1); i++)
        look_at_page(exported, &(struct trace_ask){.before = next, .limit = 3}, &next);
    look_at_page(exported, &(struct trace_ask){.at = at}, &next);
}

/* `shelf` NULL: whatever scripts the file holds, compiled for it alone. */
static void open_and_look(struct slice text, struct shelf *shelf)
{
    struct exported exported;
    struct err err = {0};

    if (exported_open_on(&exported, text, shelf, &err) != 0) {
        fuzz_require(err.text[0] != '\0', "a refusal is a sentence");
        return;
    }
    look(&exported);
    exported_close(&exported);
}

/* ---- hashes that follow ---- */

static void on_bytes(void *owner, struct slice bytes)
{
    buf_add_slice(owner, bytes);
}

static void chain_turns(struct arena *arena, const struct value *turns, const struct id *ref,
                        struct digest *last)
{
    char text[2 * DIGEST_BYTES + 1];

    *last = (struct digest){0};
    for (size_t i = value_len(turns); i-- > 0;) {
        struct value *turn = value_item(turns, i);
        const struct value *body = value_get(turn, "body");
        struct journal_row row = {.seq = value_get_int(turn, "seq", 0),
                                  .release = value_get_int(turn, "release", 0),
                                  .at = value_get_int(turn, "at", 0)};
        if (turn->type != VALUE_MAP)
            continue;
        row.body = body->type == VALUE_TEXT ? body->text : slice_of("");
        journal_hash(last, ref, &row, last);
        value_put(arena, turn, "hash", value_string(arena, digest_to_text(last, text)));
    }
}

static void add_scripts(struct export_writer *writer, struct arena *arena)
{
    const struct scripts *scripts = scripts_get();
    int64_t id;

    while ((id = export_take_release(writer))) {
        struct value *release = value_map(arena);
        value_put(arena, release, "id", value_int(arena, id));
        value_put(arena, release, "digest", value_string(arena, scripts->digest));
        value_put(arena, release, "files", scripts->files);
        export_add_release(writer, release);
    }
}

/* The same with hashes and digests that follow, and scripts; false: it is no such file. */
static bool write_anew(struct arena *arena, struct slice text, struct buf *file)
{
    struct export_writer writer = {.write = on_bytes, .owner = file};
    struct value *root, *row;
    struct err err = {0};
    struct id ref;
    struct digest last;
    char hash[2 * DIGEST_BYTES + 1];

    if (canon_read(arena, text, &root, &err) != 0)
        return false;
    row = value_get(value_get(root, "head"), "row");
    const struct value *turns = value_get(root, "journal"), *id = value_get(row, "id");
    if (row->type != VALUE_MAP || id->type != VALUE_TEXT ||
        !id_from_text(id->text.bytes, id->text.len, &ref))
        return false;
    chain_turns(arena, turns, &ref, &last);
    value_put(arena, row, "hash", value_string(arena, digest_to_text(&last, hash)));
    export_begin(&writer, value_get(root, "head"));
    for (size_t i = 0; i < value_len(turns); i++)
        export_add_turn(&writer, value_item(turns, i));
    add_scripts(&writer, arena);
    export_end(&writer);
    export_abandon(&writer);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct slice text = {(const char *)bytes, len};
    struct arena arena = {0};
    struct buf file = {0};

    scripts_get();
    open_and_look(text, NULL);
    while (text.len > 0 && text.bytes[text.len - 1] == '\n')
        text.len--;
    if (write_anew(&arena, text, &file))
        open_and_look(buf_slice(&file), scripts_get()->shelf);
    buf_close(&file);
    arena_close(&arena);
    return 0;
}
