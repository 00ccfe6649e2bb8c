# Installed headers name one another as their users do, <eddy/sim/…>, so that a user's own sim/ cannot come between.
file(GLOB_RECURSE headers "${eddy_headers}/*.h")
foreach(header IN LISTS headers)
  file(READ "${header}" text)
  string(REGEX REPLACE "#include \"(base|sim|nodes|checkers|workloads|tools)/([^\"]+)\""
         "#include <eddy/\\1/\\2>" text "${text}")
  file(WRITE "${header}" "${text}")
endforeach()
