-- Looks for dump behind a text's methods.
-- expect: value nil
return type(("x").dump)
