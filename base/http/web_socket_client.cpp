// SPDX-License-Identifier: Apache-2.0
// A web socket client on libsoup 3.
#include "base/http/web_socket_client.hpp"

#include <algorithm>
#include <memory>

#include "base/http/soup.hpp"

namespace base::http {

constexpr int kNoCloseCode = 1006;  // RFC 6455 §7.1.5

/// Shared with callbacks on their way; `isGone` once the client object is.
struct WebSocketClient::State : std::enable_shared_from_this<State> {
  Loop& loop;
  Options options;
  Events events;
  Ref<GCancellable> cancellable;
  Ref<SoupWebsocketConnection> connection;
  std::vector<Connection> signals;
  Timer openTimeout;
  bool isGone = false;
  bool timedOut = false;

  State(Loop& l, Options o, Events e)
      : loop(l),
        options(std::move(o)),
        events(std::move(e)),
        cancellable(Ref<GCancellable>::adopt(g_cancellable_new())) {}

  // The last event: nothing may follow it, so the object is marked gone first.
  void closed(int code, const std::string& why) {
    if (isGone) return;
    isGone = true;
    openTimeout.cancel();
    const auto tell = std::move(events.onClosed);
    if (tell) tell(code, why);
  }

  void opened(SoupWebsocketConnection* made) {
    openTimeout.cancel();
    connection = Ref<SoupWebsocketConnection>::adopt(made);
    soup_websocket_connection_set_max_incoming_payload_size(made, options.maxMessageBytes);
    auto* object = G_OBJECT(made);
    signals.emplace_back(object, "message", G_CALLBACK(onMessage), this);
    signals.emplace_back(object, "closed", G_CALLBACK(onClosedSignal), this);
    signals.emplace_back(object, "error", G_CALLBACK(onErrorSignal), this);
    if (events.onOpen) events.onOpen();
  }

  static void onMessage(SoupWebsocketConnection*, gint type, GBytes* message, gpointer data) {
    const auto self = static_cast<State*>(data)->shared_from_this();
    if (self->isGone || type != SOUP_WEBSOCKET_DATA_TEXT || !self->events.onText) return;
    gsize size = 0;
    const auto* bytes = static_cast<const char*>(g_bytes_get_data(message, &size));
    self->events.onText(std::string(bytes, size));
  }

  static void onErrorSignal(SoupWebsocketConnection*, GError* error, gpointer data) {
    static_cast<State*>(data)->lastError = error->message;
  }

  static void onClosedSignal(SoupWebsocketConnection* socket, gpointer data) {
    const auto self = static_cast<State*>(data)->shared_from_this();
    const int code = soup_websocket_connection_get_close_code(socket);
    const char* reason = soup_websocket_connection_get_close_data(socket);
    std::string why = reason != nullptr && *reason != '\0' ? reason : self->lastError;
    if (why.empty()) why = "the connection was closed";
    self->closed(code == 0 ? kNoCloseCode : code, why);
  }

  std::string lastError;
};

WebSocketClient::WebSocketClient(Client& client, Options options, Events events)
    : state_(std::make_shared<State>(client.state().loop, std::move(options), std::move(events))) {
  const ContextScope scope(state_->loop.context());
  auto message = makeMessage(client.state(), "GET", state_->options.url, state_->options.headers);
  if (!message) {
    state_->openTimeout = state_->loop.after(Millis(0), [self = state_.get()] {
      self->closed(kNoCloseCode, "the address is not a URL");
    });
    return;
  }
  std::string protocol = state_->options.protocol;
  char* protocols[] = {protocol.data(), nullptr};
  const auto onConnected = [](GObject* session, GAsyncResult* result, gpointer data) {
    const std::unique_ptr<std::shared_ptr<State>> held(static_cast<std::shared_ptr<State>*>(data));
    State& self = **held;
    GError* error = nullptr;
    auto* made = soup_session_websocket_connect_finish(SOUP_SESSION(session), result, &error);
    if (made != nullptr && !self.isGone) return self.opened(made);
    if (made != nullptr) g_object_unref(made);
    if (self.timedOut) {
      g_clear_error(&error);
      return self.closed(kNoCloseCode, "the server did not answer in time");
    }
    if (error == nullptr) return;
    self.closed(kNoCloseCode, soupError(error, self.options.url).what);
  };
  soup_session_websocket_connect_async(client.state().session.get(), message.get(), nullptr,
                                       protocol.empty() ? nullptr : protocols, G_PRIORITY_DEFAULT,
                                       state_->cancellable.get(), onConnected,
                                       std::make_unique<std::shared_ptr<State>>(state_).release());
  state_->openTimeout = state_->loop.after(state_->options.openTimeout, [self = state_.get()] {
    self->timedOut = true;
    g_cancellable_cancel(self->cancellable.get());
  });
}

WebSocketClient::~WebSocketClient() {
  const ContextScope scope(state_->loop.context());
  state_->isGone = true;
  state_->openTimeout.cancel();
  state_->signals.clear();
  g_cancellable_cancel(state_->cancellable.get());
  if (state_->connection) {
    auto* stream = soup_websocket_connection_get_io_stream(state_->connection.get());
    if (stream != nullptr) g_io_stream_close(stream, nullptr, nullptr);
  }
}

bool WebSocketClient::isOpen() const {
  return !state_->isGone && state_->connection &&
         soup_websocket_connection_get_state(state_->connection.get()) == SOUP_WEBSOCKET_STATE_OPEN;
}

void WebSocketClient::sendText(const std::string& text) {
  if (!isOpen()) return;
  GBytes* bytes = g_bytes_new(text.data(), text.size());
  soup_websocket_connection_send_message(state_->connection.get(), SOUP_WEBSOCKET_DATA_TEXT, bytes);
  g_bytes_unref(bytes);
}

void WebSocketClient::close(int code, const std::string& reason) {
  if (!isOpen()) return;
  soup_websocket_connection_close(state_->connection.get(), static_cast<gushort>(code),
                                  reason.c_str());
}

}  // namespace base::http
