// SPDX-License-Identifier: Apache-2.0
// One process without privileges, its files in a folder of ours.
#include "tests/network/rtmp/nginx_rtmp.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/unique_fd.hpp"

namespace push_test {
namespace {

constexpr base::Millis kStartWithin{5000}, kEndWithin{5000};
constexpr int kLookEvery = 10;  // ms

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::string configuration(const std::string& folder, int port) {
  return "load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\n"
         "daemon off;\nmaster_process off;\nworker_processes 1;\n"
         "pid " +
         folder + "/pid;\nerror_log " + folder +
         "/error.log info;\n"
         "events { worker_connections 64; }\n"
         "rtmp { server { listen 127.0.0.1:" +
         std::to_string(port) +
         "; chunk_size 4096;\n"
         " access_log off;\n"
         " application live { live on; record all; record_path " +
         folder +
         ";"
         " record_unique on; record_suffix -%s.flv; }\n"
         " application closed { live on; deny publish all; }\n"
         "} }\n";
}

}  // namespace

int freePort() {
  const base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = loopback(0);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(socket.get(), generic, length), 0);
  EXPECT_EQ(::getsockname(socket.get(), generic, &length), 0);
  return ntohs(address.sin_port);
}

bool awaitPort(int port, base::Millis limit) {
  const auto deadline = base::steadyNow() + limit;
  const auto address = loopback(port);
  while (base::steadyNow() < deadline) {
    const base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(socket.get(), generic, sizeof address) == 0) return true;
    ::poll(nullptr, 0, kLookEvery);
  }
  return false;
}

NginxRtmp::NginxRtmp() : port_(freePort()) {
  std::string pattern = std::filesystem::temp_directory_path() / "amphi-nginx-XXXXXX";
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  folder_ = pattern;
  std::ofstream(folder_ + "/nginx.conf") << configuration(folder_, port_);
  start();
}

NginxRtmp::~NginxRtmp() {
  kill();
  std::filesystem::remove_all(folder_);
}

void NginxRtmp::start() {
  auto started =
      base::Process::spawn({.argv = {"/usr/sbin/nginx", "-p", folder_, "-c",
                                     folder_ + "/nginx.conf", "-e", folder_ + "/error.log"}});
  ASSERT_TRUE(started) << started.error().what;
  process_.emplace(std::move(*started));
  EXPECT_TRUE(awaitPort(port_, kStartWithin)) << "nginx with libnginx-mod-rtmp does not start";
}

void NginxRtmp::kill() {
  if (!process_) return;
  process_->kill(SIGKILL);
  EXPECT_TRUE(process_->wait(kEndWithin));
  process_.reset();
}

std::string NginxRtmp::url(const std::string& key, const std::string& application) const {
  return "rtmp://127.0.0.1:" + std::to_string(port_) + "/" + application + "/" + key;
}

std::vector<std::string> NginxRtmp::recordings(const std::string& key) const {
  std::vector<std::string> found;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const auto name = file.path().filename().string();
    if (name.starts_with(key + "-") && name.ends_with(".flv")) found.push_back(file.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace push_test
