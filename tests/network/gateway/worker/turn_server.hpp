// SPDX-License-Identifier: Apache-2.0
// coturn on loopback, with the credentials BBB would give out.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>

#include "base/process.hpp"

namespace tests {

constexpr auto kTurnSecret = "turn-secret";
/// What is relayed comes from here: a server can tell it from the direct way.
constexpr auto kTurnRelay = "127.0.0.2";

/// A TCP and UDP port of 127.0.0.1 that was free just now.
inline int freePort() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  const bool isBound =
      ::bind(descriptor, raw, size) == 0 && ::getsockname(descriptor, raw, &size) == 0;
  ::close(descriptor);
  return isBound ? ntohs(address.sin_port) : 0;
}

class TurnServer {
 public:
  TurnServer() : port_(freePort()) {
    std::string pattern = testing::TempDir() + "amphi-turn-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    const std::string port = std::to_string(port_);
    auto spawned = base::Process::spawn({{"turnserver",
                                          "-n",
                                          "--listening-ip",
                                          "127.0.0.1",
                                          "--listening-port",
                                          port,
                                          "--relay-ip",
                                          kTurnRelay,
                                          "--allow-loopback-peers",
                                          "--use-auth-secret",
                                          "--static-auth-secret",
                                          kTurnSecret,
                                          "--realm",
                                          "amphi",
                                          "--no-tls",
                                          "--no-dtls",
                                          "--no-cli",
                                          "--log-file",
                                          folder_ + "/log",
                                          "--simple-log",
                                          "--pidfile",
                                          folder_ + "/pid",
                                          "--userdb",
                                          folder_ + "/db"}});
    EXPECT_TRUE(spawned) << "coturn is missing (configs/dev/packages.txt)";
    if (spawned) process_ = std::make_unique<base::Process>(std::move(*spawned));
  }
  TurnServer(const TurnServer&) = delete;
  TurnServer& operator=(const TurnServer&) = delete;
  ~TurnServer() {
    if (process_) process_->kill(SIGKILL);
    if (process_) process_->wait(base::Millis(5000));
    std::filesystem::remove_all(folder_);
  }

  std::string url() const { return "turn:127.0.0.1:" + std::to_string(port_); }
  /// It takes connections: poll it.
  bool isReady() const {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool isOpen =
        ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(descriptor);
    return isOpen;
  }

 private:
  int port_;
  std::string folder_;
  std::unique_ptr<base::Process> process_;
};

}  // namespace tests
