/* run.c - what every seed needs, whoever lives it (run.h): chance, the first failure, a trace, and
 * last words for a seed that kills the process. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include "simulation/run.h"

uint64_t run_draw(struct run *run, uint64_t below)
{
    uint64_t z = run->dice += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return below ? (z ^ (z >> 31)) % below : 0;
}

bool run_is_lucky(struct run *run, int percent)
{
    return run_draw(run, 100) < (uint64_t)percent;
}

void run_fail(struct run *run, const char *format, ...)
{
    va_list args;
    if (run->has_failed)
        return;
    run->has_failed = true;
    va_start(args, format);
    vsnprintf(run->failure, sizeof run->failure, format, args);
    va_end(args);
}

void run_trace(struct run *run, const char *format, ...)
{
    char time[40];
    va_list args;
    if (!run->options->is_verbose)
        return;
    printf("%s ", time_to_text(run->world.clock.now, time));
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

/* -- last words ------------------------------------------------------------------------------- */

static char last_words[256];

extern void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void say_last_words(void)
{
    ssize_t written = write(STDERR_FILENO, last_words, strlen(last_words));
    (void)written; /* dying already */
}

static void on_fatal_signal(int number)
{
    say_last_words();
    signal(number, SIG_DFL);
    raise(number);
}

void run_listen_for_death(void)
{
    static const int fatal[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++)
        signal(fatal[i], on_fatal_signal);
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(say_last_words);
}

void run_prepare_last_words(const char *again)
{
    snprintf(last_words, sizeof last_words, "it died; repeat with: %s\n", again);
}
