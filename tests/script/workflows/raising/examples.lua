example "caught" { workflow = "raising", data = { how = "caught" } }
example "loose" { workflow = "raising", data = { how = "loose" } }
