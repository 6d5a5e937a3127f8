/* test_letter.c - templates of letters: what they may hold, how they are filled in, what a page of
 * them looks like. */
#include <stdlib.h>
#include "lib/check.h"
#include "data/json.h"
#include "duty/letter.h"

struct scene {
    struct arena arena;
    struct buf out;
    struct err err;
};

static int setup(void **state)
{
    *state = mem_zero(sizeof(struct scene));
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    buf_close(&scene->out);
    arena_close(&scene->arena);
    free(scene);
    return 0;
}

static struct letter_template *parsed(struct scene *scene, const char *text)
{
    struct letter_template *letter;
    if (letter_parse(&scene->arena, "w/letters/x.html", slice_of(text), &letter, &scene->err) != 0)
        fail_msg("%s: %s", scene->err.where, scene->err.text);
    return letter;
}

/* The body of the page of this template with these values. */
static const char *page(struct scene *scene, const char *text, const char *json)
{
    struct paper paper = {.lang = "zh", .size = "A4", .subject = slice_of("x")};
    struct value *values;
    assert_int_equal(json_read(&scene->arena, slice_of(json), NULL, &values, &scene->err), 0);
    if (letter_fill(parsed(scene, text), values, &scene->arena, &paper, &scene->err) != 0)
        return NULL;
    buf_clear(&scene->out);
    paper_write_page(&paper, &scene->out);
    char *body = strstr(scene->out.bytes, "<body>\n") + 7;
    *strstr(body, "</body>") = '\0';
    return body;
}

static void values_stand_where_they_are_named(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(
        page(scene, "<h1>告知书</h1><p class=\"flush\">{{ to.name }}：</p>\n<p>第{{n}}次</p>",
             "{\"to\":{\"name\":\"宋云舟\"},\"n\":3}"),
        "<h1>告知书</h1>\n<p class=\"flush\">宋云舟：</p>\n<p>第3次</p>\n");
    /* a person is called by the name; blanks run together, entities are what they say */
    assert_string_equal(page(scene, "<p>a  \n b&nbsp;<b>{{to}}</b> &lt;c&gt;</p>",
                             "{\"to\":{\"name\":\"宋云舟\"}}"),
                        "<p>a b　<b>宋云舟</b> &lt;c&gt;</p>\n");
    assert_string_equal(page(scene, "<p>{{#a}}{{b}}{{/a}}{{^a}}none{{/a}}</p>", "{\"a\":{}}"),
                        "<p>none</p>\n");
    /* an address is its text, also within a section of itself */
    assert_string_equal(page(scene, "<p>{{#to.home}}{{to.home}}{{/to.home}}</p>",
                             "{\"to\":{\"name\":\"宋云舟\",\"home\":{\"text\":\"柳泉街3号\"}}}"),
                        "<p>柳泉街3号</p>\n");
}

/* Whatever a citizen wrote is text: no element, no script, no place of another. */
static void a_value_is_never_read_again(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(
        page(scene, "<p>{{why}}</p>",
             "{\"why\":\"<script>alert(1)</script>{{secret}}&amp;\\\"\\nnext\",\"secret\":\"x\"}"),
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;{{secret}}&amp;amp;&quot;<br>　　next</p>\n");
}

static void stops_do_not_come_twice(void **state)
{
    struct scene *scene = *state;
    static const char values[] = "{\"why\":\"漏水。\",\"en\":\"It leaks.\",\"n\":\"。\"}";
    assert_string_equal(page(scene, "<p>因{{why}}，终止。</p>", values), "<p>因漏水，终止。</p>\n");
    assert_string_equal(page(scene, "<p>{{#why}}{{why}}{{/why}}。</p>", values), "<p>漏水。</p>\n");
    assert_string_equal(page(scene, "<p>{{en}}.</p>", values), "<p>It leaks.</p>\n");
    assert_string_equal(page(scene, "<p>{{why}}请看。</p><p>，</p>", values),
                        "<p>漏水。请看。</p>\n<p>，</p>\n");
    assert_string_equal(page(scene, "<p>{{why}}</p><p>。{{n}}。</p>", values),
                        "<p>漏水。</p>\n<p>。。。</p>\n");
}

static void brackets_and_questions_do_without_a_stop(void **state)
{
    struct scene *scene = *state;
    static const char values[] = "{\"why\":\"漏水。\",\"ask\":\"谁来修？\",\"en\":\"It leaks.\"}";
    assert_string_equal(page(scene, "<p>鉴定（{{why}}），中止。</p>", values),
                        "<p>鉴定（漏水），中止。</p>\n");
    assert_string_equal(page(scene, "<p>“{{why}}”({{en}})</p>", values),
                        "<p>“漏水”(It leaks)</p>\n");
    assert_string_equal(page(scene, "<p>{{ask}}。{{ask}}，{{ask}}.</p>", values),
                        "<p>谁来修？谁来修？，谁来修？</p>\n");
}

static void who_signs_clings_to_what_is_signed(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(page(scene,
                             "<p>一、</p><p>签名：{{n}}＿＿</p><p class=\"flush\">此致</p>"
                             "<p class=\"flush\">法院</p><p class=\"right\">{{n}}</p>",
                             "{\"n\":\"甲\"}"),
                        "<p>一、</p>\n<p class=\"clings\">签名：甲＿＿</p>\n"
                        "<p class=\"flush clings\">此致</p>\n<p class=\"flush clings\">法院</p>\n"
                        "<p class=\"right clings\">甲</p>\n");
    assert_string_equal(page(scene, "<p>一</p><hr><p class=\"right\">二</p><hr><p>三</p>", "{}"),
                        "<p>一</p>\n<hr class=\"clings\">\n<p class=\"right clings\">二</p>\n"
                        "<hr>\n<p>三</p>\n");
    assert_string_equal(page(scene, "<p class=\"flush\">{{n}}：</p><p>一</p>", "{\"n\":\"甲\"}"),
                        "<p class=\"flush\">甲：</p>\n<p>一</p>\n");
}

static void numbers_with_dashes_stay_whole(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(
        page(scene, "<p>{{n}}</p>", "{\"n\":\"电话0531-86000015，2-3人，a-1，-5\"}"),
        "<p>电话<span class=\"whole\">0531-86000015</span>，<span "
        "class=\"whole\">2-3</span>人，a-1，-5</p>\n");
    assert_string_equal(page(scene, "<p>{{n}}</p>", "{\"n\":\"1-2345678901234567890123\"}"),
                        "<p>1-2345678901234567890123</p>\n");
}

static void tables_are_lists_forms_or_wide(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(
        page(scene, "<table><tr><th>a</th><td>b</td></tr></table>", "{}"),
        "<table class=\"form\"><tr><th><b>a</b></th>\n<td>b</td>\n</tr>\n</table>\n");
    assert_string_equal(page(scene, "<table><tr><th>a</th><th>b</th></tr></table>", "{}"),
                        "<table><tr><th><b>a</b></th>\n<th><b>b</b></th>\n</tr>\n</table>\n");
}

static void what_stands_between_rows_does_not_stand_behind_them(void **state)
{
    struct scene *scene = *state;
    static const char values[] = "{\"l\":[\"a\",\"b\"],\"one\":[\"c\"],\"none\":[]}";
    assert_string_equal(page(scene, "<p>{{#l}}{{.}}、{{/l}}之间</p>", values), "<p>a、b之间</p>\n");
    assert_string_equal(page(scene, "<p>{{#l}}{{.}}, {{/l}}.</p>", values), "<p>a, b.</p>\n");
    assert_string_equal(
        page(scene, "<p>甲、{{#none}}{{.}}、{{/none}}乙{{#one}}{{.}}　{{/one}}</p>", values),
        "<p>甲、乙c</p>\n");
    assert_string_equal(page(scene, "<p>{{#l}}{{.}}；{{/l}}</p>", values), "<p>a；b；</p>\n");
}

static void sections_come_once_for_each_row_or_not_at_all(void **state)
{
    struct scene *scene = *state;
    static const char text[] = "<p>{{kind}}</p>{{#rows}}<p>{{kind}} {{what}}</p>{{/rows}}"
                               "{{^rows}}<p>none</p>{{/rows}}{{#why}}<p>{{why}}{{.}}</p>{{/why}}";
    assert_string_equal(
        page(scene, text,
             "{\"kind\":\"k\",\"rows\":[{\"what\":\"a\"},{\"what\":\"b\",\"kind\":\"own\"}]}"),
        "<p>k</p>\n<p>k a</p>\n<p>own b</p>\n");
    assert_string_equal(page(scene, text, "{\"kind\":\"k\",\"rows\":[],\"why\":\"w\"}"),
                        "<p>k</p>\n<p>none</p>\n<p>ww</p>\n");
    assert_string_equal(page(scene, "<ol>{{#l}}<li>{{.}}</li>{{/l}}</ol>", "{\"l\":[\"a\",\"b\"]}"),
                        "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n");
    assert_string_equal(
        page(scene, "<table><tr><th>甲</th></tr>{{#l}}<tr><td>{{.}}</td></tr>{{/l}}</table>",
             "{\"l\":[\"a\"]}"),
        "<table><tr><th><b>甲</b></th>\n</tr>\n<tr><td>a</td>\n</tr>\n</table>\n");
}

static void a_letter_never_goes_out_with_a_hole(void **state)
{
    struct scene *scene = *state;
    assert_null(page(scene, "<p>a</p>\n<p>{{reason}}</p>", "{\"other\":\"x\"}"));
    assert_string_equal(scene->err.where, "w/letters/x.html:2");
    assert_non_null(strstr(scene->err.text, "{{reason}} is not given"));
    assert_null(page(scene, "<p>{{rows}}</p>", "{\"rows\":[1]}"));
    assert_non_null(strstr(scene->err.text, "Write a section"));
}

static void names_are_told_for_checks(void **state)
{
    struct scene *scene = *state;
    struct letter_template *letter = parsed(
        scene, "<p>{{a.b}} {{a}} {{c}}</p>{{#d}}<p>{{e}}{{.}}</p>{{/d}}{{^f}}<p>x</p>{{/f}}");
    struct value *needs = letter_needs(letter, &scene->arena);
    assert_int_equal(value_len(needs), 2);
    assert_true(value_is_text(value_item(needs, 0), "a"));
    assert_true(value_is_text(value_item(needs, 1), "c"));
    assert_int_equal(value_len(letter_names(letter, &scene->arena)), 5);
}

/* Each fault with its line and what to write instead. */
static void what_is_no_letter_is_told(void **state)
{
    static const struct {
        const char *text, *line, *says;
    } faults[] = {
        {"<p>a</p>\n<script>x</script>", ":2", "nothing else"                 },
        {"<p onclick=\"x\">a</p>",       ":1", "the only attribute"           },
        {"<p class=\"loud\">a</p>",      ":1", "the only attribute"           },
        {"<h1 class=\"right\">a</h1>",   ":1", "the only attribute"           },
        {"<p><img src=x></p>",           ":1", "nothing else"                 },
        {"text",                         ":1", "text stands in a paragraph"   },
        {"\n\n{{x}}",                    ":3", "a place stands in a paragraph"},
        {"<p>a",                         ":1", "<p> is not closed"            },
        {"<p>a</b></p>",                 ":1", "</b> ends nothing"            },
        {"<td>a</td>",                   ":1", "<td> stands in <tr>"          },
        {"<p><p>a</p></p>",              ":1", "<p> stands by itself"         },
        {"{{#x}}<p>a</p>",               ":1", "{{#x}} is not closed"         },
        {"{{#x}}<p>a{{/x}}</p>",         ":1", "{{/x}} ends nothing"          },
        {"<p>{{#x}}a</p>{{/x}}",         ":1", "</p> ends nothing"            },
        {"<p>{{</p>",                    ":1", "{{ has no }}"                 },
        {"<p>{{case:task()}}</p>",       ":1", "a place is a name"            },
        {"<p>a < b</p>",                 ":1", "nothing else"                 },
        {"<p",                           ":1", "< has no >"                   },
        {"<!-- a",                       ":1", "<!-- has no -->"              },
        {" \n",                          ":1", "the letter is empty"          },
        {"{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}"
         "}"
         "{{#a}}{{#a}}",        ":1", "too deeply"                   },
    };
    struct scene *scene = *state;
    struct letter_template *letter;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        err_clear(&scene->err);
        int rc =
            letter_parse(&scene->arena, "l.html", slice_of(faults[i].text), &letter, &scene->err);
        if (rc != STATUS_INVALID || !strstr(scene->err.where, faults[i].line) ||
            !strstr(scene->err.text, faults[i].says))
            fail_msg("%s: %d %s %s", faults[i].text, rc, scene->err.where, scene->err.text);
    }
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        EACH(values_stand_where_they_are_named),
        EACH(a_value_is_never_read_again),
        EACH(stops_do_not_come_twice),
        EACH(brackets_and_questions_do_without_a_stop),
        EACH(who_signs_clings_to_what_is_signed),
        EACH(numbers_with_dashes_stay_whole),
        EACH(tables_are_lists_forms_or_wide),
        EACH(what_stands_between_rows_does_not_stand_behind_them),
        EACH(sections_come_once_for_each_row_or_not_at_all),
        EACH(a_letter_never_goes_out_with_a_hole),
        EACH(names_are_told_for_checks),
        EACH(what_is_no_letter_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
