#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>

namespace baryon {

/// Who may still join a queue: none while `max_waiting` wait, and none while the one that came first has waited longer
/// than `max_age`. So a queue that moves fast may be long, a queue that stalls stays short, and whoever was let in is
/// never sent away. Thread-safe.
///
///     auto place = room.enter();
///     if (!place) return refuse();   // else keep it for as long as the queue's head is still before us
class WaitingRoom {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Options {
    std::size_t max_waiting = 0;
    std::chrono::milliseconds max_age{0};
    std::function<Time()> now = std::chrono::steady_clock::now;
  };

  /// A place in the queue, left when it is destroyed. The room must outlive it.
  class Place {
   public:
    ~Place();
    Place(Place&& other) noexcept;
    Place& operator=(Place&& other) noexcept;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    friend class WaitingRoom;
    Place(WaitingRoom& room, std::list<Time>::iterator position);
    void leave();

    WaitingRoom* room_;
    std::list<Time>::iterator position_;
  };

  explicit WaitingRoom(Options options);

  /// A place, or nothing where one more would wait too long.
  [[nodiscard]] std::optional<Place> enter();

 private:
  Options options_;
  std::mutex mutex_;
  std::list<Time> since_;  // when each of those that wait came, the first in front
};

}  // namespace baryon
