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

bool isVideo(MediaKey::Kind kind) {
  return MediaKey{kind, 0}.isVideo();
}

std::string sessionPart(const OwnSdp& own) {
  std::string mids;
  for (const OwnTrack& track : own.tracks) {
    if (!track.refused) mids += " " + track.mid;
  }
  return "v=0\r\no=mediasoup-client 10000 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-lite\r\n"
         "a=fingerprint:" +
         own.fingerprint + "\r\na=msid-semantic: WMS *\r\na=group:BUNDLE" + mids + kEnd;
}

std::string codecPart(const OwnTrack& own) {
  const std::string pt = std::to_string(own.payloadType);
  if (!isVideo(own.kind)) {
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

std::string extensionPart(const OwnTrack& own) {
  std::string part =
      "a=extmap:1 urn:ietf:params:rtp-hdrext:toffset\r\n"
      "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n";
  if (isVideo(own.kind)) {
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

std::string trackPart(const OwnSdp& own, const OwnTrack& track) {
  if (track.refused) {
    const char* kind = isVideo(track.kind) ? "video" : "audio";
    return std::string("m=") + kind + " 0 UDP/TLS/RTP/SAVPF " + std::to_string(track.payloadType) +
           "\r\nc=IN IP4 127.0.0.1\r\na=inactive\r\na=mid:" + track.mid + kEnd;
  }
  std::string part = codecPart(track);
  if (!track.receives) part += extensionPart(track);
  part += std::string("a=setup:") + (own.active ? "active" : "actpass") + kEnd;
  part += "a=mid:" + track.mid + kEnd;
  if (track.receives) {
    part += "a=recvonly\r\n";
  } else {
    part += "a=msid:" + own.cname + " " + track.trackId + kEnd + "a=sendonly\r\n";
  }
  part += "a=ice-ufrag:" + own.iceFragment + kEnd + "a=ice-pwd:" + own.icePassword + kEnd;
  part += "a=candidate:udpcandidate 1 udp 1076302079 " + own.host + " " + std::to_string(own.port) +
          " typ host\r\na=end-of-candidates\r\n";
  part += "a=ice-options:renomination\r\n";
  if (!track.receives) {
    part += "a=ssrc:" + std::to_string(track.ssrc) + " cname:" + own.cname + kEnd;
  }
  part += "a=rtcp-mux\r\na=rtcp-rsize\r\n";
  if (track.kind == MediaKey::Kind::Camera) part += "a=content:main\r\n";
  if (track.kind == MediaKey::Kind::Screen) part += "a=content:slides\r\n";
  return part;
}

/// `m=video 9 …`; a section with port 0 counts for nothing.
PeerTrack sectionOf(const std::string& line) {
  PeerTrack track;
  track.video = startsWith(line, "m=video ");
  const auto blank = line.find(' ');
  const bool live = blank != std::string::npos && std::atoi(line.c_str() + blank) > 0;
  constexpr int kNone = -1, kDead = -2;
  track.payloadType = live ? kNone : kDead;
  return track;
}

void readFingerprint(const std::string& line, PeerSdp& peer) {
  const auto start = std::string("a=fingerprint:").size();
  const auto blank = line.find(' ', start);
  if (blank == std::string::npos) return;
  peer.hash = lower(line.substr(start, blank - start));
  peer.fingerprint = upper(line.substr(blank + 1));
}

void readTrackLine(const std::string& line, PeerTrack& track) {
  constexpr std::size_t kMid = 6, kMap = 9;
  constexpr int kLargest = 127;
  if (startsWith(line, "a=mid:")) track.mid = line.substr(kMid);
  if (track.payloadType != -1 || !startsWith(line, "a=rtpmap:")) return;
  const char* codec = track.video ? " vp8/" : " opus/";
  if (lower(line).find(codec) == std::string::npos) return;
  const int read = std::atoi(line.c_str() + kMap);
  if (read >= 0 && read <= kLargest) track.payloadType = read;
}

base::Error missing(const std::string& what) {
  return {base::Fault::Peer, "the SDP has no " + what, "2202"};
}

}  // namespace

int PeerSdp::payloadType(bool video) const {
  const auto found = std::find_if(tracks.begin(), tracks.end(), [video](const PeerTrack& track) {
    return track.video == video && track.payloadType >= 0;
  });
  return found == tracks.end() ? -1 : found->payloadType;
}

std::string writeSdp(const OwnSdp& own) {
  std::string sdp = sessionPart(own);
  for (const OwnTrack& track : own.tracks) sdp += trackPart(own, track);
  return sdp;
}

base::Result<PeerSdp> readSdp(const std::string& text) {
  PeerSdp peer;
  bool credentials = false, mux = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (startsWith(line, "m=")) peer.tracks.push_back(sectionOf(line));
    if (startsWith(line, "a=fingerprint:") && peer.hash.empty()) readFingerprint(line, peer);
    // An answer that says actpass makes mediasoup the client (bbb-media.md §3.4).
    if (startsWith(line, "a=setup:")) peer.peerIsActive = line == "a=setup:active";
    credentials = credentials || startsWith(line, "a=ice-ufrag:");
    mux = mux || line == "a=rtcp-mux";
    if (!peer.tracks.empty()) readTrackLine(line, peer.tracks.back());
  }
  if (peer.fingerprint.empty()) return missing("fingerprint");
  if (!credentials) return missing("ICE credentials");
  if (!mux) return missing("a=rtcp-mux");
  if (peer.payloadType(true) < 0 && peer.payloadType(false) < 0) return missing("VP8 or Opus");
  return peer;
}

}  // namespace sim
