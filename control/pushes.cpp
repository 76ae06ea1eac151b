// SPDX-License-Identifier: Apache-2.0
// List, add, show and remove the destinations of a stream.
#include "control/pushes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/log.hpp"
#include "base/push_url.hpp"
#include "control/reply.hpp"
#include "control/store/streams_table.hpp"
#include "control/time_text.hpp"

namespace control {
namespace {

using base::Error;
using base::Fault;
using base::Json;
using base::Result;
using base::http::Response;

constexpr int kMostPushes = 16;
constexpr size_t kMaxName = 100;
constexpr std::array<std::string_view, 3> kMembers = {"name", "url", "backup_url"};

Error invalid(const std::string& sentence) {
  return Error{Fault::Caller, sentence, "invalid_push"};
}

Response notThere() {
  return problem(404, "not_found", "There is no such stream, or no such push of it.");
}

std::string masked(const std::string& url) {
  if (url.empty()) return "";
  const auto parsed = base::parsePushUrl(url);
  return parsed ? parsed->masked() : "***";
}

/// The last segment of the path; 0 when it is no number.
int64_t idOf(const Call& call) {
  const std::string_view path = call.request.path;
  const auto text = path.substr(path.rfind('/') + 1);
  int64_t id = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
  return fault == std::errc() && end == text.data() + text.size() ? id : 0;
}

StreamOutputs outputsOf(const Call& call) {
  return call.context.outputs ? call.context.outputs(call.slug) : StreamOutputs{};
}

Result<std::optional<std::vector<PushRow>>> pushesOf(Call& call) {
  auto database = call.desk.database();
  if (!database) return std::move(database).error();
  auto stream = streams_table::find(**database, call.slug);
  if (!stream) return std::move(stream).error();
  if (!*stream) return std::optional<std::vector<PushRow>>();
  auto rows = pushes_table::of(**database, call.slug);
  if (!rows) return std::move(rows).error();
  return std::optional(std::move(*rows));
}

}  // namespace

Result<PushRow> readNewPush(const Json& body) {
  if (!body.is_object()) return invalid("the body must be a JSON object");
  for (const auto& [key, value] : body.items()) {
    if (std::find(kMembers.begin(), kMembers.end(), key) == kMembers.end())
      return invalid("a push has name, url and backup_url, nothing else");
    if (!value.is_string()) return invalid(key + " must be a text");
  }
  PushRow row;
  row.name = base::textAt(body, "name");
  row.url = base::textAt(body, "url");
  row.backupUrl = base::textAt(body, "backup_url");
  const bool hasControl = std::any_of(row.name.begin(), row.name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
  if (row.name.size() > kMaxName || hasControl)
    return invalid("name must be a text of at most 100 bytes on one line");
  if (auto url = base::parsePushUrl(row.url); !url) return invalid("url: " + url.error().what);
  if (row.backupUrl.empty()) return row;
  if (auto url = base::parsePushUrl(row.backupUrl); !url)
    return invalid("backup_url: " + url.error().what);
  return row;
}

Json pushJson(const PushRow& row, const StreamOutputs& outputs) {
  const std::string id = std::to_string(row.id);
  const auto found = std::find_if(outputs.pushes.begin(), outputs.pushes.end(),
                                  [&](const PushStatus& one) { return one.id == id; });
  const PushStatus status = found != outputs.pushes.end() ? *found : PushStatus{};
  return {{"id", row.id},
          {"name", row.name},
          {"url", masked(row.url)},
          {"backup_url", masked(row.backupUrl)},
          {"state", status.state},
          {"code", status.code},
          {"detail", base::sentence(status.detail)},
          {"bytes", status.bytes},
          {"dropped_pictures", status.droppedPictures},
          {"reconnections", status.reconnections},
          {"is_backup", status.isBackup},
          {"created_at", formatTimestamp(row.createdAtMs)}};
}

Response showRecording(Call& call) {
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  const auto stream = streams_table::find(**database, call.slug);
  if (!stream) return problem(stream.error());
  if (!*stream) return notThere();
  const auto status = outputsOf(call).recording;
  Json movies = Json::array();
  if (call.context.movies)
    for (const auto& movie : call.context.movies(call.slug))
      movies.push_back({{"id", movie.id}, {"bytes", movie.bytes}});
  return reply(200, {{"record", (*stream)->record},
                     {"state", status.state},
                     {"code", status.code},
                     {"detail", base::sentence(status.detail)},
                     {"bytes", status.bytes},
                     {"milliseconds", status.millis},
                     {"movies", std::move(movies)}});
}

Response listPushes(Call& call) {
  const auto rows = pushesOf(call);
  if (!rows) return problem(rows.error());
  if (!*rows) return notThere();
  const auto outputs = outputsOf(call);
  Json list = Json::array();
  for (const auto& row : **rows) list.push_back(pushJson(row, outputs));
  return reply(200, {{"pushes", std::move(list)}});
}

Response createPush(Call& call) {
  if (!call.request.header("content-type").starts_with("application/json"))
    return problem(415, "not_media_type", "Send the push as application/json.");
  const auto body = base::parseJson(call.request.body);
  if (!body) return problem(400, "not_json", "The body is not JSON.");
  const auto row = readNewPush(*body);
  if (!row) return problem(row.error());
  const auto there = pushesOf(call);
  if (!there) return problem(there.error());
  if (!*there) return notThere();
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  const auto made = pushes_table::insert(**database, call.slug, *row, kMostPushes);
  if (!made) return problem(made.error());
  if (!*made) return problem(409, "too_many", "The stream has 16 pushes; remove one first.");
  base::log::info("api", "push added", {{"slug", call.slug}, {"push", (*made)->id}});
  call.context.changed();
  Response response = reply(201, pushJson(**made, outputsOf(call)));
  response.headers.emplace_back(
      "location", "/api/v1/streams/" + call.slug + "/pushes/" + std::to_string((*made)->id));
  return response;
}

Response showPush(Call& call) {
  const auto rows = pushesOf(call);
  if (!rows) return problem(rows.error());
  if (!*rows) return notThere();
  const auto found = std::find_if((*rows)->begin(), (*rows)->end(),
                                  [id = idOf(call)](const PushRow& row) { return row.id == id; });
  if (found == (*rows)->end()) return notThere();
  return reply(200, pushJson(*found, outputsOf(call)));
}

Response deletePush(Call& call) {
  auto database = call.desk.database();
  if (!database) return problem(database.error());
  const auto isRemoved = pushes_table::remove(**database, call.slug, idOf(call));
  if (!isRemoved) return problem(isRemoved.error());
  if (!*isRemoved) return notThere();
  base::log::info("api", "push removed", {{"slug", call.slug}, {"push", idOf(call)}});
  call.context.changed();
  return replyNothing();
}

}  // namespace control
