// SPDX-License-Identifier: Apache-2.0
// The HTTP and web socket client against libsoup's own server on loopback.
#include "base/http/client.hpp"

#include <gtest/gtest.h>
#include <libsoup/soup.h>

#include "base/http/web_socket_client.hpp"
#include "base/ref.hpp"

namespace base::http {
namespace {

constexpr Millis kDeadline{5000};

/// Serves /hop → /landed with a cookie, /echo-cookie, /big, /never and the web socket /socket.
class ClientTest : public testing::Test {
 protected:
  void SetUp() override {
    g_main_context_push_thread_default(loop_.context());
    server_ = Ref<SoupServer>::adopt(soup_server_new(nullptr, nullptr));
    soup_server_add_handler(server_.get(), nullptr, &ClientTest::handle, this, nullptr);
    soup_server_add_websocket_handler(server_.get(), "/socket", nullptr, nullptr,
                                      &ClientTest::onSocket, this, nullptr);
    ASSERT_TRUE(soup_server_listen_local(server_.get(), 0, SOUP_SERVER_LISTEN_IPV4_ONLY, nullptr));
    GSList* uris = soup_server_get_uris(server_.get());
    origin_ = "http://127.0.0.1:" + std::to_string(g_uri_get_port(static_cast<GUri*>(uris->data)));
    g_slist_free_full(uris, reinterpret_cast<GDestroyNotify>(g_uri_unref));
    g_main_context_pop_thread_default(loop_.context());
  }

  void TearDown() override {
    soup_server_disconnect(server_.get());
    sockets_.clear();
  }

  static void handle(SoupServer* server, SoupServerMessage* message, const char* path, GHashTable*,
                     gpointer data) {
    const std::string_view asked = path;
    auto* headers = soup_server_message_get_response_headers(message);
    if (asked == "/hop") {
      soup_message_headers_append(headers, "Set-Cookie", "JSESSIONID=N0DE1; Path=/elsewhere");
      soup_server_message_set_redirect(message, 302, "/landed?sessionToken=abc%20d");
    } else if (asked == "/echo-cookie") {
      const char* cookie =
          soup_message_headers_get_one(soup_server_message_get_request_headers(message), "Cookie");
      const std::string text = cookie != nullptr ? cookie : "none";
      soup_server_message_set_status(message, 200, nullptr);
      soup_server_message_set_response(message, "text/plain", SOUP_MEMORY_COPY, text.data(),
                                       text.size());
    } else if (asked == "/big") {
      const std::string text(200'000, 'x');
      soup_server_message_set_status(message, 200, nullptr);
      soup_server_message_set_response(message, "text/plain", SOUP_MEMORY_COPY, text.data(),
                                       text.size());
    } else if (asked == "/never") {
      soup_server_message_pause(message);
      static_cast<ClientTest*>(data)->paused_ = message;
    } else {
      soup_server_message_set_status(message, 200, nullptr);
    }
    (void)server;
  }

  static void onSocket(SoupServer*, SoupServerMessage*, const char*,
                       SoupWebsocketConnection* socket, gpointer data) {
    auto* self = static_cast<ClientTest*>(data);
    self->sockets_.push_back(Ref<SoupWebsocketConnection>::share(socket));
    g_signal_connect(
        socket, "message",
        G_CALLBACK(+[](SoupWebsocketConnection* from, gint, GBytes* bytes, gpointer) {
          const std::string_view text(static_cast<const char*>(g_bytes_get_data(bytes, nullptr)),
                                      g_bytes_get_size(bytes));
          if (text == "bye")
            soup_websocket_connection_close(from, 4403, "User not found");
          else
            soup_websocket_connection_send_message(from, SOUP_WEBSOCKET_DATA_TEXT, bytes);
        }),
        nullptr);
  }

  Result<ClientReply> get(ClientRequest request) {
    Result<ClientReply> answer = Error{Fault::Internal, "no answer before the deadline", ""};
    client_.send(std::move(request), [&](Result<ClientReply> result) {
      answer = std::move(result);
      loop_.quit();
    });
    auto deadline = loop_.after(kDeadline, [&] { loop_.quit(); });
    loop_.run();
    return answer;
  }

  Loop loop_;
  Client client_{loop_, {}};
  Ref<SoupServer> server_;
  std::vector<Ref<SoupWebsocketConnection>> sockets_;
  SoupServerMessage* paused_ = nullptr;
  std::string origin_;
};

TEST_F(ClientTest, FollowsRedirectsAndKeepsCookiesForEveryPath) {
  const auto reply = get({.url = origin_ + "/hop"});
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_EQ(reply->finalUrl, origin_ + "/landed?sessionToken=abc%20d");
  EXPECT_EQ(parseUrl(reply->finalUrl)->parameter("sessionToken"), "abc d");
  const std::string cookies = client_.cookiesFor(origin_);
  EXPECT_EQ(cookies, "JSESSIONID=N0DE1");
  const auto echo = get({.url = origin_ + "/echo-cookie", .headers = {{"Cookie", cookies}}});
  ASSERT_TRUE(echo);
  EXPECT_EQ(echo->body, "JSESSIONID=N0DE1");
  client_.forgetCookies();
  EXPECT_EQ(client_.cookiesFor(origin_), "");
}

TEST_F(ClientTest, GivesUpOnAnswersThatAreTooLongOrTooLate) {
  EXPECT_EQ(get({.url = origin_ + "/big", .maxBodyBytes = 1000}).error().code, "too_long");
  EXPECT_EQ(get({.url = origin_ + "/never", .timeout = Millis(50)}).error().code, "timeout");
}

TEST_F(ClientTest, GivesTheBodyPieceByPieceToWhoWantsItSo) {
  size_t bytes = 0;
  const auto reply = get({.url = origin_ + "/big", .onBody = [&](std::string_view piece) {
                            bytes += piece.size();
                            return true;
                          }});
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_EQ(bytes, 200'000u);
  EXPECT_EQ(reply->body, "");
}

TEST_F(ClientTest, EndsWhenAPieceIsRefused) {
  const auto refuse = [](std::string_view) { return false; };
  EXPECT_EQ(get({.url = origin_ + "/big", .onBody = refuse}).error().code, "refused");
}

TEST_F(ClientTest, NamesWhatCannotBeReached) {
  EXPECT_EQ(get({.url = "http://127.0.0.1:1/"}).error().code, "unreachable");
  EXPECT_EQ(get({.url = "not a url"}).error().code, "bad_url");
}

TEST_F(ClientTest, ForgetsAnswersWhenItIsDestroyed) {
  Loop loop;
  {
    Client client(loop, {});
    client.send({.url = origin_ + "/never"}, [](auto) { FAIL() << "nobody is left to be told"; });
  }
  loop.quit();
  loop.run();
}

TEST_F(ClientTest, CarriesTextBothWaysAndTellsTheCloseCode) {
  std::string heard;
  int code = 0;
  std::string why;
  auto url = origin_;
  url.replace(0, 4, "ws");
  std::unique_ptr<WebSocketClient> socket;
  socket = std::make_unique<WebSocketClient>(
      client_, WebSocketClient::Options{.url = url + "/socket"},
      WebSocketClient::Events{.onOpen = [&] { socket->sendText("bonjour"); },
                              .onText =
                                  [&](std::string text) {
                                    heard = std::move(text);
                                    socket->sendText("bye");
                                  },
                              .onClosed =
                                  [&](int c, std::string w) {
                                    code = c;
                                    why = std::move(w);
                                    loop_.quit();
                                  }});
  auto deadline = loop_.after(kDeadline, [&] { loop_.quit(); });
  loop_.run();
  EXPECT_EQ(heard, "bonjour");
  EXPECT_EQ(code, 4403);
  EXPECT_EQ(why, "User not found");
}

TEST_F(ClientTest, ReportsARefusedUpgradeOnce) {
  int closed = 0;
  auto url = origin_;
  url.replace(0, 4, "ws");
  const WebSocketClient socket(client_, {.url = url + "/landed"},
                               {.onOpen = [] { FAIL(); },
                                .onText = {},
                                .onClosed =
                                    [&](int code, std::string) {
                                      EXPECT_EQ(code, 1006);
                                      ++closed;
                                      loop_.quit();
                                    }});
  auto deadline = loop_.after(kDeadline, [&] { loop_.quit(); });
  loop_.run();
  EXPECT_EQ(closed, 1);
}

TEST(PercentEncode, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(percentEncode("Élève & co~1"), "%C3%89l%C3%A8ve%20%26%20co~1");
}

TEST(ParseUrl, ReadsPortsAndRefusesOtherSchemes) {
  EXPECT_EQ(parseUrl("https://bbb.example.org/x?a=1")->origin(), "https://bbb.example.org");
  EXPECT_EQ(parseUrl("ws://[::1]:8090/")->origin(), "ws://[::1]:8090");
  EXPECT_FALSE(parseUrl("file:///etc/passwd"));
  EXPECT_EQ(resolveUrl("http://a/b/c", "../d"), "http://a/d");
}

}  // namespace
}  // namespace base::http
