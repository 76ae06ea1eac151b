// SPDX-License-Identifier: Apache-2.0
// Process: a child started from an argv (never through a shell), watched by its pidfd.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/loop.hpp"
#include "base/result.hpp"

namespace base {

/// How a process ended: by itself with `code`, or by `signal` (then `code` is -1).
struct Exit {
  int code = -1;
  int signal = 0;
  bool isSuccess() const { return code == 0; }
  /// "exit code 1" or "signal 9".
  std::string text() const;
};

/// A user to become, by name; the caller must be root.
struct ProcessUser {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  /// Fault::Config when the system has no such user.
  static Result<ProcessUser> find(const std::string& name);
};

struct ProcessOptions {
  std::vector<std::string> argv;  ///< argv[0] is an absolute path, or a name looked up in PATH.
  /// "KEY=value" lines put over our own environment.
  std::vector<std::string> environment;
  /// {ours, theirs}: descriptors the child gets; it inherits no other than 0, 1 and 2.
  std::vector<std::pair<int, int>> descriptors;
  std::string workingDirectory;     ///< Empty: ours.
  std::optional<ProcessUser> user;  ///< Runs as that user (through util-linux's setpriv).
  bool newSession = false;          ///< Its own session: our terminal's signals do not reach it.
};

/// One child. Move only. Destroying it neither kills nor waits: a worker may outlive us.
class Process {
 public:
  /// Starts it. Fault::Config when the program is absent, Fault::Internal otherwise (code: errno's
  /// name).
  static Result<Process> spawn(const ProcessOptions& options);

  /// Watches a process that is not our child, e.g. one left by a crash; its Exit tells no code.
  /// Fault::Internal (code `ESRCH`) when there is none of that pid.
  static Result<Process> adopt(pid_t pid);

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  pid_t pid() const { return pid_; }
  /// Readable once the process ended; stays ours.
  int pidfd() const { return pidfd_; }
  /// Sends a signal; does nothing when it has ended. Never hits another process: it goes by pidfd.
  void kill(int signal) const;
  /// How it ended, once it has; reaps it.
  std::optional<Exit> poll();
  /// Blocks until it ended, at most `limit`; nothing when it still runs. @thread any but a loop's
  std::optional<Exit> wait(Millis limit);
  /// Calls `ended` once on `loop` when it ends. The process must outlive the timer. @thread loop
  Timer onExit(Loop& loop, std::function<void(Exit)> ended);

 private:
  Process(pid_t pid, int pidfd) : pid_(pid), pidfd_(pidfd) {}
  pid_t pid_ = -1;
  int pidfd_ = -1;
  std::optional<Exit> exit_;
};

/// What a short program said and how it ended.
struct ProcessOutput {
  Exit exit;
  std::string text;  ///< Standard output and error, the first 64 KiB.
};

/// Runs a program to its end, or kills it after `limit` (then Fault::Internal, code `timeout`).
/// @thread any but a loop's
Result<ProcessOutput> runProcess(ProcessOptions options, Millis limit);

}  // namespace base
