// The folder of a sweep: DIR/WORKLOAD/sweep-NAME/, with DIR/latest-sweep and
// DIR/WORKLOAD/latest-sweep pointing to the one that was begun or gone on with last.
//
//   sweep.json    what the sweep is, what came of it, and how long that took
//   sweep.jsonl   one line a seed (seed_line.h), in the order of the seeds
//
// * A new folder takes its name only when both files are in it. A folder that is there is never
//   taken for another sweep.
// * sweep.json is replaced in one step. Lines are only ever added, whole ones.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tools/sweep/seed_range.h"

namespace eddy::tools {

// "sweep-7", "sweep-7-shard-2-of-4".
std::string sweep_folder_name(const std::string& name, const Shard& shard);

class SweepFolder {
 public:
  // One that is there.
  explicit SweepFolder(std::filesystem::path path) : path_(std::move(path)) {}
  // A new one with its sweep.json, beside those that are there. Nothing where one is in that place
  // already. Throws checkers::BadInput where it cannot be written.
  static std::optional<SweepFolder> make(const std::filesystem::path& place,
                                         const boost::json::object& head);
  // A new one in this directory, whose name is the lowest number that no sweep there has.
  static SweepFolder make_numbered(const std::filesystem::path& directory, const Shard& shard,
                                   const boost::json::object& head);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path lines() const { return path_ / "sweep.jsonl"; }

  // sweep.json. Both throw checkers::BadInput.
  boost::json::object head() const;
  void replace_head(const boost::json::object& head) const;

 private:
  std::filesystem::path path_;
};

// The folder that a person names: where a link leads, and without a slash at its end.
std::filesystem::path folder_at(const std::string& place);

// Lets DIR/latest-sweep and DIR/WORKLOAD/latest-sweep point to it if that is where it is. Throws
// checkers::BadInput.
void point_to_sweep(const std::filesystem::path& store, const std::string& workload,
                    const SweepFolder& folder);

// Tells the whole lines of a file, one after another, without their ends. Returns how many bytes
// they have: what follows is a line that was not finished. Throws checkers::BadInput where it cannot
// be read.
std::uintmax_t read_whole_lines(const std::filesystem::path& file,
                                const std::function<void(std::string_view line)>& each);

// A file of lines that grows. No other process writes to it meanwhile.
class LineFile {
 public:
  // Throws checkers::BadInput where it cannot be opened, and where another process has it.
  explicit LineFile(std::filesystem::path path);
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  // Closes it in a process that is a copy of the one that writes, which keeps it.
  void leave_open();
  // Drops what is beyond so many bytes.
  void truncate(std::uintmax_t size);
  // Adds whole lines, each with its end. Where the device is full, say, those that have no room are
  // left out, none of them in part, and a checkers::BadInput tells why.
  void append(std::string_view lines);

 private:
  [[noreturn]] void refuse(int error) const;

  std::filesystem::path path_;
  int file_;
  std::uintmax_t size_ = 0;
};

}  // namespace eddy::tools
