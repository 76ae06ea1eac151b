// SPDX-License-Identifier: Apache-2.0
// Addresses of destinations: what is taken, what is refused, and what people may see of them.
#include "base/push_url.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(PushUrl, TakesAnRtmpAddressApart) {
  const auto url = parsePushUrl("rtmp://me:pa%40ss@live.example.org/app/inner/key?a=b&c=/d");
  ASSERT_TRUE(url) << url.error().what;
  EXPECT_EQ(url->host, "live.example.org");
  EXPECT_EQ(url->port, 1935);
  EXPECT_EQ(url->user, "me");
  EXPECT_EQ(url->password, "pa@ss");
  EXPECT_EQ(url->application, "app/inner");
  EXPECT_EQ(url->key, "key?a=b&c=/d");
}

TEST(PushUrl, KnowsTheSecurePortAndIpv6) {
  EXPECT_EQ(parsePushUrl("rtmps://h/a/k")->port, 443);
  const auto url = parsePushUrl("rtmp://[2001:db8::1]:1936/a/k");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "2001:db8::1");
  EXPECT_EQ(url->port, 1936);
}

TEST(PushUrl, TakesAnSrtAddressApart) {
  const auto url =
      parsePushUrl("srt://h:9000?streamid=a%3Db&passphrase=0123456789&latency=200&mode=caller");
  ASSERT_TRUE(url) << url.error().what;
  EXPECT_EQ(url->key, "a=b");
  EXPECT_EQ(url->passphrase, "0123456789");
  EXPECT_EQ(url->latencyMs, 200);
}

TEST(PushUrl, ShowsNoSecret) {
  for (const char* text : {"rtmp://secret:secret@h/app/secret?secret", "rtmps://h:444/app/secret",
                           "srt://h:9000?streamid=secret&passphrase=secretsecret"}) {
    const auto url = parsePushUrl(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->masked().find("secret"), std::string::npos) << text;
  }
  EXPECT_EQ(parsePushUrl("rtmp://u@h:1936/app/key")->masked(), "rtmp://***@h:1936/app/***");
}

TEST(PushUrl, RefusesWhatItCannotUseWithoutRepeatingIt) {
  for (const char* text :
       {"", "secret", "http://h/a/secret", "file:///secret", "rtmp:///a/secret", "rtmp://h/secret",
        "rtmp://h:0/a/secret", "rtmp://h:99999/a/secret", "rtmp://h:x/a/secret", "rtmp://h h/a/k",
        "rtmp://h/a/", "rtmp://[::1/a/secret", "rtmp://h\n/a/secret", "srt://h?streamid=secret",
        "srt://h:1/secret", "srt://h:1?passphrase=secret", "srt://h:1?mode=listener",
        "srt://h:1?localport=secret", "srt://u:secret@h:1"}) {
    const auto url = parsePushUrl(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, "bad_address");
    EXPECT_EQ(url.error().what.find("secret"), std::string::npos) << text;
  }
  EXPECT_FALSE(parsePushUrl("rtmp://h/a/" + std::string(kMaxPushUrlBytes, 'k')));
}

}  // namespace
}  // namespace base
