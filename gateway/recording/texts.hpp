// SPDX-License-Identifier: Apache-2.0
// The words of a recording: its name, chat, polls, captions, slide texts (bbb-api.md §7.2, 7.7,
// 7.8).
#pragma once

#include "base/result.hpp"
#include "gateway/recording/moment.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::recording {

struct Metadata {
  std::string meetingName;
  std::optional<Moment> duration;  ///< Of the published media.
};

struct ChatLine {
  Moment at{};
  std::string name;
  std::string text;  ///< Plain, UTF-8.
  bool operator==(const ChatLine&) const = default;
};

struct PollResult {
  Moment at{};
  std::string question;  ///< May be empty.
  struct Answer {
    std::string key;
    unsigned votes = 0;
    bool operator==(const Answer&) const = default;
  };
  std::vector<Answer> answers;
  unsigned responders = 0;
  bool operator==(const PollResult&) const = default;
};

struct Captions {
  std::string locale;  ///< e.g. "fr-FR"; letters, digits, '-' and '_' only.
  std::string name;    ///< As people say it.
  bool operator==(const Captions&) const = default;
};

struct ExternalVideo {
  Moment at{};
  std::string url;
  bool operator==(const ExternalVideo&) const = default;
};

/// Texts of slides, by presentation and slide, e.g. "slide-1".
using SlideTexts = std::map<std::string, std::map<std::string, std::string>>;

/// All: entries that make no sense are left out; Fault::Peer when the text is not XML, or not JSON.
base::Result<Metadata> readMetadata(std::string_view document);
base::Result<std::vector<ChatLine>> readChat(std::string_view document);
base::Result<std::vector<PollResult>> readPolls(std::string_view text);
base::Result<std::vector<Captions>> readCaptionList(std::string_view text);
base::Result<std::vector<ExternalVideo>> readExternalVideos(std::string_view text);
base::Result<SlideTexts> readSlideTexts(std::string_view text);

/// The result of a poll as a line of chat.
ChatLine lineOf(const PollResult& poll);

/// Chat as BBB wrote it to plain text: links by their address, entities decoded, tags gone.
std::string plainText(std::string_view html);

}  // namespace gateway::recording
