// Stories that are too long.
#include "eddy/workloads/search/story.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace eddy::testing {
namespace TEST_FILE {

using workloads::abridged;
using workloads::Story;
using workloads::StoryWeight;

std::string letters_of(const Story& story) {
  std::string letters;
  for (const auto& line : story.lines) letters += line.text;
  return letters;
}

// A fault from f to h, and around it what is told by letters.
Story whole() {
  Story story;
  const auto add = [&](const char* text, StoryWeight weight,
                       std::optional<sim::FaultId> fault = {}) {
    story.lines.push_back({{}, text, {}, weight == StoryWeight::decides, weight, fault});
  };
  add("a", StoryWeight::client);
  add("b", StoryWeight::state);
  add("c", StoryWeight::decides);
  add("d", StoryWeight::message);
  add("e", StoryWeight::named);
  add("f", StoryWeight::fault, sim::FaultId{3});
  add("g", StoryWeight::client);
  add("h", StoryWeight::fault, sim::FaultId{3});
  add("i", StoryWeight::decides);
  add("j", StoryWeight::end);
  return story;
}

TEST_CASE("story: one that is too long loses what matters least, and of that the earliest") {
  CHECK(letters_of(abridged(whole(), 10)) == "abcdefghij");
  CHECK(letters_of(abridged(whole(), 9)) == "acdefghij");
  CHECK(letters_of(abridged(whole(), 8)) == "acefghij");
  CHECK(letters_of(abridged(whole(), 7)) == "cefghij");
  CHECK(letters_of(abridged(whole(), 6)) == "cefhij");
  CHECK(letters_of(abridged(whole(), 5)) == "cfhij");
  CHECK(letters_of(abridged(whole(), 4)) == "fhij");
  CHECK(letters_of(abridged(whole(), 3)) == "fhj");
  // A fault goes with its end.
  CHECK(letters_of(abridged(whole(), 2)) == "j");
  // How it ended is always told.
  CHECK(letters_of(abridged(whole(), 0)) == "j");
}

TEST_CASE("story: of many faults the last ones stay, before what decides goes") {
  Story many = whole();
  for (std::uint32_t fault = 10; fault < 20; ++fault) {
    for (const char* end : {"(", ")"})
      many.lines.push_back({{}, end, {}, false, StoryWeight::fault, sim::FaultId{fault}});
  }
  CHECK(letters_of(abridged(many, 11)) == "cij()()()()");
  CHECK(letters_of(abridged(many, 9)) == "j()()()()");
}

TEST_CASE("story: it says how much of it is not told") {
  CHECK(abridged(whole(), 6).left_out == 4);
  CHECK(to_text(abridged(whole(), 6)).find("  … 4 more lines in between\n") != std::string::npos);
  const Story short_one = abridged(whole(), 2);
  CHECK(short_one.left_out == 9);
  CHECK(short_one.deciding_left_out == 2);
  CHECK(to_text(short_one).find("  … 9 more lines in between, 2 of which decide\n") !=
        std::string::npos);
  CHECK(to_text(whole()).find("more lines") == std::string::npos);
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
