# Installs this build below the build folder, then configures, builds and runs tests/consumer against it.
set(consumer_dir ${CMAKE_CURRENT_BINARY_DIR}/consumer)
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
set(consumer_prefix ${consumer_dir}/prefix)

add_test(NAME "consumer: the package installs"
         COMMAND ${CMAKE_COMMAND} --install ${CMAKE_BINARY_DIR} --prefix ${consumer_prefix})
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
add_test(NAME "consumer: a unit test of node logic" COMMAND ${consumer_dir}/build/gossip_test)
set_tests_properties("consumer: a unit test of node logic" PROPERTIES FIXTURES_REQUIRED eddy_consumer)
