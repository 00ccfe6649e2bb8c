# eddy::testing: all that a unit test of node logic links beside its own sources, doctest included, for <eddy/testing.h>.
# eddy::testing_main: that, and doctest's main(). For executables; it is compiled with them.
# Both can be named whether doctest is there or not; what links them needs it.
find_package(doctest QUIET GLOBAL)

add_library(eddy_testing INTERFACE)
add_library(eddy::testing ALIAS eddy_testing)
set_target_properties(eddy_testing PROPERTIES EXPORT_NAME testing)
target_link_libraries(eddy_testing INTERFACE doctest::doctest eddy_workloads eddy_nodes)

add_library(eddy_testing_main INTERFACE)
add_library(eddy::testing_main ALIAS eddy_testing_main)
set_target_properties(eddy_testing_main PROPERTIES EXPORT_NAME testing_main)
target_sources(eddy_testing_main INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/tests/main.cpp>
  $<INSTALL_INTERFACE:$<INSTALL_PREFIX>/share/eddy/testing_main.cpp>)
target_link_libraries(eddy_testing_main INTERFACE eddy_testing)
