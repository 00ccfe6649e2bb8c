#include <doctest/doctest.h>
#include <sstream>
#include <string>
#include <vector>

#include "checkers/bad_operation.h"
#include "checkers/transactional/registers/version_orders.h"
#include "eddy/checkers/history_reader.h"

namespace eddy::checkers {

namespace TEST_FILE {

History read(const std::string& text) {
  std::istringstream in(text);
  return read_history(in);
}

TEST_CASE("an observed order comes back out of the history that carries it") {
  const std::vector<ObservedOrder> orders = {{"n0", 5, {1, 4, 2}}, {"n1", "x", {}}};
  History history;
  for (const ObservedOrder& order : orders) {
    Op event = version_order_event(order);
    event.index = static_cast<std::int64_t>(history.ops.size());
    history.ops.push_back(event);
  }
  CHECK(version_orders(history) == orders);

  std::ostringstream out;
  write_json_lines(out, history);
  CHECK(version_orders(read(out.str())) == orders);
}

TEST_CASE("other events of the nemesis, and calls of clients, are no orders") {
  const History history = read(
      R"({"index": 0, "process": "nemesis", "type": "info", "f": "start-partition", "value": 7}
{"index": 1, "process": 0, "type": "invoke", "f": "version-order", "value": 7})");
  CHECK(version_orders(history).empty());
}

TEST_CASE("an order of another form is refused with its place") {
  for (const std::string value :
       {"7", "{\"observer\": \"n0\", \"key\": 1}", "{\"observer\": 0, \"key\": 1, \"values\": []}",
        "{\"observer\": \"n0\", \"key\": 1, \"values\": 3}"}) {
    CAPTURE(value);
    const History history = read(
        R"({"index": 3, "process": "nemesis", "type": "info", "f": "version-order", "value": )" +
        value + "}");
    CHECK_THROWS_AS(version_orders(history), BadOperation);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
