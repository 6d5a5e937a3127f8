-- The forms of people's mediation: what is asked, what may be answered, in the words of the paper forms.
-- Free text, people, phones and addresses are personal and go to the vault; `plain` text does not.

form "application" { zh = "人民调解申请（受理登记）", en = "Application for mediation (registration)",
  choice "source" { zh = "纠纷来源", en = "Source", required = true,
    { "apply",     zh = "当事人申请",   en = "A party applies" },
    { "active",    zh = "主动调解",     en = "The committee acts on its own" },
    { "entrusted", zh = "委托（移送）调解", en = "Entrusted by another body" } },
  text   "entrusted_by" { zh = "委托（移送）单位", en = "Entrusting body", plain = true, max = 100 },
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
    people  "person"     { zh = "当事人（姓名、电话、住址）", en = "Party (name, telephone, address)", required = true },
    yes_no  "applies"    { zh = "是否为申请人", en = "Is an applicant", required = true },
    date    "birth_date" { zh = "出生日期", en = "Date of birth", personal = true, facts = { minor = age_under(18) } },
    yes_no  "no_capacity" { zh = "无民事行为能力或者限制民事行为能力", en = "Without or with limited capacity" },
    people  "guardian"   { zh = "监护人（法定代理人）", en = "Guardian" },
    people  "agent"      { zh = "委托代理人", en = "Agent" },
    yes_no  "authorised" { zh = "已提交授权委托书", en = "Power of attorney handed in" },
    text    "needs"      { zh = "需要的便利（语言、翻译、无障碍等）", en = "Help needed (language, access)", max = 200 } },
  text   "facts"    { zh = "纠纷简要情况", en = "Facts in short", required = true, max = 5000 },
  text   "requests" { zh = "调解请求", en = "What is asked for", required = true, max = 2000 },
  money  "amount"   { zh = "涉及金额", en = "Money involved", min = 0 },
}

form "acceptance" { zh = "受理决定", en = "Decision on acceptance",
  outcome "accept" { zh = "受理", en = "Accept" },
  outcome "refuse" { zh = "不予受理", en = "Refuse", needs = { "reason", "where_next" } },
  text   "reason"     { zh = "理由", en = "Reason", max = 2000 },
  choice "where_next" { zh = "可以寻求的途径", en = "Where next",
    { "court",          zh = "向人民法院起诉",       en = "A people's court" },
    { "arbitration",    zh = "申请仲裁",             en = "Arbitration" },
    { "administrative", zh = "向行政机关申请处理",   en = "An administrative body" },
    { "police",         zh = "向公安机关报案",       en = "The police" },
    { "committee",      zh = "向其他调解组织申请",   en = "Another mediation committee" },
    { "petition",       zh = "向信访部门反映",       en = "The petition office" } },
}

form "refusal_notice" { zh = "送达不予受理告知书", en = "Hand over the notice of refusal",
  outcome "handed_over" { zh = "已告知申请人", en = "Told the applicants" },
}

form "guardian" { zh = "确定监护人（法定代理人）", en = "Name the guardian",
  outcome "named" { zh = "已确定", en = "Named", needs = { "guardian" } },
  people "guardian" { zh = "监护人（法定代理人）", en = "Guardian" },
}

form "consent" { zh = "征求调解意愿", en = "Will to be mediated",
  outcome "agree"  { zh = "同意调解", en = "Agrees" },
  outcome "refuse" { zh = "明确拒绝调解", en = "Expressly refuses" },
}

form "mediators" { zh = "选定调解员", en = "Choice of mediators",
  outcome "chosen"  { zh = "当事人选定", en = "Chosen by the parties", needs = { "mediators" } },
  outcome "named"   { zh = "调解委员会指定", en = "Named by the committee", needs = { "mediators" } },
  rows "mediators" { zh = "调解员", en = "Mediators", min = 1, max = 9,
    people "mediator" { zh = "姓名", en = "Name", required = true } },
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

form "session_record" { zh = "调解记录", en = "Record of a session",
  outcome "agreed"    { zh = "达成一致", en = "Agreement reached", needs = { "held_on", "record" } },
  outcome "again"     { zh = "择日再调", en = "Another session", needs = { "held_on", "record" } },
  outcome "no_show"   { zh = "当事人未到场", en = "A party did not come", needs = { "held_on", "good_reason" } },
  outcome "no_result" { zh = "调解不成", en = "No result", needs = { "held_on", "record" } },
  outcome "stopped"   { zh = "不宜继续调解", en = "Cannot go on", needs = { "record" } },
  date   "held_on"     { zh = "调解日期", en = "Held on" },
  text   "place"       { zh = "调解地点", en = "Place", plain = true, max = 200 },
  text   "present"     { zh = "参加人员及邀请人员（邀请须经当事人同意）", en = "Who was present, and who was invited with the parties' consent", max = 1000 },
  text   "record"      { zh = "调解过程及结果", en = "Statements, facts found, proposals, result", max = 5000 },
  yes_no "good_reason" { zh = "未到场是否有正当理由", en = "Did the absent party have a good reason?" },
  date   "new_term"    { zh = "各方当事人一致同意的新期限", en = "New term, if all parties agree to one" },
}

form "agreement" { zh = "调解协议", en = "Agreement",
  outcome "written" { zh = "书面协议", en = "In writing", needs = { "content", "performance" } },
  outcome "oral"    { zh = "口头协议（登记）", en = "Oral, recorded by the mediator", needs = { "content", "performance" } },
  outcome "none"    { zh = "未能达成协议", en = "No agreement after all" },
  text   "content" { zh = "主要事实、争议事项、责任和协议内容", en = "Main facts, points in dispute, responsibility, content", max = 5000 },
  choice "performance" { zh = "履行方式", en = "Way of performing",
    { "dated",   zh = "按约定期限履行", en = "By agreed dates" },
    { "at_once", zh = "当场履行或者无须履行", en = "On the spot, or nothing to perform" } },
  rows "obligations" { zh = "履行事项", en = "Obligations", max = 100,
    people "debtor"   { zh = "义务人", en = "Who owes", required = true },
    people "creditor" { zh = "权利人", en = "To whom", required = true },
    text   "act"      { zh = "履行内容", en = "What", required = true, max = 1000 },
    money  "amount"   { zh = "金额", en = "Amount", min = 0 },
    date   "by_date"  { zh = "履行期限", en = "By when", required = true } },
}

form "signature" { zh = "当事人签署协议", en = "Signature of a party",
  outcome "signed" { zh = "已签名、盖章或者按指印", en = "Signed, sealed or fingerprinted" },
  outcome "refuse" { zh = "不予签署", en = "Will not sign" },
}

form "seal" { zh = "调解员签名、调解委员会盖章", en = "Mediators' signatures and seal of the committee",
  outcome "sealed"   { zh = "调解员已签名，已盖章", en = "Mediators have signed, seal is on" },
  outcome "withheld" { zh = "不予盖章（损害他人利益或者违反法律）", en = "Withheld: harms others or breaks the law", needs = { "reason" } },
  text "reason" { zh = "理由", en = "Reason", max = 2000 },
}

form "confirmation_notice" { zh = "告知司法确认", en = "Tell the parties of judicial confirmation",
  outcome "told" { zh = "已告知", en = "Told", needs = { "court" } },
  text "court" { zh = "有管辖权的人民法院", en = "Competent court", plain = true, max = 100 },
}

form "confirmation" { zh = "司法确认情况", en = "Judicial confirmation",
  outcome "applied"   { zh = "双方已共同申请", en = "Both parties have applied" },
  outcome "confirmed" { zh = "人民法院裁定协议有效", en = "Confirmed by the court" },
  outcome "rejected"  { zh = "人民法院裁定驳回申请", en = "Rejected by the court" },
  text "court"  { zh = "人民法院", en = "Court", plain = true, max = 100 },
  text "number" { zh = "案号", en = "Court's case number", plain = true, max = 100 },
}

form "performance" { zh = "履行情况", en = "Performance",
  date "performed_on" { zh = "履行日期", en = "Performed on" },
  text "remarks"      { zh = "说明（凭证）", en = "Remarks, receipts", max = 1000 },
}

form "urging" { zh = "督促履行", en = "Urge performance",
  outcome "performed" { zh = "已履行", en = "Performed" },
  outcome "new_date"  { zh = "双方约定新的期限", en = "Both agree on a new date", needs = { "new_date" } },
  outcome "not_done"  { zh = "仍不履行，已告知强制执行或者起诉的途径", en = "Not performed: told of enforcement or court", needs = { "reply" } },
  date "new_date" { zh = "新的期限", en = "New date" },
  text "reply"    { zh = "义务人的答复", en = "What the debtor answered", max = 2000 },
}

form "follow_up" { zh = "回访记录", en = "Follow-up visit",
  outcome "fully"  { zh = "全部履行", en = "Fully performed" },
  outcome "partly" { zh = "部分履行", en = "Partly performed" },
  outcome "not"    { zh = "未履行", en = "Not performed" },
  date   "visited_on"  { zh = "回访日期", en = "Visited on", required = true },
  choice "satisfaction" { zh = "当事人意见", en = "What the parties think of the service",
    { "satisfied", zh = "满意", en = "Satisfied" }, { "basically", zh = "基本满意", en = "Basically" },
    { "not", zh = "不满意", en = "Not satisfied" } },
  yes_no "new_signs"   { zh = "是否有新的纠纷苗头", en = "New signs of dispute" },
  text   "remarks"     { zh = "回访情况", en = "Remarks", max = 2000 },
}

form "termination_notice" { zh = "送达终止调解告知书", en = "Hand over the notice of termination",
  outcome "handed_over" { zh = "已送达各方当事人", en = "Handed to all parties", needs = { "court", "arbitration", "administrative" } },
  text   "court"          { zh = "可以起诉的人民法院", en = "Court", plain = true, max = 200 },
  text   "arbitration"    { zh = "可以申请的仲裁机构", en = "Arbitration", plain = true, max = 200 },
  text   "administrative" { zh = "可以申请处理的行政机关", en = "Administrative body", plain = true, max = 200 },
  yes_no "undisputed"     { zh = "已应当事人要求书面记载无争议事实并由双方签字", en = "Undisputed facts written down on request, signed by both" },
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

form "rejection_notice" { zh = "告知司法确认被驳回后的途径", en = "Tell what is possible after a rejection",
  outcome "told" { zh = "已告知：可以变更协议、达成新的协议或者向人民法院起诉", en = "Told: change the agreement, make a new one, or sue" },
}

form "filing" { zh = "立卷归档", en = "Bind and file",
  outcome "filed" { zh = "已归档", en = "Filed", needs = { "file_number" } },
  text "file_number" { zh = "卷宗编号", en = "File number", plain = true, max = 60 },
}
