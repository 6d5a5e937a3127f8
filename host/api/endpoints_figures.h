/* endpoints_figures.h - the rows of endpoints.h for figures: about the work (reports) and about the
 * host (metrics).
 */
#pragma once

#define FIGURES_ENDPOINTS(X)                                                                       \
    X("GET", "/api/v1/reports", "any", report_list, 200, "Which rates each workflow declares")     \
    X("GET", "/api/v1/reports/{name}", "any", report_show, 200,                                    \
      "Rates of a workflow (NAME) or one of them (NAME.RATE): JSON, CSV or XLSX")                  \
    X("GET", "/api/v1/assessments", "any", assessment_list, 200,                                   \
      "Units assessed, period by period")                                                          \
    X("POST", "/api/v1/assessments", "any", assessment_circulate, 201,                             \
      "Assess a period and circulate it")                                                          \
    X("GET", "/api/v1/assessments/{key}", "any", assessment_show, 200,                             \
      "One assessment; ETag is its version")                                                       \
    X("POST", "/api/v1/assessments/{key}/appeals", "any", assessment_appeal, 201,                  \
      "A unit appeals against an indicator")                                                       \
    X("POST", "/api/v1/assessments/{key}/rulings", "any", assessment_rule, 200,                    \
      "An appeal is decided")                                                                      \
    X("GET", "/metrics", "any", metrics, 200, "Counters for a monitor, as text")
