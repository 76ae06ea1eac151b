// SPDX-License-Identifier: Apache-2.0
// initdb, postgres and their errors turned into sentences.
#include "control/store/embedded_cluster.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.hpp"
#include "base/postgres.hpp"

namespace control {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Fault;
using base::Millis;
using base::Process;
using base::Result;

constexpr const char* kBinaries = "/usr/lib/postgresql";  // Debian: <here>/<version>/bin
constexpr const char* kUser = "amphi";                    // of the database, not of the system
constexpr const char* kDatabase = "amphi";
constexpr uint64_t kLeastFreeBytes = 200u << 20;  // a fresh cluster takes 40 MB, its log 16..80 MB
constexpr Millis kInitLimit{120000};              // initdb syncs to disk; slow disks take long
constexpr Millis kStartLimit{60000};              // includes crash recovery
constexpr Millis kStopLimit{30000};               // it writes a checkpoint; a busy disk takes long
constexpr Millis kKnock{50};                      // between two attempts to connect while it starts
constexpr size_t kTailBytes = 2000;

struct Place {
  fs::path root, data, run, log;
  std::optional<base::ProcessUser> user;
};

std::string lastBytes(std::string text) {
  if (text.size() > kTailBytes) text.erase(0, text.size() - kTailBytes);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string readAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

Error noSpace(const fs::path& where) {
  return Error{Fault::Store,
               "there is not enough disk space in " + where.string() +
                   ": free at least 200 MB there, or choose another [server] data_dir",
               "no_space"};
}

/// PostgreSQL's own words, unless we know better what to do.
Error explain(const std::string& what, const std::string& said, const Place& place) {
  if (said.find("No space left on device") != std::string::npos) return noSpace(place.root);
  return Error{Fault::Store, what + "; PostgreSQL says: " + lastBytes(said), "postgres"};
}

/// Root cannot run PostgreSQL; Debian's packages bring the user `postgres`.
Result<Place> placeIn(const std::string& dataDir) {
  std::error_code wrong;
  Place place;
  place.root = fs::absolute(dataDir, wrong) / "postgres";
  place.data = place.root / "data";
  place.run = place.root / "run";
  place.log = place.root / "server.log";
  if ((place.run / ".s.PGSQL.5432").string().size() >= sizeof(sockaddr_un::sun_path))
    return Error{Fault::Config,
                 "the path of [server] data_dir is too long for a Unix socket: " +
                     place.root.string() + "; choose one under 70 characters",
                 "path_too_long"};
  if (geteuid() == 0) {
    auto user = base::ProcessUser::find("postgres");
    if (!user) return std::move(user).error().in("install the package postgresql");
    place.user = *user;
  }
  return place;
}

bool mayEnter(const struct stat& folder, const base::ProcessUser& user) {
  if (folder.st_uid == user.uid) return (folder.st_mode & S_IXUSR) != 0;
  if (folder.st_gid == user.gid) return (folder.st_mode & S_IXGRP) != 0;
  return (folder.st_mode & S_IXOTH) != 0;
}

/// The folder on the way to `place.root` that PostgreSQL's user may not enter, if any.
std::optional<fs::path> closedFolder(const Place& place) {
  if (!place.user) return std::nullopt;
  fs::path way;
  for (const auto& step : place.root.parent_path()) {
    way /= step;
    struct stat folder {};
    if (stat(way.c_str(), &folder) == 0 && !mayEnter(folder, *place.user)) return way;
  }
  return std::nullopt;
}

/// lchown, because the user who owns `root` could have put a link in place of what stands in it.
std::error_code makeFolder(const fs::path& folder, const std::optional<base::ProcessUser>& user) {
  const bool made = mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST;
  const bool given = made && (!user || lchown(folder.c_str(), user->uid, user->gid) == 0);
  return given ? std::error_code() : std::error_code(errno, std::generic_category());
}

Result<void> makeFolders(const Place& place) {
  std::error_code wrong;
  fs::create_directories(place.root.parent_path(), wrong);
  for (const auto& folder : {place.root, place.run}) {
    if (wrong) break;
    wrong = makeFolder(folder, place.user);
  }
  if (wrong == std::errc::no_space_on_device) return noSpace(place.root);
  if (wrong)
    return Error{Fault::Config,
                 "cannot make the folder " + place.root.string() + ": " + wrong.message() +
                     "; check [server] data_dir",
                 "folder"};
  if (const auto closed = closedFolder(place))
    return Error{Fault::Config,
                 "the user postgres may not enter " + closed->string() +
                     ": choose another [server] data_dir, such as /var/lib/amphi, or run as a "
                     "user other than root",
                 "folder_closed"};
  return {};
}

Result<void> checkSpace(const Place& place) {
  struct statvfs disk {};
  if (statvfs(place.root.c_str(), &disk) != 0) return {};
  if (static_cast<uint64_t>(disk.f_bavail) * disk.f_frsize < kLeastFreeBytes)
    return noSpace(place.root);
  return {};
}

/// The programs' folder: of the version that made the cluster, else the newest installed.
Result<fs::path> findPrograms(const Place& place) {
  std::error_code wrong;
  std::string made = readAll(place.data / "PG_VERSION");
  while (!made.empty() && made.back() == '\n') made.pop_back();
  int newest = 0;
  for (const auto& entry : fs::directory_iterator(kBinaries, wrong)) {
    const std::string name = entry.path().filename();
    int version = 0;
    std::from_chars(name.data(), name.data() + name.size(), version);
    if (fs::exists(entry.path() / "bin/postgres", wrong) && (made.empty() || made == name))
      newest = std::max(newest, version);
  }
  if (newest > 0) return fs::path(kBinaries) / std::to_string(newest) / "bin";
  if (!made.empty())
    return Error{Fault::Config,
                 "the database in " + place.data.string() + " was made by PostgreSQL " + made +
                     ": install the package postgresql-" + made,
                 "postgres_version"};
  return Error{Fault::Config,
               "PostgreSQL is not installed: install the package postgresql, or set [database] url",
               "postgres_absent"};
}

base::ProcessOptions commandFor(const Place& place, std::vector<std::string> argv) {
  base::ProcessOptions options;
  options.argv = std::move(argv);
  options.user = place.user;
  options.workingDirectory = "/";
  options.environment = {"LC_ALL=C.UTF-8"};
  return options;
}

/// Made aside and renamed when whole, so that a crash on the way leaves nothing half made.
Result<void> makeCluster(const Place& place, const fs::path& programs) {
  std::error_code wrong;
  const fs::path fresh = place.root / "data.new";
  fs::remove_all(fresh, wrong);
  base::log::info("store", "making the private database", {{"folder", place.data.string()}});
  auto made = base::runProcess(
      commandFor(place, {(programs / "initdb").string(), "--pgdata=" + fresh.string(),
                         std::string("--username=") + kUser, "--auth-local=trust",
                         "--auth-host=reject", "--encoding=UTF8", "--locale=C.UTF-8"}),
      kInitLimit);
  if (!made) return std::move(made).error();
  if (!made->exit.isSuccess())
    return explain("the private database could not be made", made->text, place);
  fs::rename(fresh, place.data, wrong);
  if (wrong)
    return Error{Fault::Store, "cannot rename " + fresh.string() + ": " + wrong.message(),
                 "folder"};
  return {};
}

/// A server that still runs in this folder, left by a crash of ours.
std::optional<Process> findRunning(const Place& place) {
  const std::string text = readAll(place.data / "postmaster.pid");
  pid_t pid = 0;
  std::from_chars(text.data(), text.data() + text.size(), pid);
  if (pid <= 1) return std::nullopt;
  auto process = Process::adopt(pid);
  if (!process) return std::nullopt;
  // The pid may belong to somebody else by now; a PostgreSQL server stands in its data folder.
  std::error_code wrong;
  const auto stands = fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", wrong);
  if (wrong || !fs::equivalent(stands, place.data, wrong) || wrong) return std::nullopt;
  return std::move(*process);
}

Result<Process> startServer(const Place& place, const fs::path& programs) {
  const int log =
      open(place.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (log < 0)
    return Error{Fault::Store, "cannot write " + place.log.string() + ": " + std::strerror(errno),
                 "folder"};
  auto options =
      commandFor(place, {(programs / "postgres").string(), "-D", place.data.string(), "-c",
                         "listen_addresses=", "-c", "unix_socket_directories=" + place.run.string(),
                         "-c", "unix_socket_permissions=0700", "-c", "port=5432", "-c",
                         "max_connections=50", "-c", "shared_buffers=32MB", "-c",
                         "logging_collector=off", "-c", "log_destination=stderr"});
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  options.descriptors = {{nothing, 0}, {log, 1}, {log, 2}};
  options.newSession = true;
  auto started = Process::spawn(options);
  close(nothing);
  close(log);
  return started;
}

/// libpq's "key='value'" text, quoted for any path.
std::string urlOf(const Place& place, const char* database) {
  std::string quoted;
  for (const char c : place.run.string()) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return "host='" + quoted + "' port=5432 user=" + kUser + " dbname=" + database;
}

Result<base::postgres::Connection> knock(const Place& place, Process& server) {
  const auto deadline = base::steadyNow() + kStartLimit;
  for (;;) {
    auto connection = base::postgres::Connection::open(
        {.url = urlOf(place, "postgres"), .applicationName = "amphi-start"});
    if (connection) return connection;
    if (server.wait(kKnock))
      return explain("the private database did not start", readAll(place.log), place);
    if (base::steadyNow() > deadline)
      return explain("the private database does not answer", connection.error().what, place);
  }
}

Result<void> makeDatabase(base::postgres::Connection& connection) {
  auto found = connection.run("select 1 from pg_database where datname = $1", {kDatabase});
  if (!found) return std::move(found).error();
  if (!found->isEmpty()) return {};
  auto made = connection.run("create database amphi");
  if (!made) return std::move(made).error();
  return {};
}

void endServer(Process& server) {
  server.kill(SIGINT);
  if (server.wait(kStopLimit)) return;
  base::log::warn("store", "the private database does not stop; ending it at once");
  server.kill(SIGQUIT);
  if (!server.wait(kStopLimit)) server.kill(SIGKILL);
}

}  // namespace

Result<EmbeddedCluster> EmbeddedCluster::start(const std::string& dataDir) {
  auto place = placeIn(dataDir);
  if (!place) return std::move(place).error();
  if (auto made = makeFolders(*place); !made) return std::move(made).error();
  std::optional<Process> server = findRunning(*place);
  const bool adopted = server.has_value();
  if (!adopted) {
    auto programs = findPrograms(*place);
    if (!programs) return std::move(programs).error();
    if (auto enough = checkSpace(*place); !enough) return std::move(enough).error();
    std::error_code wrong;
    if (!fs::exists(place->data / "PG_VERSION", wrong))
      if (auto made = makeCluster(*place, *programs); !made) return std::move(made).error();
    auto started = startServer(*place, *programs);
    if (!started) return std::move(started).error();
    server = std::move(*started);
  }
  // From here on a failure must not leave a server behind: the object stops it.
  EmbeddedCluster cluster(std::move(*server), urlOf(*place, kDatabase), adopted);
  auto connection = knock(*place, cluster.server_);
  if (!connection) return std::move(connection).error();
  if (auto made = makeDatabase(*connection); !made) return std::move(made).error();
  base::log::info("store", adopted ? "took over the private database" : "private database started",
                  {{"pid", cluster.pid()}});
  return cluster;
}

EmbeddedCluster::~EmbeddedCluster() {
  stop();
}

void EmbeddedCluster::stop() {
  if (server_.pid() <= 0 || server_.poll()) return;
  endServer(server_);
}

}  // namespace control
