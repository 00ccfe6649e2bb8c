#include "tools/bench/histories/register_histories.h"

#include <boost/json/array.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"

namespace eddy::bench {

namespace {

namespace json = boost::json;

/// Clients that always have a call open: invoked, effective and answered at random moments in this
/// order, one of them at a time.
class Registers {
 public:
  explicit Registers(const RegisterShape& shape) : shape_(shape), registers_(shape.keys, 0) {}

  checkers::History run() {
    std::vector<Open> open(static_cast<std::size_t>(shape_.clients));
    std::size_t left = shape_.calls;
    std::size_t busy = 0;
    while (left > 0 || busy > 0) {
      const auto client = static_cast<std::size_t>(draws_.below(open.size()));
      Open& call = open[client];
      switch (call.stage) {
        case Stage::idle:
          if (left == 0) break;
          --left;
          ++busy;
          invoke(call, static_cast<std::int64_t>(client));
          break;
        case Stage::invoked:
          take_effect(call);
          break;
        case Stage::done:
          --busy;
          event(call, static_cast<std::int64_t>(client),
                call.fails ? checkers::OpType::fail : checkers::OpType::ok);
          call.stage = Stage::idle;
      }
    }
    return std::move(history_);
  }

 private:
  enum class Stage : std::uint8_t { idle, invoked, done };
  struct Open {
    Stage stage = Stage::idle;
    std::string f;
    std::size_t key = 0;
    std::int64_t from = 0;
    std::int64_t to = 0;
    bool fails = false;
  };

  std::int64_t value() {
    return static_cast<std::int64_t>(draws_.below(static_cast<std::uint64_t>(shape_.values)));
  }

  void invoke(Open& call, std::int64_t client) {
    static constexpr std::array kFunctions = {"read", "read", "write", "cas"};
    call = {Stage::invoked,
            kFunctions[static_cast<std::size_t>(draws_.below(4))],
            static_cast<std::size_t>(draws_.below(shape_.keys)),
            value(),
            value(),
            false};
    event(call, client, checkers::OpType::invoke);
  }

  void take_effect(Open& call) {
    std::int64_t& held = registers_[call.key];
    if (call.f == "read") {
      call.to = held;
    } else if (call.f == "write" || held == call.from) {
      held = call.to;
    } else {
      call.fails = true;
    }
    call.stage = Stage::done;
  }

  void event(const Open& call, std::int64_t client, checkers::OpType type) {
    checkers::Op op;
    op.index = static_cast<std::int64_t>(history_.ops.size());
    op.time = 1'000'000 * op.index;
    op.process = client;
    op.type = type;
    op.f = call.f;
    json::value value = call.to;
    if (call.f == "cas") value = json::array{call.from, call.to};
    if (call.f == "read" && type == checkers::OpType::invoke) value = nullptr;
    op.value = json::array{call.key, std::move(value)};
    history_.ops.push_back(std::move(op));
  }

  RegisterShape shape_;
  sim::Random draws_{7, sim::Purpose::test, 0};
  std::vector<std::int64_t> registers_;
  checkers::History history_;
};

}  // namespace

checkers::History register_history(const RegisterShape& shape) { return Registers(shape).run(); }

void plant_fault(checkers::History& history, const RegisterShape& shape) {
  for (std::size_t i = history.ops.size(); i-- > 0;) {
    checkers::Op& op = history.ops[i];
    if (op.type != checkers::OpType::ok || op.f != "read") continue;
    op.value.as_array()[1] = shape.values;
    return;
  }
}

}  // namespace eddy::bench
