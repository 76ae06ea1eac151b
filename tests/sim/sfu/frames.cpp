// SPDX-License-Identifier: Apache-2.0
// The frames that the SFU sends to receivers (bbb-media.md §2). Pure.
#include "tests/sim/sfu/frames.hpp"

namespace sim {

const char* wordFor(SfuModule module) {
  switch (module) {
    case SfuModule::Audio:
      return "audio";
    case SfuModule::Video:
      return "video";
    case SfuModule::Screenshare:
      return "screenshare";
  }
  return "";
}

Json startResponseFrame(const SfuSubject& subject, const std::string& sdp) {
  Json frame = {{"type", wordFor(subject.module)}};
  if (subject.module != SfuModule::Audio) frame["role"] = subject.role;
  frame["id"] = "startResponse";
  if (subject.module == SfuModule::Video) {
    frame["cameraId"] = subject.cameraId;
  } else {
    frame["response"] = "accepted";
  }
  frame["sdpAnswer"] = sdp;
  return frame;
}

Json flowingFrame(const SfuSubject& subject) {
  switch (subject.module) {
    case SfuModule::Audio:
      return {{"type", "audio"}, {"id", "webRTCAudioSuccess"}, {"success", "MEDIA_FLOWING"}};
    case SfuModule::Video:
      return {{"type", "video"},
              {"role", subject.role},
              {"id", "playStart"},
              {"cameraId", subject.cameraId}};
    case SfuModule::Screenshare:
      return {{"type", "screenshare"}, {"id", "playStart"}, {"role", subject.role}};
  }
  return {};
}

Json errorFrame(const SfuSubject& subject, const SfuError& error) {
  Json frame = {{"type", wordFor(subject.module)}, {"id", "error"}};
  frame["role"] = subject.role.empty() ? Json() : Json(subject.role);
  if (subject.module == SfuModule::Video) frame["streamId"] = subject.cameraId;
  if (subject.module == SfuModule::Screenshare) frame["streamId"] = subject.userId;
  frame["code"] = error.asText ? Json(std::to_string(error.code)) : Json(error.code);
  frame["message"] = error.name;
  frame["reason"] = error.name;
  return frame;
}

}  // namespace sim
