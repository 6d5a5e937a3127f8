-- Never ends.
-- expect: verdict budget
::again:: goto again
