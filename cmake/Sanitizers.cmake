# BARYON_SANITIZE=address brings AddressSanitizer and UndefinedBehaviorSanitizer, =thread brings ThreadSanitizer.
if(BARYON_BUILD_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(BARYON_SANITIZE STREQUAL "address")
  # Not vptr: it takes a file descriptor for each look, which the tests of overload leave it none of, and Debian's SOCI does
  # not export the type information that it wants.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(BARYON_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()
