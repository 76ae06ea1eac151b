// SPDX-License-Identifier: Apache-2.0
// The SFU's SDP, line by line as mediasoup writes it, and what it reads in a client's. Pure.
#include "tests/sim/media/sdp.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sstream>

namespace sim {
namespace {

constexpr const char* kEnd = "\r\n";
constexpr int kCameraBits = 200'000;
constexpr int kScreenBits = 1'500'000;

std::string sessionPart(const OwnSdp& own) {
  return "v=0\r\no=mediasoup-client 10000 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-lite\r\n"
         "a=fingerprint:" +
         own.fingerprint + "\r\na=msid-semantic: WMS *\r\na=group:BUNDLE 0\r\n";
}

std::string codecPart(const OwnSdp& own) {
  const std::string pt = std::to_string(own.payloadType);
  if (own.kind == MediaKey::Kind::Sound) {
    return "m=audio 7 UDP/TLS/RTP/SAVPF " + pt + "\r\nc=IN IP4 127.0.0.1\r\na=rtpmap:" + pt +
           " opus/48000/2\r\na=fmtp:" + pt +
           " useinbandfec=1; maxaveragebitrate=30000; maxplaybackrate=48000; ptime=20; "
           "minptime=10; maxptime=40\r\na=rtcp-fb:" +
           pt + " transport-cc \r\n";
  }
  const int bits = own.kind == MediaKey::Kind::Camera ? kCameraBits : kScreenBits;
  std::string part = "m=video 7 UDP/TLS/RTP/SAVPF " + pt + "\r\nc=IN IP4 127.0.0.1\r\n";
  part += "b=TIAS:" + std::to_string(bits) + "\r\nb=AS:" + std::to_string(bits / 1000) + kEnd;
  part += "a=rtpmap:" + pt + " VP8/90000\r\na=fmtp:" + pt + " \r\n";
  // One-word feedback carries a trailing blank (sfu-interop.md §5).
  for (const char* feedback : {"ccm fir", "nack ", "nack pli", "goog-remb ", "transport-cc "}) {
    part += "a=rtcp-fb:" + pt + " " + feedback + kEnd;
  }
  return part;
}

std::string extensionPart(const OwnSdp& own) {
  std::string part =
      "a=extmap:1 urn:ietf:params:rtp-hdrext:toffset\r\n"
      "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n";
  if (own.kind != MediaKey::Kind::Sound) {
    part +=
        "a=extmap:4 http://www.ietf.org/id/"
        "draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n";
  }
  return part +
         "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
         "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n"
         "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n";
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

bool startsWith(const std::string& text, const std::string& prefix) {
  return text.rfind(prefix, 0) == 0;
}

base::Error missing(const std::string& what) {
  return {base::Fault::Peer, "the SDP has no " + what, "2202"};
}

}  // namespace

std::string writeSdp(const OwnSdp& own) {
  std::string sdp = sessionPart(own) + codecPart(own) + extensionPart(own);
  sdp += std::string("a=setup:") + (own.active ? "active" : "actpass") + kEnd;
  sdp += "a=mid:0\r\na=msid:" + own.cname + " " + own.trackId + kEnd + "a=sendonly\r\n";
  sdp += "a=ice-ufrag:" + own.iceFragment + kEnd + "a=ice-pwd:" + own.icePassword + kEnd;
  sdp += "a=candidate:udpcandidate 1 udp 1076302079 " + own.host + " " + std::to_string(own.port) +
         " typ host\r\na=end-of-candidates\r\n";
  sdp += "a=ice-options:renomination\r\na=ssrc:" + std::to_string(own.ssrc) +
         " cname:" + own.cname + "\r\na=rtcp-mux\r\na=rtcp-rsize\r\n";
  if (own.kind == MediaKey::Kind::Camera) sdp += "a=content:main\r\n";
  if (own.kind == MediaKey::Kind::Screen) sdp += "a=content:slides\r\n";
  return sdp;
}

base::Result<PeerSdp> readSdp(const std::string& text, const std::string& codec) {
  PeerSdp peer;
  bool credentials = false, mux = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (startsWith(line, "a=fingerprint:") && peer.hash.empty()) {
      const auto start = std::string("a=fingerprint:").size();
      const auto blank = line.find(' ', start);
      if (blank == std::string::npos) continue;
      peer.hash = lower(line.substr(start, blank - start));
      peer.fingerprint = upper(line.substr(blank + 1));
    }
    // An answer that says actpass makes mediasoup the client (bbb-media.md §3.4).
    if (startsWith(line, "a=setup:")) peer.peerIsActive = line == "a=setup:active";
    credentials = credentials || startsWith(line, "a=ice-ufrag:");
    mux = mux || line == "a=rtcp-mux";
    const bool map = startsWith(line, "a=rtpmap:") &&
                     lower(line).find(" " + lower(codec) + "/") != std::string::npos;
    if (map && peer.payloadType < 0) {
      peer.payloadType = std::atoi(line.c_str() + std::string("a=rtpmap:").size());
    }
  }
  if (peer.fingerprint.empty()) return missing("fingerprint");
  if (!credentials) return missing("ICE credentials");
  if (!mux) return missing("a=rtcp-mux");
  if (peer.payloadType < 0 || peer.payloadType > 127) return missing("codec " + codec);
  return peer;
}

}  // namespace sim
