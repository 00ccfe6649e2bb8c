// Text in lines that fit a terminal.
#include "tools/wrapping.h"

#include <doctest/doctest.h>

namespace TEST_FILE {

using namespace eddy::tools;

TEST_CASE("wrapping: lines break at blanks, the others than the first are indented") {
  CHECK(wrapped("", {30}).empty());
  CHECK(wrapped("one two three four five six seven", {30}) == "one two three four five six\nseven");
  CHECK(wrapped("one two three four five six seven", {30, 10, 4}) ==
        "one two three four\n    five six seven");
}

TEST_CASE("wrapping: a line is full at the last column, of which each code point takes one") {
  CHECK(width_of("3 × Ω…") == 6);
  CHECK(wrapped("ÄÄÄÄÄÄÄÄÄÄ ÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖ × …", {30}) == "ÄÄÄÄÄÄÄÄÄÄ ÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖ × …");
  CHECK(wrapped("ÄÄÄÄÄÄÄÄÄÄ ÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖ ×× …", {30}) == "ÄÄÄÄÄÄÄÄÄÄ ÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖ ××\n…");
}

TEST_CASE("wrapping: a word that is longer than a line has one of its own") {
  CHECK(wrapped("see /a/path/that/does/not/fit/in/any/line there", {24, 0, 2}) ==
        "see\n  /a/path/that/does/not/fit/in/any/line\n  there");
}

TEST_CASE("wrapping: where an indent leaves no room for text, there is less of it") {
  CHECK(wrapped("one two three four five six", {24, 0, 10}) == "one two three four five\n    six");
}

TEST_CASE("wrapping: blanks within a line stay as they are") {
  CHECK(wrapped("name    what it is", {30}) == "name    what it is");
}

TEST_CASE("wrapping: a command can be pasted, and an option stays with its argument") {
  CHECK(wrapped_command("eddy test -w echo", {30}) == "eddy test -w echo");
  CHECK(wrapped_command("eddy test -w broadcast --rate 100 --json", {30}) ==
        "eddy test -w broadcast \\\n    --rate 100 --json");
  CHECK(wrapped_command("eddy test -w echo --expect 'ops.ok > 3' --json", {34, 2, 2}) ==
        "eddy test -w echo \\\n      --expect 'ops.ok > 3' \\\n      --json");
}

TEST_CASE("wrapping: labels stand in front of their text, examples are commands") {
  CHECK(wrapped_lines("Models:\n  set     all that was added is in it\n", 31) ==
        "Models:\n  set     all that was added is\n          in it\n");
  CHECK(wrapped_lines("Examples:\n  eddy test -w broadcast --rate 100\n\na b\n", 30) ==
        "Examples:\n  eddy test -w broadcast \\\n      --rate 100\n\na b\n");
}

}  // namespace TEST_FILE
