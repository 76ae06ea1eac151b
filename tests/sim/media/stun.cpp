// SPDX-License-Identifier: Apache-2.0
// STUN as an ICE-lite server needs it: checks Binding requests, writes answers. Pure.
#include "tests/sim/media/stun.hpp"

#include <algorithm>
#include <optional>

#include <glib.h>

namespace sim {
namespace {

// RFC 8489 §5, §14; RFC 8445 §16.1.
constexpr std::size_t kHeader = 20;
constexpr std::uint16_t kBindingRequest = 0x0001;
constexpr std::uint16_t kBindingSuccess = 0x0101;
constexpr std::uint16_t kBindingError = 0x0111;
constexpr std::uint16_t kUsername = 0x0006;
constexpr std::uint16_t kIntegrity = 0x0008;
constexpr std::uint16_t kErrorCode = 0x0009;
constexpr std::uint16_t kXorMappedAddress = 0x0020;
constexpr std::uint16_t kPriority = 0x0024;
constexpr std::uint16_t kUseCandidate = 0x0025;
constexpr std::uint16_t kFingerprint = 0x8028;
constexpr std::uint16_t kControlled = 0x8029;
constexpr std::uint16_t kControlling = 0x802A;
constexpr std::array<std::uint8_t, 4> kCookie = {0x21, 0x12, 0xA4, 0x42};
constexpr std::uint32_t kFingerprintMask = 0x5354554E;
constexpr std::size_t kDigest = 20;

std::uint16_t word(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

void putWord(Bytes& bytes, unsigned value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

void setLength(Bytes& message, std::size_t length) {
  message[2] = static_cast<std::uint8_t>(length >> 8);
  message[3] = static_cast<std::uint8_t>(length);
}

std::uint32_t crc32(ByteView bytes) {
  constexpr std::uint32_t kPolynomial = 0xEDB88320;
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? (crc >> 1) ^ kPolynomial : crc >> 1;
  }
  return ~crc;
}

std::array<std::uint8_t, kDigest> hmac(ByteView bytes, const std::string& key) {
  GHmac* state =
      g_hmac_new(G_CHECKSUM_SHA1, reinterpret_cast<const guchar*>(key.data()), key.size());
  g_hmac_update(state, bytes.data(), static_cast<gssize>(bytes.size()));
  std::array<std::uint8_t, kDigest> digest{};
  gsize size = digest.size();
  g_hmac_get_digest(state, digest.data(), &size);
  g_hmac_unref(state);
  return digest;
}

void putAttribute(Bytes& message, std::uint16_t type, ByteView value) {
  putWord(message, type);
  putWord(message, static_cast<unsigned>(value.size()));
  message.insert(message.end(), value.begin(), value.end());
  while (message.size() % 4 != 0) message.push_back(0);
}

Bytes begin(std::uint16_t type, const std::array<std::uint8_t, 12>& transaction) {
  Bytes message;
  putWord(message, type);
  putWord(message, 0);
  message.insert(message.end(), kCookie.begin(), kCookie.end());
  message.insert(message.end(), transaction.begin(), transaction.end());
  return message;
}

/// Adds integrity and fingerprint; the length field counts each before it is computed.
Bytes seal(Bytes message, const std::string& password) {
  constexpr std::size_t kIntegritySize = 24;
  constexpr std::size_t kFingerprintSize = 8;
  setLength(message, message.size() - kHeader + kIntegritySize);
  putAttribute(message, kIntegrity, hmac(message, password));
  setLength(message, message.size() - kHeader + kFingerprintSize);
  const std::uint32_t mark = crc32(message) ^ kFingerprintMask;
  const std::array<std::uint8_t, 4> bytes = {
      static_cast<std::uint8_t>(mark >> 24), static_cast<std::uint8_t>(mark >> 16),
      static_cast<std::uint8_t>(mark >> 8), static_cast<std::uint8_t>(mark)};
  putAttribute(message, kFingerprint, bytes);
  return message;
}

/// Where the attributes of a message are.
struct Attributes {
  std::string username;
  std::optional<std::size_t> integrityAt;
  std::optional<std::size_t> fingerprintAt;
  bool priority = false;
  bool useCandidate = false;
  bool controlled = false;
};

std::optional<Attributes> readAttributes(ByteView packet) {
  Attributes read;
  std::size_t at = kHeader;
  while (at + 4 <= packet.size()) {
    const std::uint16_t type = word(packet, at);
    const std::size_t length = word(packet, at + 2);
    if (at + 4 + length > packet.size()) return {};
    if (type == kUsername) {
      read.username.assign(reinterpret_cast<const char*>(packet.data()) + at + 4, length);
    }
    if (type == kIntegrity && length == kDigest) read.integrityAt = at;
    if (type == kFingerprint && length == 4) read.fingerprintAt = at;
    read.priority = read.priority || type == kPriority;
    read.useCandidate = read.useCandidate || type == kUseCandidate;
    read.controlled = read.controlled || type == kControlled;
    at += 4 + (length + 3) / 4 * 4;
  }
  return read;
}

bool integrityHolds(ByteView packet, std::size_t at, const std::string& password) {
  Bytes covered(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(at));
  setLength(covered, at + 4 + kDigest - kHeader);
  const auto digest = hmac(covered, password);
  return std::equal(digest.begin(), digest.end(),
                    packet.begin() + static_cast<std::ptrdiff_t>(at) + 4);
}

bool fingerprintHolds(ByteView packet, std::size_t at) {
  const std::uint32_t mark = crc32(packet.first(at)) ^ kFingerprintMask;
  return word(packet, at + 4) == (mark >> 16) && word(packet, at + 6) == (mark & 0xFFFF);
}

}  // namespace

StunVerdict checkStun(ByteView packet, const std::string& fragment, const std::string& password) {
  StunVerdict verdict;
  if (packet.size() < kHeader || word(packet, 0) != kBindingRequest) return verdict;
  if (!std::equal(kCookie.begin(), kCookie.end(), packet.begin() + 4)) return verdict;
  if (word(packet, 2) + kHeader != packet.size()) return verdict;
  std::copy_n(packet.begin() + 8, verdict.transaction.size(), verdict.transaction.begin());
  const auto read = readAttributes(packet);
  if (!read || (read->fingerprintAt && !fingerprintHolds(packet, *read->fingerprintAt))) {
    return verdict;
  }
  using Kind = StunVerdict::Kind;
  if (read->username.empty() || !read->integrityAt || !read->fingerprintAt || !read->priority) {
    verdict.kind = Kind::BadRequest;
  } else if (read->username.rfind(fragment + ":", 0) != 0 ||
             !integrityHolds(packet, *read->integrityAt, password)) {
    verdict.kind = Kind::Unauthorised;
  } else if (read->controlled) {
    verdict.kind = Kind::RoleConflict;
  } else {
    verdict.kind = Kind::Valid;
    verdict.useCandidate = read->useCandidate;
  }
  return verdict;
}

Bytes stunSuccess(const StunVerdict& request, const Endpoint& sender, const std::string& password) {
  Bytes message = begin(kBindingSuccess, request.transaction);
  Bytes value = {0, static_cast<std::uint8_t>(sender.address.size() == 4 ? 1 : 2)};
  putWord(value, sender.port ^ (kCookie[0] << 8 | kCookie[1]));
  for (std::size_t i = 0; i < sender.address.size(); ++i) {
    const std::uint8_t mask = i < 4 ? kCookie.at(i) : request.transaction.at(i - 4);
    value.push_back(sender.address[i] ^ mask);
  }
  putAttribute(message, kXorMappedAddress, value);
  return seal(std::move(message), password);
}

Bytes stunError(const StunVerdict& request, int code, const std::string& password) {
  Bytes message = begin(kBindingError, request.transaction);
  const Bytes value = {0, 0, static_cast<std::uint8_t>(code / 100),
                       static_cast<std::uint8_t>(code % 100)};
  putAttribute(message, kErrorCode, value);
  return seal(std::move(message), password);
}

Bytes stunRequest(const std::string& username, const std::string& password, bool useCandidate) {
  std::array<std::uint8_t, 12> transaction{};
  for (auto& byte : transaction) byte = static_cast<std::uint8_t>(g_random_int_range(0, 256));
  Bytes message = begin(kBindingRequest, transaction);
  putAttribute(message, kUsername, Bytes(username.begin(), username.end()));
  putAttribute(message, kPriority, Bytes{0x6E, 0, 0, 0xFF});
  putAttribute(message, kControlling, Bytes{1, 2, 3, 4, 5, 6, 7, 8});
  if (useCandidate) putAttribute(message, kUseCandidate, {});
  return seal(std::move(message), password);
}

}  // namespace sim
