/* fuzz_text.c - the small readers: dates, times, ids. What one of them takes, it writes back; dates
 * and ids have exactly one text, a time keeps its millisecond.
 */
#include "base/id.h"
#include "base/wallclock.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct slice text = {.bytes = (const char *)bytes, .len = len};
    int32_t date;
    if (date_from_text(text, &date)) {
        char again[16];
        fuzz_require(slice_is(text, date_to_text(date, again)), "a date has one text");
        fuzz_require(date_of(date_start_ms(date)) == date, "a date begins within itself");
    }
    int64_t at_ms, back_ms;
    if (time_from_text(text, &at_ms)) {
        char again[40];
        /* An offset may carry a time over the first or last day that has a text. */
        if (time_from_text(slice_of(time_to_text(at_ms, again)), &back_ms))
            fuzz_require(at_ms == back_ms, "a time keeps its millisecond");
        else
            fuzz_require(again[0] == '1' || again[0] == '3', "a written time can be read");
    }
    struct id id;
    if (id_from_text(text.bytes, text.len, &id)) {
        char again[ID_TEXT_LEN + 1];
        fuzz_require(slice_is(text, id_to_text(&id, again)), "an id has one text");
    }
    return 0;
}
