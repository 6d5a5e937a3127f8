-- A key without a safe order.
-- expect: error "has a function as a key"
for k in pairs({ [type] = 1 }) do end
