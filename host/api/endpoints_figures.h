/* endpoints_figures.h - the rows of endpoints.h for figures: about the work (reports) and about the
 * host (metrics).
 */
#pragma once

#define FIGURES_ENDPOINTS(X)                                                                       \
    X("GET", "/api/v1/reports", "any", report_list, 200, "Which rates each workflow declares")     \
    X("GET", "/api/v1/reports/{name}", "any", report_show, 200,                                    \
      "Rates of a workflow (NAME) or one of them (NAME.RATE): JSON, CSV or XLSX")                  \
    X("GET", "/metrics", "any", metrics, 200, "Counters for a monitor, as text")
