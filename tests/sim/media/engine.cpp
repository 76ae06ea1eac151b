// SPDX-License-Identifier: Apache-2.0
// The media server's face: sources that are encoded once, and transports that carry them.
#include "tests/sim/media/engine.hpp"

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
  ListedTransport(Engine& engine, std::unique_ptr<IceLiteTransport> transport);
  ~ListedTransport() override;
  std::string offer() override {
    forwardCompleted();
    return transport_->offer();
  }
  base::Result<std::string> answerTo(const std::string& offer) override {
    forwardCompleted();
    return transport_->answerTo(offer);
  }
  base::Result<void> accept(const std::string& answer) override {
    return transport_->accept(answer);
  }
  void silence() override { transport_->silence(); }
  Json state() const { return transport_->state(); }

 private:
  void forwardCompleted() {
    transport_->onCompleted = [this] {
      if (onCompleted) onCompleted();
    };
  }
  Engine& engine_;
  std::unique_ptr<IceLiteTransport> transport_;
};

class Engine final : public MediaEngine {
 public:
  Engine(base::Loop& loop, MediaSettings settings) : loop_(loop), settings_(std::move(settings)) {
    rules_.host = settings_.host;
    rules_.consent = std::chrono::seconds(settings_.consentSeconds);
  }

  base::Result<std::unique_ptr<MediaTransport>> receive(MediaKey what) override {
    auto source = sourceFor(what);
    if (!source) return source.error();
    auto transport = IceLiteTransport::make(loop_, what, **source, rules_);
    if (!transport) return transport.error();
    return std::unique_ptr<MediaTransport>(
        std::make_unique<ListedTransport>(*this, std::move(transport).value()));
  }

  void setMicrophone(bool on) override {
    microphone_ = on;
    const auto sound = sources_.find({MediaKey::Kind::Sound, 0});
    if (sound != sources_.end()) sound->second->setMuted(!on);
  }
  bool microphone() const override { return microphone_; }
  void setConsent(bool needed) override { rules_.consentNeeded = needed; }

  Json state() const override {
    Json transports = Json::array();
    for (const ListedTransport* transport : transports_) transports.push_back(transport->state());
    std::uint64_t keyframes = 0;
    for (const auto& [key, source] : sources_) keyframes += source->keyframeRequests();
    return {{"transports", transports},
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

 private:
  base::Result<Source*> sourceFor(MediaKey what) {
    const auto known = sources_.find(what);
    if (known != sources_.end()) return known->second.get();
    const bool lecturer = what == MediaKey{MediaKey::Kind::Camera, 0};
    const bool sound = what.kind == MediaKey::Kind::Sound;
    auto made = makeSource(
        what, lecturer ? settings_.cameraFile : (sound ? settings_.soundFile : std::string()));
    if (!made) return made.error();
    if (sound) (*made)->setMuted(!microphone_);
    return sources_.emplace(what, std::move(made).value()).first->second.get();
  }

  base::Loop& loop_;
  MediaSettings settings_;
  TransportRules rules_;
  bool microphone_ = true;
  std::map<MediaKey, std::unique_ptr<Source>> sources_;
  std::vector<ListedTransport*> transports_;
};

ListedTransport::ListedTransport(Engine& engine, std::unique_ptr<IceLiteTransport> transport)
    : engine_(engine), transport_(std::move(transport)) {
  engine_.list(this);
}

ListedTransport::~ListedTransport() {
  engine_.unlist(this);
}

}  // namespace

base::Result<std::unique_ptr<MediaEngine>> MediaEngine::open(base::Loop& loop,
                                                             MediaSettings settings) {
  gst_init(nullptr, nullptr);
  auto engine = std::make_unique<Engine>(loop, std::move(settings));
  if (auto opened = engine->openFiles(); !opened) return opened.error();
  return std::unique_ptr<MediaEngine>(std::move(engine));
}

}  // namespace sim
