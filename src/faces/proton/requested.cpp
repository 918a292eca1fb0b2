#include "faces/proton/requested.h"

#include <fmt/format.h>

#include "faces/proton/arn.h"
#include "faces/proton/views.h"

namespace baryon::faces::proton {

std::unexpected<Exception> missing(const Call& call, const registry::ResourceKey& resource) {
  return refuse(Kind::resource_not_found,
                fmt::format("The requested {}{} does not exist: {}", words_of(resource.template_key.kind).name,
                            resource.version ? " version" : "", to_arn(resource, call.region)));
}

}  // namespace baryon::faces::proton
