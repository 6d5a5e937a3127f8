/* rehearsal_outside.c - the world outside a rehearsal (rehearsal_outside.h). One thread: a
 * simulated loop runs its jobs. */
#include "engine/rehearsal_outside.h"
#include <stdio.h>
#include <string.h>

struct outside_word {
    struct outside_word *next;
    const char *target;
    enum sent_status status;
    const struct value *fields;
};

static void send_nowhere(void *owner, const struct outgoing *outgoing, struct arena *arena,
                         struct sent *sent)
{
    const struct rehearsal_outside *outside = owner;
    const struct outside_word *word = outside->first;

    while (word && strcmp(word->target, outgoing->name) != 0)
        word = word->next;
    *sent = (struct sent){.status = word ? word->status : SENT_DONE};
    if (sent->status == SENT_DONE && word && !value_is_nil(word->fields))
        sent->answer = value_copy(arena, word->fields);
    if (sent->status != SENT_DONE)
        snprintf(sent->reason, sizeof sent->reason, "The spec said so.");
}

void rehearsal_outside_open(struct rehearsal_outside *outside)
{
    *outside = (struct rehearsal_outside){0};
    outside->sender = (struct sender){.send = send_nowhere, .owner = outside};
}

void rehearsal_outside_close(struct rehearsal_outside *outside)
{
    arena_close(&outside->arena);
    *outside = (struct rehearsal_outside){0};
}

bool rehearsal_outside_say(struct rehearsal_outside *outside, const char *target, const char *word,
                           const struct value *fields)
{
    static const struct {
        const char *word;
        enum sent_status status;
    } words[] = {
        {"done",   SENT_DONE   },
        {"failed", SENT_REFUSED},
        {"silent", SENT_LATER  },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].word, word) == 0) {
            struct outside_word *said = ARENA_NEW(&outside->arena, struct outside_word);
            *said = (struct outside_word){.next = outside->first,
                                          .target = arena_text(&outside->arena, target),
                                          .status = words[i].status,
                                          .fields = value_copy(&outside->arena, fields)};
            outside->first = said;
            return true;
        }
    return false;
}
