#include "base/waiting_room.h"

#include <utility>

namespace baryon {

WaitingRoom::Place::Place(WaitingRoom& room, std::list<Time>::iterator position) : room_(&room), position_(position) {}

WaitingRoom::Place::~Place() { leave(); }

WaitingRoom::Place::Place(Place&& other) noexcept
    : room_(std::exchange(other.room_, nullptr)), position_(other.position_) {}

WaitingRoom::Place& WaitingRoom::Place::operator=(Place&& other) noexcept {
  if (this == &other) return *this;
  leave();
  room_ = std::exchange(other.room_, nullptr);
  position_ = other.position_;
  return *this;
}

void WaitingRoom::Place::leave() {
  if (room_ == nullptr) return;
  const std::lock_guard lock(room_->mutex_);
  room_->since_.erase(position_);
  room_ = nullptr;
}

WaitingRoom::WaitingRoom(Options options) : options_(std::move(options)) {}

std::optional<WaitingRoom::Place> WaitingRoom::enter() {
  const std::lock_guard lock(mutex_);
  const auto now = options_.now();
  if (since_.size() >= options_.max_waiting) return std::nullopt;
  if (!since_.empty() && now - since_.front() > options_.max_age) return std::nullopt;
  return Place(*this, since_.insert(since_.end(), now));
}

}  // namespace baryon
