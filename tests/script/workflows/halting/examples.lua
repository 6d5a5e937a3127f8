example "two" { workflow = "halting", data = { items = { { n = 1 }, { n = 2 } } } }
