// SPDX-License-Identifier: Apache-2.0
// Six French slides made in code, each with its own colour and a large number.
#include "tests/sim/slides/deck.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace sim {
namespace {

constexpr std::size_t kLinesOfASlide = 4;

struct Lecture {
  const char* dark;   ///< Band and headings.
  const char* light;  ///< Paper.
  const char* title;
  std::array<const char*, kLinesOfASlide> lines;
  const char* drawing;  ///< SVG inside a box of 300x240 at the right.
};

constexpr std::array<Lecture, 6> kLectures = {{
    {"#1d3557",
     "#f1faee",
     "Introduction aux réseaux",
     {"Qu’est-ce qu’un protocole ?", "Des adresses, des paquets, des routes",
      "Pourquoi la latence compte", "Plan du cours : six étapes"},
     R"(<circle cx="60" cy="120" r="34" fill="#e63946"/><circle cx="240" cy="50" r="34"
 fill="#457b9d"/><circle cx="240" cy="190" r="34" fill="#a8dadc"/><path d="M92 106L208 62M92 134
L208 178M240 84V156" stroke="#1d3557" stroke-width="6"/>)"},
    {"#2d6a4f",
     "#e9f5ec",
     "Le modèle en couches",
     {"Application : HTTP, DNS", "Transport : TCP, UDP", "Réseau : IP",
      "Liaison : Ethernet, Wi-Fi"},
     R"(<rect x="20" y="10" width="260" height="48" rx="8" fill="#2d6a4f"/><rect x="20" y="66"
 width="260" height="48" rx="8" fill="#40916c"/><rect x="20" y="122" width="260" height="48" rx="8"
 fill="#74c69d"/><rect x="20" y="178" width="260" height="48" rx="8" fill="#b7e4c7"/>)"},
    {"#7f4f24",
     "#fdf3e3",
     "Débit et latence",
     {"Débit : combien de bits par seconde", "Latence : combien de temps d’attente",
      "Un tuyau large peut être lent", "Mesurer : médiane, 95e centile"},
     R"(<path d="M20 220H290M20 220V10" stroke="#7f4f24" stroke-width="5"/><path d="M24 200C90 190
 110 60 160 50S240 120 285 150" fill="none" stroke="#d62828" stroke-width="7"/>)"},
    {"#5a189a",
     "#f6effc",
     "La vidéo en direct",
     {"Une image toutes les 40 ms", "Images clés et différences", "Segments courts, attente courte",
      "Le son ne doit jamais s’arrêter"},
     R"(<rect x="20" y="30" width="260" height="160" rx="12" fill="#240046"/><path d="M120 70L200
 110L120 150Z" fill="#ff9e00"/><rect x="20" y="205" width="260" height="12" rx="6" fill="#c77dff"/>
<rect x="20" y="205" width="150" height="12" rx="6" fill="#ff9e00"/>)"},
    {"#9b2226",
     "#fdf0ef",
     "Quand tout va mal",
     {"Un paquet sur vingt se perd", "Le serveur redémarre", "Le câble de la salle est débranché",
      "Reprendre sans que personne recharge"},
     R"(<path d="M150 15L285 215H15Z" fill="#ee9b00"/><rect x="140" y="85" width="20" height="70"
 fill="#9b2226"/><circle cx="150" cy="182" r="12" fill="#9b2226"/>)"},
    {"#0a7e8c",
     "#e6f6f8",
     "Questions et exercices",
     {"Posez vos questions dans le chat", "Exercice 1 : tracez une route",
      "Exercice 2 : mesurez un délai", "Prochain cours : jeudi à 14 h"},
     R"(<path d="M30 30H270V160H150L100 215V160H30Z" fill="#0a7e8c"/><text x="150" y="125"
 font-size="90" font-family="DejaVu Sans, sans-serif" font-weight="bold" fill="#ffffff"
 text-anchor="middle">?</text>)"},
}};

std::string text(const std::string& attributes, const std::string& content) {
  return "<text font-family=\"DejaVu Sans, sans-serif\" " + attributes + ">" + content +
         "</text>\n";
}

std::string drawSlide(std::size_t index) {
  const Lecture& lecture = kLectures.at(index);
  const std::string dark = lecture.dark;
  const std::string number = std::to_string(index + 1);
  std::string svg =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
      "width=\"960\" height=\"540\" viewBox=\"0 0 960 540\">\n";
  svg += "<rect width=\"960\" height=\"540\" fill=\"" + std::string(lecture.light) + "\"/>\n";
  svg += "<rect width=\"960\" height=\"110\" fill=\"" + dark + "\"/>\n";
  svg += text("x=\"48\" y=\"72\" font-size=\"44\" font-weight=\"bold\" fill=\"#ffffff\"",
              lecture.title);
  int y = 190;
  constexpr int kLineStep = 70;
  for (const char* line : lecture.lines) {
    svg += "<rect x=\"52\" y=\"" + std::to_string(y - 22) +
           "\" width=\"16\" height=\"16\" fill=\"" + dark + "\"/>\n";
    svg += text("x=\"86\" y=\"" + std::to_string(y) + "\" font-size=\"25\" fill=\"#202020\"", line);
    y += kLineStep;
  }
  svg += "<g transform=\"translate(630,140)\">" + std::string(lecture.drawing) + "</g>\n";
  svg += text("x=\"912\" y=\"508\" font-size=\"120\" font-weight=\"bold\" fill=\"" + dark +
                  "\" text-anchor=\"end\"",
              number);
  svg += text("x=\"52\" y=\"512\" font-size=\"18\" fill=\"#606060\"",
              "Démonstration Amphi · diapositive " + number + " sur 6");
  return svg + "</svg>\n";
}

class BuiltinDeck final : public Deck {
 public:
  BuiltinDeck() {
    for (std::size_t i = 0; i < kLectures.size(); ++i) pages_.push_back({drawSlide(i), 960, 540});
  }
  int pages() const override { return static_cast<int>(pages_.size()); }
  const SlidePage& page(int number) override {
    const bool known = number >= 1 && number <= pages();
    return known ? pages_[static_cast<std::size_t>(number - 1)] : blank_;
  }
  std::string name() const override { return "default.pdf"; }

 private:
  std::vector<SlidePage> pages_;
  SlidePage blank_{"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" height=\"540\"/>\n"};
};

}  // namespace

std::unique_ptr<Deck> builtinDeck() {
  return std::make_unique<BuiltinDeck>();
}

}  // namespace sim
