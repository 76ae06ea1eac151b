// SPDX-License-Identifier: Apache-2.0
// A door thread: requests in, answers out.
#include "base/http/server_lws_thread.hpp"

#include <libwebsockets.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <utility>

#include "base/clock.hpp"

namespace base::http {
namespace {

constexpr int kWriteSeconds = 30;            // without any progress of a blocked response
constexpr int64_t kMaxDiscarded = 64 << 20;  // of a body we refused
constexpr size_t kRecordBytes = 16000;       // of one write through libwebsockets (TLS)
constexpr auto kRelaxed = std::memory_order_relaxed;
using State = Responder::Target::State;

}  // namespace

DoorThread::DoorThread(Private, Shared& shared)
    : shared_(shared), mailbox_(std::make_shared<Mailbox>()) {}

Result<std::unique_ptr<DoorThread>> DoorThread::create(Shared& shared) {
  auto thread = std::make_unique<DoorThread>(Private{}, shared);
  if (auto opened = thread->open(); !opened) return std::move(opened).error();
  return thread;
}

void DoorThread::start() {
  thread_ = std::thread([this] { run(); });
}

DoorThread::~DoorThread() {
  stopping_ = true;
  if (thread_.joinable()) {
    mailbox_->poke();
    thread_.join();
  } else if (context_ != nullptr) {
    mailbox_->close();
    lws_context_destroy(context_);
  }
  if (timer_ >= 0) ::close(timer_);
}

void DoorThread::run() {
  while (!stopping_ && lws_service(context_, 0) >= 0) {
  }
  mailbox_->close();
  lws_context_destroy(context_);
}

int DoorThread::on(lws* wsi, int reason, void* in, size_t length) {
  switch (reason) {
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
      drain();
      return 0;
    case LWS_CALLBACK_RAW_RX_FILE:
      onReady();
      return 0;
    case LWS_CALLBACK_WSI_CREATE:
      shared_.counters.openSockets.fetch_add(1, kRelaxed);
      return 0;
    case LWS_CALLBACK_WSI_DESTROY:
      forget(wsi);
      return 0;
    case LWS_CALLBACK_RAW_RX:
      return onGarbage(wsi, {static_cast<const char*>(in), length});
    case LWS_CALLBACK_HTTP:
    case LWS_CALLBACK_HTTP_BODY:
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    case LWS_CALLBACK_HTTP_WRITEABLE:
      return onHttp(wsi, reason, in, length);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    case LWS_CALLBACK_ESTABLISHED:
    case LWS_CALLBACK_RECEIVE:
    case LWS_CALLBACK_RECEIVE_PONG:
    case LWS_CALLBACK_SERVER_WRITEABLE:
      return onSocket(wsi, reason, in, length);
    // These of the library's own default callback must not happen to us.
    default:
      return 0;
  }
}

int DoorThread::onHttp(lws* wsi, int reason, void* in, size_t length) {
  Session& session = sessionOf(wsi);
  switch (reason) {
    case LWS_CALLBACK_HTTP:
      return onHead(wsi);
    case LWS_CALLBACK_HTTP_BODY:
      return onBody(session, {static_cast<const char*>(in), length});
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
      return onBodyComplete(session);
    default:
      return session.isWriting ? writeMore(session) : 0;
  }
}

Session& DoorThread::sessionOf(lws* wsi) {
  if (auto* known = static_cast<Session*>(lws_get_opaque_user_data(wsi))) return *known;
  // A stream of HTTP/2: libwebsockets made it, not we.
  auto made = std::make_unique<Session>();
  made->wsi = wsi;
  lws* network = lws_get_network_wsi(wsi);
  if (const auto* parent = static_cast<Session*>(lws_get_opaque_user_data(network));
      parent != nullptr && network != wsi)
    made->remote = parent->remote;
  Session& session = *made;
  lws_set_opaque_user_data(wsi, &session);
  sessions_.emplace(&session, std::move(made));
  return session;
}

void DoorThread::forget(lws* wsi) {
  shared_.counters.openSockets.fetch_sub(1, kRelaxed);
  const auto* session = static_cast<const Session*>(lws_get_opaque_user_data(wsi));
  const auto found = sessions_.find(session);
  if (session == nullptr || found == sessions_.end()) return;
  lws_set_opaque_user_data(wsi, nullptr);
  const std::unique_ptr<Session> ended = std::move(found->second);
  sessions_.erase(found);
  stopAgeing(*ended);
  abandon(*ended);
  endPeer(*ended);
}

void DoorThread::drain() {
  Mailbox::Items items = mailbox_->take();
  for (Accepted& accepted : items.accepted) adopt(std::move(accepted));
  for (const auto& target : items.answers) {
    Session* session = target->session;
    if (session == nullptr || target->state.load(std::memory_order_acquire) != State::Answered)
      continue;
    session->waiting.reset();
    target->session = nullptr;
    if (respond(*session, std::move(target->response)) != 0) closeSoon(*session);
  }
  for (const auto& peer : items.peers)
    if (peer->session != nullptr && peer->session->events != nullptr)
      lws_callback_on_writable(peer->session->wsi);
}

int DoorThread::onHead(lws* wsi) {
  Session& session = sessionOf(wsi);
  stopAgeing(session);
  shared_.counters.requests.fetch_add(1, kRelaxed);
  auto head = std::make_unique<RequestHead>(readHead(wsi, session.remote));
  session.isHead = head->isHead;
  session.closeAfter = false;
  if (head->refusal != 0) return refuse(session, head->refusal, false);
  if (head->bodyBytes == 0) return dispatch(session, std::move(head->request));
  if (static_cast<uint64_t>(head->bodyBytes) > shared_.options.maxBodyBytes)
    return refuse(session, 413, head->bodyBytes <= kMaxDiscarded);
  if (head->wantsContinue && session.isDirect) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    ::send(lws_get_socket_fd(wsi), kContinue.data(), kContinue.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  session.reading = std::move(head);
  return 0;
}

int DoorThread::onBody(Session& session, std::string_view bytes) {
  if (!session.reading) return 0;
  std::string& body = session.reading->request.body;
  if (body.size() + bytes.size() > shared_.options.maxBodyBytes) {
    session.reading.reset();
    return refuse(session, 413, true);
  }
  body += bytes;
  return 0;
}

int DoorThread::onBodyComplete(Session& session) {
  if (session.isDiscarding) return -1;
  if (!session.reading) return 0;
  const std::unique_ptr<RequestHead> head = std::move(session.reading);
  return dispatch(session, std::move(head->request));
}

int DoorThread::dispatch(Session& session, Request request) {
  auto target = std::make_shared<Responder::Target>();
  target->mailbox = mailbox_;
  target->session = &session;
  target->dispatchedOn = std::this_thread::get_id();
  session.waiting = target;
  shared_.routes.onRequest(std::move(request), Responder(target));
  target->dispatchedOn = std::thread::id();
  if (target->state.load(std::memory_order_acquire) == State::Answered) {
    session.waiting.reset();
    target->session = nullptr;
    return respond(session, std::move(target->response));
  }
  park(session);
  return 0;
}

int DoorThread::refuse(Session& session, int status, bool discardBody) {
  shared_.counters.refused.fetch_add(1, kRelaxed);
  Response response = Response::text(status, std::string(reasonOf(status)) + "\n");
  if (status == 405)
    response.headers.emplace_back("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  session.closeAfter = true;
  session.isDiscarding = discardBody;
  return respond(session, std::move(response));
}

int DoorThread::respond(Session& session, Response response) {
  const bool hasBody = !session.isHead && sizeOf(response) > 0;
  session.isWriting = true;
  if (!session.isDirect) {
    resume(session);
    if (writeHead(session, response) != 0) return -1;
    session.outgoing = Outgoing({}, std::move(response.chunks), hasBody);
    if (!hasBody) return complete(session);
    lws_callback_on_writable(session.wsi);
    return 0;
  }
  std::string head = renderHead(response, date(), !session.closeAfter);
  session.outgoing = Outgoing(std::move(head), std::move(response.chunks), hasBody);
  return writeMore(session);
}

int DoorThread::writeHead(Session& session, const Response& response) {
  std::array<unsigned char, LWS_PRE + 8192> buffer{};
  unsigned char* at = buffer.data() + LWS_PRE;
  unsigned char* const end = buffer.data() + buffer.size();
  const auto add = [&](std::string_view name, std::string_view value) {
    const std::string key = std::string(name) + ":";
    return lws_add_http_header_by_name(session.wsi,
                                       reinterpret_cast<const unsigned char*>(key.c_str()),
                                       reinterpret_cast<const unsigned char*>(value.data()),
                                       static_cast<int>(value.size()), &at, end);
  };
  int failed =
      lws_add_http_header_status(session.wsi, static_cast<unsigned>(response.status), &at, end);
  failed |= add("date", date());
  if (!response.contentType.empty()) failed |= add("content-type", response.contentType);
  failed |= add("content-length", std::to_string(sizeOf(response)));
  for (const auto& [name, value] : response.headers) failed |= add(name, value);
  std::string_view lines = response.headerLines ? std::string_view(*response.headerLines) : "";
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(lines.size(), line.size() + 2));
    const size_t colon = line.find(": ");
    if (colon != std::string_view::npos)
      failed |= add(line.substr(0, colon), line.substr(colon + 2));
  }
  failed |= lws_finalize_http_header(session.wsi, &at, end);
  if (failed != 0) return -1;
  const bool isLast = session.isHead || sizeOf(response) == 0;
  const auto how = static_cast<lws_write_protocol>(LWS_WRITE_HTTP_HEADERS |
                                                   (isLast ? LWS_WRITE_H2_STREAM_END : 0));
  const auto length = static_cast<size_t>(at - buffer.data() - LWS_PRE);
  return lws_write(session.wsi, buffer.data() + LWS_PRE, length, how) < 0 ? -1 : 0;
}

int DoorThread::writeMore(Session& session) {
  if (session.isDirect) {
    uint64_t sent = 0;
    const auto progress = session.outgoing.writeTo(lws_get_socket_fd(session.wsi), sent);
    shared_.counters.bytesOut.fetch_add(sent, kRelaxed);
    if (progress == Outgoing::Progress::Broken) return -1;
    if (progress == Outgoing::Progress::Done) return complete(session);
    arm(session, true);
    lws_set_timeout(session.wsi, PENDING_TIMEOUT_HTTP_CONTENT, kWriteSeconds);
    return 0;
  }
  const std::string_view piece = session.outgoing.next(kRecordBytes);
  scratch_.assign(LWS_PRE, '\0');
  scratch_ += piece;
  session.outgoing.advance(piece.size());
  const bool isLast = session.outgoing.isDone();
  auto* bytes = reinterpret_cast<unsigned char*>(scratch_.data()) + LWS_PRE;
  const size_t length = scratch_.size() - LWS_PRE;
  if (lws_write(session.wsi, bytes, length, isLast ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
    return -1;
  shared_.counters.bytesOut.fetch_add(length, kRelaxed);
  if (isLast) return complete(session);
  lws_set_timeout(session.wsi, PENDING_TIMEOUT_HTTP_CONTENT, kWriteSeconds);
  lws_callback_on_writable(session.wsi);
  return 0;
}

int DoorThread::complete(Session& session) {
  session.isWriting = false;
  session.outgoing = {};
  resume(session);
  if (session.isDiscarding) return 0;
  if (session.closeAfter) return -1;
  if (lws_http_transaction_completed(session.wsi) != 0) return -1;
  lws_set_timeout(session.wsi, NO_PENDING_TIMEOUT, 0);
  age(session, idle_);
  return 0;
}

void DoorThread::park(Session& session) {
  lws_set_timeout(session.wsi, NO_PENDING_TIMEOUT, 0);
  // HTTP/2 reads on: its frames are for all streams of the connection.
  if (lws_get_network_wsi(session.wsi) != session.wsi) return;
  if (session.isDirect) return arm(session, false);
  lws_rx_flow_control(session.wsi, 0);
  session.isPaused = true;
}

void DoorThread::resume(Session& session) {
  if (std::exchange(session.isPaused, false)) lws_rx_flow_control(session.wsi, 1);
}

/// libwebsockets 4.1.6 spins when something arrives (a pipelined request, the end) while a
/// request is
/// under way: it neither reads nor stops watching. So we take the socket out of its hands and
/// watch it.
void DoorThread::arm(Session& session, bool forWriting) {
  if (!std::exchange(session.isPaused, true)) lws_rx_flow_control(session.wsi, 0);
  if (session.isArmed && !forWriting) return;
  epoll_event wanted{};
  wanted.events = EPOLLONESHOT | EPOLLRDHUP | (forWriting ? EPOLLOUT : 0u);
  wanted.data.ptr = &session;
  const int socket = lws_get_socket_fd(session.wsi);
  if (epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &wanted) != 0)
    epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &wanted);
  session.isArmed = true;
}

void DoorThread::onReady() {
  std::array<epoll_event, 256> events{};
  const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<size_t>(i)];
    if (event.data.ptr == nullptr) {
      sweep();
      continue;
    }
    const auto found = sessions_.find(static_cast<const Session*>(event.data.ptr));
    if (found == sessions_.end()) continue;
    Session& session = *found->second;
    session.isArmed = false;
    if (session.isWriting) {
      if (writeMore(session) != 0) closeSoon(session);
    } else if (session.waiting && (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
      closeSoon(session);
    }
  }
}

void DoorThread::abandon(Session& session) {
  const auto target = std::exchange(session.waiting, nullptr);
  if (!target) return;
  auto expected = State::Waiting;
  target->state.compare_exchange_strong(expected, State::Gone);
  target->session = nullptr;
}

/// From outside the callbacks of its own connection.
void DoorThread::closeSoon(Session& session) {
  abandon(session);
  session.isWriting = false;
  lws_set_timeout(session.wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

int DoorThread::onGarbage(lws* wsi, std::string_view bytes) {
  shared_.counters.refused.fetch_add(1, kRelaxed);
  if (lws_is_ssl(wsi) == 0) {
    const std::string answer = refusal(statusOfGarbage(bytes));
    ::send(lws_get_socket_fd(wsi), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  return -1;
}

std::string_view DoorThread::date() {
  const int64_t now = std::time(nullptr);
  if (std::exchange(dateSecond_, now) != now || date_.empty()) date_ = httpDate(now);
  return date_;
}

}  // namespace base::http
