/* sms_gateway.c - an example of a native extension (include/comity_ext.h): a gateway for short
 * messages that appends each to a file, which the secret of its target names. A gateway whose file
 * is not there is busy; a number of fewer than 5 digits is refused.
 *
 *   cc -shared -fPIC -I include -o sms_gateway.so sms_gateway.c
 *   comity serve --extension ./sms_gateway.so ...
 *   comity target add sms '{"kind":"extension","extension":"sms_gateway"}' --secret-file ...
 */
#include <comity_ext.h>
#include <stdio.h>
#include <string.h>

static void say(char *reason, size_t size, const char *text)
{
    snprintf(reason, size, "%s", text);
}

static enum comity_ext_status send_message(const struct comity_ext_message *message, char *reason,
                                           size_t reason_size)
{
    if (!message->address || strlen(message->address) < 5) {
        say(reason, reason_size, "no number to send to");
        return COMITY_EXT_REFUSED;
    }
    FILE *file = message->secret ? fopen(message->secret, "r+") : NULL;
    if (!file) {
        say(reason, reason_size, "the gateway is not there");
        return COMITY_EXT_LATER;
    }
    fseek(file, 0, SEEK_END);
    fprintf(file, "%s %s %s\n", message->key, message->address, message->text ? message->text : "");
    return fclose(file) == 0 ? COMITY_EXT_DONE : COMITY_EXT_LATER;
}

__attribute__((visibility("default"))) const struct comity_ext *comity_extension(void)
{
    static const struct comity_ext ext = {
        .size = sizeof ext,
        .version = COMITY_EXT_VERSION,
        .name = "sms_gateway",
        .send = send_message,
    };
    return &ext;
}
