#include "nodes/process/virtual_time/random_code.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>
#include <tuple>
#include <utility>

#include "nodes/process/descriptor.h"

namespace eddy::nodes::process {
namespace {

// One version of a file.
using Version = std::tuple<dev_t, ino_t, off_t, time_t, std::int64_t>;

class File {
 public:
  explicit File(const std::string& path) : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_) fstat(file_.get(), &status_);
  }
  Version version() const {
    return {status_.st_dev, status_.st_ino, status_.st_size, status_.st_mtim.tv_sec,
            status_.st_mtim.tv_nsec};
  }
  std::size_t size() const { return static_cast<std::size_t>(status_.st_size); }
  const Descriptor& descriptor() const { return file_; }

 private:
  Descriptor file_;
  struct stat status_ {};
};

// The bytes of a file; none, where it cannot be read.
class MappedFile {
 public:
  explicit MappedFile(const File& file) : size_(file.size()) {
    if (size_ > 0)
      memory_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.descriptor().get(), 0);
  }
  ~MappedFile() {
    if (memory_ != MAP_FAILED) munmap(memory_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const {
    if (memory_ == MAP_FAILED) return {};
    return {static_cast<const char*>(memory_), size_};
  }

 private:
  std::size_t size_ = 0;
  void* memory_ = MAP_FAILED;
};

std::vector<Elf64_Phdr> parts_of_program(std::string_view bytes) {
  Elf64_Ehdr header{};
  if (bytes.size() < sizeof header) return {};
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_phentsize != sizeof(Elf64_Phdr))
    return {};
  std::vector<Elf64_Phdr> parts(header.e_phnum);
  const std::size_t size = parts.size() * sizeof(Elf64_Phdr);
  if (header.e_phoff > bytes.size() || size > bytes.size() - header.e_phoff) return {};
  std::memcpy(parts.data(), bytes.data() + header.e_phoff, size);
  return parts;
}

// Where the file has its headers once it is loaded.
std::uint64_t address_of_headers(std::string_view bytes, const std::vector<Elf64_Phdr>& parts) {
  Elf64_Ehdr header{};
  std::memcpy(&header, bytes.data(), sizeof header);
  const auto part = std::find_if(parts.begin(), parts.end(), [&](const Elf64_Phdr& it) {
    return it.p_type == PT_LOAD && it.p_offset <= header.e_phoff &&
           header.e_phoff - it.p_offset < it.p_filesz;
  });
  return part == parts.end() ? 0 : part->p_vaddr + header.e_phoff - part->p_offset;
}

void add_instructions(std::string_view code, std::uint64_t address,
                      std::vector<std::uint64_t>& found) {
  constexpr std::string_view kBegin("\x0f\xc7");
  constexpr unsigned char kFirstForm = 0xf0;
  const char* at = code.data();
  const char* const end = code.data() + code.size();
  for (;;) {
    const auto left = static_cast<std::size_t>(end - at);
    at = static_cast<const char*>(memmem(at, left, kBegin.data(), kBegin.size()));
    if (at == nullptr || end - at <= 2) return;
    if (static_cast<unsigned char>(at[2]) >= kFirstForm)
      found.push_back(address + static_cast<std::uint64_t>(at - code.data()));
    ++at;
  }
}

// As the file has them, before it is loaded somewhere.
struct Code {
  std::uint64_t headers = 0;
  std::vector<std::uint64_t> instructions;
};

Code code_of(std::string_view bytes) {
  constexpr std::uint64_t kNear = 256;
  constexpr std::uint64_t kLarge = std::uint64_t{16} << 20U;
  const auto parts = parts_of_program(bytes);
  if (parts.empty()) return {};
  Code code{address_of_headers(bytes, parts), {}};
  std::vector<std::uint64_t> found;
  for (const Elf64_Phdr& part : parts) {
    const bool is_code = part.p_type == PT_LOAD && (part.p_flags & PF_X) != 0;
    if (!is_code || part.p_filesz > kLarge || part.p_offset > bytes.size()) continue;
    add_instructions(bytes.substr(part.p_offset, part.p_filesz), part.p_vaddr, found);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool follows = i > 0 && found[i] - found[i - 1] <= kNear;
    const bool precedes = i + 1 < found.size() && found[i + 1] - found[i] <= kNear;
    if (follows || precedes) code.instructions.push_back(found[i]);
  }
  return code;
}

// To look through a file takes a millisecond or more, and a file is started again and again.
Code known_code_of(const std::string& path) {
  static std::mutex mutex;
  static std::map<Version, Code> known;
  const File file(path);
  const std::scoped_lock lock(mutex);
  const auto found = known.find(file.version());
  if (found != known.end()) return found->second;
  return known.emplace(file.version(), code_of(MappedFile(file).bytes())).first->second;
}

}  // namespace

std::vector<std::uint64_t> random_instructions_of(const std::string& path, std::uint64_t headers) {
  Code code = known_code_of(path);
  for (std::uint64_t& address : code.instructions) address += headers - code.headers;
  return std::move(code.instructions);
}

}  // namespace eddy::nodes::process
