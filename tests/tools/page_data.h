// The data of a run's page, read back from the page.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::testing {

class PageData {
 public:
  // `element`: "run" or "against". There must be one.
  explicit PageData(std::string_view page, std::string_view element = "run");

  const boost::json::object& header() const { return header_; }
  const std::vector<std::uint64_t>& column(const std::string& name) const {
    return columns_.at(name);
  }
  bool has(const std::string& name) const { return columns_.contains(name); }
  const std::vector<std::string>& strings() const { return strings_; }

  // Of the list of that id, each element as JSON.
  std::vector<std::string> list(std::size_t id) const;
  // Each body as JSON, with its type.
  const std::vector<boost::json::object>& bodies() const { return bodies_; }
  // Of each message, which body it has.
  const std::vector<std::size_t>& message_bodies() const { return message_bodies_; }
  // Of each message, its source and destination by name.
  struct Ends {
    std::string source;
    std::string destination;
  };
  const std::vector<Ends>& ends() const { return ends_; }
  // Of each event, the message that it is about; nothing: none.
  const std::vector<std::optional<std::size_t>>& message_at() const { return message_at_; }
  // Of each event, in microseconds.
  const std::vector<std::uint64_t>& times() const { return times_; }

 private:
  void read_strings(std::string_view bytes);
  void read_lists();
  void read_events();
  void read_bodies();
  boost::json::value leaf_value(const boost::json::value& shape, const std::string& prefix,
                                std::size_t& leaf, std::size_t row, std::size_t body);

  boost::json::object header_;
  std::map<std::string, std::vector<std::uint64_t>> columns_;
  std::vector<std::string> strings_;
  std::vector<std::vector<std::uint64_t>> lists_;  // tokens
  std::vector<boost::json::object> bodies_;
  std::vector<std::size_t> message_bodies_;
  std::vector<Ends> ends_;
  std::vector<std::optional<std::size_t>> message_at_;
  std::vector<std::uint64_t> times_;
  // Of each body: the one that it answers, and when it was said.
  std::vector<std::optional<std::size_t>> answers_;
  std::vector<std::uint64_t> said_;
  std::vector<std::optional<std::int64_t>> first_integers_;
  std::vector<std::optional<std::size_t>> first_lists_;
  std::map<std::string, std::int64_t> last_;  // of a column of integers
  std::size_t next_list_ = 0;
};

// base64 → bytes.
std::string from_base64(std::string_view text);

}  // namespace eddy::testing
