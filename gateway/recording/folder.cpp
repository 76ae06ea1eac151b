// SPDX-License-Identifier: Apache-2.0
// Names come from foreign files: none may lead out of the folder.
#include "gateway/recording/folder.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace gateway::recording {
namespace {

constexpr size_t kMostNameBytes = 512;

bool isPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

bool isOwnName(std::string_view name) {
  if (name.empty() || name.size() > kMostNameBytes) return false;
  while (true) {
    const auto end = std::min(name.find('/'), name.size());
    const auto segment = name.substr(0, end);
    if (segment.empty() || segment.front() == '.') return false;
    if (!std::all_of(segment.begin(), segment.end(), isPlain)) return false;
    if (end == name.size()) return true;
    name.remove_prefix(end + 1);
  }
}

base::Result<Folder> Folder::open(const std::filesystem::path& path) {
  std::error_code fault;
  auto canonical = std::filesystem::canonical(path, fault);
  if (fault || !std::filesystem::is_directory(canonical, fault)) {
    return base::Error{base::Fault::Caller, "there is no folder " + path.string(), "not_found"};
  }
  return Folder(std::move(canonical));
}

std::optional<std::filesystem::path> Folder::find(std::string_view name) const {
  if (!isOwnName(name)) return std::nullopt;
  std::error_code fault;
  auto file = std::filesystem::canonical(path_ / name, fault);
  if (fault || !std::filesystem::is_regular_file(file, fault)) return std::nullopt;
  const auto within = std::mismatch(path_.begin(), path_.end(), file.begin(), file.end());
  if (within.first != path_.end()) return std::nullopt;
  return file;
}

base::Result<std::optional<std::string>> Folder::read(std::string_view name,
                                                      size_t maxBytes) const {
  const auto file = find(name);
  if (!file) return std::optional<std::string>();
  std::error_code fault;
  const auto size = std::filesystem::file_size(*file, fault);
  const auto unreadable = [&] {
    return base::Error{base::Fault::Store, std::string(name) + " cannot be read", "unreadable"};
  };
  if (fault) return unreadable();
  if (size > maxBytes) {
    return base::Error{base::Fault::Peer, std::string(name) + " is larger than we accept",
                       "too_long"};
  }
  std::ifstream stream(*file, std::ios::binary);
  std::string bytes(size, '\0');
  if (!stream.read(bytes.data(), static_cast<std::streamsize>(size))) return unreadable();
  return std::optional(std::move(bytes));
}

}  // namespace gateway::recording
