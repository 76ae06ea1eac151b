// SPDX-License-Identifier: Apache-2.0
// The broadcast of a stream and what it shows.
#include <utility>

#include "base/log.hpp"
#include "gateway/worker/stream.hpp"

namespace gateway {
namespace {

/// A slide not here after this is a white page rather than the wrong slide.
constexpr base::Millis kOldSlideFor{2000};
constexpr int kExitMediaBroken = 3;

}  // namespace

// False when there can be no stream at all; the process then ends and its supervisor tries anew.
bool Stream::startBroadcast() {
  if (broadcast_) return true;
  pipelines::BroadcastOptions options;
  options.width = job_.width;
  options.height = job_.height;
  options.maxKilobitsPerSecond = job_.maxKilobitsPerSecond;
  options.ladder = job_.ladder;
  auto started = pipelines::Broadcast::start(options, broadcastEvents());
  if (!started) {
    base::log::failure("stream", "no broadcast", started.error());
    finish(base::StreamState::Failed, "media", started.error().what);
    return false;
  }
  broadcast_ = std::move(*started);
  base::log::info("stream", "broadcast starts", {{"slug", job_.slug}});
  refresh();
  return true;
}

// They come on the broadcast's threads: each becomes one job on the loop.
pipelines::BroadcastEvents Stream::broadcastEvents() {
  const auto watch = alive_.watch();
  pipelines::BroadcastEvents events;
  events.onInit = [this, watch](pipelines::Init init) {
    loop_.post(watch, [this, held = std::move(init)] { server_.publish(held); });
  };
  events.onPart = [this, watch](pipelines::Part part) {
    loop_.post(watch, [this, held = std::move(part)] {
      server_.publish(held);
      onPartSent(held);
    });
  };
  events.onFailure = [this, watch](const base::Error& why) {
    loop_.post(watch, [this, why] {
      base::log::failure("stream", "broadcast failed", why);
      setState(base::StreamState::Interrupted, "media", why.what);
      exit(kExitMediaBroken);
    });
  };
  return events;
}

void Stream::onPage(const std::optional<Page>& page) {
  slideDelay_.cancel();
  if (!page) {
    facts_.page.reset();
    facts_.pageImage.reset();
    wantedPage_ = {};
    return refresh();
  }
  wantedPage_ = *page;
  const bool isSamePicture = facts_.page && facts_.page->pageId == page->pageId && facts_.pageImage;
  if (isSamePicture) {
    facts_.page = *page;
    refresh();
  } else {
    slideDelay_ = loop_.after(facts_.page ? kOldSlideFor : base::Millis(0), [this] {
      facts_.page = wantedPage_;
      facts_.pageImage.reset();
      refresh();
    });
  }
  slides_->show(*page);
}

void Stream::onSlide(const std::string& pageId, const Slides::Image& image,
                     const base::Error& why) {
  if (pageId != wantedPage_.pageId) return;
  if (!image) return setTrouble("slide", why);
  setTrouble("slide", std::nullopt);
  slideDelay_.cancel();
  facts_.page = wantedPage_;
  facts_.pageImage = image;
  refresh();
}

void Stream::onCameras(const std::vector<Camera>& cameras) {
  facts_.cameras = chooseCameras(cameras);
  if (media_) media_->showCameras(facts_.cameras);
  refresh();
}

void Stream::showSlate(Slate slate) {
  facts_.slate = slate;
  refresh();
}

void Stream::refresh() {
  if (broadcast_) broadcast_->show(sceneFrom(facts_));
}

}  // namespace gateway
