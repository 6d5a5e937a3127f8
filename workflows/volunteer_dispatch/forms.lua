-- The forms of volunteer service: what is asked, what may be answered.
-- Free text, people, phones and addresses are personal and go to the vault; `plain` text does not.

form "request" { zh = "志愿服务需求（点单）", en = "Request for volunteers",
  people "requester" { zh = "需求人（单位）", en = "Who asks", required = true },
  people "recipient" { zh = "服务对象", en = "Who is served", required = true },
  choice "kind" { zh = "服务类型", en = "Kind of service", required = true,
    { "home",      zh = "居家小修小助", en = "Small repairs and help at home" },
    { "care",      zh = "陪伴照料",     en = "Company and care" },
    { "tutoring",  zh = "课业辅导",     en = "Tutoring" },
    { "errand",    zh = "代购代办",     en = "Errands" },
    { "environment", zh = "环境清洁",   en = "Cleaning up" },
    { "event",     zh = "大型活动",     en = "Large event" },
    { "emergency", zh = "应急支援",     en = "Support in an emergency" },
    { "other",     zh = "其他",         en = "Other" } },
  choice "urgency" { zh = "缓急", en = "Urgency", required = true,
    { "urgent", zh = "急", en = "Urgent" }, { "ordinary", zh = "一般", en = "Ordinary" } },
  text    "need_text" { zh = "需要什么帮助", en = "What is needed", required = true, max = 2000 },
  address "address"   { zh = "服务地点", en = "Where", required = true },
  text    "when"      { zh = "希望的时间", en = "When", max = 200 },
  text    "dangers"   { zh = "已知风险（如犬只、高处、带电作业、传染病）", en = "Risks that are known (dogs, heights, electricity, infection)", max = 1000 },
  text    "needs"     { zh = "需要的便利（语言、无障碍等）", en = "Help needed (language, access)", max = 200 },
}

form "verify" { zh = "核实需求", en = "Verify the request",
  outcome "accept"             { zh = "同意派单", en = "Accept", needs = { "consent" } },
  outcome "needs_professional" { zh = "需要专业服务", en = "Needs a professional", needs = { "reason" } },
  outcome "decline"            { zh = "不予派单", en = "Decline", needs = { "reason", "where_next" } },
  text   "reason"     { zh = "理由", en = "Reason", max = 1000 },
  text   "where_next" { zh = "可以寻求的途径", en = "Where to go", max = 300 },
  yes_no "consent"    { zh = "服务对象同意将姓名、地址告知接单志愿者", en = "Who is served agrees that those who claim learn name and address" },
}

form "post" { zh = "招募岗位", en = "Post",
  outcome "publish" { zh = "发布", en = "Publish", needs = { "title", "need", "fewest", "starts", "ends", "risk", "meeting_point" } },
  text   "title"         { zh = "岗位名称", en = "Title", plain = true, max = 60 },
  number "need"          { zh = "需要人数", en = "People needed", min = 1, max = 5000 },
  number "fewest"        { zh = "最少人数", en = "Fewest to begin with", min = 1, max = 5000 },
  time   "starts"        { zh = "开始时间", en = "Starts" },
  time   "ends"          { zh = "结束时间", en = "Ends" },
  choice "risk"          { zh = "风险等级", en = "Risk",
    { "low", zh = "低", en = "Low" }, { "some", zh = "中", en = "Some" }, { "high", zh = "高", en = "High" } },
  text   "meeting_point" { zh = "集合地点", en = "Meeting point", plain = true, max = 200 },
  sheet  "plan"          { zh = "岗位排班表", en = "Plan of posts and shifts" },
  text   "dangers"       { zh = "风险说明", en = "What the risks are", max = 1000 },
}

form "photo_feedback" { zh = "服务反馈", en = "Feedback with photographs",
  files "photos" { zh = "现场照片（不拍人脸、门牌）", en = "Photographs (no faces, no house numbers)" },
  text  "words"  { zh = "完成情况", en = "What was done", max = 1000 },
}

form "rating" { zh = "服务评价", en = "Review of the service",
  outcome "rated" { zh = "已评价", en = "Reviewed", needs = { "stars" } },
  number "stars" { zh = "评分（1—5）", en = "Stars (1 to 5)", min = 1, max = 5 },
  text   "words" { zh = "意见", en = "In words", max = 1000 },
}

form "feedback" { zh = "志愿者反馈", en = "Volunteer's feedback",
  outcome "given" { zh = "已反馈", en = "Given" },
  text "words" { zh = "意见", en = "In words", max = 1000 },
}

form "hours" { zh = "核定服务时长", en = "Confirm the hours",
  outcome "confirmed" { zh = "已核定", en = "Confirmed" },
}

form "find_help" { zh = "另寻帮助", en = "Find other help",
  outcome "referred" { zh = "转介", en = "Referred", needs = { "reason", "where_next" } },
  text "reason"     { zh = "理由", en = "Reason", max = 1000 },
  text "where_next" { zh = "受理单位及联系方式", en = "Who helps, and how to reach them", max = 300 },
}

form "withdrawal" { zh = "取消需求", en = "Withdrawal",
  text "words" { zh = "说明（可以不填）", en = "In words (may be left out)", max = 1000 },
}

form "freely_made" { zh = "核实是否属实", en = "Is it so?",
  outcome "confirm" { zh = "属实", en = "Yes" },
  outcome "dispute" { zh = "不属实", en = "No" },
}
