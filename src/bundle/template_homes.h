#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/collector.h"
#include "bundle/lint/report.h"

namespace baryon::bundle {

/// A version directory that is a template, by its content.
struct Candidate {
  const std::string* path = nullptr;
  const VersionDirectory* directory = nullptr;
  std::string name;

  [[nodiscard]] std::string_view parent() const;
};

/// Where the templates of one archive lie. A template has one home; which of two directories was meant is not for us to
/// guess, so none of them is taken. Views into the candidates; thread-safe.
class TemplateHomes {
 public:
  explicit TemplateHomes(std::span<const Candidate> candidates);

  /// Reports that another directory has this template too, or one that differs only in case.
  void check(const Candidate& candidate, lint::Report& report) const;

 private:
  /// Different places, counted; the first few by name.
  struct Places {
    std::set<std::string_view> all;
    std::vector<std::string_view> first;

    void add(std::string_view place);
    [[nodiscard]] std::string text() const;
  };
  struct Home {
    Places parents;
    std::map<std::int64_t, Places> by_major;
  };
  /// The first two candidates whose names, or whose paths, are the same but for case.
  struct Spellings {
    const Candidate* first = nullptr;
    const Candidate* other = nullptr;
  };

  [[nodiscard]] const Candidate* spelled_otherwise(const Candidate& candidate) const;

  struct LessIgnoringCase {
    bool operator()(std::string_view a, std::string_view b) const;
  };

  std::map<std::string_view, Home> homes_;
  std::map<std::string_view, Spellings, LessIgnoringCase> by_name_;
  std::map<std::string_view, Spellings, LessIgnoringCase> by_path_;
};

}  // namespace baryon::bundle
