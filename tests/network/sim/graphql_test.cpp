// SPDX-License-Identifier: Apache-2.0
// The GraphQL socket: init, gate, join, live rows, streams, refusals, the end.
#include "tests/network/sim/sim_server.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace {

using sim::Json;
using sim::textOf;
using tests::subscribeFrame;

constexpr const char* kProtocol = "Sec-WebSocket-Protocol: graphql-transport-ws\r\n";
constexpr const char* kChatStream =
    "subscription PublicChatStream($createdAt: timestamptz!) { chat_message_public_stream("
    "batch_size: 10, cursor: {initial_value: {createdAt: $createdAt}, ordering: ASC}) { messageId "
    "message senderName createdAt } }";
const Json kFromTheStart = {{"createdAt", "2020-01-01T00:00:00.000Z"}};

std::string sayFrame(const std::string& id, const std::string& text) {
  return subscribeFrame(id, "ChatSend",
                        "mutation ChatSend($chatId: String!, $text: String!) {\n  "
                        "chatSendMessage(chatId: $chatId, chatMessageInMarkdownFormat: $text)\n}",
                        {{"chatId", "MAIN-PUBLIC-GROUP-CHAT"}, {"text", text}});
}

TEST(SimGraphqlSocket, IsRefusedForAForeignOriginAndWithoutItsProtocol) {
  const tests::SimServer server;
  EXPECT_EQ(tests::SimSocket(server.port(), "/graphql",
                             std::string(kProtocol) + "Origin: http://evil.example\r\n")
                .status(),
            403);
  EXPECT_NE(tests::SimSocket(server.port(), "/graphql", "").status(), 101);
}

TEST(SimGraphqlSocket, EndsWith4403ForAMissingHeader) {
  const tests::SimServer server;
  tests::SimSocket socket(server.port(), "/graphql", kProtocol);
  socket.send(R"({"type":"connection_init","payload":{"headers":{"X-Session-Token":"x",)"
              R"("X-ClientSessionUUID":"u","X-ClientType":"HTML5","X-ClientIsMobile":false}}})");
  const Json frame = socket.next();
  EXPECT_EQ(textOf(frame, "id"), "-1");
  EXPECT_EQ(frame["payload"][0]["messageId"], "param_missing");
  socket.next();
  EXPECT_EQ(socket.closeCode(), 4403);
}

TEST(SimGraphqlSocket, EndsWith4403WithoutTheCookie) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  tests::SimSocket socket(server.port(), "/graphql", kProtocol);
  socket.send(tests::initFrame(guest.token));
  EXPECT_EQ(socket.next()["payload"][0]["messageId"], "check_authorization_error");
  socket.next();
  EXPECT_EQ(socket.closeCode(), 4403);
}

TEST(SimGraphqlSocket, HoldsOperationsBackUntilTheJoin) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  tests::SimGraphql socket(server, guest, false);
  socket.send(
      subscribeFrame("page", "CurrentPage", "subscription CurrentPage { pres_page_curr { num } }"));
  socket.send(subscribeFrame("me", "getUserInfo", "query getUserInfo { user_current { name } }"));
  const Json first = socket.next();
  EXPECT_EQ(textOf(first, "id"), "me");
  EXPECT_EQ(first["payload"]["data"]["user_current"][0]["name"], "Amphi");
}

TEST(SimGraphqlSocket, EchoesChatExactlyOnce) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  socket.send(subscribeFrame("chat", "PublicChatStream", kChatStream, kFromTheStart));
  socket.send(sayFrame("say", "Bonjour"));
  const Json accepted = socket.data("say");
  EXPECT_EQ(accepted["chatSendMessage"], true);
  const Json rows = socket.data("chat")["chat_message_public_stream"];
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["message"], "Bonjour");
  EXPECT_EQ(rows[0]["senderName"], "Amphi");
  EXPECT_TRUE(server.command(R"({"do":"chat","name":"Benoît Leroy","text":"Salut"})"));
  const Json more = socket.data("chat")["chat_message_public_stream"];
  ASSERT_EQ(more.size(), 1U);
  EXPECT_EQ(more[0]["message"], "Salut");
}

TEST(SimGraphqlSocket, SwallowsALineWhenTheChatIsLocked) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  EXPECT_TRUE(server.command(R"({"do":"lock","chat":true})"));
  socket.send(sayFrame("say", "Bonjour"));
  EXPECT_EQ(socket.data("say")["chatSendMessage"], true);
  EXPECT_TRUE(server.eventually(
      [](const Json& state) { return sim::numberOf(state["refused"], "chat") == 1; }));
  EXPECT_EQ(server.state()["meetings"][0]["chat"].size(), 0U);
}

TEST(SimGraphqlSocket, SendsRowsAgainOnlyWhenTheyChanged) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  socket.send(subscribeFrame("page", "CurrentPage",
                             "subscription CurrentPage { pres_page_curr { num "
                             "svgUrl: urlsJson(path: \"$.svg\") scaledWidth } }"));
  const Json first = socket.data("page")["pres_page_curr"][0];
  EXPECT_EQ(first["num"], 1);
  EXPECT_EQ(first["scaledWidth"], 1440.0);
  EXPECT_TRUE(server.command(R"({"do":"chat","text":"nothing for the page"})"));
  EXPECT_TRUE(server.command(R"({"do":"slide","page":3})"));
  const Json second = socket.data("page")["pres_page_curr"][0];
  EXPECT_EQ(second["num"], 3);
  const std::string url = textOf(second, "svgUrl");
  const auto slide = server.ask("GET", url.substr(url.find("/bigbluebutton")));
  EXPECT_EQ(slide.header("Content-Type"), "image/svg+xml");
  EXPECT_NE(slide.body.find("diapositive 3"), std::string::npos);
}

TEST(SimGraphqlSocket, RefusesWhatHasuraAndTheMiddlewareRefuse) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  const auto errorFor = [&](const std::string& id) {
    return textOf(socket.until([&](const Json& frame) {
      return textOf(frame, "id") == id && textOf(frame, "type") == "error";
    })["payload"][0],
                  "message");
  };
  socket.send(subscribeFrame("a", "A", "subscription A { user { foo } }"));
  EXPECT_EQ(errorFor("a"), "field 'foo' not found in type: 'user'");
  socket.send(
      subscribeFrame("b", "B", "subscription B { user { userId } } " + std::string(5000, ' ')));
  EXPECT_NE(errorFor("b").find("with length"), std::string::npos);
  socket.send(subscribeFrame("c", "C", "mutation C { presentationSetZoom }"));
  EXPECT_NE(errorFor("c").find("Permission Denied (not presenter)."), std::string::npos);
  socket.send(subscribeFrame("d", "D", "mutation D { userJoinMeeting }"));
  EXPECT_NE(errorFor("d").find("Missing required parameter: 'authToken'"), std::string::npos);
}

TEST(SimGraphqlSocket, LimitsSubscriptions) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  for (int i = 0; i < 100; ++i) {
    socket.send(subscribeFrame("s" + std::to_string(i), "S", "subscription S { timer { time } }"));
  }
  const Json refused =
      socket.until([](const Json& frame) { return textOf(frame, "type") == "error"; });
  EXPECT_EQ(refused["payload"][0]["message"],
            "Limit exceeded: Maximum 100 concurrent subscriptions allowed.");
}

TEST(SimGraphqlSocket, TellsTheEndThenCloses) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  EXPECT_TRUE(server.command(R"({"do":"end"})"));
  const Json me = socket.data("me")["user_current"][0];
  EXPECT_EQ(me["meeting"]["ended"], true);
  EXPECT_EQ(me["meeting"]["endedReasonCode"], "ENDED_AFTER_USER_LOGGED_OUT");
  EXPECT_EQ(textOf(socket.next(), "id"), "-1");
  socket.next();
  EXPECT_EQ(socket.closeCode(), 4403);
}

TEST(SimGraphqlSocket, TellsAnEjection) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  EXPECT_TRUE(server.command(R"({"do":"eject"})"));
  EXPECT_EQ(socket.data("me")["user_current"][0]["ejectReasonCode"], "user_requested_eject_reason");
  EXPECT_EQ(textOf(socket.next(), "id"), "-1");
}

TEST(SimGraphqlSocket, CanBeCutWithoutACloseFrame) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  EXPECT_TRUE(server.command(R"({"do":"drop","what":"graphql"})"));
  EXPECT_TRUE(socket.next().is_discarded());
  EXPECT_EQ(socket.closeCode(), -1);
}

TEST(SimGraphqlSocket, LetsAWaitingGuestIn) {
  const tests::SimServer server;
  EXPECT_TRUE(server.command(R"({"do":"fault","name":"guest_wait","on":true})"));
  const tests::SimGuest guest = server.join();
  tests::SimGraphql socket(server, guest, false);
  socket.send(
      subscribeFrame("me", "userCurrentSubscription",
                     "subscription userCurrentSubscription { user_current { guestStatus } }"));
  EXPECT_EQ(socket.data("me")["user_current"][0]["guestStatus"], "WAIT");
  EXPECT_TRUE(server.command(R"({"do":"guest","allow":true})"));
  EXPECT_EQ(socket.data("me")["user_current"][0]["guestStatus"], "ALLOW");
}

}  // namespace
