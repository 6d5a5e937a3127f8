/* fuzz_release.c - workflow files that somebody wrote, or nearly.
 *
 * The input is the text of a workflow.lua, behind a first line "#..." whose bytes are edits of its
 * words: each takes three (what, where, with what) and drops a word, says it twice, swaps two, or
 * puts one of the declaring language in its place. So most of what comes is nearly right. It opens
 * or is refused with a sentence that names file and line. Lines "--@ PATH" begin other files, so
 * that offices and what they change are near too; opened twice it has the same digest and the same
 * model, and the model can be written. The static check finds an error in what is refused.
 */
#include <string.h>
#include "data/canon.h"
#include "fuzz/fuzz.h"
#include "script/check.h"
#include "script/source.h"

enum { WORDS_MOST = 4096 };

static const char *const vocabulary[] = {
    "workflow",
    "setting",
    "clock",
    "form",
    "signal",
    "on",
    "stage",
    "outcome",
    "text",
    "choice",
    "yes_no",
    "number",
    "money",
    "date",
    "time",
    "duration",
    "people",
    "phone",
    "id_number",
    "address",
    "files",
    "rows",
    "days",
    "workdays",
    "hours",
    "minutes",
    "office",
    "\"a\"",
    "\"\"",
    "\"$row\"",
    "nil",
    "true",
    "0",
    "-1",
    "1e308",
    "0x7fffffffffffffff",
    "{}",
    "{",
    "}",
    "(",
    ")",
    ",",
    "=",
    "[1]",
    ".",
    ":",
    "..",
    "function(case) end",
    "function(case) return \"a\" end",
    "case",
    "case:task",
    "zh",
    "en",
    "owner",
    "within",
    "basis",
    "start",
    "outcomes",
    "intake",
    "fields",
    "required",
    "plain",
    "min",
    "max",
    "next",
    "from",
    "needs",
    "setmetatable({}, {__index = function() return 1 end})",
    "error \"x\"",
    "while true do end",
    "pcall",
    "pairs",
    "return",
    "local x =",
    "goto a",
    "::a::",
};
enum { VOCABULARY = sizeof vocabulary / sizeof *vocabulary };

struct words {
    struct slice at[WORDS_MOST]; /* with the blanks before it */
    size_t count;
};

/* A string loses its quotes in a token, so a word goes from the end of the one before to its own.
 */
static void read_words(struct words *words, struct slice text)
{
    struct source source;
    const char *from = text.bytes;

    source_init(&source, text);
    words->count = 0;
    while (words->count < WORDS_MOST && source_next(&source).type != TOKEN_END) {
        words->at[words->count++] = (struct slice){from, (size_t)(source.at - from)};
        from = source.at;
    }
    if (words->count == WORDS_MOST) /* the rest is one word */
        words->at[WORDS_MOST - 1].len = (size_t)(source.end - words->at[WORDS_MOST - 1].bytes);
}

static void edit(struct words *words, const uint8_t edit[3])
{
    size_t at = (size_t)(edit[1] * 256 + edit[2]) % words->count;
    size_t other = (size_t)(edit[2] * 7 + edit[0]) % words->count;
    struct slice word = words->at[at];

    switch (edit[0] % 4) {
    case 0:
        words->at[at].len = 0;
        break;
    case 1:
        if (words->count < WORDS_MOST) {
            memmove(&words->at[at + 1], &words->at[at], (words->count - at) * sizeof words->at[0]);
            words->count++;
        }
        break;
    case 2:
        words->at[at] = words->at[other];
        words->at[other] = word;
        break;
    default:
        words->at[at] = slice_of(vocabulary[(size_t)(edit[0] / 4 + edit[2]) % VOCABULARY]);
        break;
    }
}

static void write_words(const struct words *words, struct buf *out)
{
    for (size_t i = 0; i < words->count; i++) {
        buf_add_byte(out, ' ');
        buf_add_slice(out, words->at[i]);
    }
}

static void make_text(struct slice input, struct buf *out)
{
    static struct words words;
    const char *line =
        input.len && input.bytes[0] == '#' ? memchr(input.bytes, '\n', input.len) : NULL;
    if (!line) {
        buf_add_slice(out, input);
        return;
    }
    read_words(&words, (struct slice){line + 1, (size_t)(input.bytes + input.len - line - 1)});
    const uint8_t *edits = (const uint8_t *)input.bytes + 1;
    for (; words.count > 0 && (const char *)edits + 3 <= line; edits += 3)
        edit(&words, edits);
    write_words(&words, out);
}

enum { FILES_MOST = 8, PATH_MOST = 64 };

/* Lines "--@ offices/T/near.lua" begin other files of the release. */
struct scripts {
    struct script_file files[FILES_MOST];
    char paths[FILES_MOST][PATH_MOST];
    size_t count;
};

static void begin_file(struct scripts *scripts, struct slice path)
{
    size_t len = path.len < PATH_MOST - 1 ? path.len : PATH_MOST - 1;
    if (scripts->count == FILES_MOST)
        return;
    char *name = scripts->paths[scripts->count];
    memcpy(name, path.bytes, len);
    name[len] = '\0';
    for (size_t i = 0; i < scripts->count; i++)
        if (strcmp(scripts->paths[i], name) == 0)
            return; /* no release has a file twice: what follows belongs to the last one */
    scripts->files[scripts->count++] = (struct script_file){.path = name};
}

static void split_files(struct slice text, struct scripts *scripts)
{
    static const char mark[] = "--@ ";
    const char *at = text.bytes, *end = text.bytes + text.len;
    begin_file(scripts, slice_of("near/workflow.lua"));
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *next = stop ? stop + 1 : end;
        struct script_file *file = &scripts->files[scripts->count - 1];
        size_t len = (size_t)((stop ? stop : end) - at), mark_len = sizeof mark - 1;
        if (len > mark_len && memcmp(at, mark, mark_len) == 0)
            begin_file(scripts, (struct slice){at + mark_len, len - mark_len});
        else if (file->text.bytes)
            file->text.len = (size_t)(next - file->text.bytes);
        else
            file->text = (struct slice){at, (size_t)(next - at)};
        at = next;
    }
    for (size_t i = 0; i < scripts->count; i++)
        if (!scripts->files[i].text.bytes)
            scripts->files[i].text = slice_of("");
}

static int open_once(struct slice text, struct release **out, struct err *err)
{
    struct scripts scripts = {.count = 0};
    split_files(text, &scripts);
    return release_open(scripts.files, scripts.count, out, err);
}

static void check_same(struct release *first, struct release *second)
{
    struct arena arena = {0};
    struct value *again;
    struct err err = {0};
    struct slice model = canon_text(&arena, release_model(first));

    fuzz_require(memcmp(release_digest(first), release_digest(second), sizeof(struct digest)) == 0,
                 "the same scripts have the same digest");
    fuzz_require(slice_is_equal(model, canon_text(&arena, release_model(second))),
                 "and the same model");
    fuzz_require(canon_read(&arena, model, &again, &err) == 0, "which can be written");
    arena_close(&arena);
}

/* What cannot be opened has an error among its findings; every finding has a place and words. */
static void check_findings(struct slice text, int rc)
{
    struct arena arena = {0};
    struct value *findings = value_list(&arena), *again = value_list(&arena);
    struct scripts scripts = {.count = 0};
    split_files(text, &scripts);
    bool is_good = check_release(scripts.files, scripts.count, &arena, findings);

    fuzz_require(is_good == check_release(scripts.files, scripts.count, &arena, again) &&
                     value_is_equal(findings, again),
                 "twice the same findings");
    fuzz_require(!is_good || rc == 0 || rc == STATUS_HOST_VERDICT,
                 "what cannot be opened has an error");
    for (size_t i = 0; i < value_len(findings); i++) {
        const struct value *finding = value_item(findings, i);
        fuzz_require(value_get_int(finding, "line", 0) > 0 &&
                         value_get_int(finding, "column", 0) > 0 &&
                         *value_get_text(finding, "what") && *value_get_text(finding, "why") &&
                         *value_get_text(finding, "instead"),
                     "a finding has a place, and says what, why and what instead");
    }
    arena_close(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct buf text = {0};
    struct release *first, *second;
    struct err err = {0}, again = {0};

    make_text((struct slice){(const char *)bytes, len}, &text);
    int rc = open_once(buf_slice(&text), &first, &err);
    fuzz_require(rc == open_once(buf_slice(&text), &second, &again), "twice the same end");
    if (rc == 0) {
        check_same(first, second);
    } else {
        fuzz_require(!first && err.status == rc && err.text[0], "a refusal has a sentence");
        fuzz_require(rc != STATUS_SCRIPT_FAILED || err.where[0], "and says where");
        fuzz_require(rc == STATUS_HOST_VERDICT || strcmp(err.text, again.text) == 0,
                     "the same sentence each time");
    }
    check_findings(buf_slice(&text), rc);
    release_unref(first);
    release_unref(second);
    buf_close(&text);
    return 0;
}
