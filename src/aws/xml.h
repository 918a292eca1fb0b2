#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/units.h"

namespace baryon::aws {

/// What foreign XML may cost. A page of 1,000 object versions has 12,000 elements.
struct XmlLimits {
  std::size_t xml_bytes = 8 * mib;
  std::size_t xml_depth = 16;
  std::size_t xml_elements = 50'000;
};

/// An element of an answer. Attributes are not kept, nor is a prefix of the name.
struct XmlElement {
  std::string name;
  std::string text = {};  ///< all character data directly in it
  std::vector<XmlElement> children = {};

  /// The first child of that name; null where there is none.
  [[nodiscard]] const XmlElement* child(std::string_view wanted) const;

  /// The text of that child; empty where there is none.
  [[nodiscard]] std::string_view text_of(std::string_view wanted) const;
};

/// The root element of an answer of S3 or STS (XML 1.0 in UTF-8). Document types are refused, and with them entities of
/// the document's own. Errors: invalid; too_large (a limit, by its name).
[[nodiscard]] Result<XmlElement> parse_xml(std::string_view text, const XmlLimits& limits = {});

/// Text with `<`, `>`, `&` and quotes written as references.
[[nodiscard]] std::string escape_xml(std::string_view text);

}  // namespace baryon::aws
