/* following.c - looking up a case by its code (following.h).
 *
 * Whether a code was ever given out is known without the store (engine/track.h), so guesses cost
 * nobody a read; they cost the guesser ten looks, and never who has a code.
 */
#include "api/following.h"
#include "api/patience.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/letter_words.h"
#include "engine/progress.h"

struct following {
    struct track track;
    struct value *facts;
    void (*answer)(struct call *call, enum following_end end, const struct value *shown);
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct following *following = reading->plan;
    return progress_read(reading->read.engine, reader, reading->eyes, &following->track,
                         &reading->read.arena, &following->facts, err);
}

static void on_filled(struct reading *reading)
{
    struct call *call = reading->call;
    const struct following *following = reading->plan;
    int status = reading->read.status;

    if (status == 0)
        following->answer(call, FOLLOWING_FOUND,
                          progress_words(reading->read.engine, following->facts, &call->arena));
    else
        following->answer(call, status == STATUS_NOT_FOUND ? FOLLOWING_UNKNOWN : FOLLOWING_TROUBLE,
                          NULL);
}

void following_start(struct call *call, const char *code,
                     void (*answer)(struct call *call, enum following_end end,
                                    const struct value *shown))
{
    struct following *following = ARENA_NEW(&call->arena, struct following);
    const struct service *service = call->service;
    bool was_given = track_from_text(service->engine, slice_of(code), &following->track);

    following->answer = answer;
    if (!following_may_ask(call, was_given ? &following->track : NULL))
        answer(call, FOLLOWING_TOO_OFTEN, NULL);
    else if (was_given)
        reading_start_whole(call, following, fill, on_filled);
    else
        answer(call, FOLLOWING_UNKNOWN, NULL);
}

bool following_may_ask(struct call *call, const struct track *track)
{
    struct patience *patience = call->service->patience;
    uint8_t bytes[sizeof track->case_id + TRACK_WHOSE_BYTES];

    if (!track)
        return patience_take(patience, call->peer, call->at_ms, PATIENCE_GUESS);
    memcpy(bytes, &track->case_id, sizeof track->case_id);
    memcpy(bytes + sizeof track->case_id, track->whose, TRACK_WHOSE_BYTES);
    return patience_take_known(patience, bytes, sizeof bytes, call->at_ms);
}

bool following_may_look(struct call *call)
{
    return patience_take(call->service->patience, call->peer, call->at_ms, PATIENCE_LOOK);
}

/* ---- sentences ---- */

const char *said_in(const struct value *both, enum language language, const char *fallback)
{
    return value_text_or(value_get(both, language == LANGUAGE_EN ? "en" : "zh"), fallback);
}

/* "2026年2月10日15:00" of a period of hours. */
static const char *due_text(struct arena *arena, const struct value *period, enum language language)
{
    const char *date = said_in(value_get(period, "due_words"), language, "");
    const char *at = value_get_text(period, "due_at");
    return at && strlen(at) >= 16
               ? arena_printf(arena, language == LANGUAGE_EN ? "%s, %.5s" : "%s%.5s", date, at + 11)
               : date;
}

const char *period_when(struct arena *arena, const struct value *period, enum language language)
{
    bool is_office = value_is_text(value_get(period, "whose"), "office");
    if (!value_get_text(period, "due"))
        return public_text(SAY_IS_PAUSED, language);
    return public_say(arena, is_office ? SAY_BY_OFFICE : SAY_BY_CITIZEN, language,
                      due_text(arena, period, language), NULL);
}

const char *period_why(struct arena *arena, const struct value *period, enum language language)
{
    const struct value *extended = value_get(period, "extended");
    const char *within = said_in(value_get(period, "within_words"), language, NULL);
    const char *gap = language == LANGUAGE_EN ? " " : "";
    const char *text =
        within ? public_say(arena, SAY_COUNTED, language,
                            said_in(value_get(period, "from_words"), language, ""), within)
               : public_text(SAY_WAS_SET, language);

    for (size_t i = 0; i < value_len(extended); i++)
        text = arena_printf(arena, "%s%s%s", text, gap,
                            public_say(arena, SAY_EXTENDED, language,
                                       said_in(value_item(extended, i), language, ""), NULL));
    return arena_printf(arena, "%s%s%s", text, gap,
                        public_say(arena, SAY_BASIS, language,
                                   public_basis(arena, value_get_text(period, "basis"), language),
                                   NULL));
}

const char *letter_state(struct arena *arena, const struct value *letter, enum language language)
{
    const struct value *on = value_get(letter, "on");
    int32_t date;

    if (value_is_text(value_get(letter, "state"), "failed"))
        return public_text(SAY_NOT_SERVED, language);
    if (value_is_text(value_get(letter, "state"), "served") && on->type == VALUE_TEXT &&
        date_from_text(on->text, &date))
        return public_say(arena, SAY_SERVED_ON, language,
                          said_in(letter_date(arena, date), language, ""), NULL);
    return public_say(arena, SAY_ISSUED_ON, language,
                      said_in(value_get(letter, "date_words"), language, ""), NULL);
}

const char *next_step(const struct value *shown, enum language language)
{
    bool is_closed = value_is_text(value_get(shown, "status"), "closed");
    return is_closed
               ? public_text(SAY_NEXT_CLOSED, language)
               : said_in(value_get(shown, "next"), language, public_text(SAY_NEXT_OPEN, language));
}
