// SPDX-License-Identifier: Apache-2.0
// Frames over a socket pair: partial reads and writes, nonsense, a peer that does not read.
#include "gateway/link/channel.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "gateway/link/listener.hpp"

namespace gateway {
namespace {

constexpr base::Millis kDeadline{5000};

std::string encode(const base::Json& header, const std::string& payload = "") {
  return encodeFrameHead(header, payload.size()) + payload;
}

TEST(FrameReader, WaitsForTheLastByte) {
  const auto wire = encode(base::Json{{"type", "x"}}, "payload");
  FrameReader reader;
  for (size_t i = 0; i + 1 < wire.size(); ++i) {
    reader.feed(wire.substr(i, 1));
    const auto frame = reader.next();
    ASSERT_TRUE(frame);
    ASSERT_FALSE(frame->has_value()) << "after byte " << i;
  }
  reader.feed(wire.substr(wire.size() - 1));
  auto frame = reader.next();
  ASSERT_TRUE(frame && *frame);
  EXPECT_EQ(*(**frame).payload, "payload");
}

TEST(FrameReader, CutsSeveralFramesFromOnePiece) {
  FrameReader reader;
  reader.feed(encode(base::Json{{"n", 1}}) + encode(base::Json{{"n", 2}}, "p"));
  EXPECT_EQ((**reader.next()).header["n"], 1);
  EXPECT_EQ((**reader.next()).header["n"], 2);
  EXPECT_FALSE(reader.next()->has_value());
}

std::string refusal(const std::string& wire) {
  FrameReader reader;
  reader.feed(wire);
  const auto frame = reader.next();
  return frame ? "accepted" : frame.error().code;
}

TEST(FrameReader, RefusesNonsense) {
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\n\r\n"), "too_large");
  EXPECT_EQ(refusal(std::string("\x00\x01\x00\x01\x00\x00\x00\x00", 8)), "too_large");
  EXPECT_EQ(refusal(std::string("\x00\x00\x00\x02\x01\x00\x00\x01{}", 10)), "too_large");
  EXPECT_EQ(refusal(std::string("\x00\x00\x00\x02\x00\x00\x00\x00{]", 10)), "malformed");
  EXPECT_EQ(refusal(std::string("\x00\x00\x00\x02\x00\x00\x00\x00[]", 10)), "malformed");
  EXPECT_EQ(refusal(std::string("\x00\x00\x00\x00\x00\x00\x00\x00", 8)), "malformed");
}

/// A channel and the bare other end of its socket.
class ChannelTest : public testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    peer_ = base::UniqueFd(ends[1]);
    channel_ = std::make_unique<Channel>(loop_, base::UniqueFd(ends[0]),
                                         ChannelEvents{[this](Frame frame) {
                                                         frames_.push_back(std::move(frame));
                                                         if (onFrame_) onFrame_();
                                                       },
                                                       [this](base::Error why) {
                                                         closed_ = why.code;
                                                         loop_.quit();
                                                       }});
    deadline_ = loop_.after(kDeadline, [this] {
      ADD_FAILURE() << "nothing happened in time";
      loop_.quit();
    });
  }
  void write(const std::string& wire) {
    ASSERT_EQ(::send(peer_.get(), wire.data(), wire.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(wire.size()));
  }

  base::Loop loop_;
  base::UniqueFd peer_;
  std::unique_ptr<Channel> channel_;
  std::vector<Frame> frames_;
  std::function<void()> onFrame_;
  std::string closed_;
  base::Timer deadline_;
};

TEST_F(ChannelTest, DeliversFramesThenTheClose) {
  write(encode(base::Json{{"n", 1}}) + encode(base::Json{{"n", 2}}));
  peer_.reset();
  loop_.run();
  EXPECT_EQ(frames_.size(), 2u);
  EXPECT_EQ(closed_, "closed");
  EXPECT_FALSE(channel_->isOpen());
}

TEST_F(ChannelTest, DropsAPeerThatSendsNonsense) {
  write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  loop_.run();
  EXPECT_EQ(closed_, "too_large");
}

TEST_F(ChannelTest, MayBeDestroyedByItsOwnFrame) {
  onFrame_ = [this] {
    channel_.reset();
    loop_.quit();
  };
  write(encode(base::Json{{"n", 1}}) + encode(base::Json{{"n", 2}}));
  loop_.run();
  EXPECT_EQ(frames_.size(), 1u);
  EXPECT_EQ(closed_, "");
}

TEST_F(ChannelTest, SendsABigFrameInPieces) {
  const auto payload = std::make_shared<const std::string>(3u << 20, 'm');
  ASSERT_TRUE(channel_->send(base::Json{{"type", "part"}}, payload));
  FrameReader reader;
  std::optional<Frame> got;
  auto reading = loop_.onReadable(peer_.get(), [&] {
    std::array<char, 50000> buffer{};
    const ssize_t size = ::recv(peer_.get(), buffer.data(), buffer.size(), 0);
    if (size <= 0) return;
    reader.feed({buffer.data(), static_cast<size_t>(size)});
    got = std::move(*reader.next());
    if (got) loop_.quit();
  });
  loop_.run();
  ASSERT_TRUE(got);
  EXPECT_EQ(*got->payload, *payload);
  EXPECT_EQ(channel_->queuedBytes(), 0u);
}

TEST_F(ChannelTest, GivesUpOnAPeerThatDoesNotRead) {
  const auto payload = std::make_shared<const std::string>(kMaxFramePayloadBytes, 'm');
  int accepted = 0;
  while (channel_->send(base::Json{{"type", "part"}}, payload)) ++accepted;
  EXPECT_GE(accepted, 2);
  EXPECT_TRUE(channel_->isOpen()) << "the close comes as an event, not inside send()";
  loop_.run();
  EXPECT_EQ(closed_, "overflow");
}

TEST_F(ChannelTest, RefusesToSendWhatTheOtherEndWouldRefuse) {
  EXPECT_FALSE(channel_->send(base::Json{{"text", std::string(kMaxFrameHeaderBytes, 'x')}}));
  EXPECT_TRUE(channel_->isOpen());
}

/// A directory that goes away with the test.
class ListenerTest : public testing::Test {
 protected:
  ListenerTest() {
    std::string pattern = testing::TempDir() + "amphi-link-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
  }
  ~ListenerTest() override { std::filesystem::remove_all(directory_); }

  base::Result<std::unique_ptr<LinkListener>> open(const std::string& path) {
    return LinkListener::open(loop_, path, [this](LinkPeer peer) {
      peers_.push_back(std::move(peer));
      loop_.quit();
    });
  }
  static unsigned modeOf(const std::string& path) {
    struct stat found {};
    return ::lstat(path.c_str(), &found) == 0 ? found.st_mode & 0777u : 0u;
  }

  base::Loop loop_;
  std::string directory_;
  std::vector<LinkPeer> peers_;
};

TEST_F(ListenerTest, KeepsOthersOutAndNamesThePeer) {
  const auto path = directory_ + "/run/link.sock";
  const auto listener = open(path);
  ASSERT_TRUE(listener) << listener.error().what;
  EXPECT_EQ(modeOf(path), 0600u);
  EXPECT_EQ(modeOf(directory_ + "/run"), 0700u);
  const auto client = connectLink(path);
  ASSERT_TRUE(client);
  loop_.run();
  ASSERT_EQ(peers_.size(), 1u);
  EXPECT_EQ(peers_[0].pid, ::getpid());
}

TEST_F(ListenerTest, ReplacesAStaleSocketButNotALivingOne) {
  const auto path = directory_ + "/link.sock";
  {
    const auto first = open(path);
    ASSERT_TRUE(first);
    EXPECT_EQ(open(path).error().code, "in_use");
  }
  EXPECT_TRUE(open(path));
}

TEST_F(ListenerTest, LeavesAFileThatIsNoSocketAlone) {
  const auto path = directory_ + "/link.sock";
  std::filesystem::create_directory(path);
  EXPECT_EQ(open(path).error().code, "not_a_socket");
}

TEST_F(ListenerTest, ReachesPathsLongerThanASocketAddress) {
  const auto path = directory_ + "/" + std::string(120, 'd') + "/link.sock";
  const auto listener = open(path);
  ASSERT_TRUE(listener) << listener.error().what;
  EXPECT_TRUE(connectLink(path));
}

TEST_F(ListenerTest, SaysWhenNobodyListens) {
  EXPECT_EQ(connectLink(directory_ + "/nobody.sock").error().code, "unreachable");
}

}  // namespace
}  // namespace gateway
