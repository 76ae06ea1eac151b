// SPDX-License-Identifier: Apache-2.0
// What a person at the console, a test or a scenario can make the meeting do.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "tests/sim/media/engine.hpp"
#include "tests/sim/meeting_state.hpp"

#include <functional>
#include <string>

namespace sim {

/// Runs commands of the form `{"do":"slide","meeting":"demo","page":2}`. Who is named with `name`
/// is the presenter when left out. @thread loop
///
/// | do | fields (defaults) |
/// |---|---|
/// | slide | page, or step (+1/-1) |
/// | zoom | width_ratio (100), height_ratio (100), x (0), y (0) |
/// | cursor | name, x, y (-1 = gone) |
/// | ink | name, id, shape (any of tldraw's; null = deleted), or points [[x,y],…] with complete |
/// |     | (true) and style: kind (draw, highlight), color (red), size (m), dash (draw) |
/// | stroke | name, points or from, to, count (20): drawn bit by bit, every_ms (60), style |
/// | clear_ink, undo | name; undo takes a whole stroke or a clear back |
/// | writers | names: who else may draw on this page |
/// | chat | text, name (an unknown name becomes a viewer) |
/// | camera | on, which (0..63), content (false): its picture as content; device: what its |
/// |        | stream id is made of; stream: an id that a real SFU knows (--sfu) |
/// | microphone | on |
/// | talk | name, on |
/// | screen | on, sound (false), content (screenshare, camera), stream; stops an external video |
/// | external | url ("" = stop), playing (true), time (s), rate (1); stops a share of the screen |
/// | layout | kind, dock, share, focus (a camera's which, -1 = none), minimized, propagate, screen
/// | | poll | question, type (A-2…A-5, YN, YNA, TF, CUSTOM, R-), options, multiple, secret | | vote
/// | name, option or options | | poll_end | publish (true): the result becomes a chat line and a
/// shape on the page | | caption | name, text, locale (fr), speech (false) | | record | on | |
/// notes | on: shared notes pinned into the content area | | lock | chat, user_list, cursors, ink,
/// cameras: what viewers are kept from | | bridges | audio, camera, screen: bbb-webrtc-sfu or
/// livekit | | presenter | name | | person | name, pinned, hand, away, emoji, color, avatar | |
/// stage | name, role (VIEWER), presenter (false): a person of the simulator comes in | | leave |
/// name: such a person goes | | lobby | message, name (everybody): what those who wait are told |
/// | guest | allow: answers everyone who waits |
/// | eject | name (every real client), code (user_requested_eject_reason) |
/// | inactivity | on: the warning of every real client |
/// | begin | a new demo meeting with its presenter, when the last one has ended |
/// | end | reason (ENDED_AFTER_USER_LOGGED_OUT) |
/// | drop | what: graphql, sfu, sfu_audio, sfu_video, sfu_screenshare; one (false): the newest only
/// | | middleware_restart | seconds (2): GraphQL sockets cut, 502 until it is back | | restart_sfu
/// | seconds (2): its sockets cut, all its media dead, 502 until it is back | | media_restart |
/// seconds (2): 2001 to every session, media dead, starts refused; sockets stay | | freeze | what:
/// camera, screen, screen_sound or sound; which (0), on: stops without a word | | drift | what and
/// which as above, ppm: its clock gains so much | | network | loss (percent), jitter (ms): what
/// happens to media that is sent | | fault | name, on |
class Commands {
 public:
  /// What is outside of the meetings.
  struct Hooks {
    std::function<void(const std::string& what, bool one)> drop;
    /// `middleware`, `sfu` or `media` goes away for a while.
    std::function<void(const std::string& what, base::Millis away)> restart;
    std::function<void(bool on)> microphone;
    std::function<base::Result<void>(MediaKey what, bool on)> freeze;
    std::function<base::Result<void>(MediaKey what, double ppm)> drift;
    std::function<void(double lossPercent, int jitterMs)> network;
    std::function<void()> begin;
    /// Does a job after a while.
    std::function<void(base::Millis delay, std::function<void()> job)> later;
  };

  Commands(World& world, std::string defaultMeeting, Hooks hooks)
      : world_(world), defaultMeeting_(std::move(defaultMeeting)), hooks_(std::move(hooks)) {}

  /// Fault::Caller with a sentence when the command makes no sense.
  base::Result<void> run(const Json& command);
  /// Names of faults that can be switched.
  static const std::set<std::string>& faults();

 private:
  base::Result<void> startSteps(const Json& list);
  base::Result<void> runOnServer(const std::string& what, const Json& command);

  World& world_;  // outlives the commands
  std::string defaultMeeting_;
  Hooks hooks_;
};

/// Turns a meeting's camera `which` on; the people behind cameras 1.. are staged when needed.
/// @param device  Names the camera's hardware; another one makes another stream id.
Camera& cameraOn(World& world, Meeting& meeting, int which, const std::string& device);

}  // namespace sim
