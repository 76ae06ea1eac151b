// SPDX-License-Identifier: Apache-2.0
// A PDF as a deck: each page becomes an SVG through pdftocairo, which is what BBB uses.
#include "tests/sim/slides/deck.hpp"

#include "base/log.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): unistd.h hides it without GNU

namespace sim {
namespace {

namespace fs = std::filesystem;

/// Runs a program with these arguments, without a shell; its output goes to `outputFile`.
bool run(std::vector<std::string> arguments, const fs::path& outputFile) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputFile.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return false;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string readFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

/// A directory that goes away with its owner.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "amphi-sim-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class PdfDeck final : public Deck {
 public:
  explicit PdfDeck(fs::path file) : file_(std::move(file)) {}

  base::Result<void> countPages() {
    const fs::path listing = scratch_.path() / "info.txt";
    if (scratch_.path().empty() || !run({"pdfinfo", "--", file_.string()}, listing)) {
      return base::Error{
          base::Fault::Config,
          "--slides: pdfinfo cannot read " + file_.string() + " (is poppler-utils installed?)", ""};
    }
    std::istringstream lines(readFile(listing));
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("Pages:", 0) == 0) pages_ = std::atoi(line.c_str() + 6);
    }
    if (pages_ < 1) {
      return base::Error{base::Fault::Config, "--slides: no page in " + file_.string(), ""};
    }
    return {};
  }

  int pages() const override { return pages_; }
  std::string name() const override { return file_.filename().string(); }

  const SlidePage& page(int number) override {
    const auto known = converted_.find(number);
    if (known != converted_.end()) return known->second;
    SlidePage page{"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" height=\"540\"/>\n"};
    if (number < 1 || number > pages_) number = 0;
    const std::string which = std::to_string(number);
    const fs::path svg = scratch_.path() / (which + ".svg");
    if (number > 0 &&
        run({"pdftocairo", "-svg", "-f", which, "-l", which, file_.string(), "-"}, svg)) {
      page.svg = readFile(svg);
      readSvgSize(page);
    } else if (number > 0) {
      base::log::warn("slides", "page could not be converted", {{"page", number}});
    }
    return converted_.insert_or_assign(number, std::move(page)).first->second;
  }

 private:
  ScratchFolder scratch_;
  fs::path file_;
  int pages_ = 0;
  std::map<int, SlidePage> converted_;
};

double lengthAt(const std::string& root, const std::string& attribute, double fallback) {
  const std::string key = " " + attribute + "=\"";
  const auto at = root.find(key);
  if (at == std::string::npos) return fallback;
  const double value = std::strtod(root.c_str() + at + key.size(), nullptr);
  return value > 0 ? value : fallback;
}

}  // namespace

base::Result<std::unique_ptr<Deck>> pdfDeck(const std::string& file) {
  auto deck = std::make_unique<PdfDeck>(fs::absolute(file));
  if (auto counted = deck->countPages(); !counted) return counted.error();
  return std::unique_ptr<Deck>(std::move(deck));
}

void readSvgSize(SlidePage& page) {
  const auto start = page.svg.find("<svg");
  if (start == std::string::npos) return;
  const std::string root = page.svg.substr(start, page.svg.find('>', start) - start);
  page.width = lengthAt(root, "width", page.width);
  page.height = lengthAt(root, "height", page.height);
}

}  // namespace sim
