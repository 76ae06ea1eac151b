// SPDX-License-Identifier: Apache-2.0
// Slates and scenes.
#include "gateway/worker/scene_maker.hpp"

#include <algorithm>

namespace gateway {
namespace {

struct Sentence {
  std::string_view french, english;
};

Sentence sentenceOf(Slate slate) {
  switch (slate) {
    case Slate::None:
      return {"", ""};
    case Slate::Joining:
      return {"Le direct commence dans un instant.", "We will be live in a moment."};
    case Slate::Lobby:
      return {"Le direct commencera dès qu’un modérateur l’aura accepté.",
              "We will be live as soon as a moderator lets us in."};
    case Slate::NotRunning:
      return {"Le cours n’a pas encore commencé.", "The lecture has not begun yet."};
    case Slate::Interrupted:
      return {"Interruption technique, le direct reprend bientôt.",
              "Technical break, we will be back soon."};
    case Slate::Ended:
      return {"Le direct est terminé. Merci !", "The broadcast is over. Thank you!"};
    case Slate::Failed:
      return {"Le direct est indisponible.", "The broadcast is not available."};
  }
  return {"", ""};
}

pipelines::SlideView slideFrom(const Page& page, std::shared_ptr<const std::string> image) {
  pipelines::SlideView out;
  out.pageId = page.pageId;
  out.image = std::move(image);
  // Rows may come without sizes while BBB converts a document; the defaults then draw a plain page.
  if (page.width > 0 && page.height > 0) {
    out.pageWidth = page.width;
    out.pageHeight = page.height;
    out.viewWidth = page.width;
    out.viewHeight = page.height;
  }
  if (page.viewWidth > 0 && page.viewHeight > 0) {
    out.viewWidth = page.viewWidth;
    out.viewHeight = page.viewHeight;
  }
  out.xOffset = page.xOffset;
  out.yOffset = page.yOffset;
  return out;
}

}  // namespace

std::string_view slateSentence(Slate slate, std::string_view language) {
  const auto sentence = sentenceOf(slate);
  return language == "fr" ? sentence.french : sentence.english;
}

std::vector<Camera> chooseCameras(const std::vector<Camera>& cameras) {
  std::vector<Camera> out = cameras;
  std::stable_sort(out.begin(), out.end(), [](const Camera& a, const Camera& b) {
    return a.isPresenter && !b.isPresenter;
  });
  if (out.size() > kMostCameras) out.resize(kMostCameras);
  return out;
}

pipelines::Scene sceneFrom(const StageFacts& facts) {
  pipelines::Scene scene;
  if (facts.slate != Slate::None) {
    scene.slate =
        pipelines::SlateView{facts.title, std::string(slateSentence(facts.slate, facts.language))};
    return scene;
  }
  if (facts.page) scene.slide = slideFrom(*facts.page, facts.pageImage);
  for (const auto& camera : facts.cameras)
    if (facts.flowing.contains(camera.streamId))
      scene.cameras.push_back({camera.streamId, camera.name});
  return scene;
}

}  // namespace gateway
