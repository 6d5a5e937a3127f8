#include "base/good.h"

#include <string.h>

/* strcpy(a, b) and time(NULL) are only spoken of here. */
size_t good_size(const char *text)
{
    static const char *said = "time(0) SELECT uv_run lua_State";
    return strlen(text) + strlen(said + 0 * strlen("getenv(1)"));
}
