#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <vector>

#include "pipeline/comparison.h"
#include "pipeline/explain.h"
#include "pipeline/history.h"
#include "pipeline/ledger.h"
#include "pipeline/retry.h"
#include "registry/registry.h"

namespace baryon::faces {

/// Records as JSON: what the API answers and what commands print with --json. Times are RFC 3339, absent values null.
[[nodiscard]] boost::json::object to_json(const registry::Template& value);
[[nodiscard]] boost::json::object to_json(const registry::Version& value);
[[nodiscard]] boost::json::object to_json(const pipeline::DeliveryRecord& value);
[[nodiscard]] boost::json::object to_json(const pipeline::SyncRecord& value);
[[nodiscard]] boost::json::object to_json(const pipeline::TemplateResult& value);
[[nodiscard]] boost::json::object to_json(const pipeline::Explanation& value);
[[nodiscard]] boost::json::object to_json(const pipeline::Retried& value);
[[nodiscard]] boost::json::object to_json(const pipeline::LedgerEntry& value);
[[nodiscard]] boost::json::object to_json(const forge::Repository& repository, const pipeline::RefDifference& value);

template <class Value>
[[nodiscard]] boost::json::array to_json(const std::vector<Value>& values) {
  boost::json::array out;
  for (const auto& value : values) out.push_back(to_json(value));
  return out;
}

}  // namespace baryon::faces
