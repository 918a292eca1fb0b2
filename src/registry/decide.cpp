#include "registry/decide.h"

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "registry/decision.h"
#include "registry/newest.h"
#include "registry/numbers.h"

namespace baryon::registry {
namespace {

using db::Session;

constexpr std::string_view select_owners =
    "SELECT kind, forge, repository_id, project, slug FROM templates WHERE name = :name ORDER BY kind";
constexpr std::string_view select_major_of_directory =
    "SELECT major FROM versions WHERE name = :name AND kind = :kind AND directory_major = :directory_major "
    "ORDER BY major DESC LIMIT 1";
// Versions made by hand come from no directory and so take no major away from one.
constexpr std::string_view select_other_directory =
    "SELECT directory_major FROM versions WHERE name = :name AND kind = :kind AND major = :major AND directory_major "
    "NOT IN (0, :directory_major) LIMIT 1";
constexpr std::string_view select_made_before =
    "SELECT major, minor FROM versions WHERE commit_id = :commit AND name = :name AND kind = :kind AND directory = "
    ":directory AND digest = :digest AND made_by = :run AND status IN ('DRAFT', 'PUBLISHED')";

/// The registry as a session sees it.
class SessionStanding final : public Standing {
 public:
  explicit SessionStanding(Session& session) : session_(session) {}

  Result<std::vector<Named>> templates_named(const std::string& name) override {
    BARYON_TRY(auto rows,
               (session_.query<std::string, std::string, std::int64_t, std::string, std::string>(select_owners, name)));
    std::vector<Named> found;
    found.reserve(rows.size());
    for (auto& [kind, forge, repository_id, project, slug] : rows) {
      const bool is_service = kind == bundle::to_string(TemplateKind::service);
      found.push_back({.kind = is_service ? TemplateKind::service : TemplateKind::environment,
                       .owner = {.forge = std::move(forge),
                                 .repository_id = repository_id,
                                 .project = std::move(project),
                                 .slug = std::move(slug)}});
    }
    return found;
  }

  Result<std::optional<std::int64_t>> major_of_directory(const TemplateKey& key,
                                                         std::int64_t directory_major) override {
    BARYON_TRY(const auto row, session_.query_one<std::int64_t>(select_major_of_directory, key.name,
                                                                bundle::to_string(key.kind), directory_major));
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
  }

  Result<bool> has_other_directory(const TemplateKey& key, std::int64_t major, std::int64_t directory_major) override {
    BARYON_TRY(const auto row, session_.query_one<std::int64_t>(select_other_directory, key.name,
                                                                bundle::to_string(key.kind), major, directory_major));
    return row.has_value();
  }

  Result<std::int64_t> next_major(const TemplateKey& key) override { return numbers::next_major(session_, key); }

  Result<std::int64_t> next_minor(const TemplateKey& key, std::int64_t major) override {
    return numbers::next_minor(session_, key, major);
  }

  Result<std::optional<Newest>> newest_of_major(const TemplateKey& key, std::int64_t major) override {
    return registry::newest_of_major(session_, key, major);
  }

  Result<std::optional<VersionNumber>> made_before(const Submission& submission) override {
    const auto& bundle = submission.bundle;
    BARYON_TRY(const auto row, (session_.query_one<std::int64_t, std::int64_t>(
                                   select_made_before, submission.commit, bundle.template_name,
                                   bundle::to_string(bundle.kind), bundle.directory, bundle.digest, submission.run)));
    if (!row) return std::nullopt;
    const auto [major, minor] = *row;
    return VersionNumber{.major = major, .minor = minor};
  }

 private:
  Session& session_;
};

}  // namespace

Result<Registration> decide(Session& session, const Submission& submission, Compatibility compatibility) {
  SessionStanding standing(session);
  return decide(standing, submission, compatibility);
}

}  // namespace baryon::registry
