// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/stage/with.hpp"

#include "base/clock.hpp"
#include "pipelines/broadcast.hpp"
#include "tests/bench/stage/footage.hpp"

namespace bench {

using namespace pipelines;

base::Result<void> playWithStage(const Play& play, const Beat& beat) {
  BroadcastOptions options;
  options.width = kWidth;
  options.height = kHeight;
  options.maxKilobitsPerSecond = kKilobitsPerSecond;
  options.soundKilobitsPerSecond = kSoundKilobitsPerSecond;
  auto broadcast = Broadcast::start(options, {[](Init) {}, [](Part) {}, [](base::Error) {}});
  if (!broadcast) return std::move(broadcast).error();
  Scene scene = play.scene;
  (*broadcast)->show(scene);
  std::vector<std::shared_ptr<VideoInput>> inputs;
  std::vector<std::vector<base::Ref<GstSample>>> footage;
  for (const auto& source : play.sources) {
    inputs.push_back((*broadcast)->addVideo(source.id));
    footage.push_back(footageOf(source.width, source.height));
  }
  Hands hands(play.hands);
  beat([&](int count) {
    const MediaDate now = base::steadyNow().time_since_epoch();
    for (size_t i = 0; i < inputs.size(); ++i) {
      inputs[i]->push({footage[i][static_cast<size_t>(count) % footage[i].size()], now});
    }
    if (play.hands == 0 || !isInkBeat(count)) return;
    scene.slide->whiteboard = hands.next();
    (*broadcast)->show(scene);
  });
  return {};
}

}  // namespace bench
