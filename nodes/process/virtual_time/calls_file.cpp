// Randomness, and files that tell of the machine.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "nodes/process/virtual_time/instructions.h"
#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/machine.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process::answer {
namespace {

std::string drawn_bytes(Kernel& kernel, std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) {
    std::array<char, sizeof(std::uint64_t)> part{};
    const std::uint64_t draw = kernel.draw();
    std::memcpy(part.data(), &draw, sizeof draw);
    bytes.append(part.data(), part.size());
  }
  bytes.resize(count);
  return bytes;
}

// What stands in the file that is opened in place of that one; nothing: it is opened itself.
std::optional<std::string> instead_of(Kernel& kernel, std::string_view path) {
  constexpr std::size_t kEnough = std::size_t{64} * 1024;
  if (path == "/dev/urandom" || path == "/dev/random") return drawn_bytes(kernel, kEnough);
  if (const auto text = text_of_machine(path)) return std::string(*text);
  return std::nullopt;
}

// The process makes itself a file in memory, and writes that into it.
std::int64_t make_file(Kernel& kernel, Thread& thread, std::string_view contents,
                       std::uint64_t flags) {
  const std::uint64_t room = Kernel::scratch_in(thread);
  std::memcpy(kernel.scratch(), "eddy", sizeof "eddy");
  const std::int64_t file = kernel.make_call(thread, SYS_memfd_create,
                                             {room, (flags & O_CLOEXEC) != 0 ? MFD_CLOEXEC : 0U});
  if (file < 0) return file;
  const auto descriptor = static_cast<std::uint64_t>(file);
  while (!contents.empty()) {
    const std::size_t bytes = std::min(contents.size(), GuestPage::kScratchBytes);
    std::memcpy(kernel.scratch(), contents.data(), bytes);
    kernel.make_call(thread, SYS_write, {descriptor, room, bytes});
    contents.remove_prefix(bytes);
  }
  kernel.make_call(thread, SYS_lseek, {descriptor, 0, SEEK_SET});
  return file;
}

Answer open_by(Kernel& kernel, Thread& thread, std::size_t argument) {
  const Registers& registers = thread.registers;
  const std::string path = read_text(thread.tid, registers.argument(argument), PATH_MAX);
  // Most files are neither, and most paths do not look so.
  if (!path.starts_with("/dev/") && !path.starts_with("/proc/") && !path.starts_with("/sys/"))
    return Answer::native();
  const auto contents = instead_of(kernel, path);
  if (!contents) return Answer::native();
  return Answer::result(make_file(kernel, thread, *contents, registers.argument(argument + 1)));
}

}  // namespace

Answer getrandom(Kernel& kernel, Thread& thread) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 20U;
  const std::string bytes = drawn_bytes(kernel, std::min(thread.registers.argument(1), kMost));
  if (!write_memory(thread.tid, thread.registers.argument(0), bytes.data(), bytes.size()))
    return Answer::result(-EFAULT);
  return Answer::result(static_cast<std::int64_t>(bytes.size()));
}

Answer open(Kernel& kernel, Thread& thread) { return open_by(kernel, thread, 0); }

Answer openat(Kernel& kernel, Thread& thread) { return open_by(kernel, thread, 1); }

// C++ draws random numbers by instructions, in its library.
Answer map_code(Kernel& kernel, Thread& thread) {
  const Registers& registers = thread.registers;
  const auto file = static_cast<std::int32_t>(registers.argument(4));
  if (file < 0) return Answer::native();
  std::array<char, PATH_MAX> path{};
  const std::string link = fmt::format("/proc/{}/fd/{}", thread.tid, file);
  const ssize_t length = readlink(link.c_str(), path.data(), path.size());
  const std::string_view name(path.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  if (name.find("libstdc++") == std::string_view::npos) return Answer::native();
  const std::int64_t address =
      kernel.make_call(thread, SYS_mmap,
                       {registers.argument(0), registers.argument(1), registers.argument(2),
                        registers.argument(3), registers.argument(4), registers.argument(5)});
  if (address > 0 || address < -PATH_MAX)
    trap_random(thread, static_cast<std::uint64_t>(address), registers.argument(1));
  return Answer::result(address);
}

}  // namespace eddy::nodes::process::answer
