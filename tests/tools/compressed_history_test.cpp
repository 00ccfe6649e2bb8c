// `eddy check` reads what gzip and zstd have packed, and no verdict comes of what is damaged.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "tests/tools/compressed.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

void write(const Workplace& here, const std::string& name, const std::string& text) {
  std::ofstream(here.path() / name, std::ios::binary) << text;
}

// Calls that each get an id of their own, that of one that comes twice in the last.
std::string history(int calls) {
  std::string text;
  for (int i = 0; i < calls; ++i) {
    const std::string process = std::to_string(i % 7);
    text += R"({"process":)" + process +
            R"(,"type":"invoke","f":"generate","value":null})"
            "\n";
    text += R"({"process":)" + process + R"(,"type":"ok","f":"generate","value":)" +
            std::to_string(i == calls - 1 ? 0 : i) + "}\n";
  }
  return text;
}

std::string check(const std::string& file) { return "check --model unique-ids --json " + file; }

TEST_CASE("check: gzip and zstd are told by their content, not by the file's name") {
  const Workplace here;
  const std::string text = history(3000);
  write(here, "plain", text);
  const Outcome plain = here.eddy(check("plain"));
  REQUIRE(plain.status == 1);
  write(here, "a.txt", gzipped(text));
  write(here, "b.txt", with_zstd(text));
  for (const std::string file : {"a.txt", "b.txt"}) {
    CAPTURE(file);
    const Outcome packed = here.eddy(check(file));
    CHECK(packed.status == 1);
    CHECK(packed.out == plain.out);
    CHECK(here.shell("cat " + file + " | " + EDDY_BINARY + " " + check("-")).out == plain.out);
  }
}

TEST_CASE("check: a history laid out over many lines may be packed or come from standard input") {
  const Workplace here;
  const std::string text = history(3000);
  std::string laid_out;
  for (const char c : text)
    laid_out += c == ',' || c == '{' ? std::string{c} + "\n  " : std::string{c};
  write(here, "plain", text);
  write(here, "laid-out", laid_out);
  const Outcome plain = here.eddy(check("plain"));
  REQUIRE(plain.status == 1);
  CHECK(here.eddy(check("laid-out")).out == plain.out);
  write(here, "a.gz", gzipped(laid_out));
  write(here, "b.zst", with_zstd(laid_out));
  CHECK(here.eddy(check("a.gz")).out == plain.out);
  CHECK(here.eddy(check("b.zst")).out == plain.out);
  CHECK(here.shell(std::string("cat laid-out | ") + EDDY_BINARY + " " + check("-")).out ==
        plain.out);
}

TEST_CASE("check: several packed parts, one behind the other, are one history") {
  const Workplace here;
  const std::string text = history(3000);
  const std::size_t middle = text.find('\n', text.size() / 2) + 1;
  write(here, "plain", text);
  const Outcome plain = here.eddy(check("plain"));
  write(here, "a.gz", gzipped(text.substr(0, middle)) + gzipped(text.substr(middle)));
  write(here, "b.zst", with_zstd(text.substr(0, middle)) + with_zstd(text.substr(middle)));
  CHECK(here.eddy(check("a.gz")).out == plain.out);
  CHECK(here.eddy(check("b.zst")).out == plain.out);
}

TEST_CASE("check: an empty text, packed, is an empty history") {
  const Workplace here;
  write(here, "a.gz", gzipped(""));
  write(here, "b.zst", with_zstd(""));
  for (const char* file : {"a.gz", "b.zst"}) {
    const Outcome outcome = here.eddy(check(file));
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.out, "no client did anything"));
  }
}

TEST_CASE("check: what is cut off anywhere, or damaged, is refused with one line") {
  const Workplace here;
  const std::string text = history(200);
  for (const std::string& packed : {gzipped(text), with_zstd(text)}) {
    const std::string name = packed.starts_with("\x1f\x8b") ? "history.gz" : "history.zst";
    const auto refuse = [&](const std::string& bytes) {
      write(here, name, bytes);
      const Outcome outcome = here.eddy(check(name));
      CAPTURE(name);
      CAPTURE(bytes.size());
      CAPTURE(outcome.err);
      CHECK(outcome.status == 254);
      CHECK(outcome.out.empty());
      CHECK(is_one_sentence(outcome.err));
      CHECK(contains(unwrapped(outcome.err), name));
      CHECK(contains(unwrapped(outcome.err), "expected "));
    };
    for (std::size_t size = 5; size < packed.size(); size += packed.size() / 9)
      refuse(packed.substr(0, size));
    refuse(packed.substr(0, packed.size() - 1));
    std::string damaged = packed;
    damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
    refuse(damaged);
  }
  // It is the text's end that is told of, not the bracket that is open there.
  std::string array = "[\n" + text;
  for (std::size_t at = array.find("}\n"); at != array.npos; at = array.find("}\n", at + 1))
    array.insert(at + 1, ",");
  const std::string packed = gzipped(array);
  write(here, "history.gz", packed.substr(0, packed.size() - 100));
  CHECK_FALSE(contains(here.eddy(check("history.gz")).err, "history.gz line 1:"));
  // A sound history, and then what is no part of it.
  write(here, "history.gz", gzipped(text) + "garbage");
  CHECK(here.eddy(check("history.gz")).status == 254);
  write(here, "history.zst", with_zstd(text) + "garbage");
  CHECK(here.eddy(check("history.zst")).status == 254);
}

}  // namespace TEST_FILE
