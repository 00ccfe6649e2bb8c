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

void Host::call_after(Duration delay, std::function<void()> action) {
  own(std::make_unique<Later>(*this, std::move(action)), delay);
}

void Host::call_every(Duration period, std::function<void()> action) {
  if (period.count() <= 0) throw std::invalid_argument("every: the period must be positive");
  own(std::make_unique<Periodic>(*this, period, std::move(action)), period);
}

void Host::own(std::unique_ptr<OwnTimer> timer, Duration due_after) {
  OwnTimer& armed = *timers_.emplace_back(std::move(timer));
  armed.place_ = std::prev(timers_.end());
  runtime_.arm(armed, due_after);
}

void Host::spawn(Task<void> task) {
  if (task.borrows()) {
    throw std::logic_error(
        "a spawned coroutine takes a parameter by reference, or is a lambda that has been called: "
        "what it uses may end before it does; take parameters by value, and spawn the lambda "
        "itself: spawn([this] () -> Task<void> { … })");
  }
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

void Host::deliver(Envelope&& envelope) {
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
    if (!failure) {
      for (Waiting* waiting : waiting_) waiting->look();
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

}  // namespace eddy::sim
