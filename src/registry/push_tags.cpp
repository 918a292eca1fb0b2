#include "registry/push_tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/encoding.h"
#include "base/units.h"
#include "bundle/version_path.h"

namespace baryon::registry::push_tags {
namespace {

constexpr std::string_view prefix = "baryon:";
constexpr std::string_view owner_key = "owner";  // `bitbucket:7`: the forge, and the repository's number in it
constexpr std::string_view repository_key = "repository";
constexpr std::string_view digest_key = "digest";
constexpr std::string_view commit_key = "commit";
constexpr std::string_view ref_key = "ref";
constexpr std::string_view directory_key = "directory";
constexpr std::string_view bundle_key = "bundle";
constexpr std::string_view run_key = "run";
constexpr std::string_view engine_key = "engine";
constexpr std::string_view outputs_key = "outputs";  // `2/SubnetId/VpcId`: how many, then their names
constexpr std::string_view publish_key = "publish";
constexpr std::string_view at_once = "automatic";

constexpr std::size_t longest_value = 256;
constexpr std::size_t most_tags_of_outputs = 16;  // beside other tags in a version's 50
constexpr char escape = '=';

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_.:/+-@").contains(c);
}

std::string escaped(std::string_view text, char also = escape) {
  std::string out;
  for (const char c : text) {
    if (is_plain(c) && c != also)
      out += c;
    else
      out += fmt::format("={:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

/// What is not written here stays as it is: somebody may have edited it.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == escape && i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      out += static_cast<char>(byte->front());
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string tag_key(std::string_view name, std::size_t part) {
  return part == 1 ? fmt::format("{}{}", prefix, name) : fmt::format("{}{}:{}", prefix, name, part);
}

std::size_t count_tags(std::string_view value) { return (value.size() + longest_value - 1) / longest_value; }

/// `value` is escaped already; an empty one is left out.
void add(std::vector<Tag>& tags, std::string_view name, std::string_view value) {
  for (std::size_t part = 1; !value.empty(); ++part) {
    tags.push_back({.key = tag_key(name, part), .value = std::string(value.substr(0, longest_value))});
    value.remove_prefix(std::min(longest_value, value.size()));
  }
}

std::string joined(const std::vector<std::string>& outputs) {
  auto text = std::to_string(outputs.size());
  for (const auto& name : outputs) text += "/" + escaped(name, '/');
  return text;
}

std::optional<std::vector<std::string>> split(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto count = parse_number(text.substr(0, slash));
  if (!count) return std::nullopt;
  text.remove_prefix(slash);
  std::vector<std::string> names;
  while (!text.empty()) {
    text.remove_prefix(1);
    const auto end = std::min(text.find('/'), text.size());
    names.push_back(unescaped(text.substr(0, end)));
    text.remove_prefix(end);
  }
  if (names.size() != *count) return std::nullopt;  // a part is gone
  return names;
}

class Values {
 public:
  explicit Values(const std::vector<Tag>& tags) {
    for (const auto& [key, value] : tags)
      if (key.starts_with(prefix)) values_.emplace(key, value);
  }

  /// All parts, as they were written; nothing where there is none.
  [[nodiscard]] std::optional<std::string> raw(std::string_view name) const {
    std::string text;
    for (std::size_t part = 1;; ++part) {
      const auto found = values_.find(tag_key(name, part));
      if (found == values_.end()) return part == 1 ? std::nullopt : std::optional(std::move(text));
      text += found->second;
    }
  }

  [[nodiscard]] std::string text(std::string_view name) const { return unescaped(raw(name).value_or("")); }

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace

std::int64_t Pushed::directory_major() const {
  return bundle::parse_version_segment(std::string_view(directory).substr(directory.rfind('/') + 1)).value_or(0);
}

std::vector<Tag> of_template(const Owner& owner) {
  std::vector<Tag> tags;
  add(tags, owner_key, escaped(fmt::format("{}:{}", owner.forge, owner.repository_id)));
  add(tags, repository_key, escaped(owner.path()));
  return tags;
}

Owner read_owner(const std::vector<Tag>& tags) {
  const Values values(tags);
  const auto owner = values.text(owner_key);
  const auto repository = values.text(repository_key);
  const auto colon = owner.rfind(':');
  const auto slash = repository.find('/');
  if (colon == std::string::npos || slash == std::string::npos) return {};
  const auto id = parse_number(std::string_view(owner).substr(colon + 1));
  if (!id) return {};
  return {.forge = owner.substr(0, colon),
          .repository_id = static_cast<std::int64_t>(*id),
          .project = repository.substr(0, slash),
          .slug = repository.substr(slash + 1)};
}

std::vector<Tag> of_version(const Submission& submission, bool is_published_at_once) {
  const auto& bundle = submission.bundle;
  std::vector<Tag> tags;
  add(tags, digest_key, escaped(bundle.digest));
  add(tags, commit_key, escaped(submission.commit));
  add(tags, repository_key, escaped(submission.owner.path()));
  add(tags, ref_key, escaped(submission.ref));
  add(tags, directory_key, escaped(bundle.directory));
  add(tags, bundle_key, escaped(submission.bundle_key));
  add(tags, run_key, escaped(submission.run));
  add(tags, engine_key, escaped(bundle.engine));
  if (bundle.outputs)
    if (const auto outputs = joined(*bundle.outputs); count_tags(outputs) <= most_tags_of_outputs)
      add(tags, outputs_key, outputs);
  if (is_published_at_once) add(tags, publish_key, at_once);
  return tags;
}

std::optional<Pushed> read_version(const std::vector<Tag>& tags) {
  const Values values(tags);
  if (!values.raw(digest_key)) return std::nullopt;
  const auto outputs = values.raw(outputs_key);
  return Pushed{.digest = values.text(digest_key),
                .commit = values.text(commit_key),
                .repository = values.text(repository_key),
                .ref = values.text(ref_key),
                .directory = values.text(directory_key),
                .bundle_key = values.text(bundle_key),
                .run = values.text(run_key),
                .engine = values.text(engine_key),
                .outputs = outputs ? split(*outputs) : std::nullopt,
                .is_published_at_once = values.text(publish_key) == at_once};
}

}  // namespace baryon::registry::push_tags
