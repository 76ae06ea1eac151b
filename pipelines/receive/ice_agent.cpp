// SPDX-License-Identifier: Apache-2.0
// libnice behind a webrtcbin.
#include "pipelines/receive/ice_agent.hpp"

#include <nice/agent.h>

#include "base/ref.hpp"

namespace pipelines {
namespace {

// Both getters give a counted reference. The agent behind `ice-agent` is still floating in
// GStreamer 1.22: it must not be sunk, or webrtcbin loses its own. adopt() only drops what the
// getter gave.
base::Ref<GObject> agentOf(GstElement* webrtcbin) {
  GObject* ice = nullptr;
  g_object_get(webrtcbin, "ice-agent", &ice, nullptr);
  const auto held = base::Ref<GObject>::adopt(ice);
  GObject* agent = nullptr;
  if (held) g_object_get(held.get(), "agent", &agent, nullptr);
  return base::Ref<GObject>::adopt(agent);
}

}  // namespace

void tuneIceAgent(GstElement* webrtcbin) {
  const auto agent = agentOf(webrtcbin);
  if (!agent) return;
  g_object_set(agent.get(), "keepalive-conncheck", TRUE, "upnp", FALSE, "ice-tcp", FALSE, nullptr);
}

void useLocalAddress(GstElement* webrtcbin, const std::string& address) {
  const auto agent = agentOf(webrtcbin);
  NiceAddress local;
  nice_address_init(&local);
  if (!agent || nice_address_set_from_string(&local, address.c_str()) == FALSE) return;
  nice_agent_add_local_address(NICE_AGENT(agent.get()), &local);
}

}  // namespace pipelines
