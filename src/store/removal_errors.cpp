#include "store/removal_errors.h"

#include <fmt/format.h>

namespace baryon::store {

Result<void> RemovalErrors::result() const {
  if (!first_) return {};
  auto error = *first_;
  if (count_ > 1) error.message += fmt::format(" (and {} more could not be removed)", count_ - 1);
  return std::unexpected(std::move(error));
}

}  // namespace baryon::store
