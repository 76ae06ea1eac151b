// SPDX-License-Identifier: Apache-2.0
// Curves become pieces that are too short to be seen as such.
#include "gateway/recording/svg_path.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>
#include <optional>

#include "gateway/recording/moment.hpp"

namespace gateway::recording {
namespace {

using pipelines::lerp;
using pipelines::Point;

constexpr int kPieces = 12;  // Of one curve.
constexpr size_t kMostPoints = 50'000;
constexpr double kFarthest = 1e6;

/// Takes commands and their numbers off the front of a path.
class Commands {
 public:
  explicit Commands(std::string_view data) : rest_(data) {}

  /// A letter; 0 at the end, or where a number goes on with the last command.
  char letter() {
    skipBlanks();
    if (rest_.empty() || std::isalpha(static_cast<unsigned char>(rest_.front())) == 0) return 0;
    const char found = rest_.front();
    rest_.remove_prefix(1);
    return found;
  }
  std::optional<double> number() {
    skipBlanks();
    size_t end = rest_.empty() ? 0 : 1;  // A sign may stand in front only.
    while (end < rest_.size() && isPart(end)) ++end;
    const auto value = numberFrom(rest_.substr(0, end));
    if (!value || std::abs(*value) > kFarthest) return std::nullopt;
    rest_.remove_prefix(end);
    return value;
  }
  std::optional<Point> point() {
    const auto x = number();
    const auto y = x ? number() : std::nullopt;
    return y ? std::optional(Point{*x, *y}) : std::nullopt;
  }
  bool isAtEnd() {
    skipBlanks();
    return rest_.empty();
  }

 private:
  void skipBlanks() {
    const auto start = std::min(rest_.find_first_not_of(" \t\r\n,"), rest_.size());
    rest_.remove_prefix(start);
  }
  bool isPart(size_t at) const {
    const char c = rest_[at], before = rest_[at - 1];
    const bool isExponent = c == 'e' || c == 'E';
    const bool isSigned = (c == '-' || c == '+') && (before == 'e' || before == 'E');
    return (c >= '0' && c <= '9') || c == '.' || isExponent || isSigned;
  }
  std::string_view rest_;
};

struct Arc {
  Point radii;
  bool isLarge, isClockwise;
  Point to;
};

std::optional<Arc> arcFrom(Commands& commands) {
  const auto radii = commands.point();
  const auto rotation = radii ? commands.number() : std::nullopt;
  const auto flags = rotation ? commands.point() : std::nullopt;
  const auto to = flags ? commands.point() : std::nullopt;
  if (!to) return std::nullopt;
  return Arc{{std::abs(radii->x), std::abs(radii->y)}, flags->x != 0, flags->y != 0, *to};
}

// From the end points to a centre and angles, in a space where the ellipse is the unit circle.
void addArc(const Arc& arc, std::vector<Point>& points) {
  const Point from = points.back();
  if (arc.radii.x == 0 || arc.radii.y == 0 || from == arc.to) return points.push_back(arc.to);
  const auto toUnit = [&](Point p) { return Point{p.x / arc.radii.x, p.y / arc.radii.y}; };
  const Point a = toUnit(from), b = toUnit(arc.to);
  const Point middle = lerp(a, b, 0.5);
  const double half = pipelines::distance(a, b) / 2;
  const double radius = std::max(1.0, half);  // Radii that are too small grow until they fit.
  const double off = std::sqrt(std::max(0.0, radius * radius - half * half));
  const double side = arc.isLarge == arc.isClockwise ? -1 : 1;
  const Point centre = middle + pipelines::unit(pipelines::perpendicular(b - a)) * (-side * off);
  const double start = std::atan2(a.y - centre.y, a.x - centre.x);
  double sweep = std::atan2(b.y - centre.y, b.x - centre.x) - start;
  constexpr double kTurn = 2 * std::numbers::pi;
  if (arc.isClockwise && sweep < 0) sweep += kTurn;
  if (!arc.isClockwise && sweep > 0) sweep -= kTurn;
  for (int i = 1; i < kPieces; ++i) {
    const double angle = start + sweep * i / kPieces;
    points.push_back({(centre.x + radius * std::cos(angle)) * arc.radii.x,
                      (centre.y + radius * std::sin(angle)) * arc.radii.y});
  }
  points.push_back(arc.to);
}

void addCubic(Point first, Point second, Point to, std::vector<Point>& points) {
  const Point from = points.back();
  for (int i = 1; i <= kPieces; ++i) {
    const double t = static_cast<double>(i) / kPieces;
    const Point a = lerp(from, first, t), b = lerp(first, second, t), c = lerp(second, to, t);
    points.push_back(lerp(lerp(a, b, t), lerp(b, c, t), t));
  }
}

bool addCurve(char command, Commands& commands, std::vector<Point>& points) {
  const auto first = commands.point();
  const auto second = first ? commands.point() : std::nullopt;
  if (!second) return false;
  if (command == 'Q') {
    const Point from = points.back();
    constexpr double kShare = 2.0 / 3;
    addCubic(lerp(from, *first, kShare), lerp(*second, *first, kShare), *second, points);
    return true;
  }
  const auto to = commands.point();
  if (to) addCubic(*first, *second, *to, points);
  return to.has_value();
}

// False for what is not understood.
bool addPiece(char command, Commands& commands, std::vector<Point>& points) {
  if (command == 'Q' || command == 'C') return addCurve(command, commands, points);
  if (command == 'A') {
    const auto arc = arcFrom(commands);
    if (arc) addArc(*arc, points);
    return arc.has_value();
  }
  const auto to = command == 'L' ? commands.point() : std::nullopt;
  if (to) points.push_back(*to);
  return to.has_value();
}

}  // namespace

FlatPath flatPath(std::string_view data) {
  FlatPath path;
  Commands commands(data);
  if (commands.letter() != 'M') return path;
  const auto start = commands.point();
  if (!start) return path;
  path.points.push_back(*start);
  char command = 'L';
  while (!commands.isAtEnd() && path.points.size() < kMostPoints) {
    if (const char letter = commands.letter(); letter != 0) command = letter;
    path.isClosed = command == 'Z' || command == 'z';
    if (path.isClosed || !addPiece(command, commands, path.points)) return path;
  }
  return path;
}

}  // namespace gateway::recording
