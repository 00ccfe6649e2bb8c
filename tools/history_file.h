// A history's file, or standard input, as a stream: what is compressed is decompressed as it is
// read.
#pragma once

#include <istream>
#include <memory>
#include <string>

namespace eddy::tools {

class HistoryFile {
 public:
  // "-" is standard input. gzip and zstd are told by their first bytes, whatever the file's name.
  // Throws BadInput when the file cannot be read.
  explicit HistoryFile(const std::string& file);
  ~HistoryFile();
  HistoryFile(const HistoryFile&) = delete;
  HistoryFile& operator=(const HistoryFile&) = delete;

  std::istream& stream() { return *stream_; }

  // Why the stream ended before the text did, "its gzip data are damaged or cut off". Empty: it did
  // not. The stream may have ended some hundred bytes before what is damaged.
  const std::string& fault() const { return *fault_; }

 private:
  std::shared_ptr<std::string> fault_;
  std::unique_ptr<std::istream> stream_;
};

// How a person is told of the file: "standard input" for "-". One line, whatever the name.
std::string history_name(const std::string& file);

}  // namespace eddy::tools
