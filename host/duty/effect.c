/* effect.c - when to try again, when to leave a target alone, which settings a target may have
 * (effect.h). To add a kind of target: a row in `kinds`, its sender in outside/.
 */
#include "duty/effect.h"
#include <string.h>

enum {
    DELAY_FIRST_MS = 5 * 1000,
    DELAY_FACTOR = 4,
    DELAY_MOST_MS = 12 * 3600 * 1000,
    FAILURES_MOST = 5,
    OPEN_FIRST_MS = 30 * 1000,
    OPEN_MOST_MS = 15 * 60 * 1000,
};

/* A fifth more or less, so that what failed together does not come back together. */
static int64_t spread(int64_t delay_ms, uint64_t draw)
{
    int64_t fifth = delay_ms / 5;
    return delay_ms - fifth + (int64_t)(draw % (uint64_t)(2 * fifth + 1));
}

int64_t effect_delay_ms(int attempts, uint64_t draw)
{
    int64_t delay = DELAY_FIRST_MS;
    for (int i = 1; i < attempts && delay < DELAY_MOST_MS; i++)
        delay *= DELAY_FACTOR;
    return spread(delay < DELAY_MOST_MS ? delay : DELAY_MOST_MS, draw);
}

/* ---- breaker ---- */

bool breaker_may_send(const struct breaker *breaker, int64_t now_ms)
{
    switch (breaker->state) {
    case BREAKER_OPEN:
        return now_ms >= breaker->open_until;
    case BREAKER_HALF_OPEN:
        return !breaker->is_probing;
    default:
        return true;
    }
}

void breaker_take(struct breaker *breaker, int64_t now_ms)
{
    if (breaker->state == BREAKER_OPEN && now_ms >= breaker->open_until)
        breaker->state = BREAKER_HALF_OPEN;
    if (breaker->state == BREAKER_HALF_OPEN)
        breaker->is_probing = true;
}

static void open_breaker(struct breaker *breaker, int64_t now_ms, uint64_t draw)
{
    int64_t length = OPEN_FIRST_MS;
    for (int i = 0; i < breaker->openings && length < OPEN_MOST_MS; i++)
        length *= 2;
    breaker->state = BREAKER_OPEN;
    breaker->openings++;
    breaker->open_until = now_ms + spread(length < OPEN_MOST_MS ? length : OPEN_MOST_MS, draw);
}

void breaker_note(struct breaker *breaker, enum sent_status status, int64_t now_ms, uint64_t draw)
{
    breaker->is_probing = false;
    if (status != SENT_LATER) {
        *breaker = (struct breaker){.state = BREAKER_CLOSED};
        return;
    }
    breaker->failures++;
    /* Those under way when it opened fail as well; they do not make it longer. */
    if (breaker->state == BREAKER_HALF_OPEN ||
        (breaker->state == BREAKER_CLOSED && breaker->failures >= FAILURES_MOST))
        open_breaker(breaker, now_ms, draw);
}

int64_t breaker_opens_at(const struct breaker *breaker)
{
    return breaker->state == BREAKER_OPEN ? breaker->open_until : 0;
}

/* ---- targets ---- */

enum need { NOT_TAKEN, MAY_HAVE, MUST_HAVE };

struct setting {
    const char *name;
    enum value_type type;
    const char *words; /* of a text: one of these, with blanks around; NULL: any */
};

enum {
    SETTING_URL,
    SETTING_FROM,
    SETTING_USER,
    SETTING_TLS,
    SETTING_HEADERS,
    SETTING_METHOD,
    SETTING_EXTENSION,
    SETTING_OWN
};

static const struct setting settings_known[] = {
    [SETTING_URL] = {"url",        VALUE_TEXT, NULL                    },
    [SETTING_FROM] = {"from",       VALUE_TEXT, NULL                    },
    [SETTING_USER] = {"user",       VALUE_TEXT, NULL                    },
    [SETTING_TLS] = {"tls",        VALUE_TEXT, " required none "       },
    [SETTING_HEADERS] = {"headers",    VALUE_MAP,  NULL                    },
    [SETTING_METHOD] = {"method",     VALUE_TEXT, " POST PUT GET "        },
    [SETTING_EXTENSION] = {"extension",  VALUE_TEXT, NULL                    },
    {"is_private", VALUE_BOOL, NULL                    },
    {"timeout_s",  VALUE_INT,  NULL                    },
    {"attempts",   VALUE_INT,  NULL                    },
    {"use",        VALUE_TEXT, " people citizens both "},
    {"address",    VALUE_TEXT, " mail phone "          },
    {"sealed",     VALUE_TEXT, NULL                    },
    {"kind",       VALUE_TEXT, NULL                    },
};
enum { SETTINGS_KNOWN = sizeof settings_known / sizeof *settings_known };

static const struct kind {
    const char *word;
    enum need needs[SETTING_OWN];
    const char *schemes; /* of the url, with blanks around; the first is meant */
} kinds[] = {
    {"mail",
     {[SETTING_URL] = MUST_HAVE,
      [SETTING_FROM] = MUST_HAVE,
      [SETTING_USER] = MAY_HAVE,
      [SETTING_TLS] = MAY_HAVE},
     " smtps:// smtp:// "                                                                                        },
    {"webhook",   {[SETTING_URL] = MUST_HAVE, [SETTING_HEADERS] = MAY_HAVE},                 " https:// http:// "},
    {"call",
     {[SETTING_URL] = MUST_HAVE, [SETTING_HEADERS] = MAY_HAVE, [SETTING_METHOD] = MAY_HAVE},
     " https:// http:// "                                                                                        },
    {"extension", {[SETTING_EXTENSION] = MUST_HAVE},                                         NULL                },
};

static bool words_hold(const char *words, const char *word, size_t len)
{
    const char *found = words;
    while ((found = strstr(found, word)) != NULL) {
        if (found[-1] == ' ' && found[len] == ' ')
            return true;
        found++;
    }
    return false;
}

static const struct kind *kind_of(const char *word)
{
    for (size_t i = 0; word && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].word, word) == 0)
            return &kinds[i];
    return NULL;
}

static int refuse(struct err *err, const char *name, const char *text, const char *what)
{
    return err_set(err, STATUS_MALFORMED, "The target \"%s\" %s%s", name, text, what);
}

static int check_setting(const char *name, const struct setting *setting, enum need need,
                         const struct value *value, struct err *err)
{
    if (value_is_nil(value))
        return need == MUST_HAVE ? refuse(err, name, "needs ", setting->name) : 0;
    if (need == NOT_TAKEN)
        return refuse(err, name, "is of a kind that has no ", setting->name);
    if (value->type != setting->type)
        return refuse(err, name, "has a value that cannot be one of ", setting->name);
    const char *text = value_text_or(value, "");
    if (value->type == VALUE_TEXT && (!*text || strpbrk(text, "\r\n")))
        return refuse(err, name, "needs one line in ", setting->name);
    if (setting->words && (strchr(text, ' ') || !words_hold(setting->words, text, strlen(text))))
        return refuse(err, name, "takes one of these words:", setting->words);
    return 0;
}

static int check_headers(const char *name, const struct value *headers, struct err *err)
{
    for (size_t i = 0; i < value_len(headers); i++) {
        struct slice key = headers->map.members[i].key;
        const char *text = value_text_or(headers->map.members[i].value, NULL);
        if (!text || strpbrk(text, "\r\n") ||
            strspn(key.bytes, "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789-") != key.len)
            return refuse(err, name, "has a header that cannot be sent: ", key.bytes);
    }
    return 0;
}

static int check_url(const char *name, const struct kind *kind, const struct value *settings,
                     struct err *err)
{
    const char *url = value_get_text(settings, "url");
    const char *end = url && kind->schemes ? strstr(url, "://") : NULL;
    char scheme[16] = "";

    if (!kind->schemes)
        return 0;
    if (end && (size_t)(end - url) + 3 < sizeof scheme)
        memcpy(scheme, url, (size_t)(end - url) + 3);
    if (!*scheme || !words_hold(kind->schemes, scheme, strlen(scheme)) || !end[3] || end[3] == '/')
        return refuse(err, name, "needs an url that begins with one of", kind->schemes);
    if (strchr(end + 3, '@') || strpbrk(url, " \t"))
        return refuse(err, name, "has an url with a name, a password or a blank in it; give them ",
                      "apart: user, secret");
    if (strcmp(scheme, "http://") == 0 && !value_get_bool(settings, "is_private", false))
        return refuse(err, name, "sends in the open (http). Outside your own network that is not ",
                      "allowed: use https, or say that it is private");
    return 0;
}

static int check_numbers(const char *name, const struct value *settings, struct err *err)
{
    int64_t timeout = value_get_int(settings, "timeout_s", 1);
    int64_t attempts = value_get_int(settings, "attempts", 1);
    if (timeout < 1 || timeout > 120)
        return refuse(err, name, "may take 1 to 120 seconds: ", "timeout_s");
    if (attempts < 1 || attempts > EFFECT_ATTEMPTS_MOST)
        return refuse(err, name, "may be tried 1 to 14 times: ", "attempts");
    return 0;
}

int target_check(const char *name, const struct value *settings, struct err *err)
{
    const struct kind *kind = kind_of(value_get_text(settings, "kind"));
    int rc = 0;

    if (!kind)
        return refuse(err, name, "needs a kind: ", "mail, webhook, call or extension");
    for (size_t i = 0; i < value_len(settings); i++) {
        bool is_known = false;
        for (size_t k = 0; k < SETTINGS_KNOWN; k++)
            is_known |= slice_is(settings->map.members[i].key, settings_known[k].name);
        if (!is_known)
            return refuse(err, name,
                          "has a setting nobody knows: ", settings->map.members[i].key.bytes);
    }
    for (size_t i = 0; rc == 0 && i < SETTINGS_KNOWN; i++)
        rc = check_setting(name, &settings_known[i], i < SETTING_OWN ? kind->needs[i] : MAY_HAVE,
                           value_get(settings, settings_known[i].name), err);
    if (rc == 0)
        rc = check_headers(name, value_get(settings, "headers"), err);
    if (rc == 0)
        rc = check_url(name, kind, settings, err);
    return rc == 0 ? check_numbers(name, settings, err) : rc;
}
