// SPDX-License-Identifier: Apache-2.0
// What a stream is sent to besides its listeners: what is wanted, and how it goes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace gateway {

constexpr size_t kMostPushes = 16;

/// One destination. The addresses are secrets: they travel on the link and stand in no log.
struct PushTarget {
  std::string id;
  std::string url;
  std::string backupUrl;  ///< Tried where `url` fails; may be empty.
  int64_t sinceMs = 0;    ///< Unix date that is the stream's time 0 there.
  bool operator==(const PushTarget&) const = default;
};

/// Server → worker: all outputs there shall be; replaces what was wanted before.
struct LinkWanted {
  std::vector<PushTarget> pushes;
  bool record = false;
  bool operator==(const LinkWanted&) const = default;
};

enum class PushState { Connecting, Live, Waiting, Stopped };

struct PushReport {
  std::string id;
  PushState state = PushState::Connecting;
  std::string code;    ///< Why it waits or stopped, e.g. `unreachable`; empty when all is well.
  std::string detail;  ///< The same as a sentence, without any part of the address.
  int64_t bytes = 0;   ///< Sent by all its connections.
  int64_t droppedPictures = 0;
  int64_t reconnections = 0;
  bool isBackup = false;  ///< At the backup address.
  bool operator==(const PushReport&) const = default;
};

enum class RecordState { Off, Waiting, Recording, Stopped };

struct RecordReport {
  RecordState state = RecordState::Off;
  std::string code;    ///< `disk_low` while it records; why it stopped, e.g. `disk_full`.
  std::string detail;  ///< The same as a sentence.
  std::string id;      ///< Of the recording: the Unix milliseconds of its beginning.
  int64_t bytes = 0;   ///< Written by this worker.
  int64_t millis = 0;  ///< The recording's length so far.
  bool operator==(const RecordReport&) const = default;
};

/// Worker → server, every second and at each change.
struct LinkOutputs {
  std::vector<PushReport> pushes;
  RecordReport recording;
  bool operator==(const LinkOutputs&) const = default;
};

base::Json toJson(const LinkWanted& wanted);
base::Json toJson(const LinkOutputs& outputs);
/// Nothing where a member is missing, of another kind, or out of bounds.
std::optional<LinkWanted> readWanted(const base::Json& json);
std::optional<LinkOutputs> readOutputs(const base::Json& json);

std::string_view toString(PushState state);
std::string_view toString(RecordState state);

}  // namespace gateway
