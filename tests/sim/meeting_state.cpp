// SPDX-License-Identifier: Apache-2.0
// What the simulated server knows: meetings, their people, chat, page, cameras.
#include "tests/sim/meeting_state.hpp"

#include "base/clock.hpp"
#include "tests/sim/ids.hpp"

#include <algorithm>
#include <array>

namespace sim {
namespace {

/// The colours that BBB gives to generated avatars (bbb-session.md §3.2).
constexpr std::array<const char*, 8> kColors = {"#7b1fa2", "#4a148c", "#512da8", "#311b92",
                                                "#303f9f", "#1976d2", "#0277bd", "#01579b"};

}  // namespace

bool Meeting::running() const {
  return !ended() &&
         std::any_of(users.begin(), users.end(), [](const User& user) { return user.isPresent(); });
}

User* Meeting::userById(const std::string& id) {
  const auto found =
      std::find_if(users.begin(), users.end(), [&](const User& user) { return user.id == id; });
  return found == users.end() ? nullptr : &*found;
}

const User* Meeting::userById(const std::string& id) const {
  const auto found =
      std::find_if(users.begin(), users.end(), [&](const User& user) { return user.id == id; });
  return found == users.end() ? nullptr : &*found;
}

User* Meeting::presenter() {
  const auto found =
      std::find_if(users.begin(), users.end(), [](const User& user) { return user.presenter; });
  return found == users.end() ? nullptr : &*found;
}

const User* Meeting::presenter() const {
  const auto found =
      std::find_if(users.begin(), users.end(), [](const User& user) { return user.presenter; });
  return found == users.end() ? nullptr : &*found;
}

bool Meeting::showsCamera(const std::string& streamId, const User& viewer) const {
  if (!locks.webcamsForModerators || viewer.isModerator()) return true;
  const auto found = std::find_if(cameras.begin(), cameras.end(), [&](const Camera& camera) {
    return camera.streamId == streamId;
  });
  const User* owner = found == cameras.end() ? nullptr : userById(found->userId);
  return owner != nullptr && (owner->isModerator() || owner->id == viewer.id);
}

bool Meeting::mayWrite(const User& user) const {
  const auto writers = board.writers.find(pageId());
  return user.presenter || (writers != board.writers.end() && writers->second.count(user.id) > 0);
}

std::pair<double, double> Meeting::pageSize(int number) const {
  const SlidePage& slide = deck->page(number);
  const double scale = std::min(kMaxPageWidth / slide.width, kMaxPageHeight / slide.height);
  return {slide.width * scale, slide.height * scale};
}

int Poll::votesFor(int option) const {
  return static_cast<int>(std::count_if(votes.begin(), votes.end(), [option](const auto& vote) {
    return std::find(vote.second.begin(), vote.second.end(), option) != vote.second.end();
  }));
}

bool Meeting::cameraOn(const std::string& streamId) const {
  return std::any_of(cameras.begin(), cameras.end(),
                     [&](const Camera& camera) { return camera.streamId == streamId; });
}

Meeting& World::createMeeting(const std::string& extId, const std::string& name,
                              std::shared_ptr<Deck> deck) {
  Meeting& meeting = meetings_.emplace_back();
  meeting.createdAt = base::unixMillis();
  meeting.extId = extId;
  meeting.name = name;
  const std::string created = std::to_string(meeting.createdAt);
  meeting.internalId = digestHex(Digest::Sha1, extId) + "-" + created;
  meeting.voiceBridge = randomDigits(5);
  meeting.deck = std::move(deck);
  meeting.presentationId = digestHex(Digest::Sha1, meeting.deck->name()) + "-" + created;
  changed();
  return meeting;
}

Meeting* World::meeting(const std::string& anyId) {
  Meeting* last = nullptr;
  for (Meeting& meeting : meetings_) {
    if (meeting.extId == anyId || meeting.internalId == anyId) last = &meeting;
  }
  return last;
}

User& World::registerUser(Meeting& meeting, const std::string& name, const std::string& role) {
  User& user = meeting.users.emplace_back();
  user.id = "w_" + randomId(12);
  user.extId = user.id;
  user.name = name;
  user.role = role;
  user.authToken = randomId(12);
  user.sessionToken = randomId(16);
  user.color = kColors.at((meeting.users.size() - 1) % kColors.size());
  user.registeredAt = base::unixMillis();
  return user;
}

User& World::stageUser(Meeting& meeting, const std::string& name, const std::string& role) {
  User& user = registerUser(meeting, name, role);
  user.staged = true;
  user.joined = true;
  user.connected = true;
  if (meeting.startedAt == 0) meeting.startedAt = user.registeredAt;
  changed();
  return user;
}

World::Session World::session(const std::string& token) {
  for (Meeting& meeting : meetings_) {
    for (User& user : meeting.users) {
      if (!user.staged && !token.empty() && user.sessionToken == token) return {&meeting, &user};
    }
  }
  return {};
}

World::Session World::authorised(const std::string& token, const std::string& cookie) {
  const Session found = session(token);
  if (!found || fault("token_invalid")) return {};
  if (!found.user->ejectCode.empty() || found.user->loggedOut || found.meeting->ended()) return {};
  const bool cookieFits = !cookie.empty() && cookie == found.user->httpSession;
  return cookieFits || found.meeting->withoutSession ? found : Session{};
}

ChatLine& World::say(Meeting& meeting, const User& sender, const std::string& text) {
  ChatLine line;
  line.createdAt = base::unixMillis();
  // Two lines of one millisecond would be one to a cursor.
  if (!meeting.chat.empty()) {
    line.createdAt = std::max(line.createdAt, meeting.chat.back().createdAt + 1);
  }
  line.id = std::to_string(line.createdAt) + "-" + randomId(8);
  line.correlationId = sender.id + "-" + std::to_string(line.createdAt - 28);
  line.text = text;
  line.senderId = sender.id;
  line.senderName = sender.name;
  line.senderRole = sender.role;
  meeting.chat.push_back(std::move(line));
  changed();
  return meeting.chat.back();
}

void World::present(Meeting& meeting, User& user) {
  if (user.presenter) return;
  for (User& other : meeting.users) other.presenter = false;
  user.presenter = true;
  ChatLine& line = say(meeting, user, "");
  line.type = "userIsPresenterMsg";
  line.metadata = dumpJson({{"assignedBy", meeting.internalId}});
}

void World::talk(Meeting& meeting, User& user, bool on) {
  const std::int64_t now = base::unixMillis();
  if (!user.voice) user.voice = Voice{};
  Voice& voice = *user.voice;
  if (voice.talking == on) return;
  voice.listenOnly = false;
  voice.talking = on;
  if (on) {
    for (User& other : meeting.users) {
      if (other.voice) other.voice->floor = false;
    }
    voice.muted = false;
    voice.floor = true;
    voice.lastFloorTime = voice.startTime = now;
  }
  voice.endTime = on ? 0 : now;
  changed();
}

void World::dropDuplicates(Meeting& meeting, const User& joined) {
  std::vector<User*> same;  // oldest first, as they registered
  for (User& user : meeting.users) {
    if (user.extId == joined.extId && user.isPresent()) same.push_back(&user);
  }
  for (std::size_t i = 0; i + static_cast<std::size_t>(meeting.maxAccesses) < same.size(); ++i) {
    eject(*same[i], "duplicate_user_in_meeting_eject_reason");
  }
}

void World::end(Meeting& meeting, const std::string& reason) {
  if (meeting.ended()) return;
  meeting.endedAt = base::unixMillis();
  meeting.endedReason = reason;
  meeting.cameras.clear();
  meeting.screenshare.reset();
  meeting.externalVideo.reset();
  changed();
}

void World::eject(User& user, const std::string& code) {
  user.ejectCode = code;
  user.voice.reset();
  changed();
}

void World::tick(std::int64_t now) {
  bool touched = false;
  for (Meeting& meeting : meetings_) {
    // Captions leave their table by themselves.
    touched = touched || (!meeting.captions.empty() &&
                          now - meeting.captions.back().createdAt < 2 * kCaptionMs);
    for (User& user : meeting.users) {
      const bool lost = user.joined && !user.staged && !user.connected && !user.expired;
      if (!lost || now - user.disconnectedAt < kExpireAfterMs) continue;
      user.expired = true;
      user.voice.reset();
      touched = true;
    }
    const std::int64_t limit = static_cast<std::int64_t>(meeting.duration) * 60'000;
    const bool over = limit > 0 && meeting.startedAt > 0 && now - meeting.startedAt > limit;
    if (over && !meeting.ended()) end(meeting, "ENDED_AFTER_EXCEEDING_DURATION");
  }
  const auto forgotten = meetings_.size();
  meetings_.remove_if([now](const Meeting& meeting) {
    return meeting.ended() && now - meeting.endedAt > kForgetAfterMs;
  });
  if (touched || forgotten != meetings_.size()) changed();
}

}  // namespace sim
