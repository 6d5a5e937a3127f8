/* test_form_many.c - offices, files and sheets of an answer; what a client is told of a form. */
#include "world.h"
#include "duty/attachment_type.h"
#include "duty/form.h"
#include "duty/sheet.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* --- a host that knows two offices and three uploads ------------------------------------------ */

static bool is_office(void *owner, const char *code)
{
    (void)owner;
    return strcmp(code, "370102") == 0 || strcmp(code, "370102003") == 0;
}

static const char *find_file(void *owner, struct slice id, struct arena *into, struct value **out)
{
    (void)owner;
    if (slice_is(id, "used"))
        return "file_used";
    if (slice_is(id, "ill"))
        return "file_infected";
    if (id.len != 1)
        return "no_such_file";
    *out = value_map(into);
    value_put(into, *out, "id", value_text(into, id));
    return NULL;
}

static const struct form_around around = {.is_office = is_office, .find_file = find_file};

static int on_seal(void *owner, const struct seal_request *request, struct value **handle)
{
    struct value **kept = owner;
    *kept = value_copy(&arena, request->plain);
    *handle = value_handle(&arena, slice_of(request->type));
    return 0;
}

struct told {
    int rc;
    const char *clean, *kept, *code, *field;
};

/* Field `f` of the declaration against one value. */
static struct told check_with(const struct form_around *asked, const char *field, const char *value)
{
    struct value *kept = &value_nil;
    struct form *form;
    struct form_result result = {0};
    struct err err = {0};
    struct form_sealer sealer = {.seal = on_seal, .owner = &kept};
    const char *decl = arena_printf(&arena, "{\"fields\":[{\"name\":\"f\",\"type\":%s}]}", field);
    assert_status(form_open(&arena, "test", json(&arena, decl), &form, &err), 0, &err);
    struct form_answer answer = {.data = json(&arena, arena_printf(&arena, "{\"f\":%s}", value)),
                                 .today = day("2026-02-10"),
                                 .sealer = &sealer,
                                 .around = asked};
    struct told told = {.rc = form_check(form, &answer, &arena, &result, &err)};
    told.clean = canon_text(&arena, value_get(result.clean, "f")).bytes;
    told.kept = canon_text(&arena, kept).bytes;
    if (told.rc != 0) {
        const struct value *error = value_item(result.errors, 0);
        told.code = value_get_text(error, "code");
        told.field = value_get_text(error, "field");
        assert_true((unsigned char)value_get_text(value_get(error, "message"), "zh")[0] >= 0x80);
    }
    return told;
}

static struct told check(const char *field, const char *value)
{
    return check_with(&around, field, value);
}

/* --- offices --------------------------------------------------------------------------------- */

static void test_office(void **state)
{
    (void)state;
    assert_string_equal(check("\"office\"", "\"370102003\"").clean, "\"370102003\"");
    assert_string_equal(check("\"office\"", "\"370199\"").code, "no_such_office");
    assert_string_equal(check("\"office\"", "370102").code, "not_an_office");
    assert_string_equal(check("\"office\"", "\"the one; of course\"").code, "not_an_office");
    assert_string_equal(check("\"office\"", "\"\"").clean, "null");
    /* nobody to ask: any code will do */
    assert_string_equal(check_with(NULL, "\"office\"", "\"370199\"").clean, "\"370199\"");
}

/* --- files ----------------------------------------------------------------------------------- */

static void test_files(void **state)
{
    (void)state;
    struct told told = check("\"files\"", "[\"a\",\"b\"]");
    assert_int_equal(told.rc, 0);
    assert_string_equal(told.clean, "{\"$h\":\"files\"}"); /* a script holds a handle */
    assert_string_equal(told.kept, "[{\"id\":\"a\"},{\"id\":\"b\"}]");
    told = check("\"files\"", "[\"a\",\"used\"]");
    assert_string_equal(told.code, "file_used");
    assert_string_equal(told.field, "f[1]");
    assert_string_equal(told.kept, "null"); /* nothing is sealed before all is right */
    assert_string_equal(check("\"files\"", "[\"ill\"]").code, "file_infected");
    assert_string_equal(check("\"files\"", "[\"none\"]").code, "no_such_file");
    assert_string_equal(check("\"files\"", "[\"a\",\"a\"]").code, "listed_twice");
    assert_string_equal(check("\"files\"", "\"a\"").code, "not_files");
    assert_string_equal(check("\"files\"", "[7]").code, "not_a_file");
    assert_string_equal(check("\"files\",\"max\":1", "[\"a\",\"b\"]").code, "too_many");
    assert_string_equal(check("\"files\",\"min\":2", "[\"a\"]").code, "too_few");
    assert_string_equal(check("\"files\"", "[]").clean, "null");
    assert_string_equal(check_with(NULL, "\"files\"", "[\"a\"]").code, "no_such_file");
}

static void test_file_types(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *type;
    } rows[] = {
        {"%PDF-1.7\n%\xE2\xE3",                                             11, "application/pdf"},
        {"\x89PNG\r\n\x1A\n\0\0",                                           10, "image/png"      },
        {"\xFF\xD8\xFF\xE0",                                                4,  "image/jpeg"     },
        {"RIFF\0\0\0\0WEBPVP8 ",                                            16, "image/webp"     },
        {"PK\x03\x04\x14\0\0\0\x08\0[Content_Types].xml word/document.xml", 48,
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"               },
        {"PK\x03\x04\x14\0\0\0\x08\0OFD.xml",                               17, "application/ofd"},
        {"PK\x03\x04\x14\0\0\0\x08\0evil.exe",                              18, NULL             },
        {"\0\0\0\x18"
         "ftypM4A ",                                               12, "audio/mp4"      },
        {"\0\0\0\x18"
         "ftypisom",                                               12, "video/mp4"      },
        {"\xE8\xB0\x83\xE8\xA7\xA3\n",                                      7,  "text/plain"     },
        {"MZ\x90\0",                                                        4,  NULL             },
        {"\x7F"
         "ELF",                                                    4,  NULL             },
        {"#!/bin/sh\n",                                                     10, NULL             },
        {"  <html>",                                                        8,  NULL             },
        {"<?xml version",                                                   13, NULL             },
        {"\xEF\xBB\xBF<svg",                                                7,  NULL             },
        {"",                                                                0,  NULL             },
        {" \n",                                                             2,  NULL             },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *type = attachment_type_of((struct slice){rows[i].bytes, rows[i].len});
        if ((type == NULL) != (rows[i].type == NULL) || (type && strcmp(type, rows[i].type) != 0))
            fail_msg("row %zu is told as %s", i, type ? type : "(none)");
    }
    const struct value *types = attachment_types(&arena);
    for (size_t i = 0; i < value_len(types); i++)
        for (size_t k = 0; k < i; k++)
            assert_false(value_is_equal(value_item(types, i), value_item(types, k)));
}

/* --- sheets ---------------------------------------------------------------------------------- */

#define ROW                                                                                        \
    "{\"post\":\"东门\",\"place\":\"一号口\",\"starts\":\"2026-05-01T08:30:00+08:00\","       \
    "\"ends\":\"2026-05-01T12:30:00+08:00\",\"need\":3}"
#define KEPT                                                                                           \
    "[{\"ends\":\"2026-05-01T12:30:00+08:00\",\"need\":3,\"place\":\"一号口\",\"post\":\"东门\"," \
    "\"starts\":\"2026-05-01T08:30:00+08:00\"}]"

static void test_sheet(void **state)
{
    (void)state;
    struct told told = check("\"sheet\"", "[" ROW "]");
    assert_string_equal(told.clean, "{\"$h\":\"sheet\"}");
    assert_string_equal(told.kept, KEPT);
    assert_string_equal(check("\"sheet\"", "[{\"post\":\"a\"}]").field, "f[0].starts");
    assert_string_equal(check("\"sheet\"", "[7]").field, "f[0].row");
    assert_string_equal(check("\"sheet\"", "[{\"colour\":1}]").field, "f[0].colour");
    assert_string_equal(check("\"sheet\",\"max\":1", "[" ROW "," ROW "]").code, "too_many");
    assert_string_equal(check("\"sheet\"", "7").code, "not_rows");
    static const char *const wrong[] = {
        "{\"post\":\"\",\"starts\":\"2026-05-01 08:30\",\"ends\":\"2026-05-01 12:30\",\"need\":1}",
        "{\"post\":\"a\",\"starts\":\"2026-05-01 08:30\",\"ends\":\"2026-05-01 08:30\",\"need\":1}",
        "{\"post\":\"a\",\"starts\":\"2026-05-01 08:30\",\"ends\":\"2026-05-09 08:31\",\"need\":1}",
        "{\"post\":\"a\",\"starts\":\"2026-05-01 08:30\",\"ends\":\"2026-05-01 12:30\",\"need\":0}",
        "{\"post\":\"a\",\"starts\":\"2026-13-01 08:30\",\"ends\":\"2026-05-01 12:30\",\"need\":1}",
        "{\"post\":\"a\\nb\",\"starts\":\"2026-05-01 08:30\",\"ends\":\"2026-05-01 12:30\","
        "\"need\":1}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(check("\"sheet\"", arena_printf(&arena, "[%s]", wrong[i])).code,
                            "bad_row");
}

static void test_sheet_as_csv(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *wanted; /* what is kept, or a code */
    } rows[] = {
        {"post,place,starts,ends,need\\n东门,一号口,2026-05-01 08:30,2026-05-01 12:30,3\\n",    KEPT     },
 /* as spreadsheets write it: a mark, CRLF, quotes, columns in another order, a blank line */
        {"\xEF\xBB\xBFneed,ends,starts,post,place\\r\\n3,2026-05-01 12:30,2026-05-01 08:30,"
         "\\\"东门\\\",\\\"一号口\\\"\\r\\n\\r\\n",                                    KEPT     },
        {"post,starts,ends,need\\n\\\"a, \\\"\\\"b\\\"\\\"\\\",2026-05-01 08:30,2026-05-01 12:30,1",
         "[{\"ends\":\"2026-05-01T12:30:00+08:00\",\"need\":1,\"post\":\"a, \\\"b\\\"\","
         "\"starts\":\"2026-05-01T08:30:00+08:00\"}]"                                                         },
        {"post,starts,ends\\n",                                                                      "bad_csv"},
        {"post,post,starts,ends,need\\n",                                                            "bad_csv"},
        {"post,starts,ends,need,colour\\n",                                                          "bad_csv"},
        {"post,starts,ends,need\\na,b,c,d,e\\n",                                                     "bad_csv"},
        {"post,starts,ends,need\\n\\\"a,b,c,d\\n",                                                   "bad_csv"},
        {"post,starts,ends,need\\n",                                                                 "too_few"},
        {"post,starts,ends,need\\na,2026-05-01 08:30,2026-05-01 12:30,99999\\n",                     "bad_row"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct told told = check("\"sheet\"", arena_printf(&arena, "\"%s\"", rows[i].csv));
        const char *got = told.rc == 0 ? told.kept : told.code;
        if (strcmp(got, rows[i].wanted) != 0)
            fail_msg("row %zu: %s instead of %s", i, got, rows[i].wanted);
    }
}

/* A festival has 10,000 posts and shifts: read in a moment, whatever their order. */
static void test_sheet_of_ten_thousand(void **state)
{
    (void)state;
    struct buf text = {0};
    const struct value *rows;
    buf_add_text(&text, "post,starts,ends,need\n");
    for (int i = 0; i < FORM_SHEET_MAX; i++)
        buf_printf(&text, "post %d,2026-05-01 08:30,2026-05-01 12:30,2\n", i);
    struct arena own = {0};
    assert_true(sheet_from_csv(buf_slice(&text), &own, &rows));
    assert_int_equal(value_len(rows), FORM_SHEET_MAX);
    assert_true(own.used < 64 << 20); /* not a copy of the rest for every field */
    arena_close(&own);
    buf_close(&text);
}

/* --- what a client is told -------------------------------------------------------------------- */

static const struct value *described(const char *field)
{
    struct form *form;
    struct err err = {0};
    const char *decl = arena_printf(&arena, "{\"fields\":[{\"name\":\"f\",\"type\":%s}]}", field);
    assert_status(form_open(&arena, "test", json(&arena, decl), &form, &err), 0, &err);
    return value_item(value_get(form_describe(&arena, form), "fields"), 0);
}

static void test_a_client_is_told_every_limit(void **state)
{
    (void)state;
    assert_non_null(value_get_text(described("\"phone\""), "pattern"));
    assert_non_null(value_get_text(described("\"id_number\""), "example"));
    assert_int_equal(value_get_int(described("\"text\""), "max", 0), FORM_TEXT_MAX);
    assert_int_equal(value_get_int(described("\"text\",\"min\":5"), "min", 0), 5);
    assert_int_equal(value_get_int(described("\"files\""), "max", 0), FORM_FILES_USUAL);
    assert_int_equal(value_get_int(described("\"files\",\"max\":2"), "max", 0), 2);
    assert_int_equal(value_get_int(described("\"files\""), "file_bytes", 0), ATTACHMENT_BYTES_MOST);
    assert_true(value_len(value_get(described("\"files\""), "file_types")) > 10);
    assert_int_equal(value_len(value_get(described("\"sheet\""), "columns")), 5);
    assert_int_equal(value_len(value_get(described("\"people\""), "parts")), 5);
    assert_int_equal(value_len(value_get(described("\"address\""), "parts")), 2);
}

/* The code of an office may be said in an error; a telephone number or a paper's may not. */
static void test_an_error_names_offices_and_no_people(void **state)
{
    (void)state;
    assert_true(slice_is(slice_repeatable(slice_of("370102003")), "370102003"));
    assert_true(slice_is(slice_repeatable(slice_of("370102003001")), "370102003001"));
    static const char *const hidden[] = {"13812345678",        "053186000004", "86000004",
                                         "11010519491231002X", "1101051949",   ""};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        assert_true(slice_is(slice_repeatable(slice_of(hidden[i])), "?"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_office),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_file_types),
        cmocka_unit_test(test_sheet),
        cmocka_unit_test(test_sheet_as_csv),
        cmocka_unit_test(test_sheet_of_ten_thousand),
        cmocka_unit_test(test_a_client_is_told_every_limit),
        cmocka_unit_test(test_an_error_names_offices_and_no_people),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
