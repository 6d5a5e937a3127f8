/* problem.h - a status as people and programs outside see it: HTTP status, stable code, sentence.
 */
#pragma once
#include "api/call.h"
#include "base/err.h"

/* 500 for what is nobody's business outside. */
int problem_http_status(int status);

/* Ends the call with the problem that err tells of. */
void problem_answer(struct call *call, const struct err *err);
/* The same with [{field, code, message}] and with the first result of a conflict; each may be nil
 * or NULL. */
void problem_answer_with(struct call *call, const struct err *err, const struct value *errors,
                         const struct value *result);
/* A plain one. */
void problem_answer_status(struct call *call, int status, const char *detail);
