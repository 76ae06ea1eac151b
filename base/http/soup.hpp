// SPDX-License-Identifier: Apache-2.0
// What the two files of the libsoup door share: the session behind an http::Client.
#pragma once

#include <libsoup/soup.h>

#include <memory>
#include <set>
#include <string>

#include "base/http/client.hpp"
#include "base/ref.hpp"

namespace base::http {

struct Exchange;

struct Client::State {
  Loop& loop;
  Ref<SoupSession> session;
  Ref<SoupCookieJar> jar;
  Ref<GTlsDatabase> extraTrust;  ///< Of ClientOptions::caFile.
  std::set<std::shared_ptr<Exchange>> running;
};

/// While it lives, asynchronous calls of GLib report to that context.
class ContextScope {
 public:
  explicit ContextScope(GMainContext* context) : context_(context) {
    g_main_context_push_thread_default(context_);
  }
  ContextScope(const ContextScope&) = delete;
  ContextScope& operator=(const ContextScope&) = delete;
  ~ContextScope() { g_main_context_pop_thread_default(context_); }

 private:
  GMainContext* context_;
};

/// A message with its headers set and trust extended; nothing when the URL is not one.
Ref<SoupMessage> makeMessage(Client::State& state, const std::string& method,
                             const std::string& url, const Headers& headers);

/// A GError as ours, with the code http::Client promises. Takes the GError.
Error soupError(GError* taken, const std::string& url);

}  // namespace base::http
