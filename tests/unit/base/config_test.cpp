// SPDX-License-Identifier: Apache-2.0
// Settings: values, faults with their places, secrets from the environment, and the manual.
#include "base/config.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace base {
namespace {

Environment environmentOf(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

Result<Config> parse(const std::string& text, std::map<std::string, std::string> environment = {}) {
  return parseConfig(text, "amphi.toml", environmentOf(std::move(environment)));
}

std::string faultsOf(const std::string& text) {
  const auto config = parse(text);
  return config ? "no fault" : config.error().what;
}

std::string textOf(const std::string& value) {
  return value;
}
std::string textOf(const std::vector<std::string>& value) {
  std::string text;
  for (const auto& word : value) text += word + " ";
  return text;
}
std::string textOf(int value) {
  return std::to_string(value);
}
std::string textOf(std::chrono::seconds value) {
  return std::to_string(value.count());
}
std::string textOf(DigestKind value) {
  return std::to_string(static_cast<int>(value));
}
std::string textOf(log::Level value) {
  return std::to_string(static_cast<int>(value));
}

std::map<std::string, std::string> valuesOf(const Config& config) {
  std::map<std::string, std::string> values;
  eachKey(config, [&](const char* section, const char* key, const auto& field, const KeyRule&) {
    values[std::string(section) + "." + key] = textOf(field);
  });
  return values;
}

std::string manual() {
  std::ifstream file("configs/amphi.toml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// "section.key" of every setting in the manual whose comment stands above it.
std::set<std::string> documentedKeys() {
  std::istringstream lines(manual());
  std::set<std::string> keys;
  std::string section;
  bool isExplained = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("[")) section = line.substr(1, line.find(']') - 1);
    if (line.empty()) isExplained = false;
    if (line.starts_with("#")) isExplained = true;
    const auto equals = line.find(" = ");
    if (equals == std::string::npos || line.starts_with("#")) continue;
    EXPECT_TRUE(isExplained) << line << " has no comment above it";
    keys.insert(section + "." + line.substr(0, equals));
  }
  return keys;
}

TEST(Config, TakesDefaultsForWhatIsLeftOut) {
  const auto config = parse("[server]\nport = 9000\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->server.port, 9000);
  EXPECT_EQ(config->server.host, "127.0.0.1");
  EXPECT_EQ(config->hls.window, std::chrono::minutes(10));
}

TEST(Config, ReadsAListOfWords) {
  const auto config = parse("[stream]\nladder = [\"480p\", \"slides\"]\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->stream.ladder, (std::vector<std::string>{"480p", "slides"}));
  EXPECT_NE(faultsOf("[stream]\nladder = [\"480p\", \"8k\"]\n").find("must hold none but 720p, "),
            std::string::npos);
  EXPECT_NE(faultsOf("[stream]\nladder = \"480p\"\n").find("must be a list"), std::string::npos);
}

TEST(Config, ListsEveryFaultWithItsPlace) {
  const std::string faults = faultsOf(
      "[server]\nport = 70000\nhots = \"x\"\n[bbb]\nchecksum = \"md5\"\nurl = "
      "\"ftp://x\"\n[extra]\n");
  EXPECT_NE(faults.find("amphi.toml:2:8: server.port must be from 0 to 65535"), std::string::npos)
      << faults;
  EXPECT_NE(faults.find("amphi.toml:3:8: there is no key server.hots"), std::string::npos)
      << faults;
  EXPECT_NE(faults.find("bbb.checksum must be one of sha1, sha256, sha384, sha512"),
            std::string::npos)
      << faults;
  EXPECT_NE(faults.find("bbb.url must be a URL"), std::string::npos) << faults;
  EXPECT_NE(faults.find("there is no section [extra]"), std::string::npos) << faults;
}

TEST(Config, NamesThePlaceOfBrokenToml) {
  EXPECT_EQ(faultsOf("[server]\nport = = 1\n").substr(0, 13), "amphi.toml:2:");
}

TEST(Config, RefusesOtherTypes) {
  EXPECT_NE(faultsOf("[server]\nport = \"80\"\n").find("whole number"), std::string::npos);
  EXPECT_NE(faultsOf("[server]\nhost = 1\n").find("text in quotes"), std::string::npos);
  EXPECT_NE(faultsOf("server = 1\n").find("must be a section"), std::string::npos);
}

TEST(Config, TakesSecretsFromTheEnvironment) {
  const auto config = parse("[bbb]\nurl = \"https://b/bigbluebutton/\"\nsecret = \"file\"\n",
                            {{"AMPHI_BBB_SECRET", "environment"}, {"AMPHI_SERVER_PORT", "1"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->bbb.secret, "environment");
  EXPECT_EQ(config->server.port, 8080) << "only secrets come from the environment";
}

TEST(Config, WantsASecretBesideTheUrl) {
  EXPECT_NE(faultsOf("[bbb]\nurl = \"https://b\"\n").find("AMPHI_BBB_SECRET"), std::string::npos);
}

TEST(Config, CutsSlashesAtTheEndOfUrls) {
  const auto config = parse("[server]\npublic_url = \"https://live.example.org/\"\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->server.publicUrl, "https://live.example.org");
}

TEST(Config, SaysWhenTheFileCannotBeRead) {
  EXPECT_EQ(loadConfig("/nowhere/amphi.toml", environmentOf({})).error().code, "unreadable");
  EXPECT_EQ(loadConfig("/tmp", environmentOf({})).error().code, "unreadable");
}

TEST(Config, ManualHasExactlyTheKeysOfTheStruct) {
  std::set<std::string> known;
  for (const auto& [key, value] : valuesOf(Config{})) known.insert(key);
  EXPECT_EQ(documentedKeys(), known);
}

TEST(Config, ManualShowsTheDefaults) {
  const auto config = parse(manual());
  ASSERT_TRUE(config) << config.error().what;
  EXPECT_EQ(valuesOf(*config), valuesOf(Config{}));
}

}  // namespace
}  // namespace base
