-- The letters that volunteer service issues, and what people are told. Templates stand in letters/.

letter "declined"            { zh = "志愿服务需求答复书",       en = "Answer to a request",             number = "志愿答〔{year}〕{n}号" }
letter "referred"            { zh = "志愿服务需求转介告知书",   en = "Notice of referral",              number = "志愿转〔{year}〕{n}号" }
letter "called_off_notice"   { zh = "志愿服务取消告知书",       en = "Notice that a service is off",    number = "志愿消〔{year}〕{n}号" }
letter "service_record"      { zh = "志愿服务记录",             en = "Record of volunteer service",     number = "志愿录〔{year}〕{n}号" }
letter "certificate"         { zh = "志愿服务记录证明",         en = "Certificate of volunteer service", number = "志愿证〔{year}〕{n}号",
  check = { { "served_on", zh = "服务日期", en = "Day of service" }, { "hours", zh = "服务时长（小时）", en = "Hours of service" } } }   -- 凭编号和查验码查验 (ZY 19)
letter "certificate_refusal" { zh = "不予出具志愿服务证明告知书", en = "No certificate can be given",     number = "志愿告〔{year}〕{n}号" }
letter "insurance_notice"    { zh = "志愿服务保险理赔告知书",   en = "Notice of the insurance claim",   number = "志愿保〔{year}〕{n}号" }
letter "complaint_answer"    { zh = "志愿服务投诉答复书",       en = "Answer to a complaint",           number = "志愿复〔{year}〕{n}号" }
letter "erasure_notice"      { zh = "个人信息删除告知书",       en = "Notice of erasure",               number = "志愿删〔{year}〕{n}号" }

notice "called_off" { zh = "服务取消", en = "Called off",
  text = { zh = "{number}号志愿服务已取消，请勿前往；已在现场的，请先签退再离开。感谢您的参与。", en = "Service {number} is called off: please do not go. If you are there, check out before you leave. Thank you." } }
notice "leave_now" { zh = "请立即撤离", en = "Leave now", life_safety = true,
  text = { zh = "{number}号志愿服务现场存在危险，请立即撤到安全地点，等待组织者通知；有人受伤先拨打120。", en = "It is not safe at service {number}: go to a safe place now and wait for the organiser. If somebody is hurt, call 120 first." } }
notice "somebody_hurt" { zh = "志愿服务中有人受伤", en = "Somebody is hurt", life_safety = true,
  text = { zh = "{number}号事项：志愿服务中有人受伤，请立即核实并组织救治。", en = "Case {number}: somebody was hurt in a volunteer service. Find out and help at once." } }
