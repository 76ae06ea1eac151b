// SPDX-License-Identifier: Apache-2.0
// A door thread: idle connections are closed, web sockets are pinged.
#include <libwebsockets.h>
#include <unistd.h>

#include "base/http/server_lws_thread.hpp"

namespace base::http {
namespace {

constexpr Millis kPingAfter{25000};  // under the 30 s of common NAT and proxy time-outs
constexpr Millis kPongWithin{15000};

}  // namespace

void DoorThread::age(Session& session, Ageing& list) {
  const Steady now = steadyNow();
  if (session.ageing == nullptr)
    session.place = list.add(session, now);
  else
    list.renew(session.place, *session.ageing, now);
  session.ageing = &list;
}

void DoorThread::stopAgeing(Session& session) {
  if (session.ageing != nullptr) session.ageing->remove(session.place);
  session.ageing = nullptr;
}

void DoorThread::sweep() {
  uint64_t ticks = 0;
  if (::read(timer_, &ticks, sizeof ticks) < 0) return;
  const Steady now = steadyNow();
  while (Session* session = idle_.oldest(shared_.options.idleTimeout, now)) {
    stopAgeing(*session);
    closeSoon(*session);
  }
  while (Session* session = peers_.oldest(kPingAfter, now)) {
    age(*session, pinged_);
    session->needsPing = true;
    lws_callback_on_writable(session->wsi);
  }
  while (Session* session = pinged_.oldest(kPongWithin, now)) {
    stopAgeing(*session);
    closeSoon(*session);
  }
}

}  // namespace base::http
