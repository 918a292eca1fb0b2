#include "archive/tar_writer.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>

#include "archive/tar_reader.h"
#include "unit/archive/tar_builder.h"

namespace baryon::archive {
namespace {

using testing::HasSubstr;

struct Member {
  std::string content;
  bool is_executable = false;
  friend bool operator==(const Member&, const Member&) = default;
};

using Tree = std::map<std::string, Member>;

std::string pack(const Tree& tree) {
  auto file = test::spool();
  auto writer = TarWriter::create(file).value();
  for (const auto& [path, member] : tree) {
    EXPECT_TRUE(writer.begin_file(path, member.content.size(), member.is_executable));
    EXPECT_TRUE(writer.write(as_bytes(member.content)));
  }
  EXPECT_TRUE(writer.finish());
  return test::content_of(file);
}

Result<Tree> unpack(std::string_view bytes) {
  auto file = test::spool(bytes);
  Tree tree;
  BARYON_CHECK(read_tar_gz(file, {}, [&](const Entry& entry, Content& content) -> Result<void> {
    auto& member = tree[entry.path];
    member.is_executable = entry.is_executable;
    while (true) {
      BARYON_TRY(const auto piece, content.next());
      if (piece.empty()) return {};
      member.content.append(piece.begin(), piece.end());
    }
  }));
  return tree;
}

TEST(TarWriter, WritesABareHeaderWithoutTimeOrName) {
  const auto bytes = pack({{"a", {"hello"}}});
  EXPECT_EQ(bytes.substr(0, 4), std::string("\x1F\x8B\x08\x00", 4));  // no flags: no name
  EXPECT_EQ(bytes.substr(4, 4), std::string(4, '\0'));                // no time
}

TEST(TarWriter, UsesPlainUstarWhereThereIsRoom) {
  auto file = test::spool(pack({{"schema/schema.yaml", {"a: "}}}));
  const auto summary = read_tar_gz(file, {}, [](const Entry&, Content&) -> Result<void> { return {}; });
  EXPECT_EQ(summary.value().unpacked_bytes, 512U + 512U + 1024U);  // one header, one block, the end mark
}

TEST(TarWriter, KeepsLongAndForeignNames) {
  const auto segment = std::string(150, 's');
  const Tree tree{{segment + "/" + segment + "/file", {"long"}},
                  {"gr\xC3\xBC\xC3\x9F"
                   "e/\xE6\x97\xA5\xE6\x9C\xAC.yaml",
                   {"composed", true}},
                  {"a\xCC\x88", {"decomposed stays decomposed"}}};
  EXPECT_EQ(unpack(pack(tree)).value(), tree);
}

TEST(TarWriter, KeepsSymbolicLinks) {
  auto file = test::spool();
  auto writer = TarWriter::create(file).value();
  const auto target = std::string(200, 't') + "/\xC3\xA4";
  ASSERT_TRUE(writer.add_symbolic_link("a", "b/c"));
  ASSERT_TRUE(writer.add_symbolic_link("b", target));
  ASSERT_TRUE(writer.finish());
  std::map<std::string, std::string> links;
  ASSERT_TRUE(read_tar_gz(file, {}, [&](const Entry& entry, Content&) -> Result<void> {
    links[entry.path] = entry.link_target;
    return {};
  }));
  EXPECT_EQ(links, (std::map<std::string, std::string>{{"a", "b/c"}, {"b", target}}));
}

TEST(TarWriter, RefusesWrongUse) {
  auto file = test::spool();
  auto writer = TarWriter::create(file).value();
  ASSERT_TRUE(writer.begin_file("b", 2, false));
  EXPECT_THAT(writer.begin_file("c", 0, false).error().message, HasSubstr("'b' lacks 2 bytes"));
  EXPECT_THAT(writer.finish().error().message, HasSubstr("lacks"));
  EXPECT_THAT(writer.write(as_bytes("xxx")).error().message, HasSubstr("more bytes"));
  EXPECT_TRUE(writer.write(as_bytes("xx")));
  EXPECT_THAT(writer.begin_file("a", 0, false).error().message, HasSubstr("'a' comes after 'b'"));
  EXPECT_THAT(writer.begin_file("b", 0, false).error().message, HasSubstr("'b' comes after 'b'"));
}

TEST(TarWriter, ReturnsTheErrorOfTheFile) {
  File read_only(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  auto writer = TarWriter::create(read_only).value();
  const auto bytes = test::noise(1'000'000);
  auto result = writer.begin_file("a", bytes.size(), false);
  if (result) result = writer.write(as_bytes(bytes));
  if (result) result = writer.finish();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(result.error().retryable);
}

TEST(TarWriter, AddsNothingToTheFileWhenGivenUp) {
  auto file = test::spool();
  {
    auto writer = TarWriter::create(file).value();
    ASSERT_TRUE(writer.begin_file("a", 5, false));
  }
  EXPECT_EQ(*file.size(), 0U);
}

rc::Gen<Tree> any_tree() {
  const auto letters = rc::gen::elementOf(std::string("abcXYZ019._- \\"));
  const auto segment = rc::gen::map(rc::gen::resize(40, rc::gen::container<std::string>(letters)),
                                    [](const std::string& text) { return "d" + text; });
  const auto path = rc::gen::map(rc::gen::resize(6, rc::gen::container<std::vector<std::string>>(segment)),
                                 [](const std::vector<std::string>& segments) {
                                   std::string text;
                                   for (const auto& part : segments) text += part + "/";
                                   return text + "file";
                                 });
  const auto member = rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::string>(), rc::gen::arbitrary<bool>()),
                                   [](const auto& pair) { return Member{pair.first, pair.second}; });
  return rc::gen::resize(20, rc::gen::container<Tree>(path, member));
}

RC_GTEST_PROP(TarWriter, WritesWhatTheReaderReads, ()) {
  const auto tree = *any_tree();
  const auto bytes = pack(tree);
  RC_ASSERT(unpack(bytes).value() == tree);
  RC_ASSERT(pack(tree) == bytes);
}

}  // namespace
}  // namespace baryon::archive
