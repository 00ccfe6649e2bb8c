#include "workloads/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/protocol/init.h"

namespace eddy::workloads {

using checkers::OpType;

namespace {

// About as much as a value holds beside itself.
std::size_t bytes_of(const boost::json::value& value) {
  std::size_t bytes = 0;
  if (const auto* array = value.if_array()) {
    bytes = array->size() * sizeof(boost::json::value);
    for (const auto& item : *array) {
      if (item.is_structured()) bytes += bytes_of(item);
    }
  } else if (const auto* object = value.if_object()) {
    for (const auto& field : *object) {
      bytes += sizeof(field) + field.key().size() + bytes_of(field.value());
    }
  } else if (const auto* text = value.if_string()) {
    bytes = text->size();
  }
  return bytes;
}

}  // namespace

Load::Load(sim::Simulation& simulation, const Scenario& scenario, const ClientProgram& program)
    : simulation_(simulation),
      scenario_(scenario),
      program_(program),
      load_threads_(scenario.clients.count),
      group_size_(std::max<std::size_t>(scenario.clients.group_size, 1)),
      waiting_(load_threads_ / group_size_ + 1),
      timeout_(scenario.clients.timeout),
      memory_(program.memory()) {
  history_.ops.reserve(2 * scenario.operations.size());
  final_threads_ = std::max(load_threads_, scenario.options.run.node_count);
  std::size_t threads = final_threads_;
  for (const PlannedOperation& operation : scenario.recovery_operations) {
    threads = std::max<std::size_t>(threads, operation.thread + 1);
  }
  for (std::size_t i = 0; i < threads; ++i) threads_.push_back({static_cast<std::int64_t>(i)});
  next_final_.resize(threads, 0);
  simulation_.add_clients(threads);
}

sim::Host& Load::client_of(std::size_t thread) {
  return simulation_.host(sim::NodeId::client(static_cast<std::uint32_t>(thread)));
}

// Operations of the load may still be outstanding when the recovery begins.
Phase Load::phase_of(std::size_t thread) const {
  if (phase_ == Phase::last) return Phase::last;
  return thread < final_threads_ ? Phase::load : Phase::recovery;
}

Client Load::client(std::size_t thread) {
  return {client_of(thread), seating().node_of(threads_[thread].process),
          timeout_,          threads_[thread].process,
          phase_of(thread),  memory_.get()};
}

void Load::start() {
  sim::Host& client = client_of(0);
  const sim::BodyPtr shared = program_.shared_setup(client, scenario_.options.run);
  outstanding_ = simulation_.nodes().size();
  for (const sim::NodeId node : std::vector(simulation_.nodes())) {
    client.spawn(set_up(node, shared));
  }
}

sim::Task<void> Load::set_up(sim::NodeId node, sim::BodyPtr shared) {
  sim::Host& client = client_of(0);
  const sim::Init init{node, simulation_.shared_nodes()};
  const auto ready = co_await client.rpc(node, init, kSetupTimeout);
  if (!ready) {
    setup_failures_.push_back(
        fmt::format("{} did not answer init: {}", node.name(), ready.error().text));
  } else {
    auto task = program_.setup(client, node, shared);
    const auto told = co_await task;
    if (!told) {
      setup_failures_.push_back(
          fmt::format("{} did not get ready: {}", node.name(), told.error().text));
    }
  }
  if (--outstanding_ > 0) co_return;
  if (setup_failures_.empty()) {
    begin_main();
  } else {
    done_ = true;
  }
}

void Load::begin_main() {
  main_begin_ = simulation_.now();
  schedule_faults();
  simulation_.at(main_begin_ + scenario_.options.run.time_limit, "time limit", [this] {
    main_over_ = true;
    simulation_.network().calm();
    aftermath_.healed = simulation_.now();
    for (auto& group : waiting_) group.clear();
    for (Thread& thread : threads_) {
      if (thread.follows_up) thread = {thread.process};
    }
    if (!scenario_.recovery_operations.empty()) {
      begin_recovery();
    } else if (outstanding_ == 0) {
      end_main();
    }
  });
  schedule(0);
}

void Load::schedule_faults() {
  for (const PlannedFault& planned : scenario_.faults) {
    const std::string what = describe(planned.fault);
    const std::string kind(sim::name(planned.fault));
    simulation_.at(main_begin_ + planned.start.time_since_epoch(), "start " + what,
                   [this, &planned, what, kind] {
                     record_nemesis("start-" + kind, what);
                     const auto id = simulation_.network().inject(planned.fault);
                     simulation_.at(main_begin_ + planned.end.time_since_epoch(), "stop " + what,
                                    [this, id, what, kind] {
                                      simulation_.network().heal(id);
                                      record_nemesis("stop-" + kind, what);
                                    });
                   });
  }
}

void Load::schedule(std::size_t operation) {
  if (operation >= scenario_.operations.size()) return;
  const sim::Time when = main_begin_ + scenario_.operations[operation].at.time_since_epoch();
  simulation_.at(when, fmt::format("operation {}", operation),
                 [this, operation] { due(operation); });
}

void Load::due(std::size_t operation) {
  schedule(operation + 1);
  if (main_over_ || load_threads_ == 0) return;
  const PlannedOperation& planned = scenario_.operations[operation];
  const std::size_t wanted = planned.thread % load_threads_;
  const std::size_t group = wanted / group_size_;
  const std::size_t first = group * group_size_;
  const std::size_t size = std::min(group_size_, load_threads_ - first);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t thread = first + (wanted - first + i) % size;
    if (!threads_[thread].busy) {
      ++begun_;
      begin(thread, planned);
      return;
    }
  }
  if (!threads_[wanted].follows_up) waiting_[group].push_back(operation);
}

void Load::begin(std::size_t thread, const PlannedOperation& operation) {
  threads_[thread].busy = true;
  ++outstanding_;
  record(threads_[thread].process, phase_of(thread), OpType::invoke, operation.f, operation.value);
  client_of(thread).spawn([this, thread, &operation] { return perform(thread, operation); });
}

sim::Task<void> Load::perform(std::size_t thread, const PlannedOperation& operation) {
  const Client client = this->client(thread);
  auto task = program_.invoke(client, operation);
  Outcome outcome = co_await task;
  Completion completion =
      completion_of(std::move(outcome), operation.value, program_.error_rule(operation.f));
  if (completion.type == OpType::info && memory_) memory_->forget(client.process);
  completed(thread, operation, std::move(completion));
}

void Load::completed(std::size_t thread, const PlannedOperation& operation, Completion completion) {
  Thread& who = threads_[thread];
  std::optional<sim::Duration> again;
  if (phase_of(thread) == Phase::last) again = program_.again(client(thread), operation);
  if (!completion.misfit.empty()) {
    misfits_.push_back(
        {static_cast<std::uint32_t>(history_.ops.size()), std::move(completion.misfit)});
  }
  record(who.process, phase_of(thread), completion.type, operation.f, std::move(completion.value),
         std::move(completion.error), std::move(completion.list));
  if (completion.type == OpType::info) who.process += static_cast<std::int64_t>(threads_.size());
  --outstanding_;
  if (!main_over_ && operation.then && completion.type != OpType::fail) {
    follow_up(thread, operation);
    return;
  }
  who.busy = false;
  if (phase_ == Phase::last) {
    completed_final(thread, operation, again);
  } else if (!main_over_) {
    next_waiting(thread);
  } else if (outstanding_ == 0 && recovery_due_ == scenario_.recovery_operations.size()) {
    if (phase_ == Phase::recovery) end_recovery();
    if (phase_ == Phase::load) end_main();
  }
}

void Load::follow_up(std::size_t thread, const PlannedOperation& operation) {
  threads_[thread].follows_up = true;
  const FollowUp& then = *operation.then;
  const PlannedOperation& next = follow_ups_.emplace_back(
      PlannedOperation{{}, operation.thread, then.f, then.value, {}, operation.id});
  simulation_.at(simulation_.now() + then.after, "follow-up", [this, thread, &next] {
    if (main_over_) return;
    threads_[thread].busy = false;
    threads_[thread].follows_up = false;
    begin(thread, next);
  });
}

void Load::next_waiting(std::size_t thread) {
  auto& waiting = waiting_[thread / group_size_];
  if (waiting.empty()) return;
  const std::size_t next = waiting.front();
  waiting.pop_front();
  ++begun_;
  begin(thread, scenario_.operations[next]);
}

void Load::completed_final(std::size_t thread, const PlannedOperation& operation,
                           std::optional<sim::Duration> again) {
  if (again) {
    ++outstanding_;  // or the run would end meanwhile
    simulation_.at(simulation_.now() + *again, "once more", [this, thread, &operation] {
      --outstanding_;
      begin(thread, operation);
    });
    return;
  }
  const std::size_t next = ++next_final_[thread];
  if (next < scenario_.final_operations.size()) {
    begin(thread, scenario_.final_operations[next]);
  } else if (outstanding_ == 0) {
    end_round();
  }
}

void Load::end_main() {
  if (scenario_.final_operations.empty()) {
    done_ = true;
  } else {
    simulation_.at(simulation_.now() + scenario_.quiet, "final phase", [this] { begin_final(); });
  }
}

void Load::begin_recovery() {
  phase_ = Phase::recovery;
  aftermath_.recovery_begins = static_cast<std::uint32_t>(history_.ops.size());
  before_recovery_ = simulation_.traffic();
  schedule_recovery(0);
}

// All operations of one moment are begun together.
void Load::schedule_recovery(std::size_t operation) {
  const auto& planned = scenario_.recovery_operations;
  const sim::Time at = planned[operation].at;
  simulation_.at(aftermath_.healed + at.time_since_epoch(), "recovery",
                 [this, &planned, operation, at] {
                   aftermath_.rounds.push_back(static_cast<std::uint32_t>(history_.ops.size()));
                   std::size_t next = operation;
                   for (; next < planned.size() && planned[next].at == at; ++next) {
                     if (!threads_[planned[next].thread].busy)
                       begin(planned[next].thread, planned[next]);
                   }
                   recovery_due_ = next;
                   if (next < planned.size()) {
                     schedule_recovery(next);
                   } else if (outstanding_ == 0) {
                     end_recovery();
                   }
                 });
}

void Load::end_recovery() {
  if (scenario_.final_operations.empty()) {
    done_ = true;
  } else {
    simulation_.at(simulation_.now() + kBetweenRounds, "final phase", [this] { begin_final(); });
  }
}

sim::Traffic Load::recovery_traffic() const {
  if (!aftermath_.recovery_begins) return {};
  return after_recovery_.value_or(simulation_.traffic()) - before_recovery_;
}

void Load::begin_final() {
  after_recovery_ = simulation_.traffic();  // with what the last operations still caused
  phase_ = Phase::last;
  aftermath_.final_begins = static_cast<std::uint32_t>(history_.ops.size());
  first_round_ = simulation_.now();
  begin_round();
}

void Load::begin_round() {
  round_ = simulation_.now();
  aftermath_.rounds.push_back(static_cast<std::uint32_t>(history_.ops.size()));
  std::fill(next_final_.begin(), next_final_.end(), 0);
  for (std::size_t thread = 0; thread < final_threads_; ++thread) {
    begin(thread, scenario_.final_operations.front());
  }
}

void Load::end_round() {
  const sim::Time next = std::max(simulation_.now(), round_ + kBetweenRounds);
  if (next > first_round_ + kAllRounds || program_.has_settled(history_)) {
    done_ = true;
    return;
  }
  const auto begin = history_.ops.begin() + static_cast<std::ptrdiff_t>(aftermath_.rounds.back());
  for (auto op = begin; op != history_.ops.end(); ++op) {
    op->final_op = false;
    op->recovery = true;
  }
  simulation_.at(next, "final phase, once more", [this] { begin_round(); });
}

void Load::record(std::int64_t process, Phase phase, OpType type, const std::string& f,
                  boost::json::value value, boost::json::value error,
                  std::optional<sim::GrowingList> list) {
  checkers::Op op;
  op.index = static_cast<std::int64_t>(history_.ops.size());
  op.time = sim::nanoseconds(simulation_.now());
  op.process = process;
  op.type = type;
  op.f = f;
  op.value = std::move(value);
  op.error = std::move(error);
  op.final_op = phase == Phase::last;
  op.recovery = phase == Phase::recovery;
  if (list) {
    answers_.give(op, history_.ops.size(), seating().node_of(process), std::move(*list));
  }
  history_bytes_ += sizeof(op) + bytes_of(op.value);
  history_.ops.push_back(std::move(op));
}

void Load::record_nemesis(std::string f, const std::string& what) {
  record(checkers::kNemesis, Phase::load, OpType::info, f, boost::json::value(what));
}

}  // namespace eddy::workloads
