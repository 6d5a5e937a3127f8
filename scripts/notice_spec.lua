-- What notice.lua takes and refuses (see workflow_spec.lua).
local rest = 'zh = "知", en = "N" }'
return {
  takes = {
    { 'notice "off" {' .. rest, { "notices.off", '{"at":"w/workflow.lua:2","en":"N","zh":"知"}' } },
    { 'notice "off" { text = { zh = "已取消", en = "Called off" }, life_safety = true,' .. rest, { "notices.off",
      '{"at":"w/workflow.lua:2","en":"N","is_life_safety":true,"text":{"en":"Called off","zh":"已取消"},"zh":"知"}' } },
  },
  refuses = {
    { 'notice "off" { en = "N" }', at = 2, says = "needs zh" },
    { 'notice "off" { text = { zh = "已取消" },' .. rest, at = 2, says = "text needs en" },
    { 'notice "off" { text = "x",' .. rest, at = 2, says = "text must be a table" },
    { 'notice "off" { life_safety = 1,' .. rest, at = 2, says = "life_safety must be true or false" },
    { 'notice "off" { to = "x",' .. rest, at = 2, says = 'has no option "to"' },
    { 'notice "n" {' .. rest, at = 2, says = "is declared twice" },
  },
}
