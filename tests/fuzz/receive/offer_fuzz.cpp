// SPDX-License-Identifier: Apache-2.0
// Whatever SDP the media server offers is made fit or refused, and what is made fit is so for good.
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "pipelines/receive/offer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto offer = pipelines::cleanOffer({reinterpret_cast<const char*>(data), size});
  if (!offer) return 0;
  const auto again = pipelines::cleanOffer(offer->sdp);
  base::check(again.has_value() && again->sdp == offer->sdp, "a clean offer is clean");
  return 0;
}
