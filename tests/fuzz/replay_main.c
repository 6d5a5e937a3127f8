/* replay_main.c - runs a fuzz target without libFuzzer: first its corpus, then mutations of it.
 *
 *   fuzz_json [--mutations N] [--seed S] [--only M] PATH...
 *
 * A PATH is a file or a folder (not below it). Mutation number M of a seed is always the same
 * bytes: its base file and its changes come from a generator started with (S, M). So a failure
 * names the command that runs that one mutation again. Under ASan each input lies in a block of
 * exactly its length.
 */
#include <dirent.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fuzz/fuzz.h"

enum { INPUT_MAX = 64 * 1024, CHANGES_MAX = 6 };

struct input {
    char *path;
    uint8_t *bytes;
    size_t len;
};

struct replay {
    struct input *inputs;
    size_t count;
    uint64_t seed, mutations, only; /* only: 0 = all; mutations count from 1 */
    uint64_t state;                 /* of the generator */
    uint8_t work[INPUT_MAX];
    size_t work_len;
};

static struct replay replay = {.seed = 1};
static char last_words[512]; /* what to say if this input kills us */

/* Both libasan and libubsan call back before they end the process; without them it is NULL. */
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

static void *must(void *block)
{
    if (!block) {
        fprintf(stderr, "replay: memory ran out\n");
        exit(1);
    }
    return block;
}

/* -- inputs ----------------------------------------------------------------------------------- */

static void input_add(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    struct input input = {.path = must(strdup(path)), .bytes = must(malloc(INPUT_MAX))};
    input.len = fread(input.bytes, 1, INPUT_MAX, file);
    fclose(file);
    replay.inputs = must(realloc(replay.inputs, (replay.count + 1) * sizeof input));
    replay.inputs[replay.count++] = input;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* In the order of names, whatever order the file system has. */
static void path_add(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        input_add(path);
        return;
    }
    struct dirent **entries;
    int count = scandir(path, &entries, is_visible, alphasort);
    for (int i = 0; i < count; i++) {
        char full[4096];
        snprintf(full, sizeof full, "%s/%s", path, entries[i]->d_name);
        free(entries[i]);
        input_add(full);
    }
    if (count >= 0)
        free(entries);
}

/* -- mutations -------------------------------------------------------------------------------- */

static uint64_t next_random(void) /* splitmix64 */
{
    uint64_t mixed = replay.state += 0x9E3779B97F4A7C15;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    return mixed ^ mixed >> 31;
}

static size_t below(size_t limit)
{
    return limit ? (size_t)(next_random() % limit) : 0;
}

static void work_insert(size_t at, const uint8_t *bytes, size_t len)
{
    if (len > INPUT_MAX - replay.work_len)
        len = INPUT_MAX - replay.work_len;
    memmove(replay.work + at + len, replay.work + at, replay.work_len - at);
    memmove(replay.work + at, bytes, len);
    replay.work_len += len;
}

static void work_remove(size_t at, size_t len)
{
    memmove(replay.work + at, replay.work + at + len, replay.work_len - at - len);
    replay.work_len -= len;
}

/* Bytes that mean something to most of our readers. */
static uint8_t telling_byte(void)
{
    static const uint8_t telling[] = "\0\x01\x1f\x7f\x80\xbf\xc0\xe6\xed\xf4\xff\"\\/{}[]:,.-+0129"
                                     "eEuTZ$%&=;# \t\r\n'nth";
    return telling[below(sizeof telling)];
}

static void work_change(void)
{
    uint8_t piece[64], byte = telling_byte();
    size_t len = replay.work_len, at = below(len + 1), left = len - at;
    size_t span = 1 + below(left < sizeof piece ? left : sizeof piece);
    if (span > left || span > sizeof piece)
        span = left < sizeof piece ? left : sizeof piece;
    const struct input *other = &replay.inputs[below(replay.count)];
    size_t from = below(other->len), reach = other->len - from;
    switch (below(7)) {
    case 0: /* one bit */
        if (left)
            replay.work[at] ^= (uint8_t)(1 << below(8));
        break;
    case 1: /* one byte replaced */
        if (left)
            replay.work[at] = byte;
        break;
    case 2: /* one byte put in */
        work_insert(at, &byte, 1);
        break;
    case 3: /* a piece taken out */
        work_remove(at, span);
        break;
    case 4: /* a piece said twice */
        memcpy(piece, replay.work + at, span);
        work_insert(at, piece, span);
        break;
    case 5: /* cut short */
        replay.work_len = at;
        break;
    default: /* a piece of another input put in */
        work_insert(at, other->bytes + from, reach < sizeof piece ? reach : sizeof piece);
        break;
    }
}

static void work_mutate(uint64_t number)
{
    replay.state = replay.seed * 0x9E3779B97F4A7C15 ^ number;
    const struct input *input = &replay.inputs[below(replay.count)];
    memcpy(replay.work, input->bytes, input->len);
    replay.work_len = input->len;
    for (size_t i = 1 + below(CHANGES_MAX); i > 0; i--)
        work_change();
}

/* -- running ---------------------------------------------------------------------------------- */

static void run_once(const uint8_t *bytes, size_t len)
{
    uint8_t *exact = must(malloc(len ? len : 1));
    if (len)
        memcpy(exact, bytes, len);
    LLVMFuzzerTestOneInput(exact, len);
    free(exact);
}

static void run_corpus(void)
{
    for (size_t i = 0; i < replay.count; i++) {
        snprintf(last_words, sizeof last_words, "replay: it was the input %s\n",
                 replay.inputs[i].path);
        run_once(replay.inputs[i].bytes, replay.inputs[i].len);
    }
}

static void run_mutation(const char *program, const char *corpus, uint64_t number)
{
    snprintf(last_words, sizeof last_words,
             "replay: rerun with: %s --seed %" PRIu64 " --only %" PRIu64 " %s\n", program,
             replay.seed, number, corpus);
    work_mutate(number);
    run_once(replay.work, replay.work_len);
}

static uint64_t number_of(const char *text)
{
    char *end;
    uint64_t number = text ? strtoull(text, &end, 10) : 0;
    if (!text || *text == '\0' || *end != '\0') {
        fprintf(stderr, "usage: [--mutations N] [--seed S] [--only M] PATH...\n");
        exit(64);
    }
    return number;
}

int main(int argc, char **argv)
{
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        uint64_t number = number_of(at + 1 < argc ? argv[at + 1] : NULL);
        if (strcmp(argv[at], "--mutations") == 0)
            replay.mutations = number;
        else if (strcmp(argv[at], "--seed") == 0)
            replay.seed = number;
        else if (strcmp(argv[at], "--only") == 0)
            replay.only = number;
        else
            number_of(""); /* says how it is used */
    }
    for (int i = at; i < argc; i++)
        path_add(argv[i]);
    if (replay.count == 0) {
        fprintf(stderr, "replay: there is no input; a corpus may not be empty\n");
        return 1;
    }
    signal(SIGABRT, on_fatal_signal);
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(say_last_words);
    else
        signal(SIGSEGV, on_fatal_signal);

    if (replay.only == 0)
        run_corpus();
    for (uint64_t i = 1; i <= replay.mutations && replay.only == 0; i++)
        run_mutation(argv[0], argv[at], i);
    if (replay.only)
        run_mutation(argv[0], argv[at], replay.only);
    printf("%zu inputs, %" PRIu64 " mutations, seed %" PRIu64 "\n", replay.count, replay.mutations,
           replay.seed);
    for (size_t i = 0; i < replay.count; i++) {
        free(replay.inputs[i].path);
        free(replay.inputs[i].bytes);
    }
    free(replay.inputs);
    return 0;
}
