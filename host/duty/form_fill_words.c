/* form_fill_words.c - what form_fill says where nobody gave it better words.
 *
 * Names are put together of parts that seldom meet; telephone numbers lie in one invented block;
 * the area of an identity number, 990102, is none of GB/T 2260, so no number made here is
 * anybody's.
 *
 * To make lists look more like life: more rows in the tables below.
 */
#include "duty/form_fill_words.h"

#include <inttypes.h>

#include "base/wallclock.h"

enum { CHAR_BYTES = 3 }; /* of each character in the tables */

#define PICK(chance, table)                                                                        \
    ((table)[chance_below((chance), (int64_t)(sizeof(table) / sizeof *(table)))])

static const char *const surnames[] = {
    "闻", "钟", "祁", "柏", "阮", "凌", "简", "冉", "沐", "虞", "尚", "裴", "桑", "池", "晏", "甘",
    "柯", "鄢", "项", "艾", "祝", "卜", "暴", "戎", "应", "利", "宓", "松", "井", "储", "束", "浦",
};
static const char *const given_first[] = {
    "春", "秋", "远", "景", "若", "明", "知", "望", "怀", "云", "青", "素", "长", "平", "静", "予",
};
static const char *const given_last[] = {
    "禾", "舟", "棠", "溪", "岭", "安", "和", "桥", "帆", "麦", "苇", "榆", "柳", "泉", "岸", "谷",
};

const char *fill_name(struct chance *chance, struct arena *arena)
{
    const char *surname = PICK(chance, surnames), *first = PICK(chance, given_first);
    return chance_below(chance, 4) == 0
               ? arena_printf(arena, "%s%s", surname, PICK(chance, given_last))
               : arena_printf(arena, "%s%s%s", surname, first, PICK(chance, given_last));
}

const char *fill_phone(struct chance *chance, struct arena *arena)
{
    enum { BLOCK = 10000 };
    return arena_printf(arena, "1390001%04" PRId64, chance_below(chance, BLOCK));
}

const char *fill_id_number(struct chance *chance, int32_t today, struct arena *arena)
{
    enum { YEAR_DAYS = 365, YOUNGEST = 20, AGES = 60, ORDERS = 1000, DIGITS = 17 };
    int year, month, day, sum = 0;
    date_to_civil(today - YEAR_DAYS * YOUNGEST - (int32_t)chance_below(chance, YEAR_DAYS * AGES),
                  &year, &month, &day);
    char *number = arena_printf(arena, "990102%04d%02d%02d%03" PRId64 "?", year, month, day,
                                chance_below(chance, ORDERS));
    for (int i = DIGITS - 1, weight = 2; i >= 0; i--, weight = weight * 2 % 11)
        sum += weight * (number[i] - '0');
    number[DIGITS] = "10X98765432"[sum % 11];
    return number;
}

/* ---- texts ----------------------------------------------------------------------------------- */

static const char *const words[] = {"已办", "属实", "同意", "登记", "核查", "回访", "建议", "情况"};

static const char *const sentences[] = {
    "情况已经核实，双方无异议。",       "已到现场查看，拍照留存。",
    "经了解，反映的问题基本属实。",     "已电话告知来访人，并说明理由和依据。",
    "材料齐全，符合受理条件。",         "双方愿意各让一步，继续协商。",
    "需要有关部门配合，已书面联系。",   "按规定办理，并做好解释工作。",
    "当事人表示理解，请求尽快答复。",   "现场已恢复原状，居民表示满意。",
    "已安排专人跟进，三日内再次回访。", "此前曾多次协商，未能达成一致。",
};

static size_t chars_of(const char *text)
{
    return strlen(text) / CHAR_BYTES;
}

const char *fill_text(struct chance *chance, struct text_wish wish, struct arena *arena)
{
    enum { SHORT = 12, SENTENCES_MOST = 3 };
    struct buf text = {0};
    int64_t target = wish.min > 1 ? wish.min : 1, chars = 0;

    if (wish.max < SHORT) {
        while (chars < target) {
            const char *word = PICK(chance, words);
            buf_printf(&text, "%s", word);
            chars += (int64_t)chars_of(word);
        }
    } else {
        int64_t wanted = 1 + chance_below(chance, SENTENCES_MOST);
        for (int64_t i = 0; i < wanted || chars < target; i++) {
            const char *sentence = PICK(chance, sentences);
            if (i > 0 && chars >= target && chars + (int64_t)chars_of(sentence) > wish.max)
                break;
            buf_printf(&text, "%s", sentence);
            chars += (int64_t)chars_of(sentence);
        }
    }
    size_t most = (size_t)wish.max * CHAR_BYTES;
    struct slice kept = {.bytes = text.bytes, .len = text.len < most ? text.len : most};
    const char *out = arena_copy(arena, kept).bytes;
    buf_close(&text);
    return out;
}

static const char *const streets[] = {"柳泉镇石桥村", "柳泉镇槐荫村", "柳泉镇泉眼村",
                                      "青石镇杏花村", "青石镇南坡村", "清水社区东街",
                                      "清水社区北巷"};

const char *fill_address(struct chance *chance, int64_t max, struct arena *arena)
{
    enum { HOUSES = 180, WHOLE = 12, BARE = 6 };
    const char *street = PICK(chance, streets);
    int64_t house = 1 + chance_below(chance, HOUSES);
    if (max >= WHOLE)
        return arena_printf(arena, "%s%" PRId64 "号", street, house);
    return max >= BARE ? street
                       : arena_copy(arena, (struct slice){street, (size_t)max * CHAR_BYTES}).bytes;
}
