// SPDX-License-Identifier: Apache-2.0
// Studio: a lecture in several renditions behind the real front door, and a log of every byte
// served.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/origin/origin.hpp"
#include "pipelines/broadcast.hpp"
#include "tests/network/tools/raw_client.hpp"

namespace conformance {

/// What one worker makes: encoded ahead of time, so that a test can hand it out as it likes.
struct Take {
  std::vector<pipelines::Init> inits;
  std::vector<pipelines::Part> parts;  ///< By number, all renditions of a number together.
};

/// @param parts  Of each rendition. @param originMillis  Date of the first.
Take record(int64_t parts, int64_t originMillis);

/// Names of the playlists: the picture in its own size first.
inline const std::vector<std::string> kLists{"video", "audio", "120p", "slides"};
constexpr int kWidth = 320, kHeight = 180;
constexpr int kKilobits = 1500;

struct Exchange {
  std::string target;
  tests::RawReply reply;
};

class Studio {
 public:
  Studio();
  ~Studio();

  void open(const std::string& session, const Take& take);
  /// Hands out the parts numbered [from, to).
  void feed(const Take& take, int64_t from, int64_t to);
  void end();
  gateway::Origin& origin() { return *origin_; }
  int port() const { return server_->port(); }
  int64_t firstMsn() const { return firstMsn_; }

  /// Asks below /hls/demo/ and writes the answer down.
  tests::RawReply get(const std::string& target, const std::string& headers = "");
  /// get(), once for a name that never changes its bytes.
  const std::string& media(const std::string& uri);
  const std::vector<Exchange>& log() const { return log_; }
  std::filesystem::path folder() const { return folder_; }

 private:
  const std::filesystem::path folder_;
  std::unique_ptr<gateway::Origin> origin_;
  std::unique_ptr<base::http::Server> server_;
  std::unique_ptr<tests::RawClient> client_;
  int64_t firstMsn_ = 0;
  std::vector<Exchange> log_;
  std::map<std::string, std::string> media_;
};

}  // namespace conformance
