#include "pipeline/round.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "pipeline/listing.h"
#include "pipeline/polled_repositories.h"
#include "pipeline/repositories.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using forge::ListedRepository;

// So many failures one after the other, and it is the forge that is down, not a repository that is broken.
constexpr std::size_t most_failures_in_a_row = 16;

using Known = std::map<std::int64_t, PolledRepository>;

class Round {
 public:
  Round(const ComparisonParts& parts, const RoundOptions& options) : parts_(parts), options_(options) {}

  Result<RoundReport> run() {
    BARYON_CHECK(read_known());
    BARYON_TRY(auto listing, list_repositories(parts_.forge, parts_.rules));
    report_.failures = std::move(listing.failures);
    BARYON_CHECK(take_names(listing.repositories, report_.failures.empty()));
    compare_all(to_compare(listing.repositories));
    if (!is_over() && !renamed_.empty()) BARYON_CHECK(look_for_renamed());
    BARYON_CHECK(write_polls());
    if (options_.stop.stop_requested())
      return fail_for_now(ErrorCode::unavailable, "the comparison ended early because the program is stopping");
    if (breakdown_) return std::unexpected(*std::move(breakdown_));
    return std::move(report_);
  }

 private:
  struct Failure {
    std::int64_t repository_id;
    std::string text;
  };

  Result<void> read_known() {
    BARYON_TRY(auto known, parts_.database.read(
                               [&](Session& session) { return polled_repositories(session, parts_.forge.name()); }));
    for (auto& one : known) known_.emplace(one.repository.id, std::move(one));
    return {};
  }

  // What repositories are called now, and which of those that rules admit are not there any more.
  Result<void> take_names(const std::vector<ListedRepository>& listed, bool is_complete) {
    std::vector<forge::Repository> renamed;
    std::vector<std::int64_t> found_again;
    std::vector<std::int64_t> lost;
    std::map<std::int64_t, bool> is_listed;
    for (const auto& [repository, is_archived] : listed) {
      is_listed[repository.id] = true;
      const auto known = known_.find(repository.id);
      if (known == known_.end() || known->second.repository.path() != repository.path()) renamed.push_back(repository);
      if (known != known_.end() && known->second.is_missing) found_again.push_back(repository.id);
    }
    for (const auto& [id, known] : known_) {
      const bool is_expected = judge_repository(parts_.rules, known.repository).verdict == Verdict::sync;
      if (!is_complete || !is_expected || is_listed.contains(id)) continue;
      ++report_.missing;
      if (!known.is_missing) lost.push_back(id);
    }
    if (renamed.empty() && found_again.empty() && lost.empty()) return {};
    return parts_.database.writer().write([&](Session& session) -> Result<void> {
      const auto now = parts_.clock.now();
      for (const auto& repository : renamed)
        BARYON_CHECK(identify_repository(session, parts_.forge.name(), repository));
      for (const auto id : found_again) BARYON_CHECK(note_listed(session, parts_.forge.name(), id));
      for (const auto id : lost) BARYON_CHECK(note_missing(session, parts_.forge.name(), id, now));
      return {};
    });
  }

  // What is listed, and what sync configs name beside.
  std::vector<ListedRepository> to_compare(const std::vector<ListedRepository>& listed) {
    std::map<std::int64_t, ListedRepository> wanted;
    for (const auto& one : listed) {
      const auto known = known_.find(one.repository.id);
      const bool is_done =
          one.is_archived && known != known_.end() && known->second.was_archived && known->second.was_polled;
      if (is_done)
        ++report_.skipped;
      else
        wanted.emplace(one.repository.id, one);
    }
    for (const auto& [id, known] : known_)
      if (known.is_steered && judge_repository(parts_.rules, known.repository).verdict == Verdict::ignore)
        wanted.emplace(id, ListedRepository{.repository = known.repository});
    std::vector<ListedRepository> out;
    out.reserve(wanted.size());
    for (auto& [id, repository] : wanted) out.push_back(std::move(repository));
    return out;
  }

  void compare_all(const std::vector<ListedRepository>& repositories) {
    std::size_t next = 0;
    const auto work = [&] {
      while (true) {
        std::size_t mine = 0;
        {
          const std::lock_guard lock(mutex_);
          if (next == repositories.size() || is_over()) return;
          mine = next++;
        }
        const auto& one = repositories[mine];
        const auto comparison = compare(parts_, one.repository);
        const std::lock_guard lock(mutex_);
        take(one, comparison);
      }
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(options_.in_flight, repositories.size()); ++i) threads.emplace_back(work);
    work();
  }

  bool is_over() const { return options_.stop.stop_requested() || breakdown_; }

  void take(const ListedRepository& one, const Result<Comparison>& comparison) {
    if (options_.stop.stop_requested() && !comparison) return;
    if (!comparison && comparison.error().code == ErrorCode::not_found && !is_second_look_) {
      renamed_.push_back(one);
      return;
    }
    options_.on_compared(one.repository, comparison);
    if (!comparison) return take_failure(one, comparison.error());
    failures_in_a_row_ = 0;
    ++report_.compared;
    report_.queued += comparison->queued();
    report_.gone += comparison->count(RefMove::gone);
    report_.forced += comparison->count(RefMove::forced);
    polls_.push_back({.repository_id = one.repository.id,
                      .default_branch = comparison->default_branch,
                      .is_archived = one.is_archived});
  }

  void take_failure(const ListedRepository& one, const Error& error) {
    failures_.push_back({.repository_id = one.repository.id, .text = error.text()});
    report_.failures.push_back(within(one.repository.path(), error));
    if (error.code == ErrorCode::not_found) return;
    if (++failures_in_a_row_ >= most_failures_in_a_row) breakdown_ = error;
  }

  // Wherever they went: a project that is not configured can be told from none.
  Result<void> look_for_renamed() {
    is_second_look_ = true;
    BARYON_TRY(const auto listed, parts_.forge.repositories(""));
    std::map<std::int64_t, ListedRepository> by_id;
    for (const auto& one : listed) by_id.emplace(one.repository.id, one);
    std::vector<ListedRepository> found;
    std::vector<std::int64_t> lost;
    for (const auto& one : renamed_) {
      if (const auto now = by_id.find(one.repository.id); now != by_id.end())
        found.push_back(now->second);
      else
        lost.push_back(one.repository.id);
    }
    report_.missing += lost.size();
    const auto written = parts_.database.writer().write([&](Session& session) -> Result<void> {
      for (const auto& one : found) BARYON_CHECK(identify_repository(session, parts_.forge.name(), one.repository));
      for (const auto id : lost) BARYON_CHECK(note_missing(session, parts_.forge.name(), id, parts_.clock.now()));
      return {};
    });
    BARYON_CHECK(written);
    compare_all(found);
    return {};
  }

  Result<void> write_polls() {
    if (polls_.empty() && failures_.empty()) return {};
    return parts_.database.writer().write([&](Session& session) -> Result<void> {
      const auto now = parts_.clock.now();
      for (const auto& poll : polls_) BARYON_CHECK(note_polled(session, parts_.forge.name(), poll, now));
      for (const auto& [id, text] : failures_)
        BARYON_CHECK(note_poll_failed(session, parts_.forge.name(), id, text, now));
      return {};
    });
  }

  const ComparisonParts& parts_;
  const RoundOptions& options_;
  Known known_;
  RoundReport report_;
  bool is_second_look_ = false;

  std::mutex mutex_;  // for what follows, while threads compare
  std::vector<ListedRepository> renamed_;
  std::vector<Poll> polls_;
  std::vector<Failure> failures_;
  std::size_t failures_in_a_row_ = 0;
  std::optional<Error> breakdown_;
};

}  // namespace

bool RoundReport::can_be_tried_again() const {
  return std::ranges::any_of(failures, [](const Error& error) { return error.retryable; });
}

Result<RoundReport> run_round(const ComparisonParts& parts, const RoundOptions& options) {
  return Round(parts, options).run();
}

}  // namespace baryon::pipeline
