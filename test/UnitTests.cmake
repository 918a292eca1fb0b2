# The filters for the suites whose tests begin in a source file.
function(suites_of source out)
  file(STRINGS ${source} macros REGEX "^(RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP|TEST|TEST_F|TEST_P)\\([A-Za-z0-9_]+,")
  set(suites "")
  foreach(macro IN LISTS macros)
    string(REGEX REPLACE "^[A-Z_]+\\(([A-Za-z0-9_]+),.*" "\\1" suite "${macro}")
    list(APPEND suites "${suite}.*" "*/${suite}.*")
  endforeach()
  list(REMOVE_DUPLICATES suites)
  set(${out} "${suites}" PARENT_SCOPE)
endfunction()

# One CTest entry for each source file of a gtest program: a process for each test would take longer to start than nearly
# all tests take to run. What is not found by its macro at the start of a line runs in an entry of its own.
#   add_unit_tests(<program> <root of the sources> <source>...)
function(add_unit_tests program root)
  set(all_suites "")
  foreach(source IN LISTS ARGN)
    suites_of(${source} suites)
    # A suite of several files runs with the first of them.
    if(all_suites)
      list(REMOVE_ITEM suites ${all_suites})
    endif()
    if(NOT suites)
      continue()
    endif()
    list(APPEND all_suites ${suites})
    file(RELATIVE_PATH name ${root} ${source})
    string(REGEX REPLACE "_test\\.cpp$" "" name "${name}")
    list(JOIN suites ":" filter)
    add_test(NAME unit.${name} COMMAND ${program} --gtest_brief=1 "--gtest_filter=${filter}")
    set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 300)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  endforeach()
  list(JOIN all_suites ":" filter)
  add_test(NAME unit.rest COMMAND ${program} --gtest_brief=1 "--gtest_filter=-${filter}")
  set_tests_properties(unit.rest PROPERTIES LABELS unit TIMEOUT 300)
endfunction()

# CTest entries that run the suites of these sources again beside a PostgreSQL server; skipped where none is installed.
#   add_postgresql_tests(<program> <source>...)
function(add_postgresql_tests program)
  find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
  set(all_suites "")
  foreach(source IN LISTS ARGN)
    suites_of(${source} suites)
    list(APPEND all_suites ${suites})
  endforeach()
  list(REMOVE_DUPLICATES all_suites)
  list(JOIN all_suites ":" filter)
  set(leaks_of_others ${CMAKE_CURRENT_SOURCE_DIR}/e2e/leaks_of_others.txt)
  # The longest of all: in parts, which begin first.
  foreach(shard RANGE 2)
    add_test(NAME unit.postgresql.${shard}
      COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/support/with_postgresql.py $<TARGET_FILE:${program}>
              --gtest_brief=1 "--gtest_filter=${filter}")
    set_tests_properties(unit.postgresql.${shard} PROPERTIES
      LABELS unit TIMEOUT 1200 COST 1000 SKIP_RETURN_CODE 77
      ENVIRONMENT "GTEST_TOTAL_SHARDS=3;GTEST_SHARD_INDEX=${shard};LSAN_OPTIONS=suppressions=${leaks_of_others}")
  endforeach()
endfunction()
