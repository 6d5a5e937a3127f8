/* curl.c - libcurl with our limits (outside/curl.h). */
#include "outside/curl.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_S = 10 };

/* Every socket passes here with the very address it goes to, whatever the name was resolved to. */
static curl_socket_t on_socket(void *owner, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct wire *wire = owner;
    (void)purpose;
    if (!wire->is_private && address_is_private(&address->addr)) {
        wire->was_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int on_progress(void *owner, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    struct wire *wire = owner;
    (void)down_total, (void)down, (void)up_total, (void)up;
    return atomic_load(&wire->outside->is_stopping);
}

bool wire_open(struct wire *wire, struct outside *outside, const char *protocols, bool is_private,
               int timeout_s)
{
    CURL *curl = curl_easy_init();
    *wire = (struct wire){.outside = outside, .curl = curl, .is_private = is_private};
    return curl && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)timeout_s) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, wire->error) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, wire) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFODATA, wire) == CURLE_OK;
}

void wire_close(struct wire *wire)
{
    curl_easy_cleanup(wire->curl);
    wire->curl = NULL;
}

/* What libcurl says of an error may name the address of a server, never what was sent. Texts of
 * servers stay out of it: they may say anything. */
bool wire_run(struct wire *wire, struct sent *sent)
{
    CURLcode code = curl_easy_perform(wire->curl);
    long status = 0;

    switch (code) {
    case CURLE_OK:
        return true;
    case CURLE_WRITE_ERROR: /* our own limit on answers */
        return true;
    case CURLE_ABORTED_BY_CALLBACK:
        sent_note(sent, SENT_LATER, "The host was stopping.");
        sent->is_ours = true;
        return false;
    case CURLE_PEER_FAILED_VERIFICATION:
        sent_note(sent, SENT_LATER, "The certificate of the other side is not good: %s",
                  wire->error);
        return false;
    case CURLE_LOGIN_DENIED:
        sent_note(sent, SENT_LATER, "The other side does not take our user and secret.");
        return false;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        sent_note(sent, SENT_REFUSED, "The url of the target cannot be used.");
        return false;
    default:
        break;
    }
    curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &status);
    if (wire->was_private)
        sent_note(sent, SENT_LATER,
                  "The name leads to an address of a private network, which this target does not "
                  "allow: comity target add ... --private if that is meant.");
    else if (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || status == 0)
        sent_note(sent, SENT_LATER, "%s", wire->error[0] ? wire->error : curl_easy_strerror(code));
    else
        sent_note(sent, SENT_LATER, "%s (it answered %ld)", curl_easy_strerror(code), status);
    return false;
}
