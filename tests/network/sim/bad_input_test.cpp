// SPDX-License-Identifier: Apache-2.0
// Nonsense on any socket is refused or ignored, counted, and harms nobody else.
#include "tests/network/sim/sim_server.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using sim::Json;
using sim::numberOf;

constexpr const char* kNonsense[] = {"",
                                     "{",
                                     "[]",
                                     "null",
                                     "\"x\"",
                                     R"({"type":7})",
                                     R"({"type":"subscribe"})",
                                     R"({"id":"1","type":"subscribe","payload":[]})",
                                     R"({"id":"1","type":"subscribe","payload":{"query":7}})",
                                     R"({"id":"1","type":"subscribe",)"
                                     R"("payload":{"query":"mutation"}})",
                                     R"({"id":"start","type":"audio"})",
                                     R"({"id":"start","type":"video","cameraId":{}})",
                                     R"({"id":"subscriberAnswer","type":"audio","sdpOffer":5})",
                                     R"({"id":"what","type":"video"})",
                                     R"({"id":{},"type":"nothing"})",
                                     "\xff\xfe\x01"};

bool answers(const tests::SimServer& server) {
  return server.ask("GET", "/bigbluebutton/api").status == 200;
}

TEST(SimBadInput, GarbageInPlaceOfHttpIsRefused) {
  const tests::SimServer server;
  for (const char* bytes :
       {"\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\x01\x01\xfc\x03", "GET / HTTP/9.9\r\n\r\n",
        "POST /sim/command HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "GET /%zz%00 HTTP/1.1\r\nHost: x\r\n\r\n"}) {
    tests::RawClient client(server.port());
    client.send(bytes);
    client.shutdownWrite();
    client.receiveToEnd();
    EXPECT_TRUE(answers(server)) << bytes;
  }
}

TEST(SimBadInput, CutConnectionsAreForgotten) {
  const tests::SimServer server;
  for (int i = 0; i < 20; ++i) {
    tests::RawClient client(server.port());
    client.send("POST /sim/command HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
  }
  EXPECT_TRUE(answers(server));
}

TEST(SimBadInput, AnEndlessBodyIsRefused) {
  const tests::SimServer server;
  const auto reply = server.ask("POST", "/sim/command", "", std::string(5 << 20, 'x'));
  EXPECT_TRUE(reply.status == 413 || reply.status == 0) << reply.status;
  EXPECT_TRUE(answers(server));
}

TEST(SimBadInput, BrokenCommandsAreRefusedAndCounted) {
  const tests::SimServer server;
  for (const char* body :
       {"", "{", "[]", "{}", R"({"do":7})", R"({"do":"slide","page":99})", R"({"do":"dance"})",
        R"({"do":"slide","page":1e300})", R"({"do":"camera","which":-1})", R"({"do":"chat"})",
        R"({"do":"fault","name":"x"})", R"({"do":"drop"})", R"({"do":"end","meeting":"x"})"}) {
    EXPECT_FALSE(server.command(body)) << body;
  }
  EXPECT_EQ(numberOf(server.state()["refused"], "command"), 13);
  EXPECT_FALSE(server.ask("GET", "/sim/command").status == 200);
  EXPECT_EQ(server.ask("POST", "/sim/command", "Origin: http://evil.example\r\n", R"({"do":"end"})")
                .status,
            403);
}

TEST(SimBadInput, NonsenseOnTheGraphqlSocketIsCounted) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  for (const char* text : kNonsense) socket.send(text);
  socket.raw().sendFrame(2, "binary");
  socket.send(tests::subscribeFrame("q", "Q", "query Q { user_current { name } }"));
  const Json row = socket.data("q");
  // Text that is no UTF-8 ends a web socket by itself; everything before it was survived.
  EXPECT_TRUE(row.is_discarded() || row["user_current"][0]["name"] == "Amphi");
  EXPECT_GT(numberOf(server.state()["refused"], "broken_json"), 0);
  EXPECT_TRUE(answers(server));
}

TEST(SimBadInput, NonsenseOnTheSfuSocketIsCounted) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  tests::SimGraphql session(server, guest, true);
  tests::SimSocket sfu(server.port(), "/bbb-webrtc-sfu?sessionToken=" + guest.token,
                       "Cookie: " + guest.cookie + "\r\n");
  for (const char* text : kNonsense) sfu.send(text);
  while (!sfu.next().is_discarded()) {
  }
  EXPECT_GT(numberOf(server.state()["refused"], "broken_json"), 0);
  EXPECT_GT(numberOf(server.state()["refused"], "unknown_frame"), 0);
  EXPECT_TRUE(answers(server));
}

TEST(SimBadInput, AHugeFrameClosesTheSfuSocket) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  tests::SimSocket sfu(server.port(), "/bbb-webrtc-sfu?sessionToken=" + guest.token,
                       "Cookie: " + guest.cookie + "\r\n");
  sfu.send(std::string(60'000, ' '));
  EXPECT_TRUE(sfu.next().is_discarded());
  // The rest of the frame is never read, so the kernel may reset before the close frame is seen.
  EXPECT_TRUE(sfu.closeCode() == 1009 || sfu.closeCode() == -1) << sfu.closeCode();
  EXPECT_TRUE(answers(server));
}

TEST(SimBadInput, EndlessNestingIsSurvived) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  socket.send(std::string(1'000'000, '['));
  socket.send(tests::subscribeFrame("q", "Q", "query Q { user_current { name } }"));
  EXPECT_EQ(socket.data("q")["user_current"][0]["name"], "Amphi");
}

TEST(SimBadInput, SocketsCutInTheMiddleAreForgotten) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  {
    tests::SimGraphql socket(server, guest, true);
    socket.raw().send("\x81\xfe\x7f");
  }
  EXPECT_TRUE(server.eventually(
      [](const Json& state) { return numberOf(state["sockets"], "graphql") == 0; }));
}

TEST(SimBadInput, PublishesNothingForNonsense) {
  const tests::SimServer server;
  EXPECT_EQ(
      tests::SimSocket(server.port(), "/sim/publish", "Origin: http://evil.example\r\n").status(),
      403);
  tests::SimSocket socket(server.port(), "/sim/publish", "");
  for (const char* nonsense : {"{", "[]", R"({"kind":"camera","which":-1,"sdp":"v=0"})",
                               R"({"kind":"camera","sdp":"v=0"})", R"({"kind":"microphone"})",
                               R"({"kind":"screen","sdp":7})"}) {
    socket.send(nonsense);
    EXPECT_TRUE(socket.next()["error"].is_string()) << nonsense;
  }
  EXPECT_EQ(server.state()["media"]["publications"].size(), 0U);
}

TEST(SimBadInput, RefusesCommandsThatMakeNoSense) {
  const tests::SimServer server;
  for (const char* command : {R"({"do":"scenario"})",
                              R"({"do":"scenario","steps":[{"at":-1,"do":"slide"}]})",
                              R"({"do":"network","loss":101})",
                              R"({"do":"freeze","what":"tea"})",
                              R"({"do":"freeze","which":64})",
                              R"({"do":"drop","what":"everything"})",
                              R"({"do":"stroke"})",
                              R"({"do":"stroke","points":[[1]]})",
                              R"({"do":"stroke","points":[["a","b"]]})",
                              R"({"do":"ink","shape":7})",
                              R"({"do":"ink","points":[[0,0]],"color":"no such"})",
                              R"({"do":"undo"})",
                              R"({"do":"poll","type":"Z"})",
                              R"({"do":"poll_end"})",
                              R"({"do":"vote","name":"x"})",
                              R"({"do":"external","url":"ftp://x"})",
                              R"({"do":"external","time":1})",
                              R"({"do":"layout","focus":63})",
                              R"({"do":"layout","dock":"floor"})",
                              R"({"do":"presenter","name":"nobody"})",
                              R"({"do":"person","color":"red"})",
                              R"({"do":"eject","code":"no"})",
                              R"({"do":"end","reason":"no"})",
                              R"({"do":"bridges","audio":"tin can"})",
                              R"({"do":"writers","names":[3]})"}) {
    EXPECT_FALSE(server.command(command)) << command;
  }
}

}  // namespace
