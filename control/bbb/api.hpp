// SPDX-License-Identifier: Apache-2.0
// BigBlueButton's REST API: signed calls, answers read, errors as sentences to act on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/http/client.hpp"
#include "base/result.hpp"
#include "base/xml.hpp"

namespace control {

/// Where a BBB (or Scalelite) server is and how to sign for it.
struct BbbServer {
  std::string url;     ///< Any form people paste: …/bigbluebutton/, with or without api, slashes.
  std::string secret;  ///< Never logged, never leaves the control plane.
  base::DigestKind checksum = base::DigestKind::Sha256;
  std::string caFile;
};

/// What getMeetingInfo tells of a meeting.
struct BbbMeeting {
  std::string id, internalId, name;
  int64_t createTimeMs = 0;
  bool isRunning = false;  ///< Somebody has joined and it has not ended.
  bool hasEnded = false;
  int participants = 0;
};

/// The bot that joins.
struct BbbObserver {
  std::string meetingId;
  std::string name;    ///< Shown in the list of people.
  std::string userId;  ///< External id; the same one may rejoin a full meeting.
};

/// A meeting to make. Both passwords come from the caller's own data, so that a repeat is harmless.
struct BbbNewMeeting {
  std::string id, name;
  std::string attendeePassword, moderatorPassword;
  std::vector<std::pair<std::string, std::string>> more;  ///< Further parameters of create.
};

using BbbParameters = std::vector<std::pair<std::string, std::string>>;

/// `…/bigbluebutton/api/` from any form of a server's URL. @source bbb-api.md §1.1
std::string bbbApiBase(std::string url);

/// The finished URL of a signed call; the bytes that were hashed are the bytes in it. A secret.
/// @source bbb-api.md §1.2
std::string bbbSignedUrl(const BbbServer& server, const std::string& call,
                         const BbbParameters& parameters);

/// What an answer means: its root element when `returncode` is SUCCESS, else the error with a
/// sentence. Fault::Config when somebody must change a setting, else Fault::Peer. Codes are BBB's
/// message keys in snake_case, or `unreachable`, `timeout`, `tls`, `bad_url`, `bbb_unavailable`,
/// `bbb_not_found`, `not_bbb`.
/// @source bbb-api.md §9.1, §9.2
base::Result<base::xml::Element> readBbbAnswer(base::Result<base::http::ClientReply> reply);

/// The sentence for a message key of BBB. `said` is BBB's own text, used where we know no better.
base::Error bbbRefusal(const std::string& key, const std::string& said);

/// The calls. Blocks; one per thread. @thread any but a loop's
class BbbApi {
 public:
  using Fetch = std::function<base::Result<base::http::ClientReply>(base::http::ClientRequest)>;

  /// @param fetch  How a request is sent; empty: base::http::fetch. Tests give their own.
  explicit BbbApi(BbbServer server, Fetch fetch = {});

  /// True only once somebody has joined; false for an unknown meeting, too.
  base::Result<bool> isMeetingRunning(const std::string& meetingId);
  /// Error code `not_found` when there is no such meeting.
  base::Result<BbbMeeting> getMeetingInfo(const std::string& meetingId);
  /// Makes the meeting, or finds it already there (success as well).
  base::Result<void> create(const BbbNewMeeting& meeting);
  /// The URL by which the bot joins: a viewer, listen only, marked as a bot. A secret; asks
  /// nothing.
  std::string joinUrl(const BbbObserver& observer) const;
  /// The same with the oldest parameters only, for a server, or a gate before it, that refuses
  /// those it does not know. A secret.
  std::string plainJoinUrl(const BbbObserver& observer) const;

 private:
  base::Result<base::xml::Element> call(const std::string& name, const BbbParameters& parameters,
                                        base::Millis limit);
  BbbServer server_;
  Fetch fetch_;
};

}  // namespace control
