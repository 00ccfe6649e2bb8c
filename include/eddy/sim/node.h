// The program that most write: handlers for messages, registered in its constructor.
//
//   class Gossip final : public sim::Node {
//    public:
//     explicit Gossip(sim::Host& host) : Node(host) {
//       on(&Gossip::broadcast);
//       every(200ms, [this] { push(); });
//     }
//    private:
//     // What it returns is the reply.
//     sim::Result<BroadcastOk> broadcast(const Broadcast& m);
//     // A coroutine: it co_awaits rpc, quorum, sleep, until.
//     sim::Task<sim::Result<ReadOk>> read(const Read& m, sim::NodeId from);
//     // One-way: no reply.
//     void rumour(const Rumour& m, sim::NodeId from);
//     // Answers later, by host().reply(request, …).
//     void slow(const Slow& m, const sim::Request& request);
//   };
//
// A coroutine that tells a message until it is acknowledged, whatever the network does:
//
//   sim::Task<void> tell(sim::NodeId to, Rumour rumour) {
//     while (!co_await rpc(to, rumour, 1s)) log("{} has not answered; again", to);
//   }
//
// to be started by spawn(tell(neighbour, rumour)), which does not wait for it.
//
// The message type is deduced from the signature, and has one handler. The second parameter may be
// left out. A message that a coroutine handler takes by reference lives until the coroutine ends.
// A program that spreads values tells the reports of each new one with host().learned(value), and
// one that keeps registers may tell the checkers what no client sees by overriding versions().
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "eddy/sim/host.h"
#include "eddy/sim/message.h"
#include "eddy/sim/wire_id.h"

namespace eddy::sim {

class Node : public Program {
 public:
  explicit Node(Host& host) : host_(host) {}

  // Init is answered with init_ok, unless there is a handler for it. A message that no handler
  // takes is answered with not-supported, one whose fields do not fit with malformed-request. A
  // reply that nobody waits for any more is ignored.
  void receive(const Envelope& envelope) final {
    // No node of ours asks anything under 0: a message that is said to answer that is no reply.
    if (envelope.in_reply_to != 0 && envelope.in_reply_to != kZeroId) return;
    const Request request{envelope.src, envelope.msg_id};
    const BodyPtr& body = envelope.body;
    const Handler* handler = find(body->type());
    if (handler == nullptr) {
      without_handler(as_claimed(request, *body), body->type().name);
      return;
    }
    handler->call(*this, *handler, request, body);
  }

 protected:
  Host& host() { return host_; }
  const Host& host() const { return host_; }

  template <class C, class R, class... Args>
  void on(R (C::*handler)(Args...)) {
    add<C, R, decltype(handler), Args...>(handler);
  }
  template <class C, class R, class... Args>
  void on(R (C::*handler)(Args...) const) {
    add<C, R, decltype(handler), Args...>(handler);
  }

  // The host's, for short.
  NodeId id() const { return host_.id(); }
  const std::vector<NodeId>& nodes() const { return host_.nodes(); }
  // All nodes but this one.
  auto peers() const {
    return nodes() | std::views::filter([self = id()](NodeId node) { return node != self; });
  }
  Time now() const { return host_.now(); }
  Random& random() { return host_.random(); }
  Time clock() const { return host_.clock(); }
  Disk& disk() { return host_.disk(); }
  template <class M>
  void send(NodeId to, M message) {
    host_.send(to, std::move(message));
  }
  template <class M>
  auto rpc(NodeId to, const M& message, Duration timeout) {
    return host_.rpc(to, message, timeout);
  }
  template <class M>
    requires kIsUnsafeTemporary<M>
  RpcCall<ReplyOf<M>> rpc(NodeId to, M&& message, Duration timeout) {
    return host_.rpc(to, std::forward<M>(message), timeout);
  }
  template <class Nodes, class M>
  auto quorum(Nodes&& nodes, M&& message, std::size_t enough, Duration timeout) {
    return host_.quorum(nodes, std::forward<M>(message), enough, timeout);
  }
  Sleep sleep(Duration duration) { return host_.sleep(duration); }
  template <class Predicate>
  auto until(Predicate&& predicate, Duration timeout) {
    return host_.until(std::forward<Predicate>(predicate), timeout);
  }
  template <class Action>
  void after(Duration delay, Action action) {
    host_.after(delay, std::move(action));
  }
  template <class Action>
  void every(Duration period, Action action) {
    host_.every(period, std::move(action));
  }
  void spawn(Task<void> task) { host_.spawn(std::move(task)); }
  template <class Action>
    requires std::same_as<std::invoke_result_t<Action&>, Task<void>>
  void spawn(Action action) {
    host_.spawn(std::move(action));
  }
  void sometimes(std::string_view label, bool condition) { host_.sometimes(label, condition); }
  void reachable(std::string_view label) { host_.reachable(label); }
  bool chance(std::string_view label) { return host_.chance(label); }
  // The condition returns whether it holds, or what is wrong as a std::optional<std::string>.
  template <class Condition>
  void invariant(std::string name, Condition condition) {
    if constexpr (std::is_same_v<std::invoke_result_t<Condition&>, bool>) {
      host_.invariant(std::move(name), [condition]() mutable -> std::optional<std::string> {
        if (condition()) return std::nullopt;
        return std::string();
      });
    } else {
      host_.invariant(std::move(name), std::move(condition));
    }
  }
  template <class... Args>
  void log(fmt::format_string<Args...> format, Args&&... args) {
    host_.log(format, std::forward<Args>(args)...);
  }

 private:
  struct Handler {
    using Member = void (Node::*)();
    const BodyType* type;
    void (*call)(Node&, const Handler&, const Request&, const BodyPtr&);
    Member member;  // the handler itself, of another type
  };

  template <class T>
  struct IsTask : std::false_type {};
  template <class T>
  struct IsTask<Task<T>> : std::true_type {};

  // May a handler return that?
  template <class R>
  struct MayReturn : std::true_type {};
  template <class T>
  struct MayReturn<Task<T>> : std::is_void<T> {};
  template <class T>
  struct MayReturn<Task<Result<T>>> : std::true_type {};

  template <class C, class R, class Pointer, class... Args>
  void add(Pointer handler) {
    static_assert(sizeof...(Args) == 1 || sizeof...(Args) == 2,
                  "a handler takes (message) or (message, NodeId) or (message, Request)");
    using M = std::remove_cvref_t<std::tuple_element_t<0, std::tuple<Args...>>>;
    static_assert(
        sizeof...(Args) == 1 ||
            std::is_same_v<
                std::remove_cvref_t<std::tuple_element_t<sizeof...(Args) - 1, std::tuple<Args...>>>,
                NodeId> ||
            std::is_same_v<
                std::remove_cvref_t<std::tuple_element_t<sizeof...(Args) - 1, std::tuple<Args...>>>,
                Request>,
        "the second parameter of a handler is the sender's NodeId, or the Request");
    check::require_message<M>();
    static_assert(MayReturn<R>::value,
                  "a coroutine handler returns Task<Result<Reply>>, or Task<void>");
    static_assert(sizeof(Pointer) == sizeof(Handler::Member));
    Handler entry{&body_type<M>(), &call<C, R, M, Pointer, Args...>, {}};
    std::memcpy(&entry.member, &handler, sizeof handler);
    add(entry);
  }

  template <class C, class R, class M, class Pointer, class First, class... Second>
  static void call(Node& node, const Handler& entry, const Request& request, const BodyPtr& body) {
    const M* message = body->get_if<M>();
    if (message == nullptr) {
      reread<M>(node, entry, request, body);
      return;
    }
    Pointer handler;
    std::memcpy(&handler, &entry.member, sizeof handler);
    C& self = static_cast<C&>(node);
    if constexpr (IsTask<R>::value) {
      node.host_.start(run<C, R, M, Pointer, Second...>(self, handler, request, body));
    } else if constexpr (std::is_void_v<R>) {
      invoke<Second...>(self, handler, *message, request);
    } else {
      node.host_.reply(request, invoke<Second...>(self, handler, *message, request));
    }
  }

  template <class... Second, class C, class Pointer, class M>
  static decltype(auto) invoke(C& self, Pointer handler, const M& message, const Request& request) {
    if constexpr (sizeof...(Second) == 0) {
      return (self.*handler)(message);
    } else if constexpr ((std::is_same_v<std::remove_cvref_t<Second>, NodeId> && ...)) {
      return (self.*handler)(message, request.from);
    } else {
      return (self.*handler)(message, request);
    }
  }

  // Keeps the message alive for as long as its handler runs.
  template <class C, class R, class M, class Pointer, class... Second>
  static Root run(C& self, Pointer handler, Request request, BodyPtr body) {
    auto task = invoke<Second...>(self, handler, *body->get_if<M>(), request);
    if constexpr (std::is_same_v<R, Task<void>>) {
      co_await task;
    } else {
      auto result = co_await task;
      static_cast<Node&>(self).host_.reply(request, std::move(result));
    }
  }

  // The same name, another struct: goes by way of JSON.
  template <class M>
  static void reread(Node& node, const Handler& entry, const Request& request,
                     const BodyPtr& body) {
    const Request seen = as_claimed(request, *body);
    Result<M> message = MessageTraits<M>::read(*body);
    if (!message) {
      node.host_.reply(seen, message.error());
      return;
    }
    entry.call(node, entry, seen, node.host_.share(std::move(*message)));
  }

  // From whom it says that it is.
  static Request as_claimed(const Request& request, const Body& body);
  void add(const Handler& handler);
  const Handler* find(const BodyType& type) const;
  void without_handler(const Request& request, std::string_view type);

  Host& host_;
  std::vector<Handler> handlers_;
};

// Names a program for a factory: make_node<Gossip>.
template <class P>
std::unique_ptr<Program> make_node(Host& host) {
  return std::make_unique<P>(host);
}

}  // namespace eddy::sim
