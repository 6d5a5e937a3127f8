/* accept_words.c - what people say along with an act: a reason, a reply. Nothing promises that no
 * name is in it, so it goes to the vault under the case's own key; rows hold the handle. */
#include "engine/accept.h"

enum { WORDS_MOST = 2000 };

int accept_words(struct turn *turn, const char *field, const struct value **out, struct err *err)
{
    const struct value *words = value_get(turn->event->act->data, field);
    struct sealing sealing = {.turn = turn};
    struct form_sealer sealer;
    struct value *handle;

    *out = NULL;
    if (value_is_nil(words) || (words->type == VALUE_TEXT && words->text.len == 0))
        return 0;
    if (words->type != VALUE_TEXT || words->text.len > WORDS_MOST)
        return err_set(err, STATUS_INVALID, "\"%s\" is a text of %d bytes at most.", field,
                       WORDS_MOST);
    struct seal_request request = {
        .field = field, .type = "text", .row = -1, .person_key = -1, .plain = words};
    vault_sealer(turn, &sealing, &sealer);
    int rc = sealer.seal(sealer.owner, &request, &handle);
    vault_sealing_close(&sealing);
    if (rc != 0)
        return err_set(err, rc, "\"%s\" could not be kept.", field);
    *out = handle;
    return 0;
}

int accept_needed_words(struct turn *turn, const char *field, const struct value **out,
                        struct err *err)
{
    int rc = accept_words(turn, field, out, err);
    if (rc == 0 && !*out)
        rc = err_set(err, STATUS_INVALID, "\"%s\" is missing.", field);
    return rc;
}
