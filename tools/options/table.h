// The table of all options of `eddy test`, and what derives from it.
#pragma once

#include <CLI/App.hpp>
#include <initializer_list>
#include <string>
#include <vector>

#include "eddy/workloads/options.h"
#include "tools/options/row.h"

namespace eddy::tools {

// In the order of the help.
std::vector<OptionRow> option_table();
// The options that `eddy sweep` has beside them.
std::vector<OptionRow> sweep_table();

// Declares the options of these parts on `command`; parsing fills `request`, which must live as
// long.
void declare_options(CLI::App& command, TestRequest& request, std::initializer_list<Part> parts);
void declare_sweep_rows(CLI::App& command, TestRequest& request);
// Those of the commands that search for the cause of a failure.
enum class Search { minimise, explain };
std::vector<OptionRow> search_table(Search search);
void declare_search_rows(CLI::App& command, TestRequest& request, Search search);

// The options that give the same run again, each after a blank: " -w echo --node echo --seed 7".
// Those at their defaults are left out, but for the seed. The arguments of an external program stand
// last: " -- --flag".
std::string arguments_of(const workloads::Options& options);

// The same of many runs of one workload; it can be used by many threads at once.
class ArgumentWriter {
 public:
  explicit ArgumentWriter(const std::string& workload);

  std::string arguments_of(const workloads::Options& options) const;
  // Those words, without the seed: "-w", "echo", "--node", "echo".
  std::vector<std::string> words_of(const workloads::Options& options) const;

 private:
  struct Row {
    OptionRow row;
    std::vector<std::string> at_first;  // what it prints of options that nobody gave
  };
  std::vector<std::string> words(const workloads::Options& options, bool with_seed) const;

  std::vector<Row> rows_;
};

}  // namespace eddy::tools
