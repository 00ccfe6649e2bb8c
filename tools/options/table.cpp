#include "tools/options/table.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "eddy/workloads/catalog.h"
#include "tools/options/rows.h"

namespace eddy::tools {
namespace {

// The options of a run of that workload of which nothing was asked.
TestRequest defaults_of(const std::string& workload) {
  TestRequest request;
  const auto* entry = workloads::find_workload(workload);
  if (entry != nullptr) request.options.plan.concurrency = entry->make()->default_concurrency();
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

void declare_row(CLI::App& command, TestRequest& request, const OptionRow& row) {
  CLI::Option* option =
      row.metavar.empty() ? add_flag(command, request, row) : add_option(command, request, row);
  option->group(row.group);
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

std::vector<OptionRow> sweep_table() {
  auto rows = sweep_rows();
  for (OptionRow& row : rows) row.group = "Sweep";
  return rows;
}

std::vector<OptionRow> search_table(Search search) {
  auto rows = search == Search::minimise ? minimise_rows() : explain_rows();
  for (OptionRow& row : rows) row.group = "Search";
  return rows;
}

void declare_options(CLI::App& command, TestRequest& request, std::initializer_list<Part> parts) {
  for (const OptionRow& row : option_table()) {
    if (std::find(parts.begin(), parts.end(), row.part) != parts.end())
      declare_row(command, request, row);
  }
}

void declare_sweep_rows(CLI::App& command, TestRequest& request) {
  for (const OptionRow& row : sweep_table()) declare_row(command, request, row);
}

void declare_search_rows(CLI::App& command, TestRequest& request, Search search) {
  for (const OptionRow& row : search_table(search)) declare_row(command, request, row);
}

std::string arguments_of(const workloads::Options& options) {
  return ArgumentWriter(options.plan.workload).arguments_of(options);
}

ArgumentWriter::ArgumentWriter(const std::string& workload) {
  const TestRequest defaults = defaults_of(workload);
  for (OptionRow& row : option_table()) {
    if (!is_of_a_run(row.part)) continue;
    auto at_first = row.argument.print(defaults);
    rows_.push_back({std::move(row), std::move(at_first)});
  }
}

std::string ArgumentWriter::arguments_of(const workloads::Options& options) const {
  std::string line;
  for (const std::string& word : words(options, true)) line += ' ' + shell_quoted(word);
  return line;
}

std::vector<std::string> ArgumentWriter::words_of(const workloads::Options& options) const {
  return words(options, false);
}

std::vector<std::string> ArgumentWriter::words(const workloads::Options& options,
                                               bool with_seed) const {
  TestRequest request;
  request.options = options;
  std::vector<std::string> words;
  for (const auto& [row, at_first] : rows_) {
    const bool is_seed = row.part == Part::seed;
    if (is_seed && !with_seed) continue;
    const auto arguments = row.argument.print(request);
    if (arguments == at_first && !is_seed) continue;
    for (const std::string& argument : arguments) {
      words.push_back(row.short_option());
      if (!row.metavar.empty()) words.push_back(argument);
    }
  }
  const auto& external = options.run.external;
  if (!external || external->command.size() < 2) return words;
  words.emplace_back("--");
  words.insert(words.end(), external->command.begin() + 1, external->command.end());
  return words;
}

}  // namespace eddy::tools
