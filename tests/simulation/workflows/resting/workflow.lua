-- Time and records: sleeps of every length, chains of records, random numbers, loops through the stage.
workflow "resting" { zh = "休息", en = "Resting", intake = "opening", start = "recording",
  outcomes = { { "done", zh = "完成", en = "Done" } },
}
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  number "ticks" { zh = "次", en = "Ticks" },
}

stage "recording" { zh = "记录", en = "Recording", next = { "ticking" }, function(case)
  local sum = 0
  for i = 1, 3 + case.data.n % 10 do
    sum = sum + case:record("step", function() return i * i end)
  end
  local ok, err = pcall(function() return case:record("bad", function() error { code = "no_luck" } end) end)
  case:set { sum = sum, is_ok = ok, code = err.code, ticks = 0, lot = case:random(1000), name = case:uuid() }
  return "ticking"
end }
stage "ticking" { zh = "走动", en = "Ticking", next = { "ticking", "waking" }, function(case)
  local before = case:now()
  case:sleep(minutes(7 + case.data.n % 200))
  if case:now() - before < (7 + case.data.n % 200) * 60000 then error "woken early" end
  case:set { ticks = case.data.ticks + 1 }
  if case.data.ticks <= case.data.n % 6 then return "ticking" end
  return "waking"
end }
stage "waking" { zh = "醒来", en = "Waking", function(case)
  local day = case:after(case:today(), days(case.data.n % 4))
  case:sleep_until(day)
  if case:today() < day then error "woken early" end
  return case:close "done"
end }
