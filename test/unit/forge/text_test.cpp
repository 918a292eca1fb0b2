#include "forge/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"

namespace baryon::forge {
namespace {

TEST(ForgeText, TakesTheFirstLineThatIsNotBlank) {
  EXPECT_EQ(first_line("Add VPC\n\nLong story"), "Add VPC");
  EXPECT_EQ(first_line("\r\n  Add VPC \r\nmore"), "Add VPC");
  EXPECT_EQ(first_line("Add\tVPC\x1B[31m"), "Add VPC [31m");
  EXPECT_EQ(first_line(" \n\t"), "");
  EXPECT_EQ(first_line(""), "");
}

TEST(ForgeText, CutsOnCharacterBorders) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abcd", 3), "abc");
  EXPECT_EQ(cut("a\u00E4\u20AC", 5), "a\u00E4");
  EXPECT_EQ(cut("\u20AC", 2), "");
  EXPECT_EQ(first_line(std::string(600, 'x')).size(), 500);
}

RC_GTEST_PROP(ForgeText, WhatIsCutIsAPrefixAndStaysUtf8, ()) {
  std::string text;
  for (const auto& piece : *rc::gen::container<std::vector<std::string>>(
           rc::gen::element<std::string>("a", "\u00E4", "\u20AC", "\U0001F600")))
    text += piece;
  const auto limit = *rc::gen::inRange<std::size_t>(0, 60);
  const auto part = cut(text, limit);
  RC_ASSERT(part.size() <= limit);
  RC_ASSERT(text.starts_with(part));
  RC_ASSERT(is_utf8(part));
  RC_ASSERT(text.size() <= limit || part.size() + 4 > limit);
}

}  // namespace
}  // namespace baryon::forge
