/* check_letters.c - are the numbers of letters what an office may rely on? Once all is settled none
 * waits for its number, none was given twice, and none is left out, whatever was lost. */
#include <stdlib.h>
#include "data/canon.h"
#include "engine/letters.h"
#include "simulation/run.h"

enum { LETTERS_MOST = 4096 };

struct seen {
    struct run *run;
    int64_t numbers[LETTERS_MOST]; /* years and series alike: there is one series a year */
    size_t count;
};

static int compare_numbers(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* The year and the number in one: "=便〔2026〕{n}号\n00000012". */
static int64_t whole_number(const char *key)
{
    const char *year = strstr(key, "20"), *line = strchr(key, '\n');
    return strtoll(year ? year : "0", NULL, 10) * 1000000 +
           strtoll(line ? line + 1 : "0", NULL, 10);
}

static void look_at_case(struct seen *seen, const struct case_image *image)
{
    for (size_t i = 0; i < image->part_count; i++) {
        const struct part *part = &image->parts[i];
        if (part->kind != PART_LETTER)
            continue;
        if (part->status == LETTER_WAITING)
            run_fail(seen->run, "a letter waits for a number that does not come");
        else if (part->key.bytes[0] == LETTER_NUMBERED && seen->count < LETTERS_MOST)
            seen->numbers[seen->count++] = whole_number(part->key.bytes);
    }
}

void check_letters(struct run *run)
{
    struct seen *seen = mem_zero(sizeof *seen);

    seen->run = run;
    for (size_t i = 0; i < run->case_count && !run->has_failed; i++) {
        struct arena arena = {0};
        struct case_image image;
        struct err err = {0};
        if (reader_load(run->world.reader, &run->cases[i], &arena, &image, &err) == 0)
            look_at_case(seen, &image);
        arena_close(&arena);
    }
    qsort(seen->numbers, seen->count, sizeof *seen->numbers, compare_numbers);
    for (size_t i = 0; i < seen->count; i++) {
        int64_t number = seen->numbers[i], former = i > 0 ? seen->numbers[i - 1] : 0;
        bool begins = i == 0 || former / 1000000 != number / 1000000;
        if (!begins && former == number)
            run_fail(run, "two letters have the number %lld", (long long)number);
        if (number % 1000000 != (begins ? 1 : former % 1000000 + 1))
            run_fail(run, "the letter before number %lld is not there", (long long)number);
    }
    free(seen);
}
