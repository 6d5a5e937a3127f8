-- The papers of the file, in the order in which they are bound, and what is sent besides. Their texts lie in letters/.

letter "application"        { zh = "人民调解申请书", en = "Application for mediation" }
letter "registration"       { zh = "人民调解受理登记表", en = "Registration of a dispute" }
letter "refusal_notice"     { zh = "不予受理告知书", en = "Notice of refusal", number = "人调不受〔{year}〕{n}号" }
letter "entrustment_declined" { zh = "委托（移送）调解不予接受函", en = "Entrusted mediation declined", number = "人调函〔{year}〕{n}号" }
letter "transfer_notice"    { zh = "移送调解告知书", en = "Notice of transfer", number = "人调移〔{year}〕{n}号" }
letter "rights_notice"      { zh = "人民调解权利义务告知书", en = "Notice of rights and duties" }
letter "power_of_attorney"  { zh = "授权委托书", en = "Power of attorney" }
letter "session_notice"     { zh = "调解通知书", en = "Notice of a session" }
letter "inquiry_record"     { zh = "人民调解调查记录", en = "Inquiry record" }
letter "session_record"     { zh = "人民调解记录", en = "Session record" }
letter "term_notice"        { zh = "约定调解期限告知书", en = "Notice of another term" }
letter "pause_notice"       { zh = "中止调解告知书", en = "Notice of a pause" }
letter "agreement"          { zh = "人民调解协议书", en = "Mediation agreement", number = "（{year}）人调字第{n}号" }
letter "oral_agreement"     { zh = "人民调解口头协议登记表", en = "Record of an oral agreement", number = "（{year}）人调口字第{n}号" }
letter "undisputed_facts"   { zh = "无争议事实记载", en = "Undisputed facts" }
letter "termination_notice" { zh = "终止调解告知书", en = "Notice of termination", number = "人调终〔{year}〕{n}号" }
letter "confirmation_application" { zh = "司法确认申请书", en = "Application for judicial confirmation" }
letter "mediation_proof"    { zh = "主持调解证明", en = "Proof of mediation", number = "人调证〔{year}〕{n}号" }
letter "performance_record" { zh = "履行情况登记", en = "Record of performance" }
letter "urging_letter"      { zh = "督促履行通知书", en = "Urging letter", number = "人调督〔{year}〕{n}号" }
letter "enforcement_guide"  { zh = "权利救济途径告知书", en = "Ways to enforce" }
letter "follow_up_record"   { zh = "人民调解回访记录", en = "Follow-up record" }
letter "linkage_record"     { zh = "矛盾纠纷对接移送函", en = "Referral of a dispute", number = "人调联〔{year}〕{n}号" }
letter "report_back"        { zh = "委托（移送）调解反馈函", en = "Report to the entrusting body", number = "人调复〔{year}〕{n}号" }
letter "violence_report"    { zh = "家庭暴力、侵害未成年人情况报告", en = "Report of violence" }
letter "supervision_letter" { zh = "督办函", en = "Supervision letter", number = "人调办〔{year}〕{n}号" }
letter "file_cover"         { zh = "人民调解卷宗封面及目录", en = "Cover and contents of the file" }
letter "file_note"          { zh = "卷宗情况说明", en = "Note on the file" }
letter "back_cover"         { zh = "卷宗封底", en = "Back cover" }

notice "violence" { zh = "家庭暴力、侵害未成年人报告", en = "Violence reported", life_safety = true,
  text = { zh = "案件{number}报告有家庭暴力或者未成年人受侵害情形，调解已停止，请立即处置并依法报告。",
           en = "Case {number}: violence, or harm to a minor, was reported. The mediation stands still. Act and report at once." } }
