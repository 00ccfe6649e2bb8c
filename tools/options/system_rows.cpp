#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "eddy/workloads/bounds.h"
#include "eddy/workloads/catalog.h"
#include "tools/options/rows.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

constexpr Range kSeconds{0, in_seconds(workloads::kLongestTime)};
constexpr Range kMilliseconds{0, 1000 * in_seconds(workloads::kLongestLatency)};

std::vector<std::string> names_in(const auto& catalog) {
  std::vector<std::string> names;
  for (const auto& entry : catalog) names.emplace_back(entry.name);
  return names;
}

// Whatever of it is asked for first makes it; it has a command only if --bin is given.
workloads::ExternalProgram& external_of(TestRequest& request) {
  auto& external = request.options.run.external;
  return external ? *external : external.emplace();
}

// With --bin a program is called by its file, which is not what --node takes.
Argument node_program() {
  Argument argument = text(OneName{names_in(nodes::catalog())},
                           [](auto& r) -> auto& { return r.options.run.program; });
  argument.print = [print = argument.print](const TestRequest& request) {
    return request.options.run.external ? std::vector<std::string>{""} : print(request);
  };
  return argument;
}

// Its arguments stand last on the line, behind "--".
Argument external_file() {
  return {File{},
          [](TestRequest& request, std::string_view option, const std::string& text) {
            if (text.empty()) throw BadInput(fmt::format("{} takes a file, got \"\"", option));
            external_of(request).command = {text};
          },
          [](const TestRequest& request) -> std::vector<std::string> {
            const auto& external = request.options.run.external;
            if (!external || external->command.empty()) return {};
            return {external->command.front()};
          }};
}

Argument thread_order() {
  return {OneName{all_names_of<workloads::ThreadOrder>()},
          [](TestRequest& request, std::string_view option, const std::string& text) {
            const auto order = parse_name<workloads::ThreadOrder>(text);
            if (!order) {
              throw BadInput(unknown_name(fmt::format("{} order", option), text,
                                          all_names_of<workloads::ThreadOrder>()));
            }
            external_of(request).threads = *order;
          },
          [](const TestRequest& request) -> std::vector<std::string> {
            const auto& external = request.options.run.external;
            const auto order = external ? external->threads : workloads::ThreadOrder::drawn;
            return {std::string(name_of(order))};
          }};
}

Argument in_real_time() {
  return {NoArgument{},
          [](TestRequest& request, std::string_view, const std::string&) {
            external_of(request).time = workloads::ProgramTime::real;
          },
          [](const TestRequest& request) {
            const auto& external = request.options.run.external;
            const bool is_real = external && external->time == workloads::ProgramTime::real;
            return std::vector<std::string>(is_real ? 1 : 0);
          }};
}

// "n0,n2=lin-kv-proxy".
workloads::OwnProgram parse_own_program(std::string_view option, const std::string& text) {
  const std::size_t sign = text.find('=');
  workloads::OwnProgram own;
  if (sign != text.npos) own.program = text.substr(sign + 1);
  for (const std::string& name : split_list(text.substr(0, sign))) {
    const auto node = sim::NodeId::parse(name);
    if (!node) throw BadInput(fmt::format("{} {}: there is no node {:?}", option, text, name));
    own.nodes.push_back(*node);
  }
  if (own.program.empty() || own.nodes.empty()) {
    throw BadInput(fmt::format(
        "{} takes nodes and the program that they run, such as n0,n2=lin-kv-proxy, got \"{}\"",
        option, text));
  }
  return own;
}

Argument own_programs() {
  return {FreeText{},
          [](TestRequest& request, std::string_view option, const std::string& text) {
            external_of(request).ours.push_back(parse_own_program(option, text));
          },
          [](const TestRequest& request) {
            std::vector<std::string> texts;
            const auto& external = request.options.run.external;
            if (!external) return texts;
            for (const auto& [program, nodes] : external->ours) {
              std::vector<std::string> names;
              for (const sim::NodeId node : nodes) names.push_back(node.name());
              texts.push_back(fmt::format("{}={}", fmt::join(names, ","), program));
            }
            return texts;
          }};
}

// Another way to say --node-count, which is what a run is reproduced with.
Argument node_names() {
  return {NameList{},
          [](TestRequest& request, std::string_view option, const std::string& text) {
            request.nodes = parse_names(option, "nodes", text);
          },
          [](const TestRequest&) { return std::vector<std::string>{}; }};
}

std::string to_text(const workloads::Concurrency& concurrency) {
  return fmt::format("{}{}", concurrency.count, concurrency.per_node ? "n" : "");
}

// "1n; 2n for lin-kv".
std::string concurrency_by_workload() {
  const workloads::Concurrency usual;
  std::string text = to_text(usual);
  for (const auto& entry : workloads::catalog()) {
    const auto own = entry.make()->default_concurrency();
    if (own != usual) text += fmt::format("; {} for {}", to_text(own), entry.name);
  }
  return text;
}

// One distribution for all links.
Argument latency_distribution() {
  Argument argument = one_name(
      "latency distribution", all_names_of<sim::LatencyDistribution>(),
      &parse_name<sim::LatencyDistribution>,
      [](sim::LatencyDistribution distribution) { return name_of(distribution); },
      [](auto& request) -> auto& { return request.options.run.network.latency.distribution; });
  argument.parse = [parse = argument.parse](TestRequest& request, std::string_view option,
                                            const std::string& text) {
    parse(request, option, text);
    auto& network = request.options.run.network;
    network.client_latency.distribution = network.latency.distribution;
  };
  return argument;
}

}  // namespace

std::vector<OptionRow> tested_rows() {
  return {
      {.name = "workload",
       .letter = 'w',
       .part = Part::plan,
       .metavar = "NAME",
       .help = "What is tested: see `eddy nodes` for workloads and their nodes",
       .argument = text(OneName{names_in(workloads::catalog())},
                        [](auto& r) -> auto& { return r.options.plan.workload; }),
       .names_in_help = false},
      {.name = "node",
       .part = Part::run,
       .metavar = "NAME",
       .help = "The node program; each workload has a default",
       .argument = node_program(),
       .names_in_help = false},
      {.name = "bin",
       .part = Part::run,
       .metavar = "FILE",
       .help =
           "A program of yours in place of it, of any language, as for Maelstrom; its arguments "
           "stand last, behind --",
       .argument = external_file()},
      {.name = "ours",
       .part = Part::run,
       .metavar = "n0,n2=NAME",
       .help = "With --bin: these nodes run a node program of ours; may be given again",
       .argument = own_programs(),
       .repeated = Repeated::each},
      {.name = "threads",
       .part = Part::run,
       .metavar = "ORDER",
       .help = "With --bin: which of a program's threads goes on, by the seed or the one that has "
               "waited longest",
       .argument = thread_order()},
      {.name = "real-time",
       .part = Part::run,
       .help =
           "With --bin: in the time of the world, over plain pipes; the run is another one each "
           "time",
       .argument = in_real_time()},
      {.name = "node-count",
       .part = Part::run,
       .metavar = "N",
       .help = "How many nodes",
       .argument = whole({1, workloads::kMostNodes},
                         [](auto& r) -> auto& { return r.options.run.node_count; })},
      {.name = "nodes",
       .part = Part::run,
       .metavar = "n0,n1,…",
       .help = "The same by their names, which are n0, n1 and so on",
       .argument = node_names(),
       .repeated = Repeated::joined},
      {.name = "topology",
       .part = Part::run,
       .metavar = "NAME",
       .help = "Neighbours that broadcast nodes are told, where tree is tree2",
       .argument = one_name(
           "topology", topology_names(), &sim::parse_topology_kind,
           [](sim::TopologyKind kind) { return name_of(kind); },
           [](auto& r) -> auto& { return r.options.run.topology; })},
  };
}

std::vector<OptionRow> load_rows() {
  return {
      {.name = "rate",
       .part = Part::plan,
       .metavar = "R",
       .help = "Mean requests per second over all clients",
       .argument =
           real({0, workloads::kMostRate}, [](auto& r) -> auto& { return r.options.plan.rate; })},
      {.name = "time-limit",
       .part = Part::run,
       .metavar = "TIME",
       .help = "How long the load lasts, in virtual seconds, or with a unit as in 5min",
       .argument = time_span(PlainUnit::seconds, kSeconds,
                             [](auto& r) -> auto& { return r.options.run.time_limit; })},
      {.name = "concurrency",
       .part = Part::plan,
       .metavar = "N|Kn",
       .help = "How many clients: a number, or so many for each node as in 2n",
       .argument = detail::argument(
           ClientCount{}, [](auto& r) -> auto& { return r.options.plan.concurrency; },
           &parse_concurrency,
           [](const workloads::Concurrency& concurrency) { return to_text(concurrency); }),
       .default_note = concurrency_by_workload()},
  };
}

std::vector<OptionRow> transaction_rows() {
  return {
      {.name = "key-count",
       .part = Part::plan,
       .metavar = "N",
       .help = "How many keys are in use at any one time",
       .argument = whole({1, workloads::kMostKeys},
                         [](auto& r) -> auto& { return r.options.plan.key_count; }),
       .default_note = "10 for transactions"},
      {.name = "min-txn-length",
       .part = Part::plan,
       .metavar = "N",
       .help = "Fewest reads and writes of a transaction",
       .argument = whole({0, workloads::kLongestTransaction},
                         [](auto& r) -> auto& { return r.options.plan.min_txn_length; })},
      {.name = "max-txn-length",
       .part = Part::plan,
       .metavar = "N",
       .help = "Most reads and writes of a transaction",
       .argument = whole({1, workloads::kLongestTransaction},
                         [](auto& r) -> auto& { return r.options.plan.max_txn_length; })},
      {.name = "max-writes-per-key",
       .part = Part::plan,
       .metavar = "N",
       .help = "How often a key is written before a new one takes its place",
       .argument = whole({1, workloads::kMostWritesPerKey},
                         [](auto& r) -> auto& { return r.options.plan.max_writes_per_key; })},
  };
}

std::vector<OptionRow> network_rows() {
  return {
      {.name = "hop",
       .part = Part::run,
       .metavar = "TIME",
       .help = "Mean time that every message between nodes and services takes, in ms, or with a "
               "unit, drawn "
               "exponentially; 0: all happens at one instant",
       .argument = time_span(PlainUnit::milliseconds, kMilliseconds,
                             [](auto& r) -> auto& { return r.options.run.network.hop; })},
      {.name = "latency",
       .part = Part::run,
       .metavar = "TIME",
       .help = "Mean latency between nodes on top of the hop, in ms, or with a unit as in 0.1s",
       .argument = time_span(PlainUnit::milliseconds, kMilliseconds,
                             [](auto& r) -> auto& { return r.options.run.network.latency.mean; })},
      {.name = "latency-dist",
       .part = Part::run,
       .metavar = "NAME",
       .help = "How latency is distributed, where uniform is from 0 to twice the mean",
       .argument = latency_distribution()},
      {.name = "client-latency",
       .part = Part::run,
       .metavar = "TIME",
       .help = "Mean latency between clients and nodes, in ms, or with a unit",
       .argument =
           time_span(PlainUnit::milliseconds, kMilliseconds,
                     [](auto& r) -> auto& { return r.options.run.network.client_latency.mean; })},
      {.name = "loss",
       .part = Part::run,
       .metavar = "P",
       .help = "Probability that a message between nodes is lost",
       .argument = probability([](auto& r) -> auto& { return r.options.run.network.loss; })},
      {.name = "duplicate",
       .part = Part::run,
       .metavar = "P",
       .help = "Probability that a message between nodes arrives twice",
       .argument = probability([](auto& r) -> auto& { return r.options.run.network.duplicate; })},
  };
}

std::vector<OptionRow> service_rows() {
  return {
      {.name = "seq-kv-staleness",
       .part = Part::run,
       .metavar = "P",
       .help = "Probability that seq-kv shows the oldest state it may, instead of any of them",
       .argument =
           probability([](auto& r) -> auto& { return r.options.run.services.seq_kv_staleness; })},
  };
}

}  // namespace eddy::tools
