// SPDX-License-Identifier: Apache-2.0
// Many cameras at once.
#include "tests/network/gateway/worker/media_drill.hpp"

namespace {

using base::Millis;

class Load : public tests::MediaDrill {};

TEST_F(Load, TwelveCamerasComeWithinSeconds) {
  const auto began = base::steadyNow();
  begin(withCameras(12));
  const auto took = std::chrono::duration_cast<Millis>(base::steadyNow() - began);
  std::cout << "figure: twelve cameras and the sound after " << took.count() << " ms\n";
  EXPECT_EQ(media->flowing().size(), 12u);
  EXPECT_EQ(media->restarts(), 0u) << "nobody starved the others";
}

}  // namespace
