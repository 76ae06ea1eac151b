// SPDX-License-Identifier: Apache-2.0
// Shelf: the segments of one stream as files, and the journal that says what they were.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "gateway/origin/delivery.hpp"
#include "gateway/origin/ring.hpp"

namespace gateway {

/// A closed segment: its parts are forgotten, its file has the name of its URI.
struct ShelvedSegment {
  pipelines::Rendition rendition;
  OriginSegment segment;  ///< Without `init` and `parts`.
  std::string initUri;
};

/// An init section; its bytes are in the file of that name.
struct ShelvedInit {
  pipelines::Init init;  ///< Read back with its bytes.
  std::string uri;
};

struct ShelvedEnd {
  int64_t unixMillis = 0;
};

/// One line of the journal, in the order things happened.
using ShelfNote = std::variant<OriginSession, ShelvedInit, ShelvedSegment, ShelvedEnd>;

/// One stream's folder; made when first written to. @thread that of DiskThread
class Shelf {
 public:
  explicit Shelf(std::string folder) : folder_(std::move(folder)) {}

  /// The file first, then the line: what the journal names is there, whenever the power goes.
  base::Result<void> put(const ShelfNote& note, const std::vector<base::http::Body>& bytes);
  base::Result<std::string> read(const std::string& uri) const;
  void remove(const std::string& uri) const;
  /// Everything of this stream.
  void clear() const;

  /// The journal read back; lines that are torn, or whose file is gone, are left out.
  std::vector<ShelfNote> load() const;

 private:
  std::string pathOf(const std::string& uri) const { return folder_ + "/" + uri; }
  std::string folder_;
};

/// A name that may become a path below the folder: "session/rendition/file".
bool isShelfUri(std::string_view uri);

}  // namespace gateway
