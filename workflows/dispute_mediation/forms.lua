-- The forms of people's mediation: what is asked, what may be answered, in the words of the paper forms.
-- Free text, people, phones and addresses are personal and go to the vault; `plain` text does not.
-- They stand in the order of the procedure; what may come at any time stands at the end.

form "application" { zh = "人民调解申请（受理登记）", en = "Application for mediation (registration)",
  choice "source" { zh = "纠纷来源", en = "Source", required = true,
    { "apply",     zh = "当事人申请",   en = "A party applies" },
    { "active",    zh = "主动调解",     en = "The committee acts on its own" },
    { "entrusted", zh = "委托（移送）调解", en = "Entrusted by another body" } },
  text   "entrusted_by" { zh = "委托（移送）单位", en = "Entrusting body", plain = true, max = 100 },
  people "entruster"    { zh = "委托（移送）单位收件人", en = "Who receives the report of the entrusting body" },
  choice "linkage" { zh = "对接方式", en = "Linked with",
    { "court",       zh = "诉调对接（人民法院）", en = "A people's court" },
    { "police",      zh = "公调对接（公安机关）", en = "The police" },
    { "procuratorate", zh = "检调对接（人民检察院）", en = "The procuratorate" },
    { "petition",    zh = "访调对接（信访部门）", en = "The petition office" },
    { "other",       zh = "其他机关", en = "Another body" } },
  text   "entrusting_letter" { zh = "委托（移送）函编号", en = "Number of the entrusting letter", plain = true, max = 100 },
  date   "reply_by"     { zh = "要求反馈日期", en = "Report back by" },
  choice "committee" { zh = "调解组织类型", en = "Kind of committee",
    { "village",    zh = "村人民调解委员会",       en = "Village" },
    { "residents",  zh = "居（社区）人民调解委员会", en = "Residents" },
    { "town",       zh = "乡镇人民调解委员会",     en = "Town" },
    { "street",     zh = "街道人民调解委员会",     en = "Street" },
    { "enterprise", zh = "企事业单位人民调解委员会", en = "Enterprise" },
    { "trade",      zh = "行业性、专业性人民调解委员会", en = "Trade" } },
  choice "kind" { zh = "纠纷类型", en = "Type of dispute", required = true,
    { "family",       zh = "婚姻家庭纠纷",   en = "Marriage and family" },
    { "neighbours",   zh = "邻里纠纷",       en = "Neighbours" },
    { "homestead",    zh = "房屋宅基地纠纷", en = "House and homestead" },
    { "contract",     zh = "合同纠纷",       en = "Contract" },
    { "business",     zh = "生产经营纠纷",   en = "Production and business" },
    { "damages",      zh = "损害赔偿纠纷",   en = "Damages" },
    { "land",         zh = "山林土地纠纷",   en = "Forest and land" },
    { "expropriation", zh = "征地拆迁纠纷",  en = "Land taking and demolition" },
    { "labour",       zh = "劳动争议",       en = "Labour" },
    { "village",      zh = "村务管理纠纷",   en = "Village affairs" },
    { "environment",  zh = "环境污染纠纷",   en = "Environment" },
    { "consumer",     zh = "消费纠纷",       en = "Consumption" },
    { "medical",      zh = "医疗纠纷",       en = "Medical" },
    { "traffic",      zh = "道路交通事故纠纷", en = "Road traffic" },
    { "property",     zh = "物业管理纠纷",   en = "Property management" },
    { "tourism",      zh = "旅游纠纷",       en = "Tourism" },
    { "ip",           zh = "知识产权纠纷",   en = "Intellectual property" },
    { "internet",     zh = "互联网纠纷",     en = "Internet" },
    { "other",        zh = "其他纠纷",       en = "Other" } },
  rows "parties" { zh = "当事人", en = "Parties", min = 2, max = 50,
    people  "person"     { zh = "当事人（姓名或者名称、电话、住址）", en = "Party (name, telephone, address)", required = true },
    choice  "sex"        { zh = "性别", en = "Sex", { "male", zh = "男", en = "Male" }, { "female", zh = "女", en = "Female" } },
    number  "age"        { zh = "年龄", en = "Age", min = 0, max = 150, personal = true },
    office  "unit"       { zh = "当事人为村（居）民委员会、机关单位的，选择该单位", en = "The office, where the party is one" },
    yes_no  "applies"    { zh = "是否为申请人", en = "Is an applicant", required = true },
    date    "birth_date" { zh = "出生日期", en = "Date of birth", personal = true, facts = { minor = age_under(18) } },
    yes_no  "no_capacity" { zh = "无民事行为能力或者限制民事行为能力", en = "Without or with limited capacity" },
    people  "guardian"   { zh = "监护人（法定代理人）", en = "Guardian" },
    people  "agent"      { zh = "委托代理人", en = "Agent" },
    yes_no  "authorised" { zh = "已提交授权委托书", en = "Power of attorney handed in" },
    choice  "interpreter" { zh = "需要翻译", en = "Interpreter needed",
      { "language", zh = "语言文字翻译", en = "Of a language" }, { "sign", zh = "手语翻译", en = "Of sign language" } },
    text    "needs"      { zh = "需要的其他便利（无障碍、就近调解等）", en = "Other help needed (access, place)", max = 200 } },
  text   "facts"    { zh = "纠纷简要情况", en = "Facts in short", required = true, max = 5000 },
  text   "requests" { zh = "调解请求", en = "What is asked for", required = true, max = 2000 },
  money  "amount"   { zh = "涉及金额", en = "Money involved", min = 0 },
  files  "evidence" { zh = "证据材料", en = "Evidence" },
}

form "acceptance" { zh = "受理决定", en = "Decision on acceptance",
  outcome "accept"   { zh = "受理", en = "Accept" },
  outcome "refuse"   { zh = "不予受理", en = "Refuse", needs = { "reason", "where_next" } },
  outcome "transfer" { zh = "移送其他调解委员会", en = "Move to another committee", needs = { "reason", "move_to" } },
  choice "ground" { zh = "不予受理情形", en = "Ground of a refusal",
    { "reserved",  zh = "法律规定由专门机关管辖处理",   en = "The law reserves it to a special body" },
    { "forbidden", zh = "法律禁止采用民间调解方式解决", en = "The law forbids mediation" },
    { "pending",   zh = "人民法院、仲裁机构、行政机关已经受理", en = "A court, tribunal or authority has it" },
    { "unsuited",  zh = "不属于民间纠纷",               en = "Not a dispute between people" } },
  text   "reason"     { zh = "理由", en = "Reason", max = 2000 },
  choice "where_next" { zh = "可以寻求的途径", en = "Where next",
    { "court",          zh = "向人民法院起诉",       en = "A people's court" },
    { "arbitration",    zh = "申请仲裁",             en = "Arbitration" },
    { "administrative", zh = "向行政机关申请处理",   en = "An administrative body" },
    { "police",         zh = "向公安机关报案",       en = "The police" },
    { "committee",      zh = "向其他调解组织申请",   en = "Another mediation committee" },
    { "petition",       zh = "向信访部门反映",       en = "The petition office" } },
  office "move_to" { zh = "移送至", en = "Move to" },
}

form "transfer" { zh = "接收移送", en = "Take over a case",
  outcome "receive" { zh = "接收", en = "Receive" },
  outcome "object"  { zh = "不予接收", en = "Object", needs = { "reason" } },
  text "reason" { zh = "理由", en = "Reason", max = 2000 },
}

form "representatives" { zh = "推选代表人", en = "Representatives of a side of many",      -- five at most (NB 20)
  outcome "applicants"  { zh = "申请人一方推选", en = "Of the applicants", needs = { "applicants" } },
  outcome "respondents" { zh = "被申请人一方推选", en = "Of the other side", needs = { "respondents" } },
  outcome "both"        { zh = "双方均推选", en = "Of both sides", needs = { "applicants", "respondents" } },
  outcome "none"        { zh = "各方均不推选，由本人参加", en = "Of none: all come themselves" },
  rows "applicants"  { zh = "申请人一方代表人", en = "Of the applicants", max = 5,
    people "person" { zh = "代表人", en = "Representative", required = true } },
  rows "respondents" { zh = "被申请人一方代表人", en = "Of the other side", max = 5,
    people "person" { zh = "代表人", en = "Representative", required = true } },
}

form "guardian" { zh = "确定监护人（法定代理人）", en = "Name the guardian",
  outcome "named" { zh = "已确定", en = "Named", needs = { "guardian" } },
  people "guardian" { zh = "监护人（法定代理人）", en = "Guardian" },
}

form "authorisation" { zh = "核对授权委托书", en = "Check of a power of attorney",
  outcome "handed_in" { zh = "已提交授权委托书", en = "Handed in", needs = { "powers" } },
  outcome "in_person" { zh = "未提交，当事人本人参加", en = "Not handed in: the party comes in person" },
  choice "powers" { zh = "代理权限", en = "Powers", { "general", zh = "一般代理", en = "General" },
    { "special", zh = "特别授权（代为达成协议）", en = "Special: may agree" } },
}

form "interpreter" { zh = "安排翻译", en = "Find an interpreter",
  outcome "found"  { zh = "已安排", en = "Found", needs = { "interpreted_by" } },
  outcome "waived" { zh = "当事人表示不需要", en = "The party does without" },
  people "interpreted_by" { zh = "翻译人员", en = "Interpreter" },
}

form "consent" { zh = "征求调解意愿", en = "Will to be mediated",
  outcome "agree"  { zh = "同意调解", en = "Agrees" },
  outcome "refuse" { zh = "明确拒绝调解", en = "Expressly refuses" },
}

form "mediators" { zh = "选定调解员", en = "Choice of mediators",
  outcome "chosen"  { zh = "当事人选定", en = "Chosen by the parties", needs = { "mediators" } },
  outcome "named"   { zh = "调解委员会指定", en = "Named by the committee", needs = { "mediators" } },
  outcome "unable"  { zh = "本调解委员会无法调解", en = "This committee cannot mediate it", needs = { "reason" } },
  rows "mediators" { zh = "调解员", en = "Mediators", min = 1, max = 9,
    people "mediator" { zh = "姓名", en = "Name", required = true } },
  text   "reason"  { zh = "无法调解的原因", en = "Why it cannot", max = 2000 },
  office "move_to" { zh = "移送至（不填的，告知其他途径）", en = "Move to (if empty: the other ways are told)" },
}

form "disclosure" { zh = "调解员披露", en = "Disclosure by the mediator",
  outcome "no_ties" { zh = "与本纠纷及当事人无利害关系", en = "No ties to the matter or a party" },
  outcome "ties"    { zh = "有应当披露的关系", en = "Ties to disclose", needs = { "ties" } },
  text "ties" { zh = "披露内容", en = "What the ties are", max = 2000 },
}

form "mediator_accepted" { zh = "对调解员的意见", en = "Opinion on the mediators",
  outcome "accept" { zh = "接受", en = "Accepts" },
  outcome "object" { zh = "要求回避（更换）", en = "Asks one to step aside" },
  text "why" { zh = "理由（可以不说明）", en = "Reason (need not be given)", max = 2000 },
}

form "rights_notice" { zh = "权利义务告知", en = "Notice of rights and duties",
  outcome "told" { zh = "已告知并签收", en = "Told, receipt signed", needs = { "session" } },
  choice "session" { zh = "调解方式", en = "Wish about the sessions",
    { "open", zh = "公开进行", en = "Open" }, { "closed", zh = "不公开进行", en = "Closed" } },
}

form "appointment" { zh = "安排调解", en = "Arrange a session",
  outcome "appointed"   { zh = "通知当事人到场", en = "The parties are invited", needs = { "held_at", "place" } },
  outcome "on_the_spot" { zh = "各方在场，当场调解", en = "All are here: at once" },
  outcome "longer"      { zh = "各方要求约定（延长）期限", en = "The parties want another term", needs = { "last_day", "why" } },
  outcome "pause"       { zh = "要求中止", en = "A pause is asked for", needs = { "cause", "last_day", "why" } },
  outcome "unable"      { zh = "调解员无法继续调解，另行选定或者移送", en = "The mediator cannot go on: another one, or another committee", needs = { "reason" } },
  time   "held_at" { zh = "调解时间", en = "When" },
  text   "place"   { zh = "调解地点", en = "Place", plain = true, max = 200 },
  rows   "invited" { zh = "邀请参加人员（须经各方当事人同意）", en = "Who is invited, with the consent of the parties", max = 10,
    people "person" { zh = "姓名", en = "Name", required = true },
    choice "invited_as" { zh = "身份", en = "As", required = true,
      { "relative",  zh = "亲属",     en = "Relative" },  { "neighbour", zh = "邻里", en = "Neighbour" },
      { "colleague", zh = "同事",     en = "Colleague" }, { "expert", zh = "专业人员", en = "Expert" },
      { "social",    zh = "社会人士", en = "Member of the public" } } },
  date   "last_day" { zh = "新期限（中止）的最后一日", en = "Last day of the new term, or of the pause", min = "today" },
  choice "cause" { zh = "中止原因", en = "Cause of the pause",
    { "appraisal", zh = "委托鉴定、评估、检测", en = "Expert appraisal" },
    { "illness",   zh = "当事人患病",           en = "A party is ill" },
    { "absence",   zh = "当事人因正当理由不能到场", en = "A party is away for a good reason" },
    { "request",   zh = "各方当事人共同要求",   en = "All parties ask for it" } },
  text   "why"     { zh = "事由", en = "Why", max = 1000 },
  text   "reason"  { zh = "无法继续调解的原因", en = "Why it cannot go on", max = 2000 },
}

form "invitation" { zh = "对邀请人员的意见", en = "Opinion on who is invited",
  outcome "agree"  { zh = "同意邀请", en = "Agrees" },
  outcome "refuse" { zh = "不同意邀请", en = "Does not agree" },
}

form "term_consent" { zh = "对调解期限的意见", en = "Opinion on another term or a pause",
  outcome "agree"  { zh = "同意", en = "Agrees" },
  outcome "refuse" { zh = "不同意", en = "Does not agree" },
}

form "resumption" { zh = "恢复调解", en = "Resume after a pause",
  outcome "over" { zh = "中止原因消除，恢复调解", en = "The cause is over" },
}

form "session_record" { zh = "调解记录", en = "Record of a session",
  outcome "agreed"    { zh = "达成一致", en = "Agreement reached", needs = { "held_on", "record" } },
  outcome "again"     { zh = "择日再调", en = "Another session", needs = { "held_on", "record" } },
  outcome "no_show"   { zh = "当事人未到场", en = "A party did not come", needs = { "held_on" } },
  outcome "no_result" { zh = "调解不成", en = "No result", needs = { "held_on", "record" } },
  outcome "stopped"   { zh = "不宜继续调解", en = "Cannot go on", needs = { "record" } },
  outcome "abused"    { zh = "隐瞒重要事实、恶意拖延或者串通损害他人", en = "Facts hidden, stalling, or collusion against others", needs = { "record" } },
  date   "held_on"     { zh = "调解日期", en = "Held on", max = "today" },
  text   "place"       { zh = "调解地点", en = "Place", plain = true, max = 200 },
  people "recorder"    { zh = "记录人", en = "Recorder" },
  text   "present"     { zh = "参加人员及邀请人员", en = "Who was present, and who was invited", max = 1000 },
  text   "record"      { zh = "各方陈述、查明的事实、调解过程及结果", en = "Statements, facts found, proposals, result", max = 5000 },
}

form "attendance" { zh = "到场情况", en = "Who came",                              -- asked of each when a session could not be held
  outcome "came"        { zh = "到场", en = "Came" },
  outcome "excused"     { zh = "未到场，有正当理由", en = "Did not come, for a good reason" },
  outcome "stayed_away" { zh = "未到场，无正当理由", en = "Did not come, without a good reason" },
}

form "agreement" { zh = "调解协议", en = "Agreement",
  outcome "written" { zh = "书面协议", en = "In writing", needs = { "content", "performance" } },
  outcome "oral"    { zh = "口头协议（登记）", en = "Oral, recorded by the mediator", needs = { "content", "performance" } },
  outcome "none"    { zh = "未能达成协议", en = "No agreement after all" },
  text   "disputed" { zh = "主要事实、争议事项及各方责任", en = "Main facts, points in dispute, responsibility", max = 5000 },
  text   "content"  { zh = "协议内容", en = "What is agreed", max = 5000 },
  text   "remaining" { zh = "未达成一致的部分（仅就部分事项达成协议的填写）", en = "What is not agreed on (of a partial agreement)", max = 2000 },
  yes_no "asked_in_writing" { zh = "有当事人要求书面协议", en = "A party asks for it in writing" },
  yes_no "major"    { zh = "重大、复杂纠纷", en = "Major or complex" },
  choice "performance" { zh = "履行方式", en = "Way of performing",
    { "dated",   zh = "按约定期限（条件）履行", en = "By agreed dates or conditions" },
    { "at_once", zh = "当场履行或者无须履行", en = "On the spot, or nothing to perform" } },
  rows "obligations" { zh = "履行事项", en = "Obligations", max = 100,
    people "debtor"    { zh = "义务人", en = "Who owes", required = true },
    people "creditor"  { zh = "权利人", en = "To whom", required = true },
    text   "act"       { zh = "履行内容", en = "What", required = true, max = 1000 },
    money  "amount"    { zh = "金额", en = "Amount", min = 0 },
    date   "by_date"   { zh = "履行期限", en = "By when", min = "today" },
    text   "condition" { zh = "履行条件（没有期限的填写）", en = "Condition, where there is no date", max = 500 } },
}

form "signature" { zh = "当事人签署协议", en = "Signature of a party",
  outcome "signed" { zh = "已签名、盖章或者按指印", en = "Signed, sealed or fingerprinted" },
  outcome "refuse" { zh = "不予签署", en = "Will not sign" },
}

form "mediator_signature" { zh = "调解员签名", en = "Signature of a mediator",
  outcome "signed" { zh = "已签名", en = "Signed" },
  outcome "refuse" { zh = "不予签名", en = "Will not sign" },
}

form "seal" { zh = "审核并加盖调解委员会印章", en = "Review and seal of the committee",
  outcome "sealed"   { zh = "已盖章", en = "The seal is on" },
  outcome "withheld" { zh = "不予盖章，重新协商", en = "Withheld: to be talked over again", needs = { "reason" } },
  outcome "stop"     { zh = "不予盖章，终止调解（损害他人利益或者公共利益、违反法律）", en = "Withheld and stopped: harms others or breaks the law", needs = { "reason" } },
  text "reason" { zh = "理由", en = "Reason", max = 2000 },
}

form "confirmation_notice" { zh = "告知司法确认", en = "Tell the parties of judicial confirmation",
  outcome "told"        { zh = "可以申请，已告知", en = "Possible: told", needs = { "court" } },
  outcome "unavailable" { zh = "不属于司法确认范围，已告知", en = "Not possible: told", needs = { "obstacle" } },
  text "court" { zh = "有管辖权的人民法院", en = "Competent court", plain = true, max = 100 },
  choice "obstacle" { zh = "不予司法确认情形", en = "Why not",
    { "status",  zh = "涉及婚姻关系、亲子关系、收养关系等身份关系无效、有效或者解除", en = "Marriage, parentage or adoption" },
    { "special", zh = "涉及适用其他特别程序、公示催告程序、破产程序审理", en = "Another special procedure" },
    { "title",   zh = "涉及物权、知识产权确权", en = "Title to property or intellectual property" },
    { "outside", zh = "不属于人民法院受理范围", en = "Outside the scope of the courts" } },
}

form "confirmation" { zh = "司法确认情况", en = "Judicial confirmation",
  outcome "applied"   { zh = "双方已共同申请", en = "Both parties have applied together" },
  outcome "extended"  { zh = "人民法院延长审查期限", en = "The court has more time", needs = { "decide_by" } },
  outcome "confirmed" { zh = "人民法院裁定协议有效", en = "Confirmed by the court" },
  outcome "refused"   { zh = "人民法院不予受理", en = "Not taken by the court" },
  outcome "rejected"  { zh = "人民法院裁定驳回申请", en = "Rejected by the court" },
  text "court"  { zh = "人民法院", en = "Court", plain = true, max = 100 },
  text "number" { zh = "案号", en = "Court's case number", plain = true, max = 100 },
  date "decide_by" { zh = "延长至", en = "Extended until", min = "today" },
}

form "performance" { zh = "履行情况", en = "Performance",
  date "performed_on" { zh = "履行日期", en = "Performed on", max = "today" },
  text "remarks"      { zh = "说明（凭证）", en = "Remarks, receipts", max = 1000 },
}

form "urging" { zh = "督促履行", en = "Urge performance",
  outcome "performed" { zh = "已履行", en = "Performed" },
  outcome "new_date"  { zh = "双方约定新的期限", en = "Both agree on a new date", needs = { "new_date" } },
  outcome "waiting"   { zh = "履行条件尚未成就", en = "The condition has not come about" },
  outcome "not_done"  { zh = "仍不履行，告知强制执行或者起诉的途径", en = "Not performed: told of enforcement or court", needs = { "reply" } },
  date "new_date" { zh = "新的期限", en = "New date", min = "today" },
  text "reply"    { zh = "义务人的答复", en = "What the debtor answered", max = 2000 },
}

form "follow_up" { zh = "回访记录", en = "Follow-up visit",
  outcome "fully"  { zh = "全部履行", en = "Fully performed" },
  outcome "partly" { zh = "部分履行", en = "Partly performed" },
  outcome "not"    { zh = "未履行", en = "Not performed" },
  date   "visited_on"  { zh = "回访日期", en = "Visited on", max = "today", required = true },
  choice "satisfaction" { zh = "当事人意见", en = "What the parties think of the service",
    { "satisfied", zh = "满意", en = "Satisfied" }, { "basically", zh = "基本满意", en = "Basically" },
    { "not", zh = "不满意", en = "Not satisfied" } },
  yes_no "new_signs"   { zh = "是否有新的纠纷苗头", en = "New signs of dispute" },
  text   "remarks"     { zh = "回访情况", en = "Remarks", max = 2000 },
}

form "termination_notice" { zh = "终止调解告知书", en = "Notice of termination",
  outcome "handed_over" { zh = "出具并送达各方当事人", en = "Issued and handed to all parties", needs = { "court", "arbitration", "administrative" } },
  text   "court"          { zh = "可以起诉的人民法院", en = "Court", plain = true, max = 200 },
  text   "arbitration"    { zh = "可以申请的仲裁机构", en = "Arbitration", plain = true, max = 200 },
  text   "administrative" { zh = "可以申请处理的行政机关", en = "Administrative body", plain = true, max = 200 },
  text   "undisputed"     { zh = "应当事人要求书面记载的无争议事实（由各方签字）", en = "Undisputed facts written down on request, to be signed by all", max = 5000 },
  choice "ended_by" { zh = "终止原因（系统已填，不用选择）", en = "Why it ends (filled in by the host)",      -- the words for the letters
    { "refusal",    zh = "一方当事人明确拒绝调解", en = "a party expressly refused" },
    { "silence",    zh = "一方当事人在期限内未表示同意调解", en = "a party did not consent in time" },
    { "withdrawal", zh = "一方当事人要求终止调解", en = "a party withdrew" },
    { "term",       zh = "调解期限届满，未达成协议", en = "the term is over" },
    { "no_result",  zh = "经调解未能达成协议", en = "no agreement was reached" },
    { "absence",    zh = "一方当事人经再次通知无正当理由未到场，视为拒绝调解", en = "a party invited again did not come without a good reason" },
    { "abused",     zh = "隐瞒重要事实、恶意拖延或者串通损害他人利益", en = "facts were hidden, or the procedure was abused" },
    { "stopped",    zh = "出现不宜继续调解的情形", en = "it cannot go on" },
    { "unsealed",   zh = "拟达成的协议损害他人利益、公共利益或者违反法律", en = "what was to be agreed harms others or breaks the law" },
    { "danger",     zh = "出现危及人身安全的情形，依法不宜继续调解", en = "people are in danger" },
    { "death",      zh = "当事人死亡（终止）且没有承受其权利义务的人", en = "a party has died and nobody succeeds" },
    { "unable",     zh = "本调解委员会无法调解", en = "this committee cannot mediate it" },
    { "partial",    zh = "仅就部分事项达成协议，其余事项调解不成", en = "only a part is agreed on" },
    { "rejection",  zh = "人民法院裁定驳回司法确认申请", en = "the court rejected the confirmation" } },
}

form "withdrawal" { zh = "拒绝或者撤回调解", en = "Refusal or withdrawal",
  text "words" { zh = "当事人的说明（可以不填）", en = "In the party's words (may be left out)", max = 2000 },
}

form "freely_made" { zh = "核实是否自愿", en = "Was it freely made?",
  outcome "confirm" { zh = "核实：出于自愿", en = "Confirmed: freely made" },
  outcome "dispute" { zh = "不属实或者受到胁迫", en = "Not so, or under pressure" },
}

form "danger" { zh = "紧急情况", en = "Danger",                                  -- nothing is required: a report is never held up
  choice "what" { zh = "情形", en = "What it is",
    { "life",     zh = "危及生命健康",         en = "Danger to life or health" },
    { "self_harm", zh = "流露轻生、自伤意念",   en = "Words of self-harm" },
    { "violence", zh = "家庭暴力",             en = "Domestic violence" },
    { "minor",    zh = "未成年人受到或者可能受到侵害", en = "A minor harmed or in danger" },
    { "crime",    zh = "可能引发治安、刑事案件", en = "Likely to become a matter for the police" },
    { "other",    zh = "其他",                 en = "Other" } },
  text "words" { zh = "情况说明", en = "What happened", max = 5000 },
}

form "protection" { zh = "紧急处置", en = "Protection",                          -- call for help first, write it down afterwards
  outcome "confirm" { zh = "已处置，须终止调解", en = "Dealt with, mediation must stop", needs = { "measures" } },
  outcome "go_on"   { zh = "已处置，不影响调解", en = "Dealt with, mediation may go on", needs = { "measures" } },
  choice "reported_to" { zh = "已报告", en = "Reported to",
    { "police", zh = "公安机关（110）", en = "Police (110)" }, { "ambulance", zh = "急救（120）", en = "Ambulance (120)" },
    { "fire", zh = "消防救援（119）", en = "Fire service (119)" }, { "civil_affairs", zh = "民政部门", en = "Civil affairs" },
    { "nobody", zh = "无须报告", en = "Nobody: not needed" } },
  text "measures" { zh = "采取的措施", en = "Measures taken", max = 5000 },
}

form "report_of_violence" { zh = "家庭暴力、侵害未成年人情形", en = "Violence in a family, or a minor harmed",      -- nothing is required
  choice "what" { zh = "情形", en = "What it is",
    { "family",     zh = "家庭暴力", en = "Violence in a family" },
    { "incapable",  zh = "无（限制）民事行为能力人遭受家庭暴力", en = "Against a person without full capacity" },
    { "child",      zh = "未成年人受到侵害、疑似受到侵害或者面临危险", en = "A minor harmed, or in danger" } },
  text "words" { zh = "情况说明", en = "What was seen or said", max = 5000 },
}

form "mandatory_report" { zh = "强制报告和处置", en = "Report to the police, and what was done",
  outcome "reported"  { zh = "已报告公安机关，终止调解", en = "Reported: the mediation ends", needs = { "reported_on", "measures" } },
  outcome "unfounded" { zh = "经核实不存在该情形，恢复调解", en = "It is not so: the mediation goes on", needs = { "measures" } },
  date   "reported_on" { zh = "报告日期", en = "Reported on", max = "today" },
  yes_no "also_told"   { zh = "已同时报告民政、教育等部门（涉及未成年人）", en = "Civil affairs and education told too (of a minor)" },
  text   "measures"    { zh = "核实情况和采取的措施", en = "What was found and done", max = 5000 },
}

form "death" { zh = "当事人死亡（终止）", en = "A party has died (or ended)",
  date "died_on" { zh = "日期", en = "On", max = "today" },
  text "words"   { zh = "说明", en = "Remarks", max = 1000 },
}

form "succession" { zh = "确定权利义务承受人", en = "Who succeeds to the party",
  outcome "successor" { zh = "有承受人", en = "Somebody succeeds", needs = { "successor" } },
  outcome "nobody"    { zh = "没有承受人或者不参加调解", en = "Nobody does" },
  people "successor" { zh = "承受人", en = "Successor" },
}

form "inquiry" { zh = "调查记录", en = "Inquiry record",
  date   "asked_on" { zh = "调查日期", en = "On", max = "today", required = true },
  people "asked"    { zh = "被调查人", en = "Who was asked", required = true },
  text   "answers"  { zh = "调查内容", en = "Questions and answers", required = true, max = 5000 },
}

form "linkage" { zh = "对接移送", en = "Linkage with another body",
  rows "linkages" { zh = "对接单位", en = "Bodies", min = 1, max = 5,
    choice "linked_with" { zh = "对接方式", en = "With", required = true,
      { "court",         zh = "诉调对接（人民法院）", en = "A people's court" },
      { "police",        zh = "公调对接（公安机关）", en = "The police" },
      { "procuratorate", zh = "检调对接（人民检察院）", en = "The procuratorate" },
      { "petition",      zh = "访调对接（信访部门）", en = "The petition office" } },
    people "receiver" { zh = "接收单位及联系人", en = "Receiving body and contact", required = true },
    text   "matter"   { zh = "对接事项（不得记载调解中的让步）", en = "Matter (never concessions made in sessions)", required = true, max = 2000 },
    text   "papers"   { zh = "移送材料", en = "Papers", max = 1000 },
    date   "reply_by" { zh = "要求反馈日期", en = "Reply by", required = true, min = "today" } },
}

form "linkage_consent" { zh = "核实各方当事人同意对接", en = "Do all parties consent to it?",
  outcome "confirm" { zh = "各方当事人同意", en = "All parties consent" },
  outcome "dispute" { zh = "有当事人不同意，不移送", en = "One does not: nothing is sent" },
}

form "linkage_result" { zh = "对接结果", en = "What came back",
  text "result" { zh = "反馈结果", en = "Result", required = true, max = 2000 },
}

form "rejection_notice" { zh = "告知司法确认被驳回后的途径", en = "Tell what is possible after a rejection",
  outcome "told"  { zh = "已告知：可以变更协议、达成新的协议或者向人民法院起诉", en = "Told: change the agreement, make a new one, or sue" },
  outcome "again" { zh = "各方当事人同意重新调解（变更协议或者达成新的协议）", en = "All parties want to mediate again" },
}

form "dossier" { zh = "卷宗材料核对", en = "Check of the file before it is bound",
  outcome "checked" { zh = "已逐项核对", en = "Checked" },
  yes_no "application" { zh = "申请书或者受理登记表", en = "Application or registration", required = true },
  yes_no "identity"    { zh = "当事人身份材料", en = "Identity of the parties", required = true },
  yes_no "rights"      { zh = "权利义务告知书（签收）", en = "Notice of rights and duties, with receipt", required = true },
  yes_no "sessions"    { zh = "调解记录", en = "Session records", required = true },
  yes_no "result"      { zh = "调解协议书、口头协议登记表或者终止调解告知书", en = "Agreement, oral record or notice of termination", required = true },
  yes_no "back_cover"  { zh = "封底", en = "Back cover", required = true },
  yes_no "authority"   { zh = "授权委托书", en = "Power of attorney" },
  yes_no "inquiries"   { zh = "调查记录", en = "Inquiry records" },
  yes_no "exhibits"    { zh = "证据材料", en = "Evidence" },
  yes_no "receipts"    { zh = "履行凭证", en = "Receipts of performance" },
  yes_no "visits"      { zh = "回访记录", en = "Follow-up records" },
  yes_no "confirmed"   { zh = "司法确认材料", en = "Papers of the confirmation" },
  text   "file_note"   { zh = "卷宗情况说明", en = "Note on the file", max = 1000 },
}

form "filing" { zh = "立卷归档", en = "Bind and file",
  outcome "filed" { zh = "已归档", en = "Filed", needs = { "file_number" } },
  text "file_number" { zh = "卷宗编号", en = "File number", plain = true, max = 60 },
}
