/* ways.h - where the functions of stages and handlers lead, for people who look at a workflow as a
 * graph.
 */
#pragma once
#include "data/value.h"

/* Adds what this text says to the model of its workflow: to a stage `closes`, the outcomes its code
 * ends the case with, and `parts`, the stages in which parts split off there begin; to a signal
 * `returns`, the stages its handler leads to, and `closes`. Each a list of names, left out if there
 * are none. Only literals are known, also those of functions of the file that are called; `next`
 * is what the workflow declares and is not looked for. */
void ways_read(struct slice text, struct value *workflow, struct arena *arena);
