// One run of a distributed system under virtual time, from one seed.
//
// The contract:
//   1. One total order of events: (virtual time, sequence number). Time jumps from event to event.
//   2. Every draw is keyed (eddy/sim/random.h). Nothing else may differ between two runs of a seed.
//   3. The fingerprint covers every event but sendings (eddy/sim/event.h): its kind, ids, time and
//      body. It does not depend on whether anybody observes the run, but for one bound: a recording
//      keeps bodies alive, so that Limits::body_bytes may be reached sooner.
//   4. Bounded: reaching a limit stops the run for good; see stopped(). So does a broken invariant,
//      see breach(), and a node that gives up, see given_up().
//
// A simulation lives in one thread; any number of them may run at once, in a thread each.
#pragma once

#include <algorithm>
#include <array>
#include <boost/container/deque.hpp>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/base/ensure.h"
#include "eddy/sim/at_work.h"
#include "eddy/sim/branch.h"
#include "eddy/sim/event.h"
#include "eddy/sim/given_up.h"
#include "eddy/sim/host.h"
#include "eddy/sim/invariant.h"
#include "eddy/sim/labels.h"
#include "eddy/sim/limits.h"
#include "eddy/sim/mail.h"
#include "eddy/sim/message_exception.h"
#include "eddy/sim/network.h"
#include "eddy/sim/pace.h"
#include "eddy/sim/runtime.h"
#include "eddy/sim/service_program.h"
#include "eddy/sim/trace.h"
#include "eddy/sim/traffic.h"
#include "eddy/sim/trigger.h"
#include "eddy/sim/unrepeatable.h"

namespace eddy::sim {

class SpreadLog;

struct SimulationOptions {
  std::uint64_t seed = 0;
  NetworkOptions network = {};
  Limits limits = {};
  // How many messages a node that a fault has killed keeps of those that arrive until it has
  // started again; as in Maelstrom.
  std::size_t down_backlog = 10;
  // How likely it is of a label of Host::chance that it is taken more often in this run.
  Probability chances = {};
  // Nodes' timers fire late, at the next multiple of it, so that those of several nodes fire at the
  // same time; 0: when they are due.
  Duration timer_slack = {};
  // After which events it is drawn with other keys.
  std::vector<Branch> branches = {};
};

class Simulation final : public Runtime {
 public:
  explicit Simulation(const SimulationOptions& options);
  ~Simulation() override;

  // Nodes that run the same program share one factory. They start when told to: by an init message,
  // or by Host::start_program.
  void add_nodes(std::size_t count, ProgramFactory factory);
  void add_clients(std::size_t count);
  // Built-in nodes that every other reaches by RPC under their names. They are ready at once, and
  // do nothing until asked, so that a run that does not use them is the same without them.
  // REQUIRES: in the order of their ids, from the first; called once at most.
  void add_services(std::span<const ServiceProgram> services, const ServiceOptions& options);
  // REQUIRES: it exists.
  Host& host(NodeId id) {
    Place* there = place(id);
    ensure(there != nullptr, "the host exists");
    return there->host;
  }
  std::size_t node_count() const { return nodes().size(); }

  const Network& network() const { return network_; }

  // At this time, or now if that is past, in the one total order. The first is an event by itself;
  // of the second, events are what it does. Their cause is the event at hand when this is called.
  void at(Time when, const Planned& what, std::function<void()> action);
  void at(Time when, std::function<void()> action);
  // Now: an event, in whose handling the action is done.
  void happen(const Planned& what, const std::function<void()>& action);

  // Faults, until they are healed. A node that was killed is restarted when no fault keeps it down
  // any more; a paused one is resumed. REQUIRES: no active fault has that id; the nodes exist.
  void inject(FaultId id, const Fault& fault);
  // Under the first id that no fault had.
  FaultId inject(const Fault& fault);
  // Waits for that moment, counted from now on, and injects the fault there. A kill, a pause or a
  // swizzle without nodes befalls the node whose moment it is. `began` is told the fault as it is
  // then injected. REQUIRES: the fault is one of these three.
  void inject_at(const Trigger& trigger, FaultId id, const Fault& fault,
                 std::function<void(const Fault&)> began = {});
  // Nothing happens if it is not active; one that still waits for its moment waits no more.
  void heal(FaultId id);
  void heal_all();
  // Told of each node that begins its next life because a fault has ended: it waits for its init.
  void on_restart(std::function<void(NodeId)> restarted) { restarted_ = std::move(restarted); }
  // Heals all, and nothing is lost or duplicated from now on; hop and latency stay.
  void calm();
  // These messages are lost, come twice or later, whatever the network draws.
  // REQUIRES: one for a message at most.
  void except(std::span<const MessageException> exceptions);
  // The messages of exceptions that have not been sent so far, in the order of their ids.
  std::vector<MessageId> unmet_exceptions() const;

  // The states of a node's lifecycle (eddy/sim/lifecycle.h). REQUIRES: it exists; not in an event
  // of it.
  void pause(NodeId node);
  void resume(NodeId node);
  // It keeps so many of the messages that arrive while it is down.
  void kill(NodeId node, std::size_t most_kept = 0);
  // REQUIRES: it is down. A node waits for its init then; a service and a client are up at once.
  void restart(NodeId node);

  // Waits for each event until `pace` says so; null: waits for none. Kept by the caller.
  void keep_pace(Pace* pace) { pace_ = pace; }
  bool is_paced() const { return pace_ != nullptr; }

  // Handles one event, if there is one until `end` and no bound is reached. One that has to wait may
  // hear of something instead that has happened outside the run.
  bool step(Time end);
  // Handles all events until `end`; the time is `end` then, unless a bound was reached before.
  void run_until(Time end);
  // Runs until the condition holds, looked at after each event; false if it does not until `end`.
  bool run_until(const std::function<bool()>& condition, Time end);

  // The hash of all that happened so far.
  std::uint64_t fingerprint() const { return fingerprint_; }
  std::uint64_t events() const { return events_; }
  // Events, sendings included: as many as an observer would have been told of.
  std::uint64_t told() const { return told_; }
  // Branches whose events have not come so far.
  std::size_t branches_ahead() const { return branches_.size() - next_branch_; }
  const Traffic& traffic() const { return traffic_; }
  const SpreadLog& spread() const { return *spread_; }
  std::size_t in_flight() const { return mail_.size() + held_.size(); }
  struct Failure {
    NodeId node;
    Time at;
    std::string text;
    std::string in_hand;  // "broadcast (msg_id 12) from c3: {…}", "a timer"; empty: nothing
  };
  const std::vector<Failure>& failures() const { return failures_; }
  // An invariant over all nodes, looked at after every event of any of them.
  void keep(ClusterInvariant invariant) { invariants_.push_back(std::move(invariant)); }
  // The first invariant that was broken; it has ended the run.
  const std::optional<Breach>& breach() const { return breach_; }
  const Labels& labels() const { return labels_; }
  // The bound that ended the run.
  const std::optional<BoundReached>& stopped() const { return stopped_; }
  // The node that ended the run, for it cannot be run any further.
  const std::optional<GivenUp>& given_up() const { return given_up_; }
  // Why the run may differ from others of its seed, each once; empty: it is the same each time.
  const std::vector<Unrepeatable>& unrepeatable() const { return unrepeatable_; }

  // Told of every event from now on; null for nobody. Kept by the caller.
  void observe(Observer* observer) { observer_ = observer; }
  // The line that gives this run once more, told when a node takes the process down.
  void reproduced_by(std::string line);
  // Given every line that a node logs from now on; null for nobody. Kept by the caller.
  void log_to(LogSink* sink) { log_sink_ = sink; }

  // Runtime, for the hosts.
  void transmit(Envelope&& envelope) override;
  bool exists(NodeId id) const override;
  bool is_logging() const override { return log_sink_ != nullptr; }
  void log(NodeId node, std::string_view line) override;
  void learned(NodeId node, const boost::json::value& value) override;
  void failed(NodeId node, std::uint32_t incarnation, std::string_view text) override;
  void deliver_now(HeldMail mail) override;
  void disk_troubled(FaultId id) override;
  void looked_for(std::string_view label, bool was_reached) override;
  bool has_chance(std::string_view label) override;
  void broken(NodeId node, const std::string& invariant, const std::string& text) override;
  void unrepeatable(NodeId node, std::string_view why) override;
  void gave_up(NodeId node, std::string_view why) override;
  void syncing(Host& host) override;
  void synced(Host& host) override;
  [[noreturn]] void too_many_timers() override;

 private:
  class Action;
  struct SentCount {
    const BodyType* type;
    std::uint64_t count;
  };
  struct Place {  // one host, and what it has sent
    Place(Runtime& runtime, NodeId id, const ProgramFactory* factory)
        : host(runtime, id, factory) {}
    void prefetch() const {
      const char* bytes = reinterpret_cast<const char*>(this);
      for (std::size_t i = 0; i < sizeof(Place); i += 64) __builtin_prefetch(bytes + i);
    }
    Host host;
    boost::container::small_vector<SentCount, 2> sent;  // by type
  };
  // Places stay where they are; big blocks, for the sake of the cache.
  using Places =
      boost::container::deque<Place, void,
                              boost::container::deque_options_t<boost::container::block_size<256>>>;

  Place* place(NodeId id) {
    Places& places = this->places(id.kind());
    return id.index() < places.size() ? &places[id.index()] : nullptr;
  }
  const Place* place(NodeId id) const { return const_cast<Simulation*>(this)->place(id); }
  Places& places(NodeId::Kind kind) { return places_[static_cast<std::size_t>(kind)]; }
  static void count_sent(Place& from, const BodyType& type);
  void send_on(Envelope&& envelope, EventNumber sent);
  void post(Duration travel, EventNumber sequence, Envelope&& envelope);
  bool passes(Envelope& envelope, EventNumber sequence, EventNumber sent);
  void deliver();
  bool is_received(Host& host, HeldMail& mail);
  void arrive_at_down(Host& host, HeldMail mail);
  void fire();
  void lose_at_sending(const Envelope& envelope, LossCause why, EventNumber sent);
  void lose(const Envelope& envelope, LossCause why, EventNumber sent);
  // What becomes of each kind of fault.
  void begin(FaultId id, const Kill& kill);
  void begin(FaultId id, const Pause& pause);
  void begin(FaultId id, const ClockSkew& clock);
  void begin(FaultId id, const DiskFault& disk);
  void begin(FaultId id, const Swizzle& swizzle);
  void begin(FaultId id, const auto& of_network) { network_.inject(id, of_network); }
  void end(FaultId id, const Kill& kill);
  void end(FaultId id, const Pause& pause);
  void end(FaultId id, const ClockSkew& clock);
  void end(FaultId id, const DiskFault& disk);
  void end(FaultId id, const HeldPartition& held);
  void end(FaultId id, const auto& of_network);
  // The first active fault of that kind that names the node.
  template <class F>
  std::optional<FaultId> keeper_of(NodeId node) const {
    for (const ActiveFault& active : faults_) {
      const auto* fault = std::get_if<F>(&active.fault);
      if (fault == nullptr) continue;
      if (std::find(fault->nodes.begin(), fault->nodes.end(), node) != fault->nodes.end())
        return active.id;
    }
    return std::nullopt;
  }
  std::optional<FaultId> fault_behind(LossCause why, const Envelope& envelope) const;
  // An event of the host's is over.
  void handled(Host& host);
  void reach(Side side, Act act, Host& host, const BodyType* message);
  void reach_send(Side side, Host& host, const BodyType& type);
  void strike();
  // The event's part in the fingerprint.
  void absorb(std::uint64_t hash) { fingerprint_ = mix(fingerprint_, hash); }
  // One event that is not hot: its number. Its cause is the event at hand.
  EventNumber record(Happening what);
  void tell(EventNumber number, EventNumber cause, Happening what);
  bool count_event(Time at);
  // An event is told, to whoever observes.
  void count_told() {
    if (++told_ == branch_at_) take_branch();
  }
  void take_branch();
  std::string in_hand() const;
  void stop(std::string_view bound, std::uint64_t limit);
  Traffic::Count& traffic_of(const Envelope& envelope) {
    return envelope.src.is_client() || envelope.dest.is_client() ? traffic_.clients
                                                                 : traffic_.servers;
  }

  Limits limits_;
  std::size_t down_backlog_;
  Probability chances_;
  Network network_;
  std::vector<std::unique_ptr<ProgramFactory>> factories_;
  Mail mail_;
  std::array<Places, NodeId::kKinds> places_;
  std::list<std::unique_ptr<Action>> actions_;
  std::uint64_t fingerprint_;
  std::uint64_t events_ = 0;
  std::uint64_t told_ = 0;
  std::vector<Branch> branches_;
  std::size_t next_branch_ = 0;
  std::uint64_t branch_at_ = 0;      // the event of the next branch; 0: there is none
  Time moment_;                      // of the last event
  std::uint64_t moment_events_ = 0;  // at that moment
  std::uint64_t most_moment_events_ = 0;
  Traffic traffic_;
  std::unique_ptr<SpreadLog> spread_;
  std::vector<Failure> failures_;
  struct ActiveFault {
    FaultId id;
    Fault fault;
  };
  struct AwaitedFault {
    Trigger trigger;
    FaultId id;
    Fault fault;
    std::function<void(const Fault&)> began;
    std::uint64_t seen = 0;  // moments that were like it
  };
  struct Strike {  // at the end of the event at hand
    FaultId id;
    Fault fault;
    std::function<void(const Fault&)> began;
  };
  std::vector<ActiveFault> faults_;  // in the order of their injection
  std::vector<AwaitedFault> awaited_;
  std::vector<Strike> strikes_;
  std::function<void(NodeId)> restarted_;
  std::vector<HeldMail> held_;  // on links that hold what arrives, in the order of arrival
  std::uint32_t next_fault_ = 0;
  std::map<MessageId, MessageException> exceptions_;  // that wait for their messages
  struct Waited {
    EventNumber sent;
    bool has_arrived;  // at its host; else a link has held it
  };
  std::map<EventNumber, Waited> waited_;  // by the new sequence of a message that has waited
  std::vector<ClusterInvariant> invariants_;
  std::optional<Breach> breach_;
  Labels labels_;
  std::optional<BoundReached> stopped_;
  std::optional<GivenUp> given_up_;
  bool has_ended_ = false;  // by one of these three
  std::vector<Unrepeatable> unrepeatable_;
  AtWork at_work_;
  std::string again_;
  Pace* pace_ = nullptr;
  Observer* observer_ = nullptr;
  LogSink* log_sink_ = nullptr;
};

}  // namespace eddy::sim
