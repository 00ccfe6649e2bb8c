// A file that only exists in memory, and that a guest's processes can open by a path.
#pragma once

#include <string>
#include <string_view>

namespace eddy::nodes::process {

class MemoryFile {
 public:
  // Throws std::system_error.
  explicit MemoryFile(std::string_view contents);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int descriptor() const { return file_; }
  // Holds as long as this does.
  const std::string& path() const { return path_; }

 private:
  int file_;
  std::string path_;
};

}  // namespace eddy::nodes::process
