// SPDX-License-Identifier: Apache-2.0
// The SFU socket: who may open it, its frames and errors, and the rule of consent.
#include "tests/network/sim/sim_server.hpp"
#include "tests/sim/ids.hpp"
#include "tests/sim/media/stun.hpp"
#include "tests/sim/media/udp.hpp"

#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <gtest/gtest.h>

namespace {

using sim::Json;
using sim::textOf;

/// A joined user with one signalling socket.
struct Receiver {
  Receiver(const tests::SimServer& server, const tests::SimGuest& guest)
      : session(server, guest, true),
        sfu(server.port(), "/bbb-webrtc-sfu?sessionToken=" + guest.token,
            "Cookie: " + guest.cookie + "\r\n") {}
  tests::SimGraphql session;
  tests::SimSocket sfu;
};

std::string lineOf(const std::string& sdp, const std::string& prefix) {
  const auto at = sdp.find(prefix);
  if (at == std::string::npos) return "";
  const auto start = at + prefix.size();
  return sdp.substr(start, sdp.find("\r\n", start) - start);
}

constexpr const char* kAudioStart =
    R"({"id":"start","type":"audio","role":"recv","clientSessionNumber":1})";

TEST(SimSfu, WantsTokenAndCookie) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  const std::string target = "/bbb-webrtc-sfu?sessionToken=" + guest.token;
  EXPECT_EQ(tests::SimSocket(server.port(), target, "").status(), 401);
  EXPECT_EQ(tests::SimSocket(server.port(), "/bbb-webrtc-sfu?sessionToken=x",
                             "Cookie: " + guest.cookie + "\r\n")
                .status(),
            401);
  EXPECT_EQ(tests::SimSocket(server.port(), target, "Cookie: " + guest.cookie + "\r\n").status(),
            101);
}

TEST(SimSfu, AnswersPing) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  receiver.sfu.send(R"({"id":"ping"})");
  EXPECT_EQ(sim::dumpJson(receiver.sfu.next()), R"({"id":"pong"})");
}

TEST(SimSfu, OffersSoundWithItsTraps) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  receiver.sfu.send(kAudioStart);
  const Json frame = receiver.sfu.next();
  EXPECT_EQ(textOf(frame, "id"), "startResponse");
  EXPECT_EQ(textOf(frame, "response"), "accepted");
  const std::string sdp = textOf(frame, "sdpAnswer");
  EXPECT_NE(sdp.find("a=ice-lite\r\n"), std::string::npos);
  EXPECT_NE(sdp.find("a=setup:actpass\r\n"), std::string::npos);
}

TEST(SimSfu, RefusesASessionNumberThatIsNoNumber) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  receiver.sfu.send(R"({"id":"start","type":"audio","role":"recv","clientSessionNumber":"1"})");
  EXPECT_EQ(receiver.sfu.next()["code"], "2300");
}

TEST(SimSfu, KnowsNoCameraThatIsOff) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  receiver.sfu.send(R"({"id":"start","type":"video","cameraId":"nosuchcam","role":"viewer"})");
  EXPECT_EQ(sim::dumpJson(receiver.sfu.next()),
            R"({"type":"video","id":"error","role":"viewer","streamId":"nosuchcam","code":2201,)"
            R"("message":"MEDIA_NOT_FOUND","reason":"MEDIA_NOT_FOUND"})");
}

TEST(SimSfu, ClosesAScreenshareThatNobodyShares) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  receiver.sfu.send(R"({"id":"start","type":"screenshare","role":"recv"})");
  EXPECT_EQ(receiver.sfu.next()["code"], "2300");
  EXPECT_TRUE(receiver.sfu.next().is_discarded());
  EXPECT_EQ(receiver.sfu.closeCode(), 0);
}

TEST(SimSfu, ClosesWhenTheUserIsEjected) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  EXPECT_TRUE(server.command(R"({"do":"eject"})"));
  EXPECT_TRUE(receiver.sfu.next().is_discarded());
  EXPECT_EQ(receiver.sfu.closeCode(), 0);
}

TEST(SimSfu, FailsAStartWhenToldTo) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  EXPECT_TRUE(server.command(R"({"do":"fault","name":"sfu_2019","on":true})"));
  receiver.sfu.send(kAudioStart);
  const Json frame = receiver.sfu.next();
  EXPECT_EQ(textOf(frame, "id"), "error");
  EXPECT_EQ(frame["code"], 2019);
}

TEST(SimSfu, OffersAScreenWithItsSoundInOneBundle) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  ASSERT_TRUE(server.command(R"({"do":"screen","on":true,"sound":true})"));
  receiver.sfu.send(R"({"id":"start","type":"screenshare","role":"recv"})");
  const std::string sdp = textOf(receiver.sfu.next(), "sdpAnswer");
  EXPECT_NE(sdp.find("a=group:BUNDLE 0 1\r\n"), std::string::npos);
  EXPECT_NE(sdp.find("m=audio 7 "), std::string::npos);
  EXPECT_NE(sdp.find("m=video 7 "), std::string::npos);
}

TEST(SimSfu, CutsSocketsAndIsAwayWhenItRestarts) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  Receiver receiver(server, guest);
  receiver.sfu.send(kAudioStart);
  ASSERT_EQ(textOf(receiver.sfu.next(), "id"), "startResponse");
  ASSERT_TRUE(server.command(R"({"do":"restart_sfu","seconds":0.3})"));
  EXPECT_TRUE(receiver.sfu.next().is_discarded());
  EXPECT_EQ(receiver.sfu.closeCode(), -1);
  EXPECT_EQ(server.state()["media"]["transports"].size(), 0U);
  const auto upgrade = [&] {
    return tests::SimSocket(server.port(), "/bbb-webrtc-sfu?sessionToken=" + guest.token,
                            "Cookie: " + guest.cookie + "\r\n")
        .status();
  };
  EXPECT_EQ(upgrade(), 502);
  EXPECT_TRUE(server.eventually([&](const Json&) { return upgrade() == 101; }));
}

TEST(SimSfu, TellsEverySessionThatTheMediaServerDied) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  receiver.sfu.send(kAudioStart);
  ASSERT_EQ(textOf(receiver.sfu.next(), "id"), "startResponse");
  ASSERT_TRUE(server.command(R"({"do":"media_restart","seconds":60})"));
  EXPECT_EQ(receiver.sfu.next()["code"], "2001");
  receiver.sfu.send(kAudioStart);
  EXPECT_EQ(receiver.sfu.next()["code"], "2001") << "starts fail until it is back";
  receiver.sfu.send(R"({"id":"ping"})");
  EXPECT_EQ(textOf(receiver.sfu.next(), "id"), "pong") << "the socket stays";
}

TEST(SimSfu, CanCutTheSocketOfOneModule) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  Receiver sound(server, guest);
  tests::SimSocket cameras(server.port(), "/bbb-webrtc-sfu?sessionToken=" + guest.token,
                           "Cookie: " + guest.cookie + "\r\n");
  sound.sfu.send(kAudioStart);
  sound.sfu.next();
  cameras.send(R"({"id":"start","type":"video","cameraId":"nosuchcam","role":"viewer"})");
  cameras.next();
  ASSERT_TRUE(server.command(R"({"do":"drop","what":"sfu_video"})"));
  EXPECT_TRUE(cameras.next().is_discarded());
  sound.sfu.send(R"({"id":"ping"})");
  EXPECT_EQ(textOf(sound.sfu.next(), "id"), "pong");
}

TEST(SimSfu, KeepsViewersFromViewersWebcams) {
  const tests::SimServer server;
  Receiver receiver(server, server.join());
  ASSERT_TRUE(server.command(R"({"do":"camera","which":1})"));
  ASSERT_TRUE(server.command(R"({"do":"lock","cameras":true})"));
  const Json cameras = server.state()["meetings"][0]["cameras"];
  receiver.sfu.send(sim::dumpJson({{"id", "start"},
                                   {"type", "video"},
                                   {"cameraId", cameras[1]["stream_id"]},
                                   {"role", "viewer"}}));
  EXPECT_EQ(receiver.sfu.next()["code"], "2301");
}

TEST(SimSfu, LeavesTheMediaToARealSfu) {
  sim::Options options;
  options.sfu = "ws://sfu.example/bbb-webrtc-sfu";
  options.turn = "turn:192.0.2.1:3478";
  options.turnSecret = "secret";
  const tests::SimServer server(options);
  const tests::SimGuest guest = server.join();
  const std::string headers =
      "Cookie: " + guest.cookie + "\r\nX-Session-Token: " + guest.token + "\r\n";
  const auto settings = server.ask("GET", "/api/rest/meetingStaticData", headers);
  EXPECT_NE(settings.body.find("ws://sfu.example/bbb-webrtc-sfu"), std::string::npos);
  EXPECT_EQ(tests::SimSocket(server.port(), "/bbb-webrtc-sfu?sessionToken=" + guest.token,
                             "Cookie: " + guest.cookie + "\r\n")
                .status(),
            404);
  const Json turn = sim::parseJson(
      server.ask("GET", "/bigbluebutton/api/stuns?sessionToken=" + guest.token, headers)
          .body)["turnServers"][0];
  EXPECT_EQ(turn["url"], options.turn);
  EXPECT_EQ(turn["password"], sim::hmacSha1Base64(options.turnSecret, textOf(turn, "username")));
}

/// Sends Binding requests to the candidate of an offer.
class StunClient {
 public:
  explicit StunClient(const std::string& sdp)
      : user_(lineOf(sdp, "a=ice-ufrag:") + ":client"), password_(lineOf(sdp, "a=ice-pwd:")) {
    const std::string candidate = lineOf(sdp, "a=candidate:udpcandidate 1 udp 1076302079 ");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port =
        htons(static_cast<std::uint16_t>(std::atoi(candidate.substr(candidate.find(' ')).c_str())));
    inet_pton(AF_INET, candidate.substr(0, candidate.find(' ')).c_str(), &address.sin_addr);
    std::memcpy(&server_.storage, &address, sizeof(address));
    server_.size = sizeof(address);
    auto socket = sim::UdpSocket::bind("127.0.0.1");
    if (socket) socket_ = std::move(socket).value();
  }
  void nominate() { socket_->sendTo(sim::stunRequest(user_, password_, true), server_); }

 private:
  std::string user_;
  std::string password_;
  sim::PeerAddress server_;
  std::unique_ptr<sim::UdpSocket> socket_;
};

TEST(SimSfu, SaysFlowingAtNominationAndExpiresConsentInSilence) {
  sim::Options options;
  options.consentSeconds = 1;
  const tests::SimServer server(options);
  Receiver receiver(server, server.join());
  receiver.sfu.send(kAudioStart);
  const std::string offer = textOf(receiver.sfu.next(), "sdpAnswer");
  const std::string fingerprint = "AB:CD";
  receiver.sfu.send(
      sim::dumpJson({{"id", "subscriberAnswer"},
                     {"type", "audio"},
                     {"role", "recv"},
                     {"sdpOffer",
                      "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=ice-ufrag:x\r\na=rtcp-mux\r\n"
                      "a=setup:active\r\na=rtpmap:111 opus/48000/2\r\na=fingerprint:sha-256 " +
                          fingerprint + "\r\n"}}));
  StunClient client(offer);
  client.nominate();
  EXPECT_EQ(textOf(receiver.sfu.next(), "id"), "webRTCAudioSuccess");
  EXPECT_EQ(server.state()["meetings"][0]["users"][1]["listening"], true);
  EXPECT_TRUE(server.eventually([](const Json& state) {
    return sim::numberOf(state["media"], "consent_expired") == 1 &&
           state["media"]["transports"][0]["ice"] == "disconnected";
  }));
  receiver.sfu.send(R"({"id":"ping"})");
  EXPECT_EQ(textOf(receiver.sfu.next(), "id"), "pong") << "nothing is said about the expiry";
  client.nominate();
  EXPECT_TRUE(server.eventually([](const Json& state) {
    return state["media"]["transports"][0]["ice"] == "completed";
  })) << "a later request revives the transport";
}

}  // namespace
