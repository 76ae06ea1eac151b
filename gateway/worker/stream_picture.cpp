// SPDX-License-Identifier: Apache-2.0
// The broadcast of a stream and what it shows.
#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "gateway/worker/stream.hpp"

namespace gateway {
namespace {

/// A slide not here after this is a white page rather than the wrong slide.
constexpr base::Millis kOldSlideFor{2000};
/// A scene a grid place: pens and pointers tell more than can be seen.
constexpr base::Millis kSceneEvery{40};
/// How often it is looked whether somebody has spoken for long enough, or stopped.
constexpr base::Millis kTalkStep{500};
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
  outputs_.open(broadcast_->frames());
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

// While paused nothing is received: what is said then is not for the stream.
void Stream::openMedia() {
  if (!media_ || !meeting_ || facts_.look.isPaused) return;
  media_->open(*meeting_, *joined_, ports_);
  media_->showScreen(facts_.screen);
  media_->showCameras(facts_.cameras);
}

void Stream::setLook(const base::StreamLook& look) {
  if (look == facts_.look) return;
  facts_.look = look;
  base::log::info("stream", "look",
                  {{"slug", job_.slug}, {"layout", look.layout}, {"paused", look.isPaused}});
  if (look.isPaused && media_) media_->close();
  openMedia();
  if (phase_ == Phase::Running && state_.state == base::StreamState::Live) publishLive();
  refresh();
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

void Stream::prepareSlide(const std::string& url, const Slides::Image& image) {
  const auto& next = wantedPage_.nextUrls;
  const auto found = std::find(next.begin(), next.end(), url);
  if (found == next.end() || !broadcast_) return;
  const int ahead = 1 + static_cast<int>(found - next.begin());
  broadcast_->prepare(slideViewFrom(pageAhead(wantedPage_, ahead), image));
}

void Stream::onTalking(const std::vector<Talker>& talkers) {
  speakers_.hear(talkers, base::steadyNow());
  if (!talk_.isSet()) talk_ = loop_.every(kTalkStep, [this] { followSpeakers(); });
  followSpeakers();
}

void Stream::followSpeakers() {
  facts_.speaking = speakers_.at(base::steadyNow());
  if (facts_.speaking.empty()) talk_.cancel();
  chooseCameras();
}

void Stream::chooseCameras() {
  facts_.cameras = choice_.choose(cameras_, speakers_, base::steadyNow());
  if (media_ && !facts_.look.isPaused) media_->showCameras(facts_.cameras);
  refresh();
}

void Stream::showSlate(Slate slate) {
  facts_.slate = slate;
  refresh();
}

// Many facts, one scene: what comes within a grid place is shown together.
void Stream::refresh() {
  if (!broadcast_ || sceneDelay_.isSet()) return;
  const auto since = base::steadyNow() - shownAt_;
  if (since >= kSceneEvery) return showScene();
  sceneDelay_ =
      loop_.after(std::chrono::ceil<base::Millis>(kSceneEvery - since), [this] { showScene(); });
}

void Stream::showScene() {
  sceneDelay_.cancel();
  if (!broadcast_) return;
  facts_.nowMs = base::unixMillis();
  // While the old slide still stands in for the one in view, so does what was drawn on it.
  if (session_ && facts_.page && facts_.page->pageId == wantedPage_.pageId)
    facts_.whiteboard = session_->whiteboard();
  auto scene = sceneFrom(facts_);
  shownAt_ = base::steadyNow();
  if (scene == shown_) return;
  shown_ = scene;
  broadcast_->show(std::move(scene));
}

}  // namespace gateway
