// SPDX-License-Identifier: Apache-2.0
// List, create, show, delete, start and stop streams.
#include "control/streams.hpp"

#include <utility>
#include <variant>

#include "base/log.hpp"
#include "control/look_change.hpp"
#include "control/new_stream.hpp"
#include "control/reply.hpp"
#include "control/time_text.hpp"

namespace control {
namespace {

using base::Error;
using base::Fault;
using base::Json;
using base::http::Response;

Response notThere(const std::string& slug) {
  return problem(404, "not_found",
                 isSlug(slug) ? "There is no stream '" + slug + "'." : "There is no such stream.");
}

Json shown(const Call& call, const StreamRow& row) {
  return streamJson(row, call.context.board.find(row.slug).value_or(row.status),
                    call.context.publicUrl(), call.context.hlsPath(row.slug));
}

bool isJson(std::string_view contentType) {
  return contentType == "application/json" || contentType.starts_with("application/json;");
}

/// The body as JSON, or what to answer instead.
std::variant<Json, Response> readBody(const Call& call) {
  // A page of another site can post other types without asking us first; JSON it cannot.
  if (!isJson(call.request.header("content-type")))
    return problem(415, "not_media_type", "Send the stream as application/json.");
  auto body = base::parseJson(call.request.body);
  if (!body) return problem(400, "not_json", "The body is not JSON.");
  return *std::move(body);
}

/// Starting or stopping is writing down what is wanted; the keeper does the rest.
Response want(Call& call, bool wanted) {
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  auto row = streams_table::want(**database, call.slug, wanted);
  if (!row) return problem(row.error());
  if (!*row) return notThere(call.slug);
  base::log::info("api", wanted ? "stream wanted" : "stream no longer wanted",
                  {{"slug", call.slug}});
  call.context.changed();
  if (wanted) call.context.startAsked(call.slug);
  return reply(202, shown(call, **row));
}

}  // namespace

Json streamJson(const StreamRow& row, const base::StreamStatus& status,
                const std::string& publicUrl, const std::string& hlsPath) {
  return {{"slug", row.slug},
          {"title", row.title},
          {"state", base::toString(status.state)},
          {"code", status.code},
          {"detail", status.detail},
          {"starts_at", row.startsAtMs ? Json(formatTimestamp(*row.startsAtMs)) : Json()},
          {"language", row.language},
          {"meeting_id", row.meetingId ? Json(*row.meetingId) : Json()},
          {"layout", row.look.layout},
          {"paused", row.look.isPaused},
          {"title_shown", row.look.hasTitle},
          {"logo_shown", row.look.hasLogo},
          {"hls_url", publicUrl + hlsPath + "/index.m3u8"},
          {"live_url", publicUrl + "/live/" + row.slug},
          {"record", row.record},
          {"created_at", formatTimestamp(row.createdAtMs)}};
}

Response listStreams(Call& call) {
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  auto rows = streams_table::all(**database);
  if (!rows) return problem(rows.error());
  Json list = Json::array();
  for (const auto& row : *rows) list.push_back(shown(call, row));
  return reply(200, {{"streams", std::move(list)}});
}

Response createStream(Call& call) {
  const auto body = readBody(call);
  if (const auto* refusal = std::get_if<Response>(&body)) return *refusal;
  const auto row = readNewStream(std::get<Json>(body),
                                 {call.context.language, call.context.look, call.context.hasBbb,
                                  base::unixMillis(), call.context.records});
  if (!row) return problem(row.error());
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  const auto made = streams_table::insert(**database, *row);
  if (!made && base::postgres::isDuplicate(made.error()))
    return problem(409, "slug_taken", "There is already a stream '" + row->slug + "'.");
  if (!made) return problem(made.error());
  base::log::info("api", "stream created", {{"slug", made->slug}});
  call.context.changed();
  Response response = reply(201, shown(call, *made));
  response.headers.emplace_back("location", "/api/v1/streams/" + made->slug);
  return response;
}

Response showStream(Call& call) {
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  const auto row = streams_table::find(**database, call.slug);
  if (!row) return problem(row.error());
  if (!*row) return notThere(call.slug);
  return reply(200, shown(call, **row));
}

Response changeStream(Call& call) {
  const auto body = readBody(call);
  if (const auto* refusal = std::get_if<Response>(&body)) return *refusal;
  const auto change = readStreamChange(std::get<Json>(body));
  if (!change) return problem(change.error());
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  const auto row = streams_table::change(**database, call.slug, *change);
  if (!row) return problem(row.error());
  if (!*row) return notThere(call.slug);
  const auto& look = (*row)->look;
  base::log::info("api", "stream changed",
                  {{"slug", call.slug}, {"layout", look.layout}, {"paused", look.isPaused}});
  call.context.changed();
  return reply(200, shown(call, **row));
}

Response deleteStream(Call& call) {
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  const auto isRemoved = streams_table::remove(**database, call.slug);
  if (!isRemoved) return problem(isRemoved.error());
  if (!*isRemoved) return notThere(call.slug);
  base::log::info("api", "stream deleted", {{"slug", call.slug}});
  call.context.changed();
  return replyNothing();
}

Response startStream(Call& call) {
  return want(call, true);
}

Response stopStream(Call& call) {
  return want(call, false);
}

}  // namespace control
