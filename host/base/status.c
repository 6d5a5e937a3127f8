/* status.c - the names and sentences of status.h, looked up in a switch made from its list.
 *
 * To add a failure: one row in STATUS_LIST. A value used twice does not compile here.
 */
#include "base/status.h"

const char *status_code(int status)
{
    switch (status) {
    case STATUS_OK:
        return "ok";
#define X(name, value, code, text)                                                                 \
    case value:                                                                                    \
        return code;
        STATUS_LIST(X)
#undef X
    default:
        return "unknown_status";
    }
}

const char *status_text(int status)
{
    switch (status) {
    case STATUS_OK:
        return "it went well";
#define X(name, value, code, text)                                                                 \
    case value:                                                                                    \
        return text;
        STATUS_LIST(X)
#undef X
    default:
        return "it failed in a way that has no name";
    }
}
