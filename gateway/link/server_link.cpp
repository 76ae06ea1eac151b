// SPDX-License-Identifier: Apache-2.0
// Connects, says hello, replays, forwards.
#include "gateway/link/server_link.hpp"

#include <unistd.h>

#include <random>
#include <utility>

#include "base/log.hpp"
#include "gateway/link/listener.hpp"

namespace gateway {
namespace {

constexpr base::Millis kFirstPause{100};
/// Short, because a restarted server should find its workers before anybody misses a picture.
constexpr base::Millis kLongestPause{1000};
constexpr base::Millis kWelcomeWithin{5000};
constexpr size_t kMostLines = 500;
/// A line sent so shortly before the link broke may not have arrived; the server knows it by
/// its id.
constexpr base::Millis kLineDoubt{5000};

double chance() {
  static std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

std::string newSession() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
  std::random_device random;
  std::string out;
  while (out.size() < kSessionBytes) out += kLetters[random() % kLetters.size()];
  return out;
}

}  // namespace

ServerLink::ServerLink(base::Loop& loop, std::string socketPath, std::string slug,
                       ServerLinkEvents events)
    : loop_(loop),
      socketPath_(std::move(socketPath)),
      events_(std::move(events)),
      pause_(kFirstPause, kLongestPause) {
  hello_.slug = std::move(slug);
  hello_.pid = ::getpid();
  hello_.session = newSession();
  loop_.post(alive_, [this] { connect(); });
}

void ServerLink::connect() {
  auto socket = connectLink(socketPath_);
  if (!socket) return retry();
  isWelcome_ = false;
  channel_ = std::make_unique<Channel>(loop_, std::move(*socket),
                                       ChannelEvents{[this](Frame frame) { on(std::move(frame)); },
                                                     [this](base::Error why) { onClosed(why); }});
  send(hello_);
  timer_ = loop_.after(kWelcomeWithin, [this] {
    onClosed({base::Fault::Peer, "the server does not welcome us", "no_welcome"});
  });
}

void ServerLink::retry() {
  timer_ = loop_.after(pause_.next(chance()), [this] { connect(); });
}

void ServerLink::onClosed(const base::Error& why) {
  base::log::warn("link", "server lost", {{"slug", hello_.slug}, {"code", why.code}});
  channel_->close();
  // The rest not at once: the channel may be the one that calls.
  loop_.post(alive_, [this] {
    channel_.reset();
    isWelcome_ = false;
    retry();
  });
}

void ServerLink::on(Frame frame) {
  auto message = parseToWorker(frame);
  if (!message) return onClosed(message.error());
  std::visit([this](auto& m) { on(m); }, *message);
}

void ServerLink::on(const LinkWelcome& welcome) {
  if (isWelcome_) return;
  timer_.cancel();
  pause_.reset();
  isWelcome_ = true;
  hello_.firstMsn = welcome.firstMsn;
  hello_.discontinuity = welcome.discontinuity;
  base::log::info("link", "server found",
                  {{"slug", hello_.slug},
                   {"session", hello_.session},
                   {"renditions_held", static_cast<int64_t>(welcome.have.size())}});
  if (state_) send(*state_);
  for (const auto& init : store_.inits()) send(init);
  for (auto& part : store_.after(welcome.have)) send(std::move(part));
  for (const auto& line : lines_) send(line.message);
}

void ServerLink::publish(pipelines::Init init) {
  store_.keep(init);
  sendIfWelcome(std::move(init));
}

void ServerLink::publish(pipelines::Part part) {
  store_.keep(part);
  sendIfWelcome(std::move(part));
}

void ServerLink::publish(LinkState state) {
  state_ = state;
  sendIfWelcome(std::move(state));
}

void ServerLink::publish(LinkChat line) {
  keepLine(std::move(line));
}

void ServerLink::publish(LinkChatRefused line) {
  keepLine(std::move(line));
}

void ServerLink::publish(const LinkStats& stats) {
  sendIfWelcome(stats);
}

void ServerLink::publish(LinkOutputs outputs) {
  sendIfWelcome(std::move(outputs));
}

void ServerLink::keepLine(FromWorker line) {
  const auto now = base::steadyNow();
  if (isConnected())
    while (!lines_.empty() && now - lines_.front().at > kLineDoubt) lines_.pop_front();
  if (lines_.size() >= kMostLines) lines_.pop_front();
  sendIfWelcome(line);
  lines_.push_back({std::move(line), now});
}

void ServerLink::sendIfWelcome(const FromWorker& message) {
  if (isConnected()) send(message);
}

// A channel that refuses closes by itself, and the replay after it makes good what was lost.
void ServerLink::send(const FromWorker& message) {
  auto frame = toFrame(message);
  channel_->send(frame.header, std::move(frame.payload));
}

}  // namespace gateway
