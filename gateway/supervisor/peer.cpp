// SPDX-License-Identifier: Apache-2.0
// Reads messages of one peer and drops it at the first that is wrong.
#include "gateway/supervisor/peer.hpp"

namespace gateway {

Peer::Peer(base::Loop& loop, LinkPeer connected, base::Millis helloWithin, PeerEvents events)
    : pid_(connected.pid),
      events_(std::move(events)),
      channel_(loop, std::move(connected.socket),
               ChannelEvents{[this](Frame frame) { on(std::move(frame)); },
                             [this](const base::Error& why) { close(why); }}) {
  patience_ = loop.after(helloWithin, [this] {
    close({base::Fault::Peer, "a peer of the link does not say hello", "no_hello"});
  });
}

void Peer::send(const ToWorker& message) {
  const auto frame = toFrame(message);
  channel_.send(frame.header, frame.payload);
}

void Peer::on(Frame frame) {
  auto message = parseFromWorker(std::move(frame));
  if (!message) return close(message.error());
  const auto* hello = std::get_if<LinkHello>(&*message);
  if (slug_.empty() != (hello != nullptr))
    return close({base::Fault::Peer, "a hello comes first and once", "malformed"});
  if (hello == nullptr) return events_.onMessage(*this, std::move(*message));
  if (hello->pid != pid_)
    return close({base::Fault::Peer, "a worker's pid is not the one the kernel names", "liar"});
  patience_.cancel();
  slug_ = hello->slug;
  events_.onHello(*this, *hello);
}

void Peer::close(const base::Error& why) {
  if (isClosed_) return;
  isClosed_ = true;
  patience_.cancel();
  channel_.close();
  events_.onClosed(*this, why);
}

}  // namespace gateway
