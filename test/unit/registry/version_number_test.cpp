#include <gtest/gtest.h>

#include "registry/registry.h"

namespace baryon::registry {
namespace {

TEST(VersionNumber, ReadsMajorAndMinor) {
  EXPECT_EQ(parse_version_number("1.0"), (VersionNumber{.major = 1, .minor = 0}));
  EXPECT_EQ(parse_version_number("12.345")->text(), "12.345");
  for (const auto* const text : {"", "1", "1.", ".1", "1.0.0", "v1.0", "-1.0", "01.0", "1.00", "1.x", " 1.0"})
    EXPECT_EQ(parse_version_number(text).error().code, ErrorCode::invalid) << text;
}

}  // namespace
}  // namespace baryon::registry
