/* public_words.h - what the host itself says to the public: the one catalogue of its pages, in
 * Chinese and English. Titles of workflows, stages, clocks and letters are the office's own.
 *
 * To say something new: a row here.
 */
#pragma once
#include "base/buf.h"
#include "data/value.h"
#include "duty/phrase.h"

/* {1}, {2} are filled in. */
#define PUBLIC_WORDS(X)                                                                                                                         \
    X(TITLE, "办理进度查询", "How your case stands")                                                                                            \
    X(OTHER_LANGUAGE, "English", "中文")                                                                                                        \
    X(ASK, "请输入文书上的查询码（32位字母和数字）",                                                                                            \
      "The code on your letter (32 letters and digits)")                                                                                        \
    X(ASK_BUTTON, "查询", "Show")                                                                                                               \
    X(ASK_HINT, "查询码印在文书末尾二维码旁边，空格和大小写不影响查询。",                                                                       \
      "The code stands beside the square at the end of your letter. Blanks and capitals do not "                                                \
      "matter.")                                                                                                                                \
    X(ASK_AGAIN, "查询其他事项", "Look up another case")                                                                                        \
    X(NUMBER, "编号", "Number")                                                                                                                 \
    X(MATTER, "事项", "Matter")                                                                                                                 \
    X(STAGE, "当前阶段", "Where it stands")                                                                                                     \
    X(OFFICE, "承办单位", "Office in charge")                                                                                                   \
    X(REGISTERED, "登记日期", "Registered on")                                                                                                  \
    X(OUTCOME, "办理结果", "Result")                                                                                                            \
    X(UNDER_WAY, "办理中", "Under way")                                                                                                         \
    X(CLOSED, "已办结", "Closed")                                                                                                               \
    X(PERIODS, "期限", "Deadlines")                                                                                                             \
    X(PERIODS_NONE, "目前没有正在计算的期限。", "No deadline is running now.")                                                                  \
    X(BY_OFFICE, "承办单位应当在{1}（含当日）前办完。",                                                                                         \
      "The office has to be done by {1}, that day included.")                                                                                   \
    X(BY_CITIZEN, "您可以在{1}（含当日）前提出或者办理。",                                                                                      \
      "You have until {1}, that day included.")                                                                                                 \
    X(IS_PAUSED, "期限目前暂停计算，恢复后顺延。",                                                                                              \
      "Time is not being counted at present; the deadline moves accordingly.")                                                                  \
    X(IS_LATE, "已超过期限", "Overdue")                                                                                                         \
    X(COUNTED, "自{1}起算，期限{2}。", "Counted from {1}: {2}.")                                                                                \
    X(EXTENDED, "已依规定延长{1}。", "Extended by {1} as the rules allow.")                                                                     \
    X(WAS_SET, "日期由当事人约定或者文书载明。",                                                                                                \
      "The date was agreed upon or stands in a letter.")                                                                                        \
    X(BASIS, "依据：{1}。", "Under: {1}.")                                                                                                      \
    X(ARTICLE, "《{1}》第{2}条", "{1}, Art. {2}")                                                                                               \
    X(SOURCE, "《{1}》", "{1}")                                                                                                                 \
    X(BASIS_POLICY, "国家有关政策规定", "national policy")                                                                                      \
    X(BASIS_LOCAL, "地方有关规定", "local rules")                                                                                               \
    X(BASIS_OWN, "本单位办理规定", "the office's own rules")                                                                                    \
    X(NEXT, "下一步", "What comes next")                                                                                                        \
    X(NEXT_OPEN, "承办单位正在办理。需要您配合或者有办理结果时，将以文书或者电话告知您。",                                                      \
      "The office is at work on it. You will be told by letter or telephone when you are needed, "                                              \
      "or when there is a result.")                                                                                                             \
    X(NEXT_CLOSED, "本件已经办结。如有异议，请按文书载明的途径和期限提出。",                                                                    \
      "The case is closed. If you disagree, your letters say where to turn and until when.")                                                    \
    X(LETTERS, "给您的文书", "Letters to you")                                                                                                  \
    X(LETTERS_NONE, "暂无。", "None yet.")                                                                                                      \
    X(ISSUED_ON, "{1}制发", "issued on {1}")                                                                                                    \
    X(SERVED_ON, "{1}送达", "served on {1}")                                                                                                    \
    X(NOT_SERVED, "未能送达，请与承办单位联系", "could not be served: please ask the office")                                                   \
    X(LINKED, "相关事项", "Related cases")                                                                                                      \
    X(LINKED_HINT, "与本件有关的事项，可以凭编号询问：",                                                                                        \
      "You may ask about these by their numbers:")                                                                                              \
    X(SEEN_AT, "查询时间：{1}", "As of {1}")                                                                                                    \
    X(PRIVACY,                                                                                                                                  \
      "本页不显示姓名、电话等个人信息，也不显示他人的信息。查询码等同于钥匙，请勿转给他人。",                                                   \
      "This page shows no names or telephone numbers, and nothing about other people. The code "                                                \
      "is "                                                                                                                                     \
      "a key: keep it to yourself.")                                                                                                            \
    X(RIGHTS, "您有权了解办理进度。对办理情况有疑问的，可以凭编号向承办单位询问。",                                                             \
      "You have the right to know how your case stands. Ask the office in charge by the number.")                                               \
    X(UNKNOWN_TITLE, "没有查到", "Nothing found")                                                                                               \
    X(UNKNOWN,                                                                                                                                  \
      "没有可以凭此查询码查询的事项。请核对文书上的查询码；也可以凭编号和本人身份证件，到承办单位" \
      "查询。",                                                                                                                                 \
      "There is nothing under this code. Please compare it with your letter, or ask at the "                                                    \
      "office with the number and your identity card.")                                                                                         \
    X(CHECK_TITLE, "证明查验", "Check a certificate")                                                                                           \
    X(CHECK_NUMBER, "证明编号", "Number of the certificate")                                                                                    \
    X(CHECK_CODE, "查验码（32位字母和数字）", "Check code (32 letters and digits)")                                                             \
    X(CHECK_HINT, "编号和查验码印在证明上。括号的写法、空格和大小写不影响查验。",                                                               \
      "Both stand on the certificate. Kinds of brackets, blanks and capitals do not matter.")                                                   \
    X(CHECK_BUTTON, "查验", "Check")                                                                                                            \
    X(CHECK_IS_TRUE, "该证明属实", "This certificate is true")                                                                                  \
    X(CHECK_NAME, "证明名称", "Certificate")                                                                                                    \
    X(CHECK_OFFICE, "出具单位", "Issued by")                                                                                                    \
    X(CHECK_DATE, "出具日期", "Issued on")                                                                                                      \
    X(CHECK_HOLDER, "持证人", "Issued to")                                                                                                      \
    X(CHECK_COMPARE, "请与纸质证明逐项核对；不一致的，以本页为准，可以向出具单位反映。",                                                        \
      "Compare each line with the paper. Where they differ, this page is right: please tell the "                                               \
      "office that issued it.")                                                                                                                 \
    X(CHECK_UNKNOWN,                                                                                                                            \
      "没有与该编号和查验码相符的证明。请核对后再查；仍有疑问的，请向证明上载明的出具单位询问。",                                               \
      "There is no certificate with this number and this check code. Please compare them with "                                                 \
      "the paper, or ask the office named on it.")                                                                                              \
    X(CHECK_AGAIN, "查验其他证明", "Check another certificate")                                                                                 \
    X(TOO_OFTEN_TITLE, "查询过于频繁", "Too many requests")                                                                                     \
    X(TOO_OFTEN, "请稍候十秒钟再试。", "Please try again in ten seconds.")                                                                      \
    X(TROUBLE_TITLE, "暂时无法查询", "Not available now")                                                                                       \
    X(TROUBLE, "请稍后再试，或者向承办单位询问。",                                                                                              \
      "Please try again later, or ask the office in charge.")

enum public_word {
#define PUBLIC_ENUM(name, zh, en) SAY_##name,
    PUBLIC_WORDS(PUBLIC_ENUM)
#undef PUBLIC_ENUM
        SAY_COUNT
};

const char *public_text(enum public_word word, enum language language);
/* With {1} and {2} filled in; NULL stands for "". In the arena. */
const char *public_say(struct arena *arena, enum public_word word, enum language language,
                       const char *first, const char *second);
/* "law: TJ 33; MS 205" as people read it: 《人民调解法》第33条、《民事诉讼法》第205条. */
const char *public_basis(struct arena *arena, const char *basis, enum language language);
