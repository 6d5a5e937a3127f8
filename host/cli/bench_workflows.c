/* bench_workflows.c - the workflows that `comity bench` measures with, as an office would write
 * them. Text between quotes is Lua; each is checked like any release when it is opened.
 */
#include "cli/bench.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "script/release.h"

/* W1: ten values put on disk, each before the next. */
static const char steps[] =
    "workflow \"bench_steps\" { zh = \"步骤\", en = \"Steps\", start = \"working\",\n"
    "  outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "stage \"working\" { zh = \"办理\", en = \"Working\", function(case)\n"
    "  for i = 1, 10 do\n"
    "    case:record(\"step\", function() return { step = i, by = \"bench\" } end)\n"
    "  end\n"
    "  return case:close \"done\"\n"
    "end }\n";

/* W2, W4: waits to be told something. */
static const char waiting[] =
    "workflow \"bench_waiting\" { zh = \"等待\", en = \"Waiting\", start = \"waiting\",\n"
    "  outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "form \"word\" { zh = \"来信\", en = \"Word\",\n"
    "  number \"number\" { zh = \"编号\", en = \"Number\", required = true } }\n"
    "signal \"word\" { zh = \"来信\", en = \"A word\", from = { \"clerk\" }, form = \"word\" }\n"
    "stage \"waiting\" { zh = \"等待\", en = \"Waiting\", function(case)\n"
    "  for _ = 1, 1000 do\n"
    "    case:await \"word\"\n"
    "  end\n"
    "  return case:close \"done\"\n"
    "end }\n";

#define TWICE(text)     text text
#define TEN_TIMES(text) TWICE(TWICE(text text) text)
#define NINETEEN(text)  TEN_TIMES(text) TWICE(TWICE(TWICE(text))) text
#define STEP            "  case:record(\"step\", function() return { step = 1, by = \"bench\" } end)\n"
#define WAIT            "  case:await \"word\"\n"

/* W5: has come a long way, and waits. Written out, as the check of a release asks for. */
static const char course[] =
    "workflow \"bench_course\" { zh = \"历程\", en = \"Course\", start = \"going\",\n"
    "  outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "form \"word\" { zh = \"来信\", en = \"Word\",\n"
    "  number \"number\" { zh = \"编号\", en = \"Number\", required = true } }\n"
    "signal \"word\" { zh = \"来信\", en = \"A word\", from = { \"clerk\" }, form = \"word\" }\n"
    "stage \"going\" { zh = \"办理\", en = \"Going\", function(case)\n" NINETEEN(STEP)
        TEN_TIMES(WAIT) "  return case:close \"done\"\n"
                        "end }\n";

/* reload: waits to be told something, ten times. */
static const char reload[] =
    "workflow \"bench_reload\" { zh = \"等待\", en = \"Reload\", start = \"waiting\",\n"
    "  outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "form \"word\" { zh = \"来信\", en = \"Word\",\n"
    "  number \"number\" { zh = \"编号\", en = \"Number\", required = true } }\n"
    "signal \"word\" { zh = \"来信\", en = \"A word\", from = { \"clerk\" }, form = \"word\" }\n"
    "stage \"waiting\" { zh = \"等待\", en = \"Waiting\", function(case)\n" TEN_TIMES(
        WAIT) "  return case:close \"done\"\n"
              "end }\n";

/* claims: a hundred places for a crowd; each case has a day of its own, for it is the same crowd.
 */
static const char claims[] =
    "workflow \"bench_claims\" { zh = \"接单\", en = \"Claims\", start = \"inviting\",\n"
    "  outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "stage \"inviting\" { zh = \"派单\", en = \"Inviting\", next = { \"serving\" }, "
    "function(case)\n"
    "  local start = case:now() + (60 + case:random(50000)) * 24 * 3600000\n"
    "  case:dispatch(\"helpers\", { need = 100, starts = start, ends = start + 4 * 3600000,\n"
    "    waves = { { to = \"volunteer\", lasts = hours(24) } }, waitlist = 20 })\n"
    "  return \"serving\"\n"
    "end }\n"
    "stage \"serving\" { zh = \"服务\", en = \"Serving\", function(case)\n"
    "  case:attend \"helpers\"\n"
    "  return case:close \"done\"\n"
    "end }\n";

/* claims: a plan of posts and shifts for a crowd. */
static const char plan[] =
    "workflow \"bench_plan\" { zh = \"排班\", en = \"Plan\", intake = \"plan\", start = "
    "\"inviting\",\n"
    "  outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "form \"plan\" { zh = \"排班\", en = \"Plan\", sheet \"plan\" { zh = \"排班\", en = \"Plan\" } "
    "}\n"
    "stage \"inviting\" { zh = \"派单\", en = \"Inviting\", function(case)\n"
    "  case:dispatch(\"helpers\", { posts = \"plan\", waves = { { to = \"volunteer\",\n"
    "    lasts = hours(24) } } })\n"
    "  case:sleep(days(9))\n"
    "  return case:close \"done\"\n"
    "end }\n";

/* W3: sleeps for long. */
static const char sleeping[] =
    "workflow \"bench_sleeping\" { zh = \"休眠\", en = \"Sleeping\", start = \"sleeping\",\n"
    "  outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "stage \"sleeping\" { zh = \"休眠\", en = \"Sleeping\", function(case)\n"
    "  case:sleep(days(365))\n"
    "  return case:close \"done\"\n"
    "end }\n";

/* W3: sleeps until the millisecond it is given. */
static const char waking[] =
    "workflow \"bench_waking\" { zh = \"唤醒\", en = \"Waking\", intake = \"until\",\n"
    "  start = \"sleeping\", outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "form \"until\" { zh = \"到期\", en = \"Until\",\n"
    "  number \"wake_at\" { zh = \"时刻\", en = \"At\", required = true } }\n"
    "stage \"sleeping\" { zh = \"休眠\", en = \"Sleeping\", function(case)\n"
    "  case:sleep_until(case.data.wake_at)\n"
    "  return case:close \"done\"\n"
    "end }\n";

#define LADDER                                                                                     \
    "ladder \"six\" {\n"                                                                           \
    "  { \"soon\", left = \"25%\", notify = \"clerk\" },\n"                                        \
    "  { \"blue\", left = days(2), card = \"blue\", notify = \"assignee\" },\n"                    \
    "  { \"yellow\", at = \"due\", card = \"yellow\", notify = \"unit_head\" },\n"                 \
    "  { \"red\", late = workdays(1), card = \"red\", notify = \"supervisor\" },\n"                \
    "  { \"raise\", late = workdays(5), raise = \"parent\", notify = \"leader_in_charge\" },\n"    \
    "  { \"late\", late = workdays(20), incident = { zh = \"逾期\", en = \"Late\" } } }\n"

/* clocks: a clock of 60 days with a ladder of six steps. */
static const char ladders[] =
    "workflow \"bench_ladders\" { zh = \"督办\", en = \"Ladders\", start = \"waiting\",\n"
    "  outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "clock \"B-D1\" { zh = \"办结\", en = \"Close\", owner = \"office\", basis = \"assumed\",\n"
    "  within = days(60), ladder = \"six\" }\n" LADDER
    "form \"close\" { zh = \"办结\", en = \"Close\" }\n"
    "stage \"waiting\" { zh = \"办理\", en = \"Waiting\", function(case)\n"
    "  case:start_clock(\"B-D1\", { from = case:today() })\n"
    "  case:await_clock \"B-D1\"\n"
    "  case:stop_clock \"B-D1\"\n"
    "  return case:close \"done\"\n"
    "end }\n";

/* clocks: the first step of the ladder is due at the millisecond it is given. */
static const char steps_due[] =
    "workflow \"bench_steps_due\" { zh = \"到期\", en = \"Steps due\", intake = \"until\",\n"
    "  start = \"waiting\", outcomes = { { \"done\", zh = \"完成\", en = \"Done\" } } }\n"
    "form \"until\" { zh = \"到期\", en = \"Until\",\n"
    "  number \"wake_at\" { zh = \"时刻\", en = \"At\", required = true } }\n"
    "clock \"B-D2\" { zh = \"办结\", en = \"Close\", owner = \"office\", basis = \"assumed\",\n"
    "  within = hours(48), ladder = \"two\" }\n"
    "ladder \"two\" { { \"soon\", left = hours(24), card = \"blue\", notify = \"clerk\" },\n"
    "  { \"due\", at = \"due\", notify = \"clerk\" } }\n"
    "stage \"waiting\" { zh = \"办理\", en = \"Waiting\", function(case)\n"
    "  case:start_clock(\"B-D2\", { from = case.data.wake_at - 24 * 3600000 })\n"
    "  case:await_clock \"B-D2\"\n"
    "  case:stop_clock \"B-D2\"\n"
    "  return case:close \"done\"\n"
    "end }\n";

#define SCRIPT(name)                                                                               \
    {                                                                                              \
        "bench_" #name "/workflow.lua",                                                            \
        {                                                                                          \
            name, sizeof name - 1                                                                  \
        }                                                                                          \
    }

const struct script_file bench_scripts[] = {
    SCRIPT(claims),   SCRIPT(course), SCRIPT(plan),      SCRIPT(ladders), SCRIPT(reload),
    SCRIPT(sleeping), SCRIPT(steps),  SCRIPT(steps_due), SCRIPT(waiting), SCRIPT(waking)};
const size_t bench_script_count = sizeof bench_scripts / sizeof *bench_scripts;

static int write_file(const char *path, struct slice text, struct err *err)
{
    FILE *file = fopen(path, "wb");
    bool is_written = file && fwrite(text.bytes, 1, text.len, file) == text.len;
    if (file && fclose(file) != 0)
        is_written = false;
    return is_written ? 0 : err_set(err, STATUS_IO, "Cannot write %s: %s.", path, strerror(errno));
}

int bench_scripts_write(struct bench *bench, struct err *err)
{
    const char *root = bench_path(bench, "workflows");
    int rc = 0;

    mkdir(root, 0700);
    for (size_t i = 0; rc == 0 && i < bench_script_count; i++) {
        const char *path = arena_printf(&bench->arena, "%s/%s", root, bench_scripts[i].path);
        char *folder = arena_text(&bench->arena, path);
        *strrchr(folder, '/') = '\0';
        mkdir(folder, 0700);
        rc = write_file(path, bench_scripts[i].text, err);
    }
    return rc;
}
