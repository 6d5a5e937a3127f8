/* endpoints_public.h - the rows of endpoints.h that are open to everybody: no token is asked for.
 * What looks at a case here pays first (api/patience.h).
 */
#pragma once

#define PUBLIC_ENDPOINTS(X)                                                                        \
    X("GET", "/api/v1/progress/{code}", NULL, progress_show, 200,                                  \
      "How a case stands, for the citizen whom this code was given to")                            \
    X("GET", "/t", NULL, progress_ask, 200, "The page on which the code of a letter is typed")     \
    X("GET", "/t/", NULL, progress_ask, 200, "The same")                                           \
    X("GET", "/api/v1/certificates", NULL, certificate_show, 200,                                  \
      "Is it true? By the number and the check code printed on a certificate")                     \
    X("GET", "/t/check", NULL, certificate_page, 200, "The same as a page")                        \
    X("GET", "/t/style.css", NULL, progress_style, 200, "How those pages look")                    \
    X("GET", "/t/{code}", NULL, progress_page, 200, "How a case stands, as a page for a citizen")  \
    X("GET", "/api/v1/openapi.json", NULL, openapi, 200, "This document")                          \
    X("GET", "/healthz", NULL, healthz, 200, "The process answers")                                \
    X("GET", "/readyz", NULL, readyz, 200, "The host takes requests")
