#include "doctor/disk_space.h"

#include <fmt/format.h>

#include <system_error>

#include "base/units.h"

namespace baryon::doctor {
namespace {

constexpr std::uint64_t too_little = 256 * mib;
constexpr std::uint64_t little = 2 * gib;

}  // namespace

void check_disk_space(const std::filesystem::path& path, Report& report) {
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  if (error) return report.skip(fmt::format("the room at '{}' cannot be told: {}", path.string(), error.message()));
  const auto found = fmt::format("{} MiB are free at '{}'", space.available / mib, path.string());
  if (space.available < too_little)
    report.fail(found, "make room: with a full disk nothing can be stored");
  else if (space.available < little)
    report.warn(found, "make room before it is full; `baryon prune --archives` removes old archives");
  else
    report.pass(found);
}

}  // namespace baryon::doctor
