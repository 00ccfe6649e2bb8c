// What nobody would see is shown; what is no text becomes some.
#include "tools/report/plain_text.h"

#include <doctest/doctest.h>

namespace TEST_FILE {

using eddy::tools::plain_text;

TEST_CASE("plain text: what can be seen stays as it is") {
  CHECK(plain_text("").empty());
  CHECK(plain_text("n0 → n1: \"tell\" <12> & 13") == "n0 → n1: \"tell\" <12> & 13");
  CHECK(plain_text("日本 é 🙂") == "日本 é 🙂");
}

TEST_CASE("plain text: control and direction characters are shown") {
  CHECK(plain_text("a\nb\tc\x1b[0m\x7f") == "a⟨U+000A⟩b⟨U+0009⟩c⟨U+001B⟩[0m⟨U+007F⟩");
  CHECK(plain_text(std::string_view("a\0b", 3)) == "a⟨U+0000⟩b");
  CHECK(plain_text("\xc2\x85") == "⟨U+0085⟩");
  CHECK(plain_text("a\u202eb\u2066c\u200fd\u061ce") == "a⟨U+202E⟩b⟨U+2066⟩c⟨U+200F⟩d⟨U+061C⟩e");
  CHECK(plain_text("a\u2028b") == "a⟨U+2028⟩b");
}

TEST_CASE("plain text: bytes that are no UTF-8 are replaced one by one") {
  CHECK(plain_text("\xff") == "\uFFFD");
  CHECK(plain_text("a\xc3") == "a\uFFFD");                      // cut off
  CHECK(plain_text("\xed\xa0\x80!") == "\uFFFD\uFFFD\uFFFD!");  // a lone surrogate
}

}  // namespace TEST_FILE
