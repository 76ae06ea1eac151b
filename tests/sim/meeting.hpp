// SPDX-License-Identifier: Apache-2.0
// One meeting of the simulated server: its people, chat, page, cameras.
#pragma once

#include "tests/sim/board.hpp"
#include "tests/sim/content.hpp"
#include "tests/sim/people.hpp"
#include "tests/sim/slides/deck.hpp"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sim {

/// The box that a page is scaled into, in page units (bbb-session.md §3.6).
inline constexpr double kMaxPageWidth = 1440;
inline constexpr double kMaxPageHeight = 1080;

/// Zoom and pan of the current page, in BBB's units (bbb-session.md §3.6).
struct PageView {
  double widthRatio = 100;
  double heightRatio = 100;
  double xOffset = 0;
  double yOffset = 0;
};

struct Meeting {
  std::string internalId;
  std::string extId;
  std::string name;
  std::string attendeePassword;
  std::string moderatorPassword;
  std::string voiceBridge;
  std::string guestPolicy = "ALWAYS_ACCEPT";
  std::string lobbyMessage;
  std::string logoutUrl;
  std::string welcome;
  std::map<std::string, std::string> metadata;
  bool record = false;
  bool withoutSession = false;  ///< allowRequestsWithoutSession
  bool muteOnStart = false;
  bool notesPinned = false;
  int duration = 0;
  int maxParticipants = 0;
  int maxAccesses = 3;  ///< Of one external user at a time.
  std::int64_t createdAt = 0;
  std::int64_t startedAt = 0;
  std::int64_t endedAt = 0;
  std::string endedReason;
  std::string endedBy;
  Layout layout;
  Locks locks;
  Bridges bridges;
  Recording recording;
  std::list<User> users;  // a list: pointers to users stay good
  std::vector<Camera> cameras;
  std::vector<ChatLine> chat;
  std::vector<Caption> captions;
  std::vector<Poll> polls;
  std::optional<Screenshare> screenshare;
  std::optional<ExternalVideo> externalVideo;
  Board board;
  std::shared_ptr<Deck> deck;
  std::string presentationId;
  int page = 1;
  PageView view;

  bool ended() const { return endedAt != 0; }
  bool running() const;
  User* userById(const std::string& id);
  const User* userById(const std::string& id) const;
  User* presenter();
  const User* presenter() const;
  bool cameraOn(const std::string& streamId) const;
  /// Unless webcams are for moderators only and neither of the two is one.
  bool showsCamera(const std::string& streamId, const User& viewer) const;
  /// May draw and point on the current page.
  bool mayWrite(const User& user) const;
  /// What the locks keep from those whom they bind.
  bool binds(const User& user) const { return !user.isModerator() && !user.presenter; }
  bool showsExternalVideo() const { return externalVideo && externalVideo->isOn(); }
  std::string pageId() const { return presentationId + "/" + std::to_string(page); }
  /// Size of a page in page units.
  std::pair<double, double> pageSize(int number) const;
};

}  // namespace sim
