// All that a node program sees of the world: who it is, what time it is, randomness, messages,
// RPCs, timers, a disk and a log. It never sees the simulation.
//
// The host owns the program, its coroutines and its timers (eddy/sim/incarnation.h), and is in one
// state of its lifecycle (eddy/sim/lifecycle.h). An exception that leaves a handler is a failure of
// that node: program, coroutines, timers and pending RPCs go; messages to it are lost.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "eddy/base/ensure.h"
#include "eddy/sim/body.h"
#include "eddy/sim/clock.h"
#include "eddy/sim/disk.h"
#include "eddy/sim/error.h"
#include "eddy/sim/format.h"
#include "eddy/sim/incarnation.h"
#include "eddy/sim/lifecycle.h"
#include "eddy/sim/message_check.h"
#include "eddy/sim/program.h"
#include "eddy/sim/quorum.h"
#include "eddy/sim/random.h"
#include "eddy/sim/rpc.h"
#include "eddy/sim/runtime.h"
#include "eddy/sim/task.h"
#include "eddy/sim/wait.h"

namespace eddy::sim {

// Where a reply goes. Of a one-way message: msg_id 0, and a reply to it goes nowhere.
struct Request {
  NodeId from;
  std::uint64_t msg_id = 0;
};

// Closures and messages are aggregates to g++ 12, which destroys a temporary of such a type twice
// in a co_await expression; that matters where its destructor does something.
template <class T>
inline constexpr bool kIsUnsafeTemporary =
    !std::is_lvalue_reference_v<T> && !std::is_trivially_destructible_v<T>;

template <class T>
constexpr void refuse_temporary() {
  static_assert(!kIsUnsafeTemporary<T>,
                "give it a name first: const auto message = …; or const auto ready = [=] { … }; "
                "for g++ 12 destroys temporaries twice in a co_await expression");
}

class Host {
 public:
  // `factory` is kept by the caller; null for a host without a program, such as a client's.
  Host(Runtime& runtime, NodeId id, const ProgramFactory* factory);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  NodeId id() const { return id_; }
  // All nodes, this one included; every node sees the same order.
  const std::vector<NodeId>& nodes() const { return runtime_.nodes(); }
  // Virtual time, which no fault touches.
  Time now() const { return runtime_.now(); }
  // What this node's own clock shows, as programs outside a simulation see it. It is now() until a
  // fault skews it: then it may jump, also back, and drift. Timers and timeouts go by its drift.
  Time clock() const { return clock_ ? clock_->at(now()) : now(); }
  // The same but for jumps: it drifts, and never goes back.
  Time monotonic() const { return clock_ ? clock_->monotonic_at(now()) : now(); }
  // Draws are keyed by the seed, this node, its incarnation, the event at hand, and their number
  // within it: what other events draw does not matter. REQUIRES: the node has not failed, and is
  // not down.
  Random& random() { return life().random; }
  // Bits that depend on the seed, this node and the key, but on no draw before: for programs in
  // which a request must leave what others get as it was.
  std::uint64_t draw(Purpose purpose, std::uint64_t a, std::uint64_t b = 0) const {
    return sim::draw(runtime_.seed(), purpose, id_.raw(), a, b);
  }

  // It outlives the node's lives: see eddy/sim/disk.h.
  Disk& disk() {
    if (!disk_) disk_ = std::make_unique<Disk>(*this);
    return *disk_;
  }

  // What its program keeps outside itself, such as a directory: it outlives the node's lives. Empty
  // at first; it belongs to whoever puts it there, and is destroyed with the host.
  std::shared_ptr<void>& keepsake() { return keepsake_; }

  bool has_unsynced_writes() const { return disk_ && disk_->image().unsynced() > 0; }

  // One-way messages. A body that goes to many is made once, with share().
  template <class M>
    requires(!std::same_as<M, BodyPtr>)
  void send(NodeId to, M message) {
    check::require_message<M>();
    transmit(to, 0, 0, runtime_.pool().make(std::move(message)));
  }
  void send(NodeId to, BodyPtr message) { transmit(to, 0, 0, std::move(message)); }
  // A message with ids of the program's own.
  void send(Outgoing message) {
    transmit(message.dest, message.msg_id, message.in_reply_to, std::move(message.body));
  }
  template <class M>
  BodyPtr share(M message) {
    check::require_message<M>();
    return runtime_.pool().make(std::move(message));
  }
  // A body whose type is known only at run time: see eddy/sim/body.h.
  BodyPtr raw(std::string_view type, boost::json::object fields) {
    return runtime_.pool().raw(type, std::move(fields));
  }
  BodyPtr written(std::string_view type, RawBody body);

  // Sends a request at once; `co_await` the call for its Result<M::Reply>. The error is the
  // reply's, or timeout. No temporaries: g++ 12 destroys them twice inside a co_await expression.
  template <class M>
  RpcCall<ReplyOf<M>> rpc(NodeId to, const M& message, Duration timeout) {
    check::require_message<M>();
    return {*this, to, runtime_.pool().make(message), timeout};
  }
  template <class M>
    requires kIsUnsafeTemporary<M>
  RpcCall<ReplyOf<M>> rpc(NodeId to, M&& message, Duration timeout) {
    refuse_temporary<M>();
    return {*this, to, runtime_.pool().make(message), timeout};
  }
  // The same with a body that several requests share.
  template <class M>
  RpcCall<ReplyOf<M>> rpc_shared(NodeId to, const BodyPtr& message, Duration timeout) {
    return {*this, to, message, timeout};
  }

  // Asks all of `nodes`, and goes on with the first `enough` answers or when no more can come:
  // co_await it for its Answers<M::Reply>. The request is made once, for all.
  template <class Nodes, class M>
  Quorum<ReplyOf<M>> quorum(Nodes&& nodes, const M& message, std::size_t enough, Duration timeout) {
    const BodyPtr body = runtime_.pool().make(message);
    std::vector<RpcCall<ReplyOf<M>>> calls;
    for (const NodeId node : nodes) calls.emplace_back(*this, node, body, timeout);
    return {std::move(calls), enough};
  }
  template <class Nodes, class M>
    requires kIsUnsafeTemporary<M>
  Quorum<ReplyOf<M>> quorum(Nodes&& nodes, M&& message, std::size_t enough, Duration timeout) {
    refuse_temporary<M>();
    return quorum(nodes, std::as_const(message), enough, timeout);
  }

  // Answers a request; handlers do it by returning, this is for those that answer otherwise.
  template <class M>
  void reply(const Request& request, M message) {
    check::require_message<M>();
    if (request.msg_id == 0) return;
    transmit(request.from, 0, request.msg_id, runtime_.pool().make(std::move(message)));
  }
  void reply(const Request& request, BodyPtr body) {
    if (request.msg_id != 0) transmit(request.from, 0, request.msg_id, std::move(body));
  }
  template <class T>
  void reply(const Request& request, Result<T> result) {
    if (result) {
      reply(request, std::move(*result));
    } else {
      reply(request, result.error());
    }
  }

  // co_await sleep(50ms).
  Sleep sleep(Duration duration) { return {*this, duration}; }
  // co_await until([this] { return ready_; }, 1s): does it hold? It holds when this returns true;
  // false: the time is up. Looked at after every event of this node; of several that wait, the
  // first goes first. A condition that captures more than pointers and numbers is given a name.
  template <class Predicate>
  Until<std::remove_cvref_t<Predicate>> until(Predicate&& predicate, Duration timeout) {
    if constexpr (kIsUnsafeTemporary<Predicate>) refuse_temporary<Predicate>();
    return {*this, std::forward<Predicate>(predicate), timeout};
  }
  // The action is a function, or makes a Task<void>, which is then spawned.
  template <class Action>
  void after(Duration delay, Action action) {
    call_after(delay, to_function(std::move(action)));
  }
  // First after one period. REQUIRES: period > 0.
  template <class Action>
  void every(Duration period, Action action) {
    call_every(period, to_function(std::move(action)));
  }
  // Runs a coroutine that nobody awaits, up to its first wait; also from outside any event. It may
  // take nothing by reference. A lambda that makes a Task<void> is kept until the task ends.
  // On a node that is down or has failed it does nothing. REQUIRES: the node is not paused.
  void spawn(Task<void> task);
  template <class Action>
    requires std::same_as<std::invoke_result_t<Action&>, Task<void>>
  void spawn(Action action) {
    spawn(run_owned(std::move(action)));
  }
  void start(Root root);

  // A line of the node's log, stamped with the virtual time. Formatted only if somebody reads it.
  template <class... Args>
  void log(fmt::format_string<Args...> format, Args&&... args) {
    if (runtime_.is_logging() && cutoff_ != Cutoff::dead)
      runtime_.log(id_, fmt::format(format, std::forward<Args>(args)...));
  }
  // Tells the observer, not the cluster, that this node now has the value; for reports only.
  void learned(const boost::json::value& value) {
    if (cutoff_ != Cutoff::dead) runtime_.learned(id_, value);
  }

  // A moment that a test hopes to see, such as a leader that steps down with entries that are not
  // committed: a sweep tells the labels that no run has reached. Costs little, changes nothing.
  void sometimes(std::string_view label, bool condition) {
    if (cutoff_ != Cutoff::dead) runtime_.looked_for(label, condition);
  }
  void reachable(std::string_view label) { sometimes(label, true); }
  // Takes a rare path more often: true now and then in runs that ask for it (RunOptions::chances),
  // in some of them for some labels. Never elsewhere, and never outside a simulation.
  bool chance(std::string_view label) {
    constexpr std::uint64_t kOneIn = 8;
    return runtime_.has_chance(label) && random().below(kOneIn) == 0;
  }
  // What must hold after every event of this node, as long as its program lives. `breach` says what
  // is wrong, or nothing.
  void invariant(std::string name, std::function<std::optional<std::string>()> breach) {
    life().invariants.push_back({std::move(name), std::move(breach)});
  }

  // A label of the run: what the program does may differ the next time, and why: "it opened a
  // socket". Told again it changes nothing.
  void unrepeatable(std::string_view why) {
    if (cutoff_ != Cutoff::dead) runtime_.unrepeatable(id_, why);
  }
  // Ends the run for good, as a bound does, and leaves the handler: the program cannot be run any
  // further, which is no failure of it. `why` follows the node's name: "computes without end".
  [[noreturn]] void give_up(std::string_view why) {
    runtime_.gave_up(id_, why);
    throw RunStopped{};
  }

  // Every request is sent again so often, under the same id, while no reply comes and its timeout
  // has not passed: evenly over its timeout. 0: never.
  void resend_requests(std::uint32_t times) { resends_ = times; }

  // The program, if it has started and neither failed nor gone down.
  // The run's seed is another one now.
  void draw_anew() {
    if (incarnation_) incarnation_->draw_from(runtime_.seed(), id_, number_);
  }
  Program* program() { return incarnation_ ? incarnation_->program.get() : nullptr; }
  // Makes the program, unless it has been made; the init message does it.
  void start_program();
  const Lifecycle& lifecycle() const { return lifecycle_; }
  bool is_up() const { return std::holds_alternative<Up>(lifecycle_); }
  // The text of the exception that left the program, if one has.
  const std::string* failure() const;
  // How many lives it had before this one, or before the next.
  std::uint32_t incarnation() const { return number_; }

  // The number of a message that it sends now: how many it has sent at this instant.
  std::uint32_t next_sent() { return instant_.next(instant_.sent, now()); }
  // Which timer it is.
  TimerId id_of(const Timer& timer) const {
    return {id_, number_, timer.arming().at, timer.arming().number};
  }

  // For the runtime, between events. Each is one step of the lifecycle; see there.
  //
  // Hands over what has arrived, or what is due. `event_key` tells the event from all others.
  void deliver(Envelope&& envelope, std::uint64_t event_key);
  void fire(Timer& timer, std::uint64_t event_key);
  // Has no effect on one that is paused, down or failed.
  void pause();
  // Gives back what has waited, for the runtime to deliver and to send now. REQUIRES: it is paused.
  Paused resume();
  // Ends the incarnation; has no effect on one that is down or failed. What it keeps of arriving
  // mail, up to `most_kept` messages, its next life gets. Gives back what waited.
  std::vector<HeldMail> kill(std::size_t most_kept);
  // Begins the next incarnation. REQUIRES: it is down.
  void restart();
  // Keeps a message until it is up; false: there is no room. REQUIRES: it is not started, starting,
  // or down.
  bool keep(HeldMail& mail);
  // Lets mail and timers wait. REQUIRES: it is paused.
  void park(HeldMail mail);
  void park(Timer& timer, Time due, std::uint64_t sequence);

  // What becomes of what it does from now on in the event at hand, until it is killed or paused.
  enum class Cutoff : std::uint8_t {
    none,
    dead,    // it has no effect
    frozen,  // what it sends waits until it is resumed
  };
  Cutoff cutoff() const { return cutoff_; }
  void cut_off(Cutoff cutoff) { cutoff_ = cutoff; }
  void hold_back(Envelope&& envelope) { outgoing_.push_back(std::move(envelope)); }

  void skew_clock(FaultId id, const Skew& skew);
  void set_clock_right(FaultId id);

 private:
  friend class Alarm;
  friend class Disk;
  friend class DiskAccess;
  friend class PendingRpc;
  friend class SleepTimer;
  friend class Waiting;
  class Periodic;
  class Later;

  // How many things it did at an instant.
  struct Instant {
    Time at = Time::min();
    std::uint32_t sent = 0;      // messages
    std::uint32_t armed = 0;     // timers
    std::uint32_t entered = 0;   // from outside any event of its own
    std::uint32_t accessed = 0;  // its disk

    std::uint32_t next(std::uint32_t& count, Time now) {
      if (at != now) *this = {now};
      return count++;
    }
  };

  Incarnation& life() {
    ensure(incarnation_.has_value(), "the node has a program that lives");
    return *incarnation_;
  }
  void transmit(NodeId to, std::uint64_t msg_id, std::uint64_t in_reply_to, BodyPtr body) {
    runtime_.transmit({id_, to, msg_id, in_reply_to, std::move(body)});
    if (std::holds_alternative<Starting>(lifecycle_)) look_for_answer(to, in_reply_to);
  }
  // In the time of its own clock, or in virtual time.
  void arm(Timer& timer, Duration after) { arm_virtually(timer, with_slack(to_virtual(after))); }
  void arm_virtually(Timer& timer, Duration after) {
    timer.arming_ = {now(), runtime_.handling(), instant_.next(instant_.armed, now())};
    runtime_.arm(timer, after);
  }
  // The number of an access to the disk that begins now.
  std::uint64_t next_access() {
    return (std::uint64_t{number_} << 32U) | instant_.next(instant_.accessed, now());
  }
  Duration to_virtual(Duration local) const {
    return clock_ && local.count() > 0 ? clock_->to_virtual(local) : local;
  }
  // A node's timers fire when the slack of the run divides the time.
  Duration with_slack(Duration after) const {
    const Duration slack = runtime_.timer_slack();
    if (slack.count() == 0 || id_.kind() != NodeId::Kind::node) return after;
    if (after > Time::max() - (now() + slack)) return after;  // it never fires
    return after + (slack - (now() + after).time_since_epoch() % slack) % slack;
  }
  void dispatch(Envelope& envelope);
  void make_program();
  void look_for_answer(NodeId to, std::uint64_t in_reply_to);
  void come_up();
  template <class Act>
  void guarded(std::uint64_t event_key, Act act);
  template <class Act>
  void enter(Act act);
  void own(std::unique_ptr<OwnTimer> timer, Duration due_after);
  void call_after(Duration delay, std::function<void()> action);
  void call_every(Duration period, std::function<void()> action);
  void live();

  // Keeps what the action has captured for as long as its coroutine runs.
  template <class Action>
  static Task<void> run_owned(Action action) {
    auto task = action();
    co_await task;
  }
  template <class Action>
  std::function<void()> to_function(Action action) {
    using Made = std::invoke_result_t<Action&>;
    if constexpr (std::is_same_v<Made, Task<void>>) {
      return [this, action = std::move(action)] { spawn(run_owned(action)); };
    } else {
      static_assert(std::is_void_v<Made>, "a timer's action returns nothing, or a Task<void>");
      return action;
    }
  }
  void fail(std::exception_ptr failure);
  // What waits at a host that is not up, in the order of arrival.
  std::vector<HeldMail> take_waiting();

  Runtime& runtime_;
  NodeId id_;
  const ProgramFactory* factory_;
  std::uint32_t number_ = 0;  // of the incarnation
  bool busy_ = false;         // in an event
  Cutoff cutoff_ = Cutoff::none;
  std::uint32_t resends_ = 0;  // of each request
  Instant instant_;
  Lifecycle lifecycle_;
  std::uint64_t next_msg_id_ = 1;  // of the next incarnation's requests
  std::unique_ptr<Clock> clock_;   // null: it has always been right
  std::unique_ptr<Disk> disk_;     // null: never used
  std::shared_ptr<void> keepsake_;
  std::vector<Envelope> outgoing_;          // held back in the event at hand
  std::optional<Incarnation> incarnation_;  // exactly where neither down nor failed
};

}  // namespace eddy::sim
