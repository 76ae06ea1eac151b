// SPDX-License-Identifier: Apache-2.0
// Slide images over HTTP: fetched once, kept, and the next ones ahead of time.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/loop.hpp"
#include "base/result.hpp"
#include "gateway/bbb/meeting.hpp"
#include "gateway/bbb/text_socket.hpp"

namespace gateway {

/// The pictures of the pages of one meeting. @thread loop
class Slides {
 public:
  using Image = std::shared_ptr<const std::string>;  ///< SVG or PNG bytes, at most 8 MiB.
  /// `image` is null while `why` says that it could not be had yet; tries go on with backoff.
  using Ready = std::function<void(const std::string& pageId, Image image, const base::Error& why)>;

  /// `cookies` go with every request to `cookieOrigin` (JoinedSession::origin) and nowhere else.
  Slides(Ports ports, std::string cookieOrigin, std::string cookies, Ready ready);
  Slides(const Slides&) = delete;
  Slides& operator=(const Slides&) = delete;

  /// The page in view: `ready` follows (at once when it is kept already), then the next pages are
  /// fetched ahead. A page asked for earlier and not ready by now is forgotten.
  void show(const Page& page);
  /// Called with each page's picture that is here before it was asked for.
  void onAhead(std::function<void(const std::string& url, Image)> tell) {
    ahead_ = std::move(tell);
  }
  /// Retries; runs by itself every 250 ms where Ports::every is there.
  void tick();
  /// The picture when it is kept already, else null.
  Image kept(const std::string& url) const;

 private:
  void fetchAhead();
  void fetch(const std::string& url);
  void arrived(const std::string& url, base::Result<base::http::ClientReply> result);
  void keep(const std::string& url, Image image);
  void told(const base::Error& why);

  Ports ports_;
  std::string cookieOrigin_, cookies_;
  Ready ready_;
  std::function<void(const std::string& url, Image)> ahead_;
  std::string pageId_, url_;             // of the page in view; url_ is empty when it was told
  std::map<std::string, Image> images_;  // by URL
  std::list<std::string> order_;         // oldest use first
  std::set<std::string> running_;
  std::vector<std::string> nextUrls_;
  std::optional<base::Steady> retryAt_;
  int failures_ = 0;  // of the page in view
  base::Timer timer_;
  base::Alive alive_;
};

}  // namespace gateway
