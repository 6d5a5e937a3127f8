/* stages.h - the stages of a workflow as a graph: what their functions return, held against what
 * `next` says (inside the static check).
 */
#pragma once
#include "script/flow.h"

/* After both rounds: subject->endings has every stage and handler. */
void stages_check(struct subject *subject);
