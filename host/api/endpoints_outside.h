/* endpoints_outside.h - the rows of endpoints.h about the outside: what goes there, where to, and
 * how citizens reach this host.
 */
#pragma once

#define OUTSIDE_ENDPOINTS(X)                                                                       \
    X("GET", "/api/v1/effects", "admin", effect_list, 200, "What goes outside, newest first")      \
    X("GET", "/api/v1/effects/{id}", "admin", effect_show, 200, "One effect and its last failure") \
    X("POST", "/api/v1/effects/{id}/resend", "admin", effect_resend, 200,                          \
      "Send again what was given up or is held")                                                   \
    X("POST", "/api/v1/effects/resend", "admin", effect_resend_held, 200,                          \
      "Send all that is held since a backup was put back")                                         \
    X("GET", "/api/v1/public_address", "any", public_address_show, 200,                            \
      "How citizens reach this host, now and formerly")                                            \
    X("POST", "/api/v1/public_address", "admin", public_address_set, 200,                          \
      "From now on letters bear this address, with a code; left out: none")                        \
    X("GET", "/api/v1/targets", "admin", target_list, 200, "Where effects may go")                 \
    X("POST", "/api/v1/targets", "admin", target_add, 201, "Add or change a target")               \
    X("POST", "/api/v1/targets/{name}/remove", "admin", target_remove, 200,                        \
      "Nothing goes to this target any more")
