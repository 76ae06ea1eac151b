// SPDX-License-Identifier: Apache-2.0
// The port through which the control plane reaches running streams; main fills it with the
// gateway's parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/stream_look.hpp"
#include "base/stream_status.hpp"

namespace control {

/// What listeners are told of a stream besides its state.
struct StreamCard {
  std::string slug, title, language;
  std::optional<int64_t> startsAtMs;  ///< Unix milliseconds.
  bool operator==(const StreamCard&) const = default;
};

/// A destination of a stream besides its listeners.
struct PushOrder {
  std::string id;
  std::string url, backupUrl;  ///< Secrets.
};

/// How a push goes.
struct PushStatus {
  std::string id;
  std::string state = "stopped";  ///< connecting, live, waiting or stopped.
  std::string code, detail;       ///< Why it waits or stopped.
  int64_t bytes = 0, droppedPictures = 0, reconnections = 0;
  bool isBackup = false;  ///< At its backup address.
};

/// All outputs a stream shall have.
struct OutputOrder {
  std::vector<PushOrder> pushes;
  bool record = false;
};

/// How the recording of a running stream goes.
struct RecordingStatus {
  std::string state = "off";  ///< off, waiting, recording or stopped.
  std::string code, detail;   ///< Why it stopped, or soon will.
  int64_t bytes = 0, millis = 0;
};

/// A finished recording.
struct RecordedMovie {
  std::string id;  ///< Unix milliseconds of its beginning.
  int64_t bytes = 0;
};

/// Outputs of a running stream; empty when it does not run.
struct StreamOutputs {
  std::vector<PushStatus> pushes;
  RecordingStatus recording;
};

/// What a worker needs to bring a stream on air.
struct StreamOrder {
  std::string slug, title, language;
  std::string joinUrl;  ///< A secret.
  /// The same join without what only newer servers know, tried when the first is refused; may be
  /// empty. A secret.
  std::string plainJoinUrl;
  std::optional<int64_t> startsAtMs;  ///< Unix milliseconds.
  base::StreamLook look;
  OutputOrder outputs;
};

/// Running streams, as seen from the control plane. @thread any; nothing here blocks.
class StreamPort {
 public:
  virtual ~StreamPort() = default;
  /// Opens the stream's page and chat, or changes what they say of it.
  virtual void show(const StreamCard& card, const base::StreamStatus& status) = 0;
  /// Tells the stream's listeners where it stands.
  virtual void tell(const std::string& slug, const base::StreamStatus& status) = 0;
  /// Closes page and chat and lets go of what was kept for rewind.
  virtual void remove(const std::string& slug) = 0;
  /// Sees to it that a worker holds the stream; one that already does is left alone.
  virtual base::Result<void> start(const StreamOrder& order) = 0;
  /// Changes what the stream's picture looks like, now and for workers to come.
  virtual void setLook(const std::string& slug, const base::StreamLook& look) = 0;
  /// Changes the outputs of a stream that was started.
  virtual void want(const std::string& slug, const OutputOrder& outputs) = 0;
  /// Ends the stream's worker, if any. `reason` is told to the worker.
  virtual void stop(const std::string& slug, const std::string& reason) = 0;
};

}  // namespace control
