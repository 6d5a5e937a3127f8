example "plain" { data = { what = "取件" } }
example "named" { data = { what = "送件" } }
