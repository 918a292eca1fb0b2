#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bundle/finding.h"
#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

/// Collects the findings about one bundle. Bounded: of errors, and of the others together, the first `most` are kept,
/// and a last note says how many were left out. One thread at a time.
class Report {
 public:
  static constexpr std::size_t most = 100;

  /// `file`: relative to the version directory, or empty. Text of strangers in `message` has to be escaped
  /// (`escape_for_display`); both texts are one line, begin in lower case and have no full stop.
  void add(const Rule& rule, const std::string& file, Place place, std::string message, std::string hint = {});

  [[nodiscard]] bool has_errors() const { return errors_ > 0; }

  /// Sorted by file and place; those of one place in the order in which they came.
  [[nodiscard]] std::vector<Finding> take();

 private:
  std::vector<Finding> findings_;  ///< sorted, see `take`
  std::size_t errors_ = 0;
  std::size_t others_ = 0;
};

}  // namespace baryon::bundle::lint
