// SPDX-License-Identifier: Apache-2.0
// Slide images over HTTP.
#include "gateway/bbb/slides.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/log.hpp"

namespace gateway {
namespace {

constexpr size_t kMaxImageBytes = 8u << 20;
constexpr size_t kKeptImages = 24;
constexpr size_t kFetchedAhead = 2;
constexpr base::Millis kTickPeriod{250};
constexpr base::Millis kFetchTimeout{20000};
// 404 right after a change of slide is usual: the conversion is still under way (bbb-session.md
// §6).
constexpr std::array kBackoff = {base::Millis(300),  base::Millis(600),  base::Millis(1200),
                                 base::Millis(2500), base::Millis(5000), base::Millis(15000)};

base::Error noImage(const std::string& why, const char* code) {
  return {base::Fault::Peer, "the slide's picture could not be fetched: " + why, code};
}

}  // namespace

Slides::Slides(Ports ports, std::string cookieOrigin, std::string cookies, Ready ready)
    : ports_(std::move(ports)),
      cookieOrigin_(std::move(cookieOrigin)),
      cookies_(std::move(cookies)),
      ready_(std::move(ready)) {
  if (ports_.every) timer_ = ports_.every(kTickPeriod, [this] { tick(); });
}

void Slides::show(const Page& page) {
  pageId_ = page.pageId;
  url_ = page.imageUrl;
  nextUrls_ = page.nextUrls;
  retryAt_.reset();
  failures_ = 0;
  if (url_.empty()) return told(noImage("BBB gave no address", "no_url"));
  if (const auto image = kept(url_)) {
    url_.clear();
    const auto tell = ready_;
    tell(pageId_, image, {});
    return fetchAhead();
  }
  fetch(url_);
}

Slides::Image Slides::kept(const std::string& url) const {
  const auto found = images_.find(url);
  return found != images_.end() ? found->second : nullptr;
}

void Slides::fetchAhead() {
  for (size_t i = 0; i < std::min(kFetchedAhead, nextUrls_.size()); ++i)
    if (!kept(nextUrls_[i])) fetch(nextUrls_[i]);
}

void Slides::fetch(const std::string& url) {
  if (url.empty() || running_.contains(url) || !ports_.send) return;
  running_.insert(url);
  base::http::ClientRequest request;
  request.url = url;
  request.maxBodyBytes = kMaxImageBytes;
  request.timeout = kFetchTimeout;
  const auto parsed = base::http::parseUrl(url);
  if (parsed && parsed->origin() == cookieOrigin_ && !cookies_.empty())
    request.headers.emplace_back("Cookie", cookies_);
  ports_.send(std::move(request),
              [this, url, watch = alive_.watch()](base::Result<base::http::ClientReply> result) {
                if (!watch.expired()) arrived(url, std::move(result));
              });
}

void Slides::arrived(const std::string& url, base::Result<base::http::ClientReply> result) {
  running_.erase(url);
  const bool isGood = result && result->status == 200 && !result->body.empty();
  if (isGood) keep(url, std::make_shared<const std::string>(std::move(result->body)));
  if (url != url_ && isGood && ahead_) ahead_(url, kept(url));
  if (url != url_) return;
  if (isGood) {
    failures_ = 0;
    url_.clear();
    const auto tell = ready_;
    tell(pageId_, kept(url), {});
    return fetchAhead();
  }
  const auto step = std::min<size_t>(static_cast<size_t>(failures_++), kBackoff.size() - 1);
  retryAt_ = ports_.now() + kBackoff[step];
  told(result ? noImage("the server answered " + std::to_string(result->status), "http")
              : noImage(result.error().what, "unreachable"));
}

void Slides::told(const base::Error& why) {
  base::log::failure("slides", "no picture yet", why);
  const auto tell = ready_;
  tell(pageId_, nullptr, why);
}

void Slides::keep(const std::string& url, Image image) {
  images_[url] = std::move(image);
  std::erase(order_, url);
  order_.push_back(url);
  while (order_.size() > kKeptImages) {
    images_.erase(order_.front());
    order_.pop_front();
  }
}

void Slides::tick() {
  if (!retryAt_ || *retryAt_ > ports_.now()) return;
  retryAt_.reset();
  fetch(url_);
}

}  // namespace gateway
