// SPDX-License-Identifier: Apache-2.0
// Progress: a bar on a terminal, a line each tenth elsewhere.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <string>

namespace gateway {

class Progress {
 public:
  /// @param isTerminal  Whether standard error is one.
  explicit Progress(bool isTerminal) : isTerminal_(isTerminal) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// A new thing to do, from 0 on.
  void begin(std::string what);
  void show(double share);
  /// What is on its way, where nobody knows how much there will be.
  void note(const std::string& name, uint64_t bytes);
  /// Wipes the bar: a sentence may follow.
  void clear();

 private:
  const bool isTerminal_;
  std::string what_;
  base::Steady start_{};
  bool isShown_ = false;
  int tenths_ = 0;  // Told by a line.
};

/// "[########------] 57 %, 0:12 left"
std::string progressBar(double share, base::Millis spent);

}  // namespace gateway
