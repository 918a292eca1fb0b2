#include <boost/json.hpp>

#include "bundle/finding_json.h"
#include "cli/lint_report.h"

namespace baryon::cli {

boost::json::object lint_to_json(const std::vector<LintedSource>& sources) {
  boost::json::array templates;
  for (const auto& source : sources)
    for (const auto& item : source.templates)
      templates.push_back({{"source", source.path},
                           {"template", item.name},
                           {"major", item.major},
                           {"directory", item.directory},
                           {"findings", bundle::to_json(item.findings)}});
  const auto counts = count(sources);
  return {{"templates", std::move(templates)},
          {"errors", counts.errors},
          {"warnings", counts.warnings},
          {"notes", counts.notes}};
}

}  // namespace baryon::cli
