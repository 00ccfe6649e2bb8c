# The script and the style of a run's page, bundled from tools/report/page into the library. Where a package is missing,
# the library is built without them, and `eddy report` names it.
find_program(ESBUILD esbuild)
find_file(PREACT preact.js PATHS /usr/share/nodejs/preact/src NO_DEFAULT_PATH)

# eddy_page(TARGET SOURCE): gives them to the source file, which is compiled alone.
function(eddy_page target source)
  set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(NOT ESBUILD OR NOT PREACT)
    message(STATUS "The page of a run is not built: it needs the Debian packages esbuild and node-preact")
    return()
  endif()
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/report/page)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/page)
  file(GLOB_RECURSE parts CONFIGURE_DEPENDS ${folder}/*.ts ${folder}/*.tsx ${folder}/*.css)
  add_custom_command(OUTPUT ${made}/page.js ${made}/page.css ${made}/page.sha256 VERBATIM
    COMMAND ${ESBUILD} main.tsx --bundle --minify --charset=utf8 --format=esm --target=es2022 --log-level=warning
            --jsx-factory=h --jsx-fragment=Fragment --alias:preact=${PREACT} --outfile=${made}/page.js
    COMMAND ${ESBUILD} page.css --minify --charset=utf8 --log-level=warning --outfile=${made}/page.css
    COMMAND ${CMAKE_COMMAND} -DDIRECTORY=${made} -P ${PROJECT_SOURCE_DIR}/cmake/hash_page.cmake
    WORKING_DIRECTORY ${folder}
    DEPENDS ${parts} ${PROJECT_SOURCE_DIR}/cmake/hash_page.cmake
    COMMENT "Bundling the page of a run")
  set_source_files_properties(${source} PROPERTIES
    OBJECT_DEPENDS "${made}/page.js;${made}/page.css;${made}/page.sha256"
    COMPILE_DEFINITIONS
      "EDDY_PAGE_SCRIPT=\"${made}/page.js\";EDDY_PAGE_STYLE=\"${made}/page.css\";EDDY_PAGE_HASH=\"${made}/page.sha256\"")
endfunction()
