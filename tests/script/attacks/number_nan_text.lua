-- Text of nan must not show the processor's sign.
-- expect: value nan nan inf
return tostring(0/0) .. " " .. ("%.1f"):format(-(0/0)) .. " " .. ("%g"):format(1/0)
