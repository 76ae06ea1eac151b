// SPDX-License-Identifier: Apache-2.0
// Pointers on the page.
#include "gateway/bbb/cursors.hpp"

#include <algorithm>
#include <utility>

namespace gateway {
namespace {

constexpr size_t kMaxPointers = 500;  // More than people who can draw at once.

}  // namespace

void Cursors::move(const std::vector<CursorMove>& moves) {
  for (const auto& move : moves) {
    if (move.userId.empty()) continue;
    if (move.isGone)
      places_.erase(move.userId);
    else if (places_.size() < kMaxPointers || places_.contains(move.userId))
      places_[move.userId] = move;
  }
}

std::vector<Cursor> Cursors::visible() const {
  std::vector<Cursor> found;
  for (const auto& [userId, place] : places_) {
    if (userId == rules_.ownUserId) continue;
    const auto writer = std::find_if(writers_.begin(), writers_.end(),
                                     [&](const Writer& one) { return one.userId == userId; });
    const bool isListed = writer != writers_.end();
    // The presenter writes whether listed or not; the list of people is the fresher source.
    const bool isPresenter =
        rules_.presenterId.empty() ? isListed && writer->isPresenter : userId == rules_.presenterId;
    if (!isPresenter && !isListed) continue;
    if (!isPresenter && rules_.areViewersHidden && !writer->isModerator) continue;
    found.push_back({userId, isListed ? writer->name : "", place.x, place.y, isPresenter});
    if (isPresenter && !rules_.presenterName.empty()) found.back().name = rules_.presenterName;
  }
  return found;
}

}  // namespace gateway
