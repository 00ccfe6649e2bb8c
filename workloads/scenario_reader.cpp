#include "eddy/workloads/scenario_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "checkers/nearest_name.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/sim/codec/json_text.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/scenario_form.h"
#include "workloads/scenario_rules.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;
using sim::codec::Flaw;

constexpr std::string_view kWorkload = "options.plan.workload";
constexpr std::string_view kProgram = "options.run.program";
constexpr std::string_view kExternal = "options.run.external";

// "there is no workload ehco, did you mean echo?".
std::string no_such(std::string_view what, const std::string& name,
                    const std::vector<std::string>& known) {
  const auto nearest = checkers::nearest_name(name, known);
  return fmt::format("there is no {} {}{}", what, name,
                     nearest ? fmt::format(", did you mean {}?", *nearest) : "");
}

template <class Item>
void sort_by(std::vector<Item>& list, sim::Time Item::*time) {
  std::stable_sort(list.begin(), list.end(),
                   [time](const Item& a, const Item& b) { return a.*time < b.*time; });
}

class ScenarioReader {
 public:
  ScenarioReader(std::string_view text, const std::string& name, const KnownPrograms& programs)
      : text_(text),
        name_(name),
        programs_(programs.all),
        has_other_programs_(programs.has_others) {}

  Scenario read() {
    json::object object = parse();
    require_format(object);
    object.erase("format");
    Scenario scenario;
    if (const auto flaw =
            sim::codec::from_json(object, scenario, sim::codec::UnknownFields::refused))
      refuse(*flaw);
    number(object, "operations", scenario.operations);
    number(object, "recovery-operations", scenario.recovery_operations);
    number(object, "final-operations", scenario.final_operations);
    number(object, "faults", scenario.faults);
    const auto workload = complete(object, scenario);
    if (const auto flaw = flaw_in(scenario, *workload)) refuse(*flaw);
    sort_by(scenario.operations, &PlannedOperation::at);
    sort_by(scenario.recovery_operations, &PlannedOperation::at);
    sort_by(scenario.faults, &PlannedFault::start);
    return scenario;
  }

 private:
  [[noreturn]] void refuse(std::size_t line, const std::string& what) const {
    throw checkers::BadInput(fmt::format("{} line {}: {}", name_, line, what));
  }
  [[noreturn]] void refuse(const Flaw& flaw) const {
    const std::string where = flaw.path.empty() ? "" : flaw.path + ": ";
    refuse(sim::codec::line_of(text_, flaw.path), where + flaw.what);
  }

  json::object parse() const {
    auto read = sim::codec::read_json(text_);
    if (const auto* flaw = std::get_if<sim::codec::TextFlaw>(&read)) refuse(flaw->line, flaw->what);
    auto& value = std::get<json::value>(read);
    if (!value.is_object()) refuse(sim::codec::expected("a scenario, which is an object", value));
    return std::move(value.get_object());
  }

  void require_format(const json::object& object) const {
    const auto* format = object.if_contains("format");
    if (format == nullptr)
      refuse({"", "field \"format\" is missing: a scenario has \"format\": 2"});
    const auto number = sim::codec::to_int64(*format);
    if (number == Scenario::kFormat) return;
    if (number == 1) {
      refuse({"format",
              "this scenario was written by Eddy 0.1, in format 1; this version reads format 2, "
              "which 0.2 writes: plan it anew with `eddy plan`"});
    }
    if (number && *number > Scenario::kFormat) {
      refuse({"format", fmt::format("format {} was written by a later version of Eddy; this one "
                                    "reads format {}",
                                    *number, Scenario::kFormat)});
    }
    refuse(sim::codec::in_field("format", sim::codec::expected("the number 2", *format)));
  }

  // Items that name no id have that of their place.
  template <class Item>
  static void number(const json::object& object, std::string_view list, std::vector<Item>& items) {
    const auto* written = object.if_contains(list);
    if (written == nullptr) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!written->at(i).as_object().contains("id"))
        items[i].id = static_cast<decltype(Item::id)>(i);
    }
  }

  // Fills in what depends on the workload.
  std::unique_ptr<Workload> complete(const json::object& object, Scenario& scenario) const {
    Options& options = scenario.options;
    const auto* entry = find_workload(options.plan.workload);
    if (entry == nullptr) {
      std::vector<std::string> names;
      for (const auto& known : catalog()) names.emplace_back(known.name);
      refuse({std::string(kWorkload), no_such("workload", options.plan.workload, names)});
    }
    auto workload = entry->make();
    complete_program(options);
    const auto& plan = object.at("options").as_object().at("plan").as_object();
    if (!plan.contains("concurrency")) options.plan.concurrency = workload->default_concurrency();
    const auto* clients = object.if_contains("clients");
    const auto is_told = [clients](std::string_view field) {
      return clients != nullptr && clients->as_object().contains(field);
    };
    if (!is_told("count")) scenario.clients.count = options.clients();
    if (!is_told("group-size")) scenario.clients.group_size = workload->group_size(options);
    if (!is_told("timeout")) scenario.clients.timeout = workload->client_timeout(options);
    return workload;
  }

  // Of an external program, those of ours beside it.
  void complete_external(Options& options) const {
    const ExternalProgram& external = *options.run.external;
    // Without a command it has no name; the rest is looked at with all other rules.
    if (external.command.empty() || external.command.front().empty())
      refuse({std::string(kExternal), complaint(external, 1).value()});
    if (options.run.program.empty()) options.run.program = program_name(external);
    for (std::size_t i = 0; i < external.ours.size(); ++i) {
      require_program(external.ours[i].program, options.plan.workload,
                      fmt::format("{}.ours[{}].program", kExternal, i));
    }
  }

  void complete_program(Options& options) const {
    if (options.run.external) return complete_external(options);
    std::string& wanted = options.run.program;
    if (wanted.empty()) {
      const auto first = std::find_if(programs_.begin(), programs_.end(), [&](const auto& program) {
        return program.workload == options.plan.workload;
      });
      if (first != programs_.end()) wanted = first->name;
    }
    require_program(wanted, options.plan.workload, std::string(kProgram));
  }

  // `where`: its path in the scenario.
  void require_program(const std::string& wanted, const std::string& workload,
                       std::string where) const {
    std::vector<std::string> names;
    for (const auto& program : programs_) {
      if (program.workload == workload) names.emplace_back(program.name);
    }
    if (std::find(names.begin(), names.end(), wanted) != names.end()) return;
    const auto other =
        std::find_if(programs_.begin(), programs_.end(),
                     [&](const KnownPrograms::Program& program) { return program.name == wanted; });
    if (other == programs_.end() && has_other_programs_) return;
    if (other == programs_.end())
      refuse({std::move(where), no_such("node program", wanted, names)});
    refuse({std::move(where),
            fmt::format("{} is for the workload {}, not {}", wanted, other->workload, workload)});
  }

  std::string_view text_;
  const std::string& name_;
  const std::vector<KnownPrograms::Program>& programs_;
  const bool has_other_programs_;
};

}  // namespace

Scenario read_scenario(std::string_view text, const std::string& name,
                       const KnownPrograms& programs) {
  return ScenarioReader(text, name, programs).read();
}

}  // namespace eddy::workloads
