#include "tests/tools/bare_router.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <csignal>

#include "tests/tools/workplace.h"

namespace eddy::testing {

namespace json = boost::json;

BareRouter::BareRouter(const std::string& program, const std::vector<std::string>& arguments,
                       const std::vector<std::string>& nodes) {
  // One that has ended is found by what it no longer writes.
  std::signal(SIGPIPE, SIG_IGN);
  json::array names(nodes.begin(), nodes.end());
  for (const std::string& name : nodes) nodes_.emplace_back().name = name;
  for (Node& node : nodes_) start(node, program, arguments);
  for (const std::string& name : nodes) {
    CHECK(ask("c0", name, {{"type", "init"}, {"node_id", name}, {"node_ids", names}}) ==
          json::object{{"type", "init_ok"}});
  }
}

BareRouter::~BareRouter() {
  for (Node& node : nodes_) {
    for (const int file : {node.input, node.output}) {
      if (file >= 0) ::close(file);
    }
    if (node.process < 0) continue;
    ::kill(node.process, SIGKILL);
    ::waitpid(node.process, nullptr, 0);
  }
}

void BareRouter::start(Node& node, const std::string& program,
                       const std::vector<std::string>& arguments) {
  std::vector<std::string> own(arguments);
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (std::string& word : own) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  REQUIRE(::pipe2(in.data(), O_CLOEXEC) == 0);
  REQUIRE(::pipe2(out.data(), O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  REQUIRE(posix_spawn_file_actions_init(&actions) == 0);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int error =
      posix_spawn(&node.process, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  node.input = in[1];
  node.output = out[0];
  REQUIRE(error == 0);
  REQUIRE(::fcntl(node.input, F_SETFL, O_NONBLOCK) == 0);
}

BareRouter::Node* BareRouter::find(std::string_view name) {
  const auto found = std::find_if(nodes_.begin(), nodes_.end(),
                                  [name](const Node& node) { return node.name == name; });
  return found == nodes_.end() ? nullptr : &*found;
}

void BareRouter::send(const std::string& src, Node& node, const json::object& body) {
  node.to_write +=
      json::serialize(json::object{{"src", src}, {"dest", node.name}, {"body", body}}) + '\n';
}

json::object BareRouter::ask(const std::string& client, const std::string& node,
                             json::object body) {
  Node* asked = find(node);
  REQUIRE(asked != nullptr);
  const std::uint64_t msg_id = ++last_msg_id_;
  body["msg_id"] = msg_id;
  send(client, *asked, body);
  answers_.erase(client);
  while (!answers_.contains(client)) step();
  json::object answer = std::move(answers_[client]);
  CHECK(answer.at("in_reply_to").to_number<std::uint64_t>() == msg_id);
  answer.erase("in_reply_to");
  answer.erase("msg_id");
  return answer;
}

std::vector<int> BareRouter::finish() {
  for (Node& node : nodes_) {
    ::close(node.input);
    node.input = -1;
  }
  while (std::any_of(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.output >= 0; }))
    step();
  std::vector<int> statuses;
  for (Node& node : nodes_) {
    int status = 0;
    REQUIRE(::waitpid(node.process, &status, 0) == node.process);
    node.process = -1;
    statuses.push_back(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  }
  return statuses;
}

void BareRouter::step() {
  constexpr std::size_t kMostSteps = 5'000'000;
  constexpr int kPatience = 120'000;  // ms; what hangs is to fail
  REQUIRE(++steps_ < kMostSteps);
  std::vector<pollfd> files;
  for (const Node& node : nodes_) {
    files.push_back({node.output, POLLIN, 0});
    files.push_back({node.to_write.empty() ? -1 : node.input, POLLOUT, 0});
  }
  const int ready = ::poll(files.data(), files.size(), kPatience);
  if (ready < 0 && errno == EINTR) return;
  REQUIRE_MESSAGE(ready > 0, "no node says anything any more");
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (files[2 * i].revents != 0) read_some(nodes_[i]);
    if (files[2 * i + 1].revents != 0) write_some(nodes_[i]);
  }
}

void BareRouter::write_some(Node& node) {
  const ssize_t count = ::write(node.input, node.to_write.data(), node.to_write.size());
  REQUIRE_MESSAGE((count >= 0 || errno == EAGAIN), node.name, " takes no input any more");
  node.to_write.erase(0, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
}

void BareRouter::read_some(Node& node) {
  std::array<char, 65'536> part{};
  const ssize_t count = ::read(node.output, part.data(), part.size());
  if (count < 0 && errno == EINTR) return;
  if (count <= 0) {
    ::close(node.output);
    node.output = -1;
    REQUIRE_MESSAGE(node.input < 0, node.name, " has ended");
    return;
  }
  node.unread.append(part.data(), static_cast<std::size_t>(count));
  std::size_t begin = 0;
  for (auto end = node.unread.find('\n'); end != std::string::npos;
       end = node.unread.find('\n', begin)) {
    pass_on(std::string_view(node.unread).substr(begin, end - begin));
    begin = end + 1;
  }
  node.unread.erase(0, begin);
}

void BareRouter::pass_on(std::string_view line) {
  const json::value message = parse_json(line);
  const std::string src(message.at("src").as_string());
  const std::string dest(message.at("dest").as_string());
  const json::object& body = message.at("body").as_object();
  CAPTURE(line);
  CHECK(find(src) != nullptr);
  if (Node* node = find(dest)) {
    ++routed_;
    if (node->input >= 0) node->to_write += std::string(line) + '\n';
    return;
  }
  if (const auto service = services_.find(dest); service != services_.end()) {
    json::object answer = service->second(body);
    if (answer.empty()) return;
    answer["in_reply_to"] = body.at("msg_id");
    if (Node* node = find(src); node->input >= 0) send(dest, *node, answer);
    return;
  }
  CHECK_MESSAGE(answers_.emplace(dest, body).second, "a second answer");
}

}  // namespace eddy::testing
