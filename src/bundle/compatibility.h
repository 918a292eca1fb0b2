#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "bundle/finding.h"

namespace baryon::bundle {

/// What a version offers to those who use it.
struct Surface {
  std::string schema;                                    ///< text of schema/schema.yaml
  std::string engine = {};                               ///< `bundle::to_string(Engine)`; empty: not known
  std::optional<std::vector<std::string>> outputs = {};  ///< names, sorted; nothing: not known
};

/// What a change means for what was deployed from the version before.
enum class Weight : std::uint8_t { cosmetic, compatible, breaking };

[[nodiscard]] std::string_view to_string(Weight weight);

struct SurfaceChange {
  Weight weight = Weight::compatible;
  std::string subject;  ///< `environment input vpc_cidr`, `output VpcId`, `service_input_type`
  std::string message;  ///< `is required now and has no default`, `was removed`
  Place place = {};     ///< in the new schema; nothing where the subject is gone or is no part of it

  /// Subject and message.
  [[nodiscard]] std::string text() const { return subject + " " + message; }
};

/// The differences between two versions, breaking ones first, each with its weight:
/// - breaking: an input without default becomes required or is added as required; a default of a required input is
///   dropped; an input is removed or changes its type (of items too); an enumeration appears or loses a value; a lower
///   bound appears or rises, an upper one appears or falls; a pattern or format appears or changes; a `*_input_type`
///   appears or disappears; an output is removed; the engine changes.
/// - compatible: the opposite of each, new optional inputs, new outputs, changed defaults.
/// - cosmetic: titles, descriptions, names and order of types.
///
/// AWS Proton does not publish its rules; these follow what it documents about minor versions. Errors: those of
/// `parse_schema`, for either schema.
[[nodiscard]] Result<std::vector<SurfaceChange>> compare(const Surface& before, const Surface& after);

[[nodiscard]] bool is_breaking(const std::vector<SurfaceChange>& changes);

}  // namespace baryon::bundle
