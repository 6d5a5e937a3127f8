/* address.h - how many connections each address holds. An IPv6 address counts as its /64, which is
 * what one subscriber gets; IPv4 counts whole.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct address {
    uint8_t bytes[16];
    bool is_exempt; /* loopback, or listed */
};

struct address_row;

struct address_book {
    struct address_row *rows[1024];
};

void address_read(struct address *address, const struct sockaddr *from);
/* The last address of a list as proxies write it, "203.0.113.7, 198.51.100.2". False: it is none.
 */
bool address_read_last(struct address *address, const char *list);
bool address_is_same(const struct address *a, const struct address *b);
/* One more connection of this address, unless it has `most`. */
bool address_take(struct address_book *book, const struct address *address, size_t most);
void address_give(struct address_book *book, const struct address *address);
void address_close(struct address_book *book);
