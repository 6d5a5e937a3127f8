-- Stages that follow each other without waiting: bounded ones go through, an endless one is stopped and parked.
workflow "wandering" { zh = "漫游", en = "Wandering", intake = "opening", start = "here",
  outcomes = { { "done", zh = "完成", en = "Done" } },
}
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  number "hops" { zh = "步", en = "Hops" },
}
stage "here" { zh = "此处", en = "Here", next = { "there" }, function(case)
  case:set { hops = (case.data.hops or 0) + 1 }
  return "there"
end }
stage "there" { zh = "彼处", en = "There", next = { "here" }, function(case)
  if case.data.hops > case.data.n % 20 and case.data.n % 13 ~= 4 then
    case:sleep(minutes(1))
    return case:close "done"
  end
  return "here"
end }
