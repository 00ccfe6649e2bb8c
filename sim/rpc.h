// A request that waits for its reply. Made by Host::rpc, which sends it; `co_await` it for the
// result.
//
// Two calls may run at once: make both, then await each. Timeouts are mandatory, and come as
// values. A reply that comes later, or twice, is ignored.
#pragma once

#include <coroutine>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/body.h"
#include "sim/error.h"
#include "sim/node_id.h"
#include "sim/time.h"
#include "sim/timer.h"

namespace eddy::sim {

template <class M>
struct MessageTraits;

class PendingRpc : public Timer {
 public:
  PendingRpc(Host& host, NodeId to, BodyPtr message, Duration timeout);

  bool await_ready() const noexcept { return done_; }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept { awaiting_ = awaiting; }

  // The reply has arrived; resumes who awaits it.
  void complete(BodyPtr reply);

 protected:
  ~PendingRpc() override;
  // REQUIRES: done.
  Result<BodyPtr> outcome();

 private:
  void fire() override;
  void finish();

  std::uint64_t msg_id_;
  ErrorCode failure_ = ErrorCode::timeout;
  bool done_ = false;
  BodyPtr reply_;  // empty: none came
  std::coroutine_handle<> awaiting_;
};

// The requests of one host that wait for their replies. Their ids are consecutive, so that finding
// one is indexing.
class PendingRpcs {
 public:
  // The id of the next request.
  std::uint64_t next_id() const { return first_id_ + calls_.size(); }
  // Under the id next_id().
  void add(PendingRpc& call) { calls_.push_back(&call); }
  // Null when nobody waits for it any more.
  PendingRpc* take(std::uint64_t id);
  void clear();

 private:
  std::uint64_t first_id_ = 1;
  std::vector<PendingRpc*> calls_;  // null: answered
  std::size_t oldest_ = 0;          // all before it are null
};

template <class Reply>
class [[nodiscard]] RpcCall final : public PendingRpc {
 public:
  using PendingRpc::PendingRpc;

  // A reply that makes no sense says nothing about the request, so the error is an indefinite one.
  Result<Reply> await_resume() {
    Result<BodyPtr> reply = outcome();
    if (!reply) return std::move(reply).error();
    if ((*reply)->template get_if<Reply>() != nullptr)
      return std::move(*reply).template take<Reply>();
    if (const Error* error = (*reply)->template get_if<Error>()) return *error;
    if ((*reply)->type().name != body_type<Reply>().name) {
      return misunderstood("expected a reply of type " + std::string(body_type<Reply>().name) +
                           ", got " + std::string((*reply)->type().name));
    }
    Result<Reply> read = MessageTraits<Reply>::read(**reply);
    if (!read) return misunderstood(read.error().text);
    return read;
  }

 private:
  static Error misunderstood(std::string text) { return {ErrorCode::crash, std::move(text)}; }
};

}  // namespace eddy::sim
