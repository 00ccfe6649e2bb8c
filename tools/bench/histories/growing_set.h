// The history of a set that only grows, as JSON lines: 20 clients of 5 nodes add elements, and now
// and then read all that their node has. Each node lists what it has in the order in which it came.
//
// A read shows up to all elements, so that the text of 100,000 elements and 10,000 reads is 3 GB:
// it is made line by line, and never in memory as a whole.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <deque>
#include <iterator>
#include <streambuf>
#include <string>

namespace eddy::bench {

class GrowingSet {
 public:
  GrowingSet(std::uint64_t elements, std::uint64_t reads) : elements_(elements), reads_(reads) {}

  // Replaces `lines` by those of the next call; false: there is none.
  bool next(std::string& lines) {
    lines.clear();
    const std::uint64_t calls = elements_ + reads_;
    if (calls_ == calls) return false;
    // The reads are spread evenly among the adds, and the last call is one.
    const bool read = (calls_ + 1) * reads_ / calls > read_count_;
    Node& node = nodes_[calls_ % kNodes];
    if (read) {
      ++read_count_;
      while (added_ == elements_ && !origins_.empty()) spread();
      call(lines, "read", node.text.empty() ? "[]" : node.text + "]");
    } else {
      add(node);
      call(lines, "add", std::to_string(added_ - 1));
    }
    ++calls_;
    return true;
  }

 private:
  static constexpr std::uint64_t kNodes = 5;
  static constexpr std::uint64_t kClients = 20;
  static constexpr std::uint64_t kLag = 50;  // in adds, until the other nodes have an element

  struct Node {
    std::string text;  // its list, without the closing bracket

    void append(std::uint64_t element) {
      fmt::format_to(std::back_inserter(text), "{}{}", text.empty() ? '[' : ',', element);
    }
  };

  void add(Node& own) {
    own.append(added_++);
    origins_.push_back(&own);
    if (origins_.size() > kLag) spread();
  }

  // Gives the oldest of the elements that only one node has to the others.
  void spread() {
    for (Node& node : nodes_) {
      if (&node != origins_.front()) node.append(added_ - origins_.size());
    }
    origins_.pop_front();
  }

  void call(std::string& lines, const char* f, const std::string& value) {
    const bool read = *f == 'r';
    for (const bool invocation : {true, false}) {
      fmt::format_to(std::back_inserter(lines),
                     R"({{"index":{},"time":{},"process":{},"type":"{}","f":"{}","value":)", index_,
                     index_ * 1'000'000, calls_ % kClients, invocation ? "invoke" : "ok", f);
      lines += read && invocation ? "null" : value;
      lines += "}\n";
      ++index_;
    }
  }

  std::uint64_t elements_;
  std::uint64_t reads_;
  std::uint64_t calls_ = 0;
  std::uint64_t read_count_ = 0;
  std::uint64_t added_ = 0;
  std::uint64_t index_ = 0;
  std::array<Node, kNodes> nodes_;
  std::deque<Node*> origins_;  // of the elements that the other nodes do not have yet
};

// The same as what a stream reads from.
class GrowingSetText : public std::streambuf {
 public:
  explicit GrowingSetText(GrowingSet set) : set_(std::move(set)) {}

  std::uint64_t bytes() const { return bytes_; }

 protected:
  int_type underflow() override {
    if (!set_.next(lines_)) return traits_type::eof();
    bytes_ += lines_.size();
    setg(lines_.data(), lines_.data(), lines_.data() + lines_.size());
    return traits_type::to_int_type(lines_.front());
  }

 private:
  GrowingSet set_;
  std::string lines_;
  std::uint64_t bytes_ = 0;
};

}  // namespace eddy::bench
