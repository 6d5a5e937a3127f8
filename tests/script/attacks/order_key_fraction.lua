-- A key without a safe order.
-- expect: error "has a fraction as a key"
for k in pairs({ [1.5] = 1 }) do end
