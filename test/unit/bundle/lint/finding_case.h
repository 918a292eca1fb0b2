#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "unit/bundle/lint/examined.h"

namespace baryon::test {

/// A bundle and what the rules of one group say about it.
struct FindingCase {
  std::string name;
  SampleBundle bundle;
  std::vector<std::string> findings;
  friend std::ostream& operator<<(std::ostream& out, const FindingCase& finding) { return out << finding.name; }
};

inline std::string name_of(const testing::TestParamInfo<FindingCase>& test_info) { return test_info.param.name; }

}  // namespace baryon::test
