#include "eddy/workloads/scenario_form.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <charconv>
#include <string>
#include <system_error>
#include <vector>

namespace eddy::sim::codec {

using workloads::Concurrency;
using workloads::PlannedFault;

std::uint64_t Codec<Concurrency>::hash(const Concurrency& value, std::size_t& bytes) {
  return json_hash(to_json(value), bytes);
}

boost::json::value Codec<Concurrency>::to_json(const Concurrency& value) {
  if (!value.per_node) return value.count;
  return boost::json::value(std::string_view(fmt::format("{}n", value.count)));
}

Complaint Codec<Concurrency>::from_json(const boost::json::value& json, Concurrency& out,
                                        UnknownFields /*unknown*/) {
  constexpr std::string_view kExpected =
      "a number of clients, or so many for each node as in \"2n\"";
  if (const auto count = to_int64(json); count && *count >= 0) {
    out = {static_cast<std::size_t>(*count), false};
    return std::nullopt;
  }
  if (!json.is_string()) return expected(kExpected, json);
  const std::string_view text = json.get_string();
  std::size_t count = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || std::string_view(stop, text.data() + text.size()) != "n")
    return expected(kExpected, json);
  out = {count, true};
  return std::nullopt;
}

std::uint64_t Codec<PlannedFault>::hash(const PlannedFault& value, std::size_t& bytes) {
  return json_hash(to_json(value), bytes);
}

boost::json::value Codec<PlannedFault>::to_json(const PlannedFault& value) {
  boost::json::object object;
  add_fields(value, object);
  Codec<Fault>::add_fields(value.fault, object);
  return object;
}

Complaint Codec<PlannedFault>::from_json(const boost::json::value& json, PlannedFault& out,
                                         UnknownFields unknown) {
  if (!json.is_object()) return expected("an object", json);
  const boost::json::object& object = json.get_object();
  if (auto complaint = read_fields(object, out, UnknownFields::ignored)) return complaint;
  return Codec<Fault>::read_fields(object, out.fault, unknown, kFieldNames<PlannedFault>);
}

}  // namespace eddy::sim::codec

namespace eddy::workloads {

boost::json::object to_json(const Scenario& scenario) {
  boost::json::object object{{"format", Scenario::kFormat}};
  sim::codec::add_fields(scenario, object);
  return object;
}

}  // namespace eddy::workloads
