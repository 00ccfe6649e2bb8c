#include "tools/stdio/stdio_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/sim/message.h"
#include "eddy/sim/protocol/broadcast.h"
#include "eddy/sim/protocol/init.h"
#include "eddy/sim/wire_id.h"
#include "nodes/process/wire.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using sim::NodeId;
using sim::Time;

// "09:05:01.000250", of the day in UTC.
std::string time_of_day(Time time) {
  const std::chrono::hh_mm_ss day(std::chrono::duration_cast<std::chrono::microseconds>(
      time.time_since_epoch() % std::chrono::days(1)));
  return fmt::format("{:02}:{:02}:{:02}.{:06}", day.hours().count(), day.minutes().count(),
                     day.seconds().count(), day.subseconds().count());
}

std::vector<std::string> nodes_of_init(const StdioLine& init) {
  const auto* list = init.fields.if_contains("node_ids");
  if (list == nullptr || !list->is_array() || list->get_array().empty())
    throw BadInput("\"node_ids\" of init is no list of names");
  std::vector<std::string> names;
  std::set<std::string_view> known;
  for (const auto& name : list->get_array()) {
    if (!name.is_string()) throw BadInput("\"node_ids\" of init is no list of names");
    names.emplace_back(name.get_string());
    if (!known.insert(name.get_string()).second)
      throw BadInput(fmt::format("\"node_ids\" of init has {} twice", names.back()));
  }
  return names;
}

// Do its fields tell of the nodes of the cluster by their names?
bool names_nodes(std::string_view type) {
  return type == sim::Init::type || type == sim::broadcast::Topology::type;
}

}  // namespace

StdioNode::StdioNode(sim::ProgramFactory make, std::uint64_t seed, StdioOutput output)
    : Runtime(seed, sim::Duration(0)), make_(std::move(make)), output_(std::move(output)) {
  most_timers_ = std::numeric_limits<std::size_t>::max();
}

void StdioNode::take(std::string_view line, Time now) {
  if (has_ended_ || nodes::process::is_blank(line)) return;
  now_ = std::max(now_, now);
  try {
    StdioLine message = read_line(line);
    if (!host_) begin(message);
    arrived_.push_back(mail_of(std::move(message)));
  } catch (const BadInput& bad) {
    constexpr std::size_t kMostShown = 200;
    tell(host_ ? names_->name_of(host_->id()) : "-",
         fmt::format("not taken: {}: {}", bad.what(), quotable(line, kMostShown)));
  }
  handle_arrived();
}

void StdioNode::begin(const StdioLine& init) {
  if (init.type != sim::Init::type)
    throw BadInput(fmt::format("the first message is of type {}, and must be init", init.type));
  const std::vector<std::string> nodes = nodes_of_init(init);
  const auto* id = init.fields.if_contains("node_id");
  if (id == nullptr || !id->is_string() ||
      std::find(nodes.begin(), nodes.end(), id->get_string()) == nodes.end()) {
    throw BadInput("\"node_id\" of init is none of \"node_ids\"");
  }
  names_.emplace(nodes);
  nodes_ = sim::Shared(names_->nodes());
  host_.emplace(*this, names_->id_of(id->get_string()), &make_);
  first_id_ = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(now_.time_since_epoch()).count());
  if (!names_->are_ours()) tell(id->get_string(), "inside, " + names_->told());
}

// One that it has not given is none of a request that waits.
std::uint64_t StdioNode::own_id(std::uint64_t written) const {
  return written > first_id_ ? written - first_id_ : sim::kZeroId;
}

sim::HeldMail StdioNode::mail_of(StdioLine line) {
  const std::string own = names_->name_of(host_->id());
  if (line.dest != own) throw BadInput(fmt::format("it is for {}, and this is {}", line.dest, own));
  if (!names_->are_ours() && names_nodes(line.type)) {
    for (auto& field : line.fields) names_->translate(field.value());
  }
  sim::HeldMail mail{now_, next_sequence(), 0, {}};
  mail.envelope.src = names_->id_of(line.src);
  mail.envelope.dest = host_->id();
  if (line.msg_id) mail.envelope.msg_id = sim::read_id(*line.msg_id);
  if (line.in_reply_to) mail.envelope.in_reply_to = own_id(*line.in_reply_to);
  mail.envelope.body = pool_.raw(line.type, std::move(line.fields));
  return mail;
}

void StdioNode::handle_arrived() {
  while (!arrived_.empty() && !has_ended_) {
    sim::HeldMail mail = std::move(arrived_.front());
    arrived_.pop_front();
    const bool is_starting = std::holds_alternative<sim::Starting>(host_->lifecycle());
    if (is_starting && mail.envelope.in_reply_to == 0 && host_->keep(mail)) continue;
    host_->deliver(std::move(mail.envelope), next_event());
  }
}

void StdioNode::wake(Time now) {
  now_ = std::max(now_, now);
  // Those that are armed from here on wait for the next call, so that no line waits for them.
  const std::uint64_t last = next_sequence();
  while (!has_ended_ && !timers_.empty() && timers_.top().due <= now_ &&
         timers_.top().sequence < last) {
    sim::Timer& timer = timers_.pop();
    timer.host()->fire(timer, next_event());
    handle_arrived();
  }
}

std::optional<Time> StdioNode::wake_at() const {
  if (timers_.empty() || has_ended_) return std::nullopt;
  return timers_.top().due;
}

std::uint64_t StdioNode::next_event() {
  handling_ = next_sequence();
  return sim::mix(0, ++events_);
}

void StdioNode::transmit(sim::Envelope&& envelope) {
  if (has_ended_) throw sim::RunStopped{};
  if (!exists(envelope.dest)) {
    log(envelope.src, fmt::format("there is no {} to send to", envelope.dest.name()));
    return;
  }
  const sim::Body& body = *envelope.body;
  StdioLine line{names_->name_of(envelope.src),
                 names_->name_of(envelope.dest),
                 std::string(body.type().name),
                 {},
                 {},
                 {}};
  if (envelope.msg_id != 0) line.msg_id = first_id_ + envelope.msg_id;
  if (envelope.in_reply_to != 0) line.in_reply_to = sim::written_id(envelope.in_reply_to);
  body.type().to_json(body.value(), line.fields);
  output_.message(to_text(std::move(line)));
}

bool StdioNode::exists(NodeId id) const {
  return id.kind() != NodeId::Kind::node || names_->is_node(id);
}

void StdioNode::log(NodeId node, std::string_view line) { tell(names_->name_of(node), line); }

void StdioNode::tell(std::string_view who, std::string_view text) {
  output_.log(fmt::format("{}  {}  {}\n", time_of_day(now_), who, text));
}

void StdioNode::failed(NodeId node, std::uint32_t /*incarnation*/, std::string_view text) {
  has_ended_ = true;
  log(node, fmt::format("failed: {}", text));
}

void StdioNode::broken(NodeId node, const std::string& invariant, const std::string& text) {
  has_ended_ = true;
  log(node,
      fmt::format("the invariant \"{}\" is broken{}{}", invariant, text.empty() ? "" : ": ", text));
}

void StdioNode::gave_up(NodeId node, std::string_view why) {
  has_ended_ = true;
  log(node, fmt::format("gives up: {}", why));
}

}  // namespace eddy::tools
