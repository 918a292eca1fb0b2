#pragma once

#include <locale.h>

#include <clocale>

namespace baryon::archive {

/// Sets the calling thread's locale for the duration of a scope. libarchive converts names between the character set of
/// the locale and UTF-8: what it reads and writes must not depend on how the process was started.
class CharacterLocale {
 public:
  /// `C` or `C.UTF-8`, both built into glibc >= 2.35.
  explicit CharacterLocale(const char* name) : locale_(::newlocale(LC_CTYPE_MASK, name, nullptr)) {
    if (locale_ != nullptr) previous_ = ::uselocale(locale_);
  }
  ~CharacterLocale() {
    if (locale_ == nullptr) return;
    ::uselocale(previous_);
    ::freelocale(locale_);
  }
  CharacterLocale(const CharacterLocale&) = delete;
  CharacterLocale& operator=(const CharacterLocale&) = delete;

 private:
  locale_t locale_;
  locale_t previous_ = nullptr;
};

}  // namespace baryon::archive
