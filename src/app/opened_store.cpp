#include "app/opened_store.h"

#include <filesystem>
#include <string_view>
#include <utility>

#include "app/key_files.h"
#include "aws/default_credentials.h"
#include "aws/region.h"
#include "net/proxy_environment.h"
#include "store/file_store.h"
#include "store/s3/location.h"
#include "store/s3_store.h"

namespace baryon::app {
namespace {

constexpr std::string_view file_scheme = "file:";

/// What servers that are not AWS take when they are told no region.
constexpr std::string_view usual_region = "us-east-1";

Result<std::string> region_for(const store::s3::Location& location, const StoreContext& context) {
  if (!location.region.empty()) return location.region;
  BARYON_TRY(auto region, aws::region_of(context.environment, context.stop));
  if (!region.empty()) return region;
  if (!location.endpoint.empty()) return std::string(usual_region);
  return fail(ErrorCode::configuration, "the region of the bucket in store.url is not known",
              "add ?region=REGION to store.url, or set AWS_REGION");
}

}  // namespace

Result<void> OpenedStore::open_directory(const Config& config, const StoreContext& context) {
  const std::filesystem::path root(config.store.url.substr(file_scheme.size()));
  BARYON_TRY(auto key,
             store::StoreKey::load_or_make(config.data_directory() / store_key_file().name, root, context.make_key));
  BARYON_TRY(store_, store::FileStore::open(root, std::move(key)));
  return {};
}

Result<void> OpenedStore::open_bucket(const Config& config, const StoreContext& context) {
  BARYON_TRY(auto location, store::s3::parse_location(config.store.url));
  BARYON_TRY(location.region, region_for(location, context));
  bucket_name_ = location.bucket;
  bucket_prefix_ = location.full_key("");
  credentials_ = aws::default_credentials(context.environment, location.region, context.clock, context.stop);
  pauses_ = std::make_unique<StoppablePauses>(context.stop);
  store::S3Store::Options options{
      .client = {.location = std::move(location), .stop = context.stop, .observer = context.observer},
      .encryption = {.algorithm = config.store.encryption, .kms_key_id = config.store.kms_key_id}};
  options.client.proxy = net::proxy_of_environment(context.environment, options.client.location.url());
  auto s3 = std::make_unique<store::S3Store>(options, *credentials_, *pauses_, context.clock);
  s3_ = s3.get();
  store_ = std::move(s3);
  options.client.location.prefix.clear();
  bucket_ = std::make_unique<store::S3Store>(options, *credentials_, *pauses_, context.clock);
  return {};
}

Result<std::unique_ptr<OpenedStore>> open_store(const Config& config, const StoreContext& context) {
  auto opened = std::make_unique<OpenedStore>();
  if (store::s3::names_bucket(config.store.url)) {
    BARYON_CHECK(opened->open_bucket(config, context));
  } else {
    BARYON_CHECK(opened->open_directory(config, context));
  }
  return opened;
}

}  // namespace baryon::app
