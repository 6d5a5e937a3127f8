-- The forms of petitions: what is asked, what may be answered, in the words of the paper forms.
-- Free text, people, phones and addresses are personal and go to the vault; `plain` text does not.

---------------------------------------------------------------- what comes in

form "application" { zh = "信访事项登记表", en = "Petition",
  choice "channel" { zh = "信访渠道", en = "Channel",
    { "letter", zh = "来信", en = "Letter" }, { "visit", zh = "来访", en = "Visit" }, { "web", zh = "网上信访", en = "Online" },
    { "phone", zh = "来电", en = "Telephone" }, { "fax", zh = "传真", en = "Fax" }, { "reception", zh = "领导接访", en = "Leader's reception" },
    { "hotline", zh = "热线转办", en = "Passed on by the hotline" }, { "passed_on", zh = "上级或者其他机关转来", en = "Passed on by another body" },
    { "grid_worker", zh = "网格员代为反映", en = "Brought by a grid worker" } },
  choice "desk" { zh = "接收单位", en = "Received by",
    { "petition_office", zh = "信访部门", en = "The petition office" },
    { "unit", zh = "其他机关、单位（直接收到）", en = "Another body, directly" } },
  date   "received_on" { zh = "收到日期", en = "Received on", max = "today" },
  date   "postmark"    { zh = "邮戳日期", en = "Postmark", max = "today" },
  choice "visit_place" { zh = "来访场所", en = "Where the visit was made",
    { "competent", zh = "有权处理的本级机关、单位", en = "The competent body" },
    { "one_above", zh = "有权处理的上一级机关、单位", en = "The body one level above" },
    { "higher", zh = "更高层级", en = "A higher one" } },
  rows "petitioners" { zh = "信访人", en = "Petitioners", max = 200,             -- none: the letter is not signed
    people "person"       { zh = "姓名（名称）、电话、住址", en = "Name, telephone, address", required = true },
    text   "special_need" { zh = "需要的便利（语言、手语、无障碍等）", en = "Help needed (language, sign language, access)", max = 200 } },
  number "people_count" { zh = "人数", en = "How many people", min = 1, max = 100000 },
  rows "representatives" { zh = "代表人（不超过五名）", en = "Representatives, five at most", max = 5,
    people "person" { zh = "姓名、电话、住址", en = "Name, telephone, address", required = true } },
  rows "demands" { zh = "诉求（一项一行）", en = "Demands, one a row", min = 1, max = 20,
    text    "request"     { zh = "诉求", en = "What is asked for", required = true, min = 2, max = 5000 },
    text    "facts"       { zh = "事实和理由", en = "Facts and reasons", max = 5000 },
    choice  "topic"       { zh = "内容分类", en = "Subject",
      { "housing", zh = "城乡建设与住房", en = "Building and housing" }, { "land", zh = "农业农村与土地", en = "Farming and land" },
      { "labour", zh = "劳动与社会保障", en = "Labour and social security" }, { "environment", zh = "生态环境", en = "Environment" },
      { "education", zh = "教育", en = "Education" }, { "health", zh = "卫生健康", en = "Health" }, { "transport", zh = "交通运输", en = "Transport" },
      { "civil_affairs", zh = "民政与救助", en = "Civil affairs and relief" }, { "market", zh = "市场监管", en = "Market supervision" },
      { "justice", zh = "政法", en = "Justice" }, { "discipline", zh = "纪检监察", en = "Discipline" }, { "other", zh = "其他", en = "Other" } },
    office  "unit"        { zh = "被反映单位", en = "The unit it is about" },
    people  "named_staff" { zh = "被反映的工作人员（回避用）", en = "Staff it names, who are kept out" },
    office  "accused"     { zh = "被检举控告的单位（仅检举控告类填写）", en = "The unit accused, for accusations only" },
    address "place"       { zh = "事发地", en = "Place" },
    date    "happened_on" { zh = "发生日期", en = "Happened on", max = "today" },
    choice  "elsewhere"   { zh = "是否已通过其他途径提出", en = "Brought elsewhere too?",
      { "no", zh = "否", en = "No" }, { "court", zh = "诉讼", en = "A court" }, { "reconsideration", zh = "行政复议", en = "Reconsideration" },
      { "arbitration", zh = "仲裁", en = "Arbitration" } },
    text    "elsewhere_state" { zh = "其他途径的进展", en = "How it stands there", max = 500 },
    yes_no  "public_safety"   { zh = "涉及公共安全", en = "Touches public safety" },
    files   "papers"      { zh = "材料", en = "Papers" } },
  text   "earlier"     { zh = "以前的信访事项编号", en = "Numbers of earlier cases", plain = true, max = 200 },
  yes_no "secrecy"     { zh = "要求为本人保密", en = "Asks for secrecy" },
  choice "urgency"     { zh = "紧急程度", en = "Urgency", { "ordinary", zh = "一般", en = "Ordinary" }, { "urgent", zh = "紧急", en = "Urgent" } },
  text   "why_urgent"  { zh = "紧急原因", en = "Why urgent", max = 500 },
}

form "registration" { zh = "登记审核（查重、层级）", en = "Registration",
  outcome "new"         { zh = "新的信访事项", en = "A new matter" },
  outcome "duplicate"   { zh = "重复事项，并入首次登记的事项", en = "A duplicate: joins the first", needs = { "first_number", "state" } },
  outcome "in_hand"     { zh = "下级正在期限内受理、办理，不再受理", en = "In hand below and in time: not accepted again", needs = { "first_number", "state" } },
  outcome "final"       { zh = "已经复核终结，同一事实和理由不再受理", en = "Final: not accepted again on the same facts and grounds", needs = { "first_number", "state" } },
  outcome "guide"       { zh = "不属于本级接待、受理范围，告知去向", en = "Not for this body: told where to go", needs = { "reason", "where_next", "body" } },
  yes_no "repeats"      { zh = "办结后再次提出（重复信访）", en = "Comes again after it was closed" },
  text   "first_number" { zh = "首次登记的编号", en = "Number of the first", plain = true, max = 60 },
  text   "state"        { zh = "该事项的办理情况（告知信访人）", en = "How that stands, as the petitioner is told", max = 2000 },
  text   "reason"       { zh = "理由", en = "Reason", max = 2000 },
  choice "where_next"   { zh = "可以提出的途径", en = "Where next",
    { "court", zh = "向人民法院提起诉讼", en = "A court" }, { "police", zh = "向公安机关反映", en = "The police" },
    { "reconsideration", zh = "申请行政复议", en = "Administrative reconsideration" }, { "arbitration", zh = "申请仲裁", en = "Arbitration" },
    { "competent", zh = "向有权处理的机关、单位提出", en = "The competent body" }, { "discipline", zh = "向纪检监察机关反映", en = "The body of discipline" } },
  text   "body"         { zh = "具体机关、单位及地址", en = "Which body, and its address", plain = true, max = 200 },
}

form "name_representatives" { zh = "推选代表人", en = "Name representatives",
  outcome "named" { zh = "已推选", en = "Named", needs = { "representatives" } },
  rows "representatives" { zh = "代表人", en = "Representatives", min = 1, max = 5,
    people "person" { zh = "姓名、电话、住址", en = "Name, telephone, address", required = true } },
}

---------------------------------------------------------------- classifying and transferring

form "classify" { zh = "分类", en = "Classify",
  outcome "suggestion" { zh = "建议意见类", en = "A: opinion or suggestion" },
  outcome "accusation" { zh = "检举控告类", en = "B: accusation", needs = { "unit" } },
  outcome "request"    { zh = "申诉求决类", en = "C: appeal or request", needs = { "route" } },
  choice "route" { zh = "途径（申诉求决类）", en = "Route of a request",
    { "litigation", zh = "诉讼、复议、检察、公安程序未了结", en = "C1: a court, reconsideration, procuratorate or police procedure is not over" },
    { "arbitration", zh = "仲裁", en = "C2: arbitration" },
    { "party", zh = "党员申诉、申请复审", en = "C3: appeals of Party members, re-examination" },
    { "administrative", zh = "行政复议、裁决、确认、许可、处罚等程序", en = "C4: an administrative procedure" },
    { "duty", zh = "要求查处违法或者履行保护职责", en = "C5: a duty to punish or protect" },
    { "petition", zh = "信访程序", en = "C6: the petition procedure" } },
  office "unit"    { zh = "受理检举控告的机关", en = "The body that deals with the accusation" },
  office "accused" { zh = "被检举控告的单位", en = "The unit accused" },
  text   "cleaned" { zh = "转送用诉求（已剔除检举控告内容）", en = "The request as it is passed on, the accusation taken out", max = 5000 },
}

form "choose_unit" { zh = "确定承办单位", en = "Choose the unit",
  outcome "transfer" { zh = "转送", en = "Transfer", needs = { "unit" } },
  outcome "assign"   { zh = "交办（限期反馈结果、提交办结报告）", en = "Assign, with a date for the result", needs = { "unit", "return_by" } },
  office "unit"      { zh = "承办单位", en = "Unit" },
  date   "return_by" { zh = "反馈期限", en = "Result by", min = "today" },
  text   "asks"      { zh = "办理要求", en = "What is asked of the unit", max = 2000 },
}

form "transfer" { zh = "转送、交办签收", en = "Transfer",
  outcome "receive" { zh = "签收", en = "Receive" },
  outcome "object"  { zh = "提出异议", en = "Object", needs = { "ground", "reason" } },
  choice "ground" { zh = "异议事由", en = "Ground",
    { "not_ours", zh = "不属于本单位职权范围", en = "Not ours" },
    { "several_units", zh = "涉及两个以上机关、单位，对受理有争议", en = "Several units, who cannot agree" } },
  text   "reason" { zh = "理由", en = "Reasons", max = 2000 },
}

form "rule_on_objection" { zh = "异议裁定", en = "Rule on an objection",
  outcome "agree" { zh = "异议成立，另行确定承办单位", en = "Agreed: another unit", needs = { "reason" } },
  outcome "stay"  { zh = "异议不成立，由该单位受理", en = "It stays with that unit", needs = { "reason" } },
  outcome "none"  { zh = "没有共同上级，提交信访工作联席会议", en = "No common superior: to the joint meeting", needs = { "reason" } },
  text "reason" { zh = "理由", en = "Reason", max = 2000 },
}

form "guidance" { zh = "引导至法定途径", en = "Lead to the lawful procedure",
  outcome "guided" { zh = "已引导", en = "Guided", needs = { "reason", "where_next", "body" } },
  text   "reason"     { zh = "理由和依据", en = "Reason and basis", max = 2000 },
  choice "where_next" { zh = "法定途径", en = "Procedure",
    { "court", zh = "诉讼", en = "Court" }, { "reconsideration", zh = "行政复议", en = "Reconsideration" }, { "procuratorate", zh = "检察监督", en = "Procuratorate" },
    { "police", zh = "公安机关办案程序", en = "Police" }, { "arbitration", zh = "仲裁", en = "Arbitration" }, { "party", zh = "党内申诉", en = "Appeal within the Party" },
    { "administrative", zh = "行政裁决、确认、许可、处罚程序", en = "An administrative procedure" } },
  text   "body"       { zh = "受理机关及地址", en = "Which body, and its address", plain = true, max = 200 },
}

---------------------------------------------------------------- the competent unit

form "acceptance" { zh = "受理决定", en = "Decision on acceptance",
  outcome "accept"  { zh = "受理（适用信访程序）", en = "Accept: petition procedure" },
  outcome "perform" { zh = "依法履行职责并答复", en = "Do the duty and answer" },
  outcome "study"   { zh = "研究论证并答复（建议意见）", en = "Study and answer (suggestion)" },
  outcome "lead_in" { zh = "导入法定程序", en = "Lead into the lawful procedure", needs = { "reason", "where_next", "body" } },
  outcome "refuse"  { zh = "不予受理", en = "Refuse", needs = { "reason", "where_next", "body" } },
  text   "reason"     { zh = "理由", en = "Reason", max = 2000 },
  choice "where_next" { zh = "去向", en = "Where next",
    { "court", zh = "人民法院", en = "Court" }, { "arbitration", zh = "仲裁机构", en = "Arbitration" }, { "reconsideration", zh = "行政复议机关", en = "Reconsideration" },
    { "party", zh = "党组织", en = "Party organisation" }, { "administrative", zh = "有关行政机关", en = "An administrative body" },
    { "police", zh = "公安机关", en = "Police" } },
  text   "body"       { zh = "具体机关、单位及地址", en = "Which body, and its address", plain = true, max = 200 },
  text   "contact"    { zh = "联系人及电话", en = "Who to ask, and telephone", plain = true, max = 100 },
}

form "answer" { zh = "答复", en = "Answer",
  outcome "adopted"   { zh = "采纳", en = "Adopted", needs = { "answer" } },
  outcome "partly"    { zh = "部分采纳", en = "Adopted in part", needs = { "answer" } },
  outcome "not_taken" { zh = "未采纳，已说明", en = "Not adopted, explained", needs = { "answer" } },
  outcome "performed" { zh = "已依法履行职责", en = "The duty was done", needs = { "answer" } },
  outcome "no_ground" { zh = "经查不成立，已说明", en = "No ground found, explained", needs = { "answer" } },
  text   "answer" { zh = "答复内容", en = "Answer", max = 5000 },
  yes_no "reward" { zh = "建议给予奖励", en = "Worth a reward" },
}

form "investigation" { zh = "调查核实", en = "Investigation",
  outcome "found"   { zh = "事实已查清", en = "The facts are found", needs = { "heard", "findings" } },
  outcome "hearing" { zh = "重大、复杂、疑难，举行听证", en = "Major or difficult: a hearing", needs = { "findings" } },
  outcome "mediate" { zh = "双方自愿，组织调解", en = "Both sides wish to mediate" },
  outcome "consult" { zh = "征求协办单位意见", en = "Ask another unit", needs = { "unit", "question" } },
  yes_no "heard"    { zh = "已听取信访人陈述", en = "The petitioner was heard" },
  text   "findings" { zh = "调查情况", en = "Findings", max = 5000 },
  office "unit"     { zh = "协办单位", en = "Assisting unit" },
  text   "question" { zh = "需要协办的事项", en = "What is asked of it", max = 2000 },
}

form "consultation" { zh = "协办意见", en = "Opinion of the assisting unit",
  outcome "given" { zh = "已答复", en = "Given", needs = { "opinion" } },
  text "opinion" { zh = "意见", en = "Opinion", max = 5000 },
}

form "hearing_plan" { zh = "听证安排", en = "Hearing",
  outcome "agree" { zh = "同意举行听证", en = "To be held", needs = { "held_on", "place" } },
  date "held_on" { zh = "听证日期", en = "On", min = "today" },
  text "place"   { zh = "听证地点", en = "Place", plain = true, max = 200 },
}

form "hearing_record" { zh = "听证记录", en = "Record of the hearing",
  outcome "held" { zh = "已举行", en = "Held", needs = { "record" } },
  text "record" { zh = "听证情况和结论", en = "Course and conclusion", max = 5000 },
}

form "mediation_request" { zh = "委托人民调解", en = "Entrust to mediation",
  outcome "consent"    { zh = "双方自愿接受调解", en = "Both sides consent", needs = { "committee", "kind", "parties", "facts", "requests" } },
  outcome "no_consent" { zh = "一方不同意调解", en = "One side does not consent" },
  office "committee" { zh = "人民调解委员会所在单位", en = "Office of the mediation committee" },
  choice "kind" { zh = "纠纷类型", en = "Type of dispute",
    { "neighbours", zh = "邻里纠纷", en = "Neighbours" }, { "contract", zh = "合同纠纷", en = "Contract" }, { "damages", zh = "损害赔偿纠纷", en = "Damages" },
    { "labour", zh = "劳动争议", en = "Labour" }, { "property", zh = "物业管理纠纷", en = "Property management" }, { "other", zh = "其他纠纷", en = "Other" } },
  rows "parties" { zh = "当事人", en = "Parties", min = 2, max = 50,
    people "person"  { zh = "当事人（姓名、电话、住址）", en = "Party (name, telephone, address)", required = true },
    yes_no "applies" { zh = "是否为申请人", en = "Is an applicant", required = true } },
  text "facts"    { zh = "纠纷简要情况", en = "Facts in short", max = 5000 },
  text "requests" { zh = "调解请求", en = "What is asked for", max = 2000 },
}

form "mediation_handover" { zh = "接收委托调解", en = "Receive an entrusted mediation",
  outcome "receive" { zh = "接收", en = "Receive" },
  outcome "object"  { zh = "不宜调解，退回", en = "Cannot be mediated: given back", needs = { "reason" } },
  text "reason" { zh = "理由", en = "Reason", max = 2000 },
}

form "end_mediation" { zh = "收回委托", en = "Take the mediation back",
  outcome "taken_back" { zh = "不再等待调解结果", en = "Wait no longer", needs = { "reason" } },
  text "reason" { zh = "理由", en = "Reason", max = 2000 },
}

form "opinion" { zh = "处理意见", en = "Handling opinion",
  outcome "supported"     { zh = "请求事实清楚、有依据，予以支持", en = "Supported", needs = { "facts", "opinion", "basis", "review_body", "execute_by" } },
  outcome "explained"     { zh = "请求合理但缺乏法律依据，作出解释", en = "Reasonable, without a basis in law", needs = { "facts", "opinion", "basis", "review_body" } },
  outcome "not_supported" { zh = "请求缺乏事实根据或者不符合规定，不予支持", en = "Not supported", needs = { "facts", "opinion", "basis", "review_body" } },
  text "facts"       { zh = "查明的事实和理由", en = "Facts and reasons", max = 5000 },
  text "opinion"     { zh = "处理意见", en = "Opinion", max = 5000 },
  text "basis"       { zh = "法律、法规和政策依据", en = "Legal basis", max = 2000 },
  text "review_body" { zh = "复查机关", en = "Reviewing body", plain = true, max = 100 },
  date "execute_by"  { zh = "执行期限", en = "Carried out by", min = "today" },
  text "new_grounds" { zh = "新的事实或者理由（重新处理时）", en = "New facts or grounds, when handled again", max = 2000 },
}

form "other_way" { zh = "送达不能的处理", en = "It could not be served",
  outcome "again"    { zh = "再次送达", en = "Try again" },
  outcome "give_up"  { zh = "姓名、地址不清，无法送达，存档备查", en = "Name or address unclear: kept on file", needs = { "reason" } },
  text "reason" { zh = "情况说明", en = "What happened", max = 1000 },
}

form "closing_report" { zh = "办结报告", en = "Closing report",
  outcome "reported" { zh = "已报送", en = "Sent", needs = { "report" } },
  text "report" { zh = "办理过程和结果", en = "Course and result", max = 5000 },
}

form "execution" { zh = "执行处理意见", en = "Carry out the opinion",
  outcome "done"     { zh = "已执行", en = "Carried out", needs = { "result" } },
  outcome "not_done" { zh = "未能执行", en = "Not carried out", needs = { "result" } },
  text "result" { zh = "执行情况", en = "What was done", max = 2000 },
}

---------------------------------------------------------------- review and re-review

form "review_request" { zh = "复查（复核）申请", en = "Request for a review",
  rows "requests" { zh = "申请", en = "Request", min = 1, max = 1,
    text  "grounds"     { zh = "申请理由", en = "Grounds", required = true, max = 5000 },
    date  "postmark"    { zh = "邮戳日期", en = "Postmark", max = "today" },
    text  "late_reason" { zh = "逾期的正当理由", en = "Good cause for being late", max = 2000 },
    files "papers"      { zh = "材料", en = "Papers" } },
}

form "no_body_above" { zh = "告知无上一级复查（复核）机关", en = "Tell that there is no further level",
  outcome "told" { zh = "已核对", en = "To be told", needs = { "reason", "body" } },
  text "reason" { zh = "理由", en = "Reason", max = 2000 },
  text "body"   { zh = "可以提出的机关、单位", en = "Where to go instead", plain = true, max = 200 },
}

form "review_admission" { zh = "复查（复核）申请审查", en = "Admit the request or not",
  outcome "admit"      { zh = "受理", en = "Admit" },
  outcome "admit_late" { zh = "逾期有正当理由，受理", en = "Late with good cause: admit", needs = { "reason" } },
  outcome "not_admit"  { zh = "不予受理", en = "Do not admit", needs = { "reason", "body" } },
  text "reason" { zh = "理由", en = "Reason", max = 2000 },
  text "body"   { zh = "可以提出的机关、单位", en = "Where to go instead", plain = true, max = 200 },
}

form "review" { zh = "复查（复核）意见", en = "Review",
  outcome "upheld"  { zh = "维持原意见", en = "Uphold", needs = { "facts", "opinion", "basis" } },
  outcome "revoked" { zh = "撤销原意见，责令重新处理", en = "Revoke, to be handled again", needs = { "facts", "opinion", "basis" } },
  outcome "changed" { zh = "变更原意见", en = "Change", needs = { "facts", "opinion", "basis" } },
  outcome "redo"    { zh = "责令重新处理", en = "Order to handle it again", needs = { "facts", "opinion", "basis" } },
  outcome "hearing" { zh = "举行听证", en = "A hearing first" },
  text "facts"       { zh = "查明的事实和理由", en = "Facts and reasons", max = 5000 },
  text "opinion"     { zh = "复查（复核）意见", en = "Opinion", max = 5000 },
  text "basis"       { zh = "依据", en = "Legal basis", max = 2000 },
  text "review_body" { zh = "复核机关（复查意见填写）", en = "Body of the re-review", plain = true, max = 100 },
}

---------------------------------------------------------------- accusations

form "accusation_decision" { zh = "检举控告受理", en = "Take up an accusation",
  outcome "take_up" { zh = "受理", en = "Take up" },
  outcome "pass_on" { zh = "按管理权限移送", en = "Pass on to the competent body", needs = { "unit" } },
  outcome "refuse"  { zh = "不予受理", en = "Do not take up", needs = { "reason", "body" } },
  office "unit"   { zh = "移送机关", en = "To" },
  text   "reason" { zh = "理由", en = "Reason", max = 2000 },
  text   "body"   { zh = "可以提出的机关、单位", en = "Where to go instead", plain = true, max = 200 },
}

form "accusation_result" { zh = "检举控告处理结果", en = "Result of an accusation",
  outcome "dealt_with" { zh = "已处理，反馈实名检举控告人", en = "Dealt with, a named accuser is told", needs = { "answer" } },
  text "answer" { zh = "反馈内容", en = "What the accuser is told", max = 2000 },
}

---------------------------------------------------------------- what may come at any time

form "withdrawal" { zh = "撤回信访事项", en = "Withdrawal",
  text "words" { zh = "本人说明（可以不填）", en = "In the petitioner's words (may be left out)", max = 2000 },
}

form "freely_made" { zh = "核实是否自愿", en = "Was it freely made?",
  outcome "confirm" { zh = "核实：出于自愿", en = "Confirmed: freely made" },
  outcome "dispute" { zh = "不属实或者受到胁迫", en = "Not so, or under pressure" },
}

form "safety" { zh = "公共安全内容另行处理", en = "What touches public safety goes on",
  outcome "passed_on" { zh = "已作为隐患移交", en = "Passed on as a hazard", needs = { "unit" } },
  office "unit" { zh = "接收单位", en = "To" },
}

form "death" { zh = "信访人死亡或者终止", en = "Death or end of a petitioner",
  outcome "successor"    { zh = "由承受人继续", en = "A successor goes on", needs = { "successor" } },
  outcome "no_successor" { zh = "没有承受人", en = "No successor" },
  people "successor" { zh = "承受人", en = "Successor" },
}

form "danger" { zh = "紧急情况", en = "Danger",                                  -- nothing is required: a report is never held up
  choice "what" { zh = "情形", en = "What it is",
    { "life", zh = "危及生命健康、火灾、事故", en = "Danger to life, fire, accident" }, { "self_harm", zh = "轻生言语或者精神危机", en = "Words of self-harm, a crisis" },
    { "violence", zh = "家庭暴力", en = "Domestic violence" }, { "minor", zh = "未成年人受到或者可能受到侵害", en = "A minor harmed or in danger" },
    { "sharpening", zh = "矛盾可能激化", en = "A dispute likely to sharpen" }, { "major", zh = "重大、紧急信访信息", en = "Major, urgent petition information" },
    { "left_behind", zh = "生活不能自理的人滞留接待场所", en = "Somebody who cannot care for himself was left here" },
    { "hardship", zh = "生活困难", en = "Hardship" }, { "other", zh = "其他", en = "Other" } },
  text "words" { zh = "情况说明", en = "What happened", max = 5000 },
}

form "protection" { zh = "紧急处置", en = "Protection",                          -- call for help first, write it down afterwards
  outcome "confirm" { zh = "已处置", en = "Dealt with", needs = { "reported_to", "measures" } },
  choice "reported_to" { zh = "已报告或者联系", en = "Reported to",
    { "police", zh = "公安机关（110）", en = "Police (110)" }, { "fire", zh = "消防救援（119）", en = "Fire service (119)" },
    { "ambulance", zh = "急救（120）", en = "Ambulance (120)" }, { "traffic", zh = "交警（122）", en = "Traffic police (122)" },
    { "civil_affairs", zh = "民政部门（救助）", en = "Civil affairs" }, { "family", zh = "家属", en = "Family" },
    { "government", zh = "本级党委、政府并通报联席会议办公室", en = "Party committee and government, joint meeting told" },
    { "nobody", zh = "无须报告", en = "Nobody: not needed" } },
  text "measures" { zh = "采取的措施", en = "Measures taken", max = 5000 },
}

form "disorder" { zh = "信访秩序", en = "Order at the reception",                -- no other outcome: only the police act (XF 26, 47)
  outcome "persuaded"   { zh = "已劝阻、批评教育", en = "Persuaded" },
  outcome "told_police" { zh = "已报告公安机关依法处置", en = "The police were told" },
}

form "charge" { zh = "领导包案", en = "Taking charge",
  date "target" { zh = "化解目标日期（不改变法定期限）", en = "Target date; no legal limit changes" },
  text "plan"   { zh = "包案方案", en = "Plan", max = 2000 },
}

form "rating" { zh = "满意度评价", en = "Rating",                                -- of the offices, never of the petitioner
  choice "office_timely"  { zh = "对信访部门：及时性", en = "Petition office: timely",
    { "satisfied", zh = "满意", en = "Satisfied" }, { "basically", zh = "基本满意", en = "Basically" }, { "not", zh = "不满意", en = "Not" } },
  choice "unit_timely"    { zh = "对承办单位：及时性", en = "Unit: timely",
    { "satisfied", zh = "满意", en = "Satisfied" }, { "basically", zh = "基本满意", en = "Basically" }, { "not", zh = "不满意", en = "Not" } },
  choice "unit_attitude"  { zh = "对承办单位：态度", en = "Unit: attitude",
    { "satisfied", zh = "满意", en = "Satisfied" }, { "basically", zh = "基本满意", en = "Basically" }, { "not", zh = "不满意", en = "Not" } },
  choice "result"         { zh = "对办理结果", en = "Result", required = true,
    { "satisfied", zh = "满意", en = "Satisfied" }, { "basically", zh = "基本满意", en = "Basically" }, { "not", zh = "不满意", en = "Not" } },
  text   "reason" { zh = "理由", en = "Reason", max = 1000 },
}

---------------------------------------------------------------- supervision, of units only

form "supervision" { zh = "督办", en = "Supervision",
  outcome "remind" { zh = "督促办理（黄牌）", en = "Remind: yellow card", needs = { "reason", "order" } },
  outcome "listed" { zh = "约谈、通报、挂牌督办（红牌）", en = "Talk, circulate, list: red card", needs = { "reason", "order" } },
  choice "trigger" { zh = "督办情形", en = "What set it off",
    { "rules", zh = "违反受理、办理规定", en = "Breach of the rules" }, { "shifting", zh = "推诿、敷衍、拖延、弄虚作假", en = "Shifting, delay, pretence" },
    { "not_executed", zh = "拒不执行处理意见", en = "Opinion not carried out" }, { "repeated", zh = "重复信访、评价不满意", en = "Repeated, or rated not satisfied" } },
  text "reason" { zh = "督办事由", en = "Reason", max = 2000 },
  text "order"  { zh = "督办要求", en = "What is ordered", max = 2000 },
}

form "suggestion" { zh = "督办建议", en = "Suggestion",
  outcome "improve" { zh = "改进工作建议", en = "Improve the work", needs = { "suggestion" } },
  outcome "policy"  { zh = "完善政策建议", en = "Improve a policy", needs = { "suggestion", "topic", "like_cases" } },
  outcome "account" { zh = "追究责任建议（送有权机关）", en = "Accountability, to the body with the power", needs = { "suggestion" } },
  text "suggestion" { zh = "建议内容", en = "Suggestion", max = 5000 },
  text "topic"      { zh = "政策问题", en = "Policy problem", plain = true, max = 200 },
  text "like_cases" { zh = "同类信访事项编号", en = "Numbers of like cases", plain = true, max = 2000 },
}

form "suggestion_answer" { zh = "建议采纳情况", en = "What was made of the suggestion",
  outcome "taken"     { zh = "采纳", en = "Adopted", needs = { "answer" } },
  outcome "not_taken" { zh = "未采纳，说明理由", en = "Not adopted, with reasons", needs = { "answer" } },
  text "answer" { zh = "书面反馈", en = "Answer in writing", max = 5000 },
}
