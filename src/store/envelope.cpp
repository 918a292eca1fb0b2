#include "store/envelope.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "base/random.h"
#include "store/aes_gcm.h"
#include "store/sealed_header.h"

namespace baryon::store {
namespace {

constexpr std::string_view magic = "baryon-sealed-1\n";
constexpr std::size_t prelude_size = magic.size() + 4;
constexpr std::size_t wrapped_size = AesGcm::nonce_size + AesGcm::key_size + AesGcm::tag_size;
constexpr std::size_t sealed_piece_size = sealed_chunk_size + AesGcm::tag_size;
constexpr std::uint64_t max_size = std::numeric_limits<std::uint32_t>::max() * std::uint64_t{sealed_chunk_size};

using Prelude = std::array<std::uint8_t, prelude_size>;
using Wrapped = std::array<std::uint8_t, wrapped_size>;

/// The key of one object, wiped when it goes.
struct ObjectKey {
  std::array<std::uint8_t, AesGcm::key_size> bytes{};

  ObjectKey() = default;
  ~ObjectKey() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
  ObjectKey(const ObjectKey&) = default;
  ObjectKey& operator=(const ObjectKey&) = default;
};

struct Opened {
  SealedHeader header;
  ObjectKey key;
};

std::unexpected<Error> corrupt(std::string_view key, std::string_view why) {
  return fail(ErrorCode::corrupt, fmt::format("object '{}' does not match its seal: {}", key, why),
              "the file was damaged or altered; restore it from a backup, or remove it and sync again");
}

std::uint64_t chunks_of(std::uint64_t size) {
  return size == 0 ? 1 : size / sealed_chunk_size + (size % sealed_chunk_size == 0 ? 0 : 1);
}

AesGcm::Nonce chunk_nonce(const NoncePrefix& prefix, std::uint64_t number, bool is_last) {
  AesGcm::Nonce nonce{};
  std::ranges::copy(prefix, nonce.begin());
  for (std::size_t i = 0; i < 4; ++i) nonce[prefix.size() + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  nonce.back() = is_last ? 1 : 0;
  return nonce;
}

Result<std::size_t> read_up_to(File& file, std::uint8_t* buffer, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    BARYON_TRY(const auto count, file.read(buffer + done, size - done));
    if (count == 0) break;
    done += count;
  }
  return done;
}

Result<std::uint64_t> size_of_rest(const File& file) {
  BARYON_TRY(const auto size, file.size());
  const auto position = ::lseek(file.descriptor(), 0, SEEK_CUR);
  if (position < 0) return std::unexpected(system_error("find the position in", "file"));
  return size - std::min(size, static_cast<std::uint64_t>(position));
}

Prelude prelude_for(std::size_t header_size) {
  Prelude prelude{};
  std::ranges::copy(magic, prelude.begin());
  for (std::size_t i = 0; i < 4; ++i)
    prelude[magic.size() + i] = static_cast<std::uint8_t>(header_size >> (24 - 8 * i));
  return prelude;
}

std::vector<std::uint8_t> joined(const Prelude& prelude, std::string_view header) {
  std::vector<std::uint8_t> bytes(prelude.begin(), prelude.end());
  bytes.insert(bytes.end(), header.begin(), header.end());
  return bytes;
}

AesGcm::Nonce wrap_nonce(ByteView wrapped) {
  AesGcm::Nonce nonce{};
  std::copy_n(wrapped.begin(), nonce.size(), nonce.begin());
  return nonce;
}

Result<void> seal_chunks(const SealedHeader& header, const ObjectKey& key, File& content, File& sealed) {
  AesGcm cipher(key.bytes);
  std::vector<std::uint8_t> plain(sealed_chunk_size);
  std::vector<std::uint8_t> piece(sealed_piece_size);
  const auto chunks = chunks_of(header.info.size);
  for (std::uint64_t number = 0; number < chunks; ++number) {
    const auto size = std::min<std::uint64_t>(sealed_chunk_size, header.info.size - number * sealed_chunk_size);
    BARYON_TRY(const auto count, read_up_to(content, plain.data(), size));
    if (count != size) return fail(ErrorCode::corrupt, "the content became shorter while it was read");
    cipher.seal(chunk_nonce(header.nonce, number, number + 1 == chunks), {}, ByteView(plain).first(size), piece.data());
    BARYON_CHECK(sealed.write(ByteView(piece).first(size + AesGcm::tag_size)));
  }
  return {};
}

// Up to the chunks. Nothing of the header is believed before the object's key has opened with it.
Result<Opened> open_header(const StoreKey& store_key, const std::string& key, File& sealed) {
  BARYON_TRY(const auto file_size, size_of_rest(sealed));
  Prelude prelude{};
  BARYON_TRY(const auto prelude_count, read_up_to(sealed, prelude.data(), prelude.size()));
  if (prelude_count < prelude.size() || !std::ranges::equal(ByteView(prelude).first(magic.size()), as_bytes(magic)))
    return corrupt(key, "it is not a sealed object");
  std::size_t header_size = 0;
  for (std::size_t i = magic.size(); i < prelude.size(); ++i) header_size = header_size << 8U | prelude[i];
  if (header_size > max_sealed_header) return corrupt(key, "its header is too long");

  std::string text(header_size, '\0');
  Wrapped wrapped{};
  BARYON_TRY(const auto text_count, read_up_to(sealed, reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
  BARYON_TRY(const auto wrapped_count, read_up_to(sealed, wrapped.data(), wrapped.size()));
  if (text_count < text.size() || wrapped_count < wrapped.size()) return corrupt(key, "it ends within its header");

  Opened opened;
  auto header = parse_sealed_header(text);
  if (!header) return corrupt(key, header.error().message);
  opened.header = *std::move(header);
  if (opened.header.key_id != store_key.id())
    return fail(ErrorCode::configuration, fmt::format("object '{}' was sealed with another store key", key),
                "put back the key file that the store was made with");
  AesGcm cipher(store_key.bytes());
  if (!cipher.open(wrap_nonce(wrapped), joined(prelude, text), ByteView(wrapped).subspan(AesGcm::nonce_size),
                   opened.key.bytes.data()))
    return corrupt(key, "its header was altered");
  if (opened.header.info.key != key)
    return corrupt(key, fmt::format("the file holds object '{}'", opened.header.info.key));
  const auto size = opened.header.info.size;
  if (size > max_size ||
      file_size != prelude_size + header_size + wrapped_size + size + chunks_of(size) * AesGcm::tag_size)
    return corrupt(key, "it is shorter or longer than it was");
  return opened;
}

}  // namespace

Result<void> seal_object(const StoreKey& store_key, const ObjectInfo& info, File& content, File& sealed) {
  BARYON_CHECK(check_key(info.key));
  BARYON_CHECK(check_metadata(info.metadata));
  SealedHeader header{.info = info, .key_id = store_key.id()};
  BARYON_TRY(header.info.size, size_of_rest(content));
  if (header.info.size > max_size) return fail(ErrorCode::too_large, "an object holds at most 256 TiB");
  std::ranges::copy(random_bytes(header.nonce.size()), header.nonce.begin());
  const auto text = to_text(header);
  const auto head = joined(prelude_for(text.size()), text);

  ObjectKey key;
  std::ranges::copy(random_bytes(key.bytes.size()), key.bytes.begin());
  Wrapped wrapped{};
  std::ranges::copy(random_bytes(AesGcm::nonce_size), wrapped.begin());
  AesGcm(store_key.bytes()).seal(wrap_nonce(wrapped), head, key.bytes, wrapped.data() + AesGcm::nonce_size);
  BARYON_CHECK(sealed.write(head));
  BARYON_CHECK(sealed.write(wrapped));
  return seal_chunks(header, key, content, sealed);
}

Result<ObjectInfo> read_sealed_info(const StoreKey& store_key, const std::string& key, File& sealed) {
  BARYON_TRY(auto opened, open_header(store_key, key, sealed));
  return std::move(opened.header.info);
}

Result<ObjectInfo> open_object(const StoreKey& store_key, const std::string& key, File& sealed, const Sink& sink) {
  BARYON_TRY(auto opened, open_header(store_key, key, sealed));
  const auto& header = opened.header;
  AesGcm cipher(opened.key.bytes);
  std::vector<std::uint8_t> piece(sealed_piece_size);
  std::vector<std::uint8_t> plain(sealed_chunk_size);
  const auto chunks = chunks_of(header.info.size);
  for (std::uint64_t number = 0; number < chunks; ++number) {
    const auto size = std::min<std::uint64_t>(sealed_chunk_size, header.info.size - number * sealed_chunk_size);
    BARYON_TRY(const auto count, read_up_to(sealed, piece.data(), size + AesGcm::tag_size));
    if (!cipher.open(chunk_nonce(header.nonce, number, number + 1 == chunks), {}, ByteView(piece).first(count),
                     plain.data()) ||
        count != size + AesGcm::tag_size)
      return corrupt(key, fmt::format("its content was altered at chunk {} of {}", number + 1, chunks));
    if (size > 0) BARYON_CHECK(sink(ByteView(plain).first(size)));
  }
  return std::move(opened.header.info);
}

}  // namespace baryon::store
