// The whole way of an archive: inflate, read tar, find templates, apply the rules of lint, write bundles. An input that
// begins like gzip is taken as it is. Any other is taken as a tar stream whose header checksums are put right and which
// is compressed first, so that the fuzzer need not guess them to come further.
#include <fmt/format.h>
#include <isa-l/igzip_lib.h>
#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "archive/tar_reader.h"
#include "base/text.h"
#include "base/units.h"
#include "bundle/bundle_archive.h"
#include "bundle/digest.h"
#include "bundle/lint/rule.h"
#include "bundle/scan.h"

namespace {

using baryon::File;

constexpr std::size_t block_bytes = 512;

File memory_file(std::string_view bytes) {
  File file(::memfd_create("fuzz", MFD_CLOEXEC));
  if (!file.is_open() || !file.write(baryon::as_bytes(bytes))) std::abort();
  return file;
}

void mend_checksums(std::string& tar) {
  constexpr std::size_t checksum_offset = 148;
  constexpr std::size_t checksum_length = 8;
  constexpr std::size_t magic_offset = 257;
  for (std::size_t i = 0; i + block_bytes <= tar.size(); i += block_bytes) {
    if (tar.compare(i + magic_offset, 5, "ustar") != 0) continue;
    tar.replace(i + checksum_offset, checksum_length, checksum_length, ' ');
    unsigned sum = 0;
    for (std::size_t j = 0; j < block_bytes; ++j) sum += static_cast<unsigned char>(tar[i + j]);
    tar.replace(i + checksum_offset, checksum_length, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  }
}

std::string gzip(std::string& bytes) {
  std::string out(bytes.size() * 2 + 4096, '\0');
  isal_zstream stream;
  isal_deflate_init(&stream);
  stream.gzip_flag = IGZIP_GZIP;
  stream.end_of_stream = 1;
  stream.next_in = reinterpret_cast<std::uint8_t*>(bytes.data());
  stream.avail_in = static_cast<std::uint32_t>(bytes.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = static_cast<std::uint32_t>(out.size());
  if (isal_deflate(&stream) != COMP_OK) std::abort();
  out.resize(out.size() - stream.avail_out);
  return out;
}

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const std::vector<baryon::bundle::Finding>& findings) {
  for (const auto& finding : findings) {
    require(baryon::bundle::lint::find_rule(finding.rule) != nullptr);
    require(!finding.message.empty());
    for (const auto& text : {finding.text(), finding.hint})
      require(baryon::is_utf8(text) && !baryon::has_control_character(text));
  }
}

void check_bundle(const baryon::bundle::Bundle& bundle, const File& scratch) {
  check(bundle.findings);
  require(!baryon::bundle::has_error(bundle.findings));
  require(bundle.digest == baryon::bundle::bundle_digest(bundle.files));
  auto out = memory_file({});
  require(baryon::bundle::write_bundle_archive(bundle, scratch, out).has_value());
  require(
      baryon::archive::read_tar_gz(out, {}, [](const auto&, auto&) -> baryon::Result<void> { return {}; }).has_value());
}

// Low, so that the fuzzer meets them and none of them takes long.
constexpr baryon::archive::Limits limits{.entries = 500,
                                         .header_bytes = 64 * baryon::kib,
                                         .file_bytes = baryon::mib,
                                         .unpacked_bytes = 4 * baryon::mib,
                                         .expansion_ratio = 100,
                                         .expansion_allowance = baryon::mib};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (!bytes.starts_with('\x1F')) {
    mend_checksums(bytes);
    bytes.append(2 * block_bytes, '\0');
    bytes = gzip(bytes);
  }
  auto archive = memory_file(bytes);
  const auto scan = baryon::bundle::scan(
      archive, limits,
      {.root_names = {.any = "root"}, .scratch_directory = "/tmp", .shared_directories = {"common", "vpc/v1/a"}});
  if (!scan) {
    require(!scan.error().message.empty());
    return 0;
  }
  for (const auto& bundle : scan->bundles) check_bundle(bundle, scan->scratch);
  for (const auto& refusal : scan->refusals) {
    check(refusal.findings);
    require(!refusal.reason().empty());
  }
  return 0;
}
