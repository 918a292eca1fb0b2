# `bootstrap`: the program as scripts/package-lambda puts it into a zip file. It starts faster than `baryon`, because most
# libraries are in it and libcurl and libpq are loaded late, and runs on systems with an older libc, because it brings its own.
set(BARYON_LAMBDA_STATIC "")
foreach(name boost_json boost_url boost_container archive yaml-cpp soci_sqlite3 soci_postgresql soci_core sqlite3 expat z)
  find_library(BARYON_LAMBDA_${name} lib${name}.a)
  if(NOT BARYON_LAMBDA_${name})
    message(STATUS "No lib${name}.a: the target bootstrap is left out")
    return()
  endif()
  list(APPEND BARYON_LAMBDA_STATIC ${BARYON_LAMBDA_${name}})
endforeach()
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(BARYON_LAMBDA_LOADER ld-linux-aarch64.so.1)
else()
  set(BARYON_LAMBDA_LOADER ld-linux-x86-64.so.2)
endif()

add_executable(bootstrap EXCLUDE_FROM_ALL src/main.cpp deploy/aws/package/late_curl.cpp deploy/aws/package/late_pq.cpp)
set_target_properties(bootstrap PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lambda SKIP_BUILD_RPATH ON)
target_include_directories(bootstrap PRIVATE ${CMAKE_SOURCE_DIR}/src ${PostgreSQL_INCLUDE_DIRS})
target_compile_options(bootstrap PRIVATE $<TARGET_PROPERTY:baryon_warnings,INTERFACE_COMPILE_OPTIONS>)
add_dependencies(bootstrap baryon_core)
target_link_libraries(
  bootstrap
  PRIVATE $<TARGET_FILE:baryon_core>
          ${BARYON_LAMBDA_STATIC}
          OpenSSL::SSL
          OpenSSL::Crypto
          spdlog
          fmt
          prometheus-cpp-core
          ${ISAL_LIBRARY})
# Lambda unpacks the zip file into /var/task. The old form of rpath also counts for what libraries need in turn.
target_link_options(
  bootstrap
  PRIVATE
  -s
  -Wl,--as-needed
  -Wl,--gc-sections
  -Wl,--disable-new-dtags
  -Wl,-rpath,/var/task/lib
  -Wl,--dynamic-linker=/var/task/lib/${BARYON_LAMBDA_LOADER})
