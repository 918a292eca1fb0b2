#include "bundle/lint/line_index.h"

#include <gtest/gtest.h>

namespace baryon::bundle::lint {
namespace {

TEST(LineIndex, TellsPlacesFromOne) {
  const LineIndex lines("ab\n\nc");
  EXPECT_EQ(lines.place(0), (Place{.line = 1, .column = 1}));
  EXPECT_EQ(lines.place(2), (Place{.line = 1, .column = 3}));
  EXPECT_EQ(lines.place(3), (Place{.line = 2, .column = 1}));
  EXPECT_EQ(lines.place(5), (Place{.line = 3, .column = 2}));
  EXPECT_EQ(LineIndex("").place(0), (Place{.line = 1, .column = 1}));
}

}  // namespace
}  // namespace baryon::bundle::lint
