#include "base/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace baryon {

Secret::~Secret() { wipe(); }

// Copied, not moved: a short string lives inside the object, and moving would leave its characters behind unwiped.
Secret::Secret(Secret&& other) noexcept {
  value_ = other.value_;
  other.wipe();
}

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  wipe();
  value_ = other.value_;
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  value_ = other.value_;
  other.wipe();
  return *this;
}

void Secret::wipe() {
  OPENSSL_cleanse(value_.data(), value_.size());
  value_.clear();
}

}  // namespace baryon
