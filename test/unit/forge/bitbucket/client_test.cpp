#include "forge/bitbucket/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <functional>
#include <future>
#include <latch>
#include <map>

#include "base/encoding.h"
#include "forge/bitbucket/json.h"
#include "unit/net/raw_server.h"

namespace baryon::forge::bitbucket {
namespace {

using net::Answering;
using net::http_answer;
using net::RawPeer;
using net::RawServer;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Repository repository{.id = 7, .project = "PLAT", .slug = "infra"};
const std::string commit = "929d3054cf60e11a38672966f948bb5d95f48f0e";
const std::string other_commit(40, '1');
constexpr std::string_view json_type = "Content-Type: application/json;charset=UTF-8\r\n";
const std::string archive = "\x1F\x8B" + std::string(100, 'z');

std::string json_answer(std::string_view status, std::string_view body) { return http_answer(status, body, json_type); }

std::string exception(std::string_view status, std::string_view name, std::string_view message = "no") {
  return json_answer(status, R"({"errors":[{"context":null,"message":")" + std::string(message) +
                                 R"(","exceptionName":"com.atlassian.bitbucket.)" + std::string(name) + R"("}]})");
}

const std::string no_commit = exception("404 Not Found", "commit.NoSuchCommitException");
const std::string no_repository = exception("404 Not Found", "repository.NoSuchRepositoryException");
const std::string unmapped = json_answer("404 Not Found", R"({"status-code":404,"message":"null for uri"})");
const std::string login_page =
    http_answer("200 OK", "<!DOCTYPE html><title>Log in</title>", "Content-Type: text/html;charset=UTF-8\r\n");

using Answers = std::map<std::string, std::string>;

/// Answers by request target; what is not scripted is an unmapped URL.
class Scripted {
 public:
  explicit Scripted(Answers answers) : answers_(std::move(answers)), server_([this](RawPeer& peer) { serve(peer); }) {}

  [[nodiscard]] RestOptions options() const { return {.url = server_.url("/git"), .token = Secret("hunter2")}; }

  [[nodiscard]] std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve(RawPeer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const auto line = request.substr(0, request.find(" HTTP/1.1"));
      const auto found = answers_.find(line);
      peer.send(found == answers_.end() ? unmapped : found->second);
    }
  }

  Answers answers_;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  RawServer server_;
};

const std::string base = "/git/rest/api/latest/projects/PLAT/repos/infra";
const std::string archive_line = "GET " + base + "/archive?at=" + commit + "&format=tar.gz";

File make_spool() { return *File::create_unnamed(::testing::TempDir()); }

std::string content_of(File& file) {
  std::string content(*file.size(), '\0');
  EXPECT_TRUE(file.read_at(0, reinterpret_cast<std::uint8_t*>(content.data()), content.size()));
  return content;
}

Error archive_error(const std::string& answer, BitbucketOptions options = {}) {
  Scripted server(Answers{{archive_line, answer}});
  auto url = server.options();
  url.token = options.server.token.empty() ? url.token : options.server.token;
  options.server = url;
  BitbucketForge forge(std::move(options));
  auto spool = make_spool();
  const auto fetched = forge.fetch_archive(repository, commit, spool);
  EXPECT_FALSE(fetched);
  return fetched ? Error{} : fetched.error();
}

TEST(BitbucketArchive, IsStreamedToTheSpool) {
  Scripted server(
      Answers{{archive_line, http_answer("200 OK", archive, "Content-Type: application/octet-stream\r\n")}});
  BitbucketForge forge({.server = server.options()});
  auto spool = make_spool();
  ASSERT_TRUE(
      spool.write(as_bytes("left over from an earlier try that was longer than this archive will ever be, so "
                           "that something would stay behind it if it were not cut off")));
  const auto fetched = forge.fetch_archive(repository, commit, spool);
  ASSERT_TRUE(fetched) << fetched.error().text();
  EXPECT_EQ(content_of(spool), archive);
  std::uint8_t first = 0;
  EXPECT_EQ(*spool.read(&first, 1), 1);
  EXPECT_EQ(first, 0x1F);
  const auto request = server.requests()[0];
  EXPECT_THAT(request, HasSubstr("\r\nAuthorization: Bearer hunter2\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nAccept: */*\r\n"));
}

TEST(BitbucketArchive, ArrivesWholeInTinyPieces) {
  const RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (const char byte : archive) peer.send("1\r\n" + std::string(1, byte) + "\r\n");
    peer.send("0\r\n\r\n");
  });
  BitbucketForge forge({.server = {.url = server.url()}});
  auto spool = make_spool();
  ASSERT_TRUE(forge.fetch_archive(repository, commit, spool));
  EXPECT_EQ(content_of(spool), archive);
}

TEST(BitbucketArchive, CutShortIsCorruptAndWorthAnotherTry) {
  const RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n66\r\n" + archive + "\r\n");
  });
  BitbucketForge forge({.server = {.url = server.url()}});
  auto spool = make_spool();
  const auto fetched = forge.fetch_archive(repository, commit, spool);
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, ErrorCode::corrupt);
  EXPECT_TRUE(fetched.error().retryable);
}

TEST(BitbucketArchive, IsNeverAnHtmlPage) {
  for (const auto& answer :
       {login_page, http_answer("200 OK", " \r\n<html>", "Content-Type: application/octet-stream\r\n"),
        http_answer("200 OK", "\xEF\xBB\xBF<html>"), http_answer("200 OK", "", "Content-Type: text/html\r\n"),
        http_answer("200 OK", archive, "Content-Type: TEXT/HTML\r\n"),
        http_answer("400 Bad Request", "<html>proxy</html>", "Content-Type: text/html\r\n"),
        http_answer("403 Forbidden", "<html>proxy</html>", "Content-Type: text/html\r\n")}) {
    const auto error = archive_error(answer);
    EXPECT_EQ(error.code, ErrorCode::corrupt) << answer;
    EXPECT_TRUE(error.retryable);
    EXPECT_THAT(error.message, HasSubstr("a login page, or a proxy's error page"));
  }
}

TEST(BitbucketArchive, MustBeGzip) {
  for (const auto& body : {std::string("PK\3\4zip"), std::string("{}"), std::string("x"), std::string(),
                           std::string("\x1F\x8B"), std::string("\x1F")}) {
    const auto error = archive_error(http_answer("200 OK", body));
    EXPECT_EQ(error.code, ErrorCode::corrupt) << body;
    EXPECT_TRUE(error.retryable);
  }
}

TEST(BitbucketArchive, HasALimit) {
  const auto error = archive_error(http_answer("200 OK", archive), {.max_archive = archive.size() - 1});
  EXPECT_EQ(error.code, ErrorCode::too_large);
  EXPECT_FALSE(error.retryable);
  EXPECT_THAT(error.message, HasSubstr("the archive of PLAT/infra at 929d305 is larger than 101"));
}

TEST(BitbucketArchive, SaysWhichCommitOrRepositoryIsMissing) {
  const auto gone = archive_error(no_commit);
  EXPECT_EQ(gone.code, ErrorCode::not_found);
  EXPECT_FALSE(gone.retryable);
  EXPECT_EQ(gone.message, "commit 929d305 is not in PLAT/infra any more");
  const auto renamed = archive_error(no_repository);
  EXPECT_EQ(renamed.code, ErrorCode::not_found);
  EXPECT_THAT(renamed.hint, HasSubstr("renamed"));
  EXPECT_EQ(archive_error(exception("404 Not Found", "project.NoSuchProjectException")).code, ErrorCode::not_found);
}

TEST(BitbucketArchive, AWrongAddressIsNotAMissingCommit) {
  for (const auto& answer :
       {unmapped, http_answer("404 Not Found", "<html>nginx</html>", "Content-Type: text/html\r\n"),
        http_answer("404 Not Found", "")}) {
    const auto error = archive_error(answer);
    EXPECT_EQ(error.code, ErrorCode::configuration);
    EXPECT_TRUE(error.retryable);
    EXPECT_THAT(error.hint, HasSubstr("bitbucket.url"));
  }
}

TEST(BitbucketArchive, RefusalsNameTheToken) {
  const auto denied = archive_error(exception("401 Unauthorized", "AuthorisationException", "You are not permitted"));
  EXPECT_EQ(denied.code, ErrorCode::denied);
  EXPECT_FALSE(denied.retryable);
  EXPECT_THAT(denied.message, HasSubstr("(401): You are not permitted"));
  EXPECT_THAT(denied.hint, HasSubstr("bitbucket.token"));
  EXPECT_THAT(denied.text(), Not(HasSubstr("hunter2")));
  EXPECT_EQ(archive_error(exception("403 Forbidden", "AuthorisationException")).code, ErrorCode::denied);
}

TEST(BitbucketArchive, WithoutATokenA401IsAMatterOfConfiguration) {
  Scripted server(Answers{{archive_line, exception("401 Unauthorized", "AuthorisationException")}});
  auto options = server.options();
  options.token = Secret();
  BitbucketForge forge({.server = options});
  auto spool = make_spool();
  const auto anonymous = forge.fetch_archive(repository, commit, spool);
  ASSERT_FALSE(anonymous);
  EXPECT_EQ(anonymous.error().code, ErrorCode::configuration);
  EXPECT_TRUE(anonymous.error().retryable);
  EXPECT_THAT(anonymous.error().hint, HasSubstr("bitbucket.token"));
  EXPECT_THAT(server.requests()[0], Not(HasSubstr("Authorization")));
  forge.use_token(Secret("hunter3"));
  const auto named = forge.fetch_archive(repository, commit, spool);
  EXPECT_EQ(named.error().code, ErrorCode::denied);
  EXPECT_THAT(server.requests()[1], HasSubstr("\r\nAuthorization: Bearer hunter3\r\n"));
}

TEST(BitbucketArchive, WaitsAsLongAsTheServerAsks) {
  const auto told = archive_error(http_answer("429 Too Many Requests", "{}", "Retry-After: 17\r\n"));
  EXPECT_EQ(told.code, ErrorCode::unavailable);
  EXPECT_TRUE(told.retryable);
  EXPECT_EQ(told.retry_after, seconds(17));
  EXPECT_EQ(archive_error(http_answer("429 Too Many Requests", "")).retry_after, seconds(5));
  const auto busy =
      archive_error(http_answer("503 Unavailable", "<html>starting</html>", "Content-Type: text/html\r\n"));
  EXPECT_EQ(busy.code, ErrorCode::unavailable);
  EXPECT_TRUE(busy.retryable);
  EXPECT_FALSE(busy.retry_after);
  EXPECT_EQ(archive_error(http_answer("502 Bad Gateway", "", "Retry-After: 3\r\n")).retry_after, seconds(3));
}

TEST(BitbucketArchive, OtherRefusalsAreFinal) {
  const auto error = archive_error(exception("400 Bad Request", "ArgumentValidationException", "format?"));
  EXPECT_EQ(error.code, ErrorCode::invalid);
  EXPECT_FALSE(error.retryable);
  EXPECT_THAT(error.message, HasSubstr("(400): format?"));
  EXPECT_EQ(archive_error(exception("409 Conflict", "RepositoryArchivedException")).code, ErrorCode::conflict);
}

TEST(BitbucketArchive, AsksForNothingButAFullHash) {
  BitbucketForge forge({.server = {.url = "http://127.0.0.1:1"}});
  auto spool = make_spool();
  for (const auto& id : {std::string("main"), std::string(40, '0'), std::string(), commit + "&x=y"})
    EXPECT_EQ(forge.fetch_archive(repository, id, spool).error().code, ErrorCode::invalid);
  for (const auto& bad : {Repository{.project = "P", .slug = ".."}, Repository{.project = "", .slug = "s"},
                          Repository{.project = "P", .slug = "a/b"}})
    EXPECT_EQ(forge.fetch_archive(bad, commit, spool).error().code, ErrorCode::invalid);
}

TEST(BitbucketArchive, OnlySoManyRunAtOnce) {
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::barrier full(2);  // the two that may run meet here; a third would leave the next pair waiting for ever
  const RawServer server([&](RawPeer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      most = std::max(most.load(), ++running);
      full.arrive_and_wait();
      --running;
      peer.send(http_answer("200 OK", archive));
    }
  });
  BitbucketForge forge({.server = {.url = server.url()}, .max_parallel_archives = 2});
  std::vector<std::future<Result<void>>> fetches;
  for (int i = 0; i < 6; ++i)
    fetches.push_back(std::async(std::launch::async, [&forge] {
      auto spool = make_spool();
      return forge.fetch_archive(repository, commit, spool);
    }));
  for (auto& fetch : fetches) EXPECT_TRUE(fetch.get());
  EXPECT_EQ(most, 2);
}

TEST(BitbucketArchive, ThoseThatWaitForTheirTurnStopToo) {
  std::latch asked(1);
  const RawServer server([&](RawPeer& peer) {
    peer.read_request();
    asked.count_down();
    peer.stall();
  });
  std::stop_source stop;
  BitbucketForge forge({.server = {.url = server.url(), .stop = stop.get_token()}, .max_parallel_archives = 1});
  const auto fetch = [&forge] {
    auto spool = make_spool();
    return forge.fetch_archive(repository, commit, spool);
  };
  auto first = std::async(std::launch::async, fetch);
  asked.wait();
  auto second = std::async(std::launch::async, fetch);
  stop.request_stop();
  for (auto* one : {&first, &second}) {
    const auto result = one->get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(result.error().retryable);
  }
}

TEST(BitbucketForge, EscapesWhateverComesIntoAnAddress) {
  Scripted server(
      {{"GET "
        "/git/rest/api/latest/projects/~yahavi/repos/a%20b%3Fc/commits?until=refs%2Fheads%2F%23%26%2B%25%C3%BC&limit=1",
        json_answer("200 OK",
                    R"({"values":[{"id":")" + commit + R"(","message":"Hello\n\nWorld"}],"isLastPage":true})")}});
  BitbucketForge forge({.server = server.options()});
  const auto head = forge.head({.project = "~yahavi", .slug = "a b?c"}, "refs/heads/#&+%\u00FC");
  ASSERT_TRUE(head) << head.error().text();
  ASSERT_TRUE(*head);
  EXPECT_EQ((*head)->ref, "refs/heads/#&+%\u00FC");
  EXPECT_EQ((*head)->commit, commit);
  EXPECT_EQ((*head)->subject, "Hello");
}

const std::string head_line = "GET " + base + "/commits?until=refs%2Fheads%2Fmain&limit=1";

TEST(BitbucketForge, ARefThatIsGoneIsNoError) {
  for (const auto& answer : {no_commit, json_answer("200 OK", R"({"values":[],"isLastPage":true})"),
                             exception("404 Not Found", "repository.EmptyRepositoryException")}) {
    Scripted server(Answers{{head_line, answer}});
    BitbucketForge forge({.server = server.options()});
    const auto head = forge.head(repository, "refs/heads/main");
    ASSERT_TRUE(head) << head.error().text();
    EXPECT_FALSE(*head);
  }
}

TEST(BitbucketForge, ARepositoryThatIsGoneIsAnError) {
  Scripted server(Answers{{head_line, no_repository}});
  BitbucketForge forge({.server = server.options()});
  EXPECT_EQ(forge.head(repository, "refs/heads/main").error().code, ErrorCode::not_found);
  EXPECT_EQ(forge.head(repository, "main").error().code, ErrorCode::invalid);
}

TEST(BitbucketForge, AnswersThatMakeNoSenseAreCorrupt) {
  for (const auto* body :
       {"", "7", "{}", R"({"values":{}})", R"({"values":[7]})", R"({"values":[{"id":"abc"}]})", "{"}) {
    Scripted server(Answers{{head_line, json_answer("200 OK", body)}});
    BitbucketForge forge({.server = server.options()});
    const auto head = forge.head(repository, "refs/heads/main");
    ASSERT_FALSE(head) << body;
    EXPECT_EQ(head.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(head.error().retryable);
  }
  Scripted server(Answers{{head_line, login_page}});
  BitbucketForge forge({.server = server.options()});
  EXPECT_THAT(forge.head(repository, "refs/heads/main").error().message, HasSubstr("a login page"));
}

const std::string branches_line = "GET " + base + "/branches?limit=1000&orderBy=ALPHABETICAL";

std::string branch(std::string_view name, const std::string& at) {
  return R"({"id":"refs/heads/)" + std::string(name) + R"(","displayId":"x","latestCommit":")" + at + R"("})";
}

TEST(BitbucketForge, ReadsAllPagesOfBranches) {
  Scripted server(Answers{
      {branches_line,
       json_answer("200 OK", R"({"values":[)" + branch("a", commit) + "," + branch("b", commit) +
                                 R"(],"size":2,"limit":2,"isLastPage":false,"start":0,"nextPageStart":5})")},
      {branches_line + "&start=5", json_answer("200 OK", R"({"values":[],"isLastPage":false,"nextPageStart":9})")},
      {branches_line + "&start=9",
       json_answer("200 OK", R"({"values":[)" + branch("b", other_commit) + "," + branch("c", commit) +
                                 R"(],"isLastPage":true,"nextPageStart":null})")},
  });
  BitbucketForge forge({.server = server.options()});
  const auto branches = forge.branches(repository);
  ASSERT_TRUE(branches) << branches.error().text();
  const auto& heads = branches->heads;
  ASSERT_EQ(heads.size(), 3);
  EXPECT_EQ(heads[0].ref, "refs/heads/a");
  EXPECT_EQ(heads[1].commit, other_commit);
  EXPECT_EQ(heads[2].ref, "refs/heads/c");
  EXPECT_EQ(branches->default_branch, "");
}

TEST(BitbucketForge, AnEmptyRepositoryHasNoBranches) {
  Scripted server(Answers{{branches_line, json_answer("200 OK", R"({"values":[],"isLastPage":true})")}});
  BitbucketForge forge({.server = server.options()});
  const auto branches = forge.branches(repository);
  ASSERT_TRUE(branches);
  EXPECT_TRUE(branches->heads.empty());
}

TEST(BitbucketForge, BranchesTellWhichOneIsTheDefault) {
  for (const auto* const mark : {"isDefault", "default"}) {
    const auto marked = [&](const std::string& name, bool is_default) {
      auto text = branch(name, commit);
      return text.insert(text.size() - 1, std::string(R"(,")") + mark + R"(":)" + (is_default ? "true" : "false"));
    };
    Scripted server(
        Answers{{branches_line, json_answer("200 OK", R"({"values":[)" + marked("a", false) + "," + marked("b", true) +
                                                          "," + marked("c", false) + R"(],"isLastPage":true})")}});
    BitbucketForge forge({.server = server.options()});
    const auto branches = forge.branches(repository);
    ASSERT_TRUE(branches) << branches.error().text();
    EXPECT_EQ(branches->default_branch, "refs/heads/b") << mark;
  }
}

TEST(BitbucketForge, TellsWhetherACommitDescendsFromAnother) {
  const auto line = "GET " + base + "/commits?until=" + other_commit + "&since=" + commit + "&limit=1";
  const auto answer = [&](const std::string& text) {
    Scripted server(Answers{{line, text}});
    BitbucketForge forge({.server = server.options()});
    return forge.descends(repository, commit, other_commit);
  };
  EXPECT_EQ(*answer(json_answer("200 OK", R"({"values":[],"isLastPage":true})")), true);
  EXPECT_EQ(*answer(json_answer("200 OK", R"({"values":[{"id":")" + other_commit + R"("}],"isLastPage":true})")),
            false);
  EXPECT_EQ(*answer(no_commit), false);
  EXPECT_EQ(answer(no_repository).error().code, ErrorCode::not_found);
  EXPECT_EQ(answer(json_answer("200 OK", "{}")).error().code, ErrorCode::corrupt);
}

std::string listed(int id, const std::string& project, const std::string& slug, const std::string& more = "") {
  return R"({"id":)" + std::to_string(id) + R"(,"slug":")" + slug + R"(","project":{"key":")" + project + R"("})" +
         more + "}";
}

TEST(BitbucketForge, ListsTheRepositoriesOfAProjectPageByPage) {
  const std::string line = "GET /git/rest/api/latest/projects/PLAT/repos?archived=ALL&limit=1000";
  Scripted server(Answers{
      {line, json_answer("200 OK", R"({"values":[)" + listed(2, "PLAT", "b") + "," +
                                       listed(1, "PLAT", "a", R"(,"archived":false)") +
                                       R"(],"isLastPage":false,"start":0,"limit":2,"nextPageStart":7})")},
      {line + "&start=7", json_answer("200 OK", R"({"values":[)" + listed(2, "PLAT", "b", R"(,"archived":true)") + "," +
                                                    listed(3, "PLAT", "c") + R"(],"isLastPage":true})")},
  });
  BitbucketForge forge({.server = server.options()});
  const auto repositories = forge.repositories("PLAT");
  ASSERT_TRUE(repositories) << repositories.error().text();
  ASSERT_EQ(repositories->size(), 3U);
  EXPECT_EQ((*repositories)[0].repository.path(), "PLAT/a");
  EXPECT_EQ((*repositories)[1].repository.id, 2);
  EXPECT_TRUE((*repositories)[1].is_archived);
  EXPECT_FALSE((*repositories)[2].is_archived);
}

TEST(BitbucketForge, ListsTheRepositoriesOfAllProjects) {
  Scripted server(
      Answers{{"GET /git/rest/api/latest/repos?archived=ALL&limit=1000",
               json_answer("200 OK", R"({"values":[)" + listed(4, "~JANE", "x") + R"(],"isLastPage":true})")}});
  BitbucketForge forge({.server = server.options()});
  const auto repositories = forge.repositories("");
  ASSERT_TRUE(repositories) << repositories.error().text();
  ASSERT_EQ(repositories->size(), 1U);
  EXPECT_EQ((*repositories)[0].repository.path(), "~JANE/x");
}

TEST(BitbucketForge, DoesNotTakeHalfAListOfRepositories) {
  for (const auto* const page : {R"({"values":[{"id":1}],"isLastPage":true})", R"({"values":[7],"isLastPage":true})"}) {
    Scripted server(Answers{{"GET /git/rest/api/latest/repos?archived=ALL&limit=1000", json_answer("200 OK", page)}});
    BitbucketForge forge({.server = server.options()});
    EXPECT_EQ(forge.repositories("").error().code, ErrorCode::corrupt) << page;
  }
  BitbucketForge forge({.server = {.url = "http://127.0.0.1:1"}});
  EXPECT_EQ(forge.repositories("../admin").error().code, ErrorCode::invalid);
}

TEST(BitbucketForge, PagesThatDoNotEndAreCorrupt) {
  for (const auto* page : {R"({"values":[],"isLastPage":false,"nextPageStart":0})",
                           R"({"values":[],"isLastPage":false,"nextPageStart":null})", R"({"values":[]})",
                           R"({"values":[7],"isLastPage":true})",
                           R"({"values":[{"id":"refs/heads/a"}],"isLastPage":true})", R"({"isLastPage":true})", "[]"}) {
    Scripted server(Answers{{branches_line, json_answer("200 OK", page)}});
    BitbucketForge forge({.server = server.options()});
    const auto branches = forge.branches(repository);
    ASSERT_FALSE(branches) << page;
    EXPECT_EQ(branches.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(branches.error().retryable);
  }
}

TEST(BitbucketForge, AFailureOnALaterPageFailsTheListing) {
  Scripted server(
      Answers{{branches_line, json_answer("200 OK", R"({"values":[],"isLastPage":false,"nextPageStart":5})")},
              {branches_line + "&start=5", http_answer("503 Unavailable", "")}});
  BitbucketForge forge({.server = server.options()});
  EXPECT_EQ(forge.branches(repository).error().code, ErrorCode::unavailable);
}

TEST(BitbucketForge, FindsTheDefaultBranch) {
  Scripted server(Answers{
      {"GET " + base + "/default-branch", json_answer("200 OK", R"({"id":"refs/heads/trunk","displayId":"trunk"})")}});
  BitbucketForge forge({.server = server.options()});
  EXPECT_EQ(*forge.default_branch(repository), "refs/heads/trunk");
}

TEST(BitbucketForge, FindsTheDefaultBranchOnOldServers) {
  const auto old_line = "GET " + base + "/branches/default";
  {
    Scripted server(Answers{{old_line, json_answer("200 OK", R"({"id":"refs/heads/trunk","latestCommit":"x"})")}});
    BitbucketForge forge({.server = server.options()});
    EXPECT_EQ(*forge.default_branch(repository), "refs/heads/trunk");
  }
  {
    Scripted server(Answers{{old_line, "HTTP/1.1 204 No Content\r\n\r\n"}});
    BitbucketForge forge({.server = server.options()});
    EXPECT_EQ(forge.default_branch(repository).error().code, ErrorCode::not_found);
  }
  {
    Scripted server(Answers{{"GET " + base + "/default-branch", no_repository}});
    BitbucketForge forge({.server = server.options()});
    EXPECT_EQ(forge.default_branch(repository).error().code, ErrorCode::not_found);
    EXPECT_EQ(server.requests().size(), 1);
  }
}

TEST(BitbucketForge, FindsARepositoryByItsNames) {
  Scripted server(Answers{{"GET /git/rest/api/latest/projects/plat/repos/INFRA",
                           json_answer("200 OK", R"({"id":7,"slug":"infra","project":{"key":"PLAT"}})")}});
  BitbucketForge forge({.server = server.options()});
  const auto found = forge.find("plat", "INFRA");
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_EQ(found->id, 7);
  EXPECT_EQ(found->path(), "PLAT/infra");
}

const std::string builds_line = "POST " + base + "/commits/" + commit + "/builds";

boost::json::object body_of(const std::string& request) {
  return parse_json(request.substr(request.find("\r\n\r\n") + 4))->as_object();
}

TEST(BitbucketForge, ReportsABuildStatus) {
  Scripted server(Answers{{builds_line, "HTTP/1.1 204 No Content\r\n\r\n"}});
  BitbucketForge forge({.server = server.options()});
  const auto reported = forge.report_status(repository, commit,
                                            {.key = "baryon",
                                             .state = BuildState::failed,
                                             .name = "Baryon",
                                             .description = "2 templates failed",
                                             .url = "https://baryon.example.com/syncs/1",
                                             .ref = "refs/heads/main"});
  ASSERT_TRUE(reported) << reported.error().text();
  const auto request = server.requests()[0];
  EXPECT_THAT(request, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_EQ(body_of(request), (boost::json::object{{"key", "baryon"},
                                                   {"state", "FAILED"},
                                                   {"url", "https://baryon.example.com/syncs/1"},
                                                   {"name", "Baryon"},
                                                   {"description", "2 templates failed"},
                                                   {"ref", "refs/heads/main"}}));
}

TEST(BitbucketForge, CutsWhatBitbucketWouldRefuse) {
  Scripted server(Answers{{builds_line, "HTTP/1.1 204 No Content\r\n\r\n"}});
  auto options = server.options();
  BitbucketForge forge({.server = options});
  std::string euros;
  for (int i = 0; i < 100; ++i) euros += "\u20AC";
  ASSERT_TRUE(forge.report_status(
      repository, commit, {.key = std::string(300, 'k') + "1", .name = euros, .description = euros, .ref = "main"}));
  ASSERT_TRUE(forge.report_status(repository, commit, {.key = std::string(300, 'k') + "2"}));
  const auto first = body_of(server.requests()[0]);
  const auto second = body_of(server.requests()[1]);
  EXPECT_EQ(text_at(first, "key")->size(), 255);
  EXPECT_NE(*text_at(first, "key"), *text_at(second, "key"));
  EXPECT_EQ(text_at(first, "name"), euros.substr(0, 255));
  EXPECT_EQ(text_at(first, "description")->size(), 255);
  EXPECT_FALSE(first.contains("ref"));
  EXPECT_FALSE(second.contains("name"));
  EXPECT_EQ(text_at(first, "url"), options.url + "/projects/PLAT/repos/infra/commits/" + commit);
  EXPECT_EQ(
      forge.report_status(repository, commit, {.key = "k", .url = "https://" + std::string(450, 'x')}).error().code,
      ErrorCode::invalid);
}

TEST(BitbucketForge, ReportsTheOldWayToOldServers) {
  for (const auto& answer :
       {unmapped, http_answer("405 Method Not Allowed", ""), http_answer("404 Not Found", "<html>")}) {
    Scripted server(Answers{{builds_line, answer},
                            {"POST /git/rest/build-status/1.0/commits/" + commit, "HTTP/1.1 204 No Content\r\n\r\n"}});
    BitbucketForge forge({.server = server.options()});
    const auto reported = forge.report_status(repository, commit, {.key = "baryon", .ref = "refs/heads/main"});
    ASSERT_TRUE(reported) << reported.error().text();
    ASSERT_EQ(server.requests().size(), 2);
    EXPECT_FALSE(body_of(server.requests()[1]).contains("ref"));
  }
  {
    Scripted moved(Answers{{builds_line, http_answer("302 Found", "", "Location: /login\r\n")}});
    BitbucketForge forge({.server = moved.options()});
    const auto reported = forge.report_status(repository, commit, {.key = "baryon"});
    ASSERT_FALSE(reported);
    EXPECT_EQ(reported.error().code, ErrorCode::configuration);
    EXPECT_TRUE(reported.error().retryable);
    EXPECT_EQ(moved.requests().size(), 1);
  }
  Scripted server(Answers{{builds_line, no_commit}});
  BitbucketForge forge({.server = server.options()});
  EXPECT_EQ(forge.report_status(repository, commit, {.key = "baryon"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(server.requests().size(), 1);
}

TEST(BitbucketForge, WithoutAnAddressEveryCallSaysWhichKeyToSet) {
  for (const auto* url : {"", "git.example.com", "ftp://git.example.com", "https://user:hunter2@git.example.com"}) {
    BitbucketForge forge({.server = {.url = url}});
    auto spool = make_spool();
    const std::vector<Error> errors{forge.fetch_archive(repository, commit, spool).error(),
                                    forge.branches(repository).error(),
                                    forge.descends(repository, commit, other_commit).error(),
                                    forge.repositories("").error(),
                                    forge.head(repository, "refs/heads/main").error(),
                                    forge.default_branch(repository).error(),
                                    forge.find("PLAT", "infra").error(),
                                    forge.report_status(repository, commit, {}).error()};
    for (const auto& error : errors) {
      EXPECT_EQ(error.code, ErrorCode::configuration);
      EXPECT_TRUE(error.retryable);
      EXPECT_THAT(error.text(), HasSubstr("bitbucket.url"));
      EXPECT_THAT(error.text(), Not(HasSubstr("hunter2")));
    }
  }
}

TEST(BitbucketForge, PassesTheProxyOn) {
  const Answering script(json_answer("200 OK", R"({"id":"refs/heads/main"})"));
  const RawServer proxy(script);
  BitbucketForge forge({.server = {.url = "http://git.invalid:7990/git", .proxy = Secret(proxy.url())}});
  EXPECT_EQ(*forge.default_branch(repository), "refs/heads/main");
  EXPECT_TRUE(script.requests()[0].starts_with("GET http://git.invalid:7990" + base + "/default-branch HTTP/1.1\r\n"));
}

}  // namespace
}  // namespace baryon::forge::bitbucket
