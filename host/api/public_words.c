/* public_words.c - the catalogue of public_words.h, and the names of sources of law. To name
 * another source: a row in `sources`, by the mark that workflows write in `basis`. */
#include "api/public_words.h"
#include <string.h>

static const struct {
    const char *zh, *en;
} words[SAY_COUNT] = {
#define PUBLIC_ROW(name, zh, en) [SAY_##name] = {zh, en},
    PUBLIC_WORDS(PUBLIC_ROW)
#undef PUBLIC_ROW
};

static const struct source {
    const char *mark, *zh, *en;
} sources[] = {
    {"XF",  "信访工作条例",                                     "Regulation on Petition Work"                    },
    {"TJ",  "人民调解法",                                        "People's Mediation Law"                         },
    {"MS",  "民事诉讼法",                                        "Civil Procedure Law"                            },
    {"MSJ", "最高人民法院关于适用民事诉讼法的解释", "Interpretation of the Civil Procedure Law"      },
    {"MF",  "民法典",                                              "Civil Code"                                     },
    {"ZY",  "志愿服务条例",                                     "Regulation on Volunteer Service"                },
    {"ZM",  "志愿服务记录与证明出具办法",                "Measures on Volunteer Records and Certificates" },
    {"PI",  "个人信息保护法",                                  "Personal Information Protection Law"            },
    {"XX",  "政府信息公开条例",                               "Regulation on Government Information Disclosure"},
    {"TF",  "突发事件应对法",                                  "Emergency Response Law"                         },
    {"SZ",  "深圳经济特区矛盾纠纷多元化解条例",       "Shenzhen Regulation on Resolving Disputes"      },
    {"NB",  "宁波市人民调解条例",                            "Ningbo Regulation on People's Mediation"        },
    {"DA",  "档案法",                                              "Archives Law"                                   },
};

const char *public_text(enum public_word word, enum language language)
{
    return language == LANGUAGE_EN ? words[word].en : words[word].zh;
}

const char *public_say(struct arena *arena, enum public_word word, enum language language,
                       const char *first, const char *second)
{
    struct buf out = {0};
    for (const char *at = public_text(word, language); *at; at++)
        if (strncmp(at, "{1}", 3) == 0 || strncmp(at, "{2}", 3) == 0) {
            const char *with = at[1] == '1' ? first : second;
            buf_add_text(&out, with ? with : "");
            at += 2;
        } else
            buf_add_byte(&out, *at);
    const char *text = arena_copy(arena, buf_slice(&out)).bytes;
    buf_close(&out);
    return text;
}

/* ---- sources ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == ';';
}

/* "XF 34, 35": a mark and its articles. False: a mark that nobody knows. */
static bool add_source(struct arena *arena, const char *from, size_t len, enum language language,
                       struct buf *out)
{
    char mark[8] = "", articles[64] = "";
    size_t at = 0, to = 0;

    while (at < len && at < sizeof mark - 1 && from[at] != ' ')
        mark[at] = from[at], at++;
    while (at < len && from[at] == ' ')
        at++;
    for (; at < len && to < sizeof articles - 4; at++)
        if (language == LANGUAGE_ZH && from[at] == ',') {
            memcpy(articles + to, "、", 3);
            to += 3;
            at += at + 1 < len && from[at + 1] == ' ';
        } else
            articles[to++] = from[at];
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (strcmp(sources[i].mark, mark) == 0) {
            if (out->len > 0)
                buf_add_text(out, language == LANGUAGE_ZH ? "、" : "; ");
            buf_add_text(out, public_say(arena, articles[0] ? SAY_ARTICLE : SAY_SOURCE, language,
                                         language == LANGUAGE_ZH ? sources[i].zh : sources[i].en,
                                         articles));
            return true;
        }
    return false;
}

static const char *kind_text(const char *basis, enum language language)
{
    static const struct {
        const char *kind;
        enum public_word word;
    } kinds[] = {
        {"policy", SAY_BASIS_POLICY},
        {"local",  SAY_BASIS_LOCAL },
        {"law",    SAY_BASIS_POLICY},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(basis, kinds[i].kind, strlen(kinds[i].kind)) == 0)
            return public_text(kinds[i].word, language);
    return public_text(SAY_BASIS_OWN, language);
}

const char *public_basis(struct arena *arena, const char *basis, enum language language)
{
    const char *colon = basis ? strchr(basis, ':') : NULL, *at = colon ? colon + 1 : "";
    struct buf out = {0};

    while (*at) {
        while (is_blank(*at))
            at++;
        size_t len = strcspn(at, ";");
        if (len > 0)
            (void)add_source(arena, at, len, language,
                             &out); /* of a mark unknown nothing is said */
        at += len;
    }
    const char *text = out.len > 0 ? arena_copy(arena, buf_slice(&out)).bytes
                                   : kind_text(basis ? basis : "", language);
    buf_close(&out);
    return text;
}
