#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/finding.h"
#include "bundle/yaml_document.h"

namespace baryon::bundle::lint {

/// A YAML document as a flat list of its values in the order of the text, keys before their values: about a tenth of
/// what YAML::Node takes, with the tags and every key of a map, also those that stand there twice. Aliases stay
/// aliases. Thread-safe once it is read.
class YamlOutline {
 public:
  enum class Kind : std::uint8_t { null, scalar, sequence, map, alias };

  /// Faults: those of `read_yaml`.
  [[nodiscard]] static std::expected<YamlOutline, YamlFault> read(std::string_view text, const YamlLimits& limits);

  /// Values are named by their index; 0 is the document itself, unless it is empty.
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] Kind kind(std::size_t value) const { return values_[value].kind; }
  [[nodiscard]] bool is_scalar(std::size_t value) const { return kind(value) == Kind::scalar; }
  [[nodiscard]] Place place(std::size_t value) const { return values_[value].place; }
  [[nodiscard]] std::size_t offset(std::size_t value) const { return values_[value].offset; }

  /// Of a scalar, otherwise empty.
  [[nodiscard]] std::string_view text(std::size_t value) const { return slice(values_[value].text); }

  /// `!Ref`; empty where there is none.
  [[nodiscard]] std::string_view tag(std::size_t value) const { return slice(values_[value].tag); }

  /// The first value that is not part of this one.
  [[nodiscard]] std::size_t after(std::size_t value) const { return values_[value].after; }

  struct Entry {
    std::size_t key;
    std::size_t value;
  };

  /// Empty for what is no map.
  [[nodiscard]] std::vector<Entry> entries(std::size_t map) const;

  /// Empty for what is no sequence.
  [[nodiscard]] std::vector<std::size_t> elements(std::size_t sequence) const;

  [[nodiscard]] std::optional<Entry> find(std::size_t map, std::string_view key) const;

  /// The entry of a map that has no other.
  [[nodiscard]] std::optional<Entry> only_entry(std::size_t map) const;

 private:
  friend class OutlineBuilder;

  struct Slice {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  struct Value {
    Kind kind = Kind::null;
    Place place;
    std::uint32_t offset = 0;
    std::uint32_t after = 0;
    Slice text;
    Slice tag;
  };

  [[nodiscard]] std::string_view slice(Slice part) const {
    return std::string_view(characters_).substr(part.begin, part.size);
  }

  std::vector<Value> values_;
  std::string characters_;
};

}  // namespace baryon::bundle::lint
