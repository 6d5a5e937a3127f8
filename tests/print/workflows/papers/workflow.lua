-- Letters with all that a template may hold, to be printed: long tables, lists, long words, signs of HTML.
workflow "papers" { zh = "文书样式", en = "Papers", code = "Y", intake = "request", start = "writing",
  people = { asker = "asker", helper = "helpers" }, outcomes = { { "done", zh = "办结", en = "Done" } },
}
form "request" { zh = "申请", en = "Request",
  people "asker" { zh = "申请人", en = "Asker", required = true },
  text   "why"   { zh = "缘由", en = "Why", max = 4000 },
  money  "fee"   { zh = "费用", en = "Fee" },
  rows   "helpers" { zh = "帮手", en = "Helpers", people "person" { zh = "姓名", en = "Name", required = true } },
  rows   "things" { zh = "清单", en = "Things", max = 200, text "what" { zh = "名称", en = "What", plain = true, max = 200 }, money "worth" { zh = "价值", en = "Worth" } },
}
form "read" { zh = "阅", en = "Read" }
clock "Y-D1" { zh = "提出意见", en = "Object", owner = "citizen", basis = "assumed", within = days(30) }
letter "everything" { zh = "样式总表", en = "All there is", number = "样〔{year}〕{n}号" }
letter "short" { zh = "简函", en = "Short letter", size = "A4" }
stage "writing" { zh = "制作", en = "Writing", function(case)
  case:start_clock("Y-D1", { from = case:today() })
  case:letter("everything", { to = "asker", with = { why = case.data.why, fee = case.data.fee, things = case.data.things } })
  case:letter("short", { to = "helper", with = { fee = case.data.fee } })
  case:task("read", { to = "clerk" })
  return case:close "done"
end }
