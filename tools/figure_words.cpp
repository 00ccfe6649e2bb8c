#include "tools/figure_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

#include "checkers/quantiles.h"

namespace eddy::tools {
namespace {

struct Words {
  std::string_view name;
  std::string_view text;
};

constexpr Words kPoints[] = {
    {checkers::kP0.figure, "min"},   {checkers::kP50.figure, "median"},
    {checkers::kP95.figure, "95 %"}, {checkers::kP99.figure, "99 %"},
    {checkers::kMax.figure, "max"},
};

// Times of which there are quantiles.
constexpr Words kTimes[] = {
    {"latency", "time from request to ok"},
    {"stable-latency", "time until no read misses a value"},
    {"lost-latency", "time that a lost value was seen"},
    {"spread", "time from a value's first node to its last"},
};

constexpr Words kWho[] = {
    {"all", "by anybody"}, {"clients", "from or to clients"}, {"servers", "between servers"}};

constexpr Words kTraffic[] = {
    {"msg-count", "messages sent"},
    {"recv-count", "messages received"},
    {"lost-count", "messages lost"},
    {"msgs-per-op", "messages for each operation"},
};

constexpr Words kLost[] = {
    {"loss", "messages lost by the network's loss"},
    {"partition", "messages lost by partitions"},
    {"failed", "messages to nodes that had failed"},
    {"no-such-node", "messages to nodes that there are not"},
    {"not-started", "messages to nodes that had not been told init"},
    {"down", "messages to nodes that were down"},
    {"exception", "messages that the scenario says are lost"},
};

constexpr Words kOthers[] = {
    {"failure-count", "nodes that failed"},
    {"ops.count", "operations that have ended"},
    {"ops.ok", "operations that succeeded"},
    {"ops.fail", "operations that failed for certain"},
    {"ops.info", "operations whose outcome is not known"},
    {"ok-fraction", "the part of the operations that succeeded"},
    {"load.done-fraction", "the part of the planned operations that found a client free in time"},
    {"misfit-count", "answers that do not fit their requests"},
    {"missing-count", "values that some node's last read misses"},
    {"late-count", "values that some node had too late after the faults"},
    {"unanswered-recovery-count", "operations after the heal that were not answered"},
    {"unanswered-count", "last reads that were not answered"},
    {"out-of-bounds-count", "reads of more than was added until then, or less"},

    {"request-count", "requests"},
    {"error-count", "answers that are wrong"},
    {"attempted-count", "ids asked for"},
    {"acknowledged-count", "requests that were acknowledged"},
    {"duplicated-count", "ids or elements that were seen twice"},

    {"attempt-count", "elements that somebody tried to add"},
    {"stable-count", "elements that no later read misses"},
    {"stale-count", "stable elements that a read missed before"},
    {"lost-count", "elements that were there and are gone"},
    {"never-read-count", "elements that no read had"},
    {"spread.incomplete-count", "values that never reached some node"},
    {"spread.over-optimum",
     "median spread over the topology's longest way, at mean latency and hop"},
    {"messages-per-broadcast", "messages between servers for each broadcast"},
    {"messages-per-broadcast.over-optimum", "the same, over the number of nodes less one"},

    {"read-count", "reads"},
    {"final-read-count", "reads at the end"},

    {"anomaly-count", "cases of anomalies that the consistency models forbid"},
    {"anomaly-type-count", "kinds of anomalies that the consistency models forbid"},

    {"sent-count", "messages whose sending was acknowledged"},
    {"polled-count", "messages that were polled"},
    {"worst-realtime-lag", "how far a consumer was behind, max"},

    {"op-count", "operations that were judged"},
    {"pending-count", "operations whose outcome is not known"},
    {"key-count", "keys"},
    {"invalid-count", "keys that are not linearizable"},
    {"unknown-count", "keys for which the search was given up"},
    {"step-count", "steps of the search"},
};

std::optional<std::string_view> find(std::span<const Words> table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const Words& words) { return words.name == name; });
  if (found == table.end()) return std::nullopt;
  return found->text;
}

// "latency.read.p50" is the median of the latency of read.
std::string words_on_time(std::string_view figure, std::string_view point) {
  const auto quantile = find(kPoints, point);
  if (!quantile) return "";
  const auto dot = std::min(figure.find('.'), figure.size());
  const auto time = find(kTimes, figure.substr(0, dot));
  if (!time) return "";
  if (dot == figure.size()) return fmt::format("{}: {}", *time, *quantile);
  return fmt::format("{}, of {}: {}", *time, figure.substr(dot + 1), *quantile);
}

}  // namespace

std::string words_on(std::string_view figure) {
  if (const auto words = find(kOthers, figure)) return std::string(*words);
  constexpr std::string_view kCount = "-count";
  const auto dot = figure.rfind('.');
  if (dot != std::string_view::npos) {
    const std::string_view front = figure.substr(0, dot);
    const std::string_view last = figure.substr(dot + 1);
    const auto traffic = find(kTraffic, last);
    const auto who = find(kWho, front);
    if (traffic && who) return fmt::format("{}, {}", *traffic, *who);
    if (const auto lost = find(kLost, last); lost && front == "lost") return std::string(*lost);
    return words_on_time(front, last);
  }
  // Those of kafka have the anomaly's name.
  if (!figure.ends_with(kCount)) return "";
  return fmt::format("cases of {}", figure.substr(0, figure.size() - kCount.size()));
}

}  // namespace eddy::tools
