// SPDX-License-Identifier: Apache-2.0
// A media server's SDP offer, made fit for webrtcbin.
#include "pipelines/receive/offer.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace pipelines {
namespace {

constexpr size_t kMaxOfferBytes = 64u << 10;

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0)
    line.remove_suffix(1);
  return line;
}

bool contains(std::string_view line, std::string_view part) {
  return std::search(line.begin(), line.end(), part.begin(), part.end(), [](char a, char b) {
           return std::tolower(static_cast<unsigned char>(a)) ==
                  std::tolower(static_cast<unsigned char>(b));
         }) != line.end();
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  while (!line.empty()) {
    const auto end = std::min(line.find(' '), line.size());
    if (end > 0) found.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return found;
}

// a=candidate:foundation component protocol priority ADDRESS port typ host
std::string_view candidateAddress(std::string_view line) {
  constexpr size_t kAddressWord = 4;
  const auto parts = words(line);
  return parts.size() > kAddressWord ? parts[kAddressWord] : std::string_view{};
}

bool isLoopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

base::Error bad(const std::string& why, const char* code) {
  return {base::Fault::Media, "the media server's offer " + why, code};
}

struct Seen {
  bool fingerprint = false, ufrag = false, codec = false;
  int sections = 0;
};

void look(std::string_view line, Seen& seen, Offer& offer) {
  if (line.starts_with("m=")) ++seen.sections;
  if (line.starts_with("a=fingerprint:")) seen.fingerprint = true;
  if (line.starts_with("a=ice-ufrag:")) seen.ufrag = true;
  if (line.starts_with("a=rtpmap:")) {
    if (contains(line, " VP8/") || contains(line, " H264/")) offer.hasVideo = true;
    if (contains(line, " opus/")) offer.hasSound = true;
  }
  if (line.starts_with("a=candidate:") && isLoopback(candidateAddress(line)))
    offer.loopbackAddress = candidateAddress(line);
}

}  // namespace

base::Result<Offer> cleanOffer(std::string_view sdp) {
  if (sdp.size() > kMaxOfferBytes) return bad("is too long", "bad_offer");
  Offer offer;
  Seen seen;
  while (!sdp.empty()) {
    const auto end = std::min(sdp.find('\n'), sdp.size());
    const auto line = trimmed(sdp.substr(0, end));
    sdp.remove_prefix(std::min(end + 1, sdp.size()));
    if (line.empty() || line.starts_with("a=extmap:")) continue;
    look(line, seen, offer);
    offer.sdp.append(line).append("\r\n");
  }
  if (!offer.sdp.starts_with("v=0") || seen.sections == 0)
    return bad("is not SDP with a media section", "bad_offer");
  if (!seen.fingerprint || !seen.ufrag)
    return bad("has no fingerprint or no ICE user", "bad_offer");
  if (!offer.hasVideo && !offer.hasSound)
    return bad("has no codec we take (VP8, H.264, Opus)", "codec");
  return offer;
}

}  // namespace pipelines
