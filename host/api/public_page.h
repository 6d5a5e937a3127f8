/* public_page.h - a page for the public: its head, its foot, its pieces.
 *
 * No script, nothing loaded but its own style sheet, kept by nobody, telling no other site where it
 * was. Every text that comes from elsewhere goes through markup.h.
 */
#pragma once
#include "api/following.h"

struct page {
    struct call *call;
    enum language language;
    const char *path; /* behind /t, for the other language: letters, digits, "/" */
    enum public_word title;
    struct buf out;
};

/* `office` may be "". */
void page_begin(struct page *page, const char *office);
/* Ends it and answers the call; the caller closes `out`. */
void page_send(struct page *page, int http_status);
/* <tag class="class">text</tag>; class NULL: none. */
void page_add(struct page *page, const char *tag, const char *class, const char *text);
void page_add_row(struct page *page, enum public_word label, const char *text);
const char *page_say(const struct page *page, enum public_word word);
/* A text { zh, en } of `shown`. */
const char *page_in(const struct page *page, const struct value *shown, const char *name,
                    const char *fallback);

enum language page_language(const struct call *call);
/* What may stand in a link again: nothing but letters and digits; NULL: none are there. */
char *page_plain_code(struct call *call, const char *typed);
