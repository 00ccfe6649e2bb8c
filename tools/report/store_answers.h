// What `eddy serve` answers to whom. It reads a store and knows nothing of sockets.
//
//   /                        the list of what is stored
//   /run/WORKLOAD/NAME/      the page of a run
//   /run/WORKLOAD/NAME/FILE  one of its files
//
// * GET and HEAD alone; else 405.
// * The request must name this server by a name of the loopback: else 421, for a page from
//   elsewhere may have let its own name point here (DNS rebinding).
// * The path is compared with the names of what is stored, as a URL writes them, and never becomes
//   a file's name: "..", "%2e" and "%2f" are names that nothing has, hence 404.
// * No file is followed to where it links.
// * Each answer forbids scripts, but for that of a run's page, which is named by its hash. It
//   forbids requests, being framed, being kept, and being taken for another type.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eddy::tools {

struct Request {
  std::string method;
  std::string target;  // as it came: "/run/echo/1-00af/?x"
  std::string host;    // of its one Host header; empty: it had none, or several
};

// A file that is open for reading, which it closes.
class OpenFile {
 public:
  explicit OpenFile(int descriptor = -1) : descriptor_(descriptor) {}
  OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  // Who takes it closes it.
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

struct Answer {
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // without Content-Length
  std::string body;
  OpenFile file;  // in place of the body

  // Empty: it has no such header.
  std::string_view header(std::string_view name) const;
};

// The page of the run in that folder. A checkers::BadInput is shown.
using PageOfRun = std::function<std::string(const std::filesystem::path& run)>;

class StoreAnswers {
 public:
  // `port`: where it is served.
  StoreAnswers(std::filesystem::path store, std::uint16_t port, PageOfRun page)
      : store_(std::move(store)), port_(port), page_(std::move(page)) {}

  // That of HEAD has the body of GET, which is not to be sent.
  Answer answer(const Request& request) const;

 private:
  Answer answer_path(std::string_view path) const;
  Answer answer_stored(std::string_view workload, std::string_view name,
                       std::string_view file) const;
  Answer answer_page(const std::filesystem::path& run) const;
  bool is_name_of_ours(std::string_view host) const;

  std::filesystem::path store_;
  std::uint16_t port_;
  PageOfRun page_;
};

}  // namespace eddy::tools
