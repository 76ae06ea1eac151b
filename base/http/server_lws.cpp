// SPDX-License-Identifier: Apache-2.0
// The server: an acceptor and N door threads. This file creates the contexts of libwebsockets.
#include "base/http/server.hpp"

#include <libwebsockets.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/http/acceptor.hpp"
#include "base/http/server_lws_thread.hpp"
#include "base/log.hpp"

namespace base::http {
namespace {

constexpr int kMaxHeaderBytes = 16384;  // then it hangs up; readHead() refuses half of it
constexpr int kHeaderSeconds = 10;      // for a whole head, and between two pieces of a body
constexpr int kReceiveBytes = 1024;     // of one read of a web socket; allocated per peer
constexpr int kServiceBytes = 16384;
constexpr int kShortestSeconds = 1;  // of a timer that is taken away at once (see Ageing)
// libwebsockets keeps two tables of this size and gives up counting above ten million.
constexpr rlim_t kMaxOpenFiles = 131072;

int callback(lws* wsi, lws_callback_reasons reason, void*, void* in, size_t length) {
  auto* thread = static_cast<DoorThread*>(lws_context_user(lws_get_context(wsi)));
  return thread == nullptr ? 0 : thread->on(wsi, reason, in, length);
}

const lws_protocols kProtocols[] = {
    {"amphi", callback, 0, kReceiveBytes, 0, nullptr, 1 << 18},
    {nullptr, nullptr, 0, 0, 0, nullptr, 0},
};

/// No keepalive of the library's own: we ping.
const lws_retry_bo_t kNoKeepalive = {nullptr, 0, 0, 0, 0, 0};

/// Only while contexts are made: 4.1.6 formats every line in one static buffer, which several
/// threads
/// would write at once. What it says later is about peers, and what they did is counted.
void writeLog(int, const char* line) {
  std::string_view text = line;
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  log::warn("lws", text);
}

void limitOpenFiles() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min(limit.rlim_max, kMaxOpenFiles);
  setrlimit(RLIMIT_NOFILE, &limit);
}

class LwsServer final : public Server {
 public:
  LwsServer(std::unique_ptr<DoorThread::Shared> shared, std::unique_ptr<Acceptor> acceptor)
      : shared_(std::move(shared)), acceptor_(std::move(acceptor)) {}
  ~LwsServer() override { acceptor_.reset(); }

  Result<void> open() {
    lws_set_log_level(LLL_ERR | LLL_WARN, writeLog);
    for (int i = 0; i < std::max(1, shared_->options.threads); ++i) {
      auto thread = DoorThread::create(*shared_);
      if (!thread) return std::move(thread).error();
      threads_.push_back(std::move(*thread));
    }
    lws_set_log_level(0, nullptr);
    for (const auto& thread : threads_) thread->start();
    acceptor_->start([this](Accepted accepted) {
      shared_->counters.connections.fetch_add(1, std::memory_order_relaxed);
      threads_[next_++ % threads_.size()]->accept(std::move(accepted));
    });
    return {};
  }

  int port() const override { return acceptor_->port(); }

  ServerCounters counters() const override {
    const DoorCounters& now = shared_->counters;
    return {now.connections, now.requests,    now.refused,
            now.bytesOut,    now.openSockets, now.openPeers};
  }

 private:
  const std::unique_ptr<DoorThread::Shared> shared_;
  std::vector<std::unique_ptr<DoorThread>> threads_;
  size_t next_ = 0;                     ///< Acceptor thread only.
  std::unique_ptr<Acceptor> acceptor_;  ///< Last: it deals to the threads until it is gone.
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Routes routes) {
  limitOpenFiles();
  auto acceptor = Acceptor::listen(options.host, options.port);
  if (!acceptor) return std::move(acceptor).error();
  auto shared = std::make_unique<DoorThread::Shared>();
  shared->options = std::move(options);
  shared->routes = std::move(routes);
  auto server = std::make_unique<LwsServer>(std::move(shared), std::move(*acceptor));
  if (auto opened = server->open(); !opened) return std::move(opened).error();
  return std::unique_ptr<Server>(std::move(server));
}

Result<void> DoorThread::open() {
  const ServerOptions& options = shared_.options;
  const bool tls = !options.certificateFile.empty();
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.protocols = kProtocols;
  info.user = this;
  info.gid = static_cast<gid_t>(-1);
  info.uid = static_cast<uid_t>(-1);
  info.max_http_header_data2 = kMaxHeaderBytes;
  info.pt_serv_buf_size = kServiceBytes;
  info.timeout_secs = kHeaderSeconds;
  info.timeout_secs_ah_idle = kHeaderSeconds;
  info.keepalive_timeout = kShortestSeconds;
  info.retry_and_idle_policy = &kNoKeepalive;
  info.vhost_name = "amphi";
  info.listen_accept_role = "raw-skt";
  info.listen_accept_protocol = kProtocols[0].name;
  info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_VALIDATE_UTF8 |
                 LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG;
  if (tls) {
    info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    info.ssl_cert_filepath = options.certificateFile.c_str();
    info.ssl_private_key_filepath = options.keyFile.c_str();
    info.alpn = "h2,http/1.1";
  }
  context_ = lws_create_context(&info);
  if (context_ == nullptr)
    return Error{Fault::Internal, "libwebsockets cannot start: out of memory or descriptors", ""};
  vhost_ = lws_create_vhost(context_, &info);
  if (vhost_ == nullptr)
    return Error{Fault::Config, "cannot use the certificate " + options.certificateFile,
                 "bad_certificate"};
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  lws_sock_file_fd_type descriptor{};
  descriptor.filefd = epoll_;
  watcher_ = lws_adopt_descriptor_vhost(vhost_, LWS_ADOPT_RAW_FILE_DESC, descriptor,
                                        kProtocols[0].name, nullptr);
  if (watcher_ == nullptr) return Error{Fault::Internal, "libwebsockets refused our epoll", ""};
  timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  const itimerspec everySecond{{1, 0}, {1, 0}};
  timerfd_settime(timer_, 0, &everySecond, nullptr);
  epoll_event tick{};
  tick.events = EPOLLIN;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &tick);
  mailbox_->open([context = context_] { lws_cancel_service(context); });
  return {};
}

void DoorThread::adopt(Accepted accepted) {
  auto session = std::make_unique<Session>();
  const Session* key = session.get();
  session->remote = std::move(accepted.remote);
  lws_adopt_desc_t description{};
  description.vh = vhost_;
  description.type =
      static_cast<lws_adoption_type>(LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP | LWS_ADOPT_ALLOW_SSL);
  description.fd.sockfd = accepted.socket;
  description.opaque = session.get();
  sessions_.emplace(key, std::move(session));
  lws* wsi = lws_adopt_descriptor_vhost_via_info(&description);
  const auto found = sessions_.find(key);
  if (found == sessions_.end()) return;
  if (wsi == nullptr) {
    sessions_.erase(found);
    return;
  }
  found->second->wsi = wsi;
  found->second->isDirect = lws_is_ssl(wsi) == 0;
}

}  // namespace base::http
