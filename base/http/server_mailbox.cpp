// SPDX-License-Identifier: Apache-2.0
// Mailbox, Responder and DoorPeer: the thread-safe rim of the front door.
#include "base/http/server_mailbox.hpp"

#include <unistd.h>

#include <utility>

namespace base::http {

std::string_view Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

Response Response::text(int status, std::string text) {
  Response response;
  response.status = status;
  response.chunks.push_back(http::body(std::move(text)));
  return response;
}

void Mailbox::open(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void Mailbox::close() {
  Items dropped;
  {
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
    std::swap(dropped, items_);
  }
  for (const Accepted& accepted : dropped.accepted) ::close(accepted.socket);
}

void Mailbox::poke() {
  const std::lock_guard lock(mutex_);
  if (wake_) wake_();
}

void Mailbox::wakeOnce() {
  if (!std::exchange(woken_, true)) wake_();
}

void Mailbox::accept(Accepted accepted) {
  {
    const std::lock_guard lock(mutex_);
    if (wake_) {
      items_.accepted.push_back(std::move(accepted));
      wakeOnce();
      return;
    }
  }
  ::close(accepted.socket);
}

void Mailbox::answer(std::shared_ptr<Responder::Target> target) {
  const std::lock_guard lock(mutex_);
  if (!wake_) return;
  items_.answers.push_back(std::move(target));
  wakeOnce();
}

void Mailbox::write(std::shared_ptr<DoorPeer> peer) {
  const std::lock_guard lock(mutex_);
  if (!wake_) return;
  items_.peers.push_back(std::move(peer));
  wakeOnce();
}

Mailbox::Items Mailbox::take() {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  return std::exchange(items_, {});
}

Responder::Responder(std::shared_ptr<Target> target) : target_(std::move(target)) {}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) {
    const Responder dropped(std::exchange(target_, std::move(other.target_)));
  }
  return *this;
}

Responder::~Responder() {
  if (target_) std::move(*this).send(Response::text(500, "nobody answered\n"));
}

void Responder::send(Response response) && {
  const std::shared_ptr<Target> target = std::exchange(target_, nullptr);
  if (!target) return;
  auto expected = Target::State::Waiting;
  if (!target->state.compare_exchange_strong(expected, Target::State::Answering)) return;
  target->response = std::move(response);
  // Read before the state says Answered: from then on the door may take the target.
  const bool onTheDoor = target->dispatchedOn.load() == std::this_thread::get_id();
  target->state.store(Target::State::Answered, std::memory_order_release);
  if (!onTheDoor) target->mailbox->answer(target);
}

bool Responder::isGone() const {
  return !target_ || target_->state.load() == Target::State::Gone;
}

DoorPeer::DoorPeer(std::shared_ptr<Mailbox> mailbox, std::string remote, size_t maxQueuedBytes)
    : mailbox_(std::move(mailbox)), remote_(std::move(remote)), maxQueuedBytes_(maxQueuedBytes) {}

void DoorPeer::send(Body text) {
  {
    const std::lock_guard lock(mutex_);
    if (!open_ || closing_.code != 0) return;
    if (queuedBytes_ + text->size() > maxQueuedBytes_) {
      closing_ = {1013, "too slow", true};
      queue_.clear();
      head_ = 0;
    } else {
      queuedBytes_ += text->size();
      queue_.push_back(std::move(text));
    }
    if (std::exchange(posted_, true)) return;
  }
  post();
}

void DoorPeer::close(int code, std::string reason) {
  {
    const std::lock_guard lock(mutex_);
    if (!open_ || closing_.code != 0) return;
    closing_ = {code, std::move(reason), false};
    if (std::exchange(posted_, true)) return;
  }
  post();
}

void DoorPeer::post() {
  mailbox_->write(shared_from_this());
}

Body DoorPeer::pop() {
  const std::lock_guard lock(mutex_);
  posted_ = false;
  if (head_ == queue_.size()) return nullptr;
  Body next = std::move(queue_[head_++]);
  queuedBytes_ -= next->size();
  if (head_ == queue_.size()) {
    queue_.clear();
    head_ = 0;
  }
  return next;
}

bool DoorPeer::isEmpty() const {
  const std::lock_guard lock(mutex_);
  return head_ == queue_.size();
}

DoorPeer::Closing DoorPeer::closing() const {
  const std::lock_guard lock(mutex_);
  return closing_;
}

void DoorPeer::disconnect() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  queue_ = {};
  head_ = 0;
  session = nullptr;
}

}  // namespace base::http
