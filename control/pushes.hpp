// SPDX-License-Identifier: Apache-2.0
// The handlers of a stream's outputs: its pushes and its recording.
#pragma once

#include "base/json.hpp"
#include "control/api.hpp"
#include "control/store/pushes_table.hpp"

namespace control {

base::http::Response listPushes(Call& call);
base::http::Response createPush(Call& call);
base::http::Response showPush(Call& call);
base::http::Response deletePush(Call& call);
/// GET /api/v1/streams/<slug>/recording
base::http::Response showRecording(Call& call);

/// A row ready to insert, from the body of POST. Fault::Caller, code `invalid_push`: the sentence
/// names the member and never repeats an address. Pure.
base::Result<PushRow> readNewPush(const base::Json& body);

/// A push as the API shows it: its addresses masked, and how it goes. Pure.
base::Json pushJson(const PushRow& row, const StreamOutputs& outputs);

}  // namespace control
