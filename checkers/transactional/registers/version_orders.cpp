#include "checkers/transactional/registers/version_orders.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "checkers/bad_operation.h"
#include "checkers/evidence.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

ObservedOrder parse(const Op& op) {
  const auto refuse = [&op] {
    return BadOperation(op, fmt::format("expected {{\"observer\": name, \"key\": key, \"values\": "
                                        "[oldest, …]}}, but it is {}",
                                        excerpt(op.value)));
  };
  const json::object* fields = op.value.if_object();
  if (fields == nullptr) throw refuse();
  const json::value* observer = fields->if_contains("observer");
  const json::value* key = fields->if_contains("key");
  const json::value* values = fields->if_contains("values");
  if (observer == nullptr || key == nullptr || values == nullptr) throw refuse();
  if (!observer->is_string() || !values->is_array()) throw refuse();
  const json::array& array = values->get_array();
  return {std::string(observer->get_string()), *key, {array.begin(), array.end()}};
}

}  // namespace

Op version_order_event(const ObservedOrder& order) {
  Op op;
  op.process = kNemesis;
  op.type = OpType::info;
  op.f = kVersionOrder;
  op.value = json::object{{"observer", order.observer},
                          {"key", order.key},
                          {"values", json::array(order.values.begin(), order.values.end())}};
  return op;
}

std::vector<ObservedOrder> version_orders(const History& history) {
  std::vector<ObservedOrder> orders;
  for (const Op& op : history.ops) {
    if (!op.is_client() && op.f == kVersionOrder) orders.push_back(parse(op));
  }
  return orders;
}

}  // namespace eddy::checkers
