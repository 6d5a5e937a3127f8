-- A key without a safe order.
-- expect: error "has a table as a key"
for k in pairs({ [{}] = 1 }) do end
