workflow "parallel" { zh = "并行", en = "Parallel waits", start = "both",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
clock "own-day" { zh = "一天", en = "A day", owner = "office", basis = "assumed", within = days(1) }
form "a" { zh = "甲", en = "A", outcome "ok" { zh = "好", en = "OK" } }
form "b" { zh = "乙", en = "B", outcome "ok" { zh = "好", en = "OK" } }
form "c" { zh = "丙", en = "C", outcome "ok" { zh = "好", en = "OK" } }

-- Branches run in the order of their names, whatever the order they are written in.
stage "both" { zh = "都要", en = "Both", next = { "either" }, function(case)
  local order = {}
  local got = case:all {
    zz = function() order[#order + 1] = "zz" return case:task("b", { to = "clerk" }).outcome end,
    aa = function() order[#order + 1] = "aa" return case:task("a", { to = "clerk" }).outcome end,
    [1] = function() order[#order + 1] = "1" return "at once" end,
  }
  case:set { order = table.concat(order, " "), got = got.aa .. " " .. got.zz .. " " .. got[1] }
  return "either"
end }

-- The loser's task is cancelled; a nested all is cancelled as a whole.
stage "either" { zh = "其一", en = "Either", next = { "tie" }, function(case)
  local which = case:first {
    pair = function()
      return case:all {
        a = function() return case:task("a", { to = "clerk" }) end,
        b = function() return case:task("b", { to = "clerk" }) end,
      }
    end,
    single = function() return case:task("c", { to = "clerk" }) end,
  }
  case:set { which = which }
  return "tie"
end }

-- Both could win at once: the first by name does.
stage "tie" { zh = "同时", en = "A tie", next = { "timed" }, function(case)
  local which = case:first { b = function() return 2 end, a = function() return 1 end }
  case:set { tie = which }
  return "timed"
end }

stage "timed" { zh = "限时", en = "Timed", next = { "checking" }, function(case)
  local which = case:first {
    done = function() return case:task("a", { to = "clerk" }) end,
    late = function() case:sleep(hours(5)) return "late" end,
  }
  case:set { timed = which }
  return "checking"
end }

stage "checking" { zh = "核对", en = "Checking", function(case)
  local d = case.data
  if d.order == "1 aa zz" and d.got == "ok ok at once" and d.tie == "a" then
    case:task(d.which == "single" and "c" or "b", { to = "clerk" })
  end
  if d.timed ~= "late" then error { code = "not_late" } end
  return case:close "done"
end }
