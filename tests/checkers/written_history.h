// A history written down event by event in a test. Events get consecutive indices; times are in
// milliseconds.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

class WrittenHistory {
 public:
  // The time of the next events, in ms; without it each event comes 1 ms after the one before.
  WrittenHistory& at(std::int64_t ms) {
    time_ = ms * 1'000'000;
    return *this;
  }

  WrittenHistory& invoke(std::int64_t process, std::string f, boost::json::value value = nullptr) {
    return event(process, OpType::invoke, std::move(f), std::move(value));
  }
  WrittenHistory& ok(std::int64_t process, std::string f, boost::json::value value = nullptr) {
    return event(process, OpType::ok, std::move(f), std::move(value));
  }
  WrittenHistory& fail(std::int64_t process, std::string f, boost::json::value value = nullptr) {
    return event(process, OpType::fail, std::move(f), std::move(value));
  }
  WrittenHistory& info(std::int64_t process, std::string f, boost::json::value value = nullptr) {
    return event(process, OpType::info, std::move(f), std::move(value));
  }

  // A call that nothing overlaps: its invocation, then its ok.
  WrittenHistory& add(std::int64_t process, boost::json::value element) {
    return invoke(process, "add", element).ok(process, "add", element);
  }
  WrittenHistory& read(std::int64_t process, boost::json::array elements) {
    return invoke(process, "read").ok(process, "read", std::move(elements));
  }
  WrittenHistory& generate(std::int64_t process, boost::json::value id) {
    return invoke(process, "generate").ok(process, "generate", std::move(id));
  }

  operator const History&() const {
    return history_;
  }  // NOLINT(google-explicit-constructor): it is one

 private:
  WrittenHistory& event(std::int64_t process, OpType type, std::string f,
                        boost::json::value value) {
    Op op;
    op.index = static_cast<std::int64_t>(history_.ops.size());
    op.time = time_;
    op.process = process;
    op.type = type;
    op.f = std::move(f);
    op.value = std::move(value);
    history_.ops.push_back(std::move(op));
    time_ += 1'000'000;
    return *this;
  }

  History history_;
  std::int64_t time_ = 0;
};

}  // namespace eddy::checkers
