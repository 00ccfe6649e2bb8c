// A history of a kafka log, written down operation by operation in a test. All of it is about one
// key, "k", unless said otherwise; each operation ends before the next begins.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "tests/checkers/written_history.h"

namespace eddy::checkers {

class KafkaHistory : public WrittenHistory {
 public:
  struct Record {
    std::int64_t offset;
    std::int64_t message;
  };

  KafkaHistory& assign(std::int64_t process, std::initializer_list<std::string_view> keys = {"k"}) {
    boost::json::array names;
    for (const std::string_view key : keys) names.push_back(boost::json::value(key));
    invoke(process, "assign", names).ok(process, "assign", names);
    return *this;
  }
  KafkaHistory& send(std::int64_t process, Record record) {
    invoke(process, "send", only(sending(record.message)));
    ok(process, "send", only(sent(record)));
    return *this;
  }
  // Its outcome never becomes known.
  KafkaHistory& send_timed_out(std::int64_t process, std::int64_t message) {
    invoke(process, "send", only(sending(message)));
    info(process, "send", only(sending(message)));
    return *this;
  }
  KafkaHistory& send_failed(std::int64_t process, std::int64_t message) {
    invoke(process, "send", only(sending(message)));
    fail(process, "send", only(sending(message)));
    return *this;
  }
  KafkaHistory& poll(std::int64_t process, std::initializer_list<Record> records) {
    invoke(process, "poll", only(polling()));
    ok(process, "poll", only(polled(records)));
    return *this;
  }
  KafkaHistory& poll_failed(std::int64_t process, std::initializer_list<Record> records) {
    invoke(process, "poll", only(polling()));
    fail(process, "poll", only(polled(records)));
    return *this;
  }
  KafkaHistory& txn(std::int64_t process, boost::json::array invoked, boost::json::array done) {
    invoke(process, "txn", std::move(invoked)).ok(process, "txn", std::move(done));
    return *this;
  }

  static boost::json::array polling() { return {"poll"}; }
  // Those micro-operations, in order. Braces would not do: compilers differ on {array}.
  static boost::json::array only(boost::json::array micro_operation) {
    boost::json::array all;
    all.push_back(std::move(micro_operation));
    return all;
  }
  static boost::json::array sending(std::int64_t message, std::string_view key = "k") {
    return {"send", key, message};
  }
  static boost::json::array sent(Record record, std::string_view key = "k") {
    return {"send", key, boost::json::array{record.offset, record.message}};
  }
  static boost::json::array polled(std::initializer_list<Record> records,
                                   std::string_view key = "k") {
    boost::json::array pairs;
    for (const Record& record : records) {
      pairs.push_back(boost::json::array{record.offset, record.message});
    }
    return {"poll", boost::json::object{{key, std::move(pairs)}}};
  }
};

}  // namespace eddy::checkers
