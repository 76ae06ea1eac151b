// SPDX-License-Identifier: Apache-2.0
// Lecture: one run of the studio, from its beginning to its VOD, that every test looks at.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/media/conformance/lists.hpp"
#include "tests/media/conformance/studio.hpp"

namespace conformance {

/// A playlist as it was at one moment.
struct Snapshot {
  std::string name;  ///< Of the rendition.
  std::string text;
  MediaList list;
};

struct Lecture {
  Lecture();

  Studio studio;
  std::string index;           ///< At its end.
  std::vector<Snapshot> live;  ///< After every part, each rendition: a live window, a new worker.
  std::vector<Snapshot> rewound;  ///< The last live ones, reaching back to the beginning.
  std::vector<Snapshot> deltas;   ///< One for each of `rewound`, at the same moment.
  std::vector<Snapshot> ended, vod;
};

/// Recorded at the first call, for all tests of the program.
Lecture& lecture();

}  // namespace conformance
