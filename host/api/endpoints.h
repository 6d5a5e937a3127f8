/* endpoints.h - everything this host answers, one row each; and the rules its input keeps to.
 *
 * To add an endpoint: a row here, a file NAME.c with `answer_NAME` and `NAME_input`. The OpenAPI
 * document is written from these rows. UPLOAD rows take a body of up to 16 MiB from who has sent a
 * token; STREAM rows one of 20 MiB, taken as it comes by `open_body_NAME`; all others 1 MiB.
 *
 * Rights: NULL is open to everybody, "any" asks for a known token, "admin" for an administrator's.
 * Who may do what to a case is decided in the turn of that case, by its scripts' declarations.
 */
#pragma once
#include "api/call.h"
#include "api/endpoints_figures.h"
#include "api/endpoints_outside.h"
#include "api/endpoints_public.h"
#include "api/input.h"

/*    method  path                                     right    name            success  summary */
#define ENDPOINTS(X, UPLOAD, STREAM)                                                               \
    X("POST", "/api/v1/cases", "any", case_start, 201, "Start a case of a workflow")               \
    X("GET", "/api/v1/cases", "any", case_list, 200, "List cases")                                 \
    X("GET", "/api/v1/cases/{id}", "any", case_show, 200, "A case as it stands")                   \
    X("GET", "/api/v1/cases/{id}/journal", "any", case_journal, 200, "The turns of a case")        \
    X("GET", "/api/v1/cases/{id}/duplicates", "any", case_duplicates, 200, "Is it here already?")  \
    X("GET", "/api/v1/cases/{id}/clocks", "any", case_clocks, 200,                                 \
      "The clocks of a case, and why each is due then, day by day")                                \
    X("GET", "/api/v1/calendars", "any", calendar_list, 200,                                       \
      "The list of holidays in force, and what is to be done about it")                            \
    X("POST", "/api/v1/calendars/preview", "admin", calendar_preview, 200,                         \
      "Which due dates a new list, or an office's hours, would move")                              \
    X("POST", "/api/v1/calendars", "admin", calendar_change, 200,                                  \
      "Do what a preview has shown: a new list, or an office's hours and closures")                \
    X("POST", "/api/v1/calendars/due", "any", calendar_due, 200,                                   \
      "When periods would end, many at once")                                                      \
    X("GET", "/api/v1/cases/{id}/replay", "admin", case_replay, 200,                               \
      "A stage of a case played again: what each turn heard, asked for and held")                  \
    X("GET", "/api/v1/cases/{id}/export", "admin", case_export, 200,                               \
      "A case in pieces: head, turns, releases; without personal values")                          \
    X("POST", "/api/v1/cases/{id}/signals/{name}", "any", case_signal, 200, "Tell a case")         \
    X("POST", "/api/v1/cases/{id}/clocks/{clock}/{act}", "any", case_clock, 200,                   \
      "Pause, resume or extend a clock; acknowledge, hold or withdraw its ladder")                 \
    X("GET", "/api/v1/cases/{id}/letters", "any", case_letters, 200, "The letters of a case")      \
    X("GET", "/api/v1/cases/{id}/letters/{letter}", "any", case_letter, 200,                       \
      "A letter to print or as an office document")                                                \
    X("POST", "/api/v1/cases/{id}/letters/{letter}/proof", "any", case_letter_proof, 200,          \
      "A copy of a letter was brought, or could not be")                                           \
    X("POST", "/api/v1/cases/{id}/cards/{card}/{act}", "any", case_card, 200,                      \
      "Acknowledge, answer or withdraw a supervision card")                                        \
    X("POST", "/api/v1/cases/{id}/retry", "admin", case_retry, 200, "Retry a parked case")         \
    X("POST", "/api/v1/cases/{id}/move", "admin", case_move, 200,                                  \
      "Move a case to the active release, or into a stage of it")                                  \
    X("POST", "/api/v1/cases/{id}/custody", "any", case_custody, 200,                              \
      "Let another office hold a case, or give it back")                                           \
    X("POST", "/api/v1/cases/{id}/merge", "any", case_merge, 200,                                  \
      "Close a duplicate as merged into another case")                                             \
    X("POST", "/api/v1/cases/{id}/unmerge", "any", case_unmerge, 200, "Take a merge back")         \
    X("POST", "/api/v1/cases/move", "admin", case_move_many, 200,                                  \
      "Move all cases of a workflow that are in a stage")                                          \
    X("POST", "/api/v1/cases/{id}/people/{person}/erase", "admin", person_erase, 200,              \
      "Destroy the key of a person in a case, for ever")                                           \
    STREAM("POST", "/api/v1/attachments", "any", attachment_add, 201,                              \
           "Send a file; an answer names it by its id within a day")                               \
    X("GET", "/api/v1/cases/{id}/attachments/{file}", "any", attachment_show, 200,                 \
      "A file of a case, as it was sent")                                                          \
    X("GET", "/api/v1/tasks", "any", task_list, 200, "List tasks, due first")                      \
    X("GET", "/api/v1/tasks/counts", "any", task_counts, 200, "How much work waits")               \
    X("GET", "/api/v1/tasks/{id}", "any", task_show, 200, "One task")                              \
    X("POST", "/api/v1/tasks/{id}/claim", "any", task_claim, 200, "Take a task")                   \
    X("POST", "/api/v1/tasks/{id}/release", "any", task_release, 200, "Give a task back")          \
    X("POST", "/api/v1/tasks/{id}/complete", "any", task_complete, 200, "Complete a task")         \
    X("GET", "/api/v1/tasks/{id}/draft", "any", task_draft_show, 200, "What the caller has begun") \
    X("PUT", "/api/v1/tasks/{id}/draft", "any", task_draft_save, 200,                              \
      "Keep what is written so far")                                                               \
    X("DELETE", "/api/v1/tasks/{id}/draft", "any", task_draft_drop, 200, "Throw the draft away")   \
    X("POST", "/api/v1/tasks/{id}/assign", "any", task_assign, 200, "Give a task to a person")     \
    X("POST", "/api/v1/tasks/{id}/reassign", "any", task_reassign, 200,                            \
      "Give somebody's task to another, with a reason")                                            \
    X("POST", "/api/v1/tasks/reassign", "any", task_reassign_all, 200,                             \
      "Give all that somebody has to another")                                                     \
    X("POST", "/api/v1/tasks/{id}/delegate", "any", task_delegate, 200,                            \
      "Pass one's task on, to look at the answer or for good")                                     \
    X("POST", "/api/v1/tasks/{id}/mark", "any", task_mark, 200,                                    \
      "Say when to see a task again, or how urgent it is")                                         \
    X("GET", "/api/v1/notices", "any", notice_list, 200, "What the caller was told, newest first") \
    X("POST", "/api/v1/notices/{id}/read", "any", notice_read, 200, "The caller has seen it")      \
    OUTSIDE_ENDPOINTS(X)                                                                           \
    X("GET", "/api/v1/dispatches", "any", dispatch_list, 200, "Dispatches that are open to me")    \
    X("GET", "/api/v1/dispatches/{id}", "any", dispatch_show, 200,                                 \
      "A dispatch: its posts, my places, and what holders are shown")                              \
    X("POST", "/api/v1/dispatches/{id}/{act}", "any", dispatch_act, 200,                           \
      "Claim a place, leave, swap, check in and out; answer an alarm")                             \
    X("GET", "/api/v1/incidents", "any", incident_list, 200, "What failed and waits")              \
    X("GET", "/api/v1/workflows", "any", workflow_list, 200, "Workflows of the active release")    \
    X("GET", "/api/v1/workflows/{name}", "any", workflow_show, 200,                                \
      "Stages, forms, clocks, signals and texts of a workflow")                                    \
    X("GET", "/api/v1/workflows/{name}/graph", "any", workflow_graph, 200, "A workflow drawn")     \
    UPLOAD("POST", "/api/v1/releases", "admin", release_publish, 201,                              \
           "Check workflows and store them as a release; nothing becomes active")                  \
    X("GET", "/api/v1/releases", "admin", release_list, 200, "Releases, newest first")             \
    X("GET", "/api/v1/releases/{digest}", "admin", release_show, 200,                              \
      "A release: its files, workflows and activations")                                           \
    X("GET", "/api/v1/releases/{digest}/files", "admin", release_file, 200,                        \
      "The text of one file of a release")                                                         \
    X("GET", "/api/v1/releases/{from}/diff/{to}", "admin", release_diff, 200,                      \
      "What is different between two releases")                                                    \
    X("GET", "/api/v1/releases/{digest}/stays", "admin", release_stays, 200,                       \
      "Cases that stay behind the active release until they leave their stage")                    \
    X("POST", "/api/v1/releases/{digest}/activate", "admin", release_activate, 200,                \
      "Make a release the active one")                                                             \
    X("POST", "/api/v1/releases/rollback", "admin", release_rollback, 200,                         \
      "Make the release active before the active one again")                                       \
    X("GET", "/api/v1/offices", "any", office_list, 200, "Offices of the active release")          \
    X("GET", "/api/v1/offices/{code}/workflows/{name}", "any", office_workflow, 200,               \
      "A workflow as an office ends up with it, and where each part comes from")                   \
    X("POST", "/api/v1/releases/{digest}/preflight", "admin", preflight_start, 202,                \
      "Replay every open case on a release, writing nothing")                                      \
    X("GET", "/api/v1/releases/{digest}/preflight", "admin", preflight_show, 200,                  \
      "How the last pre-flight of a release stands, and what it found")                            \
    X("GET", "/api/v1/releases/{digest}/preflight/cases", "admin", preflight_cases, 200,           \
      "The cases it found something about")                                                        \
    X("POST", "/api/v1/releases/{digest}/preflight/cancel", "admin", preflight_cancel, 200,        \
      "End it at the next case")                                                                   \
    X("POST", "/api/v1/releases/{digest}/outcomes", "admin", outcomes_start, 202,                  \
      "Compare the cases of a period with what a release would have made of them")                 \
    X("GET", "/api/v1/releases/{digest}/outcomes", "admin", outcomes_show, 200,                    \
      "How the last comparison stands, and what would have been different")                        \
    X("GET", "/api/v1/releases/{digest}/outcomes/cases", "admin", outcomes_cases, 200,             \
      "The cases that would have gone otherwise, or cannot be compared")                           \
    X("POST", "/api/v1/releases/{digest}/outcomes/cancel", "admin", outcomes_cancel, 200,          \
      "End it at the next case")                                                                   \
    X("GET", "/api/v1/events", "any", event_stream, 200,                                           \
      "Server-sent events, one for each turn; resumed by Last-Event-ID")                           \
    X("GET", "/api/v1/rosters", "any", roster_list, 200, "Rosters, by office")                     \
    X("GET", "/api/v1/rosters/{key}", "any", roster_show, 200, "One roster")                       \
    X("PUT", "/api/v1/rosters/{key}", "any", roster_put, 200,                                      \
      "A roster as it is from now on; who has other shifts now is told")                           \
    X("POST", "/api/v1/rosters/{key}/overrides", "any", roster_change, 200,                        \
      "Somebody else has the shift in this time")                                                  \
    X("GET", "/api/v1/offices/{code}", "any", office_show, 200, "One office")                      \
    X("GET", "/api/v1/offices/{code}/duty", "any", office_duty, 200, "Who is on duty")             \
    X("POST", "/api/v1/cases/{id}/recusals", "any", case_recuse, 200,                              \
      "Somebody has an interest in the case and acts nowhere in it")                               \
    X("GET", "/api/v1/people", "any", person_list, 200, "Who works here, by office and role")      \
    X("POST", "/api/v1/people", "any", person_add, 201, "Somebody begins to work here")            \
    UPLOAD("POST", "/api/v1/people/import", "any", people_import, 200,                             \
           "People from a table, all of them or none")                                             \
    X("GET", "/api/v1/people/export", "any", people_export, 200, "The people one leads, as CSV")   \
    X("GET", "/api/v1/people/{key}", "any", person_show, 200, "One person, by key or id")          \
    X("PATCH", "/api/v1/people/{key}", "any", person_change, 200,                                  \
      "Change what is given; If-Match names the version that was read")                            \
    X("POST", "/api/v1/people/{key}/end", "any", person_end, 200,                                  \
      "Somebody leaves: tokens and roles end at once")                                             \
    X("POST", "/api/v1/people/{key}/tokens", "any", person_token_add, 201,                         \
      "Make a token to act as this person; it is shown once")                                      \
    X("GET", "/api/v1/tokens", "any", person_token_list, 200, "Tokens of people, in force")        \
    X("POST", "/api/v1/tokens/{id}/end", "any", token_end, 200, "A token is good for nothing now") \
    X("GET", "/api/v1/absences", "any", absence_list, 200, "Who is away, and who stands in")       \
    X("POST", "/api/v1/absences", "any", absence_add, 201, "Somebody is away; others stand in")    \
    X("POST", "/api/v1/absences/{key}/end", "any", absence_end, 200, "An absence is over")         \
    X("GET", "/api/v1/conflicts", "any", conflict_list, 200, "Conflicts of people one leads")      \
    X("POST", "/api/v1/conflicts", "any", conflict_add, 201,                                       \
      "A named conflict of a person with an office or a party")                                    \
    X("POST", "/api/v1/conflicts/{key}/end", "any", conflict_end, 200, "A conflict is over")       \
    X("GET", "/api/v1/me", "any", me, 200, "Who the token belongs to")                             \
    X("POST", "/api/v1/tokens", "admin", token_add, 201, "Make a token; it is shown once")         \
    X("POST", "/api/v1/verify", "admin", verify, 200, "Check hash chains, replay open cases")      \
    X("POST", "/api/v1/clock/advance", "admin", clock_advance, 200, "Training: let time pass")     \
    X("POST", "/api/v1/clock/accept", "admin", clock_accept, 200, "The jumped clock is right")     \
    X("POST", "/api/v1/clock/wait", "admin", clock_wait, 200, "The jumped clock is wrong")         \
    FIGURES_ENDPOINTS(X)                                                                           \
    PUBLIC_ENDPOINTS(X)

#define ENDPOINT_DECLARE(method, path, right, name, success, summary)                              \
    void answer_##name(struct call *call);                                                         \
    extern const struct input_rule name##_input[];
#define STREAM_DECLARE(method, path, right, name, success, summary)                                \
    ENDPOINT_DECLARE(method, path, right, name, success, summary)                                  \
    int open_body_##name(struct service *service, const char *token, struct body_taker **out,      \
                         struct err *err);
ENDPOINTS(ENDPOINT_DECLARE, ENDPOINT_DECLARE, STREAM_DECLARE)
#undef ENDPOINT_DECLARE
#undef STREAM_DECLARE

enum { UPLOAD_BYTES_MOST = 16 << 20 };

/* What a row says beside the endpoint; same order. */
struct endpoint_notes {
    const struct input_rule *input;
    const char *name, *summary;
    int success;
};
extern const struct endpoint_notes endpoint_notes[];
const struct endpoint_notes *endpoint_notes_of(const struct call *call);
