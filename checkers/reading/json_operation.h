// Parses operations written as JSON objects, without building more than their fields' values.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "checkers/reading/history_builder.h"

namespace eddy::checkers {

class ArraySharing;

// What came of parsing a text that begins with an operation.
enum class Parsed { whole, incomplete, broken };

class JsonOperation {
 public:
  // `sharing` may be null; it has to outlive this.
  explicit JsonOperation(ArraySharing* sharing);
  ~JsonOperation();
  JsonOperation(const JsonOperation&) = delete;
  JsonOperation& operator=(const JsonOperation&) = delete;

  // Parses the object at the beginning of `text` into `fields`. `position` is the one that the
  // operation will have. `whole`: consumed() says where it ends. `incomplete`: the text ends inside
  // it. `broken`: expected() says what would have been right, consumed() where it is not.
  Parsed parse(std::string_view text, Fields& fields, std::size_t position);

  std::size_t consumed() const { return consumed_; }
  const std::string& expected() const { return expected_; }

 private:
  class Parser;

  Parsed whole(std::string_view text);
  Parsed failure(std::string_view text);
  std::size_t parse_head(std::string_view text);
  Parsed parse_shared(std::string_view text, std::size_t head, Fields& fields,
                      std::size_t position);

  std::unique_ptr<Parser> parser_;
  ArraySharing* sharing_;
  std::size_t consumed_ = 0;
  std::string expected_;
};

}  // namespace eddy::checkers
