#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/limits.h"
#include "base/error.h"
#include "base/file.h"
#include "bundle/scan.h"
#include "pipeline/origin.h"
#include "pipeline/steering.h"
#include "registry/registry.h"
#include "store/store.h"

namespace baryon::pipeline {

/// What became, or would become, of one template of an archive.
struct TemplateResult {
  std::string name;
  std::string kind;  ///< `environment` or `service`, empty where it could not be told
  std::string directory;
  std::int64_t major = 0;
  std::optional<std::int64_t> minor;
  std::string outcome;  ///< as `registry::Outcome`, or `skipped`: its sync config does not name this place
  std::string reason;
  std::string hint = {};
  std::vector<bundle::Finding> findings = {};  ///< of lint and of the comparison with the version before

  [[nodiscard]] bool is_refused() const { return outcome == refused; }
  [[nodiscard]] bool is_skipped() const { return outcome == skipped; }
  [[nodiscard]] bool is_new_version() const { return !is_refused() && !is_skipped() && outcome != "unchanged"; }

  static constexpr std::string_view refused = "refused";
  static constexpr std::string_view skipped = "skipped";
};

struct RegistrarOptions {
  std::string archive_key = "{project}/{commit}.tar.gz";  ///< `store.key`; also {repository} and {branch}
  bundle::RootNames root_names = {};  ///< `templates.root_name` and its like; empty: the repository's slug
  std::vector<std::string> shared_directories = {};  ///< `templates.shared`
  std::filesystem::path scratch_directory;
  archive::Limits limits = {};
  Steering* steering = nullptr;  ///< must outlive the registrar; null: templates have no sync configs
  std::function<void(const TemplateResult&)> on_registered = [](const auto&) {};  ///< for metrics
};

/// From an archive to registered versions: finds the templates, stores the archive and what is new of its bundles, and
/// registers them. Every step is decided by content, so it may be cut off anywhere and run again. Thread-safe.
class Registrar {
 public:
  enum class Mode : bool { apply, dry_run };

  struct Report {
    std::string commit;                    ///< as given, or as found
    std::vector<TemplateResult> results;   ///< in the order of names, those whose content is at fault last
    std::vector<std::string> passed_over;  ///< directories `vN` that hold no template
  };

  /// Both must outlive it.
  Registrar(store::Store& store, registry::Registry& registry, RegistrarOptions options);

  /// `archive`: a tar.gz from its start. A refused template is a result; an error is about the whole archive, the
  /// store or the registry, and nothing worse than an unused object is left behind.
  Result<Report> run(File& archive, Origin origin, Mode mode);

 private:
  [[nodiscard]] std::string archive_key(const Origin& origin) const;
  Result<std::vector<TemplateResult>> register_all(const bundle::Scan& scan, const Origin& origin, Mode mode);
  Result<TemplateResult> register_one(const bundle::Scan& scan, const bundle::Bundle& bundle, const Origin& origin,
                                      Mode mode);
  Result<std::vector<TemplateResult>> refuse_all(const bundle::Scan& scan, const Origin& origin);
  Result<Course> course_of(const Origin& origin, const std::string& name, std::optional<bundle::TemplateKind> kind,
                           const std::string& directory);
  Result<void> mirror(const std::vector<TemplateResult>& results, const Origin& origin);

  store::Store& store_;
  registry::Registry& registry_;
  RegistrarOptions options_;
};

}  // namespace baryon::pipeline
