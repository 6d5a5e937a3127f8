/* form_shape.h - the inside of a form. For the files of form.h only. */
#pragma once
#include "duty/form_field.h"

struct form {
    const char *name;
    const struct value *decl;
    const struct value *outcomes; /* list, or nil */
    struct form_field *fields;
    size_t field_count;
};

/* The outcome's declaration, or NULL. */
const struct value *form_find_outcome(const struct form *form, const char *id);
