example "plain" { workflow = "telling_outside", data = { words = "words", n = 3 } }
