#include "nodes/process/flush_advice.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace eddy::nodes::process {
namespace TEST_FILE {

bool advises(const std::vector<std::string>& command, const std::string& language) {
  const std::string advice = flush_advice(command);
  CAPTURE(advice);
  return advice.starts_with(language);
}

TEST_CASE("flush advice: the language is told by the name of a file, or of its interpreter") {
  CHECK(advises({"./echo.py"}, "in Python: print(…, flush=True)"));
  CHECK(advises({"/usr/bin/python3.11", "echo"}, "in Python"));
  CHECK(advises({"node", "dist/echo.mjs"}, "in JavaScript"));
  CHECK(advises({"java", "-jar", "echo.jar"}, "in Java:"));
  CHECK(advises({"go", "run", "."}, "in Go"));
  CHECK(advises({"./run.sh"}, "in a shell"));
  CHECK(advises({"./shuffle"}, "in C:"));
  CHECK(advises({}, "in C:"));
}

TEST_CASE("flush advice: or by what the file begins with, or what its compiler left in it") {
  struct Case {
    std::string content;
    std::string language;
  };
  const std::string elf =
      "\x7f"
      "ELF" +
      std::string(100, '\0');
  for (const Case& one :
       {Case{"#!/usr/bin/env -S python3 -u\nimport sys\n", "in Python"},
        Case{"#!/usr/bin/ruby\r\n", "in Ruby"}, Case{"#! /bin/sh\n", "in a shell"},
        Case{"#!/opt/unknown\n", "in C:"}, Case{"#!", "in C:"},
        Case{elf + ".go.buildinfo", "in Go"}, Case{elf + "/rustc/90b35a6/library", "in Rust"},
        Case{elf, "in C:"}, Case{"", "in C:"}}) {
    const auto file = std::filesystem::temp_directory_path() / "eddy-flush-advice-test";
    std::ofstream(file, std::ios::binary) << one.content;
    CHECK(advises({file}, one.language));
    std::filesystem::remove(file);
  }
  CHECK(advises({std::filesystem::temp_directory_path()}, "in C:"));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
