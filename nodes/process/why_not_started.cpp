#include "nodes/process/why_not_started.h"

#include <elf.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <vector>

namespace eddy::nodes::process {
namespace {

std::string first_bytes(const std::string& file) {
  constexpr std::size_t kEnough = 4096;
  std::string bytes(kEnough, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

// What stands behind "#!", without its arguments; nothing: it is no script.
std::optional<std::string> interpreter_of_script(const std::string& bytes) {
  if (!bytes.starts_with("#!")) return std::nullopt;
  const std::string line = bytes.substr(2, bytes.find('\n') - 2);
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string::npos) return "";
  return line.substr(begin, line.find_first_of(" \t", begin) - begin);
}

std::optional<Elf64_Ehdr> elf_header(const std::string& bytes) {
  Elf64_Ehdr header{};
  if (bytes.size() < sizeof header || std::memcmp(bytes.data(), ELFMAG, SELFMAG) != 0)
    return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  return header;
}

// The loader that a program asks for; empty: none.
std::string loader_of(const std::string& bytes, const Elf64_Ehdr& header) {
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr part{};
    const std::size_t at = header.e_phoff + i * sizeof part;
    if (at + sizeof part > bytes.size()) break;
    std::memcpy(&part, bytes.data() + at, sizeof part);
    if (part.p_type != PT_INTERP || part.p_offset >= bytes.size()) continue;
    return {bytes.c_str() + part.p_offset};
  }
  return "";
}

std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_386:
      return "32-bit x86";
    case EM_AARCH64:
      return "aarch64";
    case EM_ARM:
      return "32-bit ARM";
    case EM_RISCV:
      return "RISC-V";
    default:
      return fmt::format("the processor with ELF number {}", machine);
  }
}

#if defined(__x86_64__)
constexpr unsigned kOwnMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kOwnMachine = EM_AARCH64;
#else
constexpr unsigned kOwnMachine = EM_NONE;
#endif

std::string why_not_there(const std::string& file, const std::string& bytes) {
  if (const auto interpreter = interpreter_of_script(bytes)) {
    if (interpreter->ends_with('\r')) {
      return fmt::format(
          "the first line of {} ends with CR LF, so that its interpreter is not found; write it "
          "with LF: sed -i 's/\\r$//' {}",
          file, file);
    }
    return fmt::format(
        "its interpreter {} is not there: install it, or change the first line of {}", *interpreter,
        file);
  }
  if (const auto header = elf_header(bytes)) {
    return fmt::format("its loader {} is not there: {} was built for another system",
                       loader_of(bytes, *header), file);
  }
  return fmt::format("{} is not there", file);
}

std::string why_no_program(const std::string& file, const std::string& bytes) {
  if (const auto header = elf_header(bytes)) {
    if (header->e_machine != kOwnMachine) {
      return fmt::format("{} is a program for {}, and this machine is {}: build it for this one",
                         file, machine_name(header->e_machine), machine_name(kOwnMachine));
    }
    return fmt::format("{} is a program, but a broken one: build it again", file);
  }
  return fmt::format(
      "{} is no program: a script begins with a line that names its interpreter, such as "
      "#!/usr/bin/env python3",
      file);
}

}  // namespace

std::string why_not_started(const std::string& file, std::string_view step, int error) {
  const auto sentence = [&]() -> std::string {
    if (step != "execve")
      return fmt::format("{} was refused: {}", step, std::generic_category().message(error));
    std::error_code ignored;
    if (error == EACCES && std::filesystem::is_directory(file, ignored))
      return fmt::format("{} is a directory", file);
    if (error == EACCES) return fmt::format("{0} is not executable: chmod +x {0}", file);
    const std::string bytes = first_bytes(file);
    if (error == ENOENT) return why_not_there(file, bytes);
    if (error == ENOEXEC) return why_no_program(file, bytes);
    return fmt::format("{}: {}", file, std::generic_category().message(error));
  };
  return "could not be started: " + sentence();
}

}  // namespace eddy::nodes::process
