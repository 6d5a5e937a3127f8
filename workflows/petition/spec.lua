-- What the handling of petitions promises, in the order of the procedure. Each title begins with the markers it proves.

local office, bureau = "370102010", "370102030"                                 -- the petition office; the housing bureau of the county

local function register(t, example, options)                                    -- registered and classified by the petition office
  t:now "2026-01-05 09:00"                                                      -- a Monday
  t:county { "dispatcher", "intake_clerk", "unit_clerk", "secretary", "sealed", "petitioner" }
  local case = t:start("petition", example or "one_request", options or { office = office })
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  return case
end

local function transfer(t, example)                                             -- received by the housing bureau on the first day
  local case = register(t, example)
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  return case
end

local function accept(t, example)
  local case = transfer(t, example)
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept", contact = "冉青禾 0531-86000015" })
  return case
end

local opinion = { outcome = "not_supported", facts = "经查，两次收取的是不同项目。", opinion = "对退还请求不予支持。", basis = "《住宅专项维修资金管理办法》第七条",
  review_body = "清源县人民政府" }

local function decide(t, example)
  local case = accept(t, example)
  t:as("officer"):complete(case, "investigation", { outcome = "found", heard = true, findings = "已查阅收据并听取陈述。" })
  t:as("officer"):complete(case, "opinion", opinion)
  t:as("unit_head"):complete(case, "opinion", { outcome = "agree" })            -- the head of the unit signs
  return case
end

local function serve(t, example)                                                -- handed over on the same Monday
  local case = decide(t, example)
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
  return case
end


spec "XF-D1 XF-D3 XF-D6 XF-D8: from the letter to the opinion, final when nobody asks for a review" (function(t)
  local case = register(t)
  t:expect(case):stage "classifying" :task "classify" :due("XF-D1", "2026-01-20")
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:expect(case):stage "transferring" :task "choose_unit"
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:advance_to "2026-01-07"
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  t:expect(case):stage "accepting" :held_by(bureau) :due("XF-D1", nil) :due("XF-D3", "2026-01-22") :letter "transfer_notice"
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "investigating" :due("XF-D3", nil) :due("XF-D6", "2026-03-08") :letter "acceptance_notice"
  t:as("officer"):complete(case, "investigation", { outcome = "found", heard = true, findings = "已查阅收据并听取陈述。" })
  t:as("officer"):complete(case, "opinion", opinion)
  t:expect(case):stage "opining"                                                -- the head of the unit has not signed
  t:as("unit_head"):complete(case, "opinion", { outcome = "agree" })
  t:expect(case):stage "serving" :letter "handling_opinion" :due("XF-D6", nil)
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
  t:expect(case):stage "served" :due("XF-D8", "2026-02-06")
  t:advance_to "2026-02-06"; t:expect(case):status "open"
  t:advance_to "2026-02-07"; t:expect(case):status "closed" :outcome "not_supported"
end)

spec "XF-D8 XF-D12 XF-D9: a review is a linked case of the next body up" (function(t)
  local case = serve(t)
  t:advance_to "2026-01-20"
  t:as("petitioner"):signal(case, "ask_review", { requests = { { grounds = "收费依据与事实不符。" } } })
  t:expect(case):stage "under_review" :due("XF-D8", nil)
  local review = case:linked "review"
  t:expect(review):stage "review_admission" :due("XF-D12", "2026-01-23") :due("XF-D9", "2026-02-19")
end)
