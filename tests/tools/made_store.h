// A store that a test writes down, with what is hostile in it.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/tools/workplace.h"

namespace eddy::testing {

inline void put(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  REQUIRE(out);
}

// Beside `work/store`, for a test of what leads out of it, is `work/secret.txt`.
class MadeStore {
 public:
  MadeStore() {
    put(here_.path() / "secret.txt", "secret");
    std::filesystem::create_directory(path());
  }

  std::filesystem::path path() const { return here_.path() / "store"; }
  const Workplace& here() const { return here_; }

  // Stored one minute after the one before.
  std::filesystem::path add(const std::string& workload, const std::string& name,
                            std::string_view results,
                            const std::string& results_file = "results.json") {
    const std::filesystem::path folder = path() / workload / name;
    put(folder / results_file, results);
    constexpr std::chrono::hours kLongAgo(1'000);
    std::filesystem::last_write_time(
        folder / results_file, std::filesystem::file_time_type::clock::now() - kLongAgo + age_);
    age_ += std::chrono::minutes(1);
    return folder;
  }
  std::filesystem::path add_valid(const std::string& name) {
    return add("echo", name,
               R"({"valid?": true, "workload": "echo", "node": "echo", "node-count": 3, "seed": 7,
                   "findings": [], "evidence": []})");
  }

 private:
  Workplace here_;
  std::chrono::minutes age_{0};
};

}  // namespace eddy::testing
