// SPDX-License-Identifier: Apache-2.0
// Rows of the public chat.
#include "tests/sim/graphql/rows.hpp"
#include "tests/sim/ids.hpp"

namespace sim {

Json chatRows(const Viewer& viewer) {
  Json rows = Json::array();
  int sequence = 0;
  for (const ChatLine& line : viewer.meeting.chat) {
    ++sequence;
    if (line.createdAt <= viewer.after) continue;
    rows.push_back({{"messageId", line.id},
                    {"chatId", kPublicChat},
                    {"correlationId", line.correlationId},
                    {"messageSequence", sequence},
                    {"chatEmphasizedText", line.senderRole == "MODERATOR"},
                    {"message", line.text},
                    {"messageType", line.type},
                    {"messageMetadata", line.metadata},
                    {"senderId", line.senderId},
                    {"senderName", line.senderName},
                    {"senderRole", line.senderRole},
                    {"createdAt", isoTime(line.createdAt)},
                    {"editedAt", nullptr},
                    {"deletedAt", nullptr},
                    {"user", personOf(viewer.meeting, line.senderId)},
                    {"deletedBy", nullptr},
                    {"replyToMessage", nullptr},
                    {"reactions", Json::array()},
                    {kStreamKey, line.createdAt}});
  }
  return rows;
}

Json chatList(const Viewer& viewer) {
  return Json::array({Json{{"chatId", kPublicChat},
                           {"public", true},
                           {"totalMessages", viewer.meeting.chat.size()},
                           {"totalUnread", 0},
                           {"visible", true}}});
}

}  // namespace sim
