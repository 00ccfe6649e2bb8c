#include "tools/results_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

#include "tools/stored_run.h"

namespace eddy::tools {
namespace {

constexpr std::size_t kLongText = 16;
constexpr std::size_t kFewFields = 6;

// Short enough for a line of its own: has no further structure, and little text.
bool fits_on_a_line(const boost::json::array& array) {
  return std::all_of(array.begin(), array.end(), [](const auto& item) {
    return !item.is_structured() && !(item.is_string() && item.get_string().size() > kLongText);
  });
}
bool fits_on_a_line(const boost::json::object& object) {
  return object.size() <= kFewFields &&
         std::all_of(object.begin(), object.end(),
                     [](const auto& field) { return !field.value().is_structured(); });
}

class PrettyPrinter {
 public:
  explicit PrettyPrinter(Doubles doubles) : doubles_(doubles) {}

  void append(const boost::json::value& value) {
    if (const auto* object = value.if_object()) {
      append_items(*object, '{', '}', [this](const auto& field) {
        out_ += boost::json::serialize(boost::json::value(field.key())) + ": ";
        append(field.value());
      });
    } else if (const auto* array = value.if_array()) {
      append_items(*array, '[', ']', [this](const auto& item) { append(item); });
    } else if (const auto* number = value.if_double()) {
      append_number(*number);
    } else {
      out_ += boost::json::serialize(value);
    }
  }
  std::string text() { return std::move(out_) + '\n'; }

 private:
  template <class Items, class AppendItem>
  void append_items(const Items& items, char open, char close, AppendItem append_item) {
    const bool on_a_line = fits_on_a_line(items);
    out_ += open;
    ++depth_;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += on_a_line ? ", " : ",";
      first = false;
      if (!on_a_line) break_line();
      append_item(item);
    }
    --depth_;
    if (!on_a_line) break_line();
    out_ += close;
  }
  void append_number(double number) {
    const std::string text = fmt::format("{}", number);  // Boost.JSON would write 1E0
    out_ += text;
    if (doubles_ == Doubles::stay && text.find_first_of(".e") == text.npos) out_ += ".0";
  }
  void break_line() {
    constexpr std::size_t kIndentation = 2;
    out_ += '\n';
    out_.append(depth_ * kIndentation, ' ');
  }

  Doubles doubles_;
  std::string out_;
  std::size_t depth_ = 0;
};

boost::json::object figures_json(const std::vector<checkers::Figure>& figures) {
  boost::json::object object;
  for (const auto& figure : figures) {
    object[figure.name] =
        figure.value ? boost::json::value(*figure.value) : boost::json::value(nullptr);
  }
  return object;
}

boost::json::object bin_json(const workloads::ExternalProgram& external) {
  const auto& command = external.command;
  boost::json::object object{{"path", external.file.value_or(command.front())},
                             {"arguments", boost::json::array(command.begin() + 1, command.end())}};
  if (external.sha256) object["sha256"] = *external.sha256;
  return object;
}

}  // namespace

boost::json::object to_json(const checkers::Verdict& verdict, std::string_view model,
                            std::size_t operations) {
  return {{"valid?", checkers::to_json(verdict.validity)},
          {"model", model},
          {"operations", operations},
          {"findings", checkers::to_json(checkers::reported(std::string(model), verdict.findings))},
          {"evidence", boost::json::array(verdict.evidence.begin(), verdict.evidence.end())},
          {"figures", figures_json(verdict.figures)},
          {"checker", checkers::results_object(verdict)}};
}

std::string hex(std::uint64_t fingerprint) { return fmt::format("{:016x}", fingerprint); }

std::string pretty(const boost::json::value& value, Doubles doubles) {
  PrettyPrinter printer(doubles);
  printer.append(value);
  return printer.text();
}

boost::json::object to_json(const workloads::Experiment& experiment, const std::string& reproduce) {
  const auto& options = experiment.scenario.options;
  const auto& results = experiment.results;
  boost::json::object object{
      {"valid?", checkers::to_json(results.validity)},
      {"workload", options.plan.workload},
      {"node", options.run.program},
      {"node-count", options.run.node_count},
      {"concurrency", experiment.scenario.clients.count},
      {"threads", experiment.run.seating.threads},
      {"seed", options.run.seed},
      {"fingerprint", hex(experiment.run.fingerprint)},
      {"deterministic", experiment.run.unrepeatable.empty()},
      {"reproduce", reproduce},
      {"virtual-time", sim::nanoseconds(experiment.run.end)},
      {"events", experiment.run.events},
      {"faults", experiment.scenario.faults.size()},
  };
  if (const auto& why = experiment.run.unrepeatable; !why.empty())
    object["not-deterministic-because"] = boost::json::array(why.begin(), why.end());
  if (options.run.external) object["bin"] = bin_json(*options.run.external);
  if (is_judged_with(options.plan.workload, "consistency-models")) {
    object["consistency-models"] = boost::json::array(options.criteria.consistency_models.begin(),
                                                      options.criteria.consistency_models.end());
  }
  if (options.criteria.rising_offsets) object["committed-offsets"] = "rising";
  if (const auto& labels = experiment.run.labels; !labels.empty())
    object["labels"] = boost::json::object(labels.begin(), labels.end());
  object["findings"] = checkers::to_json(results.findings);
  object["evidence"] = boost::json::array(results.evidence.begin(), results.evidence.end());
  object["figures"] = figures_json(results.figures);
  for (const auto& [name, verdict] : results.verdicts) {
    object[name == "workload" ? "checker" : name] = checkers::results_object(verdict);
  }
  return object;
}

}  // namespace eddy::tools
