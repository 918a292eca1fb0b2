#include "bundle/bundle_root.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/tar_reader.h"
#include "base/text.h"
#include "bundle/schema.h"

namespace baryon::bundle {
namespace {

/// `vpc` of `vpc/schema/schema.yaml`; nothing where the path is another.
std::optional<std::string> root_of(const archive::Entry& entry) {
  const std::string_view path = entry.path;
  if (entry.type != archive::EntryType::file || !path.ends_with(schema_path)) return std::nullopt;
  const auto root = path.substr(0, path.size() - schema_path.size());
  if (root.empty()) return "";
  if (!root.ends_with('/')) return std::nullopt;
  return std::string(root.substr(0, root.size() - 1));
}

bool lies_in(std::string_view path, std::string_view directory) {
  return directory.empty() || path == directory ||
         (path.starts_with(directory) && path.substr(directory.size()).starts_with('/'));
}

}  // namespace

Result<std::string> find_bundle_root(File& archive, const archive::Limits& limits) {
  std::vector<std::string> roots;
  const auto note = [&](const archive::Entry& entry, archive::Content&) -> Result<void> {
    if (auto root = root_of(entry)) roots.push_back(*std::move(root));
    return {};
  };
  BARYON_CHECK(archive::read_tar_gz(archive, limits, note, archive::AbsoluteNames::strip));
  if (roots.empty())
    return fail(
        ErrorCode::invalid,
        fmt::format("File(s): [Schema file] is/are missing or not in the correct directory. No directory of the "
                    "archive holds {}",
                    schema_path));
  std::ranges::sort(roots, {}, [](const std::string& root) { return root.size(); });
  for (const auto& root : roots)
    if (!lies_in(root, roots.front()))
      return fail(ErrorCode::invalid,
                  fmt::format("the archive holds several bundles: both '{}' and '{}' hold {}",
                              escape_for_display(roots.front()), escape_for_display(root), schema_path),
                  "register each by itself");
  return roots.front();
}

}  // namespace baryon::bundle
