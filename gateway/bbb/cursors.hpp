// SPDX-License-Identifier: Apache-2.0
// Whose pointers a viewer sees on the page, and where.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/bbb/meeting.hpp"

namespace gateway {

/// What decides whether somebody's pointer is shown to us.
struct CursorRules {
  std::string ownUserId;  ///< Never shown.
  std::string presenterId, presenterName;
  bool areViewersHidden =
      false;  ///< We are locked, and viewers' cursors are hidden from the locked.
  bool operator==(const CursorRules&) const = default;
};

/// Pure (bbb-session.md §3.8).
class Cursors {
 public:
  void setRules(CursorRules rules) { rules_ = std::move(rules); }
  void setWriters(std::vector<Writer> writers) { writers_ = std::move(writers); }
  /// Within a batch the last place of a pointer wins.
  void move(const std::vector<CursorMove>& moves);
  /// Another page: the places of the old one mean nothing.
  void forget() { places_.clear(); }

  /// By user id.
  std::vector<Cursor> visible() const;

 private:
  CursorRules rules_;
  std::vector<Writer> writers_;
  std::map<std::string, CursorMove> places_;  // by user id
};

}  // namespace gateway
