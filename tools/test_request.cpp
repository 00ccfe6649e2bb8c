#include "tools/test_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <utility>

#include "checkers/availability.h"
#include "checkers/bad_input.h"
#include "checkers/expect.h"
#include "nodes/catalog.h"
#include "tools/add_option.h"
#include "tools/arguments.h"
#include "tools/transaction_options.h"
#include "workloads/catalog.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using workloads::Options;

constexpr WholeRange kNodeCount{1, 1'000'000};
constexpr Range kRate{0, 1e6};
constexpr Range kSeconds{0, 1e6};
constexpr Range kMilliseconds{0, 1e7};

std::vector<std::string> nemesis_names() {
  std::vector<std::string> names;
  for (const auto kind : workloads::kNemesisKinds) names.emplace_back(workloads::name(kind));
  return names;
}

void declare_cluster(CLI::App& command, TestRequest& request) {
  Options& options = request.options;
  add(command, "-w,--workload", "What is tested: see `eddy nodes` for workloads and their nodes",
      "NAME", [&](const std::string& text) { options.plan.workload = text; })
      ->group("What is tested");
  add(command, "--node", "The node program; each workload has a default", "NAME",
      [&](const std::string& text) { options.run.program = text; })
      ->group("What is tested");
  add(command, "--bin", "Reserved for external programs, which are not there yet", "FILE",
      [](const std::string&) {
        throw BadInput(
            "--bin: external programs cannot be run yet; choose a node program of ours with "
            "--node NAME (`eddy nodes` lists them), or link your own with eddy::main");
      })
      ->group("What is tested");
  add(command, "--node-count", "How many nodes (5)", "N", [&](const std::string& text) {
    options.run.node_count = parse_whole("--node-count", text, kNodeCount);
    request.node_count_given = true;
  })->group("What is tested");
  add(command, "--nodes", "The same by their names, which are n0, n1 and so on", "n0,n1,…",
      [&](const std::string& text) { request.nodes = parse_names("--nodes", "nodes", text); })
      ->group("What is tested")
      ->delimiter(',')
      ->multi_option_policy(CLI::MultiOptionPolicy::Join);
  add(command, "--topology",
      "Neighbours that broadcast nodes are told: line, grid, tree (= tree2), tree2, tree3, tree4, "
      "total, ring, star (grid)",
      "NAME",
      [&](const std::string& text) {
        const auto topology = sim::parse_topology_kind(text);
        if (!topology) throw BadInput(unknown_name("topology", text, topology_names()));
        options.run.topology = *topology;
      })
      ->group("What is tested");
}

void declare_load(CLI::App& command, TestRequest& request) {
  Options& options = request.options;
  add(command, "--rate", "Mean requests per second over all clients (5)", "R",
      [&](const std::string& text) { options.plan.rate = parse_real("--rate", text, kRate); })
      ->group("Load");
  add(command, "--time-limit",
      "How long the load lasts, in virtual seconds, or with a unit as in 5min (60)", "TIME",
      [&](const std::string& text) {
        options.run.time_limit = parse_duration("--time-limit", text, PlainUnit::seconds, kSeconds);
      })
      ->group("Load");
  add(command, "--concurrency",
      "How many clients: a number, or so many for each node as in 2n (1n; 2n for lin-kv)", "N|Kn",
      [&](const std::string& text) {
        options.plan.concurrency = parse_concurrency("--concurrency", text);
        request.concurrency_given = true;
      })
      ->group("Load");
}

void declare_network(CLI::App& command, Options& options) {
  auto& network = options.run.network;
  add(command, "--latency", "Mean latency between nodes, in ms, or with a unit as in 0.1s (0)",
      "TIME",
      [&](const std::string& text) {
        network.latency.mean =
            parse_duration("--latency", text, PlainUnit::milliseconds, kMilliseconds);
      })
      ->group("Network");
  add(command, "--latency-dist",
      "How latency is distributed: constant, uniform (0 to twice the mean) or exponential "
      "(constant)",
      "NAME",
      [&](const std::string& text) {
        const auto distribution = sim::parse_latency_distribution(text);
        if (!distribution) {
          throw BadInput(
              unknown_name("latency distribution", text, {"constant", "uniform", "exponential"}));
        }
        network.latency.distribution = *distribution;
        network.client_latency.distribution = *distribution;
      })
      ->group("Network");
  add(command, "--client-latency",
      "Mean latency between clients and nodes, in ms, or with a unit (0)", "TIME",
      [&](const std::string& text) {
        network.client_latency.mean =
            parse_duration("--client-latency", text, PlainUnit::milliseconds, kMilliseconds);
      })
      ->group("Network");
  add(command, "--loss", "Probability that a message between nodes is lost (0)", "P",
      [&](const std::string& text) { network.loss = parse_probability("--loss", text); })
      ->group("Network");
  add(command, "--duplicate", "Probability that a message between nodes arrives twice (0)", "P",
      [&](const std::string& text) { network.duplicate = parse_probability("--duplicate", text); })
      ->group("Network");
}

void declare_services(CLI::App& command, Options& options) {
  add(command, "--seq-kv-staleness",
      "Probability that seq-kv shows the oldest state it may, instead of any of them (0)", "P",
      [&](const std::string& text) {
        options.run.services.seq_kv_staleness = parse_probability("--seq-kv-staleness", text);
      })
      ->group("Services");
}

void declare_faults(CLI::App& command, Options& options) {
  auto& nemesis = options.plan.nemesis;
  add(command, "--nemesis", "Faults to inject, a comma list of partition, loss, duplicate, slow",
      "FAULTS",
      [&](const std::string& text) {
        for (const std::string& name : parse_names("--nemesis", "faults", text)) {
          const auto kind = workloads::parse_nemesis_kind(name);
          if (!kind) throw BadInput(unknown_name("nemesis", name, nemesis_names()));
          if (std::find(nemesis.kinds.begin(), nemesis.kinds.end(), *kind) == nemesis.kinds.end()) {
            nemesis.kinds.push_back(*kind);
          }
        }
      })
      ->group("Faults")
      ->delimiter(',')
      ->multi_option_policy(CLI::MultiOptionPolicy::Join);
  add(command, "--nemesis-interval",
      "Mean time between the starts and stops of faults, in seconds, or with a unit (10)", "TIME",
      [&](const std::string& text) {
        nemesis.interval =
            parse_duration("--nemesis-interval", text, PlainUnit::seconds, {0.001, 1e6});
      })
      ->group("Faults");
  add(command, "--partition-shape",
      "one, halves, majority, minority-third, majorities-ring, bridge or one-way (drawn at random)",
      "NAME",
      [&](const std::string& text) {
        nemesis.shape = sim::parse_partition_shape(text);
        if (!nemesis.shape) {
          std::vector<std::string> names;
          for (const auto shape : sim::kPartitionShapes) names.emplace_back(sim::name(shape));
          throw BadInput(unknown_name("partition shape", text, names));
        }
      })
      ->group("Faults");
}

void declare_criteria(CLI::App& command, TestRequest& request) {
  Options& options = request.options;
  add(command, "--recovery",
      "How soon after the last fault all must work again, in seconds, or with a unit (10, or 20 × "
      "the latency where that is more)",
      "TIME",
      [&](const std::string& text) {
        options.criteria.recovery =
            parse_duration("--recovery", text, PlainUnit::seconds, kSeconds);
      })
      ->group("Criteria");
  add(command, "--availability", "How many operations must succeed: total, or a fraction",
      "total|FRACTION",
      [&](const std::string& text) {
        options.criteria.availability = checkers::parse_availability(text);
      })
      ->group("Criteria");
  command
      .add_option_function<std::string>(
          "--expect",
          [&](const std::string& text) {
            if (text == "help") {
              request.wants_figures = true;
              return;
            }
            checkers::parse_expectation(text);
            options.criteria.expectations.push_back(text);
          },
          "A criterion on any reported figure, such as 'stable-latency.p50 < 400ms'; may be given "
          "again; `help` lists the figures")
      ->option_text("CRITERION")
      ->trigger_on_parse()
      ->group("Criteria");
}

void declare_run(CLI::App& command, TestRequest& request) {
  Options& options = request.options;
  add(command, "--seed", "Names the run; drawn and printed if not given", "N",
      [&](const std::string& text) {
        options.run.seed =
            parse_whole("--seed", text, {0, std::numeric_limits<std::uint64_t>::max()});
        request.seed_given = true;
      })
      ->group("Run");
  add(command, "--test-count", "Run with so many seeds, from --seed up, until one is not valid (1)",
      "N",
      [&](const std::string& text) {
        request.test_count = parse_whole("--test-count", text, {1, 1'000'000'000});
      })
      ->group("Run");
  command
      .add_flag("--verify", request.verify,
                "Run twice more, compare all events, name the first difference")
      ->group("Run");
  add(command, "--max-events", "Bound on events (200000000)", "N", [&](const std::string& text) {
    options.run.limits.events = parse_whole("--max-events", text, {1, 1'000'000'000'000'000});
  })->group("Run");
  add(command, "--max-in-flight", "Bound on messages in flight (4000000)", "N",
      [&](const std::string& text) {
        options.run.limits.in_flight = parse_whole("--max-in-flight", text, {1, 16'000'000});
      })
      ->group("Run");
  command.add_flag("--json", request.json, "Print the result as JSON on standard output")
      ->group("Output");
  command.add_flag("--no-store", request.no_store, "Write no files")->group("Output");
  add(command, "--store", "Where the results go (store)", "DIR", [&](const std::string& text) {
    request.store_directory = text;
  })->group("Output");
  command.add_flag("--trace", request.trace, "Write every event of the run to trace.jsonl")
      ->group("Output");
  command.add_flag("--log-net-send", request.log_net_send, "Log messages as they are sent")
      ->group("Output");
  command.add_flag("--log-net-recv", request.log_net_recv, "Log messages as they are received")
      ->group("Output");
  command.add_flag("--log-stderr", request.log_stderr, "Log what the nodes log")->group("Output");
}

}  // namespace

void declare_test_options(CLI::App& command, TestRequest& request) {
  declare_cluster(command, request);
  declare_load(command, request);
  declare_transaction_options(command, request.options);
  declare_kafka_options(command, request.options);
  declare_network(command, request.options);
  declare_services(command, request.options);
  declare_faults(command, request.options);
  declare_criteria(command, request);
  declare_run(command, request);
}

std::string to_arguments(const Options& options) {
  const Options defaults;
  std::string line =
      fmt::format("test -w {} --node {}", options.plan.workload, options.run.program);
  const auto add = [&](std::string_view option, const auto& value) {
    line += fmt::format(" {} {}", option, value);
  };
  const auto milliseconds = [](sim::Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
  };
  const auto seconds = [](sim::Duration duration) {
    return std::chrono::duration<double>(duration).count();
  };
  if (options.run.node_count != defaults.run.node_count)
    add("--node-count", options.run.node_count);
  if (options.run.topology != defaults.run.topology)
    add("--topology", sim::name(options.run.topology));
  if (options.plan.rate != defaults.plan.rate) add("--rate", options.plan.rate);
  if (options.run.time_limit != defaults.run.time_limit)
    add("--time-limit", seconds(options.run.time_limit));
  if (options.plan.concurrency !=
      workloads::find_workload(options.plan.workload)->make()->default_concurrency()) {
    add("--concurrency", fmt::format("{}{}", options.plan.concurrency.count,
                                     options.plan.concurrency.per_node ? "n" : ""));
  }
  line += transaction_arguments(options);
  const auto& network = options.run.network;
  if (network.latency.mean.count() != 0) add("--latency", milliseconds(network.latency.mean));
  if (network.latency.distribution != defaults.run.network.latency.distribution) {
    add("--latency-dist", sim::name(network.latency.distribution));
  }
  if (network.client_latency.mean.count() != 0) {
    add("--client-latency", milliseconds(network.client_latency.mean));
  }
  if (!network.loss.never()) add("--loss", to_argument(network.loss));
  if (!network.duplicate.never()) add("--duplicate", to_argument(network.duplicate));
  if (const auto staleness = options.run.services.seq_kv_staleness; !staleness.never()) {
    add("--seq-kv-staleness", to_argument(staleness));
  }
  const auto& nemesis = options.plan.nemesis;
  if (!nemesis.kinds.empty()) {
    std::vector<std::string_view> names;
    for (const auto kind : nemesis.kinds) names.push_back(workloads::name(kind));
    add("--nemesis", fmt::format("{}", fmt::join(names, ",")));
    if (nemesis.interval != defaults.plan.nemesis.interval) {
      add("--nemesis-interval", seconds(nemesis.interval));
    }
    if (nemesis.shape) add("--partition-shape", sim::name(*nemesis.shape));
  }
  if (options.criteria.availability) add("--availability", *options.criteria.availability);
  for (const std::string& expectation : options.criteria.expectations) {
    add("--expect", shell_quoted(expectation));
  }
  if (options.run.limits.events != defaults.run.limits.events) {
    add("--max-events", options.run.limits.events);
  }
  if (options.run.limits.in_flight != defaults.run.limits.in_flight) {
    add("--max-in-flight", options.run.limits.in_flight);
  }
  add("--seed", options.run.seed);
  return line;
}

}  // namespace eddy::tools
