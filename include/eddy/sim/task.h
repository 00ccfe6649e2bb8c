// Coroutines of node programs: Task<T>, started when awaited, and the roots that a host owns.
//
//   sim::Task<sim::Result<ReadOk>> read(const Read& m);
//   auto reading = read(m);
//   const auto reply = co_await reading;
//
// A task belongs to whoever awaits it; a root belongs to its host, which destroys it on a failure
// together with every task it awaits. What a task takes by reference must live until it ends: that
// is so where its caller awaits it, and not where it is spawned (Host::spawn refuses it).
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "eddy/sim/coroutine_frame.h"

namespace eddy::sim {

template <class T>
class Task;

namespace detail {

struct TaskPromiseBase : CoroutineFrame {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr failure;
  bool starting = false;  // has not yet waited for anything
  bool borrows = false;   // has a parameter that ends with the caller

  struct Final {
    bool await_ready() const noexcept { return false; }
    template <OurPromise Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) const noexcept {
      const Promise& promise = CoroutineFrame::resumable(done).promise();
      return promise.starting ? std::noop_coroutine() : promise.continuation;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  Final final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { failure = std::current_exception(); }
  void rethrow() const {
    if (failure) std::rethrow_exception(failure);
  }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T result() {
    rethrow();
    return std::move(*value);
  }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void result() const { rethrow(); }
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  ByReference<Task> operator co_await() { return ByReference(*this); }
  bool await_ready() const noexcept { return false; }
  // Runs the task up to its first wait. If it ends without one, the awaiting coroutine goes on at
  // once: a loop of such tasks takes no stack, not even where compilers make no tail calls.
  template <OurPromise Promise>
  bool await_suspend(std::coroutine_handle<Promise> awaiting) noexcept {
    handle_.promise().continuation = CoroutineFrame::resumable(awaiting);
    handle_.promise().starting = true;
    handle_.resume();
    handle_.promise().starting = false;
    return !handle_.done();
  }
  T await_resume() { return handle_.promise().result(); }

  // Does it use something that its caller passed by reference? Then the caller must await it.
  bool borrows() const noexcept { return handle_.promise().borrows; }

 private:
  friend detail::TaskPromise<T>;
  explicit Task(std::coroutine_handle<detail::TaskPromise<T>> handle) : handle_(handle) {}

  std::coroutine_handle<detail::TaskPromise<T>> handle_;
};

namespace detail {

template <class T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>(CoroutineFrame::handle_of(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>(CoroutineFrame::handle_of(*this));
}

// Of a coroutine with a parameter that ends with its caller.
template <class T>
struct BorrowingPromise : TaskPromise<T> {
  BorrowingPromise() { this->borrows = true; }
};

// Values end with their owner: what can be copied, and lambdas with what they have captured (within
// a lambda's own body its type is incomplete). What cannot be copied, such as a host or a node, is
// taken to live long enough.
template <class T>
constexpr bool is_value() {
  if constexpr (requires { sizeof(T); }) {
    return std::is_copy_constructible_v<T>;
  } else {
    return true;
  }
}

// The first parameter may be the object of a member function, which is no value unless it is one of
// the plain ones: a number, a node's id, a message, a container.
template <class T>
constexpr bool is_plain_value() {
  if constexpr (
      requires { T::type; } || requires { typename T::value_type; }) {
    return true;
  } else if constexpr (requires { sizeof(T); }) {
    return std::is_trivially_copyable_v<T>;
  } else {
    return true;
  }
}

template <class Parameter>
inline constexpr bool kIsBorrowed =
    std::is_rvalue_reference_v<Parameter> ||
    (std::is_lvalue_reference_v<Parameter> && is_value<std::remove_cvref_t<Parameter>>());

template <class First = int, class... Others>
inline constexpr bool kBorrows =
    std::is_rvalue_reference_v<First> ||
    (std::is_lvalue_reference_v<First> && is_plain_value<std::remove_cvref_t<First>>()) ||
    (kIsBorrowed<Others> || ...);

}  // namespace detail

class Roots;

// The outermost coroutine of a chain; made suspended, then handed to Roots::start.
class [[nodiscard]] Root {
 public:
  struct promise_type : CoroutineFrame {
    Roots* owner = nullptr;
    promise_type* previous = nullptr;
    promise_type* next = nullptr;

    struct Final {
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> done) const noexcept;
      void await_resume() const noexcept {}
    };

    Root get_return_object() { return Root(handle_of(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    Final final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept;
  };

 private:
  friend class Roots;
  explicit Root(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// The running roots of one host.
class Roots {
 public:
  Roots() = default;
  Roots(const Roots&) = delete;
  Roots& operator=(const Roots&) = delete;
  ~Roots() { destroy(); }

  // Runs it up to its first suspension.
  void start(Root root) {
    auto& promise = root.handle_.promise();
    promise.owner = this;
    promise.next = first_;
    if (first_ != nullptr) first_->previous = &promise;
    first_ = &promise;
    root.handle_.resume();
  }

  // Destroys one that was never started.
  static void discard(Root root) { root.handle_.destroy(); }

  // Destroys all of them, whatever they wait for.
  void destroy() {
    while (first_ != nullptr) {
      const auto handle = std::coroutine_handle<Root::promise_type>::from_promise(*first_);
      unlink(*first_);
      handle.destroy();
    }
  }

  // The exception that left a root since the last call.
  std::exception_ptr take_failure() { return std::exchange(failure_, nullptr); }

 private:
  friend struct Root::promise_type;

  void unlink(const Root::promise_type& promise) {
    (promise.previous != nullptr ? promise.previous->next : first_) = promise.next;
    if (promise.next != nullptr) promise.next->previous = promise.previous;
  }

  Root::promise_type* first_ = nullptr;
  std::exception_ptr failure_;
};

inline void Root::promise_type::Final::await_suspend(
    std::coroutine_handle<promise_type> done) const noexcept {
  const auto root = resumable(done);
  root.promise().owner->unlink(root.promise());
  root.destroy();
}

inline void Root::promise_type::unhandled_exception() noexcept {
  if (!owner->failure_) owner->failure_ = std::current_exception();
}

}  // namespace eddy::sim

template <class T, class... Parameters>
struct std::coroutine_traits<eddy::sim::Task<T>, Parameters...> {
  using promise_type =
      std::conditional_t<eddy::sim::detail::kBorrows<Parameters...>,
                         eddy::sim::detail::BorrowingPromise<T>, eddy::sim::detail::TaskPromise<T>>;
};
