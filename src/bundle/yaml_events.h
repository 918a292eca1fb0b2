#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/limits.h"
#include "bundle/yaml_fault.h"

namespace baryon::bundle {

/// Counts what a document becomes and stops where it passes a limit. What builds something of a document's events
/// derives from it and calls it first. One document, one thread.
class BoundedHandler : public YAML::EventHandler {
 public:
  explicit BoundedHandler(const YamlLimits& limits) : limits_(limits) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;
  /// After it the anchor's value is known to be whole.
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;

 private:
  struct Size {
    std::size_t values = 0;
    std::size_t text_bytes = 0;
  };
  struct Open {
    YAML::anchor_t anchor;
    Size before;
  };

  void count(const YAML::Mark& mark, Size size);
  void leaf(const YAML::Mark& mark, YAML::anchor_t anchor, std::size_t text_bytes);
  void open(const YAML::Mark& mark, YAML::anchor_t anchor);
  void close();

  YamlLimits limits_;
  Size size_;
  std::size_t aliases_ = 0;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Size> sizes_;
};

/// Hands the events of the first document of `text` to `handler`. Faults: those of `read_yaml`.
[[nodiscard]] std::optional<YamlFault> send_events(std::string_view text, const YamlLimits& limits,
                                                   BoundedHandler& handler);

/// What yaml-cpp threw; its message may quote the document.
[[nodiscard]] YamlFault fault_of(const YAML::Exception& exception);

}  // namespace baryon::bundle
