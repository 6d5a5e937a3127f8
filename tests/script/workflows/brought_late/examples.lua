example "one" { workflow = "brought_late", data = { applicants = { { person = { name = "甲" } } } } }
