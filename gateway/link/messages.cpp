// SPDX-License-Identifier: Apache-2.0
// The table of the wire: one writer and one checked reader per message.
#include "gateway/link/messages.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "pipelines/grid.hpp"

namespace gateway {
namespace {

using base::Json;

// Bounds that no honest worker meets; they keep arithmetic of the receiver far from overflow.
constexpr int64_t kMaxCount = int64_t{1} << 40;
constexpr int64_t kMaxUnixMs = 253402300799999;  // the year 9999
constexpr int64_t kMaxPid = 1 << 22;             // Linux's PID_MAX_LIMIT
constexpr int64_t kMaxTicks = int64_t{60} * pipelines::kVideoTimescale;
constexpr int64_t kMaxTimescale = 10'000'000;
constexpr int64_t kMaxPixels = 16384;
constexpr int64_t kMaxBitsPerSecond = 1'000'000'000;
constexpr double kMaxFrameRate = 240;
constexpr size_t kMaxCodecsBytes = 64;

bool isWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}
bool isAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool isWord(std::string_view text) {
  return text.size() <= kMaxIdBytes && std::all_of(text.begin(), text.end(), isWordCharacter);
}
bool isCodecs(std::string_view text) {
  return !text.empty() && text.size() <= kMaxCodecsBytes &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return isAlphanumeric(c) || c == '.' || c == ','; });
}
bool isId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

/// Reads members of one header; the first that is wrong names itself and the rest is moot.
class Reader {
 public:
  explicit Reader(const Json& header) : header_(header) {}

  int64_t integer(std::string_view key, int64_t least, int64_t most) {
    const Json& member = base::memberAt(header_, key);
    // An unsigned value over the signed range would come out negative, so it fails the bounds too.
    const int64_t value =
        member.is_number_integer() ? member.get<int64_t>() : std::numeric_limits<int64_t>::min();
    if (value < least || value > most) complain(key);
    return value;
  }
  std::optional<int64_t> integerOrNull(std::string_view key, int64_t least, int64_t most) {
    if (base::memberAt(header_, key).is_null()) return std::nullopt;
    return integer(key, least, most);
  }
  double number(std::string_view key, double least, double most) {
    const Json& member = base::memberAt(header_, key);
    const double value = member.is_number() ? member.get<double>() : least;
    const bool isGood = member.is_number() && value >= least && value <= most;
    if (!isGood) complain(key);
    return isGood ? value : least;
  }
  std::string text(std::string_view key, size_t maxBytes) {
    const Json& member = base::memberAt(header_, key);
    auto value = member.is_string() ? member.get<std::string>() : std::string{};
    if (!member.is_string() || value.size() > maxBytes) complain(key);
    return value;
  }
  std::string text(std::string_view key, bool (*isGood)(std::string_view)) {
    auto value = text(key, kMaxSentenceBytes);
    if (!isGood(value)) complain(key);
    return value;
  }
  bool boolean(std::string_view key) {
    const Json& member = base::memberAt(header_, key);
    if (!member.is_boolean()) complain(key);
    return member.is_boolean() && member.get<bool>();
  }
  /// One of two words; true for the first.
  bool either(std::string_view key, std::string_view first, std::string_view second) {
    const auto word = text(key, kMaxIdBytes);
    if (word != first && word != second) complain(key);
    return word == first;
  }
  void require(bool holds, std::string_view key) {
    if (!holds) complain(key);
  }
  const Json& member(std::string_view key) const { return base::memberAt(header_, key); }

  template <class Variant, class Message>
  base::Result<Variant> finish(Message message) const {
    if (wrong_.empty()) {
      Variant out;  // not in one expression: GCC 12 believes then that it may be half made
      out.template emplace<Message>(std::move(message));
      return out;
    }
    return base::Error{base::Fault::Peer,
                       "the link message '" + base::textAt(header_, "type") +
                           "' has a missing or wrong member '" + wrong_ + "'",
                       "malformed"};
  }

 private:
  void complain(std::string_view key) {
    if (wrong_.empty()) wrong_ = key;
  }
  const Json& header_;
  std::string wrong_;
};

pipelines::Rendition renditionOf(Reader& in) {
  const auto medium = in.either("medium", "picture", "sound") ? pipelines::Medium::Picture
                                                              : pipelines::Medium::Sound;
  return {medium, in.text("rendition", isRenditionName)};
}

base::Result<FromWorker> readHello(Reader in) {
  LinkHello out;
  out.slug = in.text("slug", isSlug);
  out.pid = in.integer("pid", 1, kMaxPid);
  out.session = in.text("session", isSession);
  out.firstMsn = in.integerOrNull("first_msn", 0, kMaxCount);
  out.discontinuity = in.integerOrNull("discontinuity", 0, kMaxCount);
  return in.finish<FromWorker>(std::move(out));
}

base::Result<FromWorker> readState(Reader in) {
  LinkState out;
  const auto state = base::parseStreamState(in.text("state", kMaxIdBytes));
  in.require(state && *state != base::StreamState::Scheduled, "state");
  out.state = state.value_or(base::StreamState::Failed);
  out.code = in.text("code", isWord);
  out.detail = in.text("detail", kMaxSentenceBytes);
  out.meeting = in.text("meeting", kMaxNameBytes);
  return in.finish<FromWorker>(std::move(out));
}

base::Result<FromWorker> readInit(Reader in, std::shared_ptr<const std::string> payload) {
  pipelines::Init out;
  in.require(payload != nullptr, "payload");
  out.bytes = std::move(payload);
  out.rendition = renditionOf(in);
  out.codecs = in.text("codecs", isCodecs);
  out.timescale = static_cast<int>(in.integer("timescale", 1, kMaxTimescale));
  out.width = static_cast<int>(in.integer("width", 0, kMaxPixels));
  out.height = static_cast<int>(in.integer("height", 0, kMaxPixels));
  out.frameRate = in.number("frame_rate", 0, kMaxFrameRate);
  out.bitsPerSecond = static_cast<int>(in.integer("bits_per_second", 0, kMaxBitsPerSecond));
  return in.finish<FromWorker>(std::move(out));
}

base::Result<FromWorker> readPart(Reader in, std::shared_ptr<const std::string> payload) {
  pipelines::Part out;
  in.require(payload != nullptr, "payload");
  out.bytes = std::move(payload);
  out.rendition = renditionOf(in);
  out.segment = in.integer("segment", 0, kMaxCount);
  out.part = static_cast<int>(in.integer("part", 0, pipelines::kPartsPerSegment - 1));
  out.global = in.integer("global", 0, kMaxCount);
  out.durationTicks = in.integer("duration_ticks", 1, kMaxTicks);
  out.independent = in.boolean("independent");
  out.last = in.boolean("last");
  out.unixMillis = in.integer("pdt_ms", 0, kMaxUnixMs);
  return in.finish<FromWorker>(std::move(out));
}

base::Result<FromWorker> readChat(Reader in) {
  LinkChat out;
  out.id = in.text("id", isId);
  out.sender = in.text("sender", kMaxNameBytes);
  out.isPresenter = in.either("role", "presenter", "participant");
  out.text = in.text("text", kMaxChatBytes);
  out.atMs = in.integer("at_ms", 0, kMaxUnixMs);
  if (!in.member("echo_of").is_null()) out.echoOf = in.text("echo_of", isId);
  return in.finish<FromWorker>(std::move(out));
}

base::Result<FromWorker> readChatRefused(Reader in) {
  LinkChatRefused out;
  out.id = in.text("id", isId);
  out.reason = in.text("reason", kMaxSentenceBytes);
  return in.finish<FromWorker>(std::move(out));
}

base::Result<FromWorker> readStats(Reader in) {
  LinkStats out;
  const Json& values = in.member("values");
  in.require(values.is_object() && values.size() <= kMaxStats, "values");
  if (values.is_object()) {
    for (const auto& [key, value] : values.items()) {
      const double number = value.is_number() ? value.get<double>() : std::nan("");
      in.require(isWord(key) && std::isfinite(number), "values");
      out.values.emplace(key, number);
    }
  }
  return in.finish<FromWorker>(std::move(out));
}

base::Result<FromWorker> readOutputReport(Reader in) {
  auto outputs = readOutputs(in.member("outputs"));
  in.require(outputs.has_value(), "outputs");
  return in.finish<FromWorker>(outputs ? std::move(*outputs) : LinkOutputs{});
}

base::Result<ToWorker> readOutputWishes(Reader in) {
  auto wanted = readWanted(in.member("outputs"));
  in.require(wanted.has_value(), "outputs");
  return in.finish<ToWorker>(wanted ? std::move(*wanted) : LinkWanted{});
}

base::Result<ToWorker> readWelcome(Reader in) {
  LinkWelcome out;
  out.firstMsn = in.integer("first_msn", 0, kMaxCount);
  out.discontinuity = in.integer("discontinuity", 0, kMaxCount);
  const Json& have = in.member("have");
  in.require(have.is_object() && have.size() <= kMaxRenditions, "have");
  if (have.is_object()) {
    for (const auto& [name, last] : have.items()) {
      const int64_t number = last.is_number_integer() ? last.get<int64_t>() : -2;
      in.require(isRenditionName(name) && number >= -1 && number <= kMaxCount, "have");
      out.have.emplace(name, number);
    }
  }
  return in.finish<ToWorker>(std::move(out));
}

base::Result<ToWorker> readSay(Reader in) {
  LinkSay out;
  out.id = in.text("id", isId);
  out.name = in.text("name", kMaxNameBytes);
  out.text = in.text("text", kMaxChatBytes);
  return in.finish<ToWorker>(std::move(out));
}

base::Result<ToWorker> readStop(Reader in) {
  LinkStop out;
  out.reason = in.text("reason", kMaxSentenceBytes);
  return in.finish<ToWorker>(std::move(out));
}

base::Result<ToWorker> readShow(Reader in) {
  LinkShow out;
  out.look.layout = in.text("layout", base::isLayoutWord);
  out.look.isPaused = in.boolean("paused");
  out.look.hasTitle = in.boolean("title_shown");
  out.look.hasLogo = in.boolean("logo_shown");
  return in.finish<ToWorker>(std::move(out));
}

base::Error unknownType(const std::string& type) {
  return {base::Fault::Peer, "the link has no message '" + clip(type, 40) + "'", "unknown_type"};
}

Frame write(const LinkHello& m) {
  Json header{{"type", "hello"}, {"slug", m.slug}, {"pid", m.pid}, {"session", m.session}};
  header["first_msn"] = m.firstMsn ? Json(*m.firstMsn) : Json();
  header["discontinuity"] = m.discontinuity ? Json(*m.discontinuity) : Json();
  return {std::move(header), nullptr};
}

Frame write(const LinkState& m) {
  return {Json{{"type", "state"},
               {"state", std::string(base::toString(m.state))},
               {"code", m.code},
               {"detail", m.detail},
               {"meeting", m.meeting}},
          nullptr};
}

const char* toString(pipelines::Medium medium) {
  return medium == pipelines::Medium::Picture ? "picture" : "sound";
}

Frame write(const pipelines::Init& m) {
  return {Json{{"type", "init"},
               {"rendition", m.rendition.name},
               {"medium", toString(m.rendition.medium)},
               {"codecs", m.codecs},
               {"timescale", m.timescale},
               {"width", m.width},
               {"height", m.height},
               {"frame_rate", m.frameRate},
               {"bits_per_second", m.bitsPerSecond}},
          m.bytes};
}

Frame write(const pipelines::Part& m) {
  return {Json{{"type", "part"},
               {"rendition", m.rendition.name},
               {"medium", toString(m.rendition.medium)},
               {"segment", m.segment},
               {"part", m.part},
               {"global", m.global},
               {"duration_ticks", m.durationTicks},
               {"independent", m.independent},
               {"last", m.last},
               {"pdt_ms", m.unixMillis}},
          m.bytes};
}

Frame write(const LinkChat& m) {
  Json header{{"type", "chat"},     {"id", m.id},
              {"sender", m.sender}, {"role", m.isPresenter ? "presenter" : "participant"},
              {"text", m.text},     {"at_ms", m.atMs}};
  header["echo_of"] = m.echoOf ? Json(*m.echoOf) : Json();
  return {std::move(header), nullptr};
}

Frame write(const LinkChatRefused& m) {
  return {Json{{"type", "chat_refused"}, {"id", m.id}, {"reason", m.reason}}, nullptr};
}

Frame write(const LinkStats& m) {
  return {Json{{"type", "stats"}, {"values", Json(m.values)}}, nullptr};
}

template <class Outputs>  // What is wanted, and how it goes.
Frame write(const Outputs& m) {
  return {Json{{"type", "outputs"}, {"outputs", toJson(m)}}, nullptr};
}

Frame write(const LinkWelcome& m) {
  return {Json{{"type", "welcome"},
               {"first_msn", m.firstMsn},
               {"discontinuity", m.discontinuity},
               {"have", m.have.empty() ? Json::object() : Json(m.have)}},
          nullptr};
}

Frame write(const LinkSay& m) {
  return {Json{{"type", "chat"}, {"id", m.id}, {"name", m.name}, {"text", m.text}}, nullptr};
}

Frame write(const LinkStop& m) {
  return {Json{{"type", "stop"}, {"reason", m.reason}}, nullptr};
}

Frame write(const LinkShow& m) {
  return {Json{{"type", "show"},
               {"layout", m.look.layout},
               {"paused", m.look.isPaused},
               {"title_shown", m.look.hasTitle},
               {"logo_shown", m.look.hasLogo}},
          nullptr};
}

}  // namespace

base::Result<FromWorker> parseFromWorker(Frame frame) {
  const auto type = base::textAt(frame.header, "type");
  const Reader in(frame.header);
  if (type == "part") return readPart(in, std::move(frame.payload));
  if (type == "init") return readInit(in, std::move(frame.payload));
  if (type == "stats") return readStats(in);
  if (type == "chat") return readChat(in);
  if (type == "chat_refused") return readChatRefused(in);
  if (type == "state") return readState(in);
  if (type == "outputs") return readOutputReport(in);
  if (type == "hello") return readHello(in);
  return unknownType(type);
}

base::Result<ToWorker> parseToWorker(const Frame& frame) {
  const auto type = base::textAt(frame.header, "type");
  const Reader in(frame.header);
  if (type == "welcome") return readWelcome(in);
  if (type == "chat") return readSay(in);
  if (type == "outputs") return readOutputWishes(in);
  if (type == "stop") return readStop(in);
  if (type == "show") return readShow(in);
  return unknownType(type);
}

Frame toFrame(const FromWorker& message) {
  return std::visit([](const auto& m) { return write(m); }, message);
}

Frame toFrame(const ToWorker& message) {
  return std::visit([](const auto& m) { return write(m); }, message);
}

}  // namespace gateway
