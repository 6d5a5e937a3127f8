/* command_table.c - what each verb checks and does (command.h). */
#include "engine/command.h"
#include <stdarg.h>
#include <stdio.h>

static const struct command_kind command_kinds[VERB_COUNT] = {
    [VERB_TASK] = {check_task,        apply_task       },
    [VERB_TASK_EACH] = {check_task_each,   apply_task_each  },
    [VERB_ASK] = {check_task,        apply_task       },
    [VERB_ASK_EACH] = {check_task_each,   apply_task_each  },
    [VERB_AWAIT] = {check_await,       apply_await      },
    [VERB_AWAIT_CLOCK] = {check_await_clock, apply_await_clock},
    [VERB_AWAIT_CASE] = {check_await_case,  apply_await_case },
    [VERB_AWAIT_START] = {check_await_case,  apply_await_start},
    [VERB_SLEEP] = {check_sleep,       apply_sleep      },
    [VERB_SLEEP_UNTIL] = {check_sleep_until, apply_sleep      },
    [VERB_RECORD] = {NULL,              NULL             },
    [VERB_INCIDENT] = {check_incident,    apply_incident   },
    [VERB_ALL] = {NULL,              NULL             },
    [VERB_FIRST] = {NULL,              NULL             },
    [VERB_START_CLOCK] = {check_start_clock, apply_start_clock},
    [VERB_STOP_CLOCK] = {check_stop_clock,  apply_stop_clock },
    [VERB_START_CASE] = {check_start_case,  apply_start_case },
    [VERB_PAUSE_CLOCK] = {check_period,      apply_period     },
    [VERB_RESUME_CLOCK] = {check_period,      apply_period     },
    [VERB_EXTEND_CLOCK] = {check_period,      apply_period     },
    [VERB_DISPATCH] = {check_dispatch,    apply_dispatch   },
    [VERB_ATTEND] = {check_attend,      apply_attend     },
    [VERB_PLACES] = {check_places,      NULL             },
    [VERB_HANDOFF] = {check_handoff,     apply_handoff    },
    [VERB_OFFICE_OF] = {check_office_of,   NULL             },
    [VERB_SPLIT] = {check_split,       apply_split      },
    [VERB_ASSIGN] = {check_assign,      apply_assign     },
    [VERB_SEAL] = {check_seal,        apply_seal       },
    [VERB_LETTER] = {check_letter,      apply_letter     },
    [VERB_SERVE] = {check_serve,       apply_serve      },
    [VERB_NOTIFY] = {check_notify,      apply_notify     },
    [VERB_EFFECT] = {check_effect,      apply_effect     },
    [VERB_CARD] = {check_card,        apply_card       },
    [VERB_LINK] = {check_link,        apply_link       },
    [VERB_SET] = {check_set,         NULL             },
    [VERB_ADD] = {check_add,         NULL             },
    [VERB_DROP] = {check_drop,        NULL             },
    [VERB_NOTE] = {check_note,        NULL             },
    [VERB_CLOSE] = {check_close,       NULL             },
    [VERB_CANCEL] = {NULL,              apply_cancel     },
};

const struct command_kind *command_kind_of(enum verb verb)
{
    return &command_kinds[verb];
}

int command_refuse(struct err *err, const struct asked *asked, const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_set_at(err, STATUS_SCRIPT_FAILED, "bad_command", NULL, "%s: %s",
                      verb_word(asked->verb), text);
}

const char *asked_option(const struct asked *asked, const char *name)
{
    return value_get_text(asked->args, name);
}
