// SPDX-License-Identifier: Apache-2.0
// One thread of the front door: one context of libwebsockets and the connections dealt to it.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

#include "base/http/server.hpp"
#include "base/http/server_ageing.hpp"
#include "base/http/server_lws_request.hpp"
#include "base/http/server_mailbox.hpp"
#include "base/http/server_message.hpp"

struct lws;
struct lws_context;
struct lws_vhost;

namespace base::http {

/// Written by every thread of the door, read by /metrics.
struct DoorCounters {
  std::atomic<uint64_t> connections = 0, requests = 0, refused = 0, bytesOut = 0;
  std::atomic<uint64_t> openSockets = 0, openPeers = 0;
};

/// One connection (or one stream of an HTTP/2 connection). Front door thread only.
struct Session {
  lws* wsi = nullptr;
  std::string remote;
  bool isDirect = false;  ///< Plain HTTP/1: bodies leave by sendmsg(), not through libwebsockets.

  std::unique_ptr<RequestHead> reading;        ///< Its body is still coming.
  std::shared_ptr<Responder::Target> waiting;  ///< Nobody answered yet.
  Outgoing outgoing;
  bool isHead = false;
  bool isWriting = false;
  bool closeAfter = false;    ///< After the answer.
  bool isDiscarding = false;  ///< Refused; the rest of the body is read only to be polite.
  bool isPaused = false;      ///< libwebsockets does not watch the socket.
  bool isArmed = false;       ///< Our epoll does.

  std::shared_ptr<DoorPeer> peer;  ///< A web socket.
  std::unique_ptr<PeerEvents> events;
  std::string message;  ///< Fragments so far.
  bool isEstablished = false;
  bool needsPing = false;

  Ageing* ageing = nullptr;  ///< The list it is in, if any.
  Ageing::Place place;
};

/// Owns a context, its thread and its sessions. Everything private runs on that thread.
class DoorThread {
  struct Private {};

 public:
  /// What all threads of one server share; outlives them.
  struct Shared {
    ServerOptions options;
    Routes routes;
    DoorCounters counters;
  };

  /// Fault::Config when libwebsockets refuses the options (a certificate it cannot read).
  static Result<std::unique_ptr<DoorThread>> create(Shared& shared);
  DoorThread(Private, Shared& shared);
  ~DoorThread();  ///< Stops the thread and closes its connections.
  DoorThread(const DoorThread&) = delete;
  DoorThread& operator=(const DoorThread&) = delete;

  void start();
  void accept(Accepted accepted) { mailbox_->accept(std::move(accepted)); }  ///< @thread any

  /// The one callback of libwebsockets.
  int on(lws* wsi, int reason, void* in, size_t length);

 private:
  Result<void> open();
  void run();
  void drain();
  void adopt(Accepted accepted);
  Session& sessionOf(lws* wsi);
  void forget(lws* wsi);

  int onHttp(lws* wsi, int reason, void* in, size_t length);
  int onSocket(lws* wsi, int reason, void* in, size_t length);
  int onHead(lws* wsi);
  int onBody(Session& session, std::string_view bytes);
  int onBodyComplete(Session& session);
  int onGarbage(lws* wsi, std::string_view bytes);
  void onReady();

  int dispatch(Session& session, Request request);
  int refuse(Session& session, int status, bool discardBody);
  int respond(Session& session, Response response);
  int writeHead(Session& session, const Response& response);
  int writeMore(Session& session);
  int complete(Session& session);
  void park(Session& session);
  void resume(Session& session);
  void arm(Session& session, bool forWriting);
  void abandon(Session& session);
  void closeSoon(Session& session);
  std::string_view date();
  void age(Session& session, Ageing& list);
  void stopAgeing(Session& session);
  void sweep();

  int onUpgrade(lws* wsi, std::string_view protocol);
  int onFrame(Session& session, std::string_view bytes);
  int writeFrames(Session& session);
  void endPeer(Session& session);

  Shared& shared_;
  const std::shared_ptr<Mailbox> mailbox_;
  std::unordered_map<const Session*, std::unique_ptr<Session>> sessions_;
  Ageing idle_;          ///< Between two requests.
  Ageing peers_;         ///< Web sockets since they last sent something.
  Ageing pinged_;        ///< Web sockets that owe us a pong.
  std::string scratch_;  ///< Of frames and TLS records: LWS_PRE bytes, then the payload.
  std::string date_;
  int64_t dateSecond_ = 0;
  lws_context* context_ = nullptr;
  lws_vhost* vhost_ = nullptr;
  lws* watcher_ = nullptr;  ///< Carries epoll_ in the context's loop; the context closes it.
  int epoll_ = -1;          ///< Sockets that libwebsockets must not watch now: parked or blocked.
  int timer_ = -1;          ///< In epoll_: once a second.
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace base::http
