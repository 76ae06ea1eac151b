// SPDX-License-Identifier: Apache-2.0
// The command line of amphi-sim.
#include "tests/sim/options.hpp"

#include <charconv>
#include <functional>
#include <map>

namespace sim {
namespace {

using Setter = std::function<bool(Options&, const std::string&)>;

Setter text(std::string Options::*field) {
  return [field](Options& options, const std::string& value) {
    options.*field = value;
    return true;
  };
}

Setter number(int Options::*field, int least, int most) {
  return [field, least, most](Options& options, const std::string& value) {
    int read = 0;
    const char* end = value.data() + value.size();
    const auto [stop, fault] = std::from_chars(value.data(), end, read);
    if (fault != std::errc{} || stop != end || read < least || read > most) return false;
    options.*field = read;
    return true;
  };
}

const std::map<std::string, Setter>& setters() {
  constexpr int kMostPort = 65535;
  static const std::map<std::string, Setter> all = {
      {"--host", text(&Options::host)},
      {"--port", number(&Options::port, 0, kMostPort)},
      {"--secret", text(&Options::secret)},
      {"--meeting", text(&Options::meeting)},
      {"--scenario", text(&Options::scenario)},
      {"--camera", text(&Options::camera)},
      {"--sound", text(&Options::sound)},
      {"--slides", text(&Options::slides)},
      {"--media-host", text(&Options::mediaHost)},
      {"--public-url", text(&Options::publicUrl)},
      {"--sfu", text(&Options::sfu)},
      {"--turn", text(&Options::turn)},
      {"--turn-secret", text(&Options::turnSecret)},
      {"--turn-relay", text(&Options::turnRelay)},
      {"--cameras", number(&Options::cameras, 0, 64)},
      {"--consent-seconds", number(&Options::consentSeconds, 1, 3600)},
      {"--ready-fd", number(&Options::readyDescriptor, 0, 1 << 20)},
  };
  return all;
}

}  // namespace

const char* const kUsage =
    "amphi-sim: a BigBlueButton server double for tests and demonstrations\n"
    "  --port N            TCP port, 0 = any free one (default 0)\n"
    "  --host IP           address to listen on (default 127.0.0.1)\n"
    "  --secret TEXT       shared secret of the API; without one checksums are not looked at\n"
    "  --meeting ID        meeting that runs from the start (default demo)\n"
    "  --empty             start without any meeting\n"
    "  --scenario FILE     timed commands (JSON), see tests/sim/scenario.hpp\n"
    "  --camera FILE       loop this file as the lecturer's camera (default: synthetic)\n"
    "  --sound FILE        loop this file as the meeting's sound (default: synthetic)\n"
    "  --slides FILE.pdf   presentation (default: six built-in slides)\n"
    "  --cameras N         cameras that are on at the start, 0..64 (default 1)\n"
    "  --media-host IP     address of the media sockets (default 127.0.0.1)\n"
    "  --public-url URL    how clients call this server (default http://HOST:PORT)\n"
    "  --consent-seconds N silence after N s without a STUN request (default 30)\n"
    "  --sfu WS-URL        a real bbb-webrtc-sfu serves the media; ours stays away\n"
    "  --turn URL          TURN server told to clients, e.g. turn:127.0.0.1:3478\n"
    "  --turn-secret TEXT  its static-auth-secret\n"
    "  --turn-relay IP     the address it relays from; with fault turn_only no other gets in\n"
    "  --ready-fd N        write the ready line to this descriptor too\n";

base::Result<Options> readOptions(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i];
    if (name == "--help" || name == "-h") options.help = true;
    if (name == "--empty") options.empty = true;
    if (name == "--help" || name == "-h" || name == "--empty") continue;
    const auto equals = name.find('=');
    std::string value;
    if (equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    } else if (i + 1 < arguments.size()) {
      value = arguments[++i];
    }
    const auto setter = setters().find(name);
    if (setter == setters().end()) {
      return base::Error{base::Fault::Config, "unknown option " + name + "; try --help", ""};
    }
    if (!setter->second(options, value)) {
      return base::Error{base::Fault::Config, name + " cannot be '" + value + "'", ""};
    }
  }
  return options;
}

}  // namespace sim
