#pragma once

#include <string>
#include <utility>

#include "bundle/lint/report.h"

namespace baryon::bundle::lint {

/// Adds findings about one file, whose path is relative to the version directory.
class FileReport {
 public:
  FileReport(std::string file, Report& report) : file_(std::move(file)), report_(report) {}

  void add(const Rule& rule, Place place, std::string message, std::string hint = {}) const {
    report_.add(rule, file_, place, std::move(message), std::move(hint));
  }

  /// For findings about another file of the same bundle.
  [[nodiscard]] FileReport about(std::string file) const { return {std::move(file), report_}; }

 private:
  std::string file_;
  Report& report_;
};

}  // namespace baryon::bundle::lint
