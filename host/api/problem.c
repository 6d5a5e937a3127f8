/* problem.c - which status is which HTTP answer (engine rule E20). One row per status; the codes
 * are those of base/status.h or the finer one of the error.
 *
 * An error of the host itself (disk, corruption) is told to the log, not to who asks: they get its
 * code and that it was logged.
 */
#include "api/problem.h"

#include "base/log.h"

static const char in_the_log[] = "The host could not do this; its log says why.";
static const char disk_full[] =
    "The disk is full or cannot be written. Nothing was recorded. Reading "
    "works; the host goes on by itself when there is space.";
static const char not_known[] =
    "It is not known whether this was recorded. Repeat the request with "
    "the same Idempotency-Key: it is recorded once, and the answer tells.";

static const struct problem_row {
    int status, http_status;
    const char *instead; /* of the detail, which goes to the log: the host's own trouble */
} rows[] = {
    {STATUS_MALFORMED,    400, NULL      },
    {STATUS_INVALID,      422, NULL      },
    {STATUS_UNAUTHORIZED, 401, NULL      },
    {STATUS_FORBIDDEN,    403, NULL      },
    {STATUS_NOT_FOUND,    404, NULL      },
    {STATUS_CONFLICT,     409, NULL      },
    {STATUS_TOO_LARGE,    413, NULL      },
    {STATUS_KEY_REUSED,   422, NULL      },
    {STATUS_BUSY,         503, NULL      },
    {STATUS_REFUSED,      409, NULL      },
    {STATUS_FULL,         507, disk_full },
    {STATUS_UNKNOWN,      503, not_known },
    {STATUS_CLOSED,       409, NULL      },
    {STATUS_NOT_OFFERED,  409, NULL      },
    {STATUS_STOPPING,     503, NULL      },
    {STATUS_ERASED,       410, NULL      },
    {STATUS_LATER,        501, NULL      },
    {STATUS_IO,           500, in_the_log},
    {STATUS_CORRUPT,      500, in_the_log},
    {STATUS_NO_MEMORY,    500, in_the_log},
};

static const struct problem_row *row_find(int status)
{
    static const struct problem_row other = {0, 500, in_the_log};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].status == status)
            return &rows[i];
    return &other;
}

int problem_http_status(int status)
{
    return row_find(status)->http_status;
}

void problem_answer_with(struct call *call, const struct err *err, const struct value *errors,
                         const struct value *result)
{
    const struct problem_row *row = row_find(err->status);
    struct problem problem = {
        .http_status = row->http_status,
        .code = err_code(err),
        .title = status_text(err->status),
        .detail = err->text[0] ? err->text : NULL,
        .errors = errors && !value_is_nil(errors) ? errors : NULL,
    };

    /* A full disk and a lost commit are in the log once, by the store: not again per request. */
    if (row->instead == in_the_log)
        log_error("api", "request %llu (%s): %s: %s", (unsigned long long)call->number,
                  call->endpoint->path, status_code(err->status), err->text);
    if (row->instead)
        problem.detail = row->instead;
    if (result && !value_is_nil(result)) {
        struct value *extra = value_map(&call->arena);
        value_put(&call->arena, extra, "result", value_copy(&call->arena, result));
        problem.extra = extra;
    }
    if (row->http_status == 503)
        call_add_header(call, "Retry-After", "1");
    if (err->where[0] && !row->instead && !problem.extra) {
        struct value *extra = value_map(&call->arena);
        value_put(&call->arena, extra, "where", value_string(&call->arena, err->where));
        problem.extra = extra;
    }
    call_answer_problem(call, &problem);
}

void problem_answer(struct call *call, const struct err *err)
{
    problem_answer_with(call, err, NULL, NULL);
}

void problem_answer_status(struct call *call, int status, const char *detail)
{
    struct err err;
    err_clear(&err);
    (void)err_set(&err, status, "%s", detail); /* returns what it was given */
    problem_answer(call, &err);
}
