# How our own code is compiled. Nothing here reaches an installed package.

# A fused multiply-add rounds once where two instructions round twice: the same seed would differ between CPUs.
add_compile_options(-ffp-contract=off)

# __FILE__ and debug information name files from the repository root, wherever the checkout lies.
# ccache passes sources relative to the build folder, hence the second mapping.
file(RELATIVE_PATH eddy_root_from_build ${CMAKE_BINARY_DIR} ${PROJECT_SOURCE_DIR})
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
                    -fmacro-prefix-map=${eddy_root_from_build}=)

# Warnings, and the headers that are ours alone.
add_library(eddy_own_code INTERFACE)
target_include_directories(eddy_own_code INTERFACE ${PROJECT_SOURCE_DIR})
if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(eddy_own_code INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
endif()

if(EDDY_CCACHE)
  find_program(CCACHE ccache)
endif()
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_ABSSTDERR=true
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE})
  # Without these two, no object that uses a precompiled header is ever found again.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  else()
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()

# One precompiled header serves all libraries: they share their flags and their heavy headers.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/empty.cpp CONTENT "")
add_library(eddy_pch OBJECT EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/empty.cpp)
target_link_libraries(eddy_pch PRIVATE Boost::headers Boost::json fmt::fmt eddy_own_code)
target_precompile_headers(eddy_pch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/heavy_headers.h)

# Reading headers is most of the work of a compiler here, so sources are compiled many at a time. The price: what
# sources of one batch declare for themselves must have different names, and a changed source compiles its batch.
# eddy_compile_together(TARGET COUNT): at most COUNT sources of a folder at a time. A source that has a
# UNITY_GROUP keeps it.
function(eddy_compile_together target count)
  if(NOT EDDY_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  foreach(source IN LISTS sources)
    get_source_file_property(group ${source} UNITY_GROUP)
    if(NOT group)
      cmake_path(GET source PARENT_PATH folder)
      cmake_path(GET folder FILENAME folder)
      math(EXPR batch "0${in_${folder}} / ${count}")
      math(EXPR in_${folder} "0${in_${folder}} + 1")
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}_${batch})
    endif()
  endforeach()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # True of a header, not of a source that a batch includes.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()
