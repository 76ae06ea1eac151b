// SPDX-License-Identifier: Apache-2.0
// What other threads hand to one thread of the front door, and the two things they hold of it:
// the right to answer a request and an open web socket.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/http/server.hpp"

namespace base::http {

struct Session;
class DoorPeer;

/// A connection the acceptor took; closed when nobody adopts it.
struct Accepted {
  int socket = -1;
  std::string remote;
};

/// The queue into one front door thread. The lock guards the items and is a leaf: nothing is called
/// under it but the wake-up of libwebsockets.
class Mailbox {
 public:
  struct Items {
    std::vector<Accepted> accepted;
    std::vector<std::shared_ptr<Responder::Target>> answers;
    std::vector<std::shared_ptr<DoorPeer>> peers;
  };

  /// @param wake  Makes the thread call take() soon; called from any thread, until close().
  void open(std::function<void()> wake);
  /// From here on items are dropped (sockets closed) and `wake` is not called any more.
  void close();

  /// Makes the thread look up from its wait, unless it is closed. @thread any
  void poke();
  void accept(Accepted accepted);                          ///< @thread any
  void answer(std::shared_ptr<Responder::Target> target);  ///< @thread any
  void write(std::shared_ptr<DoorPeer> peer);              ///< @thread any
  Items take();                                            ///< @thread front door

 private:
  void wakeOnce();  ///< Under the lock.

  std::mutex mutex_;
  Items items_;
  std::function<void()> wake_;  ///< Empty while closed.
  bool woken_ = false;
};

/// One request that waits for its answer. `session` belongs to the front door thread, `response`
/// to the
/// one who moved `state` from Waiting to Answering.
struct Responder::Target : std::enable_shared_from_this<Target> {
  enum class State { Waiting, Answering, Answered, Gone };
  std::shared_ptr<Mailbox> mailbox;
  Session* session = nullptr;
  std::atomic<State> state = State::Waiting;
  /// Set while onRequest runs on the door's own thread: an answer from there needs no mailbox.
  std::atomic<std::thread::id> dispatchedOn;
  Response response;
};

/// A web socket as others see it. The lock guards the queue; nothing else is taken under it.
class DoorPeer final : public Peer, public std::enable_shared_from_this<DoorPeer> {
 public:
  DoorPeer(std::shared_ptr<Mailbox> mailbox, std::string remote, size_t maxQueuedBytes);
  void send(Body text) override;
  void close(int code, std::string reason) override;
  const std::string& remote() const override { return remote_; }

  /// The next message to write, or nothing. @thread front door
  Body pop();
  bool isEmpty() const;
  /// The close somebody asked for, once all before it is written (or at once when too slow).
  struct Closing {
    int code = 0;  ///< 0: none.
    std::string reason;
    bool now = false;
  };
  Closing closing() const;
  /// No more sends arrive in the queue. @thread front door
  void disconnect();

  Session* session = nullptr;  ///< Front door thread only; null once closed.

 private:
  void post();  ///< Without the lock.

  const std::shared_ptr<Mailbox> mailbox_;
  const std::string remote_;
  const size_t maxQueuedBytes_;
  mutable std::mutex mutex_;
  std::vector<Body> queue_;
  size_t head_ = 0;  ///< Of queue_; what is before it is written.
  size_t queuedBytes_ = 0;
  bool posted_ = false;
  bool open_ = true;
  Closing closing_;
};

}  // namespace base::http
