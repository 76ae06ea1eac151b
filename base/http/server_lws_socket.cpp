// SPDX-License-Identifier: Apache-2.0
// A door thread: web sockets.
#include <libwebsockets.h>

#include <algorithm>
#include <utility>

#include "base/http/server_lws_thread.hpp"

namespace base::http {
namespace {

constexpr int kFramesPerTurn = 32;
constexpr auto kRelaxed = std::memory_order_relaxed;

int closeWith(lws* wsi, int code, std::string reason) {
  lws_close_reason(wsi, static_cast<lws_close_status>(code),
                   reinterpret_cast<unsigned char*>(reason.data()),
                   std::min<size_t>(reason.size(), 120));
  return -1;
}

}  // namespace

int DoorThread::onSocket(lws* wsi, int reason, void* in, size_t length) {
  Session& session = sessionOf(wsi);
  switch (reason) {
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
      return onUpgrade(wsi, static_cast<const char*>(in));
    case LWS_CALLBACK_ESTABLISHED:
      if (!session.events) return -1;
      shared_.counters.openPeers.fetch_add(1, kRelaxed);
      session.isEstablished = true;
      age(session, peers_);
      lws_callback_on_writable(wsi);
      return 0;
    case LWS_CALLBACK_RECEIVE_PONG:
      age(session, peers_);
      return 0;
    case LWS_CALLBACK_RECEIVE:
      return onFrame(session, {static_cast<const char*>(in), length});
    default:
      return writeFrames(session);
  }
}

int DoorThread::onUpgrade(lws* wsi, std::string_view protocol) {
  Session& session = sessionOf(wsi);
  stopAgeing(session);
  shared_.counters.requests.fetch_add(1, kRelaxed);
  RequestHead head = readHead(wsi, session.remote);
  session.isHead = head.isHead;
  const bool isSocket = lws_hdr_total_length(wsi, WSI_TOKEN_KEY) > 0 && head.bodyBytes == 0 &&
                        head.request.method == "GET" && protocol.size() == 9;
  if (head.refusal == 0 && !isSocket) head.refusal = 400;
  if (head.refusal != 0) return refuse(session, head.refusal, false);
  auto peer = std::make_shared<DoorPeer>(mailbox_, session.remote, shared_.options.maxQueuedBytes);
  peer->session = &session;
  session.peer = peer;
  if (shared_.routes.onUpgrade) session.events = shared_.routes.onUpgrade(head.request, peer);
  if (session.events) return 0;
  endPeer(session);
  return refuse(session, 404, false);
}

int DoorThread::onFrame(Session& session, std::string_view bytes) {
  if (!session.events) return -1;
  age(session, peers_);
  if (lws_is_first_fragment(session.wsi) != 0) session.message.clear();
  if (lws_frame_is_binary(session.wsi) != 0) {
    shared_.counters.refused.fetch_add(1, kRelaxed);
    return closeWith(session.wsi, 1003, "text only");
  }
  if (session.message.size() + bytes.size() > shared_.options.maxMessageBytes) {
    shared_.counters.refused.fetch_add(1, kRelaxed);
    return closeWith(session.wsi, 1009, "message too long");
  }
  session.message += bytes;
  if (lws_is_final_fragment(session.wsi) == 0) return 0;
  session.events->onText(std::exchange(session.message, {}));
  return 0;
}

int DoorThread::writeFrames(Session& session) {
  if (!session.peer) return -1;
  if (const auto closing = session.peer->closing(); closing.now)
    return closeWith(session.wsi, closing.code, closing.reason);
  if (std::exchange(session.needsPing, false)) {
    scratch_.assign(LWS_PRE, '\0');
    auto* empty = reinterpret_cast<unsigned char*>(scratch_.data()) + LWS_PRE;
    if (lws_write(session.wsi, empty, 0, LWS_WRITE_PING) < 0) return -1;
  }
  for (int i = 0; i < kFramesPerTurn && lws_partial_buffered(session.wsi) == 0; ++i) {
    const Body next = session.peer->pop();
    if (!next) break;
    scratch_.assign(LWS_PRE, '\0');
    scratch_ += *next;
    auto* bytes = reinterpret_cast<unsigned char*>(scratch_.data()) + LWS_PRE;
    if (lws_write(session.wsi, bytes, next->size(), LWS_WRITE_TEXT) < 0) return -1;
    shared_.counters.bytesOut.fetch_add(next->size(), kRelaxed);
  }
  if (!session.peer->isEmpty()) {
    lws_callback_on_writable(session.wsi);
    return 0;
  }
  if (const auto closing = session.peer->closing(); closing.code != 0)
    return closeWith(session.wsi, closing.code, closing.reason);
  return 0;
}

void DoorThread::endPeer(Session& session) {
  if (std::exchange(session.isEstablished, false))
    shared_.counters.openPeers.fetch_sub(1, kRelaxed);
  if (session.peer) session.peer->disconnect();
  if (const auto events = std::move(session.events)) events->onClosed();
  session.peer.reset();
}

}  // namespace base::http
