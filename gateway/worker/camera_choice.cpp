// SPDX-License-Identifier: Apache-2.0
// Places on the stage, given and taken.
#include "gateway/worker/camera_choice.hpp"

#include <algorithm>
#include <optional>

namespace gateway {
namespace {

// By right, not by speaking.
bool isPrivileged(const Camera& camera) {
  return camera.isPresenter || camera.isPinned;
}

int rankOf(const Camera& camera) {
  if (camera.isPresenter) return 0;
  return camera.isPinned ? 1 : 2;
}

}  // namespace

// Those that went off leave their places; the others hear what is new of them.
void CameraChoice::follow(const std::vector<Camera>& cameras) {
  std::erase_if(places_, [&](Place& place) {
    const auto found = std::find_if(cameras.begin(), cameras.end(), [&](const Camera& camera) {
      return camera.streamId == place.camera.streamId;
    });
    if (found == cameras.end()) return true;
    place.camera = *found;
    return false;
  });
}

bool CameraChoice::isShown(const Camera& camera) const {
  return std::any_of(places_.begin(), places_.end(),
                     [&](const Place& place) { return place.camera.streamId == camera.streamId; });
}

void CameraChoice::admit(const Camera& camera, const Speakers& speakers, base::Steady now) {
  if (isShown(camera)) return;
  if (places_.size() < most_) {
    places_.push_back({camera, now});
    return;
  }
  const auto since = speakers.since(camera.userId, now);
  const bool hasSpoken = since && now - *since >= kSpeaksBeforeShown;
  if (!isPrivileged(camera) && !hasSpoken) return;
  Place* quietest = nullptr;
  for (auto& place : places_) {
    const bool mayStay = isPrivileged(place.camera) ||
                         (!isPrivileged(camera) && (now - place.since < kShownAtLeast ||
                                                    speakers.since(place.camera.userId, now)));
    if (mayStay) continue;
    if (quietest == nullptr || speakers.lastHeard(place.camera.userId, now) <=
                                   speakers.lastHeard(quietest->camera.userId, now))
      quietest = &place;
  }
  if (quietest != nullptr) *quietest = {camera, now};
}

std::vector<Camera> CameraChoice::choose(const std::vector<Camera>& cameras,
                                         const Speakers& speakers, base::Steady now) {
  follow(cameras);
  // First those by right, so that they find a free place before anybody must leave one.
  for (const auto& camera : cameras)
    if (isPrivileged(camera)) admit(camera, speakers, now);
  for (const auto& camera : cameras)
    if (!isPrivileged(camera)) admit(camera, speakers, now);
  std::stable_sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
    return rankOf(a.camera) < rankOf(b.camera);
  });
  std::vector<Camera> chosen;
  chosen.reserve(places_.size());
  for (const auto& place : places_) chosen.push_back(place.camera);
  return chosen;
}

}  // namespace gateway
