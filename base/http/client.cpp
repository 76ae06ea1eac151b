// SPDX-License-Identifier: Apache-2.0
// HTTP client on libsoup 3.
#include "base/http/client.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "base/http/soup.hpp"

namespace base {

template <>
struct RefTraits<GUri> {
  static void ref(GUri* uri) { g_uri_ref(uri); }
  static void unref(GUri* uri) { g_uri_unref(uri); }
};
template <>
struct RefTraits<GBytes> {
  static void ref(GBytes* bytes) { g_bytes_ref(bytes); }
  static void unref(GBytes* bytes) { g_bytes_unref(bytes); }
};

}  // namespace base

namespace base::http {
namespace {

constexpr size_t kReadBytes = 64u << 10;
constexpr int kMaxConnections = 32;
constexpr int kMaxConnectionsPerHost = 8;

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(g_ascii_tolower(char(c))); });
  return lower;
}

std::string hostOf(const std::string& url) {
  const auto parsed = parseUrl(url);
  return parsed ? parsed->origin() : "the address";
}

// A certificate the system does not know may still be signed by the administrator's own authority.
gboolean acceptByExtraTrust(SoupMessage* message, GTlsCertificate* certificate,
                            GTlsCertificateFlags, gpointer data) {
  auto* database = static_cast<GTlsDatabase*>(data);
  const auto identity = Ref<GSocketConnectable>::adopt(g_network_address_new(
      g_uri_get_host(soup_message_get_uri(message)),
      static_cast<guint16>(std::max(0, g_uri_get_port(soup_message_get_uri(message))))));
  GError* failed = nullptr;
  const auto flags = g_tls_database_verify_chain(
      database, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity.get(), nullptr,
      G_TLS_DATABASE_VERIFY_NONE, nullptr, &failed);
  g_clear_error(&failed);
  return flags == 0;
}

}  // namespace

/// One request on its way; kept in Client::State::running until answered or dropped.
struct Exchange {
  Client::State* owner = nullptr;
  ClientRequest request;
  Client::Done done;
  Ref<SoupMessage> message;
  Ref<GCancellable> cancellable;
  Ref<GInputStream> stream;
  Timer timeout;
  bool timedOut = false;
  size_t bodyBytes = 0;
  ClientReply reply;
  std::array<char, kReadBytes> buffer{};
};

namespace {

using Held = std::shared_ptr<Exchange>;

// An Exchange whose client is gone has no owner any more, and nobody to tell.
void finish(const Held& exchange, Result<ClientReply> result) {
  if (exchange->owner == nullptr) return;
  exchange->owner->running.erase(exchange);
  exchange->owner = nullptr;
  exchange->timeout.cancel();
  const auto done = std::move(exchange->done);
  done(std::move(result));
}

void fail(const Held& exchange, GError* taken) {
  if (exchange->timedOut) {
    g_clear_error(&taken);
    return finish(
        exchange,
        Error{Fault::Peer, hostOf(exchange->request.url) + " did not answer in time", "timeout"});
  }
  finish(exchange, soupError(taken, exchange->request.url));
}

void fillReply(Exchange& exchange) {
  auto* message = exchange.message.get();
  exchange.reply.status = static_cast<int>(soup_message_get_status(message));
  gchar* url = g_uri_to_string(soup_message_get_uri(message));
  exchange.reply.finalUrl = url;
  g_free(url);
  soup_message_headers_foreach(
      soup_message_get_response_headers(message),
      [](const char* name, const char* value, gpointer data) {
        static_cast<Headers*>(data)->emplace_back(lowered(name), value);
      },
      &exchange.reply.headers);
  exchange.reply.contentType = exchange.reply.header("content-type").value_or("");
}

bool keepPiece(Exchange& exchange, std::string_view piece) {
  const bool isGood = exchange.reply.status >= 200 && exchange.reply.status < 300;
  if (exchange.request.onBody && isGood) return exchange.request.onBody(piece);
  exchange.reply.body.append(piece);
  return true;
}

// Starts the time-out anew.
void awaitInTime(const Held& exchange) {
  const std::weak_ptr<Exchange> watch = exchange;
  exchange->timeout = exchange->owner->loop.after(exchange->request.timeout, [watch] {
    if (const auto held = watch.lock()) {
      held->timedOut = true;
      g_cancellable_cancel(held->cancellable.get());
    }
  });
}

void readMore(const Held& exchange);

void onRead(GObject*, GAsyncResult* result, gpointer data) {
  const std::unique_ptr<Held> held(static_cast<Held*>(data));
  const Held& exchange = *held;
  GError* error = nullptr;
  const gssize size = g_input_stream_read_finish(exchange->stream.get(), result, &error);
  if (size < 0) return fail(exchange, error);
  if (exchange->owner == nullptr) return;
  if (size == 0) return finish(exchange, std::move(exchange->reply));
  exchange->bodyBytes += static_cast<size_t>(size);
  if (exchange->bodyBytes > exchange->request.maxBodyBytes) {
    g_cancellable_cancel(exchange->cancellable.get());
    return finish(exchange,
                  Error{Fault::Peer, hostOf(exchange->request.url) + " sent more than we accept",
                        "too_long"});
  }
  if (!keepPiece(*exchange, {exchange->buffer.data(), static_cast<size_t>(size)})) {
    g_cancellable_cancel(exchange->cancellable.get());
    return finish(exchange, Error{Fault::Caller, "the answer was not wanted", "refused"});
  }
  if (exchange->request.onBody) awaitInTime(exchange);
  readMore(exchange);
}

void readMore(const Held& exchange) {
  g_input_stream_read_async(
      exchange->stream.get(), exchange->buffer.data(), exchange->buffer.size(), G_PRIORITY_DEFAULT,
      exchange->cancellable.get(), onRead, std::make_unique<Held>(exchange).release());
}

void onSent(GObject* session, GAsyncResult* result, gpointer data) {
  const std::unique_ptr<Held> held(static_cast<Held*>(data));
  const Held& exchange = *held;
  GError* error = nullptr;
  auto* stream = soup_session_send_finish(SOUP_SESSION(session), result, &error);
  if (stream == nullptr) return fail(exchange, error);
  exchange->stream = Ref<GInputStream>::adopt(stream);
  fillReply(*exchange);
  readMore(exchange);
}

void setBody(SoupMessage* message, const ClientRequest& request) {
  if (request.body.empty()) return;
  const auto bytes = Ref<GBytes>::adopt(g_bytes_new(request.body.data(), request.body.size()));
  soup_message_set_request_body_from_bytes(message, request.contentType.c_str(), bytes.get());
}

}  // namespace

Error soupError(GError* taken, const std::string& url) {
  const std::string text = taken != nullptr ? taken->message : "unknown";
  const bool tls = taken != nullptr && taken->domain == G_TLS_ERROR;
  g_clear_error(&taken);
  if (tls)
    return {Fault::Peer, "the certificate of " + hostOf(url) + " is not trusted: " + text, "tls"};
  return {Fault::Peer, hostOf(url) + " cannot be reached: " + text, "unreachable"};
}

Ref<SoupMessage> makeMessage(Client::State& state, const std::string& method,
                             const std::string& url, const Headers& headers) {
  auto message = Ref<SoupMessage>::adopt(soup_message_new(method.c_str(), url.c_str()));
  if (!message) return message;
  auto* fields = soup_message_get_request_headers(message.get());
  for (const auto& [name, value] : headers) {
    // The jar replaces a cookie header; the caller's own wins (JSESSIONID goes to every path).
    if (lowered(name) == "cookie")
      soup_message_disable_feature(message.get(), SOUP_TYPE_COOKIE_JAR);
    soup_message_headers_append(fields, name.c_str(), value.c_str());
  }
  if (state.extraTrust)
    g_signal_connect(message.get(), "accept-certificate", G_CALLBACK(acceptByExtraTrust),
                     state.extraTrust.get());
  return message;
}

std::optional<std::string> ClientReply::header(const std::string& name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return std::nullopt;
}

Client::Client(Loop& loop, ClientOptions options)
    : state_(std::make_unique<State>(State{loop, {}, {}, {}, {}})) {
  const ContextScope scope(loop.context());
  state_->session = Ref<SoupSession>::adopt(soup_session_new_with_options(
      "user-agent", options.userAgent.c_str(), "max-conns", kMaxConnections, "max-conns-per-host",
      kMaxConnectionsPerHost, nullptr));
  state_->jar = Ref<SoupCookieJar>::adopt(soup_cookie_jar_new());
  soup_session_add_feature(state_->session.get(), SOUP_SESSION_FEATURE(state_->jar.get()));
  if (options.caFile.empty()) return;
  GError* error = nullptr;
  auto* database = g_tls_file_database_new(options.caFile.c_str(), &error);
  g_clear_error(&error);
  if (database != nullptr) state_->extraTrust = Ref<GTlsDatabase>::adopt(G_TLS_DATABASE(database));
}

Client::~Client() {
  const ContextScope scope(state_->loop.context());
  for (const auto& exchange : state_->running) {
    exchange->owner = nullptr;
    exchange->timeout.cancel();
    g_cancellable_cancel(exchange->cancellable.get());
  }
  state_->running.clear();
  soup_session_abort(state_->session.get());
}

void Client::send(ClientRequest request, Done done) {
  const ContextScope scope(state_->loop.context());
  auto exchange = std::make_shared<Exchange>();
  exchange->message = makeMessage(*state_, request.method, request.url, request.headers);
  exchange->request = std::move(request);
  exchange->done = std::move(done);
  exchange->owner = state_.get();
  state_->running.insert(exchange);
  if (!exchange->message) {
    exchange->timeout = state_->loop.after(Millis(0), [exchange] {
      finish(exchange, Error{Fault::Caller, "the address is not a URL", "bad_url"});
    });
    return;
  }
  if (!exchange->request.followRedirects)
    soup_message_add_flags(exchange->message.get(), SOUP_MESSAGE_NO_REDIRECT);
  setBody(exchange->message.get(), exchange->request);
  exchange->cancellable = Ref<GCancellable>::adopt(g_cancellable_new());
  awaitInTime(exchange);
  soup_session_send_async(state_->session.get(), exchange->message.get(), G_PRIORITY_DEFAULT,
                          exchange->cancellable.get(), onSent,
                          std::make_unique<Held>(exchange).release());
}

void Client::forgetCookies() {
  GSList* cookies = soup_cookie_jar_all_cookies(state_->jar.get());
  for (GSList* item = cookies; item != nullptr; item = item->next) {
    auto* cookie = static_cast<SoupCookie*>(item->data);
    soup_cookie_jar_delete_cookie(state_->jar.get(), cookie);
    soup_cookie_free(cookie);
  }
  g_slist_free(cookies);
}

std::string Client::cookiesFor(const std::string& url) const {
  const auto parsed = parseUrl(url);
  if (!parsed) return "";
  std::string line;
  GSList* cookies = soup_cookie_jar_all_cookies(state_->jar.get());
  for (GSList* item = cookies; item != nullptr; item = item->next) {
    auto* cookie = static_cast<SoupCookie*>(item->data);
    if (soup_cookie_domain_matches(cookie, parsed->host.c_str()) != FALSE) {
      if (!line.empty()) line += "; ";
      line += std::string(soup_cookie_get_name(cookie)) + "=" + soup_cookie_get_value(cookie);
    }
    soup_cookie_free(cookie);
  }
  g_slist_free(cookies);
  return line;
}

Result<ClientReply> fetch(ClientRequest request, const ClientOptions& options) {
  Loop loop;
  Client client(loop, options);
  Result<ClientReply> answer = Error{Fault::Internal, "the request was dropped", ""};
  client.send(std::move(request), [&](Result<ClientReply> result) {
    answer = std::move(result);
    loop.quit();
  });
  loop.run();
  return answer;
}

std::string percentEncode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (g_ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 15];
    }
  }
  return encoded;
}

std::optional<Url> parseUrl(const std::string& text) {
  const auto uri = Ref<GUri>::adopt(
      g_uri_parse(text.c_str(), static_cast<GUriFlags>(SOUP_HTTP_URI_FLAGS), nullptr));
  if (!uri || g_uri_get_host(uri.get()) == nullptr || *g_uri_get_host(uri.get()) == '\0')
    return std::nullopt;
  Url url;
  url.scheme = g_uri_get_scheme(uri.get());
  if (url.scheme != "http" && url.scheme != "https" && url.scheme != "ws" && url.scheme != "wss")
    return std::nullopt;
  url.host = g_uri_get_host(uri.get());
  url.path = g_uri_get_path(uri.get());
  if (url.path.empty()) url.path = "/";
  if (const char* query = g_uri_get_query(uri.get()); query != nullptr) url.query = query;
  const bool secure = url.scheme == "https" || url.scheme == "wss";
  const int port = g_uri_get_port(uri.get());
  url.port = port > 0 ? port : (secure ? 443 : 80);
  return url;
}

std::string Url::origin() const {
  const bool secure = scheme == "https" || scheme == "wss";
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  const std::string start = scheme + "://" + name;
  return port == (secure ? 443 : 80) ? start : start + ":" + std::to_string(port);
}

std::optional<std::string> Url::parameter(std::string_view name) const {
  GHashTable* form = soup_form_decode(query.c_str());
  const auto* value =
      static_cast<const char*>(g_hash_table_lookup(form, std::string(name).c_str()));
  std::optional<std::string> found;
  if (value != nullptr) found = value;
  g_hash_table_destroy(form);
  return found;
}

std::string resolveUrl(const std::string& baseUrl, const std::string& reference) {
  gchar* text = g_uri_resolve_relative(baseUrl.c_str(), reference.c_str(),
                                       static_cast<GUriFlags>(SOUP_HTTP_URI_FLAGS), nullptr);
  if (text == nullptr) return reference;
  std::string resolved = text;
  g_free(text);
  return resolved;
}

}  // namespace base::http
