#include "tools/history_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <boost/iostreams/concepts.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <boost/iostreams/operations.hpp>
#include <cerrno>
#include <cstring>
#include <ios>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/checkers/bad_input.h"

namespace eddy::tools {
namespace {

namespace io = boost::iostreams;

constexpr std::string_view kGzip = "\x1f\x8b";
constexpr std::string_view kZstd = "\x28\xb5\x2f\xfd";
constexpr std::streamsize kBufferBytes = 1 << 16;
// As much of the text before a fault is lost with it.
constexpr std::streamsize kGuardedBytes = 1 << 10;

[[noreturn]] void refuse(const std::string& file, int error) {
  throw checkers::BadInput(
      fmt::format("cannot read {}: {}", history_name(file), std::strerror(error)));
}

// Reading from the file itself failed.
struct ReadFailure : std::ios_base::failure {
  explicit ReadFailure(int error) : failure(std::strerror(error)), reason(std::strerror(error)) {}
  std::string reason;
};

// A file descriptor, closed at the end unless it is standard input.
class Descriptor {
 public:
  explicit Descriptor(const std::string& file)
      : number_(file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (number_ < 0) refuse(file, errno);
  }
  ~Descriptor() {
    if (number_ != STDIN_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  // 0 at the end, below 0 with errno set when reading fails.
  ssize_t read(char* to, std::size_t size) const {
    for (;;) {
      const ssize_t count = ::read(number_, to, size);
      if (count >= 0 || errno != EINTR) return count;
    }
  }

 private:
  int number_;
};

// What the descriptor gives, its first bytes once more in front.
class Source : public io::source {
 public:
  Source(std::shared_ptr<Descriptor> descriptor, std::string first)
      : descriptor_(std::move(descriptor)), first_(std::move(first)) {}

  std::streamsize read(char* to, std::streamsize size) {
    if (!first_.empty()) {
      const std::size_t count = std::min(first_.size(), static_cast<std::size_t>(size));
      std::memcpy(to, first_.data(), count);
      first_.erase(0, count);
      return static_cast<std::streamsize>(count);
    }
    const ssize_t count = descriptor_->read(to, static_cast<std::size_t>(size));
    if (count < 0) throw ReadFailure(errno);
    return count == 0 ? -1 : count;
  }

 private:
  std::shared_ptr<Descriptor> descriptor_;
  std::string first_;
};

// What a source gives, decompressed. Boost's own filter does not notice that a frame breaks off.
class ZstdSource : public io::source {
 public:
  explicit ZstdSource(Source compressed)
      : compressed_(std::move(compressed)),
        context_(ZSTD_createDCtx(), &ZSTD_freeDCtx),
        buffer_(ZSTD_DStreamInSize()) {
    if (context_ == nullptr) throw std::bad_alloc();
  }

  std::streamsize read(char* to, std::streamsize size) {
    ZSTD_outBuffer out{to, static_cast<std::size_t>(size), 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size && !output_left_) {
        const std::streamsize count =
            compressed_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        if (count < 0) {
          if (within_frame_) throw std::ios_base::failure("zstd data breaks off");
          return -1;
        }
        in_ = {buffer_.data(), static_cast<std::size_t>(count), 0};
      }
      const std::size_t wanted = ZSTD_decompressStream(context_.get(), &out, &in_);
      if (ZSTD_isError(wanted) != 0) throw std::ios_base::failure(ZSTD_getErrorName(wanted));
      within_frame_ = wanted != 0;
      output_left_ = out.pos == out.size;
    }
    return static_cast<std::streamsize>(out.pos);
  }

 private:
  Source compressed_;
  std::shared_ptr<ZSTD_DCtx> context_;  // a source is copied into its stream
  std::vector<char> buffer_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool within_frame_ = false;
  bool output_left_ = false;  // the decoder may have more without reading on
};

// Passes on what comes from behind it up to a fault, which it takes note of and makes an end of the
// stream.
class Guard : public io::multichar_input_filter {
 public:
  Guard(std::shared_ptr<std::string> fault, std::string_view format)
      : fault_(std::move(fault)), format_(format) {}

  template <class Behind>
  std::streamsize read(Behind& behind, char* to, std::streamsize size) {
    if (!fault_->empty()) return -1;
    try {
      return io::read(behind, to, size);
    } catch (const ReadFailure& failure) {
      *fault_ = fmt::format("reading failed: {}", failure.reason);
    } catch (const std::ios_base::failure&) {
      *fault_ = fmt::format("its {} data are damaged or cut off", format_);
    }
    return -1;
  }

 private:
  std::shared_ptr<std::string> fault_;
  std::string_view format_;
};

}  // namespace

std::string history_name(const std::string& file) {
  if (file == "-") return "standard input";
  if (file.empty()) return "\"\"";
  std::string name = file;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c >= 0 && c < ' '; }, '?');
  return name;
}

HistoryFile::HistoryFile(const std::string& file) : fault_(std::make_shared<std::string>()) {
  auto descriptor = std::make_shared<Descriptor>(file);
  std::string first(kZstd.size(), '\0');
  std::size_t size = 0;
  while (size < first.size()) {
    const ssize_t count = descriptor->read(first.data() + size, first.size() - size);
    if (count < 0) refuse(file, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  first.resize(size);
  const bool gzip = first.starts_with(kGzip);
  const bool zstd = first == kZstd;
  const Source source(std::move(descriptor), std::move(first));
  auto stream = std::make_unique<io::filtering_istream>();
  if (gzip) {
    stream->push(Guard(fault_, "gzip"), kGuardedBytes);
    stream->push(io::gzip_decompressor(), kGuardedBytes);
    stream->push(source, kBufferBytes);
  } else if (zstd) {
    stream->push(Guard(fault_, "zstd"), kBufferBytes);
    stream->push(ZstdSource(source), kGuardedBytes);
  } else {
    stream->push(Guard(fault_, ""), kBufferBytes);
    stream->push(source, kBufferBytes);
  }
  stream_ = std::move(stream);
}

HistoryFile::~HistoryFile() = default;

}  // namespace eddy::tools
