#pragma once

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

/// A library of the packaged Lambda function that is loaded when something of it is called for the first time. With
/// what libcurl and libpq need in turn they are forty libraries, which take longer to load than a function has for its
/// start, and answering a ping needs none of them. Linked in their place by scripts/package-lambda; the program itself
/// does not know of it.
namespace baryon::late {

inline void* found_or_abort(void* found) {
  if (found == nullptr) {
    std::fprintf(stderr, "baryon: the package is not whole: %s\n", dlerror());
    std::abort();
  }
  return found;
}

/// A function of a library that stays loaded from then on.
template <class Function>
Function* find(const char* library, const char* name) {
  void* const opened = found_or_abort(dlopen(library, RTLD_NOW | RTLD_LOCAL));
  return reinterpret_cast<Function*>(found_or_abort(dlsym(opened, name)));
}

}  // namespace baryon::late

// NOLINTBEGIN(bugprone-macro-parentheses): types and lists
#define BARYON_LATE(library, result, name, parameters, arguments)                 \
  result name parameters {                                                        \
    static auto* const real = baryon::late::find<decltype(name)>(library, #name); \
    return real arguments;                                                        \
  }
// NOLINTEND(bugprone-macro-parentheses)
