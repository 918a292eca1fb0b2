#pragma once

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "registry/library.h"

/// Templates, versions and tags as AWS Proton's API writes them. Errors of reading: corrupt and retryable, naming the
/// member. Source: AWS Proton API Reference, "Data Types".
namespace baryon::registry::proton {

/// What differs between the kinds in names of operations and members.
struct KindWords {
  std::string_view resource;         ///< `EnvironmentTemplate`: Create..., List...s, Get...Version
  std::string_view template_member;  ///< of answers
  std::string_view version_member;
  std::string_view provisioning;  ///< the member that says CUSTOMER_MANAGED
};

[[nodiscard]] const KindWords& words_of(TemplateKind kind);

/// Without `version_count`, `newest` and owner, which the API does not tell.
[[nodiscard]] Result<Template> read_template(const boost::json::object& members, TemplateKind kind, std::string path);

/// A version or its summary, without what the API does not tell: digest, engine, outputs, where it came from.
[[nodiscard]] Result<Version> read_version(const boost::json::object& members, TemplateKind kind,
                                           const std::string& path);

[[nodiscard]] Result<Tag> read_tag(const boost::json::object& members, std::string path);

/// One page of a list.
template <class Item>
struct Page {
  std::vector<Item> items;
  std::string next_token;  ///< empty: it is the last
};

[[nodiscard]] Result<Page<Template>> read_templates(const boost::json::object& answer, TemplateKind kind);
[[nodiscard]] Result<Page<Version>> read_versions(const boost::json::object& answer, TemplateKind kind);
[[nodiscard]] Result<Page<Tag>> read_tags(const boost::json::object& answer);

[[nodiscard]] Result<LibraryCounts> read_counts(const boost::json::object& answer);

[[nodiscard]] boost::json::object to_json(const NewTemplate& wanted);
[[nodiscard]] boost::json::object to_json(const NewVersion& wanted);
[[nodiscard]] boost::json::object to_json(const TemplateKey& key, const TemplateUpdate& update);
[[nodiscard]] boost::json::object to_json(const TemplateKey& key, VersionNumber number, const VersionUpdate& update);
[[nodiscard]] boost::json::object to_json(const TemplateKey& key, VersionNumber number);
[[nodiscard]] boost::json::array to_json(const std::vector<Tag>& tags);

}  // namespace baryon::registry::proton
