#include "unit/bundle/lint/examined.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baryon::bundle {
namespace {

using test::SampleBundle;
using testing::IsEmpty;

TEST(SampleBundle, HasNoFindings) {
  EXPECT_THAT(SampleBundle::environment().findings(), IsEmpty());
  EXPECT_THAT(SampleBundle::service().findings(), IsEmpty());
}

}  // namespace
}  // namespace baryon::bundle
