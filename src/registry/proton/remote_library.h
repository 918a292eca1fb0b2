#pragma once

#include <boost/json/object.hpp>

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/library.h"
#include "registry/proton/client.h"
#include "registry/proton/shapes.h"

namespace baryon::registry::proton {

/// The template library of another registry, one operation of AWS Proton's API for each call; lists are read whole,
/// because neither their order nor a place in them is part of the API. Versions are registered over there: how their
/// registration ends cannot be said from here (`pending_versions` has none, `finish_version` and `fail_version` are
/// unsupported). Of templates, how many versions they have and the newest of them is not told. Thread-safe; blocks.
class RemoteLibrary final : public Library {
 public:
  /// More pages than any quota allows, for a list that does not end.
  static constexpr std::size_t most_pages = 1000;

  /// The client must outlive it.
  explicit RemoteLibrary(Client& client) : client_(client) {}

  Result<Template> create_template(const NewTemplate& wanted) override;
  Result<std::optional<Template>> template_of(const TemplateKey& key) override;
  Result<std::vector<Template>> list_templates(TemplateKind kind, const std::string& after, std::size_t limit) override;
  Result<Template> update_template(const TemplateKey& key, const TemplateUpdate& update) override;
  Result<std::optional<Template>> delete_template(const TemplateKey& key) override;

  Result<Version> begin_version(const NewVersion& wanted) override;
  Result<std::vector<PendingVersion>> pending_versions(std::size_t limit) override;
  Result<void> finish_version(const PendingVersion& pending, const bundle::Bundle& bundle,
                              const std::string& bundle_key) override;
  Result<void> fail_version(const PendingVersion& pending, const std::string& reason) override;
  Result<std::optional<Version>> version_of(const TemplateKey& key, VersionNumber number) override;
  Result<std::vector<Version>> list_versions(const TemplateKey& key, std::optional<std::int64_t> major,
                                             std::optional<VersionNumber> after, std::size_t limit) override;
  Result<Version> update_version(const TemplateKey& key, VersionNumber number, const VersionUpdate& update) override;
  Result<std::optional<Version>> delete_version(const TemplateKey& key, VersionNumber number) override;

  Result<void> tag(const ResourceKey& resource, const std::vector<Tag>& tags) override;
  Result<void> untag(const ResourceKey& resource, const std::vector<std::string>& keys) override;
  Result<std::vector<Tag>> list_tags(const ResourceKey& resource, const std::string& after, std::size_t limit) override;

  Result<LibraryCounts> counts() override;

 private:
  template <class Item>
  using ReadPage = std::function<Result<Page<Item>>(const boost::json::object&)>;

  /// Names the operation in an error about its answer.
  [[nodiscard]] Error in_answer_to(std::string_view operation, Error error) const;

  template <class Item>
  [[nodiscard]] Result<std::vector<Item>> list_all(const std::string& operation, boost::json::object input,
                                                   const ReadPage<Item>& read);
  template <class Item, class Read>
  [[nodiscard]] Result<std::optional<Item>> find_one(const std::string& operation, const boost::json::object& input,
                                                     std::string_view member, Read read);

  /// Nothing where the answer has none, as that to deleting what is gone.
  [[nodiscard]] Result<std::optional<Template>> find_template(const std::string& operation, TemplateKind kind,
                                                              const boost::json::object& input);
  [[nodiscard]] Result<std::optional<Version>> find_version(const std::string& operation, TemplateKind kind,
                                                            const boost::json::object& input);
  [[nodiscard]] Result<Template> one_template(const std::string& operation, TemplateKind kind,
                                              const boost::json::object& input);
  [[nodiscard]] Result<Version> one_version(const std::string& operation, TemplateKind kind,
                                            const boost::json::object& input);
  [[nodiscard]] Result<std::string> ask_arn_prefix(const TemplateKey& key);
  [[nodiscard]] Result<std::string> arn_of(const ResourceKey& resource);

  Client& client_;
  std::mutex mutex_;
  std::string arn_prefix_;  ///< `arn:aws:proton:us-east-1:123456789012:`, the same for all; empty until it is seen
};

}  // namespace baryon::registry::proton
