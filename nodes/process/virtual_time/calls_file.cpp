// Randomness, and files that tell of the machine.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/random.h>
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

// Read as they are opened, by many readers, for ever.
bool is_random(std::string_view path) { return path == "/dev/urandom" || path == "/dev/random"; }

// As the kernel writes them: version 4, of the variant of RFC 4122.
std::string drawn_uuid(Kernel& kernel) {
  const std::uint64_t high = kernel.draw();
  const std::uint64_t low = kernel.draw();
  constexpr unsigned kGroup = 16;
  constexpr unsigned kNode = 48;
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}\n", high >> (2 * kGroup),
                     (high >> kGroup) & 0xffff, high & 0xfff, 0x8000 | (low >> kNode & 0x3fff),
                     low & 0xffffffffffff);
}

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
  if (is_random(path)) return drawn_bytes(kernel, kEnough);
  if (path == "/proc/sys/kernel/random/uuid") return drawn_uuid(kernel);
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
  const std::int64_t file = make_file(kernel, thread, *contents, registers.argument(argument + 1));
  if (file >= 0 && is_random(path)) kernel.add_random_file(thread, static_cast<int>(file));
  return Answer::result(file);
}

}  // namespace

Answer draw_into(Kernel& kernel, const Thread& thread, std::uint64_t address, std::uint64_t bytes) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 20U;
  const std::string drawn = drawn_bytes(kernel, std::min(bytes, kMost));
  if (!write_memory(thread.tid, address, drawn.data(), drawn.size()))
    return Answer::result(-EFAULT);
  return Answer::result(static_cast<std::int64_t>(drawn.size()));
}

Answer getrandom(Kernel& kernel, Thread& thread) {
  const Registers& registers = thread.registers;
  constexpr std::uint64_t kFlags = GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE;
  if ((registers.argument(2) & ~kFlags) != 0) return Answer::result(-EINVAL);
  return draw_into(kernel, thread, registers.argument(0), registers.argument(1));
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
