// SPDX-License-Identifier: Apache-2.0
#include "gateway/bbb/tldraw_v2.hpp"

#include <gtest/gtest.h>

namespace gateway::tldraw_v2 {
namespace {

using base::Json;
using namespace pipelines;

template <class Kind>
Kind read(const char* type, Json props) {
  const auto record = recordFrom({{"type", type}, {"props", std::move(props)}}, nullptr);
  if (!record.kind || !std::holds_alternative<Kind>(*record.kind)) {
    ADD_FAILURE() << type << " is read as another kind";
    return {};
  }
  return std::get<Kind>(*record.kind);
}

TEST(TldrawV2, ReadsColoursSizesAndFills) {
  const auto geo = read<GeoShape>("geo", {{"geo", "cloud"},
                                          {"color", "violet"},
                                          {"labelColor", "red"},
                                          {"fill", "pattern"},
                                          {"dash", "dotted"},
                                          {"size", "xl"},
                                          {"w", 120},
                                          {"h", 60},
                                          {"growY", 15},
                                          {"font", "serif"},
                                          {"align", "end-legacy"},
                                          {"verticalAlign", "start"},
                                          {"text", "hello"}});
  EXPECT_EQ(geo.kind, GeoKind::Cloud);
  EXPECT_EQ(geo.height, 75);
  EXPECT_EQ(geo.stroke, (StrokeStyle{colourOf(0xae3ec9), 10, DashKind::Dotted}));
  EXPECT_EQ(geo.fill, (FillStyle{FillKind::Hatch, colourOf(0xbd63d3), colourOf(0xfcfffe)}));
  EXPECT_EQ(geo.label,
            (Words{"hello", FontKind::Serif, 32, colourOf(0xe03131), Align::End, Align::Start}));
}

TEST(TldrawV2, FillsByNames) {
  const auto fillOf = [](const char* fill) {
    return read<GeoShape>("geo", {{"color", "blue"}, {"fill", fill}}).fill;
  };
  EXPECT_EQ(fillOf("none").kind, FillKind::None);
  EXPECT_EQ(fillOf("semi"), (FillStyle{FillKind::Flat, colourOf(0xfcfffe), {}}));
  EXPECT_EQ(fillOf("solid"), (FillStyle{FillKind::Flat, colourOf(0xdce1f8), {}}));
}

TEST(TldrawV2, StandsForEverythingThatIsMissing) {
  const auto record = recordFrom({{"type", "geo"}}, nullptr);
  ASSERT_TRUE(record.kind);
  const auto& geo = std::get<GeoShape>(*record.kind);
  EXPECT_EQ(geo.stroke, (StrokeStyle{colourOf(0x1d1d1d), 3.5, DashKind::Draw}));
  EXPECT_EQ(geo.width, 1);
  EXPECT_EQ(record.opacity, 1);
  EXPECT_FALSE(recordFrom({{"type", "image"}}, nullptr).kind);
  EXPECT_FALSE(recordFrom(Json::array(), nullptr).kind);
}

TEST(TldrawV2, JoinsSegmentsAndExpandsStraightOnes) {
  const Json free = {{"type", "free"}, {"points", {{{"x", 0}, {"y", 0}, {"z", 0.25}}}}};
  const Json straight = {{"type", "straight"},
                         {"points", {{{"x", 0}, {"y", 0}}, {{"x", 160}, {"y", 0}}}}};
  const auto ink = read<InkShape>("draw", {{"segments", {free, straight}}, {"isPen", true}});
  ASSERT_EQ(ink.points.size(), 11u);
  EXPECT_EQ(ink.points[0].pressure, 0.25);
  EXPECT_TRUE(ink.isPen);
  EXPECT_NEAR(ink.points[4].at.x, 160.0 / 9, 1e-9) << "dense at its start";
  EXPECT_EQ(ink.points.back().at, (Point{160, 0}));
}

TEST(TldrawV2, SortsTheHandlesOfALine) {
  const auto line =
      read<LineShape>("line", {{"spline", "cubic"},
                               {"handles",
                                {{"end", {{"index", "a2"}, {"x", 9}, {"y", 9}}},
                                 {"start", {{"index", "a1"}, {"x", 1}, {"y", 1}}},
                                 {"handle:a1V", {{"index", "a1V"}, {"x", 5}, {"y", 0}}}}}});
  EXPECT_TRUE(line.isCurved);
  EXPECT_EQ(line.points, (std::vector<Point>{{1, 1}, {5, 0}, {9, 9}}));
}

TEST(TldrawV2, ReadsArrowsAndWhatTheyAreBoundTo) {
  const Json json = {{"type", "arrow"},
                     {"props",
                      {{"bend", 25},
                       {"arrowheadStart", "dot"},
                       {"start", {{"type", "point"}, {"x", 3}, {"y", 4}}},
                       {"end",
                        {{"type", "binding"},
                         {"boundShapeId", "shape:b"},
                         {"isExact", true},
                         {"normalizedAnchor", {{"x", 0.25}, {"y", 0.75}}}}}}}};
  const auto record = recordFrom(json, nullptr);
  const auto& arrow = std::get<ArrowShape>(*record.kind);
  EXPECT_EQ(record.startsAt, "");
  EXPECT_EQ(record.endsAt, "shape:b");
  EXPECT_EQ(arrow.start.at, (Point{3, 4}));
  EXPECT_EQ(arrow.start.head, ArrowHead::Dot);
  EXPECT_EQ(arrow.end.head, ArrowHead::Arrow) << "the usual one";
  EXPECT_EQ(arrow.end.anchor, (Point{0.25, 0.75}));
  EXPECT_TRUE(arrow.end.isExact);
  EXPECT_EQ(arrow.bend, 25);
}

TEST(TldrawV2, ScalesText) {
  const Json json = {{"type", "text"},
                     {"x", 10},
                     {"props", {{"scale", 2}, {"size", "l"}, {"w", 5}, {"autoSize", false}}}};
  const auto record = recordFrom(json, nullptr);
  EXPECT_EQ(record.toParent * (Point{7, 0}), (Point{24, 0}));
  const auto& text = std::get<TextShape>(*record.kind);
  EXPECT_EQ(text.width, 16) << "no narrower";
  EXPECT_EQ(text.words.size, 36);
}

TEST(TldrawV2, VeilsNotesAndShowsBlackAsYellow) {
  const auto yellow = read<NoteShape>("note", {{"color", "yellow"}, {"growY", 20}});
  EXPECT_EQ(yellow.colour, read<NoteShape>("note", {{"color", "black"}}).colour);
  EXPECT_NEAR(yellow.colour.blue, (0x78 * 0.72 + 0xfb * 0.28) / 255, 1e-6);
  EXPECT_EQ(yellow.height, 220);
}

TEST(TldrawV2, ReadsPolls) {
  const auto poll = read<PollShape>(
      "poll", {{"w", 300},
               {"h", 200},
               {"questionText", "Which one?"},
               {"numResponders", 4},
               {"answers", {{{"id", 0}, {"key", "A"}, {"numVotes", 3}}, {{"numVotes", -1}}}}});
  EXPECT_EQ(poll.question, "Which one?");
  EXPECT_EQ(poll.responders, 4u);
  EXPECT_EQ(poll.answers, (std::vector<PollAnswer>{{"A", 3}, {"", 0}}));
}

}  // namespace
}  // namespace gateway::tldraw_v2
