/* endpoints.c - the tables made of the rows in endpoints.h: one for http, one for what http does
 * not care about. Both end with an empty row and stand in the same order.
 */
#include "api/endpoints.h"

#include "api/service.h"
#include "duty/attachment_type.h"

#define ENDPOINT_ROW(method, path, right, name, success, summary)                                  \
    {method, path, right, answer_##name, 0, NULL},
#define UPLOAD_ROW(method, path, right, name, success, summary)                                    \
    {method, path, right, answer_##name, UPLOAD_BYTES_MOST, NULL},
#define STREAM_ROW(method, path, right, name, success, summary)                                    \
    {method, path, right, answer_##name, ATTACHMENT_BYTES_MOST, open_body_##name},
const struct endpoint endpoints[] = {
    ENDPOINTS(ENDPOINT_ROW, UPLOAD_ROW, STREAM_ROW){NULL, NULL, NULL, NULL, 0, NULL}
};

#define ENDPOINT_NOTE(method, path, right, name, success, summary)                                 \
    {name##_input, #name, summary, success},
const struct endpoint_notes endpoint_notes[] = {
    ENDPOINTS(ENDPOINT_NOTE, ENDPOINT_NOTE, ENDPOINT_NOTE){NULL, NULL, NULL, 0}
};

const struct endpoint_notes *endpoint_notes_of(const struct call *call)
{
    return &endpoint_notes[call->endpoint - endpoints];
}
