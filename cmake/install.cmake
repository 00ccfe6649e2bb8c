include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(eddy_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/eddy)

install(TARGETS eddy_base eddy_sim eddy_nodes eddy_checkers eddy_workloads eddy_main eddy_testing eddy_testing_main
        EXPORT eddyTargets)
install(EXPORT eddyTargets NAMESPACE eddy:: DESTINATION ${eddy_package_dir})
install(DIRECTORY include/eddy DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
# What eddy::testing_main brings.
install(FILES tests/main.cpp DESTINATION share/eddy RENAME testing_main.cpp)

# The documents, in folders as here, so that they find one another.
file(GLOB_RECURSE eddy_documents CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
     base/*.md sim/*.md nodes/*.md checkers/*.md workloads/*.md tools/*.md tests/*.md docs/*)
foreach(document IN LISTS eddy_documents ITEMS README.md CONTRIBUTING.md CHANGELOG.md LICENSE)
  get_filename_component(folder ${document} DIRECTORY)
  install(FILES ${document} DESTINATION share/doc/eddy/${folder})
endforeach()

configure_package_config_file(cmake/eddyConfig.cmake.in ${PROJECT_BINARY_DIR}/eddyConfig.cmake
                              INSTALL_DESTINATION ${eddy_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/eddyConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/eddyConfig.cmake ${PROJECT_BINARY_DIR}/eddyConfigVersion.cmake
        DESTINATION ${eddy_package_dir})
