// One run of a distributed system under virtual time, from one seed.
//
// The contract:
//   1. One total order of events: (virtual time, sequence number). Time jumps from event to event.
//   2. Every draw is keyed (sim/random.h). Nothing else may differ between two runs of a seed.
//   3. The fingerprint covers every delivered and lost message, its time and its body, every timer,
//      action and crash. It does not depend on whether anybody observes the run.
//   4. Bounded: reaching a limit stops the run for good; see stopped().
//
// A simulation lives in one thread; any number of them may run at once, in a thread each.
#pragma once

#include <array>
#include <boost/container/deque.hpp>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/at_work.h"
#include "sim/host.h"
#include "sim/limits.h"
#include "sim/mail.h"
#include "sim/network.h"
#include "sim/runtime.h"
#include "sim/service_program.h"
#include "sim/trace.h"
#include "sim/traffic.h"

namespace eddy::sim {

class SpreadLog;

struct SimulationOptions {
  std::uint64_t seed = 0;
  NetworkOptions network = {};
  Limits limits = {};
};

class Simulation final : public Runtime {
 public:
  explicit Simulation(const SimulationOptions& options);
  ~Simulation() override;

  // Nodes that run the same program share one factory. They start when told to: by an init message,
  // or by Host::start_program.
  void add_nodes(std::size_t count, NodeFactory factory);
  void add_clients(std::size_t count);
  // Built-in nodes that every other reaches by RPC under their names. They are ready at once, and
  // do nothing until asked, so that a run that does not use them is the same without them.
  // REQUIRES: in the order of their ids, from the first; called once at most.
  void add_services(std::span<const ServiceProgram> services, const ServiceOptions& options);
  // REQUIRES: it exists.
  Host& host(NodeId id) { return place(id)->host; }
  std::size_t node_count() const { return nodes().size(); }

  Network& network() { return network_; }

  // At this time, or now if that is past, in the one total order. `what` names it in the trace.
  void at(Time when, std::string what, std::function<void()> action);

  // Handles one event, if there is one until `end` and no bound is reached.
  bool step(Time end);
  // Handles all events until `end`; the time is `end` then, unless a bound was reached before.
  void run_until(Time end);
  // Runs until the condition holds, looked at after each event; false if it does not until `end`.
  bool run_until(const std::function<bool()>& condition, Time end);

  // The hash of all that happened so far.
  std::uint64_t fingerprint() const { return fingerprint_; }
  std::uint64_t events() const { return events_; }
  const Traffic& traffic() const { return traffic_; }
  const SpreadLog& spread() const { return *spread_; }
  std::size_t in_flight() const { return mail_.size(); }
  struct Crash {
    NodeId node;
    Time at;
    std::string text;
    std::string in_hand;  // "broadcast (msg_id 12) from c3: {…}", "a timer"; empty: nothing
  };
  const std::vector<Crash>& crashes() const { return crashes_; }
  // The bound that ended the run.
  const std::optional<BoundReached>& stopped() const { return stopped_; }

  // Told of every event from now on; null for nobody. Kept by the caller.
  void observe(Observer* observer) { observer_ = observer; }
  // The line that gives this run once more, told when a node takes the process down.
  void reproduced_by(std::string line);
  // Given every line that a node logs from now on; null for nobody. Kept by the caller.
  void log_to(LogSink* sink) { log_sink_ = sink; }

  // Runtime, for the hosts.
  void transmit(Envelope envelope) override;
  bool exists(NodeId id) const override;
  bool is_logging() const override { return log_sink_ != nullptr; }
  void log(NodeId node, std::string_view line) override;
  void learned(NodeId node, const boost::json::value& value) override;
  void crashed(NodeId node, std::string_view text) override;
  [[noreturn]] void too_many_timers() override;

 private:
  class Action;
  struct Sent {
    const BodyType* type;
    std::uint64_t count;
  };
  struct Place {  // one host, and what it has sent
    Place(Runtime& runtime, NodeId id, const NodeFactory* factory) : host(runtime, id, factory) {}
    void prefetch() const {
      const char* bytes = reinterpret_cast<const char*>(this);
      for (std::size_t i = 0; i < sizeof(Place); i += 64) __builtin_prefetch(bytes + i);
    }
    Host host;
    DrawKey last_sent;
    boost::container::small_vector<Sent, 2> sent;  // by type
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
  void post(Duration travel, Envelope envelope);
  void deliver();
  void fire();
  void lose_at_sending(const Envelope& envelope, LossCause cause);
  void lose(const Envelope& envelope, LossCause cause);
  void absorb(Event::Kind kind, std::uint64_t who, std::uint64_t ids, std::uint64_t body);
  void tell(Event::Kind kind, const Envelope& envelope, std::optional<LossCause> cause);
  bool count_event(Time at);
  std::string in_hand() const;
  void stop(std::string_view bound, std::uint64_t limit);
  Traffic::Count& traffic_of(const Envelope& envelope) {
    return envelope.src.is_client() || envelope.dest.is_client() ? traffic_.clients
                                                                 : traffic_.servers;
  }

  Limits limits_;
  Network network_;
  std::vector<std::unique_ptr<NodeFactory>> factories_;
  Mail mail_;
  std::array<Places, NodeId::kKinds> places_;
  std::list<std::unique_ptr<Action>> actions_;
  std::uint64_t fingerprint_;
  std::uint64_t events_ = 0;
  Time moment_;                      // of the last event
  std::uint64_t moment_events_ = 0;  // at that moment
  std::uint64_t most_moment_events_ = 0;
  Traffic traffic_;
  std::unique_ptr<SpreadLog> spread_;
  std::vector<Crash> crashes_;
  std::optional<BoundReached> stopped_;
  AtWork at_work_;
  std::string again_;
  Observer* observer_ = nullptr;
  LogSink* log_sink_ = nullptr;
};

}  // namespace eddy::sim
