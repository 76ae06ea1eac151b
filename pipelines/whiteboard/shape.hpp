// SPDX-License-Identifier: Apache-2.0
// Shape: one thing drawn on a whiteboard, as pure data with every style resolved to a value.
//
// What each kind looks like: bbb-session.md §3.7.3. Lengths are units of the shape's own space,
// which `Shape::toPage` carries to the page.
#pragma once

#include "pipelines/stage/colour.hpp"
#include "pipelines/whiteboard/geometry.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pipelines {

struct Shape;

enum class DashKind { Draw, Solid, Dashed, Dotted };

struct StrokeStyle {
  Colour colour;
  double width = 3.5;
  DashKind dash = DashKind::Draw;
  bool operator==(const StrokeStyle&) const = default;
};

enum class FillKind { None, Flat, Hatch };

struct FillStyle {
  FillKind kind = FillKind::None;
  Colour colour;  ///< Of the area, or of the hatch's lines.
  Colour ground;  ///< Behind the lines of a hatch.
  bool operator==(const FillStyle&) const = default;
};

enum class FontKind { Hand, Sans, Serif, Mono };
enum class Align { Start, Middle, End };

struct Words {
  std::string text;  ///< UTF-8, lines end in '\n'; never markup.
  FontKind font = FontKind::Hand;
  double size = 24;  ///< Of the font.
  Colour colour;
  Align align = Align::Middle;          ///< Start is the left, whatever the script.
  Align verticalAlign = Align::Middle;  ///< In shapes that have a height.
  bool operator==(const Words&) const = default;
};

struct InkPoint {
  Point at;
  double pressure = 0.5;  ///< 0..1
  bool operator==(const InkPoint&) const = default;
};

/// A stroke of the pen.
struct InkShape {
  std::vector<InkPoint> points;
  StrokeStyle stroke;
  FillStyle fill;      ///< Of what the stroke surrounds, when it is closed.
  bool isPen = false;  ///< The pressures are real; else they are simulated from the speed.
  bool isComplete = false;
  bool isClosed = false;
};

/// A broad, translucent stroke, drawn both under all shapes and at its own place.
struct HighlightShape {
  std::vector<InkPoint> points;
  Colour colour;
  double width = 26.88;
  bool isComplete = false;
};

enum class GeoKind {
  Rectangle,
  Ellipse,
  Oval,
  Triangle,
  Diamond,
  Pentagon,
  Hexagon,
  Octagon,
  Star,
  Rhombus,
  Rhombus2,
  Trapezoid,
  ArrowRight,
  ArrowLeft,
  ArrowUp,
  ArrowDown,
  XBox,
  CheckBox,
  Cloud,
};

struct GeoShape {
  GeoKind kind = GeoKind::Rectangle;
  double width = 1, height = 1;
  StrokeStyle stroke;
  FillStyle fill;
  Words label;
};

struct LineShape {
  std::vector<Point> points;
  bool isCurved = false;  ///< A smooth curve through the points, else straight pieces.
  StrokeStyle stroke;
  bool isClosed = false;  ///< Straight pieces only: back to the first point.
  FillStyle fill{};       ///< Of what a closed one surrounds.
};

enum class ArrowHead { None, Arrow, Triangle, Square, Dot, Pipe, Diamond, Inverted, Bar };

/// One end of an arrow: a point, or a place on another shape.
struct ArrowEnd {
  Point at;                            ///< When it is bound to nothing.
  std::shared_ptr<const Shape> bound;  ///< Never an arrow itself.
  Point anchor{0.5, 0.5};              ///< 0..1 in the bounds of `bound`, when `isPrecise`.
  bool isPrecise = false;              ///< Else the centre of `bound`.
  bool isExact = false;                ///< Ends at the anchor, else at the outline of `bound`.
  ArrowHead head = ArrowHead::None;
};

struct ArrowShape {
  ArrowEnd start, end;
  double bend = 0;  ///< Of the middle, to the right of the way from start to end.
  StrokeStyle stroke;
  FillStyle fill;
  Words label;
};

struct TextShape {
  Words words;
  std::optional<double> width;  ///< Wrapped to it; else as wide as its longest line.
  std::optional<Colour> halo = colourOf(0xf9fafb);  ///< Around the letters.
};

struct NoteShape {
  double width = 200, height = 200;
  double radius = 10;  ///< Of the corners.
  Colour colour;
  Words words;
};

struct FrameShape {
  double width = 1, height = 1;
  std::string name;
};

struct PollAnswer {
  std::string key;
  unsigned votes = 0;
  bool operator==(const PollAnswer&) const = default;
};

/// The published result of a poll.
struct PollShape {
  double width = 1, height = 1;
  std::string question;
  std::vector<PollAnswer> answers;
  unsigned responders = 0;  ///< Who answered.
  Colour colour, ground;
};

/// A corner of a frame each, in page units, in order.
using ClipQuad = std::array<Point, 4>;

struct Shape {
  std::string id;
  Matrix toPage;                ///< The shape's space to the page; its parents are multiplied in.
  double opacity = 1;           ///< 0..1, its parents' multiplied in.
  std::vector<ClipQuad> clips;  ///< The frames it is in: it shows where all of them are.
  std::variant<InkShape, HighlightShape, GeoShape, LineShape, ArrowShape, TextShape, NoteShape,
               FrameShape, PollShape>
      kind;
};

}  // namespace pipelines
