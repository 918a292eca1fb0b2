#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baryon::bundle {

/// How bad a finding is. `error`: AWS Proton is documented to refuse it, or it cannot work whatever the inputs; such a
/// template is not registered. `warning`: suspicious. `note`: worth knowing.
enum class Severity : std::uint8_t { note, warning, error };

[[nodiscard]] std::string_view to_string(Severity severity);
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view text);

/// A place in a text file, both from 1; 0 where it is not known. Columns count bytes, as compilers do.
struct Place {
  int line = 0;
  int column = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// Something that a rule found in a bundle.
struct Finding {
  std::string rule;  ///< its id, see bundle/lint/rule.h
  Severity severity = Severity::warning;
  std::string file;  ///< relative to the version directory; empty: the directory as a whole
  Place place = {};
  std::string message;
  std::string hint = {};

  /// `schema/schema.yaml:4:3: <message>`, without what is not known of the place, fit for a terminal.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Finding&, const Finding&) = default;
};

[[nodiscard]] bool has_error(const std::vector<Finding>& findings);

}  // namespace baryon::bundle
