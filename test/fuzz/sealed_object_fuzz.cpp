// What begins like a sealed object is opened as it stands. Anything else is a list of changes (two bytes of place, one
// byte to write there) to a good object, which must then not open, or give its own content.
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "store/envelope.h"
#include "store/sealed_header.h"

namespace {

using namespace baryon;
using namespace baryon::store;

constexpr std::string_view magic = "baryon-sealed-1\n";

void require(bool condition) {
  if (!condition) std::abort();
}

File file_of(ByteView bytes) {
  File file(::memfd_create("fuzz", MFD_CLOEXEC));
  require(file.write(bytes).has_value() && file.rewind().has_value());
  return file;
}

// The key that the objects of the seed corpus are sealed with.
const StoreKey& store_key() {
  static const auto key = *StoreKey::from_bytes(std::vector<std::uint8_t>(StoreKey::size, 7));
  return key;
}

const std::string& content() {
  static const auto text = std::string(sealed_chunk_size, 'c') + "the last chunk";
  return text;
}

const std::vector<std::uint8_t>& good_object() {
  static const auto bytes = [] {
    auto in = file_of(as_bytes(content()));
    auto out = file_of({});
    require(seal_object(store_key(), {.key = "a/b", .metadata = {{"branch", "main"}}}, in, out).has_value());
    std::vector<std::uint8_t> sealed(*out.size());
    require(out.read_at(0, sealed.data(), sealed.size()).has_value());
    return sealed;
  }();
  return bytes;
}

void try_to_open(ByteView bytes, bool is_changed_good_object) {
  auto file = file_of(bytes);
  std::string read;
  const auto info = open_object(store_key(), "a/b", file, [&](ByteView piece) -> Result<void> {
    read.append(piece.begin(), piece.end());
    return {};
  });
  if (info) {
    require(info->key == "a/b" && info->size == read.size());
    require(!is_changed_good_object || read == content());
  } else {
    require(info.error().code == ErrorCode::corrupt || info.error().code == ErrorCode::configuration);
    require(!is_changed_good_object || content().starts_with(read));
  }
}

void try_header(std::string_view text) {
  const auto header = parse_sealed_header(text);
  if (!header) return;
  const auto again = parse_sealed_header(to_text(*header));
  require(again && again->info.key == header->info.key && again->info.metadata == header->info.metadata &&
          again->info.size == header->info.size && again->nonce == header->nonce);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with("{")) {
    try_header(text);
    return 0;
  }
  if (text.starts_with(magic)) {
    try_to_open(input, false);
    return 0;
  }
  auto changed = good_object();
  for (std::size_t i = 0; i + 2 < size; i += 3) {
    const std::size_t place = std::size_t{data[i]} * 256 + data[i + 1];
    changed[place < 0x8000 ? place : changed.size() - 1 - (place - 0x8000)] = data[i + 2];  // from either end
  }
  try_to_open(changed, true);
  return 0;
}
