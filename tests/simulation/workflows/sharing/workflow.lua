-- Cases between offices: parts move out, open and sealed; what is left goes to another office and
-- may come back; any of them may be merged into another at any time.
workflow "sharing" { zh = "分办", en = "Sharing", code = "S", intake = "opening", start = "beginning",
  people = { who = "who" }, outcomes = { { "done", zh = "完成", en = "Done" }, { "moved", zh = "转出", en = "Moved" } },
}
clock "SIM-S1" { zh = "期限", en = "Term", owner = "citizen", basis = "assumed", within = days(9) }
clock "SIM-S2" { zh = "收件", en = "Receipt", owner = "office", basis = "assumed", within = days(2) }
signal "call" { zh = "来电", en = "Call", from = { "clerk", "citizen" }, form = "word" }
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  people "who" { zh = "人", en = "Who" },
  rows "items" { zh = "条", en = "Items",
    number "k" { zh = "序", en = "K" }, text "words" { zh = "话", en = "Words" } },
}
form "word" { zh = "话", en = "Word",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", max = 1000 },
}
form "wrap" { zh = "收尾", en = "Wrap up",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
}
form "transfer" { zh = "转送", en = "Transfer",
  outcome "receive" { zh = "收", en = "Receive" }, outcome "object" { zh = "异议", en = "Object" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
}

stage "beginning" { zh = "开始", en = "Beginning", next = { "going", "wrapping" }, function(case)
  local kept, items = 0, {}
  case:start_clock("SIM-S1", { from = case:today() })
  for i, item in ipairs(case.data.items or {}) do items[i] = item end -- split takes them out of the list
  for _, item in ipairs(items) do
    if item.k % 3 == 1 then case:split({ item }, { start = "wrapping", as = "part", clocks = { "SIM-S1" } })
    elseif item.k % 3 == 2 then case:split({ item }, { start = "wrapping", as = "sealed_part", sealed = true, office = "A" })
    else kept = kept + 1 end
  end
  if #(case.data.items or {}) ~= kept then error "rows that have moved out are still there" end
  if kept > 0 then return "going" end
  return "wrapping"
end }
stage "going" { zh = "转送", en = "Going", next = { "wrapping" }, function(case)
  local to = case.office == "A" and "B" or "A"
  local given = case:handoff("transfer", { office = to, to = "clerk", expires = "SIM-S2" })
  if given.outcome == "receive" and given.office ~= to then error "received elsewhere" end
  case:set { went = given.outcome }
  return "wrapping"
end }
stage "wrapping" { zh = "收尾", en = "Wrapping up", next = { "wrapping" }, function(case)
  local which = case:first {
    done = function() return case:task("wrap", { to = "clerk" }).outcome end,
    call = function() return case:await("call").n end,
  }
  if which == "call" then return "wrapping" end
  return case:close "done"
end }
