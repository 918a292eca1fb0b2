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
  std::string subject;  ///< `environment input vpc_cidr`, `service input ports[]`, `output VpcId`, `engine`
  std::string message;  ///< `is required now and has no default`, `lowers maxLength from 20 to 10`
  Place place = {};     ///< in the new schema; nothing where the subject is gone or is no part of it

  /// Subject and message.
  [[nodiscard]] std::string text() const { return subject + " " + message; }
  friend bool operator==(const SurfaceChange&, const SurfaceChange&) = default;
};

/// The differences between two versions, breaking ones first, each with its weight:
/// - breaking: an input without default becomes required or is added as required; a default of a required input is
///   dropped; an input is removed or changes its type; an enumeration appears or loses a value; a lower bound appears
///   or rises, an upper one appears or falls; a pattern, format or multipleOf appears or changes; null or equal items
///   are no longer taken; a `*_input_type` appears or disappears; an output is removed; the engine changes.
/// - compatible: the opposite of each, new optional inputs, new outputs, changed defaults.
/// - cosmetic: titles, descriptions, names of types, the order of an enumeration, `required` on what has a default.
///
/// Inputs are compared by their role (environment, service, pipeline) and name, not by the name of their type; items of
/// arrays and properties of objects as inputs of their own. References and combinations are not followed. The schema of
/// a customer-managed environment, which has an `environment_input_type` and no engine in both versions, tells outputs:
/// one that is removed or changes its type is breaking, everything else about them compatible or cosmetic. What is not
/// known of either version (engine, outputs) is not compared.
///
/// AWS Proton does not publish its rules; these follow what it documents about minor versions. Errors: those of
/// `parse_schema`, for either schema; schemas of the same text are not read.
[[nodiscard]] Result<std::vector<SurfaceChange>> compare(const Surface& before, const Surface& after);

[[nodiscard]] bool is_breaking(const std::vector<SurfaceChange>& changes);

}  // namespace baryon::bundle
