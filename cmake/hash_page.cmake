# Writes the SHA-256 of the page's script, by which its content policy allows it.
file(READ ${DIRECTORY}/page.js script)
string(FIND "${script}" "</script" end)
if(NOT end EQUAL -1)
  message(FATAL_ERROR "page.js holds </script, which would end it within a page")
endif()
file(SHA256 ${DIRECTORY}/page.js hash)
file(WRITE ${DIRECTORY}/page.sha256 ${hash})
