example "fast" { workflow = "deadlines", data = { speed = "fast", items = { { by_date = "2026-01-12" }, { by_date = "2026-01-14" } } } }
example "slow" { workflow = "deadlines", data = { speed = "slow", items = { { by_date = "2026-01-12" } } } }
