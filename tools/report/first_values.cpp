#include "tools/report/first_values.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse_options.hpp>
#include <cstddef>
#include <cstdint>
#include <fstream>

#include "base/text.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostRead = std::size_t{1} << 20U;  // bytes of the file
constexpr std::size_t kReadAtOnce = std::size_t{8} << 10U;
constexpr std::size_t kMostKept = 400;  // bytes of a value
constexpr std::size_t kMostDepth = 64;

// What Boost.JSON's parser tells, as paths. Each function says whether to go on.
class PathHandler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  PathHandler(const std::vector<std::string>& paths, std::string_view last)
      : paths_(paths), last_(last) {}

  const ValuesByPath& found() const { return found_; }

  bool on_document_begin(json::error_code& /*error*/) { return true; }
  bool on_document_end(json::error_code& /*error*/) { return true; }
  bool on_object_begin(json::error_code& error) { return open(false, error); }
  bool on_object_end(std::size_t /*size*/, json::error_code& /*error*/) { return close(); }
  bool on_array_begin(json::error_code& error) { return open(true, error); }
  bool on_array_end(std::size_t /*size*/, json::error_code& /*error*/) { return close(); }
  bool on_key_part(json::string_view part, std::size_t /*size*/, json::error_code& /*error*/) {
    text_ += part;
    return true;
  }
  bool on_key(json::string_view part, std::size_t /*size*/, json::error_code& error) {
    text_ += part;
    path_.resize(levels_.back().path_size);
    path_ += '/' + text_;
    text_.clear();
    return path_ != last_ || end(error);
  }
  bool on_string_part(json::string_view part, std::size_t /*size*/, json::error_code& /*error*/) {
    if (text_.size() <= kMostKept) text_ += part;
    return true;
  }
  bool on_string(json::string_view part, std::size_t size, json::error_code& error) {
    on_string_part(part, size, error);
    std::string text = shortened(text_, kMostKept);
    text_.clear();
    return value(text, error);
  }
  bool on_number_part(json::string_view part, json::error_code& /*error*/) {
    text_ += part;
    return true;
  }
  bool on_int64(std::int64_t /*number*/, json::string_view part, json::error_code& error) {
    return number(part, error);
  }
  bool on_uint64(std::uint64_t /*number*/, json::string_view part, json::error_code& error) {
    return number(part, error);
  }
  bool on_double(double /*number*/, json::string_view part, json::error_code& error) {
    return number(part, error);
  }
  bool on_bool(bool is_true, json::error_code& error) {
    return value(is_true ? "true" : "false", error);
  }
  bool on_null(json::error_code& /*error*/) {
    begin_value();
    return true;
  }
  bool on_comment_part(json::string_view /*part*/, json::error_code& /*error*/) { return true; }
  bool on_comment(json::string_view /*part*/, json::error_code& /*error*/) { return true; }

 private:
  struct Level {
    std::size_t path_size;  // of the path of the array or object itself
    bool is_array;
    std::size_t next = 0;  // of an array: the place of the next element
  };

  // In an array it is the place that leads to the value.
  void begin_value() {
    if (levels_.empty() || !levels_.back().is_array) return;
    path_.resize(levels_.back().path_size);
    path_ += '/' + std::to_string(levels_.back().next++);
  }
  bool open(bool is_array, json::error_code& /*error*/) {
    begin_value();
    levels_.push_back({path_.size(), is_array});
    return true;
  }
  bool close() {
    path_.resize(levels_.back().path_size);
    levels_.pop_back();
    return true;
  }
  bool number(json::string_view part, json::error_code& error) {
    text_ += part;
    const std::string text = shortened(text_, kMostKept);
    text_.clear();
    return value(text, error);
  }
  bool value(const std::string& text, json::error_code& error) {
    begin_value();
    if (std::find(paths_.begin(), paths_.end(), path_) == paths_.end()) return true;
    found_[path_] = text;
    return found_.size() < paths_.size() || end(error);
  }
  static bool end(json::error_code& error) {
    error = json::make_error_code(json::error::exception);  // any: it only stops the parser
    return false;
  }

  const std::vector<std::string>& paths_;
  std::string_view last_;
  std::string path_;
  std::vector<Level> levels_;
  std::string text_;  // of a key or a value, as far as it has come
  ValuesByPath found_;
};

}  // namespace

ValuesByPath first_values(const std::filesystem::path& file, const std::vector<std::string>& paths,
                          std::string_view last) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  options.max_depth = kMostDepth;
  json::basic_parser<PathHandler> parser(options, paths, last);
  std::ifstream in(file, std::ios::binary);
  std::string block(kReadAtOnce, '\0');
  for (std::size_t read = 0; in && read < kMostRead;) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto size = static_cast<std::size_t>(in.gcount());
    read += size;
    json::error_code error;
    parser.write_some(true, block.data(), size, error);
    if (error || parser.done()) break;
  }
  return parser.handler().found();
}

}  // namespace eddy::tools
