// The frames of our coroutines, and a fault of g++ that is mended here.
//
// A frame begins with two function pointers, resume and destroy; the promise follows. A
// std::coroutine_handle is the address of the first pointer. All compilers agree on that. But where
// a coroutine declares nothing at its top level, g++ 12 puts the variables that it makes for
// conditions with a co_await in them before the pointers:
//
//   Task<void> tell(NodeId to, Rumour m) {
//     while (!co_await rpc(to, m, 1s)) log("again");   // jumps into the void
//   }
//
// Such a frame is shifted: pointers and promise stand `shift` bytes behind its address. The
// compiler's own code goes by the address of the frame. A handle that is made from the promise goes
// by that of the pointers. So the pointers are replaced by functions that know the difference.
//
//   1. A promise of ours derives from CoroutineFrame, and makes its handle by handle_of().
//   2. An awaitable of ours keeps resumable(handle) of the handle that it is given, and asks that
//      one for its promise.
//
// Other compilers have no such fault, and none of this.
#pragma once

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <cstring>
#include <new>

namespace eddy::sim {

#if defined(__GNUC__) && !defined(__clang__)

class CoroutineFrame {
 public:
  static void* operator new(std::size_t size) {
    auto* const block = static_cast<std::byte*>(::operator new(kHeader + size));
    newest_ = block + kHeader;
    set_shift(newest_, 0);
    return newest_;
  }
  static void operator delete(void* frame) {
    ::operator delete(static_cast<std::byte*>(frame) - kHeader);
  }

  // The handle of the coroutine that this promise belongs to. For get_return_object alone, which is
  // called as soon as the frame has been made.
  template <class Promise>
  static std::coroutine_handle<Promise> handle_of(Promise& promise) {
    const auto handle = std::coroutine_handle<Promise>::from_promise(promise);
    auto* const pointers = static_cast<std::byte*>(handle.address());
    if (pointers > newest_ && pointers <= newest_ + kMostShift) mend<Promise>(pointers, promise);
    return handle;
  }

  template <class Promise>
  static std::coroutine_handle<Promise> resumable(std::coroutine_handle<Promise> handle) {
    auto* const frame = static_cast<std::byte*>(handle.address());
    return std::coroutine_handle<Promise>::from_address(frame + shift_of(frame));
  }

 private:
  using Function = void (*)(void* frame);
  // Before the frame stands its shift, in bytes; the frame keeps the alignment of operator new.
  static constexpr std::size_t kHeader = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

  // A byte for each condition of the coroutine; it has its own frame if it stands elsewhere.
  static constexpr std::ptrdiff_t kMostShift = 4096;

  static std::ptrdiff_t shift_of(const std::byte* frame) {
    std::ptrdiff_t shift;
    std::memcpy(&shift, frame - kHeader, sizeof shift);
    return shift;
  }
  static void set_shift(std::byte* frame, std::ptrdiff_t shift) {
    std::memcpy(frame - kHeader, &shift, sizeof shift);
  }

  template <class Promise>
  static void mend(std::byte* pointers, CoroutineFrame& frame) {
    set_shift(newest_, pointers - newest_);
    frame.start_ = newest_;
    frame.resume_ = exchange(pointers, [](void* at) {
      const CoroutineFrame& shifted = std::coroutine_handle<Promise>::from_address(at).promise();
      shifted.resume_(shifted.start_);
    });
    frame.destroy_ = exchange(pointers + sizeof(Function), [](void* at) {
      const CoroutineFrame& shifted = std::coroutine_handle<Promise>::from_address(at).promise();
      shifted.destroy_(shifted.start_);
    });
  }
  static Function exchange(std::byte* pointer, Function by) {
    Function old;
    std::memcpy(&old, pointer, sizeof old);
    std::memcpy(pointer, &by, sizeof by);
    return old;
  }

  // Frames are made one after another in each thread.
  static inline thread_local constinit std::byte* newest_ = nullptr;

  // Of a shifted frame.
  std::byte* start_ = nullptr;
  Function resume_ = nullptr;
  Function destroy_ = nullptr;
};

#else

class CoroutineFrame {
 public:
  template <class Promise>
  static std::coroutine_handle<Promise> handle_of(Promise& promise) {
    return std::coroutine_handle<Promise>::from_promise(promise);
  }
  template <class Promise>
  static std::coroutine_handle<Promise> resumable(std::coroutine_handle<Promise> handle) {
    return handle;
  }
};

#endif

// A coroutine that one of our awaitables may be awaited in.
template <class Promise>
concept OurPromise = std::derived_from<Promise, CoroutineFrame>;

// What co_await works on for an awaitable that may be an element of a container: g++ 12 makes a
// copy of any awaitable that is neither a temporary nor a variable.
template <class Awaitable>
class ByReference {
 public:
  explicit ByReference(Awaitable& awaitable) : awaitable_(&awaitable) {}

  bool await_ready() const noexcept { return awaitable_->await_ready(); }
  template <OurPromise Promise>
  auto await_suspend(std::coroutine_handle<Promise> awaiting) const noexcept {
    return awaitable_->await_suspend(awaiting);
  }
  auto await_resume() const { return awaitable_->await_resume(); }

 private:
  Awaitable* awaitable_;
};

}  // namespace eddy::sim
