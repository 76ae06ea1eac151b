// SPDX-License-Identifier: Apache-2.0
// The body of POST /api/v1/streams, member by member.
#include "control/new_stream.hpp"

#include <algorithm>
#include <array>

#include "base/http/client.hpp"
#include "control/time_text.hpp"

namespace control {
namespace {

using base::Error;
using base::Json;
using base::Result;

constexpr size_t kMaxSlug = 63;       // a host name's label, RFC 1035 §2.3.4
constexpr size_t kMaxTitle = 200;     // characters
constexpr size_t kMaxJoinUrl = 4096;  // bytes; nginx before BBB takes 8 KiB of request line
constexpr size_t kMinMeetingId = 2, kMaxMeetingId = 256;  // bbb-api.md §1.5
constexpr std::array<std::string_view, 8> kMembers = {
    "slug", "title", "meeting_id", "join_url", "starts_at", "language", "autostart", "record"};

Error invalid(const std::string& sentence) {
  return Error{base::Fault::Caller, sentence, "invalid_stream"};
}

/// Characters, where the bytes are UTF-8 (the JSON parser has seen to that).
size_t characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool hasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// A text that is there, or nothing; a member of another type is an error. JSON null counts as
/// absent.
Result<std::optional<std::string>> optionalText(const Json& body, const char* key) {
  const Json& member = base::memberAt(body, key);
  if (member.is_null()) return std::optional<std::string>();
  if (!member.is_string()) return invalid(std::string(key) + " must be a text");
  return std::optional(member.get<std::string>());
}

Result<void> takeNames(const Json& body, StreamRow& row) {
  row.slug = base::textAt(body, "slug");
  if (!isSlug(row.slug))
    return invalid("slug must be 1 to 63 of a-z, 0-9 and hyphens, with no hyphen at its ends");
  row.title = trimmed(base::textAt(body, "title"));
  if (row.title.empty() || characters(row.title) > kMaxTitle || hasControl(row.title))
    return invalid("title must be a text of 1 to 200 characters on one line");
  return {};
}

Result<void> takeSource(const Json& body, StreamRow& row, bool hasBbb) {
  auto meeting = optionalText(body, "meeting_id");
  if (!meeting) return std::move(meeting).error();
  auto url = optionalText(body, "join_url");
  if (!url) return std::move(url).error();
  if (meeting->has_value() == url->has_value())
    return invalid("give either meeting_id or join_url");
  row.meetingId = *meeting;
  row.joinUrl = *url;
  if (row.joinUrl) {
    const auto parsed = base::http::parseUrl(*row.joinUrl);
    const bool isWeb = parsed && (parsed->scheme == "http" || parsed->scheme == "https");
    if (!isWeb || row.joinUrl->size() > kMaxJoinUrl || hasControl(*row.joinUrl))
      return invalid("join_url must be an http or https URL of at most 4096 bytes");
    return {};
  }
  const size_t length = characters(*row.meetingId);
  if (length < kMinMeetingId || length > kMaxMeetingId || hasControl(*row.meetingId) ||
      row.meetingId->find(',') != std::string::npos)
    return invalid("meeting_id must be 2 to 256 characters without a comma");
  if (!hasBbb)
    return invalid("this server knows no BigBlueButton: set [bbb] url, or give a join_url");
  return {};
}

Result<void> takeOptions(const Json& body, StreamRow& row) {
  auto starts = optionalText(body, "starts_at");
  if (!starts) return std::move(starts).error();
  if (*starts) row.startsAtMs = parseTimestamp(**starts);
  if (*starts && !row.startsAtMs)
    return invalid("starts_at must be a date such as 2026-11-24T09:30:00Z");
  auto language = optionalText(body, "language");
  if (!language) return std::move(language).error();
  if (*language) row.language = **language;
  if (row.language != "fr" && row.language != "en") return invalid("language must be fr or en");
  const Json& autostart = base::memberAt(body, "autostart");
  if (!autostart.is_null() && !autostart.is_boolean())
    return invalid("autostart must be true or false");
  row.wanted = base::boolAt(body, "autostart", true);
  const Json& record = base::memberAt(body, "record");
  if (!record.is_null() && !record.is_boolean()) return invalid("record must be true or false");
  row.record = base::boolAt(body, "record", row.record);
  return {};
}

base::StreamStatus firstStatus(const StreamRow& row, int64_t nowMs) {
  using base::StreamState;
  if (!row.wanted)
    return {StreamState::Scheduled, "", "The broadcast begins when somebody starts it.", nowMs};
  if (row.startsAtMs && *row.startsAtMs > nowMs)
    return {StreamState::Scheduled, "", "The broadcast begins at the time announced.", nowMs};
  return {StreamState::Waiting, "", "Looking for the meeting.", nowMs};
}

}  // namespace

bool isSlug(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= kMaxSlug && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), fits);
}

Result<StreamRow> readNewStream(const Json& body, const NewStreamDefaults& defaults) {
  if (!body.is_object()) return invalid("the body must be a JSON object");
  for (const auto& [key, value] : body.items())
    if (std::find(kMembers.begin(), kMembers.end(), key) == kMembers.end() && !isLookMember(key))
      return invalid("there is no member '" + key.substr(0, kMaxSlug) + "'");
  StreamRow row;
  row.language = defaults.language;
  row.record = defaults.record;
  if (auto taken = takeNames(body, row); !taken) return std::move(taken).error();
  if (auto taken = takeSource(body, row, defaults.hasBbb); !taken) return std::move(taken).error();
  if (auto taken = takeOptions(body, row); !taken) return std::move(taken).error();
  const auto look = readLookChange(body);
  if (!look) return look.error();
  row.look = look->of(defaults.look);
  row.status = firstStatus(row, defaults.nowMs);
  return row;
}

}  // namespace control
