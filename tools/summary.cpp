#include "tools/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <variant>

#include "checkers/quantiles.h"
#include "eddy/checkers/expect.h"
#include "eddy/workloads/fault_at.h"
#include "tools/drawings.h"
#include "tools/fault_list.h"
#include "tools/results_json.h"

namespace eddy::tools {
namespace {

using checkers::Validity;
using workloads::Experiment;

std::string_view paint(Validity validity, Colour colour) {
  if (colour == Colour::off) return "";
  switch (validity) {
    case Validity::valid:
      return "\x1b[1;32m";
    case Validity::unknown:
      return "\x1b[1;33m";
    case Validity::invalid:
      return "\x1b[1;31m";
  }
  return "";
}

std::string_view bold(Colour colour) { return colour == Colour::on ? "\x1b[1m" : ""; }
std::string_view plain(Colour colour) { return colour == Colour::on ? "\x1b[0m" : ""; }

std::string whole(double number) { return grouped(static_cast<std::uint64_t>(number)); }

// At most one decimal, none where it would be a zero.
std::string short_number(double number) {
  std::string text = fmt::format("{:.1f}", number);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::string duration(std::chrono::nanoseconds time) {
  const double seconds = std::chrono::duration<double>(time).count();
  if (seconds >= 1) return fmt::format("{:.1f} s", seconds);
  return fmt::format("{} ms", short_number(seconds * 1e3));
}

class Summary {
 public:
  Summary(const Experiment& experiment, const SummaryContext& context)
      : experiment_(experiment), results_(experiment.results), context_(context) {}

  std::string text() {
    headline();
    evidence();
    load();
    operations();
    latencies();
    spread();
    messages();
    faults();
    exceptions();
    labels();
    met_bounds();
    course();
    if (results_.validity != Validity::valid) {
      out_ += fmt::format("\n{}reproduce{}   {}\n", bold(context_.colour), plain(context_.colour),
                          context_.reproduce);
      if (results_.validity == Validity::invalid) {
        for (const auto& [label, line] : context_.further)
          out_ += fmt::format("{}{:<12}{}{}\n", bold(context_.colour), label,
                              plain(context_.colour), line);
      }
    }
    return std::move(out_);
  }

 private:
  void line(std::string_view label, const std::string& text) {
    out_ += fmt::format("{:<14}{}\n", label, text);
  }
  double value(std::string_view figure) const {
    const auto* found = results_.figure(figure);
    return found != nullptr && found->value ? *found->value : 0;
  }
  bool has(std::string_view figure) const {
    const auto* found = results_.figure(figure);
    return found != nullptr && found->value.has_value();
  }

  void headline() {
    const auto& options = experiment_.scenario.options;
    out_ += tools::headline(
        results_.validity,
        fmt::format("{} with {}, {} {}, seed {}", options.plan.workload, options.run.program,
                    options.run.node_count, options.run.node_count == 1 ? "node" : "nodes",
                    to_string(options.run.name())),
        context_.colour);
  }

  void evidence() {
    for (const std::string& piece : results_.evidence) out_ += fmt::format("  {}\n", piece);
    if (!results_.evidence.empty()) out_ += '\n';
  }

  // Where there were fewer clients than it took.
  void load() {
    const auto& run = experiment_.run;
    if (run.is_cut_short() || run.breach || run.begun == run.planned || run.begun == 0) return;
    const std::size_t clients = experiment_.scenario.clients.count;
    const std::string who = clients == 1   ? "the only client was"
                            : clients == 2 ? "both clients were"
                                           : fmt::format("all {} clients were", clients);
    line("load", fmt::format("{} of {} planned operations: {} often busy; see --concurrency",
                             grouped(run.begun), grouped(run.planned), who));
  }

  void operations() {
    std::map<std::string, std::uint64_t> by_f;
    for (const checkers::Op& op : experiment_.run.history.ops) {
      if (op.is_client() && !op.recovery && op.type == checkers::OpType::invoke) ++by_f[op.f];
    }
    std::uint64_t invoked = 0;
    for (const auto& [f, count] : by_f) invoked += count;
    std::string text = fmt::format("{}", grouped(invoked));
    std::string_view separator = ": ";
    for (const auto& [f, count] : by_f) {
      text += fmt::format("{}{} {}", separator, grouped(count), f);
      separator = ", ";
    }
    if (invoked > 0) {
      text += fmt::format("; {} ok", whole(value("ops.ok")));
      if (value("ops.fail") > 0) text += fmt::format(", {} failed", whole(value("ops.fail")));
      if (value("ops.info") > 0) text += fmt::format(", {} indefinite", whole(value("ops.info")));
    }
    line("operations", text);
  }

  void quantiles(std::string_view label, std::string_view name, std::string_view rest = "") {
    const auto at = [&](std::string_view point) {
      return short_number(value(fmt::format("{}.{}", name, point)));
    };
    if (!has(fmt::format("{}.p50", name))) return;
    line(label, fmt::format("median {} ms, 95 % {} ms, 99 % {} ms, max {} ms{}", at("p50"),
                            at("p95"), at("p99"), at("max"), rest));
  }

  void latencies() {
    quantiles("latency", "latency");
    quantiles("stable", "stable-latency", " until no read misses a value");
  }

  void spread() {
    std::string rest = " from first node to last";
    if (has("spread.over-optimum")) {
      rest += fmt::format("; {:.2f} × the topology's longest way", value("spread.over-optimum"));
    }
    quantiles("spread", "spread", rest);
    const double incomplete = value("spread.incomplete-count");
    if (incomplete > 0 && !experiment_.run.is_cut_short()) {
      line("", fmt::format("{} {} never reached some node", whole(incomplete),
                           incomplete == 1 ? "value" : "values"));
    }
  }

  void messages() {
    const auto& servers = experiment_.run.traffic.servers;
    std::string text = fmt::format("{} between servers", grouped(servers.sent));
    if (has("servers.msgs-per-op")) {
      text += fmt::format(", {:.2f} an operation", value("servers.msgs-per-op"));
    }
    if (has("messages-per-broadcast.over-optimum")) {
      text += fmt::format("; {:.1f} a broadcast, {:.2f} × (n - 1)", value("messages-per-broadcast"),
                          value("messages-per-broadcast.over-optimum"));
    }
    line("messages", text);
    std::string lost;
    for (std::size_t cause = 0; cause < sim::kLossCauses; ++cause) {
      const std::uint64_t count = servers.lost[cause] + experiment_.run.traffic.clients.lost[cause];
      if (count == 0) continue;
      lost += fmt::format("{}{} by {}", lost.empty() ? "" : ", ", grouped(count),
                          name_of(static_cast<sim::LossCause>(cause)));
    }
    if (!lost.empty()) line("lost", lost);
  }

  void faults() {
    const auto& planned = experiment_.scenario.faults;
    const auto& faults = experiment_.run.faults;
    if (planned.empty() && faults.empty()) {
      if (!experiment_.scenario.options.plan.nemesis.kinds.empty()) {
        line("faults", "none drawn in this time: see --nemesis-interval");
      }
      return;
    }
    std::set<std::uint32_t> at_events;
    for (const auto& fault : planned) {
      if (fault.trigger) at_events.insert(fault.id);
    }
    const auto called = [](const sim::Fault& fault, bool is_at_event) {
      const bool is_cut = is_at_event && std::holds_alternative<sim::Swizzle>(fault);
      return is_cut ? name_of(workloads::FaultAtEvent::cut) : sim::name(fault);
    };
    std::map<std::string_view, std::size_t> by_kind;
    for (const auto& fault : faults) ++by_kind[called(fault.fault, at_events.contains(fault.id))];
    std::string text;
    for (const auto& [kind, count] : by_kind) {
      text += fmt::format("{}{} × {}", text.empty() ? "" : ", ", count, kind);
    }
    line("faults", text.empty() ? "none came" : text);
    for (const std::string& fault : list_faults(experiment_)) line("", fault);
    for (const auto& fault : faults_that_never_came(experiment_.scenario, experiment_.run)) {
      line("",
           fmt::format("never came: {} {}", called(fault.fault, true), describe(*fault.trigger)));
    }
  }

  void exceptions() {
    const std::size_t planned = experiment_.scenario.exceptions.size();
    if (planned == 0) return;
    constexpr std::size_t kMostNamed = 3;
    const auto& unmet = experiment_.run.unmet_exceptions;
    std::string text =
        fmt::format("{} of {} befell their message", planned - unmet.size(), planned);
    for (std::size_t i = 0; i < std::min(unmet.size(), kMostNamed); ++i)
      text += fmt::format("{}{}", i == 0 ? "; never sent: " : ", ", to_string(unmet[i]));
    if (unmet.size() > kMostNamed) text += fmt::format(" and {} more", unmet.size() - kMostNamed);
    line("exceptions", text);
  }

  void labels() {
    const sim::Labels& labels = experiment_.run.labels;
    if (labels.empty()) return;
    constexpr std::size_t kMostNamed = 8;
    std::vector<std::string_view> unreached;
    for (const auto& [name, was_reached] : labels) {
      if (!was_reached) unreached.push_back(name);
    }
    std::string text =
        fmt::format("{} of {} reached", labels.size() - unreached.size(), labels.size());
    for (std::size_t i = 0; i < std::min(unreached.size(), kMostNamed); ++i)
      text += fmt::format("{}\"{}\"", i == 0 ? "; not reached: " : ", ", unreached[i]);
    if (unreached.size() > kMostNamed)
      text += fmt::format(" and {} more", unreached.size() - kMostNamed);
    line("labels", text);
  }

  // Told only where two runs of the seed may differ.
  void repeatability() {
    std::string_view label = "deterministic";
    for (const std::string& why : experiment_.run.unrepeatable) {
      line(label, (label.empty() ? "    " : "no: ") + why);
      label = "";
    }
  }

  // Those that are not met are in the evidence.
  void met_bounds() {
    if (experiment_.run.is_cut_short()) return;  // nobody knows what the rest would have shown
    const auto& options = experiment_.scenario.options;
    if (const auto& least = options.criteria.availability;
        least && value("ok-fraction") >= *least) {
      met(fmt::format("ok-fraction >= {:.9g}", *least), "ok-fraction");
    }
    for (const std::string& text : options.criteria.expectations) {
      const auto expectation = checkers::parse_expectation(text);
      const auto verdict = checkers::check_expectations({expectation}, results_.figures);
      if (verdict.validity == Validity::valid) met(to_string(expectation), expectation.figure);
    }
  }

  void met(const std::string& bound, std::string_view figure) {
    line("expected", fmt::format("{}: {}", bound, format_value(*results_.figure(figure))));
  }

  void course() {
    const std::chrono::nanoseconds virtual_time = experiment_.run.end.time_since_epoch();
    std::string text =
        fmt::format("{} virtual in {} wall", duration(virtual_time), duration(context_.wall));
    if (context_.wall.count() > 0) {
      text += fmt::format(", {} × real time",
                          grouped(static_cast<std::uint64_t>(virtual_time / context_.wall)));
    }
    line("time", text + fmt::format("; {} events", grouped(experiment_.run.events)));
    line("fingerprint", hex(experiment_.run.fingerprint));
    repeatability();
    if (!context_.stored_in.empty()) line("results", context_.stored_in);
    if (!context_.drawings.empty()) {
      const auto [label, files] = drawings_line(context_.drawings);
      line(label, files);
    }
  }

  const Experiment& experiment_;
  const workloads::Results& results_;
  const SummaryContext& context_;
  std::string out_;
};

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  constexpr std::size_t kGroup = 3;
  for (std::size_t at = digits.size(); at > kGroup;) {
    at -= kGroup;
    digits.insert(at, ",");
  }
  return digits;
}

std::string line_of(std::string_view label, std::string_view text) {
  return fmt::format("{:<14}{}\n", label, text);
}

std::string headline(Validity validity, const std::string& what, Colour colour) {
  return fmt::format("{}{}{}  {}\n\n", paint(validity, colour), checkers::to_string(validity),
                     plain(colour), what);
}

std::string summarize(const Experiment& experiment, const SummaryContext& context) {
  return Summary(experiment, context).text();
}

}  // namespace eddy::tools
