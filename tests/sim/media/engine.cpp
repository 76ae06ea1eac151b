// SPDX-License-Identifier: Apache-2.0
// The media server's face: sources that are encoded once, and transports that carry them.
#include "tests/sim/media/engine.hpp"

#include "tests/sim/media/publication.hpp"
#include "tests/sim/media/source.hpp"
#include "tests/sim/media/transport.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace sim {
namespace {

class Engine;

/// What the SFU holds: takes itself out of the engine's list when it goes.
class ListedTransport final : public MediaTransport {
 public:
  ListedTransport(Engine& engine, std::unique_ptr<SendingTransport> transport);
  ~ListedTransport() override;
  std::string offer() override { return transport_->offer(); }
  base::Result<std::string> answerTo(const std::string& offer) override {
    return transport_->answerTo(offer);
  }
  base::Result<void> accept(const std::string& answer) override {
    return transport_->accept(answer);
  }
  void silence() override { transport_->silence(); }
  Json state() const { return transport_->state(); }

 private:
  Engine& engine_;
  std::unique_ptr<SendingTransport> transport_;
};

/// What the console holds: takes its sources out of the engine when it goes.
class ListedPublication final : public MediaPublication {
 public:
  ListedPublication(Engine& engine, std::unique_ptr<Publication> publication);
  ~ListedPublication() override;
  std::string answer() const override { return publication_->answer(); }
  const Publication& publication() const { return *publication_; }

 private:
  Engine& engine_;
  std::unique_ptr<Publication> publication_;
};

class Engine final : public MediaEngine {
 public:
  Engine(base::Loop& loop, MediaSettings settings) : loop_(loop), settings_(std::move(settings)) {
    rules_.host = settings_.host;
    rules_.consent = std::chrono::seconds(settings_.consentSeconds);
  }

  base::Result<std::unique_ptr<MediaTransport>> receive(std::vector<MediaKey> what) override {
    std::vector<SendingTransport::Track> tracks;
    for (const MediaKey& key : what) {
      auto source = sourceFor(key);
      if (!source) return source.error();
      tracks.push_back({key, std::move(source).value(), {}, nullptr});
    }
    auto transport = SendingTransport::make(loop_, rules_, std::move(tracks));
    if (!transport) return transport.error();
    return std::unique_ptr<MediaTransport>(
        std::make_unique<ListedTransport>(*this, std::move(transport).value()));
  }

  base::Result<std::unique_ptr<MediaPublication>> publish(const std::vector<MediaKey>& what,
                                                          const std::string& offer) override {
    auto made = Publication::make(loop_, rules_, what, offer);
    if (!made) return made.error();
    return std::unique_ptr<MediaPublication>(
        std::make_unique<ListedPublication>(*this, std::move(made).value()));
  }

  void setMicrophone(bool on) override {
    microphone_ = on;
    if (sound_) sound_->setMuted(!on);
  }
  bool microphone() const override { return microphone_; }
  void setConsent(bool needed) override { rules_.consentNeeded = needed; }
  void setNetwork(double lossPercent, int jitterMs) override {
    rules_.network.set(lossPercent, jitterMs);
  }
  void setOnlyFrom(const std::string& address) override { rules_.network.setOnlyFrom(address); }

  base::Result<void> freeze(MediaKey what, bool on) override {
    auto source = sourceFor(what);
    if (!source) return source.error();
    (*source)->setFrozen(on);
    return {};
  }
  base::Result<void> drift(MediaKey what, double ppm) override {
    auto source = sourceFor(what);
    if (!source) return source.error();
    (*source)->setDrift(ppm);
    return {};
  }

  Json state() const override {
    Json transports = Json::array();
    for (const ListedTransport* transport : transports_) transports.push_back(transport->state());
    std::uint64_t keyframes = 0;
    for (const auto& [key, source] : sources_) keyframes += source->keyframeRequests();
    Json publications = Json::array();
    for (const ListedPublication* one : publications_) {
      publications.push_back(one->publication().state());
    }
    return {{"transports", transports},
            {"publications", publications},
            {"consent_expired", rules_.expired},
            {"keyframe_requests", keyframes}};
  }

  /// Sources named on the command line must play: an error at the start beats one in a lecture.
  base::Result<void> openFiles() {
    if (!settings_.cameraFile.empty()) {
      if (auto camera = sourceFor({MediaKey::Kind::Camera, 0}); !camera) return camera.error();
    }
    if (!settings_.soundFile.empty()) {
      if (auto sound = sourceFor({MediaKey::Kind::Sound, 0}); !sound) return sound.error();
    }
    return {};
  }

  void list(ListedTransport* transport) { transports_.push_back(transport); }
  void unlist(ListedTransport* transport) { std::erase(transports_, transport); }

  void list(ListedPublication* publication) {
    publications_.push_back(publication);
    for (const Publication::Track& track : publication->publication().tracks()) {
      if (track.what.kind != MediaKey::Kind::Sound) {
        sources_[track.what] = track.source;
      } else if (auto sound = sourceFor(track.what); sound) {
        sound_->setInput(track.source);
      }
    }
  }
  void unlist(ListedPublication* publication) {
    std::erase(publications_, publication);
    for (const Publication::Track& track : publication->publication().tracks()) {
      const auto known = sources_.find(track.what);
      if (sound_ && sound_->input() == track.source.get()) sound_->setInput(nullptr);
      if (known != sources_.end() && known->second == track.source) sources_.erase(known);
    }
  }

 private:
  base::Result<std::shared_ptr<Source>> sourceFor(MediaKey what) {
    const auto known = sources_.find(what);
    if (known != sources_.end()) return known->second;
    const bool lecturer = what == MediaKey{MediaKey::Kind::Camera, 0};
    const bool sound = what.kind == MediaKey::Kind::Sound;
    auto made = makeSource(
        what, lecturer ? settings_.cameraFile : (sound ? settings_.soundFile : std::string()));
    if (!made) return made.error();
    if (sound) {
      sound_ = std::make_shared<SwitchedSource>(std::move(made).value());
      sound_->setMuted(!microphone_);
      return std::shared_ptr<Source>(sources_[what] = sound_);
    }
    return sources_.emplace(what, std::move(made).value()).first->second;
  }

  base::Loop& loop_;
  MediaSettings settings_;
  LinkRules rules_;
  bool microphone_ = true;
  std::map<MediaKey, std::shared_ptr<Source>> sources_;
  std::shared_ptr<SwitchedSource> sound_;  // also in sources_
  std::vector<ListedTransport*> transports_;
  std::vector<ListedPublication*> publications_;
};

ListedTransport::ListedTransport(Engine& engine, std::unique_ptr<SendingTransport> transport)
    : engine_(engine), transport_(std::move(transport)) {
  transport_->onCompleted = [this] {
    if (onCompleted) onCompleted();
  };
  engine_.list(this);
}

ListedTransport::~ListedTransport() {
  engine_.unlist(this);
}

ListedPublication::ListedPublication(Engine& engine, std::unique_ptr<Publication> publication)
    : engine_(engine), publication_(std::move(publication)) {
  publication_->onReady = [this] {
    if (onReady) onReady();
  };
  publication_->onGone = [this] {
    if (onGone) onGone();
  };
  engine_.list(this);
}

ListedPublication::~ListedPublication() {
  engine_.unlist(this);
}

}  // namespace

const char* wordFor(MediaKey::Kind kind) {
  switch (kind) {
    case MediaKey::Kind::Sound:
      return "sound";
    case MediaKey::Kind::Camera:
      return "camera";
    case MediaKey::Kind::Screen:
      return "screen";
    case MediaKey::Kind::ScreenSound:
      return "screen sound";
  }
  return "";
}

base::Result<std::unique_ptr<MediaEngine>> MediaEngine::open(base::Loop& loop,
                                                             MediaSettings settings) {
  gst_init(nullptr, nullptr);
  auto engine = std::make_unique<Engine>(loop, std::move(settings));
  if (auto opened = engine->openFiles(); !opened) return opened.error();
  return std::unique_ptr<MediaEngine>(std::move(engine));
}

}  // namespace sim
