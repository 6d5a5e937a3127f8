-- What the rates of mediation come to, on cases whose story is told here (INV-8: from nothing but what the journals say).

local function start(t, example, answer)
  local case = t:start("dispute_mediation", example or "neighbours")
  t:as("clerk"):complete(case, "acceptance", answer or { outcome = "accept" })
  return case
end

local function begin(t)                                                         -- up to the first session
  local case = start(t)
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "mediators", { outcome = "chosen", mediators = { { mediator = { name = "谢长河" } } } })
  t:as("mediator"):complete(case, "disclosure", { outcome = "no_ties" })
  for _ = 1, 2 do t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" }) end
  for _ = 1, 2 do t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "open" }) end
  t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
  return case
end

local function record(t, case, outcome)
  t:as("mediator"):complete(case, "session_record", { outcome = outcome, held_on = "2026-01-05", record = "双方陈述了意见。" })
end

local function agree(t, obligations)
  local case = begin(t)
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement", { outcome = "written", content = "院墙退回，排水沟恢复。", performance = "dated", obligations = obligations or {
    { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "将院墙退回原界线", by_date = "2026-01-20" },
    { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "恢复排水沟", by_date = "2026-02-10" } } })
  for _ = 1, 2 do t:as("clerk"):complete(case, "signature", { outcome = "signed" }) end
  t:as("mediator"):complete(case, "mediator_signature", { outcome = "signed" })
  t:as("director"):complete(case, "seal", { outcome = "sealed" })
  return case
end

local function file(t, case)
  t:as("clerk"):complete(case, "dossier", { outcome = "checked", application = true, identity = true, rights = true, sessions = true, result = true, back_cover = true })
  t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-1" })
end

local function notify_end(t, case)
  t:as("clerk"):complete(case, "termination_notice",
    { outcome = "handed_over", court = "清源县人民法院", arbitration = "无仲裁协议，不适用", administrative = "柳泉镇人民政府" })
end

spec "INV-8 TJ-D1: registered, taken up unasked, decided in time" (function(t)
  t:now "2026-01-05 09:00"
  start(t)
  start(t, "from_the_court")
  local slow = t:start("dispute_mediation", "neighbours")
  t:expect_rate("dispute_mediation", "received", { count = 3 })
  t:expect_rate("dispute_mediation", "entrusted_share", { count = 1, of = 3, figure = "33.3" })
  t:expect_rate("dispute_mediation", "active_share", { count = 0, of = 3, figure = "0.0" })
  t:expect_rate("dispute_mediation", "decided_in_time", { count = 2, of = 2 })  -- the third still runs
  t:advance_to "2026-01-12"
  t:expect_rate("dispute_mediation", "decided_in_time", { count = 2, of = 3, figure = "66.7" })
  t:as("clerk"):complete(slow, "acceptance", { outcome = "accept" })            -- late is late, and only once
  t:expect_rate("dispute_mediation", "decided_in_time", { count = 2, of = 3 })
end)

spec "INV-8: the money involved is what the obligations of the agreements come to" (function(t)
  t:now "2026-01-05 09:00"
  agree(t)                                                                      -- of walls and drains: no money
  t:expect_rate("dispute_mediation", "money", { count = 0, figure = "0.00" })
  local owes = { name = "郑春山" }
  agree(t, { { debtor = owes, creditor = { name = "林秋禾" }, act = "赔偿", amount = 150000, by_date = "2026-02-10" },
    { debtor = owes, creditor = { name = "林秋禾" }, act = "修缮费", amount = 50, by_date = "2026-02-10" } })
  t:expect_rate("dispute_mediation", "money", { count = 150050, figure = "1500.50" })   -- counted in fen, told in yuan
end)

spec "INV-8: the success rate leaves refusals out and shows them on their own" (function(t)
  t:now "2026-01-05 09:00"
  local refused = start(t)
  t:as("clerk"):complete(refused, "consent", { outcome = "refuse" })
  notify_end(t, refused)
  file(t, refused)
  t:expect(refused):outcome "not_started"
  local failed = begin(t)
  record(t, failed, "no_result")
  notify_end(t, failed)
  file(t, failed)
  t:expect(failed):outcome "not_reached"
  t:expect_rate("dispute_mediation", "success", { count = 0, of = 1, figure = "0.0" })
  t:expect_rate("dispute_mediation", "not_started", { count = 1 })
  local left = begin(t)
  record(t, left, "again")
  t:as("party"):signal(left, "withdraw", { row = "parties/1" })
  t:as("clerk"):complete(left, "freely_made", { outcome = "confirm" })
  notify_end(t, left)
  file(t, left)
  t:expect_rate("dispute_mediation", "success", { count = 0, of = 2 })          -- nobody looks better for being left
  t:expect_rate("dispute_mediation", "withdrawn", { count = 1 })
  agree(t)
  t:expect_rate("dispute_mediation", "agreements", { count = 1 })
  t:expect_rate("dispute_mediation", "on_time", { count = 4, of = 4 })          -- what ended without an agreement ended within the term too
end)

spec "INV-8 TJ-D6: each obligation has its own day, and is counted on its own" (function(t)
  t:now "2026-01-05 09:00"
  local case = agree(t)
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:expect_rate("dispute_mediation", "time_to_agreement", { count = 1, figure = "0" })
  t:expect_rate("dispute_mediation", "confirmed", { count = 0, of = 1 })
  t:as("clerk"):signal(case, "confirmation", { outcome = "applied", court = "清源县人民法院" })
  t:as("clerk"):signal(case, "confirmation", { outcome = "confirmed", court = "清源县人民法院" })
  t:expect_rate("dispute_mediation", "confirmed", { count = 1, of = 1, figure = "100.0" })
  t:expect_rate("dispute_mediation", "performed", { count = 0, of = 0, figure = "none" })
  t:as("party"):signal(case, "performed", { row = "obligations/1", performed_on = "2026-01-05" })
  t:expect_rate("dispute_mediation", "performed", { count = 1, of = 1 })
  t:advance_to "2026-02-12"                                                     -- the second was not performed
  t:expect_rate("dispute_mediation", "performed", { count = 1, of = 2, figure = "50.0" })
end)
