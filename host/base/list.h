/* list.h - a first-in first-out list of structs that carry their own link.
 *
 *   struct job { struct list_link link; ... };
 *   list_push(&queue, &job->link);
 *   struct job *next = LIST_ITEM(list_pop(&queue), struct job, link);
 *
 * Owns nothing. {0} is the empty list.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct list_link {
    struct list_link *next;
};

struct list {
    struct list_link *first, *last;
    size_t count;
};

/* A function, so that the link is evaluated once: list_pop stands in it. */
static inline void *list_owner(struct list_link *link, size_t offset)
{
    return link ? (char *)link - offset : NULL;
}

#define LIST_ITEM(link, type, member) ((type *)list_owner((link), offsetof(type, member)))

static inline bool list_is_empty(const struct list *list)
{
    return list->first == NULL;
}

static inline void list_push(struct list *list, struct list_link *link)
{
    link->next = NULL;
    if (list->last)
        list->last->next = link;
    else
        list->first = link;
    list->last = link;
    list->count++;
}

static inline struct list_link *list_pop(struct list *list)
{
    struct list_link *link = list->first;
    if (!link)
        return NULL;
    list->first = link->next;
    if (!list->first)
        list->last = NULL;
    list->count--;
    link->next = NULL;
    return link;
}

/* Moves all of `from` behind `to`; `from` is empty after. */
static inline void list_append(struct list *to, struct list *from)
{
    if (!from->first)
        return;
    if (to->last)
        to->last->next = from->first;
    else
        to->first = from->first;
    to->last = from->last;
    to->count += from->count;
    *from = (struct list){0};
}
