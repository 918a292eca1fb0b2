#include "registry/lists.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "registry/registry.h"

namespace baryon::registry {
namespace {

TEST(Lists, RefuseWhatIsNone) {
  for (const auto* const json : {"", "{}", "[{\"name\": 1}]", "[{\"name\": \"x\"}]", "[1]", "[\"x\"", "null"}) {
    EXPECT_EQ(environments_from_json(json).error().code, ErrorCode::corrupt) << json;
  }
  EXPECT_EQ(texts_from_json("[1]").error().code, ErrorCode::corrupt);
  EXPECT_TRUE(texts_from_json("[]")->empty());
}

RC_GTEST_PROP(Lists, ReadBackWhatTheyWrite, (const std::vector<std::int64_t>& majors)) {
  std::vector<CompatibleEnvironment> environments;
  for (const auto major : majors)
    environments.push_back({.name = "\"\\" + std::string(static_cast<std::size_t>(major & 7), '/'), .major = major});
  RC_ASSERT(environments_from_json(to_json(environments)).value() == environments);
}

}  // namespace
}  // namespace baryon::registry
