# Clang's own linker where there is one: the two dozen programs of a tree with fuzz targets link several times faster.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  string(REGEX MATCH "^[0-9]+" BARYON_CLANG_MAJOR ${CMAKE_CXX_COMPILER_VERSION})
  find_program(BARYON_LLD ld.lld-${BARYON_CLANG_MAJOR})
  if(BARYON_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()
