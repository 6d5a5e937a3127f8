/* fuzz_lua.c - the scan, the compiler, the sandbox and every library function.
 *
 * Odd first byte: the rest is the source text. Even: the rest are choices in a grammar. Whatever it
 * is, it ends well, as an error with a sentence, or by a verdict; the state works on afterwards;
 * and in another state (other seed, other addresses) it ends with the same bytes, unless a verdict
 * ended it, whose moment may differ.
 */
#include <string.h>
#include "fuzz/fuzz.h"
#include "fuzz/lua_grammar.h"
#include "script/chunk.h"

enum { UNITS = 20000, HEAP = 1 << 20 };

struct end {
    int rc;
    struct buf said;
};

static int64_t on_now(struct wallclock *clock)
{
    (void)clock;
    return 0; /* time stands still: only units and memory end it */
}

static void check_works_on(struct console *console)
{
    struct buf out = {0};
    struct err err = {0};
    int rc = console_run(console, slice_of("return ('x'):rep(3), #{ 1, 2 }"), "after", &out, &err);
    fuzz_require(rc == 0 && slice_is(buf_slice(&out), "xxx\n2\n"), "the state works on");
    buf_close(&out);
}

static struct end run(struct slice text)
{
    static struct wallclock still = {.now_ms = on_now, .boot_ms = on_now};
    struct fiber_limits limits = {.heap_bytes = HEAP, .units = UNITS, .clock = &still};
    struct console *console;
    struct end end = {0};
    struct err err = {0};

    fuzz_require(console_open(&limits, &console, &err) == 0, "a state can be opened");
    end.rc = console_run(console, text, "fuzz.lua", &end.said, &err);
    fuzz_require(end.rc == 0 || end.rc == STATUS_SCRIPT_FAILED || end.rc == STATUS_HOST_VERDICT,
                 "it ends in a known way");
    if (end.rc != 0) {
        fuzz_require(err.status == end.rc && err.text[0], "a failure has a sentence");
        buf_printf(&end.said, "%s|%s|%s", err_code(&err), err.where, err.text);
    }
    if (end.rc != STATUS_HOST_VERDICT) /* else the heap may be full */
        check_works_on(console);
    console_close(console);
    return end;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct buf text = {0};

    if (len == 0)
        return 0;
    if (bytes[0] % 2)
        buf_add(&text, bytes + 1, len - 1);
    else
        grammar_chunk(&text, bytes + 1, len - 1);
    struct end first = run(buf_slice(&text)), second = run(buf_slice(&text));
    if (first.rc != STATUS_HOST_VERDICT && second.rc != STATUS_HOST_VERDICT)
        fuzz_require(first.rc == second.rc &&
                         slice_is_equal(buf_slice(&first.said), buf_slice(&second.said)),
                     "it ends alike in every state");
    buf_close(&first.said);
    buf_close(&second.said);
    buf_close(&text);
    return 0;
}
