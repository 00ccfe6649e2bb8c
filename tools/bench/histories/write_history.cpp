// Writes the histories of the benchmarks to standard output as JSON lines, to judge them by other
// checkers or by `eddy check`.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>

#include "eddy/checkers/history.h"
#include "tools/bench/histories/growing_set.h"
#include "tools/bench/histories/list_histories.h"
#include "tools/bench/histories/register_histories.h"
#include "tools/bench/histories/rw_register_histories.h"

namespace {

using namespace eddy::bench;

// Larger than memory: written call by call.
void write_growing_set(std::uint64_t elements, std::uint64_t reads) {
  GrowingSet set(elements, reads);
  for (std::string lines; std::cout && set.next(lines);) std::cout << lines;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Writes a history as JSON lines, always the same for the same arguments:\n"
      "  write_history list-append 1000000 stale-read | gzip -1 > history.jsonl.gz\n");
  app.require_subcommand(1);

  ListHistoryOptions lists;
  std::uint64_t seed = 1;
  const std::map<std::string, Planted> kinds = {{"nothing", Planted::nothing},
                                                {"write-skew", Planted::write_skew},
                                                {"stale-read", Planted::stale_read},
                                                {"many-stale-reads", Planted::many_stale_reads}};
  CLI::App* list_append = app.add_subcommand("list-append", "Transactions over lists");
  list_append->add_option("TRANSACTIONS", lists.transactions, "How many")->capture_default_str();
  list_append->add_option("PLANTED", lists.planted, "What is wrong")
      ->transform(CLI::CheckedTransformer(kinds))
      ->option_text("nothing|write-skew|stale-read|many-stale-reads");
  list_append->add_option("--clients", lists.clients, "Clients")->capture_default_str();
  list_append->add_option("--seed", seed, "Seed")->capture_default_str();
  list_append->callback([&] { write_json_lines(std::cout, list_history(seed, lists)); });

  std::size_t transactions = 100'000;
  bool observed = false;
  CLI::App* rw_register = app.add_subcommand("rw-register", "Transactions over registers");
  rw_register->add_option("TRANSACTIONS", transactions, "How many")->capture_default_str();
  rw_register->add_flag("--observed", observed, "With the order of the versions of each key");
  rw_register->callback([&] {
    const Orders orders = observed ? Orders::observed : Orders::unknown;
    write_json_lines(std::cout, rw_register_history(transactions, orders));
  });

  RegisterShape shape;
  bool fault = false;
  CLI::App* kv = app.add_subcommand("kv", "Reads, writes and cas of registers, by key");
  kv->add_option("CALLS", shape.calls, "How many")->capture_default_str();
  kv->add_option("KEYS", shape.keys, "On how many keys")->capture_default_str();
  kv->add_option("CLIENTS", shape.clients, "By how many clients")->capture_default_str();
  kv->add_flag("--fault", fault, "Near the end a read of what nobody wrote");
  kv->callback([&] {
    eddy::checkers::History history = register_history(shape);
    if (fault) plant_fault(history, shape);
    write_json_lines(std::cout, history);
  });

  std::uint64_t elements = 100'000;
  std::uint64_t reads = 10'000;
  CLI::App* set_full = app.add_subcommand("set-full", "A set that only grows");
  set_full->add_option("ELEMENTS", elements, "How many are added")->capture_default_str();
  set_full->add_option("READS", reads, "How often it is read")->capture_default_str();
  set_full->callback([&] { write_growing_set(elements, reads); });

  std::ios::sync_with_stdio(false);
  CLI11_PARSE(app, argc, argv);
  std::cout.flush();
  if (std::cout) return 0;
  fmt::print(stderr, "write_history: standard output takes no more\n");
  return 255;
}
