#pragma once

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/counter.h"

namespace eddy::nodes::broken {

struct Delta {
  static constexpr std::string_view type = "delta";
  std::int64_t delta = 0;
};
BOOST_DESCRIBE_STRUCT(Delta, (), (delta))

// Bug: tells the others each delta once and never again, so that what is added during a partition
// never crosses it.
class PnCounterOnce final : public sim::Node {
 public:
  explicit PnCounterOnce(sim::Host& host);

  std::optional<boost::json::value> state() const override {
    return boost::json::object{{"value", value_}};
  }

 private:
  sim::Result<sim::counter::AddOk> add(const sim::counter::Add& m);
  sim::Result<sim::counter::ReadOk> read(const sim::counter::Read& m);
  void heard(const Delta& m);

  std::int64_t value_ = 0;
};

}  // namespace eddy::nodes::broken
