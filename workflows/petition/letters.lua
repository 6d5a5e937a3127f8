-- The papers of a petition. Their texts are the templates in letters/, zh and en.

letter "receipt"             { zh = "信访事项收件告知书", en = "Receipt of a petition", number = "信收〔{year}〕{n}号" }
letter "state_notice"        { zh = "信访事项办理情况告知书", en = "Notice of how a matter stands", number = "信告〔{year}〕{n}号" }
letter "guidance"            { zh = "引导告知书", en = "Guidance to the lawful procedure", number = "信导〔{year}〕{n}号" }
letter "transfer_notice"     { zh = "信访事项转送告知书", en = "Notice of transfer", number = "信转告〔{year}〕{n}号" }
letter "assignment"          { zh = "信访事项交办函", en = "Letter of assignment", number = "信交〔{year}〕{n}号" }
letter "acceptance_notice"   { zh = "信访事项受理告知书", en = "Notice of acceptance", number = "信受〔{year}〕{n}号" }
letter "route_notice"        { zh = "信访事项处理途径告知书", en = "Notice of the way a matter is handled", number = "信途〔{year}〕{n}号" }
letter "not_accepted"        { zh = "信访事项不予受理告知书", en = "Notice of non-acceptance", number = "信不受〔{year}〕{n}号" }
letter "extension_notice"    { zh = "信访事项延期办理告知书", en = "Notice of extension", number = "信延〔{year}〕{n}号" }
letter "hearing_notice"      { zh = "信访听证告知书", en = "Notice of a hearing", number = "信听〔{year}〕{n}号" }
letter "answer"              { zh = "信访事项答复书", en = "Answer", number = "信答〔{year}〕{n}号" }
letter "handling_opinion"    { zh = "信访事项处理意见书", en = "Handling opinion", number = "信处〔{year}〕{n}号" }
letter "closing_report"      { zh = "信访事项办结报告", en = "Closing report", number = "信报〔{year}〕{n}号" }
letter "review_not_admitted" { zh = "复查（复核）申请不予受理告知书", en = "Request for review not admitted", number = "信复不受〔{year}〕{n}号" }
letter "review_opinion"      { zh = "信访事项复查意见书", en = "Review opinion", number = "信复查〔{year}〕{n}号" }
letter "rereview_opinion"    { zh = "信访事项复核意见书", en = "Re-review opinion", number = "信复核〔{year}〕{n}号" }
letter "withdrawal_notice"   { zh = "撤回信访事项告知书", en = "Notice of withdrawal", number = "信撤〔{year}〕{n}号" }
letter "supervision_letter"  { zh = "信访事项督办函", en = "Supervision letter", number = "信督〔{year}〕{n}号" }
letter "suggestion_letter"   { zh = "信访工作建议书", en = "Suggestion", number = "信建〔{year}〕{n}号" }
letter "accusation_receipt"  { zh = "检举控告受理告知书", en = "Notice about an accusation" }
letter "accusation_answer"   { zh = "检举控告处理结果反馈", en = "Result of an accusation" }

notice "may_ask_review" { zh = "可以申请复查、复核", en = "A review may be asked for",
  text = { zh = "您可以在{last_day}前就{number}号信访事项向上一级机关、单位提出复查（复核）申请。", en = "You may ask the body above for a review of your matter {number} until {last_day}." } }
notice "taken_charge" { zh = "领导包案", en = "A leader has taken charge",
  text = { zh = "{number}号信访事项已由领导包案，法定期限不变。", en = "A leader has taken charge of matter {number}. The legal limits stay." } }
notice "not_satisfied" { zh = "评价不满意", en = "Rated not satisfied",
  text = { zh = "{number}号信访事项被评价为不满意，请予督办。", en = "Matter {number} was rated not satisfied. Please look at it." } }
notice "not_carried_out" { zh = "处理意见未执行", en = "Opinion not carried out",
  text = { zh = "{number}号信访事项的处理意见未能执行，请予督办。", en = "The opinion on matter {number} was not carried out. Please look at it." } }
notice "ended_early" { zh = "交办事项提前终结", en = "An assigned matter ended early",
  text = { zh = "您单位交办的{number}号信访事项因信访人撤回、死亡或者终止而终结，不再反馈办理结果。", en = "Matter {number}, which your office assigned, ended because the petitioner withdrew or is no more. No result will follow." } }
notice "repeated" { zh = "重复信访", en = "Comes again",
  text = { zh = "{number}号信访事项系办结后再次提出，请关注首次办理质量。", en = "Matter {number} comes again after it was closed. Please look at how it was handled." } }
notice "major_event" { zh = "重大、紧急信访信息", en = "Major, urgent petition information",
  text = { zh = "{number}号信访事项报告重大、紧急情况，请立即处置并按规定报告。", en = "Matter {number} reports something major and urgent. Please act and report at once." }, life_safety = true }
