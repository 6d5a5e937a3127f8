/* places.c - the lines of the members of a customize table (places.h), read from the words of the
 * text: `name =` or `["name"] =` behind `{`, `,` or `;`, within at most three braces.
 *
 * A member whose key is computed has no place; the error then names the line of the customize.
 */
#include "script/places.h"
#include "script/source.h"

enum { LEVELS = 3 };

struct places {
    struct source source;
    struct token token;
    struct arena *arena;
    struct value *lines;
    const char *path[LEVELS + 1]; /* of the table open at that depth */
    const char *member;           /* the one whose value is read; "" none */
    int depth, others;            /* braces; brackets of other kinds */
};

static void step(struct places *places)
{
    places->token = source_next(&places->source);
}

/* A key and its `=`, from the token looked at on; the name, or no bytes. */
static struct slice read_key(const struct places *places)
{
    struct source ahead = places->source;
    struct slice none = {0}, name = places->token.text;
    struct token token = source_next(&ahead);
    if (places->token.type == TOKEN_NAME)
        return token_is(&token, "=") ? name : none;
    if (!token_is(&places->token, "[") || token.type != TOKEN_STRING)
        return none;
    name = token.text;
    token = source_next(&ahead);
    if (!token_is(&token, "]"))
        return none;
    token = source_next(&ahead);
    return token_is(&token, "=") ? name : none;
}

static void note_member(struct places *places, struct slice name)
{
    const char *table = places->path[places->depth];
    places->member =
        arena_printf(places->arena, "%s%s%.*s", table, *table ? "/" : "", SLICE_ARG(name));
    if (value_is_nil(value_get(places->lines, places->member)))
        value_put(places->arena, places->lines, places->member,
                  value_int(places->arena, places->token.line));
}

static void open_brace(struct places *places)
{
    places->depth++;
    if (places->depth <= LEVELS)
        places->path[places->depth] = places->member;
    places->member = "";
}

static void read_table(struct places *places)
{
    bool is_key_next = true;
    open_brace(places);
    for (step(places); places->depth > 0 && places->token.type != TOKEN_END; step(places)) {
        const struct token *token = &places->token;
        bool is_member = is_key_next && places->depth <= LEVELS && places->others == 0;
        struct slice key = is_member ? read_key(places) : (struct slice){0};
        is_key_next = token_is(token, "{") || token_is(token, ",") || token_is(token, ";");
        if (key.bytes)
            note_member(places, key);
        if (token_is(token, "{"))
            open_brace(places);
        else if (token_is(token, "}"))
            places->depth--;
        else if (token_is(token, "(") || token_is(token, "["))
            places->others++;
        else if (token_is(token, ")") || token_is(token, "]"))
            places->others--;
    }
}

struct value *places_read(struct slice text, struct arena *arena)
{
    struct places places = {.arena = arena, .lines = value_map(arena), .member = ""};
    source_init(&places.source, text);
    for (step(&places); places.token.type != TOKEN_END; step(&places)) {
        if (!token_is(&places.token, "customize"))
            continue;
        step(&places);
        if (places.token.type == TOKEN_STRING)
            step(&places);
        if (token_is(&places.token, "{"))
            read_table(&places);
    }
    return places.lines;
}
