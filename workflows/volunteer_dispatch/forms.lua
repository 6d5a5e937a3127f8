-- The forms of volunteer service: what is asked, what may be answered.
-- Free text, people, phones and addresses are personal and go to the vault; `plain` text does not.

---------------------------------------------------------------- a request

form "request" { zh = "志愿服务需求（点单）", en = "Request for volunteers",
  people "requester" { zh = "需求人（单位）", en = "Who asks", required = true },
  people "recipient" { zh = "服务对象", en = "Who is served", required = true },
  choice "kind" { zh = "服务类型", en = "Kind of service", required = true,
    { "home",        zh = "居家小修小助", en = "Small repairs and help at home" },
    { "care",        zh = "陪伴照料",     en = "Company and care" },
    { "tutoring",    zh = "课业辅导",     en = "Tutoring" },
    { "errand",      zh = "代购代办",     en = "Errands" },
    { "environment", zh = "环境清洁",     en = "Cleaning up" },
    { "event",       zh = "大型活动",     en = "Large event" },
    { "emergency",   zh = "应急支援",     en = "Support in an emergency" },
    { "other",       zh = "其他",         en = "Other" } },
  choice  "urgency"   { zh = "缓急", en = "Urgency", required = true, { "urgent", zh = "急", en = "Urgent" }, { "ordinary", zh = "一般", en = "Ordinary" } },
  text    "need_text" { zh = "需要什么帮助", en = "What is needed", required = true, min = 2, max = 2000 },
  address "address"   { zh = "服务地点", en = "Where", required = true },
  text    "when"      { zh = "希望的时间", en = "When", max = 200 },
  text    "known_dangers" { zh = "已知风险（如犬只、高处、带电作业、传染病）", en = "Risks that are known (dogs, heights, electricity, infection)", max = 1000 },
  text    "needs"     { zh = "需要的便利（语言、手语、无障碍等）", en = "Help needed (language, sign language, access)", max = 200 },
}

form "verify" { zh = "核实需求", en = "Verify the request",
  outcome "accept"             { zh = "同意派单", en = "Accept", needs = { "consent" } },
  outcome "needs_professional" { zh = "需要专业服务，转介", en = "Needs a professional" },
  outcome "decline"            { zh = "不予派单", en = "Decline", needs = { "reason", "where_next" } },
  text   "reason"     { zh = "理由", en = "Reason", max = 1000 },
  text   "where_next" { zh = "可以寻求的途径", en = "Where to go", max = 300 },
  yes_no "consent"    { zh = "服务对象同意将姓名、地址告知接单志愿者", en = "Who is served agrees that those who claim learn name and address" },
  office "area"       { zh = "服务所在网格（先邀请该网格；不填的，先邀请全镇）", en = "The grid it lies in, which is asked first; if empty the town is" },
}

---------------------------------------------------------------- a post

form "post" { zh = "招募岗位", en = "Post",                                      -- true, exact and complete, risks included (ZY 12)
  outcome "publish"      { zh = "发布（单一岗位）", en = "Publish one post", needs = { "title", "risk", "dangers", "insured", "meeting_point", "contact", "rule", "need", "fewest", "starts", "ends" } },
  outcome "publish_plan" { zh = "发布（按排班表）", en = "Publish a plan", needs = { "title", "risk", "dangers", "insured", "meeting_point", "contact", "rule", "fewest", "plan" } },
  outcome "cannot"       { zh = "无法组织", en = "Cannot be organised", needs = { "why" } },
  text   "title"         { zh = "岗位名称", en = "Title", plain = true, max = 60 },
  choice "risk"          { zh = "风险等级", en = "Risk",
    { "low", zh = "低（无人身风险）", en = "Low: nobody can come to harm" }, { "some", zh = "中（仅限成年人，须投保）", en = "Some: adults only, insured" },
    { "high", zh = "高（仅限成年人，须投保并签协议）", en = "High: adults only, insured, with an agreement" } },
  text   "dangers"       { zh = "风险说明（公开，不写个人信息）", en = "What the risks are: published, so nothing personal", plain = true, max = 1000 },
  text   "ages"          { zh = "年龄要求", en = "Ages it suits", plain = true, max = 60 },
  yes_no "insured"       { zh = "已为志愿者投保人身意外伤害保险", en = "Volunteers are insured against accidents" },
  yes_no "agreement"     { zh = "签订书面协议", en = "Agreement in writing" },
  text   "training"      { zh = "培训要求", en = "Training needed", plain = true, max = 300 },
  choice "skills"        { zh = "技能（执业资格）要求", en = "Skill or licence needed",
    { "first_aid", zh = "急救", en = "First aid" }, { "driving", zh = "驾驶", en = "Driving" }, { "repair", zh = "维修", en = "Repairs" },
    { "electrician", zh = "电工证", en = "Electrician's licence" }, { "haircut", zh = "理发", en = "Hairdressing" },
    { "sign_language", zh = "手语", en = "Sign language" } },
  number "need"          { zh = "需要人数", en = "People needed", min = 1, max = 5000 },
  number "fewest"        { zh = "最少人数", en = "Fewest to begin with", min = 1, max = 5000 },
  time   "starts"        { zh = "开始时间", en = "Starts" },
  time   "ends"          { zh = "结束时间（每班不超过8小时）", en = "Ends (8 hours at most)", after = "starts", within = hours(8) },
  sheet  "plan"          { zh = "岗位排班表（岗位、地点、起止时间、人数）", en = "Plan of posts and shifts" },
  text   "meeting_point" { zh = "集合地点", en = "Meeting point", plain = true, max = 200 },
  text   "supplies"      { zh = "物资保障（饮水、工具、防护用品）", en = "Supplies", plain = true, max = 300 },
  phone  "contact"       { zh = "现场联系电话", en = "Telephone on the spot" },
  text   "command"       { zh = "统一指挥机构（应急支援填写）", en = "Body in command, in an emergency", plain = true, max = 100 },
  text   "rule"          { zh = "取消规则", en = "Rule for calling off", plain = true, max = 300 },
  text   "why"           { zh = "原因", en = "Why", max = 1000 },
}

---------------------------------------------------------------- service, review, record

form "insure_and_brief" { zh = "保险与安全交底", en = "Insure and brief",
  outcome "done" { zh = "已告知风险，保险有效", en = "Told the risks; insured", needs = { "told" } },
  yes_no "told"      { zh = "已当面告知风险和注意事项", en = "Told of the risks in person" },
  yes_no "agreement" { zh = "书面协议已签订", en = "Agreement signed" },
  yes_no "trained"   { zh = "已完成所需培训", en = "Trained as needed" },
}

form "photo_feedback" { zh = "完工反馈", en = "Feedback with photographs",
  files "photos" { zh = "现场照片（不拍人脸、门牌）", en = "Photographs (no faces, no house numbers)", max = 6 },
  text  "result" { zh = "完成情况", en = "What was done", max = 1000 },
}

form "rating" { zh = "服务评价", en = "Review of the service",
  outcome "rated"    { zh = "已解决，评价", en = "Solved: review", needs = { "satisfaction" } },
  outcome "unsolved" { zh = "未解决", en = "Not solved" },
  choice "satisfaction" { zh = "满意程度（评价服务，不评价个人）", en = "Satisfaction with the service, not with a person",
    { "satisfied", zh = "满意", en = "Satisfied" }, { "basically", zh = "基本满意", en = "Basically" }, { "not", zh = "不满意", en = "Not satisfied" } },
  text "opinion" { zh = "意见", en = "In words", max = 1000 },
}

form "feedback" { zh = "志愿者反馈", en = "Volunteer's feedback",
  outcome "given" { zh = "已反馈", en = "Given" },
  choice "organised" { zh = "对组织保障的评价", en = "How it was organised",
    { "satisfied", zh = "满意", en = "Well" }, { "basically", zh = "基本满意", en = "Fairly" }, { "not", zh = "不满意", en = "Badly" } },
  text "opinion" { zh = "意见建议", en = "In words", max = 1000 },
}

form "hours" { zh = "核定服务时长", en = "Confirm the hours",
  outcome "confirmed" { zh = "已核定（在场人员均已签退，时长属实）", en = "Confirmed: all are checked out, the hours are true" },
  text "remarks" { zh = "更正说明", en = "What was corrected", max = 500 },
}

---------------------------------------------------------------- when it does not go as asked

form "withdrawal" { zh = "取消需求", en = "Withdrawal",
  text "words" { zh = "说明（可以不填）", en = "In words (may be left out)", max = 1000 },
}

form "freely_made" { zh = "核实是否属实", en = "Is it so?",
  outcome "confirm" { zh = "属实", en = "Yes" },
  outcome "dispute" { zh = "不属实", en = "No" },
}

form "refusal" { zh = "拒绝服务", en = "Refusal",                                -- nothing is required: no is enough
  text "words" { zh = "说明（可以不填）", en = "In words (may be left out)", max = 1000 },
}

form "unsafe" { zh = "现场不安全", en = "Unsafe",                                -- nothing is required: a report is never held up
  choice "what" { zh = "情形", en = "What it is",
    { "building", zh = "房屋、设施危险", en = "Building or installations" }, { "electricity", zh = "水、电、燃气危险", en = "Water, electricity, gas" },
    { "animal", zh = "动物", en = "An animal" }, { "violence", zh = "有人威胁、施暴", en = "Threats or violence" },
    { "weather", zh = "天气、地质灾害", en = "Weather, landslide" }, { "illness", zh = "疾病", en = "Illness" }, { "other", zh = "其他", en = "Other" } },
  text "words" { zh = "情况说明", en = "In words", max = 2000 },
}

form "danger" { zh = "紧急情况", en = "Danger",                                  -- nothing is required: a report is never held up
  choice "what" { zh = "情形", en = "What it is",
    { "life", zh = "危及生命健康、火灾、事故", en = "Danger to life, fire, accident" }, { "self_harm", zh = "轻生言语或者精神危机", en = "Words of self-harm, a crisis" },
    { "violence", zh = "家庭暴力", en = "Domestic violence" }, { "minor", zh = "未成年人受到或者可能受到侵害", en = "A minor harmed or in danger" },
    { "sharpening", zh = "矛盾可能激化", en = "A dispute likely to sharpen" }, { "hardship", zh = "生活困难", en = "Hardship" },
    { "other", zh = "其他", en = "Other" } },
  text "words" { zh = "情况说明", en = "In words", max = 5000 },
}

form "protection" { zh = "紧急处置", en = "Protection",                          -- call for help first, write it down afterwards
  outcome "confirm" { zh = "已处置", en = "Dealt with", needs = { "reported_to", "measures" } },
  choice "reported_to" { zh = "已报告或者联系", en = "Reported to",
    { "police", zh = "公安机关（110）", en = "Police (110)" }, { "fire", zh = "消防救援（119）", en = "Fire service (119)" },
    { "ambulance", zh = "急救（120）", en = "Ambulance (120)" }, { "civil_affairs", zh = "民政部门（救助）", en = "Civil affairs" },
    { "family", zh = "家属", en = "Family" }, { "nobody", zh = "无须报告", en = "Nobody: not needed" } },
  text "measures" { zh = "采取的措施", en = "Measures taken", max = 5000 },
}

form "make_safe" { zh = "处置险情", en = "Make it safe",                         -- call for help first, write it down afterwards
  outcome "safe"         { zh = "已消除，可以继续服务", en = "Safe now: go on", needs = { "measures" } },
  outcome "stop"         { zh = "中止服务", en = "Stop", needs = { "measures" } },
  outcome "professional" { zh = "须由专业力量处理，转介", en = "It needs professionals", needs = { "measures" } },
  choice "reported_to" { zh = "已报告", en = "Reported to",
    { "police", zh = "公安机关（110）", en = "Police (110)" }, { "fire", zh = "消防救援（119）", en = "Fire service (119)" },
    { "ambulance", zh = "急救（120）", en = "Ambulance (120)" }, { "emergency", zh = "应急管理部门", en = "Emergency management" },
    { "community", zh = "村（居）民委员会", en = "The village or residents' committee" }, { "nobody", zh = "无须报告", en = "Nobody: not needed" } },
  text "measures" { zh = "采取的措施", en = "Measures taken", max = 2000 },
}

form "find_help" { zh = "另寻帮助", en = "Find other help",
  outcome "again"    { zh = "重新招募", en = "Invite once more" },
  outcome "order"    { zh = "转有关部门办理（立案）", en = "Make it an order of the office in charge", needs = { "reason", "where_next" } },
  outcome "referred" { zh = "转介专业机构", en = "Referred to a professional", needs = { "reason", "where_next" } },
  text "reason"     { zh = "原因", en = "Reason", max = 1000 },
  text "where_next" { zh = "受理单位及联系方式", en = "Who helps, and how to reach them", max = 300 },
}

---------------------------------------------------------------- what begins a case of its own

form "injury" { zh = "人身伤害报告", en = "Report of an injury",                 -- nothing is required: help goes first
  people "injured" { zh = "受伤人员", en = "Who is hurt" },
  text   "words"   { zh = "经过和伤情", en = "What happened", max = 2000 },
}

form "first_help" { zh = "救治与报告", en = "Help and report",
  outcome "helped" { zh = "已救治，已报告", en = "Helped and reported", needs = { "measures" } },
  choice "called" { zh = "已联系", en = "Called",
    { "ambulance", zh = "急救（120）", en = "Ambulance (120)" }, { "police", zh = "公安机关（110）", en = "Police (110)" }, { "family", zh = "家属", en = "Family" } },
  text "measures" { zh = "救治和报告情况", en = "What was done and to whom it was reported", max = 2000 },
}

form "insurance_claim" { zh = "保险理赔", en = "Insurance claim",
  outcome "paid"    { zh = "已赔付", en = "Paid", needs = { "result" } },
  outcome "refused" { zh = "保险公司不予赔付", en = "The insurer refuses", needs = { "result", "where_next" } },
  outcome "none"    { zh = "无须理赔", en = "Nothing to claim", needs = { "result" } },
  money "sum"        { zh = "赔付金额", en = "Sum paid", min = 0 },
  text  "result"     { zh = "办理结果", en = "Result", max = 1000 },
  text  "where_next" { zh = "可以寻求的途径", en = "Where to go", max = 300 },
}

form "complaint" { zh = "投诉", en = "Complaint",
  people "complainant" { zh = "投诉人（匿名的不填，不答复）", en = "Who complains: left out, nobody is answered" },
  choice "about" { zh = "投诉事项", en = "About", required = true,
    { "pay",       zh = "收取报酬、财物", en = "Pay or gifts were taken" },
    { "profit",    zh = "以志愿服务名义营利", en = "Profit under the name of volunteering" },
    { "forced",    zh = "强行指派", en = "Somebody was ordered to serve" },
    { "disclosed", zh = "泄露个人信息", en = "Personal data were passed on" },
    { "false_record", zh = "服务记录、证明不实", en = "A record or certificate is not true" },
    { "organisation", zh = "志愿服务组织的其他问题", en = "Something else about the organisation" } },
  text  "words"  { zh = "具体情况", en = "In words", required = true, max = 3000 },
  money "amount" { zh = "涉及金额", en = "Money involved", min = 0 },
}

form "complaint_result" { zh = "投诉调查处理", en = "Result of a complaint",
  outcome "confirmed"  { zh = "属实，已处理", en = "True, and dealt with", needs = { "result" } },
  outcome "unfounded"  { zh = "不属实", en = "Not so", needs = { "result" } },
  outcome "told_where" { zh = "不属于职责范围，已告知途径", en = "Not ours: told where to go", needs = { "result", "where_next" } },
  text   "result"     { zh = "调查处理结果", en = "Result", max = 2000 },
  yes_no "given_back" { zh = "收受的财物已全部退还并报告", en = "What was taken has been given back and reported" },
  text   "where_next" { zh = "可以寻求的途径", en = "Where to go", max = 300 },
}

form "certificate_request" { zh = "志愿服务记录证明申请", en = "Request for a certificate",
  people "volunteer" { zh = "申请人（志愿者）", en = "Volunteer", required = true },
  text   "purpose"   { zh = "用途（可以不填）", en = "What for (may be left out)", plain = true, max = 100 },
}

form "certify" { zh = "核对并出具证明", en = "Check and certify",
  outcome "issue"  { zh = "出具", en = "Issue", needs = { "served_on", "minutes" } },
  outcome "refuse" { zh = "不予出具（记录不实或者无此记录）", en = "Refuse: no such record", needs = { "reason" } },
  date   "served_on" { zh = "服务日期", en = "Served on", max = "today" },
  number "minutes"   { zh = "实际服务时长（分钟，向下取至半小时）", en = "Minutes served (rounded down to half hours)", min = 30, max = 100000 },
  text   "document"  { zh = "证件类型及号码（部分隐去）", en = "Kind and number of the document, masked", max = 60 },
  text   "reason"    { zh = "理由", en = "Reason", max = 500 },
}

form "erasure_request" { zh = "删除个人信息申请", en = "Request to be deleted",
  people "volunteer" { zh = "申请人（志愿者）", en = "Volunteer", required = true },
}

form "erase_profile" { zh = "删除个人信息", en = "Erase the profile",
  outcome "erased" { zh = "档案已删除，依法保存的服务记录已最小化", en = "Erased; what the law keeps is minimal", needs = { "kept" } },
  text "kept" { zh = "依法保留的内容及期限", en = "What the law keeps, and how long", plain = true, max = 300 },
}
