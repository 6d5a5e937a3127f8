example "two" { workflow = "listing", data = { items = { { n = 1 }, { n = 2 } } } }
