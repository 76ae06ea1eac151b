// SPDX-License-Identifier: Apache-2.0
// XML in, and what is refused.
#include "base/xml.hpp"

#include <gtest/gtest.h>

namespace base::xml {
namespace {

TEST(Xml, GivesElementsByNameAndTextWithCdata) {
  const auto root =
      parse("<response><name> <![CDATA[a & b]]> </name><e key=\"1 &lt; 2\"/></response>");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->name, "response");
  EXPECT_EQ(root->textOf("name"), "a & b");
  EXPECT_EQ(root->child("e")->attribute("key"), "1 < 2");
  EXPECT_EQ(root->child("absent"), nullptr);
  EXPECT_EQ(root->textOf("absent"), "");
}

TEST(Xml, RefusesWhatIsNotOneDocument) {
  EXPECT_EQ(parse("").error().code, "not_xml");
  EXPECT_EQ(parse("<html><br></html>").error().code, "not_xml");
  EXPECT_EQ(parse("<response/><response/>").error().code, "not_xml");
  EXPECT_EQ(parse("<response>cut").error().code, "not_xml");
}

TEST(Xml, RefusesDocumentTypes) {
  EXPECT_EQ(
      parse("<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><r>&a;</r>").error().code,
      "not_xml");
}

TEST(Xml, IgnoresADocumentTypeOnDemand) {
  const auto root = parse("<!DOCTYPE r PUBLIC \"-//A//B\" \"http://a.invalid/b.dtd\"><r a='1'/>",
                          1000, Doctype::Ignored);
  ASSERT_TRUE(root) << root.error().what;
  EXPECT_EQ(root->attribute("a"), "1");
}

TEST(Xml, RefusesEntitiesAllTheSame) {
  EXPECT_EQ(
      parse("<!DOCTYPE r [<!ENTITY a 'aaaa'>]><r>&a;</r>", 1000, Doctype::Ignored).error().code,
      "not_xml");
}

TEST(Xml, RefusesDepthAndLength) {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "<a>";
  for (int i = 0; i < 200; ++i) deep += "</a>";
  EXPECT_EQ(parse(deep).error().code, "too_deep");
  EXPECT_EQ(parse("<aaaaaaaaaa/>", 5).error().code, "too_long");
}

TEST(Xml, EscapesForBothPlaces) {
  EXPECT_EQ(escape("<a b='\"&\x01"), "&lt;a b=&#39;&quot;&amp; ");
}

}  // namespace
}  // namespace base::xml
