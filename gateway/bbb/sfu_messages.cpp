// SPDX-License-Identifier: Apache-2.0
// bbb-webrtc-sfu's JSON.
#include "gateway/bbb/sfu_messages.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/json.hpp"

namespace gateway::sfu_messages {

using base::compact;
using base::Json;
using base::textAt;

namespace {

constexpr size_t kMaxFrameBytes = 256u << 10;
constexpr size_t kMaxWordLength = 80;

struct Meaning {
  int code;
  Cure cure;
  std::string_view sentence;
};

// §2.6; what is not here is retried.
constexpr std::array kMeanings = {
    Meaning{2000, Cure::Retry, "BBB's media server cannot be reached by its SFU"},
    Meaning{2001, Cure::Retry, "BBB's media server is down"},
    Meaning{2002, Cure::RetrySlowly, "BBB's media server has no room for another stream"},
    Meaning{2003, Cure::Retry, "BBB's media server is too slow to answer"},
    Meaning{2201, Cure::Retry, "the camera is not there any more, or not yet"},
    Meaning{2202, Cure::GiveUp, "BBB's media server did not understand our session description"},
    Meaning{2203, Cure::GiveUp, "BBB's media server and Amphi have no codec in common"},
    Meaning{2300, Cure::GiveUp, "BBB's media server refused the request as invalid"},
    Meaning{2301, Cure::RetrySlowly,
            "BBB does not let Amphi see this stream; check the meeting's lock settings, or let "
            "Amphi join as moderator"},
    Meaning{2302, Cure::Retry, "BBB's media server cannot reach the sound mixer (FreeSWITCH)"},
    Meaning{2303, Cure::Retry, "BBB's media server cannot reach the sound mixer (FreeSWITCH)"},
};

constexpr Meaning kNobodyShares{2300, Cure::Retry, "nobody shares a screen any more, or not yet"};

struct Module {
  std::string_view type;
  StreamKind kind;
  std::string_view role;
  const char* answerField;
};

constexpr std::array kModules = {
    Module{"audio", StreamKind::Sound, "recv", "sdpOffer"},
    Module{"video", StreamKind::Camera, "viewer", "answer"},
    Module{"screenshare", StreamKind::Screen, "recv", "answer"},
};

const Module& moduleOf(StreamKind kind) {
  return *std::find_if(kModules.begin(), kModules.end(),
                       [&](const Module& module) { return module.kind == kind; });
}

// What every request about a stream begins with.
Json request(const char* id, StreamKind kind) {
  const Module& module = moduleOf(kind);
  return {{"id", id}, {"type", module.type}, {"role", module.role}};
}

const Meaning* meaningOf(StreamKind kind, int code) {
  if (kind == StreamKind::Screen && code == kNobodyShares.code) return &kNobodyShares;
  const auto found = std::find_if(kMeanings.begin(), kMeanings.end(),
                                  [&](const Meaning& m) { return m.code == code; });
  return found == kMeanings.end() ? nullptr : &*found;
}

// The SFU writes its own codes as text and those of its media server as numbers.
int codeAt(const Json& frame) {
  const Json& code = base::memberAt(frame, "code");
  if (code.is_string()) return std::atoi(code.get_ref<const std::string&>().c_str());
  return static_cast<int>(std::clamp<int64_t>(base::integerAt(frame, "code"), 0, 9999));
}

Frame errorFrom(const Json& object, Frame frame) {
  frame.kind = Frame::Kind::Error;
  const Json& inner = base::memberAt(object, "error");
  const Json& told = inner.is_object() ? inner : object;
  frame.code = codeAt(told);
  frame.message = textAt(told, "reason", textAt(told, "message")).substr(0, kMaxWordLength);
  if (frame.stream.kind == StreamKind::Camera)
    frame.stream.id = textAt(object, "streamId", textAt(object, "cameraId"));
  return frame;
}

}  // namespace

std::string ping() {
  return compact({{"id", "ping"}});
}

std::string startSound(int attempt) {
  Json frame = request("start", StreamKind::Sound);
  frame["clientSessionNumber"] = attempt;
  frame["transparentListenOnly"] = false;
  return compact(frame);
}

std::string startCamera(const std::string& cameraId) {
  Json frame = request("start", StreamKind::Camera);
  frame["cameraId"] = cameraId;
  return compact(frame);
}

std::string startScreen(const Screenshare& screen) {
  Json frame = request("start", StreamKind::Screen);
  frame["hasAudio"] = screen.hasAudio;
  frame["contentType"] = screen.isCamera ? "camera" : "screenshare";
  return compact(frame);
}

std::string answer(const StreamKey& stream, const std::string& sdp) {
  Json frame = request("subscriberAnswer", stream.kind);
  if (stream.kind == StreamKind::Camera) frame["cameraId"] = stream.id;
  frame[moduleOf(stream.kind).answerField] = sdp.ends_with("\r\n") ? sdp : sdp + "\r\n";
  return compact(frame);
}

std::string stopCamera(const std::string& cameraId) {
  Json frame = request("stop", StreamKind::Camera);
  frame["cameraId"] = cameraId;
  return compact(frame);
}

base::Result<Frame> parse(std::string_view text) {
  const auto parsed = base::parseJson(text, kMaxFrameBytes);
  if (!parsed || !parsed->is_object())
    return base::Error{base::Fault::Peer, "the SFU sent a frame that is not JSON", "not_json"};
  Frame frame;
  const auto id = textAt(*parsed, "id"), type = textAt(*parsed, "type");
  if (id == "pong") frame.kind = Frame::Kind::Pong;
  const auto module = std::find_if(kModules.begin(), kModules.end(),
                                   [&](const Module& known) { return known.type == type; });
  if (module == kModules.end()) return frame;
  frame.stream.kind = module->kind;
  if (frame.stream.kind == StreamKind::Camera) frame.stream.id = textAt(*parsed, "cameraId");
  if (id == "startResponse") {
    frame.sdp = textAt(*parsed, "sdpAnswer");
    if (frame.sdp.empty()) return errorFrom(*parsed, frame);
    frame.kind = Frame::Kind::Offer;
  }
  if (id == "playStart" || id == "webRTCAudioSuccess") frame.kind = Frame::Kind::Flowing;
  if (id == "error" || id == "webRTCAudioError") return errorFrom(*parsed, frame);
  return frame;
}

Cure cureOf(StreamKind kind, int code) {
  const Meaning* known = meaningOf(kind, code);
  return known != nullptr ? known->cure : Cure::Retry;
}

base::Error errorOf(StreamKind kind, int code, const std::string& message) {
  const Meaning* known = meaningOf(kind, code);
  return {base::Fault::Peer,
          known != nullptr ? std::string(known->sentence)
                           : "BBB's media server failed (" + message + ")",
          "sfu_" + std::to_string(code)};
}

}  // namespace gateway::sfu_messages
