-- What the rates of petitions come to, on petitions whose story is told here (INV-8).

local office, bureau = "370102010", "370102030"

local function register(t, answer)
  local case = t:start("petition", "one_request", { office = office })
  t:as("intake_clerk"):complete(case, "registration", answer or { outcome = "new" })
  return case
end

local function transfer(t, reply)
  local case = register(t)
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", reply or { outcome = "receive" })
  return case
end

local function serve(t)
  local case = transfer(t)
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:as("officer"):complete(case, "investigation", { outcome = "found", heard = true, findings = "已查阅收据并听取陈述。" })
  t:as("officer"):complete(case, "opinion", { outcome = "not_supported", facts = "经查，两次收取的是不同项目。", opinion = "对退还请求不予支持。",
    basis = "《住宅专项维修资金管理办法》第七条", review_body = "清源县人民政府" })
  t:as("unit_head"):complete(case, "opinion", { outcome = "agree" })
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
  return case
end

local function county(t)
  t:now "2026-01-05 09:00"
  t:county { "dispatcher", "intake_clerk", "unit_clerk", "secretary", "sealed", "petitioner" }
end

spec "INV-8 XF-D1 XF-D3: transferred and told in time" (function(t)
  county(t)
  transfer(t)
  register(t)                                                                   -- nobody classifies this one
  t:expect_rate("petition", "received", { count = 2 })
  t:expect_rate("petition", "transferred_in_time", { count = 1, of = 1 })
  t:advance_to "2026-01-22"
  t:expect_rate("petition", "transferred_in_time", { count = 1, of = 2, figure = "50.0" })
  t:expect_rate("petition", "told_in_time", { count = 0, of = 1, figure = "0.0" })
end)

spec "INV-8 XF-D4: objections are counted where they are made" (function(t)
  county(t)
  transfer(t)
  local case = transfer(t, { outcome = "object", ground = "not_ours", reason = "不属于本单位职责。" })
  t:as("dispatcher@" .. office):complete(case, "rule_on_objection", { outcome = "stay", reason = "属于该单位职责。" })
  t:expect_rate("petition", "objected", { count = 1, of = 2, figure = "50.0" })
  t:expect_rate("petition", "objection_upheld", { count = 0, of = 1 })
end)

spec "INV-8 XF-D6 XF-D8: closed on time; rated, and how" (function(t)
  county(t)
  local case = serve(t)
  t:expect_rate("petition", "closed_on_time", { count = 1, of = 1, figure = "100.0" })
  t:expect_rate("petition", "time_to_opinion", { count = 1, figure = "0" })
  t:expect_rate("petition", "rated", { count = 0, of = 1 })
  t:as("petitioner"):signal(case, "rate", { result = "basically" })
  t:expect_rate("petition", "rated", { count = 1, of = 1 })
  t:expect_rate("petition", "satisfied", { count = 1, of = 1 })
  local late = transfer(t)
  t:as("unit_clerk"):complete(late, "acceptance", { outcome = "accept" })
  t:advance_to "2026-03-10"
  t:expect_rate("petition", "closed_on_time", { count = 1, of = 2, figure = "50.0" })
end)

spec "INV-8 XF-E3: a repeat is evidence on quality, a duplicate is not" (function(t)
  county(t)
  register(t)
  register(t, { outcome = "new", repeats = true })
  register(t, { outcome = "duplicate", first_number = "2026P000001", state = "正在办理。" })
  t:expect_rate("petition", "repeats", { count = 1, of = 3, figure = "33.3" })
end)

spec "INV-8 XF-E3: settled at the first handling, unless somebody comes again within 180 days" (function(t)
  county(t)
  serve(t)
  t:advance_to "2026-02-09"                                                     -- nobody asked for a review
  t:expect_rate("petition", "first_resolution", { count = 1, of = 1, figure = "100.0" })
  local again = t:example("petition", "one_request")
  again.earlier = "原信访件2026P000001，仍未解决。"
  t:advance_to "2026-07-01"
  t:start("petition", again, { office = office })
  t:expect_rate("petition", "first_resolution", { count = 0, of = 1, figure = "0.0" })
end)

spec "INV-8 XF-E3: after 180 days it is another matter" (function(t)
  county(t)
  serve(t)
  t:advance_to "2026-02-09"
  local again = t:example("petition", "one_request")
  again.earlier = "2026P000001"
  t:advance_to "2026-08-07"
  t:start("petition", again, { office = office })
  t:expect_rate("petition", "first_resolution", { count = 1, of = 1 })
end)

spec "INV-8 XF-D13: what is suggested, and what of it is adopted; what is assigned (XF 41)" (function(t)
  county(t)
  local case = transfer(t)
  local other = register(t)
  t:as("intake_clerk"):complete(other, "classify", { outcome = "request", route = "petition" })
  t:as("dispatcher"):complete(other, "choose_unit", { outcome = "assign", unit = bureau, return_by = "2026-02-20" })
  for _ = 1, 2 do t:as("supervisor"):signal(case, "suggest", { outcome = "improve", suggestion = "完善首办责任。" }) end
  t:as("unit_head"):signal(case, "suggestion_answer", { outcome = "taken", answer = "已修订。" })
  t:expect_rate("petition", "suggestions", { count = 2 })
  t:expect_rate("petition", "adopted", { count = 1, of = 2, figure = "50.0" })
  t:expect_rate("petition", "assigned", { count = 1 })
end)
