# Warnings are errors with both compilers: a warning nobody reads is worse than none.
add_library(baryon_warnings INTERFACE)
target_compile_options(
  baryon_warnings
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Woverloaded-virtual
            -Wimplicit-fallthrough
            -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports libstdc++'s own std::expected and std::variant here at -O2 (GCC bugs 105562, 105593).
  target_compile_options(baryon_warnings INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()
