// SPDX-License-Identifier: Apache-2.0
// One file after the other over one client; every redirect is looked at before it is followed.
#include "gateway/recording/fetch.hpp"

#include "base/http/client.hpp"
#include "base/loop.hpp"
#include "gateway/recording/pictures.hpp"
#include "gateway/recording/recording.hpp"
#include "pipelines/render/partial_file.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace gateway::recording {
namespace {

using base::Result;
using base::http::Client;
using base::http::ClientReply;
using base::http::ClientRequest;

constexpr int kMostRedirects = 5;
constexpr size_t kMostImages = 5000;
constexpr size_t kMostImageBytes = 24u << 20;
constexpr uint64_t kMostMediaBytes = 64ull << 30;
constexpr base::Millis kPieceWithin{30'000};
constexpr base::Millis kLookEvery{200};
constexpr size_t kIdLetters = 40, kIdDigits = 13;
constexpr std::string_view kPlayer = "/playback/presentation/";

base::Error noAddress(const std::string& address) {
  return {base::Fault::Caller, address + " is not the address of a recording", "usage"};
}

bool isHttp(const base::http::Url& url) {
  return url.scheme == "https" || url.scheme == "http";
}

/// What became of one file.
enum class Got { Whole, Missing };

class Fetcher {
 public:
  Fetcher(const std::filesystem::path& folder, const FetchOptions& options)
      : folder_(folder), options_(options), client_(loop_, {.caFile = options.caFile}) {}

  Result<void> run(const std::string& address);

 private:
  Result<std::string> visitPlayer(const std::string& address);
  Result<void> getDocuments();
  Result<void> getMentioned();
  Result<void> getImages(const Shapes& shapes);
  Result<void> getMedia();
  template <size_t n>
  Result<Got> getFirst(const std::string_view (&names)[n]);
  Result<Got> get(const std::string& name, uint64_t maxBytes);
  Result<ClientReply> follow(ClientRequest request);
  Result<ClientReply> exchange(ClientRequest request);

  const std::filesystem::path folder_;
  const FetchOptions& options_;
  std::string base_;  // Of the recording's files.
  FetchProgress progress_;
  base::Loop loop_;
  Client client_;
};

Result<void> Fetcher::run(const std::string& address) {
  const auto url = base::http::parseUrl(address);
  if (!url || !isHttp(*url)) return noAddress(address);
  auto found = visitPlayer(address);
  if (!found) return std::move(found).error();
  base_ = dataAddress(*found);
  if (base_.empty()) return noAddress(address);
  if (auto done = getDocuments(); !done) return done;
  if (auto done = getMentioned(); !done) return done;
  return getMedia();
}

// The page itself is not needed, but where it moved and the cookies that it sets are.
Result<std::string> Fetcher::visitPlayer(const std::string& address) {
  if (address.find(kPlayer) == std::string::npos) return address;
  progress_.name = "the player's page";
  auto reply = follow({.url = address, .maxBodyBytes = kMostDocumentBytes});
  if (!reply) return std::move(reply).error();
  const bool isPlayer = reply->finalUrl.find(kPlayer) != std::string::npos;
  return isPlayer && !recordingId(reply->finalUrl).empty() ? reply->finalUrl : address;
}

Result<void> Fetcher::getDocuments() {
  for (const auto name : kDocuments) {
    const auto got = get(std::string(name), kMostDocumentBytes);
    if (!got) return got.error();
    if (name == "metadata.xml" && *got == Got::Missing) {
      return base::Error{base::Fault::Caller, "there is no recording at " + base_, "not_found"};
    }
  }
  return {};
}

Result<void> Fetcher::getMentioned() {
  const auto folder = Folder::open(folder_);
  if (!folder) return folder.error();
  const auto recording = readRecording(*folder);
  if (!recording) return recording.error();
  for (const auto& captions : recording->captions) {
    const auto got = get("caption_" + captions.locale + ".vtt", kMostDocumentBytes);
    if (!got) return got.error();
  }
  return getImages(recording->shapes);
}

Result<void> Fetcher::getImages(const Shapes& shapes) {
  std::set<std::string> names;
  for (const auto& slide : shapes.slides) {
    if (names.size() < kMostImages && isOwnName(slide.image)) names.insert(slide.image);
  }
  for (const auto& name : names) {
    auto got = get(name, kMostImageBytes);
    if (!got) return got.error();
    // The PNG beside an SVG is for one that cannot be drawn, too.
    const auto beside = pngBeside(name);
    if (!isOwnName(beside) || names.contains(beside)) continue;
    got = get(beside, kMostImageBytes);
    if (!got) return got.error();
  }
  return {};
}

Result<void> Fetcher::getMedia() {
  auto got = getFirst(kMainMedia);
  if (!got) return std::move(got).error();
  const auto folder = Folder::open(folder_);
  const auto shares = folder ? folder->read("deskshare.xml", kMostDocumentBytes)
                             : Result<std::optional<std::string>>(folder.error());
  if (!shares) return shares.error();
  if (!*shares) return {};
  const auto events = readScreenShares(**shares);
  if (!events || events->empty()) return {};
  got = getFirst(kScreenMedia);
  return got ? Result<void>() : std::move(got).error();
}

template <size_t n>
Result<Got> Fetcher::getFirst(const std::string_view (&names)[n]) {
  for (const auto name : names) {
    auto got = get(std::string(name), kMostMediaBytes);
    if (!got || *got == Got::Whole) return got;
  }
  return Got::Missing;
}

Result<Got> Fetcher::get(const std::string& name, uint64_t maxBytes) {
  base::check(isOwnName(name), "only a recording's own names are fetched");
  const auto path = folder_ / name;
  std::error_code ignored;  // The file says it, when it cannot be made.
  std::filesystem::create_directories(path.parent_path(), ignored);
  auto file = pipelines::PartialFile::create(path);
  if (!file) return std::move(file).error();
  progress_.name = name;
  std::optional<base::Error> failed;
  ClientRequest request{.url = base_ + name, .maxBodyBytes = maxBytes, .timeout = kPieceWithin};
  request.onBody = [&](std::string_view piece) {
    progress_.bytes += piece.size();
    auto written = file->append(piece);
    if (!written) failed = std::move(written).error();
    return !failed;
  };
  auto reply = follow(std::move(request));
  if (failed) return std::move(*failed);
  if (!reply) return std::move(reply).error().in(name);
  if (reply->status == 404 || reply->status == 410) return Got::Missing;
  if (reply->status != 200) {
    return base::Error{base::Fault::Peer,
                       "the server answers " + std::to_string(reply->status) + " for " + name,
                       "http"};
  }
  // A server that shows a page of its own for what is not there.
  if (reply->contentType.starts_with("text/html")) return Got::Missing;
  auto kept = file->keep();
  return kept ? Result<Got>(Got::Whole) : std::move(kept).error();
}

Result<ClientReply> Fetcher::follow(ClientRequest request) {
  request.followRedirects = false;
  const bool isSafe = request.url.starts_with("https:");
  for (int hops = 0; hops <= kMostRedirects; ++hops) {
    auto reply = exchange(request);
    const auto target = reply && reply->status >= 300 && reply->status < 400
                            ? reply->header("location")
                            : std::nullopt;
    if (!target) return reply;
    request.url = base::http::resolveUrl(request.url, *target);
    const auto url = base::http::parseUrl(request.url);
    if (!url || !isHttp(*url) || (isSafe && url->scheme != "https")) {
      return base::Error{base::Fault::Peer, "the server redirects to an unsafe address", "http"};
    }
  }
  return base::Error{base::Fault::Peer, "the server redirects without an end", "http"};
}

Result<ClientReply> Fetcher::exchange(ClientRequest request) {
  Result<ClientReply> answer = base::Error{base::Fault::Caller, "the fetch was stopped", "stopped"};
  Client::Done done = [&](Result<ClientReply> result) {
    answer = std::move(result);
    loop_.quit();
  };
  bool isStopped = false;
  request.onBody = [&, onBody = std::move(request.onBody)](std::string_view piece) {
    return !isStopped && (!onBody || onBody(piece));
  };
  const auto look = loop_.every(kLookEvery, [&] {
    isStopped = isStopped || (options_.onProgress && !options_.onProgress(progress_));
    if (isStopped) loop_.quit();
  });
  client_.send(std::move(request), std::move(done));
  loop_.run();
  return answer;
}

}  // namespace

std::string recordingId(const std::string& address) {
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  for (auto at = address.rfind('-'); at != std::string::npos && at >= kIdLetters;
       at = address.rfind('-', at - 1)) {
    const std::string_view before(address.data() + at - kIdLetters, kIdLetters);
    const auto after = std::string_view(address).substr(at + 1, kIdDigits);
    if (after.size() == kIdDigits && std::ranges::all_of(before, isLetter) &&
        std::ranges::all_of(after, isDigit)) {
      return address.substr(at - kIdLetters, kIdLetters + 1 + kIdDigits);
    }
  }
  return "";
}

std::string dataAddress(const std::string& address) {
  const auto url = base::http::parseUrl(address);
  if (!url || !isHttp(*url)) return "";
  const auto player = url->path.find(kPlayer);
  if (player == std::string::npos) {
    return url->origin() + url->path + (url->path.ends_with('/') ? "" : "/");
  }
  const auto id = recordingId(address);
  if (id.empty()) return "";
  return url->origin() + url->path.substr(0, player) + "/presentation/" + id + "/";
}

Result<void> fetchRecording(const std::string& address, const std::filesystem::path& folder,
                            const FetchOptions& options) {
  return Fetcher(folder, options).run(address);
}

}  // namespace gateway::recording
