// SPDX-License-Identifier: Apache-2.0
// Offers of media servers, made fit for webrtcbin.
#include "pipelines/receive/offer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using pipelines::cleanOffer;

std::string offerWith(const std::string& section) {
  return "v=0\r\no=mediasoup-client 10000 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-lite\r\n"
         "a=fingerprint:sha-512 4F:0A\r\na=group:BUNDLE 0\r\n" +
         section + "a=ice-ufrag:k3v9x0q2\r\na=ice-pwd:q1w2e3r4\r\n";
}

const std::string kCamera =
    "m=video 7 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack \r\n"
    "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
    "a=candidate:udpcandidate 1 udp 1076302079 203.0.113.10 25817 typ host\r\n";

TEST(Offer, LosesTheBlanksThatHideNack) {
  const auto offer = cleanOffer(offerWith(kCamera));
  ASSERT_TRUE(offer);
  EXPECT_NE(offer->sdp.find("a=rtcp-fb:96 nack\r\n"), std::string::npos);
}

TEST(Offer, LosesItsExtensionIds) {
  const auto offer = cleanOffer(offerWith(kCamera));
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->sdp.find("extmap"), std::string::npos);
}

TEST(Offer, KeepsIceLite) {
  const auto offer = cleanOffer(offerWith(kCamera));
  ASSERT_TRUE(offer);
  EXPECT_NE(offer->sdp.find("a=ice-lite\r\n"), std::string::npos);
  EXPECT_TRUE(offer->hasVideo);
  EXPECT_FALSE(offer->hasSound);
}

TEST(Offer, TakesBareLineFeeds) {
  auto text = offerWith(kCamera);
  std::erase(text, '\r');
  const auto offer = cleanOffer(text);
  ASSERT_TRUE(offer);
  EXPECT_TRUE(offer->sdp.ends_with("\r\n"));
  EXPECT_EQ(offer->sdp.find("nack\n"), std::string::npos);
}

TEST(Offer, TellsSoundByItsCodec) {
  const auto offer =
      cleanOffer(offerWith("m=audio 7 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n"));
  ASSERT_TRUE(offer);
  EXPECT_TRUE(offer->hasSound);
  EXPECT_FALSE(offer->hasVideo);
}

TEST(Offer, NamesALoopbackServerOnlyWhenItIsOne) {
  const auto far = cleanOffer(offerWith(kCamera));
  const auto near = cleanOffer(
      offerWith(kCamera + "a=candidate:udpcandidate 1 udp 1076302079 127.0.0.1 9 typ host\r\n"));
  ASSERT_TRUE(far && near);
  EXPECT_EQ(far->loopbackAddress, "");
  EXPECT_EQ(near->loopbackAddress, "127.0.0.1");
}

TEST(Offer, RefusesACodecItCannotDecode) {
  const auto offer =
      cleanOffer(offerWith("m=video 7 UDP/TLS/RTP/SAVPF 98\r\na=rtpmap:98 VP9/90000\r\n"));
  ASSERT_FALSE(offer);
  EXPECT_EQ(offer.error().code, "codec");
}

TEST(Offer, RefusesWhatIsNoSdp) {
  for (const std::string text : {"", "v=0\r\n", "hello\r\nm=video\r\n", "\xff\xfe\r\n"}) {
    const auto offer = cleanOffer(text);
    ASSERT_FALSE(offer) << text;
    EXPECT_EQ(offer.error().code, "bad_offer");
  }
}

TEST(Offer, RefusesWhatHasNoKeys) {
  const auto offer = cleanOffer("v=0\r\nm=video 7 X 96\r\na=rtpmap:96 VP8/90000\r\n");
  ASSERT_FALSE(offer);
  EXPECT_EQ(offer.error().code, "bad_offer");
}

TEST(Offer, RefusesAFloodOfText) {
  ASSERT_FALSE(cleanOffer(offerWith(std::string(1 << 20, 'a'))));
}

}  // namespace
