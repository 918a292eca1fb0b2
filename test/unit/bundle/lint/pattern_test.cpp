#include "bundle/lint/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace baryon::bundle::lint {
namespace {

TEST(Pattern, LetsRegularExpressionsPass) {
  for (const auto* const pattern : {"", "a", R"(([0-9]{1,3}\.){3}[0-9]{1,3}($|/(16|18|24)))",
                                    R"(^$|^\d{12}(,\d{12})*$)", R"([\]()*+?\\])", R"(\(\[\*)", "[^]]", "[(]", "a]b}c{",
                                    "a*?b+?c??d{2,3}?", "(?:a|b)+", "(?=a)(?!b)(?<name>c)", "(a)*(|b)", "[]a", "(?:)*"})
    EXPECT_FALSE(fault_in_pattern(pattern)) << pattern;
}

TEST(Pattern, FindsWhatIsSurelyWrong) {
  const auto fault = [](std::string_view pattern) { return fault_in_pattern(pattern).value_or(""); };
  EXPECT_EQ(fault("a(b(c)"), "a '(' that is never closed at byte 2");
  EXPECT_EQ(fault("a)b"), "a ')' that closes nothing at byte 2");
  EXPECT_EQ(fault("a[b"), "a '[' that is never closed at byte 2");
  EXPECT_EQ(fault(R"([a\])"), "a '[' that is never closed at byte 1");
  EXPECT_EQ(fault("a\\"), "an escape of nothing at byte 2");
  EXPECT_EQ(fault("*a"), "a '*' that repeats nothing at byte 1");
  EXPECT_EQ(fault("(+a)"), "a '+' that repeats nothing at byte 2");
  EXPECT_EQ(fault("a|*"), "a '*' that repeats nothing at byte 3");
  EXPECT_EQ(fault("^*"), "a '*' that repeats nothing at byte 2");
  EXPECT_EQ(fault("a**"), "a '*' that repeats nothing at byte 3");
  EXPECT_EQ(fault("(?"), "a '(' that is never closed at byte 1");
}

TEST(Pattern, TakesDepthWithoutRecursion) {
  EXPECT_TRUE(fault_in_pattern(std::string(1'000'000, '(')));
  EXPECT_FALSE(fault_in_pattern(std::string(500'000, '(') + std::string(500'000, ')')));
}

}  // namespace
}  // namespace baryon::bundle::lint
