// SPDX-License-Identifier: Apache-2.0
// amphi-bench-chat PORT PATH LISTENERS LINES: says lines to a crowd and prints the delays as JSON.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "tests/bench/chat/crowd.hpp"

namespace {

constexpr base::Millis kGatherWithin{120'000};
constexpr base::Millis kHeardWithin{5000};

double quantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto at = static_cast<size_t>(share * static_cast<double>(sorted.size()));
  return sorted[std::min(at, sorted.size() - 1)];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "amphi-bench-chat PORT PATH LISTENERS LINES\n");
    return 2;
  }
  const int listeners = std::atoi(argv[3]), lines = std::atoi(argv[4]);
  bench::Crowd crowd(std::atoi(argv[1]), argv[2]);
  if (auto gathered = crowd.gather(listeners, kGatherWithin); !gathered) {
    std::fprintf(stderr, "%s\n", gathered.error().what.c_str());
    return 1;
  }
  std::vector<double> delays;
  for (int round = 0; round < lines; ++round) {
    const auto heard = crowd.say(round, kHeardWithin);
    delays.insert(delays.end(), heard.begin(), heard.end());
  }
  std::sort(delays.begin(), delays.end());
  const long missing = static_cast<long>(listeners) * lines - static_cast<long>(delays.size());
  std::printf("{\"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f, \"missing\": %ld}\n",
              quantile(delays, 0.5), quantile(delays, 0.99), quantile(delays, 1.0), missing);
  return 0;
}
