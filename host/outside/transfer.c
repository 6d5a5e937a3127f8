/* transfer.c - one HTTP request and its answer, within limits. */
#include <stdlib.h>
#include <string.h>
#include "outside/curl.h"

static size_t on_answer(char *bytes, size_t size, size_t count, void *owner)
{
    struct transfer *transfer = owner;
    size_t len = size * count;

    if (len > SENT_ANSWER_MOST - transfer->answer.len) {
        transfer->is_cut = true;
        return 0; /* enough: ends the transfer */
    }
    buf_add(&transfer->answer, bytes, len);
    return len;
}

static struct curl_slist *headers_of(const struct transfer *transfer)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    for (const char *const *header = transfer->headers; list && header && *header; header++) {
        struct curl_slist *longer = curl_slist_append(list, *header);
        if (!longer)
            curl_slist_free_all(list);
        list = longer;
    }
    return list;
}

static bool prepare(struct transfer *transfer, CURL *curl, struct curl_slist *headers)
{
    bool has_body = strcmp(transfer->method, "GET") != 0;
    return headers && curl_easy_setopt(curl, CURLOPT_URL, transfer->url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_USERAGENT, "comity") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, transfer->method) == CURLE_OK &&
           (!has_body ||
            (curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->body.len) ==
                 CURLE_OK &&
             curl_easy_setopt(curl, CURLOPT_POSTFIELDS, transfer->body.bytes) == CURLE_OK)) &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer) == CURLE_OK;
}

void transfer_run(struct outside *outside, struct transfer *transfer, struct sent *sent)
{
    struct curl_slist *headers = headers_of(transfer);
    struct wire wire;

    sent->status = SENT_DONE;
    if (!wire_open(&wire, outside, "http,https", transfer->is_private, transfer->timeout_s) ||
        !prepare(transfer, wire.curl, headers))
        sent_note(sent, SENT_LATER, "The request could not be prepared.");
    else if (wire_run(&wire, sent))
        curl_easy_getinfo(wire.curl, CURLINFO_RESPONSE_CODE, &transfer->status);
    wire_close(&wire);
    curl_slist_free_all(headers);
}

void transfer_close(struct transfer *transfer)
{
    buf_close(&transfer->answer);
}

void transfer_judge(const struct transfer *transfer, struct sent *sent)
{
    long status = transfer->status;

    if (sent->status != SENT_DONE)
        return;
    if (status >= 200 && status < 300)
        return;
    if (status >= 500 || status == 408 || status == 425 || status == 429 || status < 200)
        sent_note(sent, SENT_LATER, "The other side answered %ld.", status);
    else if (status >= 300 && status < 400)
        sent_note(sent, SENT_REFUSED,
                  "The other side answered %ld: it sends us elsewhere, where we do not go. Put the "
                  "new url into the target.",
                  status);
    else
        sent_note(sent, SENT_REFUSED, "The other side refused it: %ld.", status);
}
