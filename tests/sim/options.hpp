// SPDX-License-Identifier: Apache-2.0
// The command line of amphi-sim.
#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace sim {

struct Options {
  std::string host = "127.0.0.1";
  int port = 0;
  std::string secret;
  std::string meeting = "demo";
  std::string scenario;
  std::string camera;
  std::string sound;
  std::string slides;
  std::string mediaHost = "127.0.0.1";
  std::string publicUrl;   ///< What clients call us, when that is not http://host:port.
  std::string sfu;         ///< A real SFU's address for clients; "" = ours.
  std::string turn;        ///< A TURN server's URL for clients; "" = none.
  std::string turnSecret;  ///< Shared with it (TURN REST).
  std::string turnRelay;   ///< The IP it relays from, for the fault turn_only.
  int cameras = 1;
  int consentSeconds = 30;
  int readyDescriptor = -1;
  bool empty = false;
  bool help = false;
};

/// What `--help` prints.
extern const char* const kUsage;

/// Reads `--name value` and `--name=value`.
base::Result<Options> readOptions(const std::vector<std::string>& arguments);

}  // namespace sim
