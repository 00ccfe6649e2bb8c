// Programs that speak Maelstrom's protocol, each a process, and nothing between them but somebody who
// passes lines on: at once, in order, losing none.
#pragma once

#include <sys/types.h>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::testing {

class BareRouter {
 public:
  // Runs the program once for each of these names, told init by c0, which waits for all init_ok.
  BareRouter(const std::string& program, const std::vector<std::string>& arguments,
             const std::vector<std::string>& nodes);
  ~BareRouter();
  BareRouter(const BareRouter&) = delete;
  BareRouter& operator=(const BareRouter&) = delete;

  // The body of the answer to this body, without the two ids. A client has one request at a time.
  boost::json::object ask(const std::string& client, const std::string& node,
                          boost::json::object body);
  // Who is asked for messages to that name; gives the body of its answer, or an empty one for none.
  using Service = std::function<boost::json::object(const boost::json::object& body)>;
  void serve(const std::string& name, Service service) { services_[name] = std::move(service); }

  // Ends the input of all, and takes what they still write: the exit statuses, in order.
  std::vector<int> finish();
  // Lines that went from node to node.
  std::size_t routed() const { return routed_; }

 private:
  struct Node {
    std::string name;
    pid_t process = -1;
    int input = -1;
    int output = -1;
    std::string to_write;
    std::string unread;
  };

  void start(Node& node, const std::string& program, const std::vector<std::string>& arguments);
  Node* find(std::string_view name);
  void send(const std::string& src, Node& node, const boost::json::object& body);
  // Waits until something can be passed on, and does it.
  void step();
  void write_some(Node& node);
  void read_some(Node& node);
  void pass_on(std::string_view line);

  std::vector<Node> nodes_;
  std::map<std::string, Service, std::less<>> services_;
  std::map<std::string, boost::json::object, std::less<>> answers_;  // by client; bodies
  std::uint64_t last_msg_id_ = 0;
  std::size_t routed_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace eddy::testing
