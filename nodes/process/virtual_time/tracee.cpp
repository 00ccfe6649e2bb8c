#include "nodes/process/virtual_time/tracee.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

namespace eddy::nodes::process {
namespace {

constexpr int kHex = 16;

// The word after "NAME:" at the beginning of a line; its last one.
std::string field_of_status(const std::string& status, std::string_view name) {
  const std::size_t at = status.find("\n" + std::string(name) + ":\t");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 3;
  return status.substr(begin, status.find('\n', begin) - begin);
}

std::uint64_t signal_set(const std::string& status, std::string_view name) {
  return std::strtoull(field_of_status(status, name).c_str(), nullptr, kHex);
}

}  // namespace

bool read_memory(pid_t process, std::uint64_t address, void* to, std::size_t bytes) {
  const iovec here{to, bytes};
  const iovec there{std::bit_cast<void*>(address), bytes};
  return process_vm_readv(process, &here, 1, &there, 1, 0) == static_cast<ssize_t>(bytes);
}

bool write_memory(pid_t process, std::uint64_t address, const void* from, std::size_t bytes) {
  const iovec here{const_cast<void*>(from), bytes};
  const iovec there{std::bit_cast<void*>(address), bytes};
  if (process_vm_writev(process, &here, 1, &there, 1, 0) == static_cast<ssize_t>(bytes))
    return true;
  const int memory = open(fmt::format("/proc/{}/mem", process).c_str(), O_RDWR | O_CLOEXEC);
  if (memory < 0) return false;
  const ssize_t written = pwrite(memory, from, bytes, static_cast<off_t>(address));
  close(memory);
  return written == static_cast<ssize_t>(bytes);
}

int wait_for_stop(pid_t thread) {
  int status = 0;
  while (waitpid(thread, &status, __WALL | __WNOTHREAD) < 0) {
    if (errno != EINTR) return 0;
  }
  return status;
}

std::string read_text(pid_t process, std::uint64_t address, std::size_t most) {
  constexpr std::size_t kPage = 4096;
  std::string text;
  while (text.size() < most) {
    const std::size_t to_page_end = kPage - (address + text.size()) % kPage;
    std::string part(std::min(to_page_end, most - text.size()), '\0');
    if (!read_memory(process, address + text.size(), part.data(), part.size())) return text;
    const std::size_t end = part.find('\0');
    text += part.substr(0, end);
    if (end != std::string::npos) return text;
  }
  return text;
}

std::string read_proc(const std::string& path) {
  constexpr std::size_t kEnough = 4096;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  std::string text(kEnough, '\0');
  const ssize_t length = read(file, text.data(), text.size());
  close(file);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  return text;
}

char state_of(pid_t thread) {
  const std::string stat = read_proc(fmt::format("/proc/{}/stat", thread));
  const std::size_t name_end = stat.rfind(')');
  return name_end == std::string::npos || name_end + 2 >= stat.size() ? '\0' : stat[name_end + 2];
}

std::int64_t processor_time(pid_t thread) {
  return std::strtoll(read_proc(fmt::format("/proc/{0}/task/{0}/schedstat", thread)).c_str(),
                      nullptr, 10);
}

std::int64_t resident_bytes(pid_t process) {
  const std::string pages = read_proc(fmt::format("/proc/{}/statm", process));
  const std::size_t second = pages.find(' ');
  if (second == std::string::npos) return 0;
  return std::strtoll(pages.c_str() + second, nullptr, 10) * sysconf(_SC_PAGESIZE);
}

std::optional<long> call_in_progress(pid_t thread) {
  const std::string text = read_proc(fmt::format("/proc/{}/syscall", thread));
  long number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  return number;
}

SharedPlace shared_place(pid_t process, std::uint64_t address) {
  std::ifstream maps(fmt::format("/proc/{}/maps", process));
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t offset = 0;
    char dash = 0;
    std::string rights;
    std::string device;
    std::string number;
    fields >> std::hex >> begin >> dash >> end >> rights >> offset >> device >> number;
    if (address < begin || address >= end) continue;
    if (rights.empty() || rights.back() != 's') return {};
    return {fmt::format("{} {}", device, number), offset + (address - begin)};
  }
  return {};
}

std::optional<long> number_of_event(pid_t process, int descriptor) {
  const std::string told = read_proc(fmt::format("/proc/{}/fdinfo/{}", process, descriptor));
  constexpr std::string_view kName = "eventfd-id: ";
  const std::size_t at = told.find(kName);
  if (at == std::string::npos) return std::nullopt;
  return std::strtol(told.c_str() + at + kName.size(), nullptr, 10);
}

std::optional<int> find_event(pid_t process, long number) {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", process), error)) {
    const int descriptor = std::atoi(entry.path().filename().c_str());
    if (number_of_event(process, descriptor) == number) return descriptor;
  }
  return std::nullopt;
}

SignalSets signals_of(pid_t thread) {
  const std::string status = read_proc(fmt::format("/proc/{}/status", thread));
  return {signal_set(status, "SigPnd"), signal_set(status, "ShdPnd"), signal_set(status, "SigBlk"),
          signal_set(status, "SigIgn"), signal_set(status, "SigCgt")};
}

pid_t inner_number(pid_t thread) {
  const std::string numbers =
      field_of_status(read_proc(fmt::format("/proc/{}/status", thread)), "NSpid");
  const std::size_t last = numbers.rfind('\t');
  return static_cast<pid_t>(
      std::strtol(numbers.c_str() + (last == std::string::npos ? 0 : last), nullptr, 10));
}

}  // namespace eddy::nodes::process
