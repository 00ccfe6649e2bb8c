// From the fields of operations, as a format's parser found them, to a history.
#pragma once

#include <array>
#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eddy/checkers/history_reader.h"

namespace eddy::checkers {

enum class Field { index, time, process, type, f, value, error, final_op, phase };
inline constexpr std::size_t kFields = 9;

// The field of that name in a file; nothing for names that are passed over.
std::optional<Field> parse_field(std::string_view name);
std::string_view name_of(Field field);

// The fields of one operation.
class Fields {
 public:
  bool has(Field field) const { return present_[at(field)]; }
  boost::json::value& operator[](Field field) { return values_[at(field)]; }
  void set(Field field, boost::json::value value) {
    present_[at(field)] = true;
    values_[at(field)] = std::move(value);
  }
  void clear() {
    present_ = {};
    kept = 0;
    base = kNoBase;
  }

  // What the value shares with an earlier operation: see Op::base.
  std::uint32_t kept = 0;
  std::uint32_t base = kNoBase;

 private:
  static std::size_t at(Field field) { return static_cast<std::size_t>(field); }

  std::array<bool, kFields> present_{};
  std::array<boost::json::value, kFields> values_;
};

class HistoryBuilder {
 public:
  HistoryBuilder(HistoryShape shape, Naming naming) : shape_(shape), naming_(naming) {}

  // Appends the operation that begins in that line and takes its fields away. Throws HistoryError.
  void add(Fields& fields, std::size_t line);

  // The position that the next operation will have.
  std::size_t size() const { return history_.ops.size(); }

  History take() { return std::move(history_); }

 private:
  [[noreturn]] void fail(const std::string& expected) const;
  boost::json::value& required(Fields& fields, Field field) const;
  std::int64_t integer(const boost::json::value& value, Field field) const;
  std::int64_t index(Fields& fields) const;
  std::int64_t process(const boost::json::value& value, OpType type) const;
  OpType type(const boost::json::value& value) const;
  std::string function(Fields& fields, const Op& op) const;
  void pair(const Op& op);

  HistoryShape shape_;
  Naming naming_;
  History history_;
  std::size_t line_ = 0;
  boost::unordered_flat_map<std::int64_t, std::size_t>
      open_;  // process → line of its open invocation
};

}  // namespace eddy::checkers
