#include <stdlib.h>
const char *serve_home(void)
{
    return getenv("HOME");
}
