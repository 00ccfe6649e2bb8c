# Installs this build below the build folder, then configures, builds and runs tests/consumer against it.
set(consumer_dir ${CMAKE_CURRENT_BINARY_DIR}/consumer)
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
set(consumer_prefix ${consumer_dir}/prefix)
set(rumours ${consumer_dir}/build/rumours)

# consumer_test(NAME COMMAND… [PROPERTIES …]): a test that needs the built consumer.
function(consumer_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "COMMAND;PROPERTIES")
  add_test(NAME "consumer: ${name}" COMMAND ${arg_COMMAND})
  set_tests_properties("consumer: ${name}" PROPERTIES FIXTURES_REQUIRED eddy_consumer ${arg_PROPERTIES})
endfunction()

# Of what an earlier build has installed nothing may be left: a file that is no longer installed would still be there.
add_test(NAME "consumer: the package installs"
         COMMAND sh -c "rm -rf '${consumer_prefix}' && '${CMAKE_COMMAND}' --install '${CMAKE_BINARY_DIR}' --prefix '${consumer_prefix}'")
add_test(NAME "consumer: find_package(eddy), build, run"
         COMMAND ${CMAKE_CTEST_COMMAND}
           --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer ${consumer_dir}/build
           --build-generator ${CMAKE_GENERATOR}
           --build-options
             -DCMAKE_PREFIX_PATH=${consumer_prefix}
             -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
             -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
             "-DCMAKE_CXX_FLAGS_${build_type}=${CMAKE_CXX_FLAGS_${build_type}}"
           --test-command rumours test -w broadcast --node rumours --time-limit 5 --no-store --seed 1)
set_tests_properties("consumer: the package installs" PROPERTIES FIXTURES_SETUP eddy_package)
set_tests_properties("consumer: find_package(eddy), build, run" PROPERTIES FIXTURES_REQUIRED eddy_package
                     FIXTURES_SETUP eddy_consumer)

consumer_test("the smallest program answers" COMMAND ${consumer_dir}/build/my-echo test -w echo --no-store --seed 1)
consumer_test("a unit test of node logic" COMMAND ${consumer_dir}/build/gossip_test)
consumer_test("eddy nodes shows what a program survives and promises" COMMAND ${rumours} nodes
              PROPERTIES PASS_REGULAR_EXPRESSION "  rumours \\*  +passes each value on, once\n +survives duplicate, slow; eventual\n")
consumer_test("a program survives what it says" COMMAND
              ${rumours} test -w broadcast --nemesis duplicate,slow --duplicate 0.5 --no-store --seed 1)

add_test(NAME "consumer: without doctest all is there but eddy::testing"
         COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_SOURCE_DIR}/consumer/no_doctest -B ${consumer_dir}/no_doctest
           -G ${CMAKE_GENERATOR} -DCMAKE_PREFIX_PATH=${consumer_prefix} -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER})
set_tests_properties("consumer: without doctest all is there but eddy::testing" PROPERTIES
  FIXTURES_REQUIRED eddy_package
  PASS_REGULAR_EXPRESSION "component testing: eddy::testing needs doctest, which was not found.*Build files have been written")

add_test(NAME "consumer: the documents are installed, and their links lead somewhere"
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/architecture/links ${consumer_prefix}/share/doc/eddy)
set_tests_properties("consumer: the documents are installed, and their links lead somewhere" PROPERTIES
                     FIXTURES_REQUIRED eddy_package)

consumer_test("completion and the manual page are installed" COMMAND sh -c
              "cd '${consumer_prefix}/share' && grep -q 'complete -F _eddy eddy' bash-completion/completions/eddy && grep -q '#compdef eddy' zsh/site-functions/_eddy && grep -q '^.TH EDDY 1' man/man1/eddy.1")

# In the source tree, too: eddy::testing without doctest's main(), which is here already.
add_executable(gossip_test_in_tree consumer/gossip_test.cpp)
target_link_libraries(gossip_test_in_tree PRIVATE eddy::testing eddy_doctest_main)
add_test(NAME "consumer: a unit test in the source tree" COMMAND gossip_test_in_tree)
