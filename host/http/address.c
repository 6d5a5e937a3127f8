/* address.c - a table of counted addresses. A row exists while its address holds a connection, so
 * the table is never larger than the number of connections.
 */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct address_row {
    struct address_row *next;
    uint8_t bytes[16];
    size_t count;
};

static void read_v4(struct address *address, const struct in_addr *from)
{
    memset(address->bytes + 10, 0xff, 2);
    memcpy(address->bytes + 12, from, 4);
    address->is_exempt = address->bytes[12] == 127;
}

void address_read(struct address *address, const struct sockaddr *from)
{
    *address = (struct address){0};
    if (from->sa_family == AF_INET) {
        read_v4(address, &((const struct sockaddr_in *)(const void *)from)->sin_addr);
        return;
    }
    const struct in6_addr *v6 = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
    address->is_exempt = IN6_IS_ADDR_LOOPBACK(v6);
    if (IN6_IS_ADDR_V4MAPPED(v6))
        read_v4(address, (const struct in_addr *)(const void *)(v6->s6_addr + 12));
    else
        memcpy(address->bytes, v6->s6_addr, 8);
}

bool address_read_last(struct address *address, const char *list)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    const char *comma = strrchr(list, ','), *text = comma ? comma + 1 : list;

    text += strspn(text, " \t");
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        address_read(address, (const struct sockaddr *)(const void *)&v4);
    else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
        address_read(address, (const struct sockaddr *)(const void *)&v6);
    else
        return false;
    return true;
}

bool address_is_same(const struct address *a, const struct address *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static struct address_row **find(struct address_book *book, const struct address *address)
{
    uint32_t hash = 2166136261u; /* FNV-1a: a peer can choose few of these bytes */
    for (size_t i = 0; i < sizeof address->bytes; i++)
        hash = (hash ^ address->bytes[i]) * 16777619u;
    struct address_row **row = &book->rows[(hash ^ hash >> 16) % 1024];
    while (*row && memcmp((*row)->bytes, address->bytes, sizeof address->bytes) != 0)
        row = &(*row)->next;
    return row;
}

bool address_take(struct address_book *book, const struct address *address, size_t most)
{
    struct address_row **row = find(book, address);
    if (!*row) {
        *row = mem_zero(sizeof **row);
        memcpy((*row)->bytes, address->bytes, sizeof address->bytes);
    }
    if ((*row)->count >= most)
        return false;
    (*row)->count++;
    return true;
}

void address_give(struct address_book *book, const struct address *address)
{
    struct address_row **row = find(book, address), *gone = *row;
    if (!gone || --gone->count > 0)
        return;
    *row = gone->next;
    free(gone);
}

void address_close(struct address_book *book)
{
    for (size_t i = 0; i < sizeof book->rows / sizeof *book->rows; i++)
        for (struct address_row *row = book->rows[i], *next; row; row = next) {
            next = row->next;
            free(row);
        }
}
