/* service.c - who may ask what: tokens to actors, actors to the rights of the table. */
#include "api/service.h"

#include <string.h>

int service_authenticate(struct call *call, struct err *err)
{
    if (call->token)
        call->actor =
            engine_actor_by_token(call->service->engine, slice_of(call->token), &call->arena);
    if (!call->actor)
        return err_set(err, STATUS_UNAUTHORIZED,
                       "Send a valid token: Authorization: Bearer TOKEN.");
    if (strcmp(call->endpoint->right, "admin") == 0 && !call->actor->is_administrator)
        return err_set(err, STATUS_FORBIDDEN, "This asks for an administrator's token.");
    return 0;
}
