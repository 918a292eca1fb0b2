#include "bundle/digest.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/sha256.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

TEST(BundleDigest, IsWhatItsHeaderSays) {
  const std::vector<BundleFile> files{{.path = "b", .is_executable = true, .sha256 = sha256("two")},
                                      {.path = "a/c", .sha256 = sha256("one")}};
  const auto bytes = [](const Sha256Digest& digest) { return std::string(digest.begin(), digest.end()); };
  const auto text = "baryon bundle digest 1\n-" + bytes(sha256("one")) + std::string(7, '\0') + "\x03" + "a/c" + "x" +
                    bytes(sha256("two")) + std::string(7, '\0') + "\x01" + "b";
  EXPECT_EQ(bundle_digest(files), to_hex(sha256(text)));
}

TEST(BundleDigest, NeverChangesForTheSameContent) {
  // Digests lie in databases; this value may only change together with the first line of the format.
  EXPECT_EQ(bundle_digest({}), to_hex(sha256("baryon bundle digest 1\n")));
  const std::vector<BundleFile> files{{.path = "schema/schema.yaml", .sha256 = sha256("schema: {}\n")}};
  EXPECT_EQ(bundle_digest(files), "ee6069ba59192dd178ff7398e42fa9b10f6f3bc6c53e47132fa4dad77190f752");
}

struct Member {
  std::string content;
  bool is_executable = false;
  std::uint64_t time = 0;
  unsigned owner = 0;
};

using Members = std::vector<std::pair<std::string, Member>>;

Members any_members() {
  const auto text = rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcdefg\n #")));
  Members members;
  const auto count = *rc::gen::inRange(0, 6);
  for (int i = 0; i < count; ++i)
    members.emplace_back("infrastructure/file" + std::to_string(i),
                         Member{*text, *rc::gen::arbitrary<bool>(), *rc::gen::inRange<std::uint64_t>(0, 1U << 30U),
                                *rc::gen::inRange(0U, 60'000U)});
  members.emplace_back("schema/schema.yaml", Member{test::environment_schema});
  return members;
}

/// The digest of a template with these files after the way through an archive.
std::string digest_of(const Members& members, std::uint32_t level = 1) {
  test::TarBuilder tar;
  for (const auto& [path, member] : members)
    tar.header({.name = "vpc/v1/" + path,
                .mode = member.is_executable ? 0775U : 0640U,
                .size = member.content.size(),
                .time = member.time,
                .owner = member.owner})
        .content(member.content);
  const auto scan = test::scan_bytes(test::gzip(tar.end(), level)).value();
  return scan.bundles.at(0).digest;
}

RC_GTEST_PROP(BundleDigest, DependsOnNothingButContent, ()) {
  auto members = any_members();
  const auto digest = digest_of(members);
  for (auto i = members.size(); i-- > 1;) std::swap(members[i], members[*rc::gen::inRange<std::size_t>(0, i + 1)]);
  for (auto& [path, member] : members) {
    member.time = *rc::gen::inRange<std::uint64_t>(0, 1U << 30U);
    member.owner = *rc::gen::inRange(0U, 60'000U);
  }
  RC_ASSERT(digest_of(members, *rc::gen::inRange(0U, 4U)) == digest);
}

RC_GTEST_PROP(BundleDigest, ChangesWithAnyByteNameOrExecutableBit, ()) {
  auto members = any_members();
  members.emplace_back("infrastructure/other", Member{"text"});
  const auto digest = digest_of(members);
  auto& [path, member] = members[*rc::gen::inRange<std::size_t>(0, members.size())];
  switch (*rc::gen::inRange(0, path == "schema/schema.yaml" ? 2 : 5)) {
    case 0:
      member.content += '\n';
      break;
    case 1:
      member.is_executable = !member.is_executable;
      break;
    case 2:
      path += 'x';
      break;
    case 3:
      path = "x" + path;
      break;
    case 4:
      member.content = "#" + member.content;
      break;
  }
  RC_ASSERT(digest_of(members) != digest);
}

TEST(BundleDigest, TellsWhereANameEndsAndContentBegins) {
  EXPECT_NE(digest_of({{"schema/schema.yaml", {test::environment_schema}}, {"ab", {"c"}}}),
            digest_of({{"schema/schema.yaml", {test::environment_schema}}, {"a", {"bc"}}}));
  EXPECT_NE(digest_of({{"schema/schema.yaml", {test::environment_schema}}, {"a", {""}}}),
            digest_of({{"schema/schema.yaml", {test::environment_schema}}}));
}

}  // namespace
}  // namespace baryon::bundle
