// SPDX-License-Identifier: Apache-2.0
// Response heads, and the zero-copy way out for plain sockets.
#include "base/http/server_message.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

namespace base::http {
namespace {

constexpr size_t kMaxPieces = 16;         // of one sendmsg
constexpr size_t kMaxPerWrite = 1 << 20;  // then others get their turn

struct Reason {
  int status;
  std::string_view text;
};
constexpr Reason kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

void appendHeader(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  // A value with a line break would start a header of the caller's choice.
  for (const char c : value) out += (c == '\r' || c == '\n' || c == '\0') ? ' ' : c;
  out += "\r\n";
}

bool hasBody(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace

std::string_view reasonOf(int status) {
  for (const Reason& reason : kReasons)
    if (reason.status == status) return reason.text;
  return "Unknown";
}

uint64_t sizeOf(const Response& response) {
  uint64_t size = 0;
  for (const Body& chunk : response.chunks) size += chunk->size();
  return size;
}

std::string renderHead(const Response& response, std::string_view date, bool keep) {
  std::string head;
  head.reserve(384 + (response.headerLines ? response.headerLines->size() : 0));
  head += "HTTP/1.1 ";
  head += std::to_string(response.status);
  head += ' ';
  head += reasonOf(response.status);
  head += "\r\ndate: ";
  head += date;
  head += "\r\n";
  if (hasBody(response.status)) {
    if (!response.contentType.empty()) appendHeader(head, "content-type", response.contentType);
    head += "content-length: ";
    head += std::to_string(sizeOf(response));
    head += "\r\n";
  }
  if (!keep) head += "connection: close\r\n";
  for (const auto& [name, value] : response.headers) appendHeader(head, name, value);
  if (response.headerLines) head += *response.headerLines;
  head += "\r\n";
  return head;
}

std::string httpDate(int64_t unixSeconds) {
  const auto time = static_cast<std::time_t>(unixSeconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                   kDays[static_cast<size_t>(parts.tm_wday)], parts.tm_mday,
                                   kMonths[static_cast<size_t>(parts.tm_mon)], parts.tm_year + 1900,
                                   parts.tm_hour, parts.tm_min, parts.tm_sec);
  return {text.data(), static_cast<size_t>(length)};
}

std::string refusal(int status) {
  Response response = Response::text(status, std::string(reasonOf(status)) + "\n");
  if (status == 405)
    response.headers.emplace_back("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  return renderHead(response, httpDate(std::time(nullptr)), false) + *response.chunks.front();
}

int statusOfGarbage(std::string_view bytes) {
  const size_t blank = bytes.find(' ');
  if (blank == 0 || blank == std::string_view::npos || blank > 20) return 400;
  const bool isToken = std::all_of(bytes.begin(), bytes.begin() + static_cast<long>(blank),
                                   [](char c) { return c >= 'A' && c <= 'Z'; });
  const std::string_view rest = bytes.substr(blank + 1);
  return isToken && rest.substr(0, rest.find('\n')).find(" HTTP/1.") != std::string_view::npos
             ? 405
             : 400;
}

Outgoing::Outgoing(std::string head, std::vector<Body> chunks, bool withBody)
    : head_(std::move(head)) {
  if (withBody) chunks_ = std::move(chunks);
  advance(0);
}

Outgoing::Progress Outgoing::writeTo(int socket, uint64_t& sent) {
  size_t budget = kMaxPerWrite;
  while (!isDone() && budget > 0) {
    std::array<iovec, kMaxPieces> pieces{};
    size_t count = 0;
    size_t total = 0;
    for (size_t i = index_; i <= chunks_.size() && count < kMaxPieces && total < budget; ++i) {
      const std::string& bytes = at(i);
      const size_t skip = i == index_ ? offset_ : 0;
      const size_t length = std::min(bytes.size() - skip, budget - total);
      if (length == 0) continue;
      // sendmsg() only reads; iovec has no const form.
      pieces[count++] = {const_cast<char*>(bytes.data()) + skip, length};
      total += length;
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const ssize_t written = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      return errno == EAGAIN || errno == EWOULDBLOCK ? Progress::Blocked : Progress::Broken;
    sent += static_cast<uint64_t>(written);
    budget -= std::min(budget, static_cast<size_t>(written));
    advance(static_cast<size_t>(written));
    if (static_cast<size_t>(written) < total) return Progress::Blocked;
  }
  return isDone() ? Progress::Done : Progress::Blocked;
}

std::string_view Outgoing::next(size_t most) const {
  if (isDone()) return {};
  return std::string_view(at(index_)).substr(offset_, most);
}

void Outgoing::advance(size_t bytes) {
  offset_ += bytes;
  while (!isDone() && offset_ >= at(index_).size()) {
    offset_ -= at(index_).size();
    ++index_;
  }
}

}  // namespace base::http
