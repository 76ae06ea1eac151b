// SPDX-License-Identifier: Apache-2.0
// One line a figure.
#include "gateway/amphi/figures.hpp"

#include "base/stream_status.hpp"
#include "control/metrics.hpp"

namespace gateway {
namespace {

struct Figure {
  const char* name;
  const char* help;
  double value;
};

double number(uint64_t value) {
  return static_cast<double>(value);
}

void writeStreams(control::MetricsText& text, const FigureSources& from) {
  text.gauge("amphi_streams", "Streams by state.");
  const auto counts = from.board.countByState();
  for (size_t i = 0; i < counts.size(); ++i)
    text.sample(counts[i], {{"state", base::kStreamStateNames[i]}});
}

struct PushFigure {
  const char* name;
  const char* help;
  int64_t PushReport::*value;
};

void writeOutputs(control::MetricsText& text,
                  const std::map<std::string, StreamSnapshot>& workers) {
  text.gauge("amphi_push_live", "1 while the destination takes the stream.");
  for (const auto& [slug, one] : workers)
    for (const auto& push : one.outputs.pushes)
      text.sample(one.isConnected && push.state == PushState::Live ? 1 : 0,
                  {{"slug", slug}, {"push", push.id}});
  text.gauge("amphi_recording", "1 while the stream is recorded.");
  for (const auto& [slug, one] : workers)
    text.sample(one.isConnected && one.outputs.recording.state == RecordState::Recording ? 1 : 0,
                {{"slug", slug}});
  text.counter("amphi_recording_bytes_total", "Bytes recorded by the stream's worker.");
  for (const auto& [slug, one] : workers)
    text.sample(number(static_cast<uint64_t>(one.outputs.recording.bytes)), {{"slug", slug}});
  for (const auto& figure :
       {PushFigure{"amphi_push_bytes_total", "Bytes sent to the destination.", &PushReport::bytes},
        PushFigure{"amphi_push_dropped_pictures_total", "Pictures it was too slow for.",
                   &PushReport::droppedPictures},
        PushFigure{"amphi_push_reconnections_total", "Connections it lost or refused.",
                   &PushReport::reconnections}}) {
    text.counter(figure.name, figure.help);
    for (const auto& [slug, one] : workers)
      for (const auto& push : one.outputs.pushes)
        text.sample(number(static_cast<uint64_t>(push.*figure.value)),
                    {{"slug", slug}, {"push", push.id}});
  }
}

void writeWorkers(control::MetricsText& text, const Supervisor& supervisor) {
  const auto workers = supervisor.snapshot();
  text.counter("amphi_worker_restarts_total", "Workers that died while they were wanted.");
  for (const auto& [slug, one] : workers)
    text.sample(number(static_cast<uint64_t>(one.restarts)), {{"slug", slug}});
  text.gauge("amphi_worker_connected", "1 while the stream's worker is connected.");
  for (const auto& [slug, one] : workers) text.sample(one.isConnected ? 1 : 0, {{"slug", slug}});
  text.gauge("amphi_worker_value", "What workers report of themselves, by name.");
  for (const auto& [slug, one] : workers)
    for (const auto& [key, value] : one.stats) text.sample(value, {{"slug", slug}, {"name", key}});
  writeOutputs(text, workers);
  text.counter("amphi_link_dropped_peers_total", "Peers of the link dropped for nonsense.");
  text.sample(number(supervisor.droppedPeers()));
}

}  // namespace

std::string figuresText(const FigureSources& from) {
  const Figure counters[] = {
      {"amphi_http_connections_total", "Connections taken.", number(from.door.connections)},
      {"amphi_http_requests_total", "Requests answered.", number(from.door.requests)},
      {"amphi_http_refused_total", "Requests and connections refused.", number(from.door.refused)},
      {"amphi_http_sent_bytes_total", "Bytes sent.", number(from.door.bytesOut)},
      {"amphi_api_requests_total", "Requests run by the pool.", number(from.pool.done)},
      {"amphi_api_refused_total", "Requests refused by a full pool.", number(from.pool.refused)},
      {"amphi_chat_lines_total", "Chat lines shown.", number(from.hub.lines)},
      {"amphi_chat_refused_total", "Listeners' lines refused.", number(from.hub.refused)},
      {"amphi_chat_broken_total", "Frames of pages that made no sense.", number(from.hub.broken)},
      {"amphi_chat_stored_total", "Chat lines written down.", number(from.archive.stored)},
      {"amphi_chat_lost_total", "Chat lines given up, not written.", number(from.archive.dropped)},
  };
  const Figure gauges[] = {
      {"amphi_http_open_connections", "Connections open.", number(from.door.openSockets)},
      {"amphi_listeners", "Page sockets open.", number(from.hub.peers)},
      {"amphi_api_queued", "Requests waiting for the pool.", number(from.pool.queued)},
      {"amphi_chat_unwritten", "Chat lines waiting for the database.", number(from.archive.queued)},
      {"amphi_origin_bytes", "Media held for listeners.", number(from.origin.bytesHeld)},
      {"amphi_origin_waiting", "Parked playlist requests.", number(from.origin.waiting)},
  };
  control::MetricsText text;
  for (const auto& one : counters) {
    text.counter(one.name, one.help);
    text.sample(one.value);
  }
  for (const auto& one : gauges) {
    text.gauge(one.name, one.help);
    text.sample(one.value);
  }
  writeStreams(text, from);
  if (from.supervisor != nullptr) writeWorkers(text, *from.supervisor);
  return text.text();
}

}  // namespace gateway
