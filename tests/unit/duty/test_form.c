/* test_form.c - answers against forms: all wrong fields at once, nothing sealed before all is
 * right, nothing personal left in what a script sees. */
#include "world.h"
#include "duty/form.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* --- a vault that remembers ------------------------------------------------------------------ */

struct vault {
    struct {
        struct seal_request request;
        char field[40], rows[40];
        struct value *plain;
    } sealed[40];
    int count;
    int fail_at; /* 0: never */
};

static int on_seal(void *owner, const struct seal_request *request, struct value **handle)
{
    struct vault *vault = owner;
    if (vault->fail_at && vault->count + 1 == vault->fail_at)
        return STATUS_IO;
    vault->sealed[vault->count].request = *request;
    vault->sealed[vault->count].plain = value_copy(&arena, request->plain);
    char id[16];
    snprintf(id, sizeof id, "h%d", ++vault->count);
    *handle = value_handle(&arena, slice_of(id));
    return 0;
}

struct outcome {
    int rc;
    struct form_result result;
    struct err err;
    struct vault vault;
};

static struct form *open_form(const char *decl)
{
    struct form *form;
    struct err err = {0};
    assert_status(form_open(&arena, "test", json(&arena, decl), &form, &err), 0, &err);
    return form;
}

static struct outcome check(const struct form *form, const char *outcome, const char *data)
{
    struct outcome out = {0};
    struct form_sealer sealer = {.seal = on_seal, .owner = &out.vault};
    struct form_answer answer = {.outcome = outcome,
                                 .data = data ? json(&arena, data) : NULL,
                                 .today = day("2026-02-10"),
                                 .sealer = &sealer};
    out.rc = form_check(form, &answer, &arena, &out.result, &out.err);
    if (out.rc < 0)
        assert_int_equal(out.vault.count, 0); /* F1: always */
    return out;
}

static const char *clean_text(const struct outcome *out)
{
    return canon_text(&arena, out->result.clean).bytes;
}

/* "field:code field:code ..." in the order noted; each has both languages. */
static const char *errors_text(const struct outcome *out)
{
    struct buf text = {0};
    for (size_t i = 0; i < value_len(out->result.errors); i++) {
        const struct value *error = value_item(out->result.errors, i);
        const struct value *message = value_get(error, "message");
        const char *zh = value_get_text(message, "zh"), *en = value_get_text(message, "en");
        assert_true(zh && (unsigned char)zh[0] >= 0x80);
        assert_true(en && en[0] && (unsigned char)en[0] < 0x80);
        buf_printf(&text, "%s%s:%s", i ? " " : "", value_get_text(error, "field"),
                   value_get_text(error, "code"));
    }
    const char *copy = arena_text(&arena, text.bytes ? text.bytes : "");
    buf_close(&text);
    return copy;
}

/* One field `f` of the given declaration against one value; what comes out as text. */
static struct outcome check_one(const char *field, const char *value)
{
    const char *decl = arena_printf(&arena, "{\"fields\":[{\"name\":\"f\",\"type\":%s}]}", field);
    return check(open_form(decl), NULL, arena_printf(&arena, "{\"f\":%s}", value));
}

struct one {
    const char *field, *value;
    const char *wanted; /* canonical clean value of f, or a code */
};

static void check_ones(const struct one *ones, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct outcome out = check_one(ones[i].field, ones[i].value);
        const char *got;
        if (out.rc == 0)
            got = out.vault.count ? canon_text(&arena, out.vault.sealed[0].plain).bytes
                                  : canon_text(&arena, value_get(out.result.clean, "f")).bytes;
        else
            got = value_get_text(value_item(out.result.errors, 0), "code");
        if (strcmp(got, ones[i].wanted) != 0)
            fail_msg("%s with %s: %s instead of %s", ones[i].field, ones[i].value, got,
                     ones[i].wanted);
        errors_text(&out); /* both languages */
    }
}

#define CHECK_ONES(ones) check_ones(ones, sizeof(ones) / sizeof((ones)[0]))

/* --- field types ----------------------------------------------------------------------------- */

static void test_text(void **state)
{
    (void)state;
    static const struct one ones[] = {
        {"\"text\",\"plain\":true",           "\"  kept as it is \"",                 "\"  kept as it is \""},
        {"\"text\",\"plain\":true",           "\"a\\nb\\tc\"",                        "\"a\\nb\\tc\""       },
        {"\"text\",\"plain\":true",           "\"a\\u0007b\"",                        "bad_character"       },
        {"\"text\",\"plain\":true",           "\"a\\rb\"",                            "bad_character"       },
        {"\"text\",\"plain\":true",           "\"a\\u007fb\"",                        "bad_character"       },
        {"\"text\",\"plain\":true",           "\"a\\u0085b\"",                        "bad_character"       },
        {"\"text\",\"plain\":true",           "\"a\\u202eb\"",                        "bad_character"       },
        {"\"text\",\"plain\":true",           "5",                                    "not_text"            },
        {"\"text\",\"plain\":true",           "[]",                                   "not_text"            },
        {"\"text\",\"plain\":true,\"max\":3", "\"调解书\"",                        "\"调解书\""       },
        {"\"text\",\"plain\":true,\"max\":3", "\"调解书四\"",                     "too_long"            },
        {"\"text\",\"plain\":true,\"min\":5", "\"四个字的\"",                     "too_short"           },
        {"\"text\",\"plain\":true,\"max\":2", "\"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\"",
         "\"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\""                                                             },
        {"\"text\",\"plain\":true",           "\"\"",                                 "null"                },
        {"\"text\",\"plain\":true",           "\" \\n\\u3000\"",                      "null"                },
        {"\"text\",\"plain\":true",           "null",                                 "null"                },
        {"\"text\"",                          "\"personal\"",                         "\"personal\""        },
    };
    CHECK_ONES(ones);
}

static void test_text_default_max(void **state)
{
    (void)state;
    char *text = arena_alloc(&arena, 3 * FORM_TEXT_MAX + 10);
    for (int extra = 0; extra < 2; extra++) {
        char *at = text;
        *at++ = '"';
        for (int i = 0; i < FORM_TEXT_MAX + extra; i++, at += 3)
            memcpy(at, "调", 3);
        memcpy(at, "\"", 2);
        struct outcome out = check_one("\"text\"", text);
        assert_int_equal(out.rc, extra ? STATUS_INVALID : 0);
    }
}

static void test_simple_types(void **state)
{
    (void)state;
    static const char choice[] = "\"choice\",\"choices\":[{\"id\":\"a\"},{\"id\":\"b\"}]";
    const struct one ones[] = {
        {choice,                            "\"b\"",                     "\"b\""                        },
        {choice,                            "\"c\"",                     "not_a_choice"                 },
        {choice,                            "1",                         "not_a_choice"                 },
        {"\"yes_no\"",                      "false",                     "false"                        },
        {"\"yes_no\"",                      "0",                         "not_yes_no"                   },
        {"\"yes_no\"",                      "\"yes\"",                   "not_yes_no"                   },
        {"\"number\"",                      "0",                         "0"                            },
        {"\"number\"",                      "3.0",                       "3"                            },
        {"\"number\"",                      "3.5",                       "not_whole"                    },
        {"\"number\"",                      "\"3\"",                     "not_whole"                    },
        {"\"number\"",                      "true",                      "not_whole"                    },
        {"\"number\"",                      "9007199254740991",          "9007199254740991"             },
        {"\"number\"",                      "9007199254740992",          "out_of_range"                 },
        {"\"number\"",                      "-9007199254740992",         "out_of_range"                 },
        {"\"number\"",                      "1e300",                     "out_of_range"                 },
        {"\"number\",\"min\":1,\"max\":9",  "0",                         "out_of_range"                 },
        {"\"number\",\"min\":1,\"max\":9",  "10",                        "out_of_range"                 },
        {"\"number\",\"min\":1,\"max\":9",  "9",                         "9"                            },
        {"\"money\",\"min\":0",             "1250",                      "1250"                         },
        {"\"money\",\"min\":0",             "-1",                        "out_of_range"                 },
        {"\"money\"",                       "12.5",                      "not_whole"                    },
        {"\"money\"",                       "\"12.50\"",                 "not_whole"                    },
        {"\"date\"",                        "\"2026-02-10\"",            "\"2026-02-10\""               },
        {"\"date\"",                        "\"2026-02-30\"",            "not_a_date"                   },
        {"\"date\"",                        "\"2026-2-1\"",              "not_a_date"                   },
        {"\"date\"",                        "20260210",                  "not_a_date"                   },
        {"\"date\",\"min\":\"2026-01-01\"", "\"2025-12-31\"",            "out_of_range"                 },
        {"\"date\",\"max\":\"2026-01-01\"", "\"2026-01-02\"",            "out_of_range"                 },
        {"\"date\",\"max\":\"2026-01-01\"", "\"2026-01-01\"",            "\"2026-01-01\""               },
        {"\"date\",\"min\":\"today\"",      "\"2026-02-09\"",            "in_past"                      },
        {"\"date\",\"min\":\"today\"",      "\"2026-02-10\"",            "\"2026-02-10\""               },
        {"\"date\",\"max\":\"today\"",      "\"2026-02-11\"",            "in_future"                    },
        {"\"date\",\"max\":\"today\"",      "\"2026-02-10\"",            "\"2026-02-10\""               },
        {"\"time\"",                        "\"2026-02-10T01:30:00Z\"",  "\"2026-02-10T09:30:00+08:00\""},
        {"\"time\"",                        "\"2026-02-10\"",            "not_a_time"                   },
        {"\"time\"",                        "5",                         "not_a_time"                   },
        {"\"duration\"",                    "{\"n\":5,\"unit\":\"wd\"}", "{\"n\":5,\"unit\":\"wd\"}"    },
        {"\"duration\"",                    "{\"n\":5}",                 "not_a_duration"               },
        {"\"duration\"",                    "5",                         "not_a_duration"               },
        {"\"files\"",                       "[{\"name\":\"a.pdf\"}]",    "not_a_file"                   },
        {"\"files\"",                       "[]",                        "null"                         },
    };
    CHECK_ONES(ones);
}

static void test_people(void **state)
{
    (void)state;
    static const struct one ones[] = {
        {"\"people\"",    "{\"name\":\"阿依古丽·买买提\"}",                            "{\"name\":\"阿依古丽·买买提\"}"},
        {"\"people\"",
         "{\"name\":\"林\",\"phone\":\"13900000001\",\"id_type\":\"id_card\","
         "\"id_number\":\"11010519491231002x\",\"address\":{\"area\":\"370102\","
         "\"text\":\"柳泉村\"}}",                                                           "{\"address\":{\"area\":\"370102\",\"text\":\"柳泉村\"},\"id_number\":"
         "\"11010519491231002X\",\"id_type\":\"id_card\",\"name\":\"林\",\"phone\":"
         "\"13900000001\"}"                                                                        },
        {"\"people\"",    "{\"name\":\"林\",\"phone\":\"\",\"address\":\" \"}",               "{\"name\":\"林\"}"                    },
        {"\"people\"",    "{\"name\":\"M\",\"id_type\":\"passport\",\"id_number\":\"E 123\"}",
         "{\"id_number\":\"E 123\",\"id_type\":\"passport\",\"name\":\"M\"}"                                                           },
        {"\"people\"",    "{\"name\":\"合作社\",\"id_number\":\"91350100m000100y43\"}",
         "{\"id_number\":\"91350100M000100Y43\",\"name\":\"合作社\"}"                                                               },
        {"\"people\"",    "\"林\"",                                                           "not_a_person"                          },
        {"\"people\"",    "{}",                                                                "required"                              },
        {"\"people\"",    "{\"name\":\" \"}",                                                  "required"                              },
        {"\"people\"",    "{\"name\":\"a\\nb\"}",                                              "bad_character"                         },
        {"\"people\"",    "{\"name\":\"林\",\"phone\":\"12345\"}",                            "bad_phone"                             },
        {"\"people\"",    "{\"name\":\"林\",\"phone\":13900000001}",                          "bad_phone"                             },
        {"\"people\"",    "{\"name\":\"林\",\"id_number\":\"110105194912310021\"}",           "bad_id_number"                         },
        {"\"people\"",
         "{\"name\":\"林\",\"id_type\":\"unified_code\",\"id_number\":"
         "\"11010519491231002X\"}",                                                            "bad_id_number"                         },
        {"\"people\"",    "{\"name\":\"林\",\"id_type\":\"library\"}",                        "not_a_choice"                          },
        {"\"people\"",    "{\"name\":\"林\",\"address\":{\"area\":\"3701\",\"text\":\"x\"}}",
         "bad_area"                                                                                                                    },
        {"\"people\"",    "{\"name\":\"林\",\"gender\":\"f\"}",                               "undeclared"                            },
        {"\"people\"",    "{\"age\":70,\"name\":\"林\"}",                                     "undeclared"                            },
        {"\"phone\"",     "\"0531-86000004\"",                                                 "\"0531-86000004\""                     },
        {"\"phone\"",     "\"1\"",                                                             "bad_phone"                             },
        {"\"id_number\"", "\"11010519491231002X\"",                                            "\"11010519491231002X\""                },
        {"\"id_number\"", "\"123\"",                                                           "bad_id_number"                         },
        {"\"address\"",   "\"柳泉村二组\"",                                               "\"柳泉村二组\""                   },
        {"\"address\"",   "{\"text\":\"柳泉村\"}",                                          "{\"text\":\"柳泉村\"}"              },
        {"\"address\"",   "{\"area\":\"370102003\"}",                                          "not_text"                              },
        {"\"address\"",   "{\"text\":\"x\",\"lat\":1}",                                        "undeclared"                            },
        {"\"address\"",   "7",                                                                 "not_text"                              },
    };
    CHECK_ONES(ones);
    char name[3 * 61 + 20] = "{\"name\":\"";
    for (int i = 0; i < 61; i++)
        memcpy(name + 9 + 3 * i, "林", 3);
    memcpy(name + 9 + 3 * 61, "\"}", 3);
    check_ones(&(struct one){"\"people\"", name, "too_long"}, 1);
}

/* --- whole answers --------------------------------------------------------------------------- */

static const char acceptance[] =
    "{\"zh\":\"受理\",\"en\":\"Accept\",\"outcomes\":[{\"id\":\"accept\",\"zh\":\"受理\",\"en\":"
    "\"A\"},"
    "{\"id\":\"refuse\",\"zh\":\"不予受理\",\"en\":\"R\",\"needs\":[\"reason\",\"where\"]}],"
    "\"fields\":[{\"name\":\"reason\",\"type\":\"text\",\"max\":10},"
    "{\"name\":\"where\",\"type\":\"choice\",\"choices\":[{\"id\":\"court\"}]},"
    "{\"name\":\"on_day\",\"type\":\"date\",\"required\":true}]}";

static void test_outcomes(void **state)
{
    (void)state;
    struct form *form = open_form(acceptance);
    struct outcome out = check(form, "accept", "{\"on_day\":\"2026-02-10\"}");
    assert_int_equal(out.rc, 0);
    assert_string_equal(clean_text(&out), "{\"on_day\":\"2026-02-10\"}");
    out = check(form, "refuse", "{\"on_day\":\"2026-02-10\"}");
    assert_int_equal(out.rc, STATUS_INVALID);
    assert_string_equal(errors_text(&out), "reason:required where:required");
    out = check(form, "refuse",
                "{\"on_day\":\"2026-02-10\",\"reason\":\" \\n\",\"where\":\"court\"}");
    assert_string_equal(errors_text(&out), "reason:required");
    out = check(form, NULL, NULL);
    assert_int_equal(out.rc, STATUS_INVALID);
    assert_string_equal(errors_text(&out), "outcome:required on_day:required");
    out = check(form, "maybe", "{\"on_day\":\"2026-02-10\"}");
    assert_int_equal(out.rc, STATUS_INVALID);
    assert_string_equal(errors_text(&out), "outcome:not_a_choice");
    out = check(open_form("{\"fields\":[]}"), "accept", "{}");
    assert_int_equal(out.rc, STATUS_MALFORMED);
    assert_true(form_has_outcomes(form));
    assert_true(form_has_outcome(form, "refuse"));
    assert_false(form_has_outcome(form, "maybe"));
    assert_false(form_has_outcome(form, NULL));
}

static const char parties[] =
    "{\"fields\":["
    "{\"name\":\"facts\",\"type\":\"text\",\"required\":true,\"max\":20},"
    "{\"name\":\"kind\",\"type\":\"text\",\"plain\":true},"
    "{\"name\":\"parties\",\"type\":\"rows\",\"min\":2,\"max\":3,\"fields\":["
    "{\"name\":\"person\",\"type\":\"people\",\"required\":true},"
    "{\"name\":\"applies\",\"type\":\"yes_no\",\"required\":true},"
    "{\"name\":\"phone\",\"type\":\"phone\"},"
    "{\"name\":\"birth_date\",\"type\":\"date\",\"personal\":true,"
    "\"facts\":{\"minor\":{\"kind\":\"age_under\",\"n\":18}}}]},"
    "{\"name\":\"amount\",\"type\":\"money\",\"min\":0}]}";

static void test_all_wrong_fields_at_once(void **state)
{
    (void)state;
    struct form *form = open_form(parties);
    struct outcome out =
        check(form, NULL,
              "{\"amount\":-5,\"parties\":[{\"person\":{\"name\":\"\"},\"applies\":true,\"phone\":"
              "\"1\"},{\"applies\":7,\"birth_date\":\"2027-01-01\"}]}");
    assert_int_equal(out.rc, STATUS_INVALID);
    assert_string_equal(errors_text(&out),
                        "facts:required parties[0].person.name:required "
                        "parties[0].phone:bad_phone parties[1].person:required "
                        "parties[1].applies:not_yes_no parties[1].birth_date:in_future "
                        "amount:out_of_range");
    assert_true(value_is_nil(out.result.clean));
    assert_says(&out.err, "7 places");
    assert_string_equal(err_code(&out.err), "invalid");
}

static void test_undeclared(void **state)
{
    (void)state;
    struct form *form = open_form(parties);
    struct outcome out = check(
        form, NULL,
        "{\"facts\":\"x\",\"nosy\":1,\"minor\":true,\"parties\":[{\"person\":{\"name\":\"林\","
        "\"gender\":\"f\"},\"applies\":true,\"seat\":1},{\"person\":{\"name\":\"郑\"},\"applies\":"
        "false,\"minor\":false}]}");
    assert_int_equal(out.rc, STATUS_MALFORMED);
    assert_string_equal(errors_text(&out),
                        "minor:undeclared nosy:undeclared parties[0].seat:undeclared "
                        "parties[0].person.gender:undeclared parties[1].minor:undeclared");
    assert_string_equal(err_code(&out.err), "undeclared_field");
    /* 400 wins over 422, and both are listed */
    out = check(form, NULL, "{\"nosy\":1,\"parties\":[]}");
    assert_int_equal(out.rc, STATUS_MALFORMED);
    assert_string_equal(errors_text(&out), "nosy:undeclared facts:required parties:required");
    /* what does not read as a name may be what somebody said of a person: it is not repeated */
    static const char *const unrepeated[] = {
        "王小明", "13911112222", "a b", "",
        "x23456789x23456789x23456789x23456789x23456789x23456789x23456789xx"};
    for (size_t i = 0; i < sizeof unrepeated / sizeof *unrepeated; i++) {
        char data[200];
        snprintf(data, sizeof data, "{\"%s\":1,\"parties\":[]}", unrepeated[i]);
        out = check(form, NULL, data);
        assert_string_equal(errors_text(&out), "?:undeclared facts:required parties:required");
    }
}

static void test_rows(void **state)
{
    (void)state;
    struct form *form = open_form(parties);
    static const struct {
        const char *rows, *errors;
    } wrong[] = {
        {"null",                                                    "parties:required"    },
        {"[]",                                                      "parties:required"    },
        {"{}",                                                      "parties:not_rows"    },
        {"[{\"person\":{\"name\":\"林\"},\"applies\":true}]",      "parties:too_few"     },
        {"[{},{},{},{}]",                                           "parties:too_many"    },
        {"[7,{\"person\":{\"name\":\"林\"},\"applies\":true}]",    "parties[0]:not_a_row"},
        {"[null,{\"person\":{\"name\":\"林\"},\"applies\":true}]", "parties[0]:not_a_row"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct outcome out = check(
            form, NULL, arena_printf(&arena, "{\"facts\":\"x\",\"parties\":%s}", wrong[i].rows));
        assert_int_equal(out.rc, STATUS_INVALID);
        assert_string_equal(errors_text(&out), wrong[i].errors);
    }
    /* with outcomes, these say when rows are needed */
    struct form *chosen = open_form(
        "{\"outcomes\":[{\"id\":\"a\",\"needs\":[\"r\"]},{\"id\":\"b\"}],\"fields\":[{\"name\":"
        "\"r\","
        "\"type\":\"rows\",\"min\":1,\"fields\":[{\"name\":\"n\",\"type\":\"number\"}]}]}");
    struct outcome out = check(chosen, "a", "{\"r\":[]}");
    assert_string_equal(errors_text(&out), "r:required");
    out = check(chosen, "b", "{}");
    assert_int_equal(out.rc, 0);
    out = check(chosen, "a", "{\"r\":[{\"n\":1},{}]}");
    assert_int_equal(out.rc, 0);
    assert_string_equal(clean_text(&out), "{\"r\":[{\"n\":1},{}]}");
}

/* --- what is sealed -------------------------------------------------------------------------- */

static void test_sealing(void **state)
{
    (void)state;
    struct form *form = open_form(parties);
    struct outcome out =
        check(form, NULL,
              "{\"amount\":12,\"facts\":\"canary-1\",\"kind\":\"plain\",\"parties\":[{\"person\":{"
              "\"name\":\"canary-2\"},\"applies\":true,\"phone\":\"13900000001\",\"birth_date\":"
              "\"2015-06-01\"},{\"person\":{\"name\":\"canary-3\"},\"applies\":false}]}");
    assert_int_equal(out.rc, 0);
    assert_string_equal(clean_text(&out),
                        "{\"amount\":12,\"facts\":{\"$h\":\"h1\"},\"kind\":\"plain\",\"parties\":[{"
                        "\"applies\":true,"
                        "\"birth_date\":{\"$h\":\"h4\"},\"minor\":true,\"person\":{\"$h\":\"h2\"},"
                        "\"phone\":{\"$h\":"
                        "\"h3\"}},{\"applies\":false,\"person\":{\"$h\":\"h5\"}}]}");
    assert_int_equal(out.vault.count, 5);
    static const struct {
        const char *field, *rows;
        int row, key;
        bool is_person;
    } wanted[] = {
        {"facts",      NULL,      -1, -1, false},
        {"person",     "parties", 0,  0,  true },
        {"phone",      "parties", 0,  0,  false},
        {"birth_date", "parties", 0,  0,  false},
        {"person",     "parties", 1,  1,  true },
    };
    for (int i = 0; i < 5; i++) {
        const struct seal_request *request = &out.vault.sealed[i].request;
        assert_string_equal(request->field, wanted[i].field);
        if (wanted[i].rows)
            assert_string_equal(request->rows, wanted[i].rows);
        else
            assert_null(request->rows);
        assert_int_equal(request->row, wanted[i].row);
        assert_int_equal(request->person_key, wanted[i].key);
        assert_int_equal(request->is_person, wanted[i].is_person);
        assert_false(request->is_sealed);
    }
    assert_string_equal(canon_text(&arena, out.vault.sealed[0].plain).bytes, "\"canary-1\"");
    assert_true(form_field_is_personal(form, "facts"));
    assert_false(form_field_is_personal(form, "kind"));
    assert_false(form_field_is_personal(form, "parties"));
    assert_string_equal(form_field_type(form, "parties"), "rows");
    assert_null(form_field_type(form, "nobody"));
}

/* Two people in a row: each is a person, the rest is the case's own. */
static void test_person_keys(void **state)
{
    (void)state;
    struct form *form = open_form(
        "{\"fields\":[{\"name\":\"who\",\"type\":\"people\"},"
        "{\"name\":\"deeds\",\"type\":\"rows\",\"fields\":[{\"name\":\"debtor\",\"type\":"
        "\"people\"},"
        "{\"name\":\"act\",\"type\":\"text\"},{\"name\":\"creditor\",\"type\":\"people\"}]},"
        "{\"name\":\"ones\",\"type\":\"rows\",\"fields\":[{\"name\":\"p\",\"type\":\"people\"},"
        "{\"name\":\"t\",\"type\":\"text\"}]},"
        "{\"name\":\"last\",\"type\":\"people\"}]}");
    struct outcome out =
        check(form, NULL,
              "{\"who\":{\"name\":\"a\"},\"deeds\":[{\"debtor\":{\"name\":\"b\"},\"act\":\"x\","
              "\"creditor\":{\"name\":\"c\"}}],\"ones\":[{\"t\":\"no person given\"},{\"p\":{"
              "\"name\":\"d\"},\"t\":\"y\"}],\"last\":{\"name\":\"e\"}}");
    assert_int_equal(out.rc, 0);
    static const int keys[] = {0, 1, -1, 2, 3, 4, 4, 5};
    assert_int_equal(out.vault.count, 8);
    for (int i = 0; i < 8; i++)
        assert_int_equal(out.vault.sealed[i].request.person_key, keys[i]);
}

static void test_sealed_marks(void **state)
{
    (void)state;
    struct form *form = open_form(
        "{\"fields\":[{\"name\":\"a\",\"type\":\"choice\",\"sealed\":true,\"choices\":[{\"id\":"
        "\"x\"}]},"
        "{\"name\":\"b\",\"type\":\"number\",\"personal\":true},"
        "{\"name\":\"r\",\"type\":\"rows\",\"sealed\":true,\"fields\":[{\"name\":\"n\",\"type\":"
        "\"number\"}]}]}");
    struct outcome out = check(form, NULL, "{\"a\":\"x\",\"b\":3,\"r\":[{\"n\":1}]}");
    assert_int_equal(out.rc, 0);
    assert_string_equal(clean_text(&out), "{\"a\":{\"$h\":\"h1\"},\"b\":{\"$h\":\"h2\"},\"r\":[{"
                                          "\"n\":{\"$h\":\"h3\"}}]}");
    assert_true(out.vault.sealed[0].request.is_sealed);
    assert_false(out.vault.sealed[1].request.is_sealed);
    assert_true(out.vault.sealed[2].request.is_sealed);
}

static void test_sealer_fails(void **state)
{
    (void)state;
    struct form *form = open_form(parties);
    struct vault vault = {.fail_at = 2};
    struct form_sealer sealer = {.seal = on_seal, .owner = &vault};
    struct form_answer answer = {
        .data = json(&arena, "{\"facts\":\"canary\",\"parties\":[{\"person\":{\"name\":\"canary\"},"
                             "\"applies\":true},{\"person\":{\"name\":\"b\"},\"applies\":true}]}"),
        .today = day("2026-02-10"),
        .sealer = &sealer};
    struct slice before = canon_text(&arena, answer.data);
    struct form_result result;
    struct err err = {0};
    assert_status(form_check(form, &answer, &arena, &result, &err), STATUS_IO, &err);
    assert_true(value_is_nil(result.clean));
    assert_null(strstr(err.text, "canary"));
    assert_true(slice_is_equal(before, canon_text(&arena, answer.data))); /* F2 */
}

/* No error repeats a wrong value. */
static void test_errors_quote_nothing(void **state)
{
    (void)state;
    static const char *const fields[] = {
        "\"text\",\"max\":2", "\"choice\",\"choices\":[{\"id\":\"a\"}]",
        "\"yes_no\"",         "\"number\"",
        "\"money\"",          "\"date\"",
        "\"time\"",           "\"duration\"",
        "\"people\"",         "\"phone\"",
        "\"id_number\"",      "\"address\",\"max\":2",
        "\"files\"",          "\"rows\",\"fields\":[{\"name\":\"n\",\"type\":\"number\"}]",
    };
    static const char *const values[] = {
        "\"canary\"", "[\"canary\"]",
        ("{\"name\":\"canary\\u0001\",\"phone\":\"canary\",\"id_number\":\"canary\","
         "\"id_type\":\"canary\",\"address\":{\"text\":\"canary\\u0001\",\"area\":\"canary\"}}")};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {
            struct outcome out = check_one(fields[i], values[k]);
            if (out.rc == 0)
                continue;
            assert_null(strstr(canon_text(&arena, out.result.errors).bytes, "canary"));
            assert_null(strstr(out.err.text, "canary"));
        }
}

static void test_not_a_map(void **state)
{
    (void)state;
    struct form *form = open_form("{\"fields\":[]}");
    assert_int_equal(check(form, NULL, "[]").rc, STATUS_MALFORMED);
    assert_int_equal(check(form, NULL, "\"x\"").rc, STATUS_MALFORMED);
    assert_int_equal(check(form, NULL, "null").rc, 0);
    assert_int_equal(check(form, NULL, NULL).rc, 0);
}

/* --- facts ----------------------------------------------------------------------------------- */

static void test_age(void **state)
{
    (void)state;
    static const struct {
        const char *born;
        bool is_minor;
    } rows[] = {
        {"2008-02-11", true },
        {"2008-02-10", false}, /* the birthday itself */
        {"2008-02-09", false},
        {"2026-02-10", true },
        {"1949-12-31", false},
    };
    struct form *form = open_form("{\"fields\":[{\"name\":\"born\",\"type\":\"date\",\"facts\":{"
                                  "\"minor\":{\"kind\":\"age_under\",\"n\":18}}}]}");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct outcome out =
            check(form, NULL, arena_printf(&arena, "{\"born\":\"%s\"}", rows[i].born));
        assert_int_equal(out.rc, 0);
        assert_int_equal(value_get_bool(out.result.clean, "minor", !rows[i].is_minor),
                         rows[i].is_minor);
    }
    struct outcome none = check(form, NULL, "{}");
    assert_int_equal(none.rc, 0);
    assert_true(
        value_is_nil(value_get(none.result.clean, "minor"))); /* not given: nil, not false */
}

static void test_age_of_leap_day(void **state)
{
    (void)state;
    struct form *form = open_form("{\"fields\":[{\"name\":\"born\",\"type\":\"date\",\"facts\":{"
                                  "\"minor\":{\"kind\":\"age_under\",\"n\":18}}}]}");
    static const struct {
        const char *today;
        bool is_minor;
    } rows[] = {
        {"2026-02-28", true },
        {"2026-03-01", false}
    };
    for (int i = 0; i < 2; i++) {
        struct form_result result;
        struct err err = {0};
        struct form_answer answer = {.data = json(&arena, "{\"born\":\"2008-02-29\"}"),
                                     .today = day(rows[i].today)};
        assert_status(form_check(form, &answer, &arena, &result, &err), 0, &err);
        assert_int_equal(value_get_bool(result.clean, "minor", !rows[i].is_minor),
                         rows[i].is_minor);
    }
}

/* --- declarations ---------------------------------------------------------------------------- */

static void test_open_refused(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *says;
        int status;
    } rows[] = {
        {"[{\"name\":\"a\",\"type\":\"colour\"}]",                                                   "no such type",           STATUS_INVALID},
        {"[{\"name\":\"a\"}]",                                                                       "no such type",           STATUS_INVALID},
        {"[{\"type\":\"text\"}]",                                                                    "has a name",             STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"files\",\"max\":51}]",                                         "at most 50",             STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"sheet\",\"max\":10001}]",                                      "at most 10,000",         STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"text\"},{\"name\":\"a\",\"type\":\"text\"}]",                  "twice",
         STATUS_INVALID                                                                                                                      },
        {"[{\"name\":\"by\",\"type\":\"text\"}]",                                                    "no field may be called", STATUS_INVALID},
        {"[{\"name\":\"outcome\",\"type\":\"text\"}]",                                               "no field may be called", STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"people\",\"plain\":true}]",                                    "only text",              STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"text\",\"plain\":true,\"sealed\":true}]",                      "exclude",
         STATUS_INVALID                                                                                                                      },
        {"[{\"name\":\"a\",\"type\":\"choice\"}]",                                                   "lists what",             STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"choice\",\"choices\":[{\"id\":\"x\"},{\"id\":\"x\"}]}]",
         "twice",                                                                                                              STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"number\",\"min\":2,\"max\":1}]",                               "min",                    STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"number\",\"min\":\"2\"}]",                                     "min",                    STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"number\",\"min\":\"today\"}]",                                 "min",                    STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"date\",\"min\":5}]",                                           "min",                    STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"rows\"}]",                                                     "fields of their own",    STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"rows\",\"fields\":[{\"name\":\"b\",\"type\":\"rows\","
         "\"fields\":[{\"name\":\"c\",\"type\":\"text\"}]}]}]",                             "rows within rows",       STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"text\",\"facts\":{\"m\":{\"kind\":\"age_under\",\"n\":18}}}]",
         "asked of a date",                                                                                                    STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"date\",\"facts\":{\"m\":{\"kind\":\"shoe\",\"n\":18}}}]",
         "age_under",                                                                                                          STATUS_INVALID},
        {"[{\"name\":\"a\",\"type\":\"date\",\"facts\":{\"b\":{\"kind\":\"age_under\",\"n\":18}}},"
         "{\"name\":\"b\",\"type\":\"text\"}]",                                             "name of a field",        STATUS_INVALID},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct form *form;
        struct err err = {0};
        const char *decl =
            arena_printf(&arena, "{\"at\":\"x/forms.lua:3\",\"fields\":%s}", rows[i].fields);
        assert_status(form_open(&arena, "test", json(&arena, decl), &form, &err), rows[i].status,
                      &err);
        assert_null(form);
        assert_says(&err, rows[i].says);
        assert_string_equal(err.where, "x/forms.lua:3");
    }
    struct form *form;
    struct err err = {0};
    assert_status(form_open(&arena, "test",
                            json(&arena, "{\"at\":\"x/forms.lua:3\",\"fields\":[],\"outcomes\":[{"
                                         "\"id\":\"a\",\"needs\":[\"why\"]}]}"),
                            &form, &err),
                  STATUS_INVALID, &err);
    assert_says(&err, "needs \"why\"");
}

static void test_describe(void **state)
{
    (void)state;
    struct value *told = form_describe(&arena, open_form(parties));
    assert_string_equal(value_get_text(told, "name"), "test");
    const struct value *fields = value_get(told, "fields");
    assert_int_equal(value_len(fields), 4);
    assert_string_equal(
        canon_text(&arena, value_item(fields, 0)).bytes,
        "{\"max\":20,\"name\":\"facts\",\"personal\":true,\"required\":true,\"sealed\":false,"
        "\"type\":\"text\"}");
    assert_int_equal(value_get_int(value_item(fields, 1), "max", 0), FORM_TEXT_MAX);
    const struct value *rows = value_item(fields, 2);
    assert_true(value_get_bool(rows, "required", false));
    assert_int_equal(value_len(value_get(rows, "fields")), 4);
    struct value *accept = form_describe(&arena, open_form(acceptance));
    assert_string_equal(value_get_text(accept, "zh"), "受理");
    assert_int_equal(value_len(value_get(accept, "outcomes")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_text_default_max),
        cmocka_unit_test(test_simple_types),
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_all_wrong_fields_at_once),
        cmocka_unit_test(test_undeclared),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_sealing),
        cmocka_unit_test(test_person_keys),
        cmocka_unit_test(test_sealed_marks),
        cmocka_unit_test(test_sealer_fails),
        cmocka_unit_test(test_errors_quote_nothing),
        cmocka_unit_test(test_not_a_map),
        cmocka_unit_test(test_age),
        cmocka_unit_test(test_age_of_leap_day),
        cmocka_unit_test(test_open_refused),
        cmocka_unit_test(test_describe),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
