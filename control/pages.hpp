// SPDX-License-Identifier: Apache-2.0
// The built pages: read once at the start, served from memory.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/http/server.hpp"
#include "base/result.hpp"

namespace control {

/// Only what was read at the start is served, so no path can lead out of the folder. @thread any
class Pages {
 public:
  /// Reads `folder` (index.html, assets/…). Fault::Config when it has no index.html or is over 64
  /// MiB.
  static base::Result<Pages> open(const std::string& folder);
  /// Nothing but a sentence for visitors, for a server without pages.
  static Pages absent() { return Pages(); }

  /// The answer to a GET or HEAD: the application for / and /live/<slug>, a file of the folder, or
  /// 404.
  base::http::Response serve(const base::http::Request& request) const;

 private:
  struct File {
    base::http::Body bytes;
    std::string type;
    std::string tag;  // quoted, for if-none-match
  };
  base::http::Response fileReply(const base::http::Request& request, const File& file,
                                 std::string_view caching) const;
  std::map<std::string, File, std::less<>> files_;  // by path, "/index.html"
};

}  // namespace control
