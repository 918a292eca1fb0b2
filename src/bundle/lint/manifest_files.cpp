#include "bundle/lint/manifest_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>

#include "base/text.h"
#include "bundle/lint/manifest_rules.h"

namespace baryon::bundle::lint {
namespace {

/// More names than that are not compared with those of all files for a suggestion: it takes quadratic time.
constexpr std::size_t most_suggestions = 10;

bool is_terraform(std::string_view path) { return path.ends_with(".tf"); }

bool is_code(std::string_view path) {
  constexpr std::array<std::string_view, 6> suffixes{".tf", ".tf.json", ".tfvars", ".yaml", ".yml", ".template"};
  return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return path.ends_with(suffix); });
}

/// Takes files for the entries of one manifest.
class Taker {
 public:
  Taker(const Subject& subject, Role role, const FileReport& report)
      : directory_(directory_of(role)), manifest_(manifest_path(role)), subject_(subject), report_(report) {}

  void take_one(const ManifestEntry& entry) {
    const auto name = name_in_directory(entry);
    if (!name) return;
    const auto path = fmt::format("{}/{}", directory_, *name);
    if (subject_.find(path) == nullptr) return add_missing(entry, *name);
    if (entry.engine == Engine::terraform && !is_terraform(path)) return;  // see `add_those_left`
    take(entry, path);
  }

  void take_all_of_terraform(const ManifestEntry& entry) {
    bool has_any = false;
    for (const auto& file : subject_.below(directory_)) {
      if (!is_terraform(file.path) || !lies_right_in_directory(file.path)) continue;
      take(entry, file.path);
      has_any = true;
    }
    if (!has_any)
      report_.add(manifest_no_tf_files, entry.file_place,
                  fmt::format("\"*\" takes the .tf files right in {}/, and there is none", directory_),
                  "only names that end in .tf count");
  }

  void take_all_but_manifest() {
    for (const auto& file : subject_.below(directory_))
      if (file.path != manifest_) taken_.insert(file.path);
  }

  /// Infrastructure as code that is thought to be in use.
  void add_those_left(Engine engine, bool takes_all) const {
    for (const auto& file : subject_.below(directory_))
      if (file.path != manifest_ && is_code(file.path) && !taken_.contains(file.path))
        report_.about(file.path).add(manifest_file_not_taken, {}, fmt::format("is not taken by {}", manifest_),
                                     hint_for_left(file.path, engine, takes_all));
  }

  [[nodiscard]] std::vector<std::string> finish() const { return {taken_.begin(), taken_.end()}; }

 private:
  [[nodiscard]] bool lies_right_in_directory(std::string_view path) const {
    return path.find('/', directory_.size() + 1) == std::string_view::npos;
  }

  [[nodiscard]] std::optional<std::string> name_in_directory(const ManifestEntry& entry) const {
    const auto shown = escape_for_display(entry.file);
    auto name = std::filesystem::path(entry.file).lexically_normal().generic_string();
    if (name.starts_with('/') || name == ".." || name.starts_with("../")) {
      report_.add(manifest_file_outside, entry.file_place, fmt::format("'{}' lies outside of {}/", shown, directory_),
                  "copy the file into the directory");
      return {};
    }
    if (name != entry.file || name.find('/') != std::string::npos)
      report_.add(manifest_file_path, entry.file_place, fmt::format("'{}' is a path", shown),
                  fmt::format("keep the file right in {}/, and write its name alone", directory_));
    return name;
  }

  void add_missing(const ManifestEntry& entry, std::string_view name) {
    report_.add(manifest_file_missing, entry.file_place,
                fmt::format("'{}' is not in {}/", escape_for_display(entry.file), directory_), suggestion(name));
  }

  std::string suggestion(std::string_view name) {
    if (++suggestions_ > most_suggestions) return {};
    std::vector<std::string_view> names;
    for (const auto& file : subject_.below(directory_))
      if (file.path != manifest_) names.push_back(std::string_view(file.path).substr(directory_.size() + 1));
    const auto near = nearest(name, names);
    return near ? fmt::format("did you mean {}?", escape_for_display(*near))
                : "names are relative to the directory of the manifest";
  }

  void take(const ManifestEntry& entry, const std::string& path) {
    if (!taken_.insert(path).second)
      report_.add(manifest_file_twice, entry.file_place, fmt::format("{} is taken twice", escape_for_display(path)),
                  "remove one of the entries");
  }

  [[nodiscard]] std::string hint_for_left(std::string_view path, Engine engine, bool takes_all) const {
    if (engine == Engine::cloudformation) return "AWS Proton takes one file from the directory; remove this one";
    if (path.ends_with(".tf.json")) return "only names that end in .tf are taken: write it in HCL";
    if (path.ends_with(".tfvars")) return "AWS Proton writes the values of variables itself: make them inputs";
    if (!is_terraform(path)) return "only names that end in .tf are taken; remove this one";
    if (takes_all) return fmt::format("move it right into {}/", directory_);
    return "name it in the manifest, or write \"*\" there";
  }

  std::string directory_;
  std::string manifest_;
  const Subject& subject_;
  const FileReport& report_;
  std::set<std::string> taken_;
  std::size_t suggestions_ = 0;
};

void check_count(const std::vector<ManifestEntry>& entries, const FileReport& report) {
  if (entries.size() < 2) return;
  if (entries.front().engine == Engine::cloudformation)
    report.add(manifest_several_files, entries[1].place,
               fmt::format("{} entries, where CloudFormation has one", entries.size()),
               "put all resources into one file");
  if (entries.front().engine == Engine::codebuild)
    report.add(manifest_several_projects, entries[1].place,
               fmt::format("{} entries, where CodeBuild has one", entries.size()), "put all commands into one entry");
}

void take_cloudformation(const ManifestEntry& entry, Taker& taker, const FileReport& report) {
  if (entry.file != "*") return taker.take_one(entry);
  report.add(manifest_all_files, entry.file_place, "\"*\" is for Terraform only", "name the CloudFormation template");
}

}  // namespace

std::vector<std::string> take_files(const Subject& subject, Role role, const std::vector<ManifestEntry>& entries,
                                    const FileReport& report) {
  Taker taker(subject, role, report);
  check_count(entries, report);
  const auto engine = entries.front().engine;
  if (engine == Engine::codebuild) {
    taker.take_all_but_manifest();
    return taker.finish();
  }
  bool takes_all = false;
  for (const auto& entry : entries) {
    const bool is_all = entry.file == "*";
    takes_all = takes_all || is_all;
    if (engine == Engine::cloudformation)
      take_cloudformation(entry, taker, report);
    else if (is_all)
      taker.take_all_of_terraform(entry);
    else
      taker.take_one(entry);
  }
  if (auto taken = taker.finish(); taken.empty()) return taken;
  taker.add_those_left(engine, takes_all);
  return taker.finish();
}

}  // namespace baryon::bundle::lint
