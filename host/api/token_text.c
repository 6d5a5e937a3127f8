/* token_text.c - new tokens (token_text.h). */
#include "api/token_text.h"
#include "base/id.h"

enum { TOKEN_IDS = 2 }; /* of 128 bits each */

char *token_text_new(struct arena *arena, struct chance *chance)
{
    char text[TOKEN_IDS][ID_TEXT_LEN + 1];
    for (int i = 0; i < TOKEN_IDS; i++) {
        struct id id;
        chance_id(chance, &id);
        id_to_text(&id, text[i]);
    }
    return arena_printf(arena, "comity_%s%s", text[0], text[1]);
}
