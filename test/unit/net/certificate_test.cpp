#include "net/certificate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "unit/net/tls_identity.h"
#include "unit/store/temporary_directory.h"

namespace baryon::net {
namespace {

TEST(Certificate, TellsHowLongAndForWhomItIs) {
  const store::TemporaryDirectory directory;
  const auto path = directory.path() / "certificate.pem";
  const TlsIdentity identity;
  identity.write_certificate(path);
  const auto pem = read_small_file(path, 1 << 16);
  ASSERT_TRUE(pem.has_value());
  const auto certificate = parse_certificate(*pem);
  ASSERT_TRUE(certificate.has_value());
  EXPECT_EQ(certificate->subject, "CN=test");
  EXPECT_EQ(certificate->not_after - certificate->not_before, std::chrono::hours(2));
  EXPECT_TRUE(certificate->is_for("127.0.0.1"));
  EXPECT_FALSE(certificate->is_for("127.0.0.2"));
  EXPECT_FALSE(certificate->is_for("example.com"));
}

TEST(Certificate, IsRefusedWhenItIsNone) {
  for (const auto* const text : {"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    const auto certificate = parse_certificate(text);
    ASSERT_FALSE(certificate.has_value());
    EXPECT_EQ(certificate.error().code, ErrorCode::corrupt);
  }
}

}  // namespace
}  // namespace baryon::net
