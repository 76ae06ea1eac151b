// SPDX-License-Identifier: Apache-2.0
// Ranges, tags and compression.
#include "gateway/origin/delivery.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "gateway/origin/gzip.hpp"

namespace gateway {
namespace {

using base::http::body;
using base::http::Request;

std::string joined(const base::http::Response& response) {
  std::string all;
  for (const auto& chunk : response.chunks) all += *chunk;
  return all;
}

std::string headerOf(const base::http::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

const Blob kBlob{{body("0123"), body("4567"), body("89")}, true, false};

TEST(Delivery, ServesRangesAcrossChunks) {
  EXPECT_EQ(joined(mediaResponse(kBlob, "")), "0123456789");
  const auto middle = mediaResponse(kBlob, "bytes=2-8");
  EXPECT_EQ(middle.status, 206);
  EXPECT_EQ(joined(middle), "2345678");
  EXPECT_EQ(headerOf(middle, "content-range"), "bytes 2-8/10");
  EXPECT_EQ(middle.chunks[1], kBlob.chunks[1]) << "whole chunks are shared";
  EXPECT_EQ(joined(mediaResponse(kBlob, "bytes=7-")), "789");
  EXPECT_EQ(joined(mediaResponse(kBlob, "bytes=-3")), "789");
  EXPECT_EQ(joined(mediaResponse(kBlob, "bytes=0-9007199254740991")), "0123456789");
}

TEST(Delivery, RefusesOrIgnoresOtherRanges) {
  const auto beyond = mediaResponse(kBlob, "bytes=10-");
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(headerOf(beyond, "content-range"), "bytes */10");
  EXPECT_EQ(mediaResponse(kBlob, "bytes=-0").status, 416);
  for (const std::string odd : {"bytes=1-2,4-5", "bytes=5-2", "bytes=x-", "lines=1-2", "bytes=-"})
    EXPECT_EQ(mediaResponse(kBlob, odd).status, 200) << odd;
}

TEST(Delivery, GzipsForThoseWhoAcceptIt) {
  const auto playlist = renderForms(std::string(2000, 'x'), "v1", "no-cache");
  Request request;
  EXPECT_EQ(joined(playlistResponse(playlist, request, false)).size(), 2000u);
  request.headers.emplace_back("accept-encoding", "deflate, gzip, br");
  const auto zipped = playlistResponse(playlist, request, false);
  EXPECT_LT(joined(zipped).size(), 100u);
  EXPECT_NE(zipped.headerLines->find("content-encoding: gzip"), std::string::npos);
  EXPECT_NE(zipped.headerLines->find("vary: accept-encoding"), std::string::npos);
}

TEST(Delivery, GzipComesBackWhole) {
  const std::string text = "#EXTM3U\n" + std::string(5000, 'a');
  const std::string packed = gzip(text);
  std::string unpacked(text.size(), '\0');
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
  stream.avail_out = static_cast<uInt>(unpacked.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  EXPECT_EQ(unpacked, text);
}

TEST(Delivery, AnswersATagWith304OnlyToPlainRequests) {
  const auto playlist = renderForms("#EXTM3U\n", "v1", "no-cache");
  Request request;
  request.headers.emplace_back("if-none-match", "\"v1\"");
  EXPECT_EQ(playlistResponse(playlist, request, false).status, 304);
  EXPECT_EQ(playlistResponse(playlist, request, true).status, 200);
}

}  // namespace
}  // namespace gateway
