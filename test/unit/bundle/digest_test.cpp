#include "bundle/digest.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <iterator>
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
};

/// By path; the order of a map is the order of bytes.
using Members = std::map<std::string, Member>;

rc::Gen<std::string> any_text() { return rc::gen::container<std::string>(rc::gen::arbitrary<char>()); }

Members any_members() {
  const auto path = rc::gen::map(rc::gen::container<std::string>(rc::gen::elementOf(std::string("abAB./"))),
                                 [](const std::string& text) { return "spec/" + text + "f"; });
  Members members{{"spec/first", {*any_text()}}};
  for (const auto& name : *rc::gen::container<std::vector<std::string>>(path))
    members.emplace(name, Member{*any_text(), *rc::gen::arbitrary<bool>()});
  return members;
}

std::string digest_of(const Members& members) {
  std::vector<BundleFile> files;
  for (const auto& [path, member] : members)
    files.push_back({.path = path,
                     .is_executable = member.is_executable,
                     .size = member.content.size(),
                     .sha256 = sha256(member.content)});
  return bundle_digest(files);
}

RC_GTEST_PROP(BundleDigest, DoesNotDependOnTheOrderOfFiles, ()) {
  std::vector<BundleFile> files;
  for (const auto& [path, member] : any_members())
    files.push_back({.path = path, .is_executable = member.is_executable, .sha256 = sha256(member.content)});
  const auto digest = bundle_digest(files);
  for (auto i = files.size(); i-- > 1;) std::swap(files[i], files[*rc::gen::inRange<std::size_t>(0, i + 1)]);
  RC_ASSERT(bundle_digest(files) == digest);
}

RC_GTEST_PROP(BundleDigest, ChangesWithAnyByteNameOrExecutableBit, ()) {
  auto members = any_members();
  const auto digest = digest_of(members);
  const auto chosen = std::next(members.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(members)));
  auto& [content, is_executable] = chosen->second;
  const auto place = *rc::gen::inRange<std::size_t>(0, content.size() + 1);
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      content.insert(place, 1, *rc::gen::arbitrary<char>());
      break;
    case 1:
      RC_PRE(place < content.size());
      content[place] = static_cast<char>(content[place] ^ *rc::gen::inRange(1, 256));
      break;
    case 2:
      RC_PRE(place < content.size());
      content.erase(place, 1);
      break;
    case 3:
      is_executable = !is_executable;
      break;
    case 4: {
      auto node = members.extract(chosen);
      node.key().insert(*rc::gen::inRange<std::size_t>(0, node.key().size() + 1), 1, 'c');
      members.insert(std::move(node));
      break;
    }
    default:
      members.erase(chosen);
  }
  RC_ASSERT(digest_of(members) != digest);
}

TEST(BundleDigest, TellsWhereANameEndsAndContentBegins) {
  EXPECT_NE(digest_of({{"ab", {"c"}}}), digest_of({{"a", {"bc"}}}));
  EXPECT_NE(digest_of({{"a", {""}}}), digest_of({}));
  EXPECT_NE(digest_of({{"a", {""}}, {"b", {""}}}), digest_of({{"ab", {""}}}));
}

/// How an archive of the same content may differ.
struct Packing {
  bool has_dot_prefix = false;
  bool has_directories = false;
  bool is_pax = false;
  std::uint64_t time = 0;
  unsigned owner = 0;
  unsigned file_mode = 0644;
  unsigned program_mode = 0755;
  std::uint32_t level = 1;
};

Packing any_packing() {
  return {.has_dot_prefix = *rc::gen::arbitrary<bool>(),
          .has_directories = *rc::gen::arbitrary<bool>(),
          .is_pax = *rc::gen::arbitrary<bool>(),
          .time = *rc::gen::inRange<std::uint64_t>(0, 1U << 30U),
          .owner = *rc::gen::inRange(0U, 60'000U),
          .file_mode = *rc::gen::element(0644U, 0640U, 0600U, 0666U, 0655U),
          .program_mode = *rc::gen::element(0755U, 0700U, 0744U, 0100U),
          .level = *rc::gen::inRange(0U, 4U)};
}

/// The digest of a template with these files, in this order, after the way through an archive.
std::string digest_through(const std::vector<std::pair<std::string, Member>>& members, const Packing& packing) {
  const std::string root = packing.has_dot_prefix ? "./" : "";
  test::TarBuilder tar;
  if (packing.has_directories)
    tar.directory(root + "vpc/").directory(root + "vpc/v1/").directory(root + "vpc/v1/spec/");
  for (const auto& [path, member] : members) {
    if (packing.is_pax) tar.pax({{"path", root + "vpc/v1/" + path}, {"mtime", "1.5"}});
    tar.header({.name = packing.is_pax ? "short" : root + "vpc/v1/" + path,
                .mode = member.is_executable ? packing.program_mode : packing.file_mode,
                .size = member.content.size(),
                .time = packing.time,
                .owner = packing.owner})
        .content(member.content);
  }
  const auto scan = test::scan_bytes(test::gzip(tar.end(), packing.level)).value();
  return scan.bundles.at(0).digest;
}

RC_GTEST_PROP(BundleDigest, DependsOnNothingButContent, ()) {
  std::vector<std::pair<std::string, Member>> members{{"spec/run", {*any_text(), true}}, {"spec/text", {*any_text()}}};
  const auto repository = test::SampleRepository().environment("vpc/v1");
  for (const auto& [path, content] : repository.files) members.emplace_back(path.substr(7), Member{content});
  const auto digest = digest_through(members, {});
  for (auto i = members.size(); i-- > 1;) std::swap(members[i], members[*rc::gen::inRange<std::size_t>(0, i + 1)]);
  RC_ASSERT(digest_through(members, any_packing()) == digest);
  RC_ASSERT(digest_of({members.begin(), members.end()}) == digest);
}

}  // namespace
}  // namespace baryon::bundle
