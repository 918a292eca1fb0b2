#include "bundle/yaml_tree.h"

#include <optional>
#include <unordered_map>
#include <utility>

#include "bundle/yaml_document.h"
#include "bundle/yaml_events.h"

namespace baryon::bundle {

class TreeBuilder final : public BoundedHandler {
 public:
  explicit TreeBuilder(const YamlLimits& limits) : BoundedHandler(limits) {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    BoundedHandler::OnNull(mark, anchor);
    add(mark, anchor, {.kind = YamlValue::Kind::null});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    BoundedHandler::OnScalar(mark, tag, anchor, text);
    add(mark, anchor, {.kind = YamlValue::Kind::scalar, .tag = tag, .text = text});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    BoundedHandler::OnSequenceStart(mark, tag, anchor, style);
    open_.push_back({.container = &add(mark, anchor, {.kind = YamlValue::Kind::list})});
  }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    BoundedHandler::OnMapStart(mark, tag, anchor, style);
    open_.push_back({.container = &add(mark, anchor, {.kind = YamlValue::Kind::map})});
  }

  void OnSequenceEnd() override {
    BoundedHandler::OnSequenceEnd();
    open_.pop_back();
  }

  void OnMapEnd() override {
    BoundedHandler::OnMapEnd();
    open_.pop_back();
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    BoundedHandler::OnAlias(mark, anchor);
    attach(*anchors_.at(anchor));
  }

  YamlTree take() { return std::move(tree_); }

 private:
  struct Open {
    YamlValue* container;
    const YamlValue* key = nullptr;  ///< of a map: the one whose value comes next
  };

  YamlValue& add(const YAML::Mark& mark, YAML::anchor_t anchor, YamlValue value) {
    value.place = place_of(mark);
    auto& added = tree_.values_.emplace_back(std::move(value));
    if (anchor != YAML::NullAnchor) anchors_[anchor] = &added;
    attach(added);
    return added;
  }

  void attach(const YamlValue& value) {
    if (open_.empty()) {
      tree_.root_ = &value;
      return;
    }
    auto& [container, key] = open_.back();
    if (container->is_list())
      container->items.push_back(&value);
    else if (key == nullptr)
      key = &value;
    else
      container->entries.push_back({.key = std::exchange(key, nullptr), .value = &value});
  }

  YamlTree tree_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, const YamlValue*> anchors_;
};

std::expected<YamlTree, YamlFault> read_yaml_tree(std::string_view text, const YamlLimits& limits) {
  TreeBuilder builder(limits);
  if (auto fault = send_events(text, limits, builder)) return std::unexpected(*std::move(fault));
  return builder.take();
}

}  // namespace baryon::bundle
