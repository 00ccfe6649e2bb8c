// A request that waits for its reply. Made by Host::rpc, which sends it; `co_await` it for the
// result.
//
// Two calls may run at once: make both, then await each; eddy/sim/quorum.h awaits several. A call
// may be moved until it is awaited. Timeouts are mandatory, and come as values. A reply that comes
// later, or twice, is ignored.
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "eddy/sim/body.h"
#include "eddy/sim/coroutine_frame.h"
#include "eddy/sim/error.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"
#include "eddy/sim/timer.h"

namespace eddy::sim {

template <class M>
struct MessageTraits;

class QuorumOfCalls;

class PendingRpc : public Timer {
 public:
  PendingRpc(Host& host, NodeId to, BodyPtr message, Duration timeout);
  // REQUIRES: nobody awaits it.
  PendingRpc(PendingRpc&& other) noexcept;
  PendingRpc& operator=(PendingRpc&&) = delete;

  // Whom it asks.
  NodeId to() const { return to_; }

  bool await_ready() const noexcept { return done_; }
  template <OurPromise Promise>
  void await_suspend(std::coroutine_handle<Promise> awaiting) noexcept {
    awaiting_ = CoroutineFrame::resumable(awaiting);
  }

  // The reply has arrived; resumes who awaits it.
  void complete(BodyPtr reply);

 protected:
  ~PendingRpc() override;
  // REQUIRES: done.
  Result<BodyPtr> outcome();
  // What an answer that is no reply of that type says: its own error, or that it makes no sense.
  static std::optional<Error> error_in(const Body& answer, std::string_view expected);

 private:
  friend class QuorumOfCalls;
  void fire() override;
  void finish();

  // A request that is sent again while no reply comes.
  struct Again {
    BodyPtr message;
    Duration every;
    std::uint32_t left;  // how many times
  };

  NodeId to_;
  std::uint64_t msg_id_;
  std::unique_ptr<Again> again_;  // null: sent once
  ErrorCode failure_ = ErrorCode::timeout;
  bool done_ = false;
  BodyPtr reply_;  // empty: none came
  std::coroutine_handle<> awaiting_;
  QuorumOfCalls* quorum_ = nullptr;  // that it counts for
};

// The requests of one host that wait for their replies. Their ids are consecutive, so that finding
// one is indexing.
class PendingRpcs {
 public:
  explicit PendingRpcs(std::uint64_t first_id) : first_id_(first_id) {}

  // The id of the next request.
  std::uint64_t next_id() const { return first_id_ + calls_.size(); }
  // Under the id next_id().
  void add(PendingRpc& call) { calls_.push_back(&call); }
  // The one of this id now stands where `call` says.
  void moved(std::uint64_t id, PendingRpc& call) { calls_[id - first_id_] = &call; }
  // Null when nobody waits for it any more.
  PendingRpc* take(std::uint64_t id);
  void clear();

 private:
  std::uint64_t first_id_;
  std::vector<PendingRpc*> calls_;  // null: answered
  std::size_t oldest_ = 0;          // all before it are null
};

template <class Reply>
class [[nodiscard]] RpcCall final : public PendingRpc {
 public:
  using PendingRpc::PendingRpc;

  ByReference<RpcCall> operator co_await() { return ByReference(*this); }
  template <class Never = void>
  explicit operator bool() const {
    static_assert(!std::is_void_v<Never>, "an rpc is not its reply: write co_await before it");
    return false;
  }
  // A reply that makes no sense says nothing about the request, so the error is an indefinite one.
  Result<Reply> await_resume() {
    Result<BodyPtr> reply = outcome();
    if (!reply) return std::move(reply).error();
    if ((*reply)->template get_if<Reply>() != nullptr)
      return std::move(*reply).template take<Reply>();
    if (auto error = error_in(**reply, body_type<Reply>().name)) return std::move(*error);
    Result<Reply> read = MessageTraits<Reply>::read(**reply);
    if (!read) return misunderstood(std::move(read).error().text);
    return read;
  }
};

}  // namespace eddy::sim
