// SPDX-License-Identifier: Apache-2.0
// Commands about the page and what is drawn on it.
#include "base/clock.hpp"
#include "tests/sim/commands/table.hpp"
#include "tests/sim/ids.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

namespace sim {
namespace {

using Points = std::vector<std::pair<double, double>>;
constexpr std::size_t kMostPoints = 2000;

base::Result<void> slide(const Json& command, const Stage& stage) {
  Meeting& meeting = stage.meeting;
  const std::int64_t step = numberOf(command, "step");
  const std::int64_t page = step != 0 ? meeting.page + step : numberOf(command, "page");
  if (page < 1 || page > meeting.deck->pages()) {
    return refused("page must be 1.." + std::to_string(meeting.deck->pages()));
  }
  meeting.page = static_cast<int>(page);
  meeting.view = {};
  meeting.board.forgetCursors();
  return {};
}

base::Result<void> zoom(const Json& command, const Stage& stage) {
  stage.meeting.view = {realOf(command, "width_ratio", 100), realOf(command, "height_ratio", 100),
                        realOf(command, "x", 0), realOf(command, "y", 0)};
  return {};
}

/// Who draws and points must be a writer (bbb-session.md §3.8).
base::Result<User*> writer(const Json& command, Meeting& meeting) {
  User* user = actor(command, meeting);
  if (user == nullptr) return refused("nobody of that name is here");
  if (!meeting.mayWrite(*user)) return refused(user->name + " may not draw on this page");
  return user;
}

base::Result<void> cursor(const Json& command, const Stage& stage) {
  const auto user = writer(command, stage.meeting);
  if (!user) return user.error();
  stage.meeting.board.point(
      {(*user)->id, realOf(command, "x", -1), realOf(command, "y", -1), base::unixMillis()});
  return {};
}

base::Result<StrokeStyle> styleOf(const Json& command) {
  static const std::set<std::string> kColors = {"black",  "grey",        "light-violet", "violet",
                                                "blue",   "light-blue",  "red",          "yellow",
                                                "orange", "light-green", "light-red",    "green"};
  static const std::set<std::string> kSizes = {"s", "m", "l", "xl"};
  static const std::set<std::string> kDashes = {"draw", "solid", "dashed", "dotted"};
  const StrokeStyle usual;
  StrokeStyle style{textOf(command, "kind", usual.type), textOf(command, "color", usual.color),
                    textOf(command, "size", usual.size), textOf(command, "dash", usual.dash)};
  const bool known = (style.type == "draw" || style.type == "highlight") &&
                     kColors.count(style.color) > 0 && kSizes.count(style.size) > 0 &&
                     kDashes.count(style.dash) > 0;
  if (!known) return refused("kind, color, size or dash is none of tldraw's");
  return style;
}

base::Result<std::pair<double, double>> pointOf(const Json& pair) {
  const bool fits = pair.is_array() && pair.size() == 2 && pair[0].is_number() &&
                    pair[1].is_number() && std::isfinite(pair[0].get<double>()) &&
                    std::isfinite(pair[1].get<double>());
  if (!fits) return refused("a point is [x, y]");
  return std::pair{pair[0].get<double>(), pair[1].get<double>()};
}

/// `points`, or a wavy line between `from` and `to`.
base::Result<Points> pointsOf(const Json& command) {
  Points points;
  for (const Json& pair : member(command, "points")) {
    const auto point = pointOf(pair);
    if (!point) return point.error();
    points.push_back(*point);
  }
  if (!points.empty()) return points;
  const auto from = pointOf(member(command, "from"));
  const auto to = pointOf(member(command, "to"));
  if (!from || !to) return refused("a stroke needs points, or from and to");
  constexpr std::int64_t kUsual = 20, kMost = kMostPoints;
  const auto count = std::clamp<std::int64_t>(numberOf(command, "count", kUsual), 1, kMost);
  constexpr double kWave = 12, kPeriod = 6;
  for (std::int64_t i = 0; i < count; ++i) {
    const double t = count == 1 ? 1 : static_cast<double>(i) / static_cast<double>(count - 1);
    points.emplace_back(std::lerp(from->first, to->first, t),
                        std::lerp(from->second, to->second, t) +
                            kWave * std::sin(static_cast<double>(i) / kPeriod * std::acos(-1)));
  }
  return points;
}

void signShape(Json& shape, const Annotation& by) {
  shape["id"] = by.id;
  if (!shape.contains("meta")) shape["meta"] = {{"createdBy", by.userId}, {"updatedBy", by.userId}};
}

base::Result<void> ink(const Json& command, const Stage& stage) {
  Meeting& meeting = stage.meeting;
  const auto user = writer(command, meeting);
  if (!user) return user.error();
  Annotation annotation{textOf(command, "id", "shape:" + randomId(10)), meeting.pageId(),
                        (*user)->id, member(command, "shape"), base::unixMillis()};
  const auto known = meeting.board.shapes().find(annotation.id);
  const bool grows = known != meeting.board.shapes().end() && !known->second.shape.is_null() &&
                     !flagOf(member(known->second.shape, "props"), "isComplete", true);
  if (member(command, "points").is_array()) {
    const auto points = pointsOf(command);
    const auto style = styleOf(command);
    if (!points || points->size() > kMostPoints) return refused("1..2000 points, please");
    if (!style) return style.error();
    annotation.shape =
        strokeShape(*points, *style, meeting.page, flagOf(command, "complete", true));
  }
  if (annotation.shape.is_object()) signShape(annotation.shape, annotation);
  if (!annotation.shape.is_object() && !annotation.shape.is_null()) {
    return refused("a shape is an object, or null");
  }
  meeting.board.draw(std::move(annotation), !grows);
  return {};
}

/// A stroke on its way: every bit is one more state of the same shape, as BBB's client sends it.
struct Stroke {
  std::string meetingId;
  Annotation annotation;
  Points points;
  StrokeStyle style;
  int page = 1;
  base::Millis every{60};
  std::size_t shown = 0;
};

void goOn(const std::shared_ptr<Stroke>& stroke, World& world, const Commands::Hooks& hooks) {
  Meeting* meeting = world.meeting(stroke->meetingId);
  if (meeting == nullptr || meeting->ended()) return;
  constexpr std::size_t kPointsATime = 4;
  const bool first = stroke->shown == 0;
  stroke->shown = std::min(stroke->points.size(), stroke->shown + kPointsATime);
  const bool complete = stroke->shown == stroke->points.size();
  const auto end = stroke->points.begin() + static_cast<std::ptrdiff_t>(stroke->shown);
  Annotation state = stroke->annotation;
  state.updatedAt = base::unixMillis();
  state.shape = strokeShape({stroke->points.begin(), end}, stroke->style, stroke->page, complete);
  signShape(state.shape, state);
  const bool stillThere = meeting->pageId() == state.pageId;
  if (stillThere) {
    const auto& [x, y] = *std::prev(end);
    meeting->board.point({state.userId, x, y, state.updatedAt});
  }
  meeting->board.draw(std::move(state), first);
  world.changed();
  if (complete) return;
  hooks.later(stroke->every, [stroke, &world, &hooks] { goOn(stroke, world, hooks); });
}

base::Result<void> stroke(const Json& command, const Stage& stage) {
  const auto user = writer(command, stage.meeting);
  if (!user) return user.error();
  auto points = pointsOf(command);
  if (!points) return points.error();
  if (points->size() > kMostPoints) return refused("a stroke has at most 2000 points");
  auto style = styleOf(command);
  if (!style) return style.error();
  auto made = std::make_shared<Stroke>();
  made->meetingId = stage.meeting.internalId;
  made->annotation = {textOf(command, "id", "shape:" + randomId(10)), stage.meeting.pageId(),
                      (*user)->id, nullptr, 0};
  made->points = std::move(points).value();
  made->style = std::move(style).value();
  made->page = stage.meeting.page;
  constexpr std::int64_t kUsual = 60, kLongest = 10'000;
  made->every =
      base::Millis(std::clamp<std::int64_t>(numberOf(command, "every_ms", kUsual), 1, kLongest));
  goOn(made, stage.world, stage.hooks);
  return {};
}

base::Result<void> clearInk(const Json& command, const Stage& stage) {
  const auto user = writer(command, stage.meeting);
  if (!user) return user.error();
  stage.meeting.board.clear(stage.meeting.pageId(), (*user)->id, base::unixMillis());
  return {};
}

base::Result<void> undo(const Json& command, const Stage& stage) {
  const auto user = writer(command, stage.meeting);
  if (!user) return user.error();
  if (!stage.meeting.board.undo((*user)->id, base::unixMillis())) {
    return refused("there is nothing to undo");
  }
  return {};
}

base::Result<void> writers(const Json& command, const Stage& stage) {
  std::set<std::string> ids;
  for (const Json& name : member(command, "names")) {
    const std::string text = name.is_string() ? name.get<std::string>() : "";
    const User* user = userNamed(stage.meeting, text);
    if (user == nullptr) return refused("nobody is called '" + text + "'");
    ids.insert(user->id);
  }
  stage.meeting.board.writers[stage.meeting.pageId()] = std::move(ids);
  return {};
}

}  // namespace

CommandTable boardCommands() {
  return {{"slide", slide},   {"zoom", zoom},          {"cursor", cursor}, {"ink", ink},
          {"stroke", stroke}, {"clear_ink", clearInk}, {"undo", undo},     {"writers", writers}};
}

}  // namespace sim
