#include "tools/results_json.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

namespace eddy::tools {
namespace {

void append(std::string& out, const boost::json::value& value, std::size_t depth);

template <class Items, class AppendItem>
void append_items(std::string& out, const Items& items, std::size_t depth, char open, char close,
                  AppendItem append_item) {
  constexpr std::size_t kIndentation = 2;
  out += open;
  bool first = true;
  for (const auto& item : items) {
    out += first ? "\n" : ",\n";
    first = false;
    out.append((depth + 1) * kIndentation, ' ');
    append_item(item);
  }
  out += '\n';
  out.append(depth * kIndentation, ' ');
  out += close;
}

bool is_plain(const boost::json::array& array) {
  for (const auto& item : array) {
    if (item.is_structured()) return false;
    if (item.is_string() && item.get_string().size() > 16) return false;
  }
  return true;
}

void append(std::string& out, const boost::json::value& value, std::size_t depth) {
  if (value.is_object() && !value.get_object().empty()) {
    append_items(out, value.get_object(), depth, '{', '}', [&](const auto& field) {
      out += boost::json::serialize(boost::json::value(field.key())) + ": ";
      append(out, field.value(), depth + 1);
    });
  } else if (value.is_array() && !is_plain(value.get_array())) {
    append_items(out, value.get_array(), depth, '[', ']',
                 [&](const auto& item) { append(out, item, depth + 1); });
  } else {
    out += boost::json::serialize(value);
  }
}

boost::json::object figures_json(const std::vector<checkers::Figure>& figures) {
  boost::json::object object;
  for (const auto& figure : figures) {
    object[figure.name] =
        figure.value ? boost::json::value(*figure.value) : boost::json::value(nullptr);
  }
  return object;
}

}  // namespace

std::string hex(std::uint64_t fingerprint) { return fmt::format("{:016x}", fingerprint); }

std::string pretty(const boost::json::value& value) {
  std::string out;
  append(out, value, 0);
  out += '\n';
  return out;
}

boost::json::object to_json(const workloads::Experiment& experiment,
                            const std::string& reproduce) {
  const auto& options = experiment.scenario.options;
  const auto& results = experiment.results;
  boost::json::object object{
      {"valid?", checkers::to_json(results.validity)},
      {"workload", options.workload},
      {"node", options.node},
      {"node-count", options.node_count},
      {"seed", options.seed},
      {"fingerprint", hex(experiment.run.fingerprint)},
      {"reproduce", reproduce},
      {"virtual-time", sim::nanoseconds(experiment.run.end)},
      {"events", experiment.run.events},
      {"faults", experiment.scenario.faults.size()},
  };
  object["evidence"] = boost::json::array(results.evidence.begin(), results.evidence.end());
  object["figures"] = figures_json(results.figures);
  for (const auto& [name, verdict] : results.verdicts) {
    object[name] = checkers::results_object(verdict);
  }
  return object;
}

}  // namespace eddy::tools
