/* hooked.h - what the move hooks of a workflow return (inside the static check). */
#pragma once
#include "script/flow.h"

/* The literal stages that `workflow "x" { move = { ... } }` of this file returns, in order. */
struct returned *hooked_stages(const struct node *body, struct arena *arena);
