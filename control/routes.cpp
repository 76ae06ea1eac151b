// SPDX-License-Identifier: Apache-2.0
// The routes.
#include "control/routes.hpp"

#include <array>

#include "control/health.hpp"
#include "control/openapi_text.hpp"
#include "control/pushes.hpp"
#include "control/streams.hpp"

namespace control {
namespace {

constexpr std::string_view kSlug = "{slug}";
constexpr std::string_view kId = "/{id}";

}  // namespace

std::span<const Route> routes() {
  static const std::array kRoutes = {
      Route{"GET", "/api/v1/streams", Access::Read, listStreams, {200, 503}},
      Route{"POST",
            "/api/v1/streams",
            Access::Write,
            createStream,
            {201, 400, 401, 403, 409, 413, 415, 422, 503}},
      Route{"GET", "/api/v1/streams/{slug}", Access::Read, showStream, {200, 404, 503}},
      Route{"PATCH",
            "/api/v1/streams/{slug}",
            Access::Write,
            changeStream,
            {200, 400, 401, 403, 404, 413, 415, 422, 503}},
      Route{"DELETE",
            "/api/v1/streams/{slug}",
            Access::Write,
            deleteStream,
            {204, 401, 403, 404, 503}},
      Route{"POST",
            "/api/v1/streams/{slug}/start",
            Access::Write,
            startStream,
            {202, 401, 403, 404, 503}},
      Route{"POST",
            "/api/v1/streams/{slug}/stop",
            Access::Write,
            stopStream,
            {202, 401, 403, 404, 503}},
      Route{"GET",
            "/api/v1/streams/{slug}/pushes",
            Access::Write,
            listPushes,
            {200, 401, 403, 404, 503}},
      Route{"POST",
            "/api/v1/streams/{slug}/pushes",
            Access::Write,
            createPush,
            {201, 400, 401, 403, 404, 409, 413, 415, 422, 503}},
      Route{"GET",
            "/api/v1/streams/{slug}/pushes/{id}",
            Access::Write,
            showPush,
            {200, 401, 403, 404, 503}},
      Route{"DELETE",
            "/api/v1/streams/{slug}/pushes/{id}",
            Access::Write,
            deletePush,
            {204, 401, 403, 404, 503}},
      Route{
          "GET", "/api/v1/streams/{slug}/recording", Access::Read, showRecording, {200, 404, 503}},
      Route{"GET", "/api/v1/openapi.yaml", Access::Read, showOpenapi, {200, 503}},
      Route{"GET", "/healthz", Access::Read, showHealth, {200, 503}},
      Route{"GET", "/readyz", Access::Read, showReadiness, {200, 503}},
      Route{"GET", "/metrics", Access::Read, showMetrics, {200, 503}},
  };
  return kRoutes;
}

std::optional<std::string> matchPath(std::string_view route, std::string_view path) {
  if (route.ends_with(kId)) {
    const auto last = path.rfind('/');
    if (last == std::string_view::npos || last + 1 == path.size()) return std::nullopt;
    return matchPath(route.substr(0, route.size() - kId.size()), path.substr(0, last));
  }
  const auto at = route.find(kSlug);
  if (at == std::string_view::npos)
    return route == path ? std::optional<std::string>("") : std::nullopt;
  const auto before = route.substr(0, at);
  const auto after = route.substr(at + kSlug.size());
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
      !path.ends_with(after))
    return std::nullopt;
  const auto slug = path.substr(before.size(), path.size() - before.size() - after.size());
  if (slug.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(slug);
}

}  // namespace control
