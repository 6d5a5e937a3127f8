/* calendar_change.h - what the preview of a calendar edit and the edit itself have in common. */
#pragma once
#include "api/call.h"
#include "api/input.h"

#define CALENDAR_INPUT                                                                             \
    {.place = INPUT_BODY,                                                                          \
     .name = "office",                                                                             \
     .most = INPUT_NAME_MOST,                                                                      \
     .about = "Hours and closures of this office; left out: the list of the country"},             \
        {.place = INPUT_BODY,                                                                      \
         .name = "list",                                                                           \
         .most = 1 << 20,                                                                          \
         .about = "The list as CSV: date,kind,name,source"},                                       \
        {.place = INPUT_BODY,                                                                      \
         .name = "hours",                                                                          \
         .type = INPUT_MAP,                                                                        \
         .about = "week, on_holidays, days, closures; {} takes all of them away"},                 \
    {                                                                                              \
        .place = INPUT_BODY, .name = "why", .most = 300, .about = "The reason; it is kept"         \
    }

/* Answers with which due dates move, or having moved them. */
void calendar_change_start(struct call *call, const struct value *input, bool is_preview);
