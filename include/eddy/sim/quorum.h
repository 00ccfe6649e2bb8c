// Several requests at once: goes on with the first so many answers, or when no more can come.
//
//   const auto votes = co_await quorum(peers(), RequestVote{term_}, nodes().size() / 2, 500ms);
//   if (!votes.reached()) co_return;
//   for (const auto& [from, vote, call] : votes.replies) …
//
// An answer is a reply that is no error. It ends as soon as `enough` have come, and forgets the
// requests that are still open. It ends without them once each request has its reply, its error or
// its timeout.
#pragma once

#include <coroutine>
#include <cstddef>
#include <utility>
#include <vector>

#include "eddy/sim/coroutine_frame.h"
#include "eddy/sim/rpc.h"

namespace eddy::sim {

template <class Reply>
struct Answers {
  struct Answer {
    NodeId from;
    Reply reply;
    std::size_t call;  // which call it answers, from 0
  };
  struct Failure {
    NodeId from;
    Error error;
    std::size_t call;
  };

  std::size_t wanted = 0;
  std::vector<Answer> replies;    // in the order in which they came
  std::vector<Failure> failures;  // errors and timeouts until then, likewise

  // Have as many answered as were wanted?
  bool reached() const { return replies.size() >= wanted; }
};

class QuorumOfCalls {
 public:
  QuorumOfCalls(const QuorumOfCalls&) = delete;
  QuorumOfCalls& operator=(const QuorumOfCalls&) = delete;

  bool await_ready() const noexcept { return answered_ >= enough_ || open_ == 0; }
  template <OurPromise Promise>
  void await_suspend(std::coroutine_handle<Promise> awaiting) noexcept {
    awaiting_ = CoroutineFrame::resumable(awaiting);
  }

  // One of its calls has ended; resumes who awaits it if that decides.
  void finished(PendingRpc& call) {
    count(call);
    if (awaiting_ && await_ready()) std::exchange(awaiting_, nullptr).resume();
  }

 protected:
  explicit QuorumOfCalls(std::size_t enough) : enough_(enough) {}
  ~QuorumOfCalls() = default;

  // From now on the call counts here, at once if it has ended.
  void watch(PendingRpc& call) {
    call.quorum_ = this;
    ++open_;
    if (call.done_) count(call);
  }
  std::size_t enough() const { return enough_; }

 private:
  // Keeps the outcome of a call that has ended; is it an answer?
  virtual bool keep(PendingRpc& call) = 0;
  void count(PendingRpc& call) {
    --open_;
    if (keep(call)) ++answered_;
  }

  std::size_t enough_;
  std::size_t open_ = 0;
  std::size_t answered_ = 0;
  std::coroutine_handle<> awaiting_;
};

template <class Reply>
class [[nodiscard]] Quorum final : public QuorumOfCalls {
 public:
  Quorum(std::vector<RpcCall<Reply>> calls, std::size_t enough)
      : QuorumOfCalls(enough), calls_(std::move(calls)) {
    answers_.wanted = enough;
    for (RpcCall<Reply>& call : calls_) watch(call);
  }

  Answers<Reply> await_resume() {
    calls_.clear();
    return std::move(answers_);
  }

 private:
  bool keep(PendingRpc& ended) override {
    auto& call = static_cast<RpcCall<Reply>&>(ended);
    const auto number = static_cast<std::size_t>(&call - calls_.data());
    Result<Reply> result = call.await_resume();
    if (!result) {
      answers_.failures.push_back({call.to(), std::move(result).error(), number});
      return false;
    }
    answers_.replies.push_back({call.to(), std::move(*result), number});
    return true;
  }

  std::vector<RpcCall<Reply>> calls_;
  Answers<Reply> answers_;
};

}  // namespace eddy::sim
