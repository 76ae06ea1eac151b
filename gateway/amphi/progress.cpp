// SPDX-License-Identifier: Apache-2.0
// The bar and its arithmetic.
#include "gateway/amphi/progress.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <utility>

namespace gateway {
namespace {

constexpr int kBarLetters = 30;
constexpr double kLeastShare = 0.01;  // Under it nobody knows how long the rest will take.

std::string clockText(base::Millis time) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(time).count();
  const auto rest = std::to_string(seconds % 60);
  return std::to_string(seconds / 60) + (rest.size() < 2 ? ":0" : ":") + rest;
}

std::string percent(double share) {
  return std::to_string(static_cast<int>(share * 100)) + " %";
}

}  // namespace

std::string progressBar(double share, base::Millis spent) {
  share = std::clamp(share, 0.0, 1.0);
  const auto full = static_cast<size_t>(share * kBarLetters);
  auto text =
      "[" + std::string(full, '#') + std::string(kBarLetters - full, '-') + "] " + percent(share);
  if (share < kLeastShare || share >= 1) return text;
  const auto left = std::chrono::duration<double, std::milli>(spent) * ((1 - share) / share);
  return text + ", " + clockText(std::chrono::round<base::Millis>(left)) + " left";
}

void Progress::begin(std::string what) {
  clear();
  what_ = std::move(what);
  start_ = base::steadyNow();
  tenths_ = 0;
  if (!isTerminal_) std::cerr << what_ << std::endl;
}

void Progress::show(double share) {
  const auto spent = std::chrono::duration_cast<base::Millis>(base::steadyNow() - start_);
  if (isTerminal_) {
    std::cerr << "\r\x1b[K" << what_ << " " << progressBar(share, spent) << std::flush;
    isShown_ = true;
    return;
  }
  const int tenths = static_cast<int>(share * 10);
  if (tenths <= tenths_) return;
  tenths_ = tenths;
  std::cerr << what_ << " " << percent(share) << std::endl;
}

void Progress::note(const std::string& name, uint64_t bytes) {
  if (!isTerminal_) return;
  constexpr uint64_t kMega = 1'000'000;
  std::cerr << "\r\x1b[K" << what_ << " " << name << ", " << bytes / kMega << " MB so far"
            << std::flush;
  isShown_ = true;
}

void Progress::clear() {
  if (std::exchange(isShown_, false)) std::cerr << "\r\x1b[K" << std::flush;
}

}  // namespace gateway
