#include "nodes/process/virtual_time/memory_file.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace eddy::nodes::process {
namespace {

int make_memory_file(std::string_view contents) {
  const int file = memfd_create("eddy", MFD_CLOEXEC);
  if (file < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
  while (!contents.empty()) {
    const ssize_t written = write(file, contents.data(), contents.size());
    if (written < 0) throw std::system_error(errno, std::generic_category(), "a file in memory");
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

}  // namespace

MemoryFile::MemoryFile(std::string_view contents)
    : file_(make_memory_file(contents)),
      path_(fmt::format("/proc/{}/fd/{}", static_cast<int>(::getpid()), file_)) {}

MemoryFile::~MemoryFile() { close(file_); }

}  // namespace eddy::nodes::process
