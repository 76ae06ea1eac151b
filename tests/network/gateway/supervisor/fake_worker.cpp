// SPDX-License-Identifier: Apache-2.0
// The fake worker: parts on a timer, lines echoed, stops obeyed or not.
#include "tests/network/gateway/supervisor/fake_worker.hpp"

#include <csignal>
#include <iostream>
#include <string>
#include <utility>

#include "base/loop.hpp"
#include "gateway/link/channel.hpp"
#include "gateway/link/job.hpp"
#include "gateway/link/listener.hpp"
#include "gateway/link/server_link.hpp"
#include "gateway/link/worker_lock.hpp"

namespace gateway {
namespace {

constexpr base::Millis kPartEvery{10};

pipelines::Part part(int64_t global) {
  pipelines::Part out;
  out.bytes = std::make_shared<const std::string>("moofmdat");
  out.global = global;
  out.segment = global / 12;
  out.part = static_cast<int>(global % 12);
  out.last = out.part == 11;
  out.durationTicks = 28800;
  out.unixMillis = base::unixMillis();
  return out;
}

int runMute(base::Loop& loop, const WorkerJob& job) {
  auto socket = connectLink(job.socket);
  if (!socket) return 1;
  Channel channel(loop, std::move(*socket), {[](Frame) {}, [](base::Error) {}});
  const auto hello = toFrame(FromWorker(LinkHello{job.slug, ::getpid(), "mutemute", {}, {}}));
  channel.send(hello.header);
  loop.run();
  return 0;
}

int runStreaming(base::Loop& loop, const WorkerJob& job) {
  int64_t next = 0;
  ServerLink* server = nullptr;
  const auto end = [&] {
    server->publish(LinkState{base::StreamState::Ended, "stopped", "", ""});
    loop.post([&] { loop.quit(); });
  };
  ServerLinkEvents events;
  // Told as a line of chat, so that tests can see it.
  events.onShow = [&](const LinkShow& show) {
    const std::string id = "look-" + show.look.layout + (show.look.isPaused ? "-paused" : "");
    if (show.look != base::StreamLook{}) server->publish(LinkChat{id, "Ada", true, "", 5, {}});
  };
  events.onSay = [&](const LinkSay& say) {
    if (job.title == "deaf") return;
    server->publish(LinkChat{"m-" + say.id, job.botName, false, say.text, 5, say.id});
  };
  events.onStop = [&](const std::string&) {
    if (job.title != "stubborn") end();
  };
  ServerLink link(loop, job.socket, job.slug, std::move(events));
  server = &link;
  pipelines::Init init;
  init.bytes = std::make_shared<const std::string>("ftypmoov");
  init.codecs = "avc1.64001f";
  init.timescale = 90000;
  link.publish(init);
  link.publish(LinkState{base::StreamState::Live, "", "", ""});
  if (job.look != base::StreamLook{})
    link.publish(LinkChat{"job-" + job.look.layout, "Ada", true, "", 5, {}});
  // A line of a person with the date that the job said is known, so that tests can read the job.
  link.publish(LinkChat{"history", "Ada", true, "hello", job.chatSinceMs, {}});
  auto ticking = loop.every(kPartEvery, [&] {
    link.publish(part(next++));
    if (job.title == "ends" && link.isConnected()) end();
  });
  loop.run();
  // What was queued leaves before the process does.
  ticking.cancel();
  auto drain = loop.every(kPartEvery, [&] {
    if (link.isDrained()) loop.quit();
  });
  loop.run();
  return 0;
}

}  // namespace

int runFakeWorker() {
  std::string line;
  std::getline(std::cin, line);
  const auto job = parseJob(line);
  if (!job) return 2;
  const auto lock = holdWorkerLock(job->socket, job->slug);
  if (!lock) return 4;
  if (job->title == "stubborn") std::signal(SIGTERM, SIG_IGN);
  base::Loop loop;
  if (job->title == "mute") return runMute(loop, *job);
  if (job->title == "shy") loop.run();
  return runStreaming(loop, *job);
}

}  // namespace gateway
