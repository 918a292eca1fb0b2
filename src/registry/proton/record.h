#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace baryon::registry::proton {

/// Reads the members of a structure in an answer. The first that is missing or has another type is remembered for
/// `check`; until then readers get empty values, so that they need not stop at each.
///
///     Record record(members, "environmentTemplate");
///     Template one{.name = record.text("name"), .created_at = record.time("createdAt")};
///     BARYON_CHECK(record.check());
///
/// One thread at a time; the object must outlive it.
class Record {
 public:
  /// `path`: where it stands in the answer, for messages.
  Record(const boost::json::object& members, std::string path) : members_(members), path_(std::move(path)) {}

  [[nodiscard]] std::string text(std::string_view name);
  [[nodiscard]] std::string text_or_nothing(std::string_view name);

  /// Seconds since 1970 with a fraction, as a JSON number.
  [[nodiscard]] Timestamp time(std::string_view name);

  /// A major or minor version, which is a text.
  [[nodiscard]] std::int64_t version_part(std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> version_part_or_nothing(std::string_view name);

  /// Null where it is not there.
  [[nodiscard]] const boost::json::array* list_or_nothing(std::string_view name);

  /// The member is not what it should be: `is no text`.
  void refuse(std::string_view name, std::string_view why);

  /// Errors: corrupt and retryable, naming the first member that is wrong.
  [[nodiscard]] Result<void> check() const;

 private:
  [[nodiscard]] const boost::json::value* find(std::string_view name) const;
  [[nodiscard]] const boost::json::value* require(std::string_view name);

  const boost::json::object& members_;
  const std::string path_;
  std::optional<std::string> fault_;
};

}  // namespace baryon::registry::proton
