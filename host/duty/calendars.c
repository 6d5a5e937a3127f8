/* calendars.c - a snapshot of calendars (calendars.h).
 *
 * Two sorted arrays: known calendars by version, and by office the one in force. Both are filled
 * before the snapshot is shared and never touched afterwards. The weekday calendar is always known,
 * since clocks of hosts without a list name it.
 */
#include "duty/calendars.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"

enum { OFFICES_DEEP = 64 };

struct calendars {
    atomic_int refs;
    struct arena arena;
    struct calendar *list; /* one of the known */
    const char *why;
    bool is_loaded;
    int64_t edit;
    struct calendar **known;
    size_t known_count, known_capacity;
    struct calendars_office *offices;
    size_t office_count, office_capacity;
};

/* The place of the version among the known, or where it belongs. */
static size_t known_place(const struct calendars *calendars, const char *version)
{
    size_t low = 0, high = calendars->known_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(calendar_version(calendars->known[middle]), version) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct calendar *calendars_find(const struct calendars *calendars, const char *version)
{
    size_t place = known_place(calendars, version);
    bool is_there = place < calendars->known_count &&
                    strcmp(calendar_version(calendars->known[place]), version) == 0;
    return is_there ? calendars->known[place] : NULL;
}

/* The one of its version that is known now. */
static struct calendar *know(struct calendars *calendars, struct calendar *calendar)
{
    size_t place = known_place(calendars, calendar_version(calendar));
    struct calendar *found = calendars_find(calendars, calendar_version(calendar));
    if (found)
        return found;
    if (calendars->known_count == calendars->known_capacity) {
        size_t capacity = calendars->known_capacity ? 2 * calendars->known_capacity : 8;
        struct calendar **grown = ARENA_ARRAY(&calendars->arena, struct calendar *, capacity);
        if (calendars->known_count > 0)
            memcpy(grown, calendars->known, calendars->known_count * sizeof *grown);
        calendars->known = grown;
        calendars->known_capacity = capacity;
    }
    memmove(&calendars->known[place + 1], &calendars->known[place],
            (calendars->known_count - place) * sizeof calendars->known[0]);
    calendars->known[place] = calendar_ref(calendar);
    calendars->known_count++;
    return calendar;
}

void calendars_know(struct calendars *calendars, struct calendar *calendar)
{
    know(calendars, calendar);
}

struct calendars *calendars_new(const struct calendars *former, struct calendar *list)
{
    struct calendars *calendars = mem_zero(sizeof *calendars);
    atomic_init(&calendars->refs, 1);
    know(calendars, calendar_weekdays());
    for (size_t i = 0; former && i < former->known_count; i++)
        know(calendars, former->known[i]);
    calendars->list = know(calendars, list);
    return calendars;
}

static size_t office_place(const struct calendars *calendars, struct slice code)
{
    size_t low = 0, high = calendars->office_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(slice_of(calendars->offices[middle].code), code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct calendars_office *office_find(const struct calendars *calendars, struct slice code)
{
    size_t place = office_place(calendars, code);
    bool is_there =
        place < calendars->office_count && slice_is(code, calendars->offices[place].code);
    return is_there ? &calendars->offices[place] : NULL;
}

void calendars_add_office(struct calendars *calendars, const char *code, const char *parent,
                          struct opening *own)
{
    size_t place = office_place(calendars, slice_of(code));
    if (office_find(calendars, slice_of(code)))
        return;
    if (calendars->office_count == calendars->office_capacity) {
        size_t capacity = calendars->office_capacity ? 2 * calendars->office_capacity : 8;
        struct calendars_office *grown =
            ARENA_ARRAY(&calendars->arena, struct calendars_office, capacity);
        if (calendars->office_count > 0)
            memcpy(grown, calendars->offices, calendars->office_count * sizeof *grown);
        calendars->offices = grown;
        calendars->office_capacity = capacity;
    }
    memmove(&calendars->offices[place + 1], &calendars->offices[place],
            (calendars->office_count - place) * sizeof calendars->offices[0]);
    calendars->offices[place] = (struct calendars_office){
        .code = arena_text(&calendars->arena, code),
        .parent = parent ? arena_text(&calendars->arena, parent) : NULL,
        .own = own ? opening_ref(own) : NULL,
        .calendar = calendars->list,
    };
    calendars->office_count++;
}

/* Its hours and those above it; a tree that goes round in circles ends somewhere. */
static void office_seal(struct calendars *calendars, struct calendars_office *office)
{
    struct opening *chain[CALENDAR_CHAIN_MAX];
    size_t len = 0;
    const struct calendars_office *at = office;

    for (int up = 0; at && up < OFFICES_DEEP && len < CALENDAR_CHAIN_MAX; up++) {
        if (at->own)
            chain[len++] = at->own;
        at = at->parent ? office_find(calendars, slice_of(at->parent)) : NULL;
    }
    if (len == 0)
        return;
    struct calendar *made = calendar_with(calendars->list, chain, len);
    office->calendar = know(calendars, made);
    calendar_unref(made);
}

void calendars_seal(struct calendars *calendars)
{
    for (size_t i = 0; i < calendars->office_count; i++)
        office_seal(calendars, &calendars->offices[i]);
}

void calendars_set_loaded(struct calendars *calendars, bool is_loaded)
{
    calendars->is_loaded = is_loaded;
}

void calendars_set_edit(struct calendars *calendars, int64_t edit)
{
    calendars->edit = edit;
}

int64_t calendars_edit(const struct calendars *calendars)
{
    return calendars->edit;
}

bool calendars_is_loaded(const struct calendars *calendars)
{
    return calendars->is_loaded;
}

void calendars_set_why(struct calendars *calendars, const char *why)
{
    calendars->why = arena_text(&calendars->arena, why);
}

const char *calendars_why(const struct calendars *calendars)
{
    return calendars->why ? calendars->why : "";
}

size_t calendars_office_count(const struct calendars *calendars)
{
    return calendars->office_count;
}

const struct calendars_office *calendars_office(const struct calendars *calendars, size_t index)
{
    return &calendars->offices[index];
}

struct calendars *calendars_ref(struct calendars *calendars)
{
    atomic_fetch_add_explicit(&calendars->refs, 1, memory_order_relaxed);
    return calendars;
}

void calendars_unref(struct calendars *calendars)
{
    if (!calendars || atomic_fetch_sub_explicit(&calendars->refs, 1, memory_order_acq_rel) > 1)
        return;
    for (size_t i = 0; i < calendars->known_count; i++)
        calendar_unref(calendars->known[i]);
    for (size_t i = 0; i < calendars->office_count; i++)
        opening_unref(calendars->offices[i].own);
    arena_close(&calendars->arena);
    free(calendars);
}

struct calendar *calendars_of(const struct calendars *calendars, struct slice office)
{
    const struct calendars_office *found = office_find(calendars, office);
    return found ? found->calendar : calendars->list;
}

struct calendar *calendars_list(const struct calendars *calendars)
{
    return calendars->list;
}

size_t calendars_count(const struct calendars *calendars)
{
    return calendars->known_count;
}

struct calendar *calendars_item(const struct calendars *calendars, size_t index)
{
    return calendars->known[index];
}
