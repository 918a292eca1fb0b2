#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "archive/tar_reader.h"
#include "archive/tar_writer.h"
#include "backup/checksums.h"
#include "backup/restorer.h"
#include "backup/writer.h"
#include "base/sha256.h"
#include "db/database.h"
#include "registry/embedded_library.h"
#include "store/file_store.h"
#include "unit/registry/library_suite.h"
#include "unit/store/store_double.h"
#include "unit/store/temporary_directory.h"
#include "unit/support/manual_clock.h"

namespace baryon::backup {
namespace {

namespace fs = std::filesystem;
using registry::vpc;
using testing::HasSubstr;

constexpr std::string_view bundle_key = "PLAT/c0ffee/vpc/v1.tar.gz";

/// An installation with a registered version, and room for another one.
class Backup : public ::testing::Test {
 protected:
  void SetUp() override {
    library_ = std::make_unique<registry::EmbeddedLibrary>(*database_, clock_, registry::RegistryOptions{});
    put(std::string(bundle_key), "the bundle");
    ASSERT_TRUE(library_->create_template({.key = vpc}).has_value());
    const registry::BundleSource source{.bucket = "objects", .key = std::string(bundle_key)};
    const auto begun = library_->begin_version({.template_key = vpc, .source = source});
    ASSERT_TRUE(begun.has_value());
    ASSERT_TRUE(library_
                    ->finish_version({.template_key = vpc, .number = begun->number, .source = source},
                                     registry::bundle_of(vpc, "digest"), std::string(bundle_key))
                    .has_value());
    ASSERT_TRUE(write_file_atomically(from_.keys / "webhook-secret", "secret\n").has_value());
  }

  static Installation in(const fs::path& folder) {
    return {.database = folder / "baryon.db",
            .keys = folder,
            .key_files = {"store-key", "webhook-secret", "api-access-key"},
            .objects = folder / "objects"};
  }

  static std::unique_ptr<store::FileStore> open_store(const Installation& place) {
    auto key = store::StoreKey::load_or_make(place.keys / store_key_name, place.objects);
    EXPECT_TRUE(key.has_value());
    return store::FileStore::open(place.objects, *std::move(key)).value();
  }

  void put(const std::string& key, const std::string& text) {
    auto content = File::create_unnamed(folder_.path()).value();
    ASSERT_TRUE(content.write(as_bytes(text)).has_value());
    ASSERT_TRUE(content.rewind().has_value());
    ASSERT_TRUE(store_->put(key, content, {}).has_value());
  }

  Contents back_up() {
    auto file = File::create(file_).value();
    const auto written =
        write_backup({.installation = from_, .store = *store_, .program = "1.2.3"}, clock_.now(), file);
    EXPECT_TRUE(written.has_value()) << (written ? "" : written.error().text());
    return written.value_or(Contents{});
  }

  Result<Restored> restore() {
    BARYON_TRY(auto file, File::open(file_));
    return restore_backup(file, to_);
  }

  /// That nothing of a refused restore is left.
  void expect_nothing_restored() {
    for (const auto& entry : fs::directory_iterator(to_.keys)) ADD_FAILURE() << entry.path();
  }

  /// The backup once more, with changed content; its checksums are made anew.
  void rewrite(const std::function<std::string(const std::string& path, std::string content)>& change) {
    auto changed = File::create(folder_.path() / "changed").value();
    auto writer = archive::TarWriter::create(changed).value();
    Checksums sums;
    const auto add = [&](const std::string& path, const std::string& content) {
      EXPECT_TRUE(writer.begin_file(path, content.size(), false).has_value());
      EXPECT_TRUE(writer.write(as_bytes(content)).has_value());
    };
    auto original = File::open(file_).value();
    const auto copied =
        archive::read_tar_gz(original, {}, [&](const archive::Entry& entry, archive::Content& content) -> Result<void> {
          std::string text;
          for (auto piece = content.next(); piece && !piece->empty(); piece = content.next())
            text.append(piece->begin(), piece->end());
          if (entry.path == sums_entry) return {};
          text = change(entry.path, std::move(text));
          if (text.empty()) return {};
          add(entry.path, text);
          sums[entry.path] = to_hex(sha256(text));
          return {};
        });
    ASSERT_TRUE(copied.has_value()) << copied.error().text();
    add(std::string(sums_entry), to_text(sums));
    ASSERT_TRUE(writer.finish().has_value());
    fs::rename(folder_.path() / "changed", file_);
  }

  store::TemporaryDirectory folder_;
  store::TemporaryDirectory from_folder_;
  store::TemporaryDirectory to_folder_;
  Installation from_ = in(from_folder_.path());
  Installation to_ = in(to_folder_.path());
  fs::path file_ = folder_.path() / "backup.tar.gz";
  test::ManualClock clock_;
  std::unique_ptr<store::FileStore> store_ = open_store(from_);
  std::unique_ptr<db::Database> database_ = db::Database::open("sqlite:" + from_.database.string()).value();
  std::unique_ptr<registry::EmbeddedLibrary> library_;
};

TEST_F(Backup, LeavesOutWhatIsRemovedMeanwhile) {
  store::StoreDouble listed;
  for (const auto* const key : {"PLAT/removed.tar.gz", bundle_key.data()}) {
    auto content = File::create_unnamed(folder_.path()).value();
    ASSERT_TRUE(listed.put(key, content, {}).has_value());
  }
  auto file = File::create(file_).value();
  const auto written = write_backup({.installation = from_, .store = listed, .program = "1.2.3"}, clock_.now(), file);
  ASSERT_TRUE(written.has_value()) << written.error().text();
  EXPECT_EQ(written->objects, 1U);
  EXPECT_TRUE(restore().has_value());
}

TEST_F(Backup, GivesBackEverything) {
  const auto contents = back_up();
  EXPECT_EQ(contents.objects, 1U);
  EXPECT_EQ(contents.keys, 2U);
  const auto restored = restore();
  ASSERT_TRUE(restored.has_value()) << restored.error().text();
  EXPECT_EQ(restored->versions, 1U);
  EXPECT_EQ(restored->made_at, to_rfc3339(clock_.now()));

  const auto database = db::Database::open("sqlite:" + to_.database.string()).value();
  registry::EmbeddedLibrary library(*database, clock_, {});
  EXPECT_EQ(library.version_of(vpc, {.major = 1, .minor = 0}).value().value().bundle_key, bundle_key);
  std::string content;
  ASSERT_TRUE(open_store(to_)
                  ->get(std::string(bundle_key),
                        [&](ByteView piece) -> Result<void> {
                          content.append(piece.begin(), piece.end());
                          return {};
                        })
                  .has_value());
  EXPECT_EQ(content, "the bundle");
  EXPECT_EQ(read_small_file(to_.keys / "webhook-secret", 100).value(), "secret\n");
}

TEST_F(Backup, TakesNoTraceOfItsSnapshot) {
  back_up();
  for (const auto& entry : fs::directory_iterator(from_.keys))
    EXPECT_THAT(entry.path().filename().string(), testing::Not(HasSubstr("backup")));
}

TEST_F(Backup, IsNotPutOverAnotherInstallation) {
  back_up();
  for (const auto& taken : {to_.database, to_.keys / "webhook-secret", to_.objects / "object"}) {
    ASSERT_TRUE(make_private_directory(taken.parent_path()).has_value());
    ASSERT_TRUE(write_file_atomically(taken, "mine").has_value());
    const auto restored = restore();
    ASSERT_FALSE(restored.has_value());
    EXPECT_EQ(restored.error().code, ErrorCode::conflict);
    EXPECT_EQ(read_small_file(taken, 100).value(), "mine");
    fs::remove(taken);
  }
  EXPECT_TRUE(restore().has_value());
}

TEST_F(Backup, IsRefusedWhereverItIsCutShort) {
  back_up();
  const auto whole = read_small_file(file_, 1024 * 1024).value();
  for (std::size_t length = 0; length < whole.size(); length += whole.size() / 40 + 1) {
    ASSERT_TRUE(write_file_atomically(file_, whole.substr(0, length)).has_value());
    const auto restored = restore();
    ASSERT_FALSE(restored.has_value()) << length;
    EXPECT_EQ(restored.error().code, ErrorCode::corrupt) << length;
    expect_nothing_restored();
  }
  ASSERT_TRUE(write_file_atomically(file_, whole).has_value());
  EXPECT_TRUE(restore().has_value());
}

TEST_F(Backup, IsRefusedWithoutOneOfItsEntries) {
  for (const std::string gone : {"backup.json", "database.sqlite", "keys/store-key"}) {
    fs::remove(file_);
    back_up();
    rewrite([&](const std::string& path, std::string content) { return path == gone ? "" : std::move(content); });
    const auto restored = restore();
    ASSERT_FALSE(restored.has_value()) << gone;
    expect_nothing_restored();
  }
}

TEST_F(Backup, IsRefusedWhereTheBundleOfAVersionIsMissing) {
  back_up();
  rewrite([](const std::string& path, std::string content) {
    return path.starts_with(objects_prefix) ? "" : std::move(content);
  });
  const auto restored = restore();
  ASSERT_FALSE(restored.has_value());
  EXPECT_THAT(restored.error().message, HasSubstr("vpc@1.0"));
  expect_nothing_restored();
}

TEST_F(Backup, IsRefusedWithAKeyThatDoesNotOpenItsObjects) {
  back_up();
  rewrite([](const std::string& path, std::string content) {
    return path == "keys/store-key" ? std::string(64, '7') + "\n" : std::move(content);
  });
  const auto restored = restore();
  ASSERT_FALSE(restored.has_value());
  EXPECT_THAT(restored.error().message, HasSubstr("vpc@1.0"));
  expect_nothing_restored();
}

TEST_F(Backup, IsRefusedWithADamagedDatabase) {
  back_up();
  rewrite([](const std::string& path, std::string content) {
    if (path == database_entry) content.replace(content.size() / 2, 8192, 8192, '\xA5');
    return content;
  });
  ASSERT_FALSE(restore().has_value());
  expect_nothing_restored();
}

/// The objects of `from_` as those of a bucket.
class BackupBesideABucket : public Backup {
 protected:
  BackupBesideABucket() { to_.objects.clear(); }

  Contents list_objects() {
    auto installation = from_;
    installation.objects.clear();
    auto file = File::create(file_).value();
    const auto written =
        write_backup({.installation = installation, .store = *store_, .program = "1.2.3"}, clock_.now(), file);
    EXPECT_TRUE(written.has_value()) << (written ? "" : written.error().text());
    return written.value_or(Contents{});
  }

  Result<Restored> restore_beside(store::Store& bucket) {
    BARYON_TRY(auto file, File::open(file_));
    return restore_backup(file, to_, &bucket);
  }
};

TEST_F(BackupBesideABucket, ListsObjectsAndFindsThemAgain) {
  put("PLAT/c0ffee.tar.gz", "an archive");
  const auto contents = list_objects();
  EXPECT_EQ(contents.objects, 2U);
  EXPECT_EQ(contents.object_bytes, 0U);
  const auto restored = restore_beside(*store_);
  ASSERT_TRUE(restored.has_value()) << restored.error().text();
  EXPECT_EQ(restored->contents.objects, 2U);
  EXPECT_EQ(restored->versions, 1U);
  EXPECT_TRUE(fs::exists(to_.database));
  EXPECT_EQ(read_small_file(to_.keys / "webhook-secret", 100).value(), "secret\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(to_.keys), fs::directory_iterator()), 3);  // that, a key, the database
}

TEST_F(BackupBesideABucket, IsRefusedWhereTheBucketHasLostABundle) {
  list_objects();
  ASSERT_TRUE(store_->remove(std::string(bundle_key)).has_value());
  const auto restored = restore_beside(*store_);
  ASSERT_FALSE(restored.has_value());
  EXPECT_THAT(restored.error().message, HasSubstr("vpc@1.0"));
  EXPECT_THAT(restored.error().hint, HasSubstr("bucket"));
  expect_nothing_restored();
}

TEST_F(BackupBesideABucket, IsNotTakenForOneWithObjects) {
  list_objects();
  to_ = in(to_folder_.path());
  EXPECT_EQ(restore().error().code, ErrorCode::configuration);
  expect_nothing_restored();
  fs::remove(file_);
  back_up();
  to_.objects.clear();
  EXPECT_EQ(restore_beside(*store_).error().code, ErrorCode::configuration);
  expect_nothing_restored();
}

TEST_F(Backup, OfANewerFormatIsRefusedWithAHint) {
  back_up();
  rewrite([](const std::string& path, std::string content) {
    return path == info_entry ? R"({"format": 2, "made_at": "2030"})" : std::move(content);
  });
  const auto restored = restore();
  ASSERT_FALSE(restored.has_value());
  EXPECT_EQ(restored.error().code, ErrorCode::configuration);
  expect_nothing_restored();
}

TEST_F(Backup, WithAStrangeEntryIsRefused) {
  for (const auto* const name : {"keys/authorized_keys", "etc/passwd"}) {
    auto strange = File::create(folder_.path() / ("s-" + to_hex(sha256(name)))).value();
    auto one = archive::TarWriter::create(strange).value();
    ASSERT_TRUE(one.begin_file(name, 1, false).has_value());
    ASSERT_TRUE(one.write(as_bytes("x")).has_value());
    ASSERT_TRUE(one.finish().has_value());
    ASSERT_TRUE(strange.rewind().has_value());
    const auto restored = restore_backup(strange, to_);
    ASSERT_FALSE(restored.has_value());
    EXPECT_THAT(restored.error().message, HasSubstr(name));
    expect_nothing_restored();
  }
}

}  // namespace
}  // namespace baryon::backup
