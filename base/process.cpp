// SPDX-License-Identifier: Apache-2.0
// Children through posix_spawn and pidfds.
#include "base/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // POSIX: no header declares it

namespace base {
namespace {

constexpr size_t kMaxOutputBytes = 64u << 10;
/// P_PIDFD of linux/wait.h; glibc's waitid() takes it since 2.36.
constexpr idtype_t kByPidfd = P_PIDFD;

Error failed(const std::string& what, int number) {
  const char* name = strerrorname_np(number);
  return Error{Fault::Internal, what + ": " + std::strerror(number), name == nullptr ? "" : name};
}

/// The C array that execve wants; lives as long as the strings it points into.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> mergedEnvironment(const std::vector<std::string>& over) {
  std::map<std::string, std::string> byKey;
  const auto take = [&](const std::string& line) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) byKey[line.substr(0, equals)] = line.substr(equals + 1);
  };
  for (char** line = environ; line != nullptr && *line != nullptr; ++line) take(*line);
  for (const auto& line : over) take(line);
  std::vector<std::string> out;
  for (const auto& [key, value] : byKey) out.push_back(key + "=" + value);
  return out;
}

/// setpriv changes the user and then becomes the program, so the pid stays the program's.
std::vector<std::string> argvFor(const ProcessOptions& options) {
  if (!options.user) return options.argv;
  std::vector<std::string> argv = {"setpriv", "--reuid=" + std::to_string(options.user->uid),
                                   "--regid=" + std::to_string(options.user->gid), "--clear-groups",
                                   "--"};
  argv.insert(argv.end(), options.argv.begin(), options.argv.end());
  return argv;
}

/// posix_spawn's two option objects with a life.
struct SpawnSettings {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  SpawnSettings() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
};

/// What the child gets: its descriptors, all signals at their defaults and none blocked.
void prepare(SpawnSettings& settings, const ProcessOptions& options) {
  int highest = 2;
  for (const auto& [ours, theirs] : options.descriptors) {
    posix_spawn_file_actions_adddup2(&settings.actions, ours, theirs);
    highest = std::max(highest, theirs);
  }
  posix_spawn_file_actions_addclosefrom_np(&settings.actions, highest + 1);
  if (!options.workingDirectory.empty())
    posix_spawn_file_actions_addchdir_np(&settings.actions, options.workingDirectory.c_str());
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&settings.attributes, &none);
  posix_spawnattr_setsigdefault(&settings.attributes, &all);
  int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  if (options.newSession) flags |= POSIX_SPAWN_SETSID;
  posix_spawnattr_setflags(&settings.attributes, static_cast<short>(flags));
}

Exit exitOf(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return Exit{info.si_status, 0};
  return Exit{-1, info.si_status};
}

/// Reads what is there; false at the end of the pipe.
bool drain(int fd, std::string& into) {
  char buffer[4096];
  const ssize_t count = read(fd, buffer, sizeof buffer);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  if (count == 0) return false;
  const size_t room = kMaxOutputBytes - std::min(kMaxOutputBytes, into.size());
  into.append(buffer, std::min(static_cast<size_t>(count), room));
  return true;
}

}  // namespace

std::string Exit::text() const {
  return signal != 0 ? "signal " + std::to_string(signal) : "exit code " + std::to_string(code);
}

Result<ProcessUser> ProcessUser::find(const std::string& name) {
  std::vector<char> buffer(16384);
  passwd entry{};
  passwd* found = nullptr;
  if (getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 ||
      found == nullptr)
    return Error{Fault::Config, "there is no user '" + name + "' on this system", "no_user"};
  return ProcessUser{name, entry.pw_uid, entry.pw_gid};
}

Result<Process> Process::spawn(const ProcessOptions& options) {
  check(!options.argv.empty(), "a process has a program");
  SpawnSettings settings;
  prepare(settings, options);
  auto argv = argvFor(options);
  auto environment = mergedEnvironment(options.environment);
  pid_t pid = -1;
  const int refused =
      posix_spawnp(&pid, argv.front().c_str(), &settings.actions, &settings.attributes,
                   pointers(argv).data(), pointers(environment).data());
  if (refused == ENOENT)
    return Error{Fault::Config, "the program " + argv.front() + " is not installed", "ENOENT"};
  if (refused != 0) return failed("cannot start " + argv.front(), refused);
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    const int number = errno;
    ::kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return failed("cannot watch " + argv.front(), number);
  }
  return Process(pid, pidfd);
}

Result<Process> Process::adopt(pid_t pid) {
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) return failed("cannot watch process " + std::to_string(pid), errno);
  return Process(pid, pidfd);
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::exchange(other.pidfd_, -1)),
      exit_(std::exchange(other.exit_, std::nullopt)) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  if (pidfd_ >= 0) close(pidfd_);
  pid_ = std::exchange(other.pid_, -1);
  pidfd_ = std::exchange(other.pidfd_, -1);
  exit_ = std::exchange(other.exit_, std::nullopt);
  return *this;
}

Process::~Process() {
  if (pidfd_ >= 0) close(pidfd_);
}

void Process::kill(int signal) const {
  if (pidfd_ >= 0 && !exit_) syscall(SYS_pidfd_send_signal, pidfd_, signal, nullptr, 0);
}

std::optional<Exit> Process::poll() {
  if (exit_ || pidfd_ < 0) return exit_;
  pollfd ended{pidfd_, POLLIN, 0};
  if (::poll(&ended, 1, 0) <= 0) return std::nullopt;
  siginfo_t info{};
  const int answered = waitid(kByPidfd, static_cast<id_t>(pidfd_), &info, WEXITED | WNOHANG);
  // ECHILD: not our child, or somebody else reaped it; all we know is that it is gone.
  if (answered != 0 && errno == ECHILD) exit_ = Exit{};
  if (answered == 0 && info.si_pid != 0) exit_ = exitOf(info);
  return exit_;
}

std::optional<Exit> Process::wait(Millis limit) {
  const auto deadline = steadyNow() + limit;
  while (!poll()) {
    const auto left = std::chrono::duration_cast<Millis>(deadline - steadyNow());
    if (left.count() <= 0) return std::nullopt;
    pollfd watched{pidfd_, POLLIN, 0};
    ::poll(&watched, 1, static_cast<int>(left.count()));
  }
  return exit_;
}

Timer Process::onExit(Loop& loop, std::function<void(Exit)> ended) {
  return loop.onReadable(pidfd_, [this, told = false, call = std::move(ended)]() mutable {
    if (told) return;
    const auto exit = poll();
    if (!exit) return;
    told = true;
    call(*exit);
  });
}

Result<ProcessOutput> runProcess(ProcessOptions options, Millis limit) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return failed("cannot make a pipe", errno);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  options.descriptors.insert(options.descriptors.end(), {{nothing, 0}, {ends[1], 1}, {ends[1], 2}});
  auto child = Process::spawn(options);
  close(ends[1]);
  close(nothing);
  if (!child) {
    close(ends[0]);
    return std::move(child).error();
  }
  const auto deadline = steadyNow() + limit;
  ProcessOutput output;
  bool open = true;
  while (open) {
    const auto left = std::chrono::duration_cast<Millis>(deadline - steadyNow());
    if (left.count() <= 0) break;
    pollfd watched{ends[0], POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(left.count())) > 0) open = drain(ends[0], output.text);
  }
  // Its output ended: so will it. Closing our end before that would end it by SIGPIPE.
  const auto left = std::chrono::duration_cast<Millis>(deadline - steadyNow());
  const auto exit = open ? std::nullopt : child->wait(left);
  close(ends[0]);
  if (exit) {
    output.exit = *exit;
    return output;
  }
  child->kill(SIGKILL);
  child->wait(Millis(5000));
  return Error{Fault::Internal, options.argv.front() + " did not end in time", "timeout"};
}

}  // namespace base
