// SPDX-License-Identifier: Apache-2.0
// BBB's machine words as sentences: of joins, removals, ends and fatal errors.
#include "gateway/bbb/reasons.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "gateway/bbb/join.hpp"

namespace gateway {
namespace {

using base::Error;
using base::Fault;

enum class Next { Rejoin, Stop };  // whether time alone may mend it

struct Reason {
  std::string_view code;
  Next next;
  std::string_view sentence;
};

// Answers to a join (bbb-api.md §1.5, §3.3) and our own codes for what went wrong before BBB
// answered.
constexpr std::array kJoinReasons = {
    Reason{"checksumError", Next::Stop,
           "BBB refused the join because its checksum is wrong; check the BBB secret in the "
           "settings"},
    Reason{"notFound", Next::Rejoin,
           "the meeting does not run on this BBB server; it is joined as soon as somebody starts "
           "it"},
    Reason{"invalidMeetingIdentifier", Next::Rejoin,
           "the meeting does not run on this BBB server; it is joined as soon as somebody starts "
           "it"},
    Reason{"meetingForciblyEnded", Next::Rejoin,
           "the meeting has just been ended in BBB; start it again there to go on"},
    Reason{"maxParticipantsReached", Next::Rejoin,
           "the meeting is full; let somebody leave or raise its limit of participants in BBB"},
    Reason{"guestDeniedAccess", Next::Stop,
           "BBB does not let guests into this meeting; change its guest policy"},
    Reason{"guestDeny", Next::Stop,
           "BBB does not let guests into this meeting; change its guest policy"},
    Reason{"guestDenied", Next::Stop,
           "a moderator refused Amphi in the waiting room; start the stream again and let it in"},
    Reason{"invalidPassword", Next::Stop,
           "BBB refused the password or role of the join; check the join URL"},
    Reason{"missingParamMeetingID", Next::Stop, "the join URL names no meeting; check it"},
    Reason{"missingParamFullName", Next::Stop, "the join URL has no name for Amphi; check it"},
    Reason{"mismatchCreateTimeParam", Next::Stop,
           "the join URL belongs to an earlier run of the meeting; take a new one"},
    Reason{"unsupportedRequest", Next::Stop, "this server does not know the join call; check it"},
    Reason{"unreachable", Next::Rejoin,
           "the BBB server cannot be reached; check its address and the network"},
    Reason{"timeout", Next::Rejoin, "the BBB server does not answer; check that it runs"},
    Reason{"tls", Next::Rejoin,
           "the BBB server's certificate is not trusted; renew it or trust its authority"},
    Reason{"bad_url", Next::Stop, "the join URL is not an http or https address; check it"},
    Reason{"transfer", Next::Stop,
           "BBB hands this join over to another client, which Amphi cannot follow; use a plain "
           "join URL"},
    Reason{"too_old", Next::Stop,
           "this server runs BBB 2.7 or older, which Amphi cannot join; it needs BBB 3.0 or newer"},
    Reason{"not_bbb", Next::Rejoin,
           "the address answered, but not like a BBB server; check the BBB URL"},
    Reason{"server_error", Next::Rejoin, "the BBB server has an inner fault; look at its logs"},
};

// user_current (bbb-session.md §2.4).
constexpr std::array kRemovals = {
    Reason{"duplicate_user_in_meeting_eject_reason", Next::Stop,
           "the same user joined the meeting from elsewhere; give each stream its own user id"},
    Reason{"not_enough_permission_eject_reason", Next::Stop,
           "BBB removed Amphi for something it was not allowed to do"},
    Reason{"user_requested_eject_reason", Next::Stop,
           "a moderator removed Amphi from the meeting; start the stream again if that was a "
           "mistake"},
    Reason{"system_requested_eject_reason", Next::Rejoin, "BBB removed Amphi from the meeting"},
    Reason{"validate_token_failed_eject_reason", Next::Rejoin,
           "BBB no longer accepts the session; joining afresh"},
    Reason{"user_inactivity_eject_reason", Next::Rejoin, "BBB removed Amphi as inactive"},
    Reason{"banned_user_rejoining_reason", Next::Stop,
           "a moderator banned Amphi from this meeting; start a new meeting to go on"},
    Reason{"user_logged_out_reason", Next::Rejoin, "BBB logged Amphi out"},
    Reason{"max_participants_reason", Next::Rejoin,
           "the meeting is full; let somebody leave or raise its limit of participants in BBB"},
    Reason{"able_to_rejoin_user_disconnected_reason", Next::Rejoin,
           "BBB took Amphi for disconnected; joining afresh"},
    Reason{"joined_another_window_reason", Next::Stop,
           "the same user joined the meeting from elsewhere; give each stream its own user id"},
    Reason{"left", Next::Stop, "Amphi left the meeting"},
    Reason{"logged_out", Next::Rejoin, "BBB logged Amphi out"},
};

constexpr std::array kEnds = {
    Reason{"ENDED_FROM_API", Next::Stop, "the meeting was ended by the application that made it"},
    Reason{"ENDED_WHEN_NOT_JOINED", Next::Stop, "BBB ended the meeting because nobody came"},
    Reason{"ENDED_WHEN_LAST_USER_LEFT", Next::Stop,
           "BBB ended the meeting because everybody had left"},
    Reason{"ENDED_AFTER_USER_LOGGED_OUT", Next::Stop, "a moderator ended the meeting"},
    Reason{"ENDED_AFTER_EXCEEDING_DURATION", Next::Stop, "the meeting reached its set duration"},
    Reason{"ENDED_DUE_TO_NO_AUTHED_USER", Next::Stop,
           "BBB ended the meeting because no signed-in person was left"},
    Reason{"ENDED_DUE_TO_NO_MODERATOR", Next::Stop,
           "BBB ended the meeting because no moderator was left"},
    Reason{"ENDED_DUE_TO_SERVICE_INTERRUPTION", Next::Stop, "the BBB server was restarted"},
    Reason{"ENDED_DUE_TO_INACTIVITY", Next::Stop, "BBB ended the meeting as inactive"},
    Reason{"ENDED_BY_PARENT", Next::Stop, "the breakout room ended with its meeting"},
    Reason{"BREAKOUT_ENDED_EXCEEDING_DURATION", Next::Stop,
           "the breakout room reached its set duration"},
    Reason{"BREAKOUT_ENDED_BY_MOD", Next::Stop, "a moderator ended the breakout room"},
};

constexpr std::array kFatals = {
    Reason{"param_missing", Next::Stop, "BBB did not understand how Amphi opened the session"},
    Reason{"check_authorization_error", Next::Rejoin,
           "BBB no longer accepts the session; joining afresh"},
    Reason{"meeting_not_found", Next::Rejoin, "the meeting does not run any more"},
    Reason{"user_not_found", Next::Rejoin, "the session ran out; joining afresh"},
    Reason{"too_many_connections", Next::Rejoin,
           "BBB counts too many connections of this session; joining afresh"},
    Reason{"connections_limit_exceeded", Next::Rejoin,
           "the BBB server has no room for more connections; raise its limit"},
    Reason{"request_timeout", Next::Rejoin, "the BBB server is too slow to answer"},
    Reason{"internal_error", Next::Rejoin, "the BBB server has an inner fault; look at its logs"},
    Reason{"unreachable_session", Next::Rejoin,
           "the line to the meeting could not be mended; joining afresh"},
    Reason{"join_timeout", Next::Rejoin, "BBB did not let Amphi in within a minute"},
};

template <size_t N>
const Reason* find(const std::array<Reason, N>& table, std::string_view code) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Reason& reason) { return reason.code == code; });
  return found == table.end() ? nullptr : &*found;
}

template <size_t N>
Error sentenceOf(const std::array<Reason, N>& table, const std::string& code,
                 const std::string& otherwise) {
  const Reason* known = find(table, code);
  return {code == "checksumError" ? Fault::Config : Fault::Peer,
          known != nullptr ? std::string(known->sentence) : otherwise, code};
}

// A foreign text inside a sentence: one line, of a bearable length, with no address that could be a
// secret.
std::string quoted(const std::string& text) {
  constexpr size_t kMost = 160;
  std::string plain;
  for (const char c : text.substr(0, kMost)) plain += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return plain.find("://") == std::string::npos ? plain : "(no text)";
}

}  // namespace

Error join_steps::refusal(const std::string& messageKey, const std::string& message) {
  return sentenceOf(kJoinReasons, messageKey,
                    "BBB refused the join (" + quoted(messageKey) + "): " + quoted(message));
}

Error removal(const std::string& code) {
  return sentenceOf(kRemovals, code, "BBB removed Amphi from the meeting (" + quoted(code) + ")");
}

Error meetingEnd(const std::string& code) {
  return sentenceOf(kEnds, code.empty() ? "meeting_ended" : code, "the meeting is over");
}

Error fatalRefusal(const std::string& messageId, const std::string& message) {
  // A forced end carries the reason of a removal in the same place.
  if (find(kRemovals, messageId) != nullptr) return removal(messageId);
  return sentenceOf(kFatals, messageId,
                    "BBB ended the session (" + quoted(messageId) + "): " + quoted(message));
}

bool isWorthRejoining(const std::string& code) {
  for (const Reason* reason :
       {find(kJoinReasons, code), find(kRemovals, code), find(kEnds, code), find(kFatals, code)})
    if (reason != nullptr) return reason->next == Next::Rejoin;
  return true;
}

}  // namespace gateway
