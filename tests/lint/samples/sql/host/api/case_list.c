static const char *text = "SELECT id FROM cases";
