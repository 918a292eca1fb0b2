#include "cli/sync_source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "archive/tar_reader.h"
#include "cli/git.h"
#include "unit/bundle/sample_repository.h"
#include "unit/store/temporary_directory.h"

namespace baryon::cli {
namespace {

namespace fs = std::filesystem;

class Sources : public ::testing::Test {
 protected:
  void SetUp() override {
    ::testing::internal::CaptureStderr();
    app::Config config;
    config.database = db::Url::sqlite(path("data") / "baryon.db");
    config.store.url = "file:" + path("data/objects").string();
    auto opened = app::Application::open(std::move(config), app::Application::Purpose::sync);
    ASSERT_TRUE(opened.has_value()) << opened.error().text();
    application_ = *std::move(opened);
  }
  void TearDown() override { static_cast<void>(::testing::internal::GetCapturedStderr()); }

  [[nodiscard]] fs::path path(const std::string& name) const { return directory_.path() / name; }

  void write(const std::string& name, const std::string& content) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name)) << content;
  }

  void git(const std::string& where, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"-c", "user.name=T", "-c", "user.email=t@example.com", "-c",
                                         "commit.gpgsign=false", "-c", "init.defaultBranch=main"});
    const auto done = run_git(path(where), arguments);
    ASSERT_TRUE(done.has_value()) << done.error().text();
  }

  void make_repository() const {
    write("infra/vpc/v1/schema/schema.yaml", test::environment_schema);
    git("infra", {"init", "-q"});
    git("infra", {"add", "."});
    git("infra", {"commit", "-q", "-m", "First words", "-m", "more"});
  }

  Result<SyncSource> open(const std::string& source, const std::string& ref = "") {
    return open_source(*application_, source, ref);
  }

  static std::vector<std::string> files_of(SyncSource& source) {
    std::vector<std::string> files;
    const auto read = archive::read_tar_gz(source.archive, {}, [&](const archive::Entry& entry, archive::Content&) {
      if (entry.type == archive::EntryType::file) files.push_back(entry.path);
      return Result<void>();
    });
    EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().text());
    return files;
  }

 private:
  store::TemporaryDirectory directory_;
  std::unique_ptr<app::Application> application_;
};

TEST_F(Sources, AreGitRepositoriesAtTheirHead) {
  make_repository();
  write("infra/not-committed.txt", "x");
  auto source = open(path("infra").string() + "/");
  ASSERT_TRUE(source.has_value()) << source.error().text();
  EXPECT_EQ(source->origin.owner.path(), "local/infra");
  EXPECT_EQ(source->origin.owner.forge, "local");
  EXPECT_EQ(source->origin.ref, "refs/heads/main");
  EXPECT_EQ(source->origin.commit.size(), 40U);
  EXPECT_EQ(source->origin.subject, "First words");
  EXPECT_EQ(files_of(*source), std::vector<std::string>{"vpc/v1/schema/schema.yaml"});
}

TEST_F(Sources, AreGitRepositoriesAtAnyRef) {
  make_repository();
  git("infra", {"tag", "v1"});
  write("infra/more.txt", "x");
  git("infra", {"add", "."});
  git("infra", {"commit", "-q", "-m", "Second"});
  auto source = open(path("infra").string(), "v1");
  ASSERT_TRUE(source.has_value()) << source.error().text();
  EXPECT_EQ(source->origin.subject, "First words");
  EXPECT_EQ(files_of(*source).size(), 1U);
  for (const auto* const ref : {"nothing", "--output=here", "-h"})
    EXPECT_FALSE(open(path("infra").string(), ref).has_value()) << ref;
}

TEST_F(Sources, AreBareRepositories) {
  make_repository();
  git("infra", {"clone", "-q", "--bare", ".", path("bare.git").string()});
  auto source = open(path("bare.git").string());
  ASSERT_TRUE(source.has_value()) << source.error().text();
  EXPECT_EQ(source->origin.owner.slug, "bare");
  EXPECT_EQ(files_of(*source).size(), 1U);
}

TEST_F(Sources, AreDirectoriesAndArchives) {
  write("plain/vpc/v1/x", "x");
  auto directory = open(path("plain").string());
  ASSERT_TRUE(directory.has_value()) << directory.error().text();
  EXPECT_EQ(directory->origin.owner.path(), "local/plain");
  EXPECT_EQ(files_of(*directory), std::vector<std::string>{"vpc/v1/x"});
  write("packed.tar.gz", test::SampleRepository().environment("vpc/v1").archive());
  auto archive = open(path("packed.tar.gz").string());
  ASSERT_TRUE(archive.has_value()) << archive.error().text();
  EXPECT_EQ(archive->origin.owner.slug, "packed");
  EXPECT_EQ(files_of(*archive).size(), 3U);
}

TEST_F(Sources, HaveARefOnlyInGit) {
  write("plain/x", "x");
  EXPECT_EQ(open(path("plain").string(), "main").error().code, ErrorCode::usage);
}

TEST_F(Sources, AreNotWhatDoesNotExist) {
  for (const auto& name :
       {path("missing").string(), std::string("missing"), std::string("./a/b"), std::string("a/b/c")})
    EXPECT_EQ(open(name).error().code, ErrorCode::not_found) << name;
  const auto on_the_forge = open("PLAT/infra");  // no Bitbucket is configured
  ASSERT_FALSE(on_the_forge.has_value());
  EXPECT_EQ(on_the_forge.error().code, ErrorCode::configuration);
}

TEST_F(Sources, AreToldFromOtherDirectoriesByWhatTheyHold) {
  make_repository();
  EXPECT_TRUE(is_git_repository(path("infra")));
  EXPECT_FALSE(is_git_repository(path("infra/vpc")));
  EXPECT_FALSE(is_git_repository(path("missing")));
  EXPECT_EQ(run_git(path("infra"), {"no-such-command"}).error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace baryon::cli
