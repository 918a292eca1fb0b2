#include <fmt/format.h>

#include <chrono>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "base/units.h"
#include "doctor/checks.h"
#include "net/certificate.h"
#include "net/url.h"

namespace baryon::doctor {
namespace {

constexpr std::chrono::days soon(30);
constexpr std::uint64_t max_certificate_bytes = 1 * mib;

void judge(const net::Certificate& certificate, const std::string& whose, const std::string& what_to_do,
           Report& report) {
  const auto now = system_clock().now();
  const auto days = std::chrono::floor<std::chrono::days>(certificate.not_after - now).count();
  const auto until = to_rfc3339(certificate.not_after).substr(0, 10);
  if (now > certificate.not_after)
    report.fail(fmt::format("{} expired on {}", whose, until), what_to_do);
  else if (now < certificate.not_before)
    report.fail(fmt::format("{} is not valid before {}", whose, to_rfc3339(certificate.not_before)),
                "check this machine's clock");
  else if (certificate.not_after - now < soon)
    report.warn(fmt::format("{} expires in {} days, on {}", whose, days, until), what_to_do);
  else
    report.pass(fmt::format("{} is valid for {} days, until {}", whose, days, until));
}

void check_own(const app::Config& config, Report& report) {
  const auto& file = config.server.tls.certificate;
  if (file.empty()) return report.skip("this server speaks plain HTTP (server.tls)");
  const auto pem = read_small_file(file, max_certificate_bytes);
  if (!pem) return report.fail(pem.error());
  const auto certificate = net::parse_certificate(*pem);
  if (!certificate)
    return report.fail(fmt::format("'{}' holds {}", file, certificate.error().message),
                       "set server.tls.certificate to a PEM file");
  judge(*certificate, "the certificate of this server", "renew it, then restart", report);
  const auto origin = net::origin_of(config.server.public_url);
  if (origin && !certificate->is_for(origin->host))
    report.fail(fmt::format("the certificate of this server is not made out for {} ({})", origin->host,
                            escape_for_display(certificate->subject)),
                "Bitbucket will refuse it: have one made for the host of server.public_url");
}

void check_bitbucket(const app::Config& config, Report& report) {
  const auto& settings = config.bitbucket;
  if (!settings.url.starts_with("https://"))
    return report.skip(settings.url.empty() ? "no Bitbucket is configured" : "Bitbucket is reached by plain HTTP");
  const auto certificate = net::fetch_certificate(
      settings.url, {.proxy = settings.proxy,
                     .ca_file = settings.ca_file,
                     .trust_hint = "set bitbucket.ca_file to the certificate of the authority that signed it"});
  if (!certificate) return report.fail(certificate.error());
  judge(*certificate, "Bitbucket's certificate", "tell who runs Bitbucket", report);
}

}  // namespace

void check_certificates(const Subject& subject, Report& report) {
  check_own(subject.config, report);
  check_bitbucket(subject.config, report);
}

}  // namespace baryon::doctor
