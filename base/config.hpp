// SPDX-License-Identifier: Apache-2.0
// Config: every setting, typed, read once from one TOML file. configs/amphi.toml is its manual.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/stream_look.hpp"

namespace base {

/// The settings. A field is found in the file as [section] key; defaults are here and nowhere else.
struct Config {
  struct Server {
    std::string host = "127.0.0.1";
    int port = 8080;
    int threads = 2;
    std::string publicUrl;  ///< No slash at its end; empty: made of host and port.
    std::string dataDir = "/var/lib/amphi";
    std::string webDir = "/usr/share/amphi/web";
    std::string certificate, key;
  } server;
  struct Database {
    std::string url;  ///< A secret. Empty: the private cluster in dataDir.
  } database;
  struct Api {
    std::string token;  ///< A secret. Empty: only this machine may write.
  } api;
  struct Bbb {
    std::string url;     ///< As `bbb-conf --secret` prints it, or with api/ at its end.
    std::string secret;  ///< A secret.
    DigestKind checksum = DigestKind::Sha256;
    std::string caFile;
  } bbb;
  struct Stream {
    int width = 1280, height = 720;
    int maxKbps = 2500;
    std::vector<std::string> ladder;  ///< "480p", "slides"…: renditions beside the source's size.
    std::string language = "fr";
    std::string botName = "Amphi";
    int maxCameras = 6;
    std::string layout = "meeting";
    bool showTitle = false;
    std::string logo;  ///< Path of an SVG or PNG file; empty: none.
  } stream;
  struct Recording {
    std::string streams = "asked";
    int minFreeMb = 2000;
  } recording;
  struct Log {
    log::Level level = log::Level::Info;
  } log;
  struct Hls {
    std::chrono::seconds window{600};
    std::chrono::seconds rewind{6 * 3600};
    int rewindMb = 4096;
    std::chrono::seconds keep{24 * 3600};
    std::string signingKey;  ///< A secret. Empty: streams are open to all.
    std::chrono::seconds accessFor{12 * 3600};
  } hls;
};

/// What a value must be, beyond its type.
struct KeyRule {
  int64_t least = 0, most = 0;  ///< Numbers: the range; `most` 0: none.
  bool isSecret = false;        ///< The environment may override it.
  bool isUrl = false;           ///< http or https, when not empty.
  bool isRequired = false;      ///< Text: not empty.
  std::string_view words;       ///< Text, each of a list: one of these, divided by '|', if any.
};

/// Calls `visit(section, key, field, rule)` for every setting: the one list of all keys.
template <class AnyConfig, class Visit>
void eachKey(AnyConfig& config, Visit&& visit) {
  visit("server", "host", config.server.host, KeyRule{.isRequired = true});
  visit("server", "port", config.server.port, KeyRule{.least = 0, .most = 65535});
  visit("server", "threads", config.server.threads, KeyRule{.least = 1, .most = 64});
  visit("server", "public_url", config.server.publicUrl, KeyRule{.isUrl = true});
  visit("server", "data_dir", config.server.dataDir, KeyRule{.isRequired = true});
  visit("server", "web_dir", config.server.webDir, KeyRule{.isRequired = true});
  visit("server", "certificate", config.server.certificate, KeyRule{});
  visit("server", "key", config.server.key, KeyRule{});
  visit("database", "url", config.database.url, KeyRule{.isSecret = true});
  visit("api", "token", config.api.token, KeyRule{.isSecret = true});
  visit("bbb", "url", config.bbb.url, KeyRule{.isUrl = true});
  visit("bbb", "secret", config.bbb.secret, KeyRule{.isSecret = true});
  visit("bbb", "checksum", config.bbb.checksum, KeyRule{});
  visit("bbb", "ca_file", config.bbb.caFile, KeyRule{});
  visit("stream", "width", config.stream.width, KeyRule{.least = 320, .most = 1920});
  visit("stream", "height", config.stream.height, KeyRule{.least = 180, .most = 1080});
  visit("stream", "max_kbps", config.stream.maxKbps, KeyRule{.least = 300, .most = 20000});
  visit("stream", "ladder", config.stream.ladder, KeyRule{.words = "720p|480p|360p|240p|slides"});
  visit("stream", "language", config.stream.language,
        KeyRule{.isRequired = true, .words = "fr|en"});
  visit("stream", "bot_name", config.stream.botName, KeyRule{.isRequired = true});
  visit("stream", "max_cameras", config.stream.maxCameras, KeyRule{.least = 0, .most = 16});
  visit("stream", "layout", config.stream.layout,
        KeyRule{.isRequired = true, .words = kLayoutWords});
  visit("stream", "show_title", config.stream.showTitle, KeyRule{});
  visit("stream", "logo", config.stream.logo, KeyRule{});
  visit("recording", "streams", config.recording.streams,
        KeyRule{.isRequired = true, .words = "asked|all"});
  visit("recording", "min_free_mb", config.recording.minFreeMb,
        KeyRule{.least = 100, .most = 10'000'000});
  visit("log", "level", config.log.level, KeyRule{});
  visit("hls", "window", config.hls.window, KeyRule{.least = 60, .most = 6 * 3600});
  visit("hls", "rewind", config.hls.rewind, KeyRule{.least = 0, .most = 24 * 3600});
  visit("hls", "rewind_mb", config.hls.rewindMb, KeyRule{.least = 64, .most = 1 << 20});
  visit("hls", "signing_key", config.hls.signingKey, KeyRule{.isSecret = true});
  visit("hls", "access_for", config.hls.accessFor, KeyRule{.least = 60, .most = 30 * 24 * 3600});
  visit("hls", "keep", config.hls.keep, KeyRule{.least = 0, .most = 365 * 24 * 3600});
}

/// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
/// This process's own.
Environment processEnvironment();

/// Reads settings from TOML text; what the text leaves out keeps its default.
///
/// @param name  The file's name, for the messages.
/// @param environment  Where secrets may be overridden: AMPHI_<SECTION>_<KEY>, e.g.
/// AMPHI_BBB_SECRET.
/// @return Fault::Config with every fault found, one a line: "name:line:column: sentence".
Result<Config> parseConfig(std::string_view text, const std::string& name,
                           const Environment& environment);

/// The same from a file. Fault::Config, too, when it cannot be read.
Result<Config> loadConfig(const std::string& path, const Environment& environment);

}  // namespace base
