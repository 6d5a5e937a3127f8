/* address.c - addresses that only mean something in the office's own network: a name that anybody
 * registers can point there, so they are spoken to only where the administrator said so.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include "outside/inside.h"

static const struct range4 {
    uint32_t net;
    int bits;
} private4[] = {
    {0x00000000, 8 }, /* this network */
    {0x0a000000, 8 }, /* private */
    {0x64400000, 10}, /* carrier-grade NAT */
    {0x7f000000, 8 }, /* loopback */
    {0xa9fe0000, 16}, /* link-local: where clouds keep their secrets */
    {0xac100000, 12}, /* private */
    {0xc0000000, 24}, /* protocol assignments */
    {0xc0000200, 24}, /* documentation */
    {0xc0a80000, 16}, /* private */
    {0xc6120000, 15}, /* benchmarks */
    {0xc6336400, 24}, /* documentation */
    {0xcb007100, 24}, /* documentation */
    {0xe0000000, 4 }, /* multicast */
    {0xf0000000, 4 }, /* reserved, broadcast */
};

static bool is_private4(uint32_t address)
{
    for (size_t i = 0; i < sizeof private4 / sizeof *private4; i++)
        if (((address ^ private4[i].net) >> (32 - private4[i].bits)) == 0)
            return true;
    return false;
}

static uint32_t word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Only what is globally routed (2000::/3) can be public; what carries an IPv4 address in it is
 * judged by that. */
static bool is_private6(const uint8_t *bytes)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};

    if (memcmp(bytes, mapped, sizeof mapped) == 0 || memcmp(bytes, nat64, sizeof nat64) == 0)
        return is_private4(word_at(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 6to4 */
        return is_private4(word_at(bytes + 2));
    if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2) /* Teredo and its neighbours */
        return true;
    if (word_at(bytes) == 0x20010db8) /* documentation */
        return true;
    return (bytes[0] & 0xe0) != 0x20;
}

bool address_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return is_private4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return is_private6(in.sin6_addr.s6_addr);
    }
    return true;
}
