/* tokens.c - table `tokens`: who may speak to this host, by the keyed digest of what they show. */
#include "store/tables.h"

int tokens_put(struct db *db, const struct token_row *token)
{
    static const struct query query = {
        QUERY_TOKEN_PUT,
        "INSERT INTO tokens (digest, name, roles, actor, at) VALUES (?, ?, ?, ?, ?)"};
    struct run run = db_run(db, &query);
    run_digest(&run, &token->digest);
    run_text(&run, token->name);
    run_text(&run, token->roles);
    run_id(&run, &token->actor);
    run_int(&run, token->at);
    return run_once(&run);
}

int tokens_list(struct db *db, struct rows *rows)
{
    static const struct query query = {
        QUERY_TOKEN_LIST, "SELECT digest, name, roles, actor, at FROM tokens ORDER BY id"};
    struct run run = db_run(db, &query);
    while (run_step(&run)) {
        struct token_row *row = rows_add(rows);
        get_digest(&run, &row->digest);
        row->name = get_text(&run, rows->arena);
        row->roles = get_text(&run, rows->arena);
        get_id(&run, &row->actor);
        row->at = get_int(&run);
    }
    return run_end(&run);
}
