#include "bundle/lint/yaml_outline.h"

#include <algorithm>
#include <string>
#include <utility>

#include "bundle/yaml_document.h"
#include "bundle/yaml_events.h"

namespace baryon::bundle::lint {
namespace {

/// What yaml-cpp reads otherwise than others do:
/// - JSON writes characters beyond U+FFFF as two halves (RFC 8259, 7), which it refuses. What they are does not matter.
/// - A quote that is not closed goes unnoticed where the text ends with it or with a line break, so it ends with a
/// comment.
std::string prepared(std::string_view text) {
  std::string out(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
  out += "\n#";
  for (auto at = out.find("\\u"); at != std::string::npos && at + 6 <= out.size(); at = out.find("\\u", at + 1)) {
    const bool is_half =
        (out[at + 2] == 'd' || out[at + 2] == 'D') && std::string_view("89abcdefABCDEF").contains(out[at + 3]);
    if (is_half) out.replace(at + 2, 4, "fffd");
  }
  return out;
}

}  // namespace

class OutlineBuilder final : public BoundedHandler {
 public:
  using BoundedHandler::BoundedHandler;
  using Kind = YamlOutline::Kind;

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    BoundedHandler::OnNull(mark, anchor);
    add(Kind::null, mark);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    BoundedHandler::OnAlias(mark, anchor);
    add(Kind::alias, mark);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    BoundedHandler::OnScalar(mark, tag, anchor, text);
    auto& value = add(Kind::scalar, mark);
    value.text = keep(text);
    value.tag = keep_tag(tag);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    BoundedHandler::OnSequenceStart(mark, tag, anchor, style);
    begin(Kind::sequence, mark, tag);
  }
  void OnSequenceEnd() override {
    BoundedHandler::OnSequenceEnd();
    end();
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    BoundedHandler::OnMapStart(mark, tag, anchor, style);
    begin(Kind::map, mark, tag);
  }
  void OnMapEnd() override {
    BoundedHandler::OnMapEnd();
    end();
  }

  YamlOutline take() { return std::move(outline_); }

 private:
  YamlOutline::Value& add(Kind kind, const YAML::Mark& mark) {
    auto& values = outline_.values_;
    return values.emplace_back(YamlOutline::Value{.kind = kind,
                                                  .place = place_of(mark),
                                                  .offset = static_cast<std::uint32_t>(std::max(mark.pos, 0)),
                                                  .after = static_cast<std::uint32_t>(values.size() + 1),
                                                  .text = {},
                                                  .tag = {}});
  }

  void begin(Kind kind, const YAML::Mark& mark, const std::string& tag) {
    opened_.push_back(outline_.values_.size());
    add(kind, mark).tag = keep_tag(tag);
  }

  void end() {
    outline_.values_[opened_.back()].after = static_cast<std::uint32_t>(outline_.values_.size());
    opened_.pop_back();
  }

  YamlOutline::Slice keep(std::string_view text) {
    const auto begin = outline_.characters_.size();
    outline_.characters_ += text;
    return {.begin = static_cast<std::uint32_t>(begin), .size = static_cast<std::uint32_t>(text.size())};
  }

  /// yaml-cpp says `?` for no tag and `!` for a string in quotes.
  YamlOutline::Slice keep_tag(std::string_view tag) {
    return tag == "?" || tag == "!" ? YamlOutline::Slice{} : keep(tag);
  }

  YamlOutline outline_;
  std::vector<std::size_t> opened_;
};

std::expected<YamlOutline, YamlFault> YamlOutline::read(std::string_view text, const YamlLimits& limits) {
  OutlineBuilder builder(limits);
  if (auto fault = send_events(prepared(text), limits, builder)) return std::unexpected(*std::move(fault));
  return builder.take();
}

std::vector<YamlOutline::Entry> YamlOutline::entries(std::size_t map) const {
  std::vector<Entry> found;
  if (kind(map) != Kind::map) return found;
  for (auto key = map + 1; key < after(map);) {
    const auto value = after(key);
    found.push_back({.key = key, .value = value});
    key = after(value);
  }
  return found;
}

std::vector<std::size_t> YamlOutline::elements(std::size_t sequence) const {
  std::vector<std::size_t> found;
  if (kind(sequence) != Kind::sequence) return found;
  for (auto value = sequence + 1; value < after(sequence); value = after(value)) found.push_back(value);
  return found;
}

std::optional<YamlOutline::Entry> YamlOutline::find(std::size_t map, std::string_view key) const {
  for (const auto entry : entries(map))
    if (is_scalar(entry.key) && text(entry.key) == key) return entry;
  return {};
}

std::optional<YamlOutline::Entry> YamlOutline::only_entry(std::size_t map) const {
  if (kind(map) != Kind::map || map + 1 >= after(map)) return {};
  const Entry first{.key = map + 1, .value = after(map + 1)};
  if (after(first.value) != after(map)) return {};
  return first;
}

}  // namespace baryon::bundle::lint
