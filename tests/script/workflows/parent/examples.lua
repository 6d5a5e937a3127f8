example "three" { workflow = "parent", data = { n = 3, person = { name = "林秋禾" } } }
example "too_many" { workflow = "parent", data = { n = 50, person = { name = "林秋禾" } } }
