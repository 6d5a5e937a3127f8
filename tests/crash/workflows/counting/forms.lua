form "intake" { zh = "登记", en = "Intake", number "start" { zh = "起数", en = "Start", required = true } }
form "more" { zh = "再加", en = "More", number "n" { zh = "数", en = "Number", required = true } }
form "finish" { zh = "了结", en = "Finish", outcome "end" { zh = "结束", en = "End" } }
