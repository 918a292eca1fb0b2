#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "db/session.h"

namespace baryon::db {

/// Makes changes durable, many in one commit: whatever waits when a commit ends goes into the next one. Each piece of
/// work is all or nothing and sees those before it. Thread-safe.
///
///     writer.submit([=](Session& session) { return insert(session, delivery); },
///                   [=](Result<void> stored) { reply(stored ? 202 : 503); });   // after the commit
///     auto version = writer.write([&](Session& session) { return next_version(session, name); });   // waits
///
/// Work must not wait for anything but the database, and may be run several times: when one piece of a group fails, the
/// group is undone and each of its pieces runs alone; a group that collides with another node's, or whose connection
/// was lost before its commit, runs again. Where the connection is lost in the commit itself, nobody knows whether it
/// was made: that is `unavailable`, and work has to be safe to be asked for again. When more than `max_waiting` pieces
/// wait, further ones fail at once with `unavailable`.
class Writer {
 public:
  using Work = std::move_only_function<Result<void>(Session&)>;
  using Done = std::move_only_function<void(Result<void>)>;

  static constexpr std::size_t max_waiting = 8192;
  static constexpr std::size_t max_group = 512;

  /// Connects at first, where no session is given, and again after a loss.
  using Connect = std::move_only_function<Result<std::unique_ptr<Session>>()>;

  explicit Writer(std::unique_ptr<Session> session, Turn turn = Turn::alone, Connect connect = nullptr);
  ~Writer();
  Writer(Writer&&) = delete;
  Writer& operator=(Writer&&) = delete;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// `done` is called from the writer's thread and must not block.
  void submit(Work work, Done done);

  /// Waits for the commit. `work`: Session& -> Result<T>.
  template <class Function>
  auto write(Function work) -> std::invoke_result_t<Function&, Session&> {
    using Outcome = std::invoke_result_t<Function&, Session&>;
    std::promise<Result<void>> committed;
    auto future = committed.get_future();
    Outcome outcome = fail(ErrorCode::internal, "not run");
    submit(
        [&](Session& session) -> Result<void> {
          outcome = work(session);
          if (!outcome) return std::unexpected(outcome.error());
          return {};
        },
        [&](Result<void> result) { committed.set_value(std::move(result)); });
    if (auto result = future.get(); !result) return std::unexpected(std::move(result).error());
    return outcome;
  }

 private:
  struct Item {
    Work work;
    Done done;
  };

  void loop();
  void commit_group(std::vector<Item> group);
  Result<void> commit(std::span<Item> items);
  Result<void> run(std::span<Item> items, bool& is_committing);

  std::unique_ptr<Session> session_;
  Turn turn_;
  Connect connect_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace baryon::db
