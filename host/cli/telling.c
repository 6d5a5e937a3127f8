/* telling.c - asking the host and printing its answer (telling.h). */
#include "cli/telling.h"

#include "cli/print.h"

static int tell(struct cli *cli, const struct question *question, struct arena *arena,
                void (*print)(const struct value *answer, const char *const *names),
                const char *const *names)
{
    struct value *answer;
    int code = remote_ask(cli, question, arena, &answer);

    if (code == EXIT_DONE && cli->is_json)
        print_json(answer);
    else if (code == EXIT_DONE)
        print(answer, names);
    return code;
}

int telling_members(struct cli *cli, const struct question *question, struct arena *arena,
                    const char *const *names)
{
    return tell(cli, question, arena, print_members, names);
}

int telling_table(struct cli *cli, const struct question *question, struct arena *arena,
                  const char *const *columns)
{
    return tell(cli, question, arena, print_table, columns);
}
