// SPDX-License-Identifier: Apache-2.0
// To JSON and back, every member checked.
#include "gateway/link/outputs.hpp"

#include <algorithm>
#include <array>

#include "base/push_url.hpp"

namespace gateway {
namespace {

using base::Json;

constexpr std::array<std::string_view, 4> kStateNames = {"connecting", "live", "waiting",
                                                         "stopped"};
constexpr std::array<std::string_view, 4> kRecordNames = {"off", "waiting", "recording", "stopped"};
constexpr size_t kMostIdBytes = 64, kMostSentenceBytes = 500;

bool isWord(const std::string& text) {
  return text.size() <= kMostIdBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

template <class State>
std::optional<State> stateOf(const std::array<std::string_view, 4>& names,
                             const std::string& word) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) return std::nullopt;
  return static_cast<State>(found - names.begin());
}

std::optional<PushTarget> readTarget(const Json& json) {
  PushTarget out{base::textAt(json, "id"), base::textAt(json, "url"), base::textAt(json, "backup"),
                 base::integerAt(json, "since_ms")};
  const bool isGood = !out.id.empty() && isWord(out.id) && base::parsePushUrl(out.url) &&
                      (out.backupUrl.empty() || base::parsePushUrl(out.backupUrl)) &&
                      out.sinceMs >= 0;
  if (!isGood) return std::nullopt;
  return out;
}

std::optional<PushReport> readReport(const Json& json) {
  const auto state = stateOf<PushState>(kStateNames, base::textAt(json, "state"));
  PushReport out{base::textAt(json, "id"),
                 state.value_or(PushState::Stopped),
                 base::textAt(json, "code"),
                 base::textAt(json, "detail"),
                 base::integerAt(json, "bytes", -1),
                 base::integerAt(json, "dropped", -1),
                 base::integerAt(json, "reconnections", -1),
                 base::boolAt(json, "backup", false)};
  const bool isGood = state && !out.id.empty() && isWord(out.id) && isWord(out.code) &&
                      out.detail.size() <= kMostSentenceBytes && out.bytes >= 0 &&
                      out.droppedPictures >= 0 && out.reconnections >= 0;
  if (!isGood) return std::nullopt;
  return out;
}

std::optional<RecordReport> readRecording(const Json& json) {
  const auto state = stateOf<RecordState>(kRecordNames, base::textAt(json, "state"));
  RecordReport out{state.value_or(RecordState::Off),   base::textAt(json, "code"),
                   base::textAt(json, "detail"),       base::textAt(json, "id"),
                   base::integerAt(json, "bytes", -1), base::integerAt(json, "millis", -1)};
  const bool isGood = state && isWord(out.id) && isWord(out.code) &&
                      out.detail.size() <= kMostSentenceBytes && out.bytes >= 0 && out.millis >= 0;
  if (!isGood) return std::nullopt;
  return out;
}

template <class One>
std::optional<std::vector<One>> readList(const Json& list,
                                         std::optional<One> (*read)(const Json&)) {
  if (!list.is_array() || list.size() > kMostPushes) return std::nullopt;
  std::vector<One> out;
  for (const auto& json : list) {
    auto one = read(json);
    if (!one) return std::nullopt;
    out.push_back(std::move(*one));
  }
  return out;
}

}  // namespace

Json toJson(const LinkWanted& wanted) {
  Json pushes = Json::array();
  for (const auto& one : wanted.pushes)
    pushes.push_back(
        {{"id", one.id}, {"url", one.url}, {"backup", one.backupUrl}, {"since_ms", one.sinceMs}});
  return {{"pushes", std::move(pushes)}, {"record", wanted.record}};
}

Json toJson(const LinkOutputs& outputs) {
  Json pushes = Json::array();
  for (const auto& one : outputs.pushes)
    pushes.push_back({{"id", one.id},
                      {"state", toString(one.state)},
                      {"code", one.code},
                      {"detail", one.detail},
                      {"bytes", one.bytes},
                      {"dropped", one.droppedPictures},
                      {"reconnections", one.reconnections},
                      {"backup", one.isBackup}});
  const auto& tape = outputs.recording;
  return {{"pushes", std::move(pushes)},
          {"recording",
           {{"state", toString(tape.state)},
            {"code", tape.code},
            {"detail", tape.detail},
            {"id", tape.id},
            {"bytes", tape.bytes},
            {"millis", tape.millis}}}};
}

std::optional<LinkWanted> readWanted(const Json& json) {
  auto pushes = readList(base::memberAt(json, "pushes"), readTarget);
  if (!pushes) return std::nullopt;
  return LinkWanted{std::move(*pushes), base::boolAt(json, "record", false)};
}

std::optional<LinkOutputs> readOutputs(const Json& json) {
  auto pushes = readList(base::memberAt(json, "pushes"), readReport);
  auto recording = readRecording(base::memberAt(json, "recording"));
  if (!pushes || !recording) return std::nullopt;
  return LinkOutputs{std::move(*pushes), std::move(*recording)};
}

std::string_view toString(PushState state) {
  return kStateNames[static_cast<size_t>(state)];
}

std::string_view toString(RecordState state) {
  return kRecordNames[static_cast<size_t>(state)];
}

}  // namespace gateway
