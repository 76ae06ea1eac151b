// SPDX-License-Identifier: Apache-2.0
// The simulator's HTTP and WebSocket server; http.cpp is the one file that knows libsoup.
#include "tests/sim/http.hpp"

#include "base/log.hpp"
#include "base/ref.hpp"

#include <algorithm>
#include <cctype>
#include <list>

#include <libsoup/soup.h>

namespace sim {
namespace {

/// A presentation in a create call may be about 2 MB of XML (bbb-api.md §1.4).
constexpr goffset kLargestBody = 4 << 20;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string orEmpty(const char* text) {
  return text == nullptr ? "" : text;
}

HttpRequest readRequest(SoupServerMessage* message) {
  HttpRequest request;
  request.method = orEmpty(soup_server_message_get_method(message));
  GUri* uri = soup_server_message_get_uri(message);
  request.path = orEmpty(g_uri_get_path(uri));
  request.query = orEmpty(g_uri_get_query(uri));
  soup_message_headers_foreach(
      soup_server_message_get_request_headers(message),
      [](const char* name, const char* value, gpointer data) {
        std::string& slot = static_cast<HttpRequest*>(data)->headers[lower(name)];
        slot += (slot.empty() ? "" : "; ") + std::string(value);
      },
      &request);
  SoupMessageBody* body = soup_server_message_get_request_body(message);
  GBytes* bytes = soup_message_body_flatten(body);
  if (bytes != nullptr) {
    gsize size = 0;
    const auto* data = static_cast<const char*>(g_bytes_get_data(bytes, &size));
    if (data != nullptr) request.body.assign(data, size);
    g_bytes_unref(bytes);
  }
  return request;
}

void writeReply(SoupServerMessage* message, const HttpReply& reply) {
  SoupMessageHeaders* headers = soup_server_message_get_response_headers(message);
  for (const auto& [name, value] : reply.headers) {
    soup_message_headers_append(headers, name.c_str(), value.c_str());
  }
  soup_server_message_set_status(message, static_cast<guint>(reply.status), nullptr);
  soup_server_message_set_response(message, reply.contentType.c_str(), SOUP_MEMORY_COPY,
                                   reply.body.data(), reply.body.size());
}

class SoupSocket final : public Socket {
 public:
  SoupSocket(SoupWebsocketConnection* connection, GSocket* tcp)
      : connection_(base::Ref<SoupWebsocketConnection>::share(connection)),
        tcp_(base::Ref<GSocket>::share(tcp)) {
    auto* object = G_OBJECT(connection);
    handlers_.emplace_back(object, "message", G_CALLBACK(&SoupSocket::message), this);
    handlers_.emplace_back(object, "pong", G_CALLBACK(&SoupSocket::pong), this);
    handlers_.emplace_back(object, "closed", G_CALLBACK(&SoupSocket::closed), this);
  }

  void sendText(std::string_view text) override {
    if (!isOpen()) return;
    GBytes* bytes = g_bytes_new(text.data(), text.size());
    soup_websocket_connection_send_message(connection_.get(), SOUP_WEBSOCKET_DATA_TEXT, bytes);
    g_bytes_unref(bytes);
  }

  void close(int code, const std::string& reason) override {
    if (!isOpen()) return;
    constexpr gushort kNoCode = SOUP_WEBSOCKET_CLOSE_NO_STATUS;
    soup_websocket_connection_close(connection_.get(),
                                    code == 0 ? kNoCode : static_cast<gushort>(code),
                                    code == 0 ? nullptr : reason.c_str());
  }

  void kill() override {
    if (tcp_) g_socket_shutdown(tcp_.get(), TRUE, TRUE, nullptr);
  }

  bool isOpen() const override {
    return soup_websocket_connection_get_state(connection_.get()) == SOUP_WEBSOCKET_STATE_OPEN;
  }

  bool isGone() const override {
    return soup_websocket_connection_get_state(connection_.get()) == SOUP_WEBSOCKET_STATE_CLOSED;
  }

 private:
  static void message(SoupWebsocketConnection*, gint type, GBytes* bytes, gpointer self) {
    auto* socket = static_cast<SoupSocket*>(self);
    if (type != SOUP_WEBSOCKET_DATA_TEXT) {
      if (socket->onBinary) socket->onBinary();
      return;
    }
    gsize size = 0;
    const auto* data = static_cast<const char*>(g_bytes_get_data(bytes, &size));
    if (socket->onText) socket->onText(std::string(data == nullptr ? "" : data, size));
  }
  static void pong(SoupWebsocketConnection*, GBytes*, gpointer self) {
    auto* socket = static_cast<SoupSocket*>(self);
    if (socket->onPong) socket->onPong();
  }
  static void closed(SoupWebsocketConnection*, gpointer self) {
    const auto handler = std::exchange(static_cast<SoupSocket*>(self)->onClosed, nullptr);
    if (handler) handler();
  }

  base::Ref<SoupWebsocketConnection> connection_;
  base::Ref<GSocket> tcp_;
  std::vector<base::Connection> handlers_;
};

class SoupHttpServer final : public HttpServer {
 public:
  SoupHttpServer() {
    server_ = base::Ref<SoupServer>::adopt(soup_server_new("server-header", "nginx", nullptr));
    // Neither the middleware nor the SFU offers permessage-deflate.
    soup_server_remove_websocket_extension(server_.get(), SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
    auto* object = G_OBJECT(server_.get());
    handlers_.emplace_back(object, "request-started", G_CALLBACK(&SoupHttpServer::started), this);
    handlers_.emplace_back(object, "request-aborted", G_CALLBACK(&SoupHttpServer::aborted), this);
    handlers_.emplace_back(object, "request-finished", G_CALLBACK(&SoupHttpServer::finished), this);
  }
  SoupHttpServer(const SoupHttpServer&) = delete;
  SoupHttpServer& operator=(const SoupHttpServer&) = delete;
  ~SoupHttpServer() override { soup_server_disconnect(server_.get()); }

  base::Result<void> listen(const std::string& host, int port) {
    GSocketAddress* address =
        g_inet_socket_address_new_from_string(host.c_str(), static_cast<guint>(port));
    if (address == nullptr) {
      return base::Error{base::Fault::Config, "--host " + host + " is no IP address", ""};
    }
    GError* error = nullptr;
    const bool listening =
        soup_server_listen(server_.get(), address, SoupServerListenOptions{}, &error) != FALSE;
    g_object_unref(address);
    if (!listening) {
      base::Error failure{
          base::Fault::Config,
          "cannot listen on " + host + ":" + std::to_string(port) + ": " + error->message, ""};
      g_error_free(error);
      return failure;
    }
    GSList* uris = soup_server_get_uris(server_.get());
    if (uris != nullptr) port_ = g_uri_get_port(static_cast<GUri*>(uris->data));
    g_slist_free_full(uris, [](gpointer uri) { g_uri_unref(static_cast<GUri*>(uri)); });
    return {};
  }

  int port() const override { return port_; }
  std::uint64_t badRequests() const override { return badRequests_; }

  void serve(Handler handler) override {
    handler_ = std::move(handler);
    soup_server_add_handler(server_.get(), nullptr, &SoupHttpServer::request, this, nullptr);
  }

  void serveSocket(SocketRoute route) override {
    SocketRoute& kept = routes_.emplace_back(std::move(route));
    soup_server_add_early_handler(server_.get(), kept.path.c_str(), &SoupHttpServer::checkUpgrade,
                                  &kept, nullptr);
    const char* protocols[] = {kept.protocol.c_str(), nullptr};
    soup_server_add_websocket_handler(
        server_.get(), kept.path.c_str(), nullptr,
        kept.protocol.empty() ? nullptr : const_cast<char**>(protocols), &SoupHttpServer::upgraded,
        &kept, nullptr);
  }

 private:
  static void request(SoupServer*, SoupServerMessage* message, const char*, GHashTable*,
                      gpointer self) {
    auto* server = static_cast<SoupHttpServer*>(self);
    writeReply(message, server->handler_(readRequest(message)));
  }

  static void checkUpgrade(SoupServer*, SoupServerMessage* message, const char*, GHashTable*,
                           gpointer data) {
    const auto* route = static_cast<SocketRoute*>(data);
    if (const auto refusal = route->refuse(readRequest(message))) writeReply(message, *refusal);
  }

  static void upgraded(SoupServer*, SoupServerMessage* message, const char*,
                       SoupWebsocketConnection* connection, gpointer data) {
    const auto* route = static_cast<SocketRoute*>(data);
    soup_websocket_connection_set_max_incoming_payload_size(connection, route->largestFrame);
    soup_websocket_connection_set_keepalive_interval(connection,
                                                     static_cast<guint>(route->pingSeconds));
    route->open(readRequest(message),
                std::make_shared<SoupSocket>(connection, soup_server_message_get_socket(message)));
  }

  static void started(SoupServer*, SoupServerMessage* message, gpointer self) {
    g_signal_connect(message, "got-headers", G_CALLBACK(&SoupHttpServer::gotHeaders), self);
    g_signal_connect(message, "got-chunk", G_CALLBACK(&SoupHttpServer::gotChunk), self);
  }

  static void gotHeaders(SoupServerMessage* message, gpointer) {
    auto* headers = soup_server_message_get_request_headers(message);
    if (soup_message_headers_get_content_length(headers) > kLargestBody) refuseLarge(message);
  }

  /// A body of unknown length is dropped as it comes, so that it never fills the memory.
  static void gotChunk(SoupServerMessage* message, GBytes*, gpointer) {
    SoupMessageBody* body = soup_server_message_get_request_body(message);
    if (body->length <= kLargestBody) return;
    soup_message_body_truncate(body);
    refuseLarge(message);
  }

  static void refuseLarge(SoupServerMessage* message) {
    soup_message_body_set_accumulate(soup_server_message_get_request_body(message), FALSE);
    writeReply(message, {413, "text/plain", "Request body too large\n", {{"Connection", "close"}}});
  }

  static void aborted(SoupServer*, SoupServerMessage*, gpointer self) {
    ++static_cast<SoupHttpServer*>(self)->badRequests_;
  }
  static void finished(SoupServer*, SoupServerMessage* message, gpointer self) {
    const auto status = soup_server_message_get_status(message);
    if (status == 400 || status == 413) ++static_cast<SoupHttpServer*>(self)->badRequests_;
  }

  base::Ref<SoupServer> server_;
  std::vector<base::Connection> handlers_;
  std::list<SocketRoute> routes_;  // a list: handlers keep pointers to its elements
  Handler handler_;
  int port_ = 0;
  std::uint64_t badRequests_ = 0;
};

}  // namespace

std::string HttpRequest::header(const std::string& lowerName) const {
  const auto found = headers.find(lowerName);
  return found == headers.end() ? "" : found->second;
}

std::string HttpRequest::cookie(const std::string& name) const {
  const std::string all = header("cookie");
  std::size_t at = 0;
  while (at < all.size()) {
    std::size_t end = all.find(';', at);
    if (end == std::string::npos) end = all.size();
    while (at < end && all[at] == ' ') ++at;
    if (all.compare(at, name.size() + 1, name + "=") == 0) {
      return all.substr(at + name.size() + 1, end - at - name.size() - 1);
    }
    at = end + 1;
  }
  return "";
}

base::Result<std::unique_ptr<HttpServer>> HttpServer::open(base::Loop& loop,
                                                           const std::string& host, int port) {
  auto server = std::make_unique<SoupHttpServer>();
  g_main_context_push_thread_default(loop.context());
  const auto listening = server->listen(host, port);
  g_main_context_pop_thread_default(loop.context());
  if (!listening) return listening.error();
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace sim
