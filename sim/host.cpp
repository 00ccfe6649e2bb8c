#include "sim/host.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <stdexcept>

#include "sim/node.h"
#include "sim/protocol/init.h"

namespace eddy::sim {

// A timer that the host owns; it knows its place there.
class Host::OwnTimer : public Timer {
 public:
  OwnTimer(Host& host, std::function<void()> action) : Timer(&host), action_(std::move(action)) {}
  ~OwnTimer() override = default;

 protected:
  std::function<void()> action_;

 private:
  friend class Host;
  friend class Later;
  Timers::iterator place_;
};

class Host::Later final : public OwnTimer {
 public:
  using OwnTimer::OwnTimer;

 private:
  void fire() override {
    const auto action = std::move(action_);
    host()->timers_.erase(place_);  // and with it this timer
    action();
  }
};

class Host::Periodic final : public OwnTimer {
 public:
  Periodic(Host& host, Duration period, std::function<void()> action)
      : OwnTimer(host, std::move(action)), period_(period) {}

 private:
  void fire() override {
    host()->runtime_.arm(*this, period_);
    action_();
  }
  Duration period_;
};

Host::Host(Runtime& runtime, NodeId id, const NodeFactory* factory)
    : runtime_(runtime),
      id_(id),
      factory_(factory),
      random_(runtime.seed(), Purpose::node_program, id.raw()) {}

Host::~Host() = default;

void Host::after(Duration delay, std::function<void()> action) {
  own(std::make_unique<Later>(*this, std::move(action)), delay);
}

void Host::every(Duration period, std::function<void()> action) {
  if (period.count() <= 0) throw std::invalid_argument("every: the period must be positive");
  own(std::make_unique<Periodic>(*this, period, std::move(action)), period);
}

void Host::own(std::unique_ptr<OwnTimer> timer, Duration due_after) {
  OwnTimer& armed = *timers_.emplace_back(std::move(timer));
  armed.place_ = std::prev(timers_.end());
  runtime_.arm(armed, due_after);
}

void Host::spawn(Task<void> task) {
  constexpr auto kRun = [](Task<void> owned) -> Root { co_await owned; };
  start(kRun(std::move(task)));
}

void Host::start(Root root) {
  if (busy_) {
    roots_.start(root);
  } else {
    guarded([&] { roots_.start(root); });
  }
}

void Host::start_program() {
  if (program_ || crash_ || factory_ == nullptr) return;
  guarded([&] { program_ = (*factory_)(*this); });
}

void Host::deliver(Envelope envelope) {
  guarded([&] { dispatch(envelope); });
}

void Host::fire(Timer& timer) {
  guarded([&] { timer.fire(); });
}

template <class Act>
void Host::guarded(Act act) {
  std::exception_ptr failure;
  busy_ = true;
  try {
    act();
    failure = roots_.take_failure();
    if (!failure && !waiting_.empty()) {
      std::erase_if(waiting_, [](Waiting* waiting) { return waiting->settle(); });
    }
  } catch (...) {
    failure = std::current_exception();
  }
  busy_ = false;
  if (failure) fail(std::move(failure));
}

void Host::dispatch(Envelope& envelope) {
  if (envelope.in_reply_to != 0) {
    PendingRpc* call = pending_.take(envelope.in_reply_to);
    if (call != nullptr) call->complete(std::move(envelope.body));
    return;
  }
  const Request request{envelope.src, envelope.msg_id};
  if (envelope.body->get_if<Init>() != nullptr) {
    if (!program_ && factory_ != nullptr) program_ = (*factory_)(*this);
    reply(request, InitOk{});
    return;
  }
  if (program_) program_->receive(request, envelope.body);
}

void Host::fail(std::exception_ptr failure) {
  std::string text = "an exception of unknown type";
  try {
    std::rethrow_exception(std::move(failure));
  } catch (const RunStopped&) {
    return;
  } catch (const std::exception& e) {
    text = e.what();
  } catch (...) {
  }
  roots_.destroy();
  timers_.clear();
  pending_.clear();
  waiting_.clear();
  program_.reset();
  crash_ = std::make_unique<std::string>(text);
  runtime_.crashed(id_, text);
}

PendingRpc* PendingRpcs::take(std::uint64_t id) {
  if (id < first_id_ || id >= next_id()) return nullptr;
  PendingRpc* call = std::exchange(calls_[id - first_id_], nullptr);
  while (oldest_ < calls_.size() && calls_[oldest_] == nullptr) ++oldest_;
  constexpr std::size_t kWorthIt = 16;
  if (oldest_ >= kWorthIt && oldest_ * 2 >= calls_.size()) {
    calls_.erase(calls_.begin(), calls_.begin() + static_cast<std::ptrdiff_t>(oldest_));
    first_id_ += oldest_;
    oldest_ = 0;
  }
  return call;
}

void PendingRpcs::clear() {
  first_id_ = next_id();
  calls_.clear();
  oldest_ = 0;
}

PendingRpc::PendingRpc(Host& host, NodeId to, BodyPtr message, Duration timeout)
    : Timer(&host), msg_id_(host.pending_.next_id()) {
  host.transmit(to, msg_id_, 0, std::move(message));
  if (!host.runtime_.exists(to)) {
    failure_ = ErrorCode::node_not_found;
    timeout = Duration(0);
  }
  host.runtime_.arm(*this, timeout);
  host.pending_.add(*this);
}

PendingRpc::~PendingRpc() {
  if (!done_) host()->pending_.take(msg_id_);
}

void PendingRpc::complete(BodyPtr reply) {
  disarm();
  reply_ = std::move(reply);
  finish();
}

void PendingRpc::fire() {
  host()->pending_.take(msg_id_);
  finish();
}

void PendingRpc::finish() {
  done_ = true;
  if (awaiting_) awaiting_.resume();
}

Result<BodyPtr> PendingRpc::outcome() {
  if (reply_) return std::move(reply_);
  return Error{failure_, std::string(failure_ == ErrorCode::timeout ? "no reply in time"
                                                                     : "no such node")};
}

SleepTimer::SleepTimer(Host& host, Duration duration) : Timer(&host), duration_(duration) {}

void SleepTimer::await_suspend(std::coroutine_handle<> awaiting) {
  awaiting_ = awaiting;
  host()->runtime_.arm(*this, duration_);
}

Waiting::Waiting(Host& host, Duration timeout) : Timer(&host), timeout_(timeout) {}

Waiting::~Waiting() {
  std::erase(host()->waiting_, this);
}

void Waiting::await_suspend(std::coroutine_handle<> awaiting) {
  awaiting_ = awaiting;
  host()->waiting_.push_back(this);
  host()->runtime_.arm(*this, timeout_);
}

bool Waiting::settle() {
  if (!holds()) return false;
  came_true_ = true;
  disarm();
  host()->runtime_.arm(*this, Duration(0));
  return true;
}

void Waiting::fire() {
  std::erase(host()->waiting_, this);
  awaiting_.resume();
}

}  // namespace eddy::sim
