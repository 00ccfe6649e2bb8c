#include "eddy/sim/rpc.h"

#include <utility>

#include "eddy/sim/host.h"
#include "eddy/sim/message.h"
#include "eddy/sim/quorum.h"

namespace eddy::sim {

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
    : Timer(&host), to_(to), msg_id_(host.life().pending.next_id()) {
  if (host.resends_ > 0) {
    const Duration every = timeout / (host.resends_ + 1);
    again_ = std::make_unique<Again>(Again{message, every, host.resends_});
  }
  host.transmit(to, msg_id_, 0, std::move(message));
  if (!host.runtime_.exists(to)) {
    failure_ = ErrorCode::node_not_found;
    timeout = Duration(0);
    again_.reset();
  }
  host.arm(*this, again_ ? again_->every : timeout);
  host.life().pending.add(*this);
}

PendingRpc::PendingRpc(PendingRpc&& other) noexcept
    : Timer(std::move(other)),
      to_(other.to_),
      msg_id_(other.msg_id_),
      again_(std::move(other.again_)),
      failure_(other.failure_),
      done_(std::exchange(other.done_, true)),  // nothing is left of the other
      reply_(std::move(other.reply_)) {
  if (!done_) host()->life().pending.moved(msg_id_, *this);
}

PendingRpc::~PendingRpc() {
  if (!done_) host()->life().pending.take(msg_id_);
}

void PendingRpc::complete(BodyPtr reply) {
  disarm();
  reply_ = std::move(reply);
  finish();
}

void PendingRpc::fire() {
  if (again_ && again_->left > 0) {
    --again_->left;
    host()->transmit(to_, msg_id_, 0, again_->message);
    host()->arm(*this, again_->every);
    return;
  }
  host()->life().pending.take(msg_id_);
  finish();
}

void PendingRpc::finish() {
  done_ = true;
  if (quorum_ != nullptr) {
    quorum_->finished(*this);
  } else if (awaiting_) {
    awaiting_.resume();
  }
}

Result<BodyPtr> PendingRpc::outcome() {
  if (reply_) return std::move(reply_);
  return Error{failure_,
               std::string(failure_ == ErrorCode::timeout ? "no reply in time" : "no such node")};
}

std::optional<Error> PendingRpc::error_in(const Body& answer, std::string_view expected) {
  if (const Error* error = answer.get_if<Error>()) return *error;
  const std::string_view type = answer.type().name;
  if (type == expected) return std::nullopt;
  if (type == Error::type) {
    boost::json::object fields;
    answer.type().to_json(answer.value(), fields);
    Error error;
    const auto flaw = codec::read_fields(fields, error, codec::UnknownFields::ignored);
    return flaw ? misunderstood(malformed(type, *flaw).text) : error;
  }
  return misunderstood("expected a reply of type " + std::string(expected) + ", got " +
                       std::string(type));
}

}  // namespace eddy::sim
