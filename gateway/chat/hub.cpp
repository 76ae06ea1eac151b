// SPDX-License-Identifier: Apache-2.0
// Rooms, their listeners, and what is said.
#include "gateway/chat/hub.hpp"

#include <sys/random.h>

#include <array>
#include <cstdio>
#include <unordered_map>
#include <utility>

#include "gateway/chat/limit.hpp"
#include "gateway/chat/room.hpp"
#include "gateway/chat/text.hpp"

namespace gateway {
namespace {

using base::http::Body;
using base::http::body;
using base::http::Peer;

constexpr int kGoingAway = 1001;
constexpr int kPolicy = 1008;
// One more second between two counts for every so many listeners: a count is a frame to each of
// them.
constexpr size_t kListenersPerSecond = 1000;
// Lines that wait for the meeting's answer; beyond it authors are not told of a refusal any more.
constexpr size_t kMaxAuthors = 4096;

/// 96 random bits: no line of any run has the same.
std::string newLineId() {
  std::array<unsigned char, 12> random{};
  // Up to 256 bytes are never short (getrandom(2)).
  static_cast<void>(getrandom(random.data(), random.size(), 0));
  std::string id = "p-";
  for (const unsigned char byte : random) {
    std::array<char, 3> hex{};
    std::snprintf(hex.data(), hex.size(), "%02x", byte);
    id += hex.data();
  }
  return id;
}

}  // namespace

/// What listeners need of the hub, also while it goes down.
struct Hub::Shared {
  HubPorts ports;
  std::atomic<uint64_t> lines = 0, refused = 0, broken = 0;
  std::mutex logMutex;
  base::log::Throttle throttle;

  void countBroken(const std::string& remote) {
    ++broken;
    const std::lock_guard lock(logMutex);
    uint64_t suppressed = 0;
    if (!throttle.admit(base::steadyNow(), suppressed)) return;
    base::log::warn("chat", "a page sent a frame that makes no sense",
                    {{"remote", remote}, {"suppressed", suppressed}});
  }
};

struct Hub::Room {
  explicit Room(std::string name) : slug(std::move(name)) {}

  const std::string slug;
  std::mutex mutex;
  ChatCard card;
  base::StreamStatus status;
  ChatMemory memory;
  std::unordered_map<Peer*, std::shared_ptr<Peer>> peers;
  /// By our line id, until answered.
  std::unordered_map<std::string, std::weak_ptr<Peer>> authors;
  bool countChanged = false;
  base::Steady lastCount{};

  /// Under the lock.
  void broadcast(std::string text) {
    const Body shared = body(std::move(text));
    for (const auto& [key, peer] : peers) peer->send(shared);
  }
};

/// One page's socket.
class Hub::Listener final : public base::http::PeerEvents {
 public:
  Listener(std::shared_ptr<Shared> shared, std::shared_ptr<Room> room, std::shared_ptr<Peer> peer)
      : shared_(std::move(shared)),
        room_(std::move(room)),
        peer_(std::move(peer)),
        lines_(kLineStretch),
        frames_(kLineStretch) {}

  void onText(std::string text) override {
    const base::Steady now = base::steadyNow();
    if (!frames_.admit(now)) return peer_->close(kPolicy, "too many frames");
    PageFrame frame = readPageFrame(text);
    switch (frame.kind) {
      case PageFrame::Kind::Say:
        return say(frame, now);
      case PageFrame::Kind::Ping:
        return peer_->send(body(pongFrame(frame.clientMs, base::unixMillis())));
      case PageFrame::Kind::Broken:
        return shared_->countBroken(peer_->remote());
    }
  }

  void onClosed() override {
    const std::lock_guard lock(room_->mutex);
    room_->peers.erase(peer_.get());
    room_->countChanged = true;
  }

 private:
  void refuse(const PageFrame& frame, Refusal why) {
    ++shared_->refused;
    peer_->send(body(refusedFrame(frame.clientId, why)));
  }

  void say(const PageFrame& frame, base::Steady now) {
    const auto name = cleanText(frame.name);
    const auto text = cleanText(frame.text);
    if (!name || !text) return shared_->countBroken(peer_->remote());
    if (name->empty() || lengthOf(*name) > kMaxNameLength) return refuse(frame, Refusal::NoName);
    if (text->empty()) return refuse(frame, Refusal::Empty);
    if (lengthOf(*text) > kMaxTextLength) return refuse(frame, Refusal::TooLong);
    const std::lock_guard lock(room_->mutex);
    if (const std::string* known = room_->memory.idOf(frame.clientId))
      return peer_->send(body(sentFrame(frame.clientId, *known)));
    if (!isChatOpen(room_->status.state)) return refuse(frame, Refusal::Closed);
    if (!lines_.admit(now)) return refuse(frame, Refusal::TooFast);
    const ChatLine line{newLineId(), *name, "listener", *text, base::unixMillis(), true};
    room_->memory.addFromPage(line, frame.clientId);
    if (room_->authors.size() < kMaxAuthors) room_->authors[line.id] = peer_;
    ++shared_->lines;
    peer_->send(body(sentFrame(frame.clientId, line.id)));
    room_->broadcast(chatFrame(line));
    if (shared_->ports.store) shared_->ports.store(room_->slug, line);
    if (shared_->ports.toMeeting) shared_->ports.toMeeting(room_->slug, line);
  }

  const std::shared_ptr<Shared> shared_;
  const std::shared_ptr<Room> room_;
  const std::shared_ptr<Peer> peer_;
  LineLimit lines_;
  FrameLimit frames_;
};

Hub::Hub(HubPorts ports) : shared_(std::make_shared<Shared>()) {
  shared_->ports = std::move(ports);
}

Hub::~Hub() = default;

std::shared_ptr<Hub::Room> Hub::find(std::string_view slug) const {
  const std::shared_lock lock(mutex_);
  const auto found = rooms_.find(slug);
  return found == rooms_.end() ? nullptr : found->second;
}

void Hub::addStream(const std::string& slug, ChatCard card, const base::StreamStatus& status) {
  std::shared_ptr<Room> room;
  {
    const std::unique_lock lock(mutex_);
    auto& place = rooms_[slug];
    if (!place) place = std::make_shared<Room>(slug);
    room = place;
  }
  const std::lock_guard lock(room->mutex);
  room->card = std::move(card);
  if (room->status != status) room->broadcast(stateFrame(status, base::unixMillis()));
  room->status = status;
}

void Hub::removeStream(const std::string& slug) {
  std::shared_ptr<Room> room;
  {
    const std::unique_lock lock(mutex_);
    const auto found = rooms_.find(slug);
    if (found == rooms_.end()) return;
    room = std::move(found->second);
    rooms_.erase(found);
  }
  const std::lock_guard lock(room->mutex);
  room->status.state = base::StreamState::Ended;
  for (const auto& [key, peer] : room->peers) peer->close(kGoingAway, "the stream was removed");
}

void Hub::restore(const std::string& slug, std::vector<ChatLine> lines) {
  const auto room = find(slug);
  if (!room) return;
  const std::lock_guard lock(room->mutex);
  room->memory.restore(std::move(lines));
}

void Hub::onState(const std::string& slug, const base::StreamStatus& status) {
  const auto room = find(slug);
  if (!room) return;
  const std::lock_guard lock(room->mutex);
  if (room->status == status) return;
  room->status = status;
  room->broadcast(stateFrame(status, base::unixMillis()));
}

void Hub::onMeetingChat(const std::string& slug, const MeetingLine& line) {
  const auto room = find(slug);
  if (!room) return;
  const auto name = cleanText(line.sender);
  const auto text = cleanText(line.text);
  const std::lock_guard lock(room->mutex);
  if (line.echoOf) {
    room->authors.erase(*line.echoOf);
    return;
  }
  if (!name || !text || text->empty()) return;
  const ChatLine shown{line.id, *name,     line.isPresenter ? "presenter" : "participant",
                       *text,   line.atMs, false};
  if (!room->memory.addFromMeeting(shown)) return;
  ++shared_->lines;
  room->broadcast(chatFrame(shown));
  if (shared_->ports.store) shared_->ports.store(slug, shown);
}

void Hub::onRefused(const std::string& slug, const std::string& id) {
  const auto room = find(slug);
  if (!room) return;
  const std::lock_guard lock(room->mutex);
  const auto found = room->authors.find(id);
  if (found == room->authors.end()) return;
  const auto author = found->second.lock();
  room->authors.erase(found);
  const std::string* clientId = room->memory.clientIdOf(id);
  ++shared_->refused;
  if (author && clientId != nullptr) author->send(body(undeliveredFrame(*clientId)));
}

void Hub::tick(base::Steady now) {
  std::vector<std::shared_ptr<Room>> all;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [slug, room] : rooms_) all.push_back(room);
  }
  for (const auto& room : all) {
    const std::lock_guard lock(room->mutex);
    const auto pause = std::chrono::seconds(1 + room->peers.size() / kListenersPerSecond);
    if (!room->countChanged || now - room->lastCount < pause) continue;
    room->countChanged = false;
    room->lastCount = now;
    room->broadcast(listenersFrame(room->peers.size()));
  }
}

std::unique_ptr<base::http::PeerEvents> Hub::onUpgrade(const base::http::Request& request,
                                                       std::shared_ptr<Peer> peer) {
  constexpr std::string_view kPrefix = "/ws/live/";
  if (!request.path.starts_with(kPrefix)) return nullptr;
  const auto room = find(std::string_view(request.path).substr(kPrefix.size()));
  if (!room) return nullptr;
  auto listener = std::make_unique<Listener>(shared_, room, peer);
  const std::lock_guard lock(room->mutex);
  peer->send(body(helloFrame(room->slug, room->card, room->status, room->memory.historyJson(),
                             base::unixMillis())));
  room->peers.emplace(peer.get(), peer);
  room->countChanged = true;
  return listener;
}

HubCounters Hub::counters() const {
  HubCounters sum{0, shared_->lines, shared_->refused, shared_->broken};
  const std::shared_lock lock(mutex_);
  for (const auto& [slug, room] : rooms_) {
    const std::lock_guard roomLock(room->mutex);
    sum.peers += room->peers.size();
  }
  return sum;
}

}  // namespace gateway
