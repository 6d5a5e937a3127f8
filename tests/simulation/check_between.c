/* check_between.c - what went from case to case went once (run.h): every part that was split off is
 * born, what was sent to a merged case came to one other, and nothing came that nobody sent.
 * Counted at any moment: what is in the inbox still counts as what it will be. A message leaves the
 * inbox in the write set of the turn that takes it, so each is counted on one side only.
 */
#include "simulation/check_between.h"

void between_follow(struct between *between, const struct value *body)
{
    const struct value *commands = value_get(body, "commands"), *done = value_get(body, "done");
    const struct value *event = value_get(body, "event");
    const struct value *answer = value_get(event, "answer");
    int64_t mark = value_get_int(answer, "mark", 0);

    for (size_t i = 0; i < value_len(commands); i++) {
        const struct value *command = value_item(commands, i);
        between->splits += value_is_text(value_get(command, "kind"), "split") &&
                           value_is_nil(value_get(command, "refused"));
    }
    between->splits += value_get_text(event, "begins") != NULL; /* a signal that begins a case */
    between->births += value_is_text(value_get(event, "kind"), "started") &&
                       !value_is_nil(value_get(event, "group"));
    if (mark <= 0 || mark > between->marks)
        return;
    bool is_message = value_is_text(value_get(event, "kind"), "message");
    for (size_t i = 0; !is_message && i < value_len(done); i++)
        if (value_get_text(value_item(done, i), "forwarded"))
            between->sent[mark]++;
    if (is_message)
        between->came[mark]++;
}

void between_on_its_way(struct between *between, const struct value *message)
{
    int64_t mark = value_get_int(value_get(message, "answer"), "mark", 0);

    between->births += value_is_text(value_get(message, "kind"), "split");
    if (mark > 0 && mark <= between->marks && value_is_text(value_get(message, "kind"), "forward"))
        between->came[mark]++;
}

const char *between_fault(const struct between *between)
{
    if (between->births != between->splits)
        return between->births > between->splits ? "a part was born that nobody split off"
                                                 : "a part that was split off was never born";
    for (int64_t mark = 1; mark <= between->marks; mark++)
        if (between->came[mark] != between->sent[mark])
            return between->came[mark] > between->sent[mark]
                       ? "what was sent on came twice, or was never sent"
                       : "what was sent to a merged case never came to the other";
    return NULL;
}
