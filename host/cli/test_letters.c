/* test_letters.c - letters of specs as files (test_letters.h).
 *
 * Two letters are alike if they are of one kind and language and made of the same blocks: only
 * their words differ then. So the folder holds each way a template can come out, once for each way
 * the specs make it do so.
 */
#include "cli/test_letters.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli/host.h"
#include "data/digest.h"
#include "duty/letter.h"
#include "duty/staff.h"
#include "engine/letters.h"
#include "engine/rehearsal.h"
#include "outside/docx.h"
#include "outside/qr.h"
#include "store/each_case.h"

enum { ALIKE_MOST = 9 };

struct test_letters {
    struct arena arena; /* of seen */
    struct value *seen; /* { "WORKFLOW.LETTER.LANG" = { digest of the blocks = true } } */
    const char *folder;
    int written;
    struct err fault; /* status 0: none */
};

int test_letters_open(const char *folder, struct test_letters **out, struct err *err)
{
    struct test_letters *letters;
    struct stat is;
    bool is_made = mkdir(folder, 0777) == 0;
    if (!is_made && errno == EEXIST && stat(folder, &is) == 0 && !S_ISDIR(is.st_mode))
        return err_set(err, STATUS_IO, "Cannot write letters to %s: it is no folder. Name one.",
                       folder);
    if (!is_made && (errno != EEXIST || access(folder, W_OK | X_OK) != 0))
        return err_set(err, STATUS_IO, "Cannot write letters to %s: %s. Name another folder.",
                       folder, strerror(errno));
    letters = mem_zero(sizeof *letters);
    letters->folder = folder;
    letters->seen = value_map(&letters->arena);
    *out = letters;
    return 0;
}

static void add_shape(struct digest_state *state, const struct paper_block *block)
{
    for (; block; block = block->next) {
        int64_t runs = 0;
        for (const struct paper_run *run = block->runs; run; run = run->next)
            runs += run->is_break || run->is_bold ? 1 : 0;
        digest_add_int(state, block->kind * 1000 + runs);
        add_shape(state, block->first);
    }
    digest_add_int(state, -1);
}

/* The number of the file; 0: one like it was written. */
static int number_of(struct test_letters *letters, const char *kind, const struct paper *paper)
{
    struct digest_state state;
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];
    struct value *shapes = value_get(letters->seen, kind);

    digest_init(&state, NULL, 0);
    add_shape(&state, paper->first);
    digest_add_int(&state, paper->track != NULL);
    digest_end(&state, &digest);
    digest_to_text(&digest, text);
    if (value_is_nil(shapes)) {
        shapes = value_map(&letters->arena);
        value_put(&letters->arena, letters->seen, kind, shapes);
    }
    if (!value_is_nil(value_get(shapes, text)) || value_len(shapes) == ALIKE_MOST)
        return 0;
    value_put(&letters->arena, shapes, text, value_bool(&letters->arena, true));
    return (int)value_len(shapes);
}

static int write_files(const struct test_letters *letters, const char *kind, int number,
                       const struct paper *paper, struct err *err)
{
    struct buf page = {0}, document = {0};
    char name[256];

    paper_write_page(paper, &page);
    snprintf(name, sizeof name, "%s.%d.html", kind, number);
    int rc = host_write_file(letters->folder, name, buf_slice(&page), false, err);
    if (rc == 0)
        rc = docx_write(paper, &document, err);
    snprintf(name, sizeof name, "%s.%d.docx", kind, number);
    if (rc == 0)
        rc = host_write_file(letters->folder, name, buf_slice(&document), false, err);
    buf_close(&page);
    buf_close(&document);
    return rc;
}

static int take_copy(struct test_letters *letters, struct rehearsal *rehearsal,
                     const struct case_row *row, const struct value *letter,
                     const struct letter_ask *ask, struct err *err)
{
    struct arena arena = {0};
    struct paper paper = {0};
    const char *name;
    char workflow[128];

    snprintf(workflow, sizeof workflow, "%.*s", SLICE_ARG(row->workflow));
    const char *kind = arena_printf(&arena, "%s.%s.%s", workflow,
                                    value_text_or(value_get(letter, "name"), ""), ask->lang);
    int rc = letter_paper(rehearsal_engine(rehearsal), rehearsal_reader(rehearsal), ask, &arena,
                          &paper, &name, err);
    if (rc == 0 && paper.track)
        rc = qr_draw(paper.track, &arena, err);
    int number = rc == 0 ? number_of(letters, kind, &paper) : 0;
    if (number > 0) {
        rc = write_files(letters, kind, number, &paper, err);
        letters->written++;
    }
    arena_close(&arena);
    return rc;
}

static int take_letter(struct test_letters *letters, struct rehearsal *rehearsal,
                       const struct case_row *row, const struct value *letter, struct err *err)
{
    const struct value *languages = value_get(letter, "languages");
    struct staff *staff = engine_staff(rehearsal_engine(rehearsal));
    size_t copies = value_len(value_get(letter, "to"));
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < value_len(languages); i++)
        for (size_t copy = 0; rc == 0 && copy < (copies ? copies : 1); copy++) {
            const struct letter_ask ask = {
                .ref = row->ref,
                .ordinal = value_get_int(letter, "ordinal", 0),
                .copy = copy,
                .lang = value_text_or(value_item(languages, i), "zh"),
                .is_personal = true,
                .staff = staff,
            };
            rc = take_copy(letters, rehearsal, row, letter, &ask, err);
        }
    staff_unref(staff);
    return rc;
}

struct taking {
    struct test_letters *letters;
    struct rehearsal *rehearsal;
};

static int take_case(void *owner, const struct case_row *row, struct err *err)
{
    const struct taking *taking = owner;
    struct rehearsal *rehearsal = taking->rehearsal;
    struct arena arena = {0};
    struct value *shown;
    int rc = letters_show(rehearsal_reader(rehearsal), &row->ref, NULL, &arena, &shown, err);

    for (size_t i = 0; rc == 0 && i < value_len(value_get(shown, "items")); i++)
        rc = take_letter(taking->letters, rehearsal, row, value_item(value_get(shown, "items"), i),
                         err);
    arena_close(&arena);
    return rc;
}

void test_letters_take(struct test_letters *letters, struct rehearsal *rehearsal)
{
    struct taking taking = {.letters = letters, .rehearsal = rehearsal};
    struct err err = {0};

    if (letters->fault.status == 0 &&
        each_case(rehearsal_reader(rehearsal), take_case, &taking, &err) != 0)
        letters->fault = err;
}

int test_letters_close(struct test_letters *letters, int *written, struct err *err)
{
    int rc = letters->fault.status;

    *written = letters->written;
    if (rc != 0)
        *err = letters->fault;
    arena_close(&letters->arena);
    free(letters);
    return rc;
}
