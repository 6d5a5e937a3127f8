#include <time.h>
long turn_now(void)
{
    return time(NULL);
}
