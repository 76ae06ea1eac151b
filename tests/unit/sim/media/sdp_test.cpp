// SPDX-License-Identifier: Apache-2.0
// The offer has the real one's traps; of an answer only what counts is read.
#include "tests/sim/media/sdp.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

sim::OwnSdp camera() {
  sim::OwnSdp own;
  own.fingerprint = "sha-512 AA:BB";
  own.iceFragment = "frag";
  own.icePassword = "pass";
  own.host = "127.0.0.1";
  own.port = 4242;
  own.cname = "cname";
  own.tracks.emplace_back();
  own.tracks[0].trackId = "track";
  own.tracks[0].ssrc = 77;
  return own;
}

constexpr const char* kAnswer =
    "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=ice-ufrag:x\r\na=rtcp-mux\r\na=setup:active\r\n"
    "a=rtpmap:96 VP8/90000\r\na=fingerprint:sha-256 ab:cd\r\n";

TEST(Sdp, OfferCarriesLiteTrailingBlanksAndTheCandidate) {
  const std::string sdp = sim::writeSdp(camera());
  for (const char* line :
       {"a=ice-lite\r\n", "a=rtcp-fb:96 nack \r\n", "a=rtcp-fb:96 nack pli\r\n", "a=fmtp:96 \r\n",
        "a=candidate:udpcandidate 1 udp 1076302079 127.0.0.1 4242 typ host\r\n", "a=sendonly\r\n",
        "a=setup:actpass\r\n", "a=mid:0\r\n", "a=content:main\r\n", "a=ssrc:77 cname:cname\r\n"}) {
    EXPECT_NE(sdp.find(line), std::string::npos) << line;
  }
}

TEST(Sdp, SoundHasNoBandwidthAndNoContent) {
  sim::OwnSdp own = camera();
  own.tracks[0].kind = sim::MediaKey::Kind::Sound;
  own.tracks[0].payloadType = 111;
  const std::string sdp = sim::writeSdp(own);
  EXPECT_EQ(sdp.find("b=AS"), std::string::npos);
  EXPECT_EQ(sdp.find("a=content"), std::string::npos);
  EXPECT_NE(sdp.find("a=rtpmap:111 opus/48000/2\r\n"), std::string::npos);
}

TEST(Sdp, ReadsAnAnswer) {
  const auto peer = sim::readSdp(kAnswer);
  ASSERT_TRUE(peer);
  EXPECT_EQ(peer->hash, "sha-256");
  EXPECT_EQ(peer->fingerprint, "AB:CD");
  EXPECT_TRUE(peer->peerIsActive);
  EXPECT_EQ(peer->payloadType(true), 96);
  EXPECT_EQ(peer->payloadType(false), -1);
}

TEST(Sdp, BundlesAScreenWithItsSound) {
  sim::OwnSdp own = camera();
  own.tracks[0].kind = sim::MediaKey::Kind::Screen;
  own.tracks.push_back({sim::MediaKey::Kind::ScreenSound, "1", "sound", 78, 111, false, false});
  const std::string sdp = sim::writeSdp(own);
  EXPECT_NE(sdp.find("a=group:BUNDLE 0 1\r\n"), std::string::npos);
  EXPECT_LT(sdp.find("a=content:slides"), sdp.find("m=audio"));
  EXPECT_NE(sdp.find("a=mid:1\r\n"), std::string::npos);
}

TEST(Sdp, CountsNoSectionOfPortZero) {
  const auto peer = sim::readSdp(
      std::string(kAnswer) + "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n");
  ASSERT_TRUE(peer);
  EXPECT_EQ(peer->payloadType(false), -1);
}

TEST(Sdp, RefusesAnAnswerWithoutFingerprintMuxOrCodec) {
  for (const char* line : {"a=fingerprint", "a=rtcp-mux", "a=rtpmap", "a=ice-ufrag"}) {
    std::string answer = kAnswer;
    answer.replace(answer.find(line), 3, "a=x");
    EXPECT_FALSE(sim::readSdp(answer)) << line;
  }
  EXPECT_FALSE(sim::readSdp(""));
}

TEST(Sdp, LosesTheLastLineOfAScreenshareAnswerWithoutItsEnd) {
  std::string answer = kAnswer;
  answer.resize(answer.size() - 2);
  const auto peer = sim::readSdp(answer + "a=content:slides\r\n");
  ASSERT_TRUE(peer);
  EXPECT_NE(peer->fingerprint, "AB:CD");
}

}  // namespace
