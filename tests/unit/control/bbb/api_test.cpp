// SPDX-License-Identifier: Apache-2.0
// Checksums against known vectors, answers of all shapes, errors as sentences.
#include "control/bbb/api.hpp"

#include <gtest/gtest.h>

namespace control {
namespace {

using base::DigestKind;
using base::Error;
using base::Fault;
using base::Result;
using base::http::ClientReply;
using base::http::ClientRequest;

constexpr const char* kSecret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
// The example of BBB's own documentation, and the same recomputed for the longer digests.
constexpr const char* kText =
    "createname=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444";

std::string checksum(DigestKind kind, const std::string& text) {
  return base::digest(kind, text + kSecret);
}

BbbServer server(DigestKind kind = DigestKind::Sha1) {
  return {"https://bbb.example.org/bigbluebutton/", kSecret, kind, ""};
}

ClientReply ok(const std::string& body) {
  ClientReply reply;
  reply.status = 200;
  reply.body = body;
  return reply;
}

Error errorOf(const std::string& body, int status = 200) {
  ClientReply reply = ok(body);
  reply.status = status;
  auto read = readBbbAnswer(reply);
  return read ? Error{Fault::Internal, "no error", "none"} : read.error();
}

TEST(BbbChecksum, MatchesTheVectors) {
  EXPECT_EQ(checksum(DigestKind::Sha1, kText), "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17");
  EXPECT_EQ(checksum(DigestKind::Sha256, kText),
            "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e");
  EXPECT_EQ(
      checksum(DigestKind::Sha384, kText),
      "891ac633df39d0a1b4f8d597f3e190833216c4b29c4fb51ea3ca72757eeb958d6e7b49a845cf29f5c6019c7d"
      "29d029d1");
  EXPECT_EQ(
      checksum(DigestKind::Sha512, kText),
      "de73ad61d11a5c801b68d4bd6ec5248546085cefb0b25c85f3c46249ea93a3a4b120f92c0a8a58d7512cb778"
      "21884951a3b01245f3435dbbef49fff3cc3988b4");
}

TEST(BbbSignedUrl, SignsACallWithoutParameters) {
  EXPECT_EQ(bbbSignedUrl(server(), "getMeetings", {}),
            "https://bbb.example.org/bigbluebutton/api/getMeetings?checksum="
            "2027baa7771026e9e93392f55031535d1444c41f");
}

TEST(BbbSignedUrl, HashesTheVeryBytesItSends) {
  EXPECT_EQ(bbbSignedUrl(server(), "isMeetingRunning", {{"meetingID", "caf\xC3\xA9 1"}}),
            "https://bbb.example.org/bigbluebutton/api/isMeetingRunning?meetingID=caf%C3%A9%201"
            "&checksum=8c6cd8beb608b5d4fad72d652c72ff12eb6c9f72");
}

TEST(BbbApiBase, TakesEveryFormPeoplePaste) {
  for (const char* form :
       {"https://b.org/bigbluebutton", "https://b.org/bigbluebutton/", "https://b.org/",
        "https://b.org", "https://b.org/bigbluebutton/api", "https://b.org/bigbluebutton/api/"})
    EXPECT_EQ(bbbApiBase(form), "https://b.org/bigbluebutton/api/") << form;
}

TEST(BbbAnswer, GivesTheRootOfASuccess) {
  const auto read = readBbbAnswer(
      ok("<response><returncode>SUCCESS</returncode><running>true</running></response>"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->textOf("running"), "true");
}

TEST(BbbAnswer, ReadsBothShapesOfFailure) {
  EXPECT_EQ(errorOf("<response><returncode>FAILED</returncode><messageKey>notFound</messageKey>"
                    "<message>A meeting with that ID does not exist</message></response>")
                .code,
            "not_found");
  const Error listed = errorOf(
      "<response><returncode>FAILED</returncode><errors><error><key>nonUniqueVoiceBridge</key>"
      "<message>in use</message></error></errors></response>");
  EXPECT_EQ(listed.code, "non_unique_voice_bridge");
  EXPECT_NE(listed.what.find("in use"), std::string::npos);
}

TEST(BbbAnswer, CallsAWrongSecretASetting) {
  const Error error = errorOf(
      "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>");
  EXPECT_EQ(error.fault, Fault::Config);
  EXPECT_EQ(error.code, "checksum_error");
  EXPECT_NE(error.what.find("[bbb] secret"), std::string::npos);
}

TEST(BbbAnswer, TellsAServerThatRestartsFromAWrongAddress) {
  EXPECT_EQ(errorOf("<html>Bad Gateway</html>", 502).code, "bbb_unavailable");
  EXPECT_EQ(errorOf("<html>Not Found</html>", 404).code, "bbb_not_found");
  EXPECT_EQ(errorOf("").code, "not_bbb");
  EXPECT_EQ(errorOf("<html></html>").code, "not_bbb");
}

TEST(BbbAnswer, ExplainsNetworkFailures) {
  const auto read = readBbbAnswer(Error{Fault::Peer, "connection refused", "unreachable"});
  EXPECT_EQ(read.error().code, "unreachable");
  EXPECT_NE(read.error().what.find("check [bbb] url"), std::string::npos);
}

TEST(BbbApi, ReadsAMeetingWhoseCustomDataIsNoXml) {
  BbbApi api(server(), [](ClientRequest) -> Result<ClientReply> {
    return ok(
        "<response><returncode>SUCCESS</returncode><meetingName>Algebra</meetingName>"
        "<meetingID>a</meetingID><createTime>1531240585189</createTime><running>true</running>"
        "<endTime>0</endTime><participantCount>1,024</participantCount><attendees><attendee>"
        "<customdata><1bad key>x</1bad key></customdata></attendee></attendees></response>");
  });
  const auto meeting = api.getMeetingInfo("a");
  ASSERT_TRUE(meeting);
  EXPECT_EQ(meeting->name, "Algebra");
  EXPECT_TRUE(meeting->isRunning);
  EXPECT_FALSE(meeting->hasEnded);
  EXPECT_EQ(meeting->participants, 1024);
  EXPECT_EQ(meeting->createTimeMs, 1531240585189);
}

TEST(BbbApi, CountsARepeatedCreateAsSuccess) {
  std::string asked;
  BbbApi api(server(), [&](ClientRequest request) -> Result<ClientReply> {
    asked = request.url;
    return ok(
        "<response><returncode>SUCCESS</returncode><messageKey>duplicateWarning</messageKey>"
        "</response>");
  });
  EXPECT_TRUE(api.create({"id", "Name", "attendee", "moderator", {{"record", "false"}}}));
  EXPECT_NE(asked.find("create?name=Name&meetingID=id&attendeePW=attendee&moderatorPW=moderator"
                       "&record=false&checksum="),
            std::string::npos);
}

TEST(BbbApi, JoinsAsASilentBot) {
  const std::string url = BbbApi(server()).joinUrl({"m 1", "Amphi", "amphi-m"});
  for (const char* wanted :
       {"/api/join?", "meetingID=m%201", "role=VIEWER", "bot=true", "userID=amphi-m",
        "userdata-bbb_force_listen_only=true", "excludeFromDashboard=true"})
    EXPECT_NE(url.find(wanted), std::string::npos) << wanted;
}

TEST(BbbApi, CanJoinInTheOldestWords) {
  const std::string url = BbbApi(server()).plainJoinUrl({"m1", "Amphi", "amphi-m"});
  EXPECT_NE(url.find("/api/join?meetingID=m1&fullName=Amphi&role=VIEWER&userID=amphi-m&checksum="),
            std::string::npos)
      << url;
}

}  // namespace
}  // namespace control
