-- A key without a safe order.
-- expect: error "has a boolean as a key"
for k in pairs({ [true] = 1 }) do end
