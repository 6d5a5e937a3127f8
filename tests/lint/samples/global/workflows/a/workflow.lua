local kept = prnt("x")
