#include "tools/options/table.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "eddy/workloads/catalog.h"
#include "tools/options/rows.h"

namespace eddy::tools {
namespace {

// The options of a run of the same workload of which nothing was asked.
TestRequest defaults_of(const workloads::Options& options) {
  TestRequest request;
  const auto* workload = workloads::find_workload(options.plan.workload);
  if (workload != nullptr)
    request.options.plan.concurrency = workload->make()->default_concurrency();
  return request;
}

// CLI11 joins the arguments of an option that is given again by line ends.
std::string as_list(std::string lines) {
  std::replace(lines.begin(), lines.end(), '\n', ',');
  return lines;
}

CLI::Option* add_flag(CLI::App& command, TestRequest& request, const OptionRow& row) {
  return command.add_flag_callback(
      row.option(),
      [&request, row] {
        request.given.insert(row.name);
        row.argument.parse(request, row.option(), "");
      },
      help_of(row));
}

CLI::Option* add_option(CLI::App& command, TestRequest& request, const OptionRow& row) {
  const std::string names =
      row.letter == '\0' ? row.option() : row.short_option() + "," + row.option();
  CLI::Option* option = command.add_option_function<std::string>(
      names,
      [&request, row](const std::string& text) {
        request.given.insert(row.name);
        row.argument.parse(request, row.option(),
                           row.repeated == Repeated::joined ? as_list(text) : text);
      },
      help_of(row));
  option->option_text(row.metavar);
  switch (row.repeated) {
    case Repeated::last:
      return option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    case Repeated::joined:
      return option->multi_option_policy(CLI::MultiOptionPolicy::Join);
    case Repeated::each:
      return option->trigger_on_parse();
  }
  return option;
}

}  // namespace

std::vector<OptionRow> option_table() {
  std::vector<OptionRow> table;
  const auto append = [&table](const char* group, std::vector<OptionRow> rows) {
    for (OptionRow& row : rows) {
      row.group = group;
      table.push_back(std::move(row));
    }
  };
  append("What is tested", tested_rows());
  append("Load", load_rows());
  append("Transactions", transaction_rows());
  append("Network", network_rows());
  append("Services", service_rows());
  append("Faults", fault_rows());
  append("Criteria", criteria_rows());
  append("Run", running_rows());
  append("Output", output_rows());
  return table;
}

void declare_options(CLI::App& command, TestRequest& request, std::initializer_list<Part> parts) {
  for (const OptionRow& row : option_table()) {
    if (std::find(parts.begin(), parts.end(), row.part) == parts.end()) continue;
    CLI::Option* option =
        row.metavar.empty() ? add_flag(command, request, row) : add_option(command, request, row);
    option->group(row.group);
  }
}

std::string arguments_of(const workloads::Options& options) {
  TestRequest request;
  request.options = options;
  const TestRequest defaults = defaults_of(options);
  std::string line;
  for (const OptionRow& row : option_table()) {
    if (row.part == Part::output || row.part == Part::repetition) continue;
    const auto arguments = row.argument.print(request);
    if (arguments == row.argument.print(defaults) && row.name != "seed") continue;
    for (const std::string& argument : arguments) {
      line += ' ' + row.short_option();
      if (!row.metavar.empty()) line += ' ' + shell_quoted(argument);
    }
  }
  return line;
}

}  // namespace eddy::tools
