/* address.c - `comity address ...`: how citizens reach this host. */
#include "cli/telling.h"

static const char *const shown[] = {"url", "version", NULL};

static int address_show(struct cli *cli, struct arena *arena)
{
    static const char *const columns[] = {"url", "since", NULL};
    struct question question = {.method = "GET", .target = "/api/v1/public_address"};
    return telling_table(cli, &question, arena, columns);
}

static int set(struct cli *cli, struct arena *arena, const char *url)
{
    struct value *body = value_map(arena);

    if (url)
        value_put(arena, body, "url", value_string(arena, url));
    struct question question = {.method = "POST", .target = "/api/v1/public_address", .body = body};
    return telling_members(cli, &question, arena, shown);
}

static int address_set(struct cli *cli, struct arena *arena)
{
    return set(cli, arena, cli_word(cli, 1));
}

static int address_remove(struct cli *cli, struct arena *arena)
{
    return set(cli, arena, NULL);
}

static int run(struct cli *cli)
{
    static const struct cli_word_row words[] = {
        {"show",   1, 1, address_show  },
        {"set",    2, 2, address_set   },
        {"remove", 1, 1, address_remove},
        {NULL,     0, 0, NULL          },
    };
    return cli_run_words(cli, words, "Say what to do: show; set with an address; remove.");
}

const struct subcommand subcommand_address = {
    .name = "address",
    .words = "show | set URL | remove",
    .options = "data host token-file key json",
    .en = "how citizens reach this host: what the codes on letters lead to",
    .zh = "设置公众访问地址：文书上查询码和二维码所指的网址",
    .more =
        "URL is as in https://fuwu.example.gov.cn: https (http for this machine only), without a\n"
        "slash at the end; a proxy there passes /t and /t/... on to this host. Letters issued "
        "from\n"
        "then on end with a code by which a citizen follows his own case; letters issued before\n"
        "keep what they bear. Without an address letters bear no code. Former addresses are kept\n"
        "and shown; let them lead to the host as long as letters with them are about.\n"
        "网址为https（本机可用http），末尾不带斜杠；设置以后制发的文书带有查询码，以前制发的\n"
        "文书不变。未设置的，文书不带查询码。旧网址有文书在用的，应当保持可以访问。\n",
    .run = run,
};
