example "child" { workflow = "handles", data = { person = { name = "周小满" }, words = "请不要告诉别人", label = "A1", birth_date = "2015-06-01",
  others = { { person = { name = "周立业" }, phone = "13900000007" }, { person = { name = "吴桂芳" } } } } }
